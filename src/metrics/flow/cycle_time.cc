#include "metrics/flow/cycle_time.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>

#include "metrics/flow/flow_columns.h"
#include "metrics/flow/scope.h"

namespace tl::metrics::flow {
namespace {

constexpr size_t kReasons = 7;
constexpr int64_t kSecondsPerDay = 86'400;
constexpr size_t kMaxUnmappedNames = 50;

struct ReasonText {
  ExclusionReason reason;
  std::string_view code;
  std::string_view text;
  bool finding;
};

constexpr std::array<ReasonText, kReasons> kReasonTexts = {{
    {ExclusionReason::kNoStart, "n_no_start",
     "done without crossing the start line; counts in throughput all the same", false},
    {ExclusionReason::kCancelled, "cancelled",
     "in a cancelled stage, or done with a resolution that cancels", false},
    {ExclusionReason::kReopened, "reopened", "was done in the window and is open again", false},
    {ExclusionReason::kDeleted, "deleted", "deleted in Jira", false},
    {ExclusionReason::kNegative, "negative", "finished before it started: check its dates", true},
    {ExclusionReason::kHistoryIncomplete, "history_incomplete",
     "not all of its changes have been read from Jira yet", false},
    {ExclusionReason::kHistoryMismatch, "history_mismatch",
     "its changes do not lead to its present status", true},
}};

struct Item {
  int64_t end = 0;
  int64_t start = 0;
  uint32_t part = 0;
  uint32_t row = 0;
};

bool ended_later(const Item& a, const Item& b) {
  if (a.end != b.end) return a.end > b.end;
  if (a.part != b.part) return a.part < b.part;
  return a.row < b.row;
}

// Keeps the `limit` items that ended last out of any number, in little memory.
class LastItems {
 public:
  explicit LastItems(size_t limit) : limit_(limit) {}
  void add(const Item& item) {
    ++count_;
    if (item.end < floor_) return;
    items_.push_back(item);
    if (items_.size() >= 2 * limit_ + 64) cut();
  }
  [[nodiscard]] size_t count() const { return count_; }
  [[nodiscard]] bool was_cut() const { return count_ > limit_; }
  std::vector<Item>& kept() {
    if (items_.size() > limit_) cut();
    return items_;
  }

 private:
  void cut() {
    const auto last = items_.begin() + static_cast<std::ptrdiff_t>(limit_);
    std::nth_element(items_.begin(), last, items_.end(), ended_later);
    floor_ = last->end;  // nothing that ended before this can be among the last any more
    items_.resize(limit_);
  }
  size_t limit_;
  size_t count_ = 0;
  int64_t floor_ = lens::kNoInstant;
  std::vector<Item> items_;
};

int64_t seconds_of(const Item& item) { return (item.end - item.start) / 1000; }

// One question being answered.
class CycleTime {
 public:
  CycleTime(const lens::LensVersion& version, const StageMap& stages, const CycleTimeQuery& query,
            FlowCache* cache)
      : version_(version),
        stages_(stages),
        query_(query),
        cache_(cache),
        scope_(version.dictionary(), stages, query),
        counted_(std::min(query.max_points, kMaxPoints)),
        excluded_(kReasons, LastItems(kMaxExclusionIds)) {}

  CycleTimeAnswer run() {
    for (uint32_t i = 0; i < version_.parts().size(); ++i) scan(i);
    describe();
    fill_numbers();
    fill_exclusions();
    fill_points();
    return std::move(answer_);
  }

 private:
  std::shared_ptr<const FlowColumns> columns_of(const lens::Part& part) const {
    if (query_.as_of) return derive_columns(*part.chunk, stages_, query_.as_of->ms);
    return cache_ ? cache_->columns(part.chunk, stages_) : derive_columns(*part.chunk, stages_);
  }

  void scan(uint32_t index) {
    const lens::Part& part = version_.parts()[index];
    const lens::Chunk& chunk = *part.chunk;
    const auto columns = columns_of(part);
    const auto& starts =
        query_.start_rule == StartRule::kFirst ? columns->first_start : columns->last_start;
    const int64_t* ends = columns->end.data();
    for (uint32_t row = 0; row < chunk.rows(); ++row) {
      if (ends[row] < query_.from.ms || ends[row] >= query_.to.ms) continue;
      if (columns->outcome[row] == Outcome::kOpen || ends[row] == lens::kNoInstant) continue;
      if (!part.live(row) || !scope_.holds(chunk, row)) continue;
      take(chunk, columns->outcome[row], Item{ends[row], starts[row], index, row});
    }
  }

