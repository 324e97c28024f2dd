#include "metrics/flow/throughput.h"

#include <algorithm>

#include "metrics/flow/ended_items.h"

namespace tl::metrics::flow {
namespace {

static_assert(kCategories == mapping::kCategoryCount);

size_t index_of(Category category) { return static_cast<size_t>(category); }

double median_of(std::vector<size_t> values) {
  std::sort(values.begin(), values.end());
  const size_t middle = values.size() / 2;
  if (values.size() % 2 == 1) return static_cast<double>(values[middle]);
  return static_cast<double>(values[middle - 1] + values[middle]) / 2;
}

// What cannot be timed is finished all the same.
std::optional<ExclusionReason> counts(std::optional<ExclusionReason> reason) {
  return is_finished(reason) ? std::nullopt : reason;
}

void fill_medians(std::vector<ThroughputPeriod>& periods, std::optional<double>& of_all) {
  std::vector<size_t> complete;
  size_t run = 0;  // complete periods without a gap up to here
  for (ThroughputPeriod& one : periods) {
    run = one.period.complete ? run + 1 : 0;
    if (!one.period.complete) continue;
    complete.push_back(one.count);
    if (run >= kMedianPeriods)
      one.median =
          median_of({complete.end() - static_cast<std::ptrdiff_t>(kMedianPeriods), complete.end()});
  }
  if (complete.size() >= kMedianPeriods) of_all = median_of(std::move(complete));
}

// Counts what finished, into `about` (n, considered, exclusions) and by period.
std::vector<ThroughputPeriod> count_finished(const Facts& facts, const Question& question,
                                             const Scope& scope, const std::vector<Period>& periods,
                                             About& about) {
  std::vector<ThroughputPeriod> counted(periods.size());
  for (size_t i = 0; i < periods.size(); ++i) counted[i].period = periods[i];
  Exclusions excluded;
  const PeriodFinder finder(periods);
  each_ended(facts, question, scope, [&](const Ended& item, std::optional<ExclusionReason> reason) {
    reason = counts(reason);
    if (reason) return excluded.add(*reason, item);
    ++about.n;
    const auto period = finder.find(item.end);
    if (!period) return;
    const lens::Chunk& chunk = *facts.version.parts()[item.part].chunk;
    ++counted[*period].count;
    ++counted[*period].by_category[index_of(category_of(facts.stages, chunk, item.row))];
  });
  excluded.fill(facts.version, about);
  return counted;
}

// Of issues that are not deleted; worklogs by their start.
void add_hours(const Facts& facts, const Question& question, const Scope& scope, ByCategory& into) {
  const int64_t to =
      question.as_of ? std::min(question.to.ms, question.as_of->ms + 1) : question.to.ms;
  for (const lens::Part& part : facts.version.parts()) {
    const lens::Chunk& chunk = *part.chunk;
    for (uint32_t row = 0; row < chunk.rows(); ++row) {
      const lens::Range range = chunk.worklogs(row);
      if (range.empty() || chunk.worklog.started[range.end - 1] < question.from.ms) continue;
      if (chunk.worklog.started[range.begin] >= to) continue;  // they are sorted by start
      if (!part.live(row) || !scope.holds(chunk, row) || is_deleted(chunk, row, question.as_of))
        continue;
      int64_t seconds = 0;
      for (uint32_t i = range.begin; i < range.end; ++i) {
        const int64_t started = chunk.worklog.started[i];
        if (started >= question.from.ms && started < to)
          seconds += std::max<int64_t>(0, chunk.worklog.seconds[i]);
      }
      into[index_of(category_of(facts.stages, chunk, row))] += seconds;
    }
  }
}

}  // namespace

const Definition kThroughput{
    "flow.throughput",
    1,
    "Throughput",
    "How many issues finished in each period: those whose present unbroken stay in done stages, or "
    "beyond the finish line drawn, began in it. Work that went from the queue straight to done "
    "counts too; reopened and cancelled issues do not. A period in which nothing finished is zero. "
    "Medians are of whole periods only: not of the running one, nor of one the window cuts.",
    "count of issues by the instant of their finish",
    "issues that finished in the window, its end left out",
    "count"};

const Definition kMix{
    "flow.mix",
    1,
    "Mix of work",
    "How the work divides by category: issues that finished in the window, issues in progress at "
    "its end of knowledge (now, or the day asked for), and hours that people logged on issues "
    "within the window. The category follows from the mapping: its queries first, then the issue "
    "type.",
    "part of a category / all categories",
    "issues that finished in the window; worklogs that began in it; work in progress now",
    "share of a count or of hours"};

Result<ThroughputAnswer> decide_throughput(const Facts& facts, const Question& question,
                                           PeriodLength length) {
  const Stopwatch watch;
  TL_CHECK_OK(check_question(question));
  TL_TRY(const auto periods, decide_periods(question, length));
  const Scope scope(facts, question);
  ThroughputAnswer answer;
  static_cast<About&>(answer) = begin_about(kThroughput, facts, question, scope);
  answer.periods = count_finished(facts, question, scope, periods, answer);
  answer.total = answer.n;
  fill_medians(answer.periods, answer.median_per_period);
  answer.computed_in_us = watch.us();
  return answer;
}

Result<ItemList> decide_throughput_items(const Facts& facts, const Question& question,
                                         const Mark& mark) {
  TL_CHECK_OK(check_question(question));
  TL_CHECK_OK(check_mark(mark, {MarkPart::kExclusion, MarkPart::kOn, MarkPart::kCategory}));
  TL_TRY(ItemList list,
         list_ended(facts, question, mark, "Finished", kExclusionTexts,
                    [](Ended&, std::optional<ExclusionReason> reason) { return counts(reason); }));
  list.from_title = "Started";
  list.at_title = mark.exclusion ? "Ended" : "Finished";
  list.seconds_title = "Cycle time";
  return list;
}

Result<MixAnswer> decide_mix(const Facts& facts, const Question& question, PeriodLength length) {
  const Stopwatch watch;
  TL_CHECK_OK(check_question(question));
  TL_TRY(const auto periods, decide_periods(question, length));
  const Scope scope(facts, question);
  MixAnswer answer;
  static_cast<About&>(answer) = begin_about(kMix, facts, question, scope);
  if (const TypeRules* rules = facts.stages.rules(); rules && question.categories.empty())
    answer.notes.insert(answer.notes.end(), rules->notes().begin(), rules->notes().end());
  answer.periods = count_finished(facts, question, scope, periods, answer);
  for (const ThroughputPeriod& one : answer.periods) {
    for (size_t i = 0; i < kCategories; ++i) answer.finished[i] += one.by_category[i];
  }
  each_in_progress(facts, question, scope, [&](uint32_t part, uint32_t row) {
    const lens::Chunk& chunk = *facts.version.parts()[part].chunk;
    ++answer.in_progress[index_of(category_of(facts.stages, chunk, row))];
  });
  add_hours(facts, question, scope, answer.seconds);
  answer.computed_in_us = watch.us();
  return answer;
}

}  // namespace tl::metrics::flow
