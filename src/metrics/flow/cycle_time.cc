#include "metrics/flow/cycle_time.h"

#include <algorithm>

#include "metrics/flow/ended_items.h"
#include "metrics/flow/scatter.h"

namespace tl::metrics::flow {
namespace {

constexpr std::array<ExclusionText, kExclusionReasons> lead_texts() {
  auto texts = kExclusionTexts;
  texts[static_cast<size_t>(ExclusionReason::kNoStart)].text =
      "nobody knows when it was created; counts in throughput all the same";
  texts[static_cast<size_t>(ExclusionReason::kNegative)].text =
      "finished before it was created: check its dates";
  return texts;
}

const std::array<ExclusionText, kExclusionReasons>& texts_of(FlowSpan span) {
  static const auto lead = lead_texts();
  return span == FlowSpan::kLead ? lead : kExclusionTexts;
}

// The question as this number understands it.
CycleTimeQuery understood(const CycleTimeQuery& query) {
  CycleTimeQuery asked = query;
  if (asked.span == FlowSpan::kLead) asked.unit = TimeUnit::kCalendar;
  asked.max_points = std::min(asked.max_points, kMaxPoints);
  return asked;
}

// From which instant an item is timed, and whether it can be.
std::optional<ExclusionReason> begin_span(const Facts& facts, FlowSpan span, Ended& item,
                                          std::optional<ExclusionReason> reason) {
  if (span == FlowSpan::kCycle) return reason;
  item.start = facts.version.parts()[item.part].chunk->created[item.row];
  if (!is_finished(reason)) return reason;
  if (item.start == lens::kNoInstant) return ExclusionReason::kNoStart;
  if (item.end < item.start) return ExclusionReason::kNegative;
  return std::nullopt;
}

std::vector<HistogramBin> decide_histogram(const std::vector<int64_t>& sorted, int64_t width) {
  std::vector<HistogramBin> bins;
  if (sorted.empty()) return bins;
  const auto last = static_cast<size_t>(sorted.back() / width);
  bins.resize(std::min(last + 1, kMaxHistogramBins));
  for (size_t i = 0; i < bins.size(); ++i) {
    bins[i].from_seconds = static_cast<int64_t>(i) * width;
    bins[i].to_seconds = bins[i].from_seconds + width;
  }
  bins.back().to_seconds = static_cast<int64_t>(last + 1) * width;
  auto begin = sorted.begin();
  for (HistogramBin& bin : bins) {
    const auto end = std::lower_bound(begin, sorted.end(), bin.to_seconds);
    bin.count = static_cast<size_t>(end - begin);
    begin = end;
  }
  return bins;
}

// One question being answered.
class CycleTime {
 public:
  CycleTime(const Facts& facts, const CycleTimeQuery& query, std::vector<Period> periods)
      : facts_(facts),
        query_(query),
        scope_(facts, query),
        durations_(facts, query.unit),
        excluded_(texts_of(query.span)) {
    answer_.periods = std::move(periods);
  }

  CycleTimeAnswer run() {
    each_ended(
        facts_, query_, scope_,
        [&](const Ended& item, std::optional<ExclusionReason> reason) { take(item, reason); });
    each_in_progress(facts_, query_, scope_, [&](uint32_t, uint32_t) { ++answer_.in_progress; });
    describe();
    fill_series();
    fill_numbers();
    excluded_.fill(facts_.version, answer_);
    fill_points();
    return std::move(answer_);
  }

 private:
  void take(Ended item, std::optional<ExclusionReason> reason) {
    if (is_finished(reason)) ++answer_.finished;
    reason = begin_span(facts_, query_.span, item, reason);
    if (reason) return excluded_.add(*reason, item);
    items_.push_back(item);
    seconds_.push_back(durations_.seconds(item.start, item.end));
  }

  void describe() {
    const bool lead = query_.span == FlowSpan::kLead;
    const About about = begin_about(lead ? kLeadTime : kCycleTime, facts_, query_, scope_);
    static_cast<About&>(answer_) = about;
    if (!lead) answer_.definition_text = cycle_time_text(query_.start_rule);
    answer_.span = query_.span;
  }

  // While the seconds still lie beside their items.
  void fill_series() {
    std::vector<std::vector<int64_t>> of_period(answer_.periods.size());
    const PeriodFinder finder(answer_.periods);
    for (size_t i = 0; i < items_.size(); ++i) {
      if (const auto period = finder.find(items_[i].end)) of_period[*period].push_back(seconds_[i]);
    }
    for (std::vector<int64_t>& values : of_period) {
      sort_values(values);
      SeriesValue& value = answer_.series.emplace_back();
      value.n = values.size();
      for (const Percentile& one : decide_percentiles(values)) {
        if (one.percent == 50) value.p50 = one.value;
        if (one.percent == 85) value.p85 = one.value;
      }
    }
  }

  void fill_numbers() {
    sorted_ = seconds_;
    sort_values(sorted_);
    answer_.n = sorted_.size();
    answer_.percentiles = decide_percentiles(sorted_);
    answer_.histogram = decide_histogram(sorted_, durations_.day_seconds());
  }

  void fill_points() {
    std::vector<uint32_t> chosen(items_.size());
    for (uint32_t i = 0; i < chosen.size(); ++i) chosen[i] = i;
    if (items_.size() > query_.max_points) {
      answer_.points_cut = true;
      fill_bins();
      choose_longest(chosen);
    }
    std::sort(chosen.begin(), chosen.end(), [&](uint32_t a, uint32_t b) {
      if (items_[a].end != items_[b].end) return items_[a].end < items_[b].end;
      return ref_of(items_[a]) < ref_of(items_[b]);
    });
    answer_.points.reserve(chosen.size());
    for (const uint32_t i : chosen) answer_.points.push_back(point_of(i));
  }

