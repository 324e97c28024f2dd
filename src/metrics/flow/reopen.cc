#include "metrics/flow/reopen.h"

#include "measure/passage.h"
#include "metrics/flow/ended_items.h"

namespace tl::metrics::flow {
namespace {

enum class Fate : uint8_t {  // the first of these are exclusions, in the order of kTexts
  kImmature,
  kDeleted,
  kHistoryIncomplete,
  kHistoryMismatch,
  kReopened,
  kKept,
};

constexpr std::array<ExclusionText, 4> kTexts = {{
    {"immature", "finished less than 14 days ago: it can still be reopened", false},
    {"deleted", "deleted in Jira", false},
    {"history_incomplete", "not all of its changes have been read from Jira yet", false},
    {"history_mismatch", "its changes do not lead to its present status", true},
}};

constexpr std::string_view kKeptCode = "kept";

bool is_exclusion(Fate fate) { return static_cast<size_t>(fate) < kTexts.size(); }

struct First {
  int64_t finished = lens::kNoInstant;
  int64_t left = lens::kNoInstant;  // came into a status that is neither done nor cancelled
};

// Follows an issue up to `until`: the first stay in done statuses that did not end with a
// cancelling resolution, and when the issue left it.
First follow_first(const ChunkFacts& issue, const StageMap& stages, int64_t until) {
  First first;
  Zone stay = stages.zone(issue.size() == 0 ? issue.status() : issue.first_from());
  int64_t entered = issue.created();
  bool found = false;
  for (uint32_t i = 0; i < issue.size() && issue.at(i) <= until; ++i) {
    const Zone zone = stages.zone(issue.to(i));
    const int64_t at = issue.at(i);
    if (!found && stay == Zone::kDone && zone != Zone::kDone &&
        !stages.cancels(issue.resolution_at(at - 1))) {
      found = true;
      first.finished = entered;
    }
    if (found && zone != Zone::kDone && zone != Zone::kCancelled) {
      first.left = at;
      return first;
    }
    if (zone != stay) entered = at;
    stay = zone;
  }
  if (!found && stay == Zone::kDone && !stages.cancels(issue.resolution_at(until)))
    first.finished = entered;
  return first;
}

// Calls visit(Ended{end: left, start: first finished}, Fate) for every issue of the scope that
// finished for the first time in the window.
template <typename Visit>
void each_first_finish(const Facts& facts, const Question& question, const Scope& scope,
                       Visit visit) {
  const int64_t seen = question.seen_from().ms;
  const int64_t until = question.as_of ? seen : std::numeric_limits<int64_t>::max();
  const auto fate_of = [&](const lens::Chunk& chunk, uint32_t row, Outcome outcome,
                           const First& first) {
    if (is_deleted(chunk, row, question.as_of)) return Fate::kDeleted;
    if ((chunk.flags[row] & lens::kRowHistoryComplete) == 0) return Fate::kHistoryIncomplete;
    if (outcome == Outcome::kMismatch) return Fate::kHistoryMismatch;
    if (first.finished > seen - kReopenWindowMs) return Fate::kImmature;
    const bool soon =
        first.left != lens::kNoInstant && first.left - first.finished <= kReopenWindowMs;
    return soon ? Fate::kReopened : Fate::kKept;
  };
  for (uint32_t index = 0; index < facts.version.parts().size(); ++index) {
    const lens::Part& part = facts.version.parts()[index];
    const lens::Chunk& chunk = *part.chunk;
    const auto columns = flow_columns(chunk, facts.stages, as_of_ms(question));
    for (uint32_t row = 0; row < chunk.rows(); ++row) {
      // What last ended before the window finished for the first time before it, too; unless it has
      // a creation date that lies after its changes.
      const int64_t end = columns->end(row);
      const Outcome outcome = columns->outcome(row);
      if (outcome == Outcome::kOpen) continue;
      if (end < question.from.ms && !(columns->ended_often(row) && chunk.created[row] > end))
        continue;
      const bool once = outcome == Outcome::kFinished && !columns->ended_often(row);
      if (once && end >= question.to.ms) continue;
      if (!part.live(row) || !scope.holds(chunk, row)) continue;
      const First first = once ? First{end, lens::kNoInstant}
                               : follow_first(ChunkFacts(chunk, row), facts.stages, until);
      if (first.finished < question.from.ms || first.finished >= question.to.ms) continue;
      visit(Ended{first.left, first.finished, index, row}, fate_of(chunk, row, outcome, first));
    }
  }
}

void count(ReopenValue& value, Fate fate) {
  if (fate == Fate::kImmature) ++value.immature;
  if (is_exclusion(fate)) return;
  ++value.n;
  if (fate == Fate::kReopened) ++value.reopened;
}

// What a mark points at.
Result<Fate> wanted_fate(const Mark& mark) {
  if (mark.exclusion && *mark.exclusion == kKeptCode) return Fate::kKept;
  TL_TRY(const auto exclusion, exclusion_of(mark, kTexts));
  return exclusion ? static_cast<Fate>(*exclusion) : Fate::kReopened;
}

}  // namespace

const Definition kReopenRate{
    "flow.reopen_rate",
    1,
    "Reopen rate",
    "Of the issues that finished for the first time in the window, the share that went back from "
    "done to an open status within 14 days. Done with a resolution that cancels is not finished. "
    "Those that finished less than 14 days ago can still come back: they are counted apart.",
    "issues that came back within 14 days / issues that finished for the first time",
    "issues that finished for the first time in the window, its end left out",
    "ratio of counts"};

Result<ReopenAnswer> decide_reopen(const Facts& facts, const Question& question,
                                   PeriodLength length) {
  const Stopwatch watch;
  TL_CHECK_OK(check_question(question));
  ReopenAnswer answer;
  TL_TRY(const auto periods, decide_periods(question, length));
  const Scope scope(facts, question);
  static_cast<About&>(answer) = begin_about(kReopenRate, facts, question, scope);
  answer.periods = periods;
  answer.series.resize(periods.size());
  Exclusions excluded(kTexts);
  const PeriodFinder finder(periods);
  each_first_finish(facts, question, scope, [&](const Ended& item, Fate fate) {
    count(answer.all, fate);
    if (const auto period = finder.find(item.start)) count(answer.series[*period], fate);
    if (is_exclusion(fate))
      excluded.add(static_cast<size_t>(fate), {item.start, item.start, item.part, item.row});
  });
  answer.n = answer.all.n;
  excluded.fill(facts.version, answer);
  answer.computed_in_us = watch.us();
  return answer;
}

Result<ItemList> decide_reopen_items(const Facts& facts, const Question& question,
                                     const Mark& mark) {
  TL_CHECK_OK(check_question(question));
  TL_CHECK_OK(check_mark(mark, {MarkPart::kExclusion, MarkPart::kOn}));
  TL_TRY(const auto period, period_of(question, mark));
  TL_TRY(const Fate wanted, wanted_fate(mark));
  Question asked = question;
  if (period) {
    asked.from = period->from;
    asked.to = period->to;
  }
  const Durations durations(facts, question.unit);
  ItemList list;
  if (is_exclusion(wanted))
    list.title = fmt::format("Left out: {}", kTexts[static_cast<size_t>(wanted)].text);
  else
    list.title = wanted == Fate::kKept ? "Finished and not reopened within 14 days"
                                       : "Reopened within 14 days";
  if (const std::string when = when_text(period, mark.period); !when.empty())
    list.title += ", first finished " + when;
  list.from_title = "First finished";
  list.at_title = "Reopened";
  list.seconds_title = "Until reopened";
  const auto visit = [&](const Ended& item, Fate fate) {
    if (fate != wanted) return;
    Item& out = list.items.emplace_back();
    out.address = item.address();
    out.from = item.start;
    out.at = item.end;
    if (item.end != lens::kNoInstant) out.seconds = durations.seconds(item.start, item.end);
  };
  if (asked.from < asked.to) each_first_finish(facts, asked, Scope(facts, question), visit);
  return list;
}

}  // namespace tl::metrics::flow