  void take(const lens::Chunk& chunk, Outcome outcome, const Item& item) {
    if (const auto reason = exclude(chunk, outcome, item)) {
      excluded_[static_cast<size_t>(*reason)].add(item);
      return;
    }
    counted_.add(item);
    seconds_.push_back(seconds_of(item));
  }

  [[nodiscard]] std::optional<ExclusionReason> exclude(const lens::Chunk& chunk, Outcome outcome,
                                                       const Item& item) const {
    const uint8_t flags = chunk.flags[item.row];
    const bool sound =
        (flags & (lens::kRowDeleted | lens::kRowHistoryComplete)) == lens::kRowHistoryComplete;
    const bool timed = item.start != lens::kNoInstant && item.start <= item.end;
    if (sound && timed && outcome == Outcome::kFinished) return std::nullopt;  // nearly all
    const bool deleted = (flags & lens::kRowDeleted) != 0 &&
                         (!query_.as_of || chunk.deleted_at[item.row] <= query_.as_of->ms);
    if (deleted) return ExclusionReason::kDeleted;
    if ((flags & lens::kRowHistoryComplete) == 0) return ExclusionReason::kHistoryIncomplete;
    if (outcome == Outcome::kMismatch) return ExclusionReason::kHistoryMismatch;
    if (outcome == Outcome::kCancelled) return ExclusionReason::kCancelled;
    if (outcome == Outcome::kReopened) return ExclusionReason::kReopened;
    if (item.start == lens::kNoInstant) return ExclusionReason::kNoStart;
    if (item.end < item.start) return ExclusionReason::kNegative;
    return std::nullopt;
  }

  void describe() {
    answer_.definition_id = kCycleTimeId;
    answer_.definition_version = kCycleTimeVersion;
    answer_.definition_text = cycle_time_text(query_.start_rule);
    answer_.unit = query_.unit;
    answer_.start_rule = query_.start_rule;
    answer_.window_rule = kWindowRule;
    answer_.statistic = "nearest rank";
    answer_.from = query_.from;
    answer_.to = query_.to;
    answer_.as_of = query_.as_of;
    answer_.complete_back_to = query_.complete_back_to;
    answer_.config_versions = stages_.versions();
    answer_.position = version_.position();
    answer_.built_at = version_.built_at();
    answer_.data_to = version_.data_to();
    answer_.notes = scope_.notes();
    if (query_.complete_back_to && *query_.complete_back_to > query_.from)
      answer_.notes.push_back(
          "the window begins before the data is complete; older items may be missing");
    note_lines();
    const auto& statuses = version_.dictionary().field(lens::LensField::kStatus);
    for (lens::Code code = 1; code < statuses.size(); ++code) {
      if (stages_.stage(code) == Stage::kUnmapped &&
          answer_.unmapped_statuses.size() < kMaxUnmappedNames)
        answer_.unmapped_statuses.push_back(statuses.at(code).name);
    }
  }

  // Where people have drawn lines in what was asked about.
  void note_lines() {
    const auto& statuses = version_.dictionary().field(lens::LensField::kStatus);
    const auto asked = [&](InstanceId instance) {
      return query_.projects.empty() ||
             std::any_of(query_.projects.begin(), query_.projects.end(),
                         [&](const ProjectRef& one) { return one.instance == instance; });
    };
    for (const auto& [instance, lines] : stages_.lines()) {
      if (!asked(instance)) continue;
      if (lines.start != lens::kNoCode)
        answer_.notes.push_back(
            fmt::format("the start line is drawn at \"{}\"", statuses.at(lines.start).name));
      if (lines.finish != lens::kNoCode)
        answer_.notes.push_back(
            fmt::format("the finish line is drawn at \"{}\"", statuses.at(lines.finish).name));
    }
  }

  void fill_numbers() {
    sort_values(seconds_);
    answer_.n = seconds_.size();
    answer_.percentiles = decide_percentiles(seconds_);
    answer_.histogram = decide_histogram(seconds_);
  }

