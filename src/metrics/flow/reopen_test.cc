// Reopen rate: the first finish, what is a reopening, maturity.
#include "metrics/flow/reopen.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "metrics/flow/test_issue.h"

namespace tl::metrics::flow::test {
namespace {

struct Step {
  int64_t day;
  int to;
};

TestIssue walked(int64_t id, const std::vector<Step>& steps) {
  TestIssue issue(id);
  issue.set("created", Instant(kStart));
  int now = 1;
  for (const Step& step : steps) {
    issue.change("status", Instant(kStart) + days(step.day), status(now), status(step.to));
    now = step.to;
  }
  issue.set("status", status(now));
  return issue;
}

Question window(int64_t from_day, int64_t to_day, int64_t now_day) {
  Question question;
  question.from = Instant(kStart) + days(from_day);
  question.to = Instant(kStart) + days(to_day);
  question.now = Instant(kStart) + days(now_day);
  return question;
}

std::string text_of(const std::vector<TestIssue>& issues, const Question& question) {
  const TestFacts test(build(issues));
  const auto answer = decide_reopen(test.facts(), question, PeriodLength::kMonth).value();
  return std::to_string(answer.all.reopened) + " of " + std::to_string(answer.all.n) + ", " +
         std::to_string(answer.all.immature) + " immature";
}

TEST(ReopenTest, OneIssueAtATime) {
  struct Row {
    const char* what;
    std::vector<Step> steps;
    const char* expected;
  };
  for (const Row& row : {
           Row{"stays done", {{1, 2}, {2, 4}}, "0 of 1, 0 immature"},
           Row{"comes back", {{1, 2}, {2, 4}, {5, 2}}, "1 of 1, 0 immature"},
           Row{"comes back and is done again", {{2, 4}, {5, 2}, {6, 4}}, "1 of 1, 0 immature"},
           Row{"on the last instant of 14 days", {{2, 4}, {16, 1}}, "1 of 1, 0 immature"},
           Row{"after 15 days", {{2, 4}, {17, 1}}, "0 of 1, 0 immature"},
           Row{"another done status is no coming back", {{2, 4}, {5, 5}}, "0 of 1, 0 immature"},
           Row{"nor is a cancelled one", {{2, 4}, {5, 6}}, "0 of 1, 0 immature"},
           Row{"back by way of a cancelled one", {{2, 4}, {5, 6}, {6, 2}}, "1 of 1, 0 immature"},
           Row{"into a status nobody knows", {{2, 4}, {5, 7}}, "1 of 1, 0 immature"},
           Row{"cancelled first, done later", {{2, 6}, {5, 4}}, "0 of 1, 0 immature"},
           Row{"never finished", {{2, 6}, {5, 2}}, "0 of 0, 0 immature"},
           Row{"finished for the first time before",
               {{-1, 4}, {5, 2}, {6, 4}},
               "0 of 0, 0 immature"},
           Row{"a week ago", {{84, 4}}, "0 of 0, 1 immature"},
           Row{"a week ago and back already", {{84, 4}, {85, 2}}, "0 of 0, 1 immature"},
           Row{"just old enough", {{76, 4}}, "0 of 1, 0 immature"},
           Row{"after the window", {{90, 4}}, "0 of 0, 0 immature"},
       })
    EXPECT_EQ(text_of({walked(1, row.steps)}, window(0, 90, 90)), row.expected) << row.what;
}

TEST(ReopenTest, DoneWithAResolutionThatCancelsIsNotFinished) {
  TestIssue issue = walked(1, {{2, 4}, {5, 2}, {8, 4}, {10, 2}});
  const domain::Ref duplicate{"2", "Duplicate"};
  issue.change("resolution", Instant(kStart) + days(2), {}, duplicate);
  issue.change("resolution", Instant(kStart) + days(5), duplicate, {});
  const TestFacts test(build({issue}));
  const auto list = decide_reopen_items(test.facts(), window(0, 90, 90), {}).value();
  ASSERT_EQ(list.items.size(), 1u);
  EXPECT_EQ(list.items[0].from, (Instant(kStart) + days(8)).ms) << "the second time";
  EXPECT_EQ(list.items[0].at, (Instant(kStart) + days(10)).ms);
  EXPECT_EQ(list.items[0].seconds, 2 * 86'400);
}

TEST(ReopenTest, AsOfKnowsNothingLater) {
  Question question = window(0, 90, 90);
  question.as_of = Instant(kStart) + days(30);
  EXPECT_EQ(text_of({walked(1, {{2, 4}, {12, 2}})}, question), "1 of 1, 0 immature");
  question.as_of = Instant(kStart) + days(12);
  EXPECT_EQ(text_of({walked(1, {{2, 4}, {12, 2}})}, question), "0 of 0, 1 immature");
  question.as_of = Instant(kStart) + days(1);
  EXPECT_EQ(text_of({walked(1, {{2, 4}, {12, 2}})}, question), "0 of 0, 0 immature");
}

TEST(ReopenTest, DeletedAndUnsoundOnesAreLeftOut) {
  TestIssue deleted = walked(1, {{2, 4}});
  deleted.set(domain::kDeleted, true, Instant(kStart) + days(40));
  TestIssue incomplete = walked(2, {{2, 4}, {5, 2}});
  incomplete.forget(domain::kHistoryTotal);
  TestIssue mismatch = walked(3, {{2, 4}, {5, 2}});
  mismatch.set("status", status(4));
  const TestFacts test(build({deleted, incomplete, mismatch}));
  const Question question = window(0, 90, 90);
  const auto answer = decide_reopen(test.facts(), question, PeriodLength::kWeek).value();
  EXPECT_EQ(answer.all.n, 0u);
  std::vector<std::string> codes;
  for (const Exclusion& one : answer.exclusions) codes.push_back(one.code);
  EXPECT_THAT(codes, testing::ElementsAre("deleted", "history_incomplete", "history_mismatch"));
  EXPECT_EQ(answer.considered, 3u);
  Question before = question;
  before.as_of = Instant(kStart) + days(39);
  EXPECT_EQ(decide_reopen(test.facts(), before, PeriodLength::kWeek)->all.n, 2u)
      << "not deleted then; with as_of the present status does not matter";
}

}  // namespace
}  // namespace tl::metrics::flow::test
