// Work in progress, day by day and now. Ages: aging.cc.
#include "metrics/flow/wip.h"

#include "metrics/flow/pace.h"

namespace tl::metrics::flow {
namespace {

std::optional<int64_t> known_start(const FlowColumns& columns, StartRule rule, uint32_t row) {
  const int64_t start = columns.start(row, rule);
  return start == lens::kNoInstant ? std::nullopt : std::optional(start);
}

// Calls visit(columns, paths, address) for the issues that can have been in progress between
// `since` and `until`: in scope and not deleted. What had ended before, came later or never started
// is passed by without looking at its way.
template <typename Visit>
void each_possible(const Facts& facts, const Question& question, int64_t since, int64_t until,
                   Visit visit) {
  const Scope scope(facts, question);
  for (uint32_t i = 0; i < facts.version.parts().size(); ++i) {
    const lens::Part& part = facts.version.parts()[i];
    const lens::Chunk& chunk = *part.chunk;
    const auto columns = flow_columns(chunk, facts.stages, as_of_ms(question));
    const auto paths = stage_paths(chunk, facts.stages, as_of_ms(question));
    const auto is_in_time = [&](uint32_t row) {
      const Outcome outcome = columns->outcome(row);
      const int64_t end = columns->end(row);
      const int64_t created = chunk.created[row];
      const bool ended = (outcome == Outcome::kFinished) | (outcome == Outcome::kCancelled);
      const bool before = ended & (end <= since);
      return !before & (created <= until);
    };
    each_row_where(chunk.rows(), is_in_time, [&](uint32_t row) {
      if (columns->outcome(row) == Outcome::kOpen &&
          columns->start(row, StartRule::kFirst) == lens::kNoInstant &&
          facts.stages.zone(chunk.status[row]) != Zone::kStarted)
        return;
      if (!part.live(row) || !scope.holds(chunk, row) || is_deleted(chunk, row, question.as_of))
        return;
      visit(*columns, *paths, lens::RowAddress{i, row});
    });
  }
}

// One pass: each stay between the lines adds one from its first reading to its last.
std::vector<WipDay> decide_days(const Facts& facts, const Question& question,
                                const ReadingDays& days) {
  const CountPoints points(days.at);
  std::vector<int64_t> changes(points.size() + 1);
  each_possible(facts, question, days.at.front(), days.at.back(),
                [&](const FlowColumns&, const StagePaths& paths, lens::RowAddress address) {
                  paths.each_step(address.row, [&](Stage, Zone zone, int64_t from, int64_t to) {
                    if (zone != Zone::kStarted) return;
                    ++changes[points.first_from(from)];
                    --changes[points.first_from(to)];
                  });
                });
  std::vector<WipDay> out;
  int64_t count = 0;
  for (size_t i = 0; i < days.at.size(); ++i) {
    count += changes[i];
    out.push_back({days.dates[i], static_cast<size_t>(count)});
  }
  return out;
}

std::optional<Stage> stage_in_progress_at(const StagePaths& paths, uint32_t row, int64_t instant) {
  std::optional<Stage> found;
  paths.each_step(row, [&](Stage stage, Zone zone, int64_t from, int64_t to) {
    if (from <= instant && instant < to && zone == Zone::kStarted) found = stage;
  });
  return found;
}

bool is_marked(const Facts& facts, const Mark& mark, lens::RowAddress address, Stage stage) {
  return (!mark.stage || *mark.stage == stage) &&
         (!mark.category || category_of(facts, address) == *mark.category);
}

void list_at(const Facts& facts, const Question& question, const Mark& mark, int64_t instant,
             ItemList& out) {
  each_possible(facts, question, instant, instant,
                [&](const FlowColumns& columns, const StagePaths& paths, lens::RowAddress row) {
                  const auto stage = stage_in_progress_at(paths, row.row, instant);
                  if (!stage || !is_marked(facts, mark, row, *stage)) return;
                  Item& item = out.items.emplace_back();
                  item.address = row;
                  const auto start = known_start(columns, question.start_rule, row.row);
                  if (!start || *start > instant) return;
                  item.from = *start;
                  item.seconds = (instant - *start) / 1000;
                });
}

void list_now(const Facts& facts, const Question& question, const Mark& mark,
              const OpenIssues& open, ItemList& out) {
  const bool over = !mark.finding.empty();
  const Pace pace = over ? decide_pace(facts, question) : Pace();
  for (const OpenIssue& issue : open.issues) {
    if (!is_marked(facts, mark, issue.address, issue.stage)) continue;
    const bool aged = issue.start != lens::kNoInstant;
    if (over && (!aged || !pace.is_over_p85(issue.stage, issue.age_seconds))) continue;
    Item& item = out.items.emplace_back();
    item.address = issue.address;
    item.from = issue.start;
    if (aged) item.seconds = issue.age_seconds;
  }
}

size_t count_over_p85(const OpenIssues& open, const Pace& pace) {
  ByStage<int64_t> p85;
  for (size_t stage = 0; stage < kStages; ++stage)
    p85[stage] = percentile_if(pace.ages[stage], 85).value_or(kForever);
  return static_cast<size_t>(
      std::count_if(open.issues.begin(), open.issues.end(), [&](const OpenIssue& issue) {
        return issue.start != lens::kNoInstant && issue.age_seconds > p85[index_of(issue.stage)];
      }));
}

}  // namespace

const Definition kWip{
    "flow.wip",
    1,
    "Work in progress",
    "Issues that are between the start line and the finish line: started, and neither done nor "
    "cancelled. A day counts what was in progress at its end, today what is in progress now. "
    "Issues deleted since are left out of all days.",
    "count of issues in a started stage",
    "at the end of each day of the window",
    "count"};

Result<WipAnswer> decide_wip(const Facts& facts, const Question& question) {
  const Stopwatch watch;
  TL_CHECK_OK(check_question(question));
  TL_TRY(const ReadingDays days, decide_reading_days(question, kMaxPeriods));
  WipAnswer answer;
  static_cast<About&>(answer) = begin_about(kWip, facts, question);
  const OpenIssues open = select_open(facts, question, false);
  answer.n = answer.wip = open.issues.size();
  open.excluded.describe(facts.version, answer);
  answer.days = decide_days(facts, question, days);
  if (days.at.back() == question.seen_from().ms) answer.days.back().count = answer.wip;
  const Pace pace = decide_pace(facts, question);
  answer.over_p85 = count_over_p85(open, pace);
  if (!pace.has_p85())
    answer.p85_note = "too few issues finished in the window to know what is old: 20 are needed";
  answer.computed_in_us = watch.us();
  return answer;
}

Result<ItemList> decide_wip_items(const Facts& facts, const Question& question, const Mark& mark) {
  TL_CHECK_OK(check_question(question));
  TL_CHECK_OK(check_mark(mark, {MarkPart::kOn, MarkPart::kStage, MarkPart::kCategory,
                                MarkPart::kExclusion, MarkPart::kFinding}));
  if (!mark.finding.empty() && (mark.finding != "over_p85" || mark.on))
    return make_error(ErrorCode::kInvalidArgument,
                      "finding: only over_p85, without a day, has a meaning for this number");
  if (mark.exclusion) return select_open(facts, question, false).excluded.list(*mark.exclusion);
  const int64_t seen = question.seen_from().ms;
  int64_t instant = seen;
  if (mark.on) {
    TL_TRY(const ReadingDays days, decide_reading_days(question, kMaxPeriods));
    TL_TRY(instant, find_reading(days, mark.on));
  }
  ItemList out;
  out.title = mark.on ? "In progress at the end of " + format_date(*mark.on) : "In progress";
  if (!mark.finding.empty()) out.title = "In progress and older than the p85 of their stage";
  out.from_title = "Started";
  out.seconds_title = "Age";
  if (instant != seen) {
    list_at(facts, question, mark, instant, out);
    return out;
  }
  list_now(facts, question, mark, select_open(facts, question, false), out);
  return out;
}

}  // namespace tl::metrics::flow
