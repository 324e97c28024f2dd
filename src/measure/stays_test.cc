// Stays in statuses, and how one issue went.
#include "measure/stays.h"

#include <gtest/gtest.h>

#include "measure/delivered_for_test.h"

namespace tl::measure::delivered {
namespace {

TEST(StaysTest, TotalsAndHead) {
  TestIssue issue(1);
  issue.set("created", Instant(kStart));
  issue.set("status", status(2));
  issue.change("status", Instant(kStart + kHour), status(1), status(2));
  issue.change("status", Instant(kStart + 2 * kHour), status(2), status(1));
  issue.change("status", Instant(kStart + 5 * kHour), status(1), status(2));
  const auto version = build({issue});
  const auto row = *version->issue({kInstance, IssueId(1)});
  const StageMap stages = StageMap::make(*version);
  const Instant now(kStart + 9 * kHour);
  const auto stays = status_stays(row, version->dictionary(), stages, now);
  ASSERT_EQ(stays.size(), 4u);
  EXPECT_TRUE(stays[3].ongoing);
  EXPECT_EQ(stays[3].seconds, 4 * 3600);
  const auto totals = time_in_status(stays);
  ASSERT_EQ(totals.size(), 2u);
  EXPECT_EQ(totals[0].status_name, "To Do");
  EXPECT_EQ(totals[0].seconds, 4 * 3600);
  EXPECT_EQ(totals[1].seconds, 5 * 3600);
  EXPECT_EQ(totals[1].stays, 2u);
  const IssueFlow flow = decide_issue_flow(row, stages, now);
  EXPECT_EQ(flow.started, Instant(kStart + kHour));
  EXPECT_EQ(flow.age_seconds, 8 * 3600);
  EXPECT_FALSE(flow.finished);
  EXPECT_FALSE(flow.cycle_seconds);
}

}  // namespace
}  // namespace tl::measure::delivered