  void fill_exclusions() {
    answer_.considered = answer_.n;
    for (const ReasonText& text : kReasonTexts) {
      LastItems& all = excluded_[static_cast<size_t>(text.reason)];
      answer_.considered += all.count();
      if (all.count() == 0) continue;
      Exclusion& out = answer_.exclusions.emplace_back();
      out.code = text.code;
      out.text = text.text;
      out.finding = text.finding;
      out.count = all.count();
      std::vector<Item>& items = all.kept();
      std::sort(items.begin(), items.end(), ended_later);
      for (const Item& item : items) {
        const lens::Chunk& chunk = *version_.parts()[item.part].chunk;
        out.issues.push_back(chunk.ref(item.row));
        out.keys.emplace_back(chunk.key.at(item.row));
      }
    }
  }

  void fill_points() {
    answer_.points_cut = counted_.was_cut();
    std::vector<Item>& items = counted_.kept();
    const auto ref = [&](const Item& item) {
      return version_.parts()[item.part].chunk->ref(item.row);
    };
    std::sort(items.begin(), items.end(), [&](const Item& a, const Item& b) {
      return a.end != b.end ? a.end < b.end : ref(a) < ref(b);
    });
    answer_.points.reserve(items.size());
    for (const Item& item : items) answer_.points.push_back(point_of(item));
  }

  [[nodiscard]] CycleTimePoint point_of(const Item& item) const {
    const lens::Chunk& chunk = *version_.parts()[item.part].chunk;
    const lens::Dictionary& names = version_.dictionary();
    CycleTimePoint point;
    point.issue = chunk.ref(item.row);
    point.key = chunk.key.at(item.row);
    point.summary = chunk.summary.at(item.row);
    point.type = names.at(lens::LensField::kType, chunk.type[item.row]).name;
    point.category = stages_.types().category(chunk.type[item.row], chunk.project[item.row]);
    point.project = names.at(lens::LensField::kProject, chunk.project[item.row]).key;
    point.started = Instant(item.start);
    point.finished = Instant(item.end);
    point.seconds = seconds_of(item);
    point.percentile_rank = percentile_rank(seconds_, point.seconds);
    return point;
  }

  static std::vector<HistogramBin> decide_histogram(const std::vector<int64_t>& sorted) {
    std::vector<HistogramBin> bins;
    if (sorted.empty()) return bins;
    const auto last = static_cast<size_t>(sorted.back() / kSecondsPerDay);
    bins.resize(std::min(last + 1, kMaxHistogramBins));
    for (size_t i = 0; i < bins.size(); ++i) {
      bins[i].from_seconds = static_cast<int64_t>(i) * kSecondsPerDay;
      bins[i].to_seconds = bins[i].from_seconds + kSecondsPerDay;
    }
    bins.back().to_seconds = static_cast<int64_t>(last + 1) * kSecondsPerDay;
    auto begin = sorted.begin();
    for (HistogramBin& bin : bins) {
      const auto end = std::lower_bound(begin, sorted.end(), bin.to_seconds);
      bin.count = static_cast<size_t>(end - begin);
      begin = end;
    }
    return bins;
  }

  const lens::LensVersion& version_;
  const StageMap& stages_;
  const CycleTimeQuery& query_;
  FlowCache* cache_;
  Scope scope_;
  LastItems counted_;
  std::vector<int64_t> seconds_;
  std::vector<LastItems> excluded_;  // by ExclusionReason
  CycleTimeAnswer answer_;
};

}  // namespace

std::string_view to_text(TimeUnit unit) {
  return unit == TimeUnit::kWorking ? "working" : "calendar";
}

std::string_view to_text(StartRule rule) { return rule == StartRule::kLast ? "last" : "first"; }

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

Result<CycleTimeAnswer> decide_cycle_time(const lens::LensVersion& version, const StageMap& stages,
                                          const CycleTimeQuery& query, FlowCache* cache) {
  const auto began = std::chrono::steady_clock::now();
  if (query.from >= query.to)
    return make_error(ErrorCode::kInvalidArgument, "the window must begin before it ends");
  if (query.unit != TimeUnit::kCalendar)
    return make_error(ErrorCode::kInvalidArgument,
                      "working time needs working calendars, which do not exist yet; use calendar");
  const Population& population = query.population;
  if (!population.standard && !population.subtask && !population.epic)
    return make_error(ErrorCode::kInvalidArgument, "choose at least one level of issues");
  CycleTimeAnswer answer = CycleTime(version, stages, query, cache).run();
  answer.computed_in_us = std::chrono::duration_cast<std::chrono::microseconds>(
                              std::chrono::steady_clock::now() - began)
                              .count();
  return answer;
}

}  // namespace tl::metrics::flow