  void fill_bins() {
    answer_.bin_length = decide_column_length(query_);
    const auto columns = decide_periods(query_, answer_.bin_length);
    if (!columns) return;  // cannot be: the series has periods of this window
    std::vector<ScatterPoint> points;
    points.reserve(items_.size());
    for (size_t i = 0; i < items_.size(); ++i) points.push_back({items_[i].end, seconds_[i]});
    answer_.bins = decide_scatter(points, sorted_, *columns);
  }

  // Of those as long as the last one chosen the first by their ids.
  void choose_longest(std::vector<uint32_t>& chosen) const {
    const size_t count = std::min(query_.max_points, kLongestPoints);
    const int64_t least = count == 0 ? sorted_.back() + 1 : sorted_[sorted_.size() - count];
    std::erase_if(chosen, [&](uint32_t i) { return seconds_[i] < least; });
    std::sort(chosen.begin(), chosen.end(), [&](uint32_t a, uint32_t b) {
      if (seconds_[a] != seconds_[b]) return seconds_[a] > seconds_[b];
      return ref_of(items_[a]) < ref_of(items_[b]);
    });
    chosen.resize(count);
  }

  [[nodiscard]] const lens::Chunk& chunk_of(const Ended& item) const {
    return *facts_.version.parts()[item.part].chunk;
  }
  [[nodiscard]] IssueRef ref_of(const Ended& item) const { return chunk_of(item).ref(item.row); }

  [[nodiscard]] CycleTimePoint point_of(uint32_t index) const {
    const Ended& item = items_[index];
    const lens::Chunk& chunk = chunk_of(item);
    const lens::Dictionary& names = facts_.version.dictionary();
    CycleTimePoint point;
    point.issue = chunk.ref(item.row);
    point.key = chunk.key.at(item.row);
    point.summary = chunk.summary.at(item.row);
    point.type = names.at(lens::LensField::kType, chunk.type[item.row]).name;
    point.category = category_of(facts_.stages, chunk, item.row);
    point.project = names.at(lens::LensField::kProject, chunk.project[item.row]).key;
    point.started = Instant(item.start);
    point.finished = Instant(item.end);
    point.seconds = seconds_[index];
    point.percentile_rank = percentile_rank(sorted_, point.seconds);
    return point;
  }

  const Facts& facts_;
  const CycleTimeQuery& query_;
  Scope scope_;
  Durations durations_;
  Exclusions excluded_;
  std::vector<Ended> items_;      // counted
  std::vector<int64_t> seconds_;  // of `items_`
  std::vector<int64_t> sorted_;
  CycleTimeAnswer answer_;
};

}  // namespace

const Definition kCycleTime{"flow.cycle_time",
                            3,
                            "Cycle time",
                            "How long work took once somebody had begun with it.",
                            "finish - start, in whole seconds",
                            "issues that finished in the window, its end left out",
                            "nearest rank"};

const Definition kLeadTime{
    "flow.lead_time",
    1,
    "Lead time",
    "How long somebody waited: from the instant the issue was created to the instant its present "
    "unbroken stay in done stages, or beyond the finish line drawn, began. Waiting before the work "
    "began is part of it. Always in calendar time. Reopened and cancelled issues are not finished.",
    "finish - created, in whole seconds",
    "issues that finished in the window, its end left out",
    "nearest rank"};

std::string_view to_text(FlowSpan span) { return span == FlowSpan::kLead ? "lead" : "cycle"; }

std::string_view cycle_time_text(StartRule rule) {
  if (rule == StartRule::kLast) {
    return "From the last time the issue crossed the start line (came from before it into an "
           "active, review or blocked stage, or to the line drawn in the mapping) to the instant "
           "its present unbroken stay in done stages, or beyond the finish line drawn, began. "
           "Reopened and cancelled issues are not finished.";
  }
  return "From the first time the issue crossed the start line (entered an active, review or "
         "blocked stage, or came to the line drawn in the mapping) to the instant its present "
         "unbroken stay in done stages, or beyond the finish line drawn, began. Reopened and "
         "cancelled issues are not finished.";
}

Result<CycleTimeAnswer> decide_cycle_time(const Facts& facts, const CycleTimeQuery& query) {
  const Stopwatch watch;
  TL_CHECK_OK(check_question(query));
  const CycleTimeQuery asked = understood(query);
  TL_TRY(auto periods, decide_periods(asked, asked.period));
  CycleTimeAnswer answer = CycleTime(facts, asked, std::move(periods)).run();
  if (asked.unit != query.unit)
    answer.notes.emplace_back("lead time is always counted in calendar time");
  answer.computed_in_us = watch.us();
  return answer;
}

Result<ItemList> decide_cycle_time_items(const Facts& facts, const CycleTimeQuery& query,
                                         const Mark& mark) {
  TL_CHECK_OK(check_question(query));
  TL_CHECK_OK(check_mark(
      mark, {MarkPart::kExclusion, MarkPart::kOn, MarkPart::kSeconds, MarkPart::kCategory}));
  const CycleTimeQuery asked = understood(query);
  const bool lead = asked.span == FlowSpan::kLead;
  TL_TRY(ItemList list, list_ended(facts, asked, mark, "Finished", texts_of(asked.span),
                                   [&](Ended& item, std::optional<ExclusionReason> reason) {
                                     return begin_span(facts, asked.span, item, reason);
                                   }));
  list.from_title = lead ? "Created" : "Started";
  list.at_title = mark.exclusion ? "Ended" : "Finished";
  list.seconds_title = lead ? kLeadTime.title : kCycleTime.title;
  return list;
}

}  // namespace tl::metrics::flow
