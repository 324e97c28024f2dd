// Aging of work in progress. WIP itself: wip.cc.
#include <algorithm>

#include "metrics/flow/block_finder.h"
#include "metrics/flow/pace.h"
#include "metrics/flow/wip.h"

namespace tl::metrics::flow {
namespace {

// Since when the issue has been in its present stage, without leaving it.
int64_t stage_since(const Facts& facts, const Question& question, const OpenIssue& issue) {
  int64_t since = lens::kNoInstant;
  std::optional<Stage> before;
  const Track track(chunk_of(facts, issue.address), issue.address.row, as_of_ms(question));
  track.each_stay([&](lens::Code status, int64_t from, int64_t /*to*/) {
    const Stage stage = facts.stages.stage(status);
    if (before != stage) since = from;
    before = stage;
  });
  return since;
}

AgingItem item_of(const Facts& facts, const Question& question, const Pace& pace,
                  const OpenIssue& issue, BlockFinder& finder) {
  const int64_t seen = question.seen_from().ms;
  AgingItem item;
  item.address = issue.address;
  item.stage = issue.stage;
  item.started = Instant(issue.start);
  item.age_seconds = issue.age_seconds;
  const int64_t since = stage_since(facts, question, issue);
  if (since != lens::kNoInstant && since < seen) item.stage_seconds = (seen - since) / 1000;
  item.band = pace.band(issue.stage, issue.age_seconds);
  item.rank_percent = pace.rank(issue.stage, issue.age_seconds);
  item.flagged = is_flagged(chunk_of(facts, issue.address), issue.address.row, as_of_ms(question));
  const auto& blocked = finder.find(issue.address, seen + 1, std::nullopt);
  item.blocked = !blocked.empty() && blocked.back().second > seen;
  return item;
}

// The oldest, oldest first.
std::vector<OpenIssue> oldest_of(const Facts& facts, const std::vector<OpenIssue>& issues) {
  std::vector<OpenIssue> oldest(std::min(issues.size(), kMaxAgingItems));
  const auto ref = [&](const OpenIssue& one) {
    return chunk_of(facts, one.address).ref(one.address.row);
  };
  std::partial_sort_copy(issues.begin(), issues.end(), oldest.begin(), oldest.end(),
                         [&](const OpenIssue& a, const OpenIssue& b) {
                           return a.start != b.start ? a.start < b.start : ref(a) < ref(b);
                         });
  return oldest;
}

std::vector<AgingColumn> aging_columns(const std::vector<OpenIssue>& issues, const Pace& pace) {
  ByStage<size_t> counts{};
  for (const OpenIssue& issue : issues) ++counts[index_of(issue.stage)];
  std::vector<AgingColumn> columns;
  for (const Stage stage : kWorkflow) {
    const size_t i = index_of(stage);
    if (counts[i] == 0 && pace.ages[i].empty()) continue;
    columns.push_back({stage, counts[i], pace.percentiles[i]});
  }
  return columns;
}

bool is_marked(const Facts& facts, const Mark& mark, const Pace& pace, const OpenIssue& issue) {
  if (mark.stage && *mark.stage != issue.stage) return false;
  if (mark.band && pace.band(issue.stage, issue.age_seconds) != *mark.band) return false;
  if (mark.category && category_of(facts, issue.address) != *mark.category) return false;
  return is_as_long(mark, issue.age_seconds);
}

}  // namespace

const Definition kAging{
    "flow.aging",
    1,
    "Age of work in progress",
    "How long the work that is in progress now has been going on: from its start to now, in "
    "calendar time. Each stage shows how old finished issues were when they left it for the last "
    "time, so that an issue that is older than most were at this point stands out.",
    "now - start, in whole seconds",
    "in progress now; the pace is of issues that finished in the window",
    "nearest rank"};

Result<AgingAnswer> decide_aging(const Facts& facts, const Question& question) {
  const Stopwatch watch;
  TL_CHECK_OK(check_question(question));
  AgingAnswer answer;
  static_cast<About&>(answer) = begin_about(kAging, facts, question);
  answer.unit = TimeUnit::kCalendar;
  const OpenIssues open = select_open(facts, question, true);
  const Pace pace = decide_pace(facts, question);
  answer.n = answer.items_total = open.issues.size();
  open.excluded.describe(facts.version, answer);
  answer.columns = aging_columns(open.issues, pace);
  BlockFinder finder(facts);
  for (const OpenIssue& issue : oldest_of(facts, open.issues))
    answer.items.push_back(item_of(facts, question, pace, issue, finder));
  if (question.unit == TimeUnit::kWorking)
    answer.notes.emplace_back("age is always counted in calendar time");
  answer.computed_in_us = watch.us();
  return answer;
}

Result<ItemList> decide_aging_items(const Facts& facts, const Question& question,
                                    const Mark& mark) {
  TL_CHECK_OK(check_question(question));
  TL_CHECK_OK(check_mark(mark, {MarkPart::kStage, MarkPart::kBand, MarkPart::kSeconds,
                                MarkPart::kCategory, MarkPart::kExclusion}));
  const OpenIssues open = select_open(facts, question, true);
  if (mark.exclusion) return open.excluded.list(*mark.exclusion);
  const Pace pace = mark.band ? decide_pace(facts, question) : Pace();
  ItemList out;
  out.title = mark.stage ? "In progress, in stage " + std::string(to_text(*mark.stage))
                         : "In progress, by age";
  out.from_title = "Started";
  out.seconds_title = "Age";
  for (const OpenIssue& issue : open.issues) {
    if (is_marked(facts, mark, pace, issue))
      out.items.push_back({issue.address, issue.start, lens::kNoInstant, issue.age_seconds, ""});
  }
  return out;
}

}  // namespace tl::metrics::flow
