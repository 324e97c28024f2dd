// Fields of queries are the numbers' own values: held equal issue by issue on random histories.
#include "metrics/flow/jql_fields.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>

#include "metrics/flow/cycle_time.h"
#include "metrics/flow/pace.h"
#include "metrics/flow/random_work_for_test.h"
#include "metrics/flow/time_in_status.h"

namespace tl::metrics::flow::test {
namespace {

using Values = std::map<int64_t, int64_t>;  // seconds by issue

// Everything that ever happens in RandomWork.
Question all_time() {
  Question question = twelve_weeks();
  question.from = Instant(kStart) - days(400);
  question.to = question.now = Instant(kStart) + days(400);
  return question;
}

class JqlFieldsTest : public testing::TestWithParam<unsigned> {
 protected:
  JqlFieldsTest() : test_(build(RandomWork(GetParam()).issues(300))) {}

  // Of all issues that are not deleted and have one.
  [[nodiscard]] Values values(std::string_view name, std::string_view argument = "") const {
    const auto fields = make_jql_fields(test_.facts(), all_time().now);
    const auto column = fields.find(name)->open(argument);
    Values found;
    each_row([&](const lens::Chunk& chunk, uint32_t row) {
      const jql::ComputedValue value = column->value(chunk, row);
      if (const double* seconds = std::get_if<double>(&value))
        found[chunk.issue[row]] = static_cast<int64_t>(*seconds);
    });
    return found;
  }
  template <typename Visit>
  void each_row(Visit visit) const {
    for (const lens::Part& part : test_.version->parts()) {
      for (uint32_t row = 0; row < part.chunk->rows(); ++row) {
        if (part.live(row) && (part.chunk->flags[row] & lens::kRowDeleted) == 0)
          visit(*part.chunk, row);
      }
    }
  }
  [[nodiscard]] Values of_items(const ItemList& list) const {
    Values found;
    for (const Item& item : list.items)
      found[chunk_of(test_.facts(), item.address).issue[item.address.row]] = *item.seconds;
    return found;
  }

  TestFacts test_;
};

INSTANTIATE_TEST_SUITE_P(Seeds, JqlFieldsTest, testing::Values(1u, 2u, 3u));

TEST_P(JqlFieldsTest, cycle_and_lead_time_are_those_of_the_number) {
  for (const FlowSpan span : {FlowSpan::kCycle, FlowSpan::kLead}) {
    CycleTimeQuery query;
    static_cast<Question&>(query) = all_time();
    query.span = span;
    const auto items = decide_cycle_time_items(test_.facts(), query, {});
    ASSERT_TRUE(items.ok()) << items.error().detail;
    ASSERT_GT(items->items.size(), 20u);
    EXPECT_EQ(values(span == FlowSpan::kCycle ? "cycleTime" : "leadTime"), of_items(*items));
  }
}

TEST_P(JqlFieldsTest, age_is_that_of_work_in_progress) {
  Values expected;
  for (const OpenIssue& one : select_open(test_.facts(), all_time(), true).issues)
    expected[chunk_of(test_.facts(), one.address).issue[one.address.row]] = one.age_seconds;
  ASSERT_GT(expected.size(), 20u);
  EXPECT_EQ(values("AGE"), expected);
}

TEST_P(JqlFieldsTest, time_in_a_status_is_that_of_finished_issues) {
  Mark mark;
  mark.status = "Doing";
  const auto items = decide_time_in_status_items(test_.facts(), all_time(), mark);
  ASSERT_TRUE(items.ok()) << items.error().detail;
  const Values expected = of_items(*items);
  ASSERT_GT(expected.size(), 20u);
  const Values found = values("timeInStatus", "doing");
  for (const auto& [issue, seconds] : expected) {
    ASSERT_TRUE(found.contains(issue)) << issue;
    EXPECT_EQ(found.at(issue), seconds) << issue;
  }
}

// Open issues too: what the page of the issue says, but that it joins stays in a row before it
// rounds, and follows changes that do not lead to the present status.
TEST_P(JqlFieldsTest, time_in_a_status_is_that_of_the_page_of_the_issue) {
  const Values found = values("timeInStatus", "Doing");
  size_t looked_at = 0;
  each_row([&](const lens::Chunk& chunk, uint32_t row) {
    const lens::IssueRow issue = chunk.row(row);
    const auto& changes = issue.changes[lens::ChangeField::kStatus];
    const bool sound = changes.empty() || changes.back().to == issue.status;
    if ((issue.flags & lens::kRowHistoryComplete) == 0 || !sound) return;
    for (const StatusTotal& one : time_in_status(
             status_stays(issue, test_.version->dictionary(), test_.stages, all_time().now))) {
      if (one.status_name != "Doing" || one.seconds == 0) continue;
      ASSERT_TRUE(found.contains(chunk.issue[row])) << issue.key;
      EXPECT_NEAR(static_cast<double>(found.at(chunk.issue[row])), static_cast<double>(one.seconds),
                  static_cast<double>(changes.size()))
          << issue.key;
      ++looked_at;
    }
  });
  EXPECT_GT(looked_at, 50u);
}

TEST(JqlFields, say_what_they_are) {
  const TestFacts test(build(RandomWork(1).issues(5)));
  const auto fields = make_jql_fields(test.facts(), Instant(kStart));
  std::vector<std::string> names;
  for (const auto& one : fields.all) {
    names.emplace_back(one->name());
    EXPECT_FALSE(one->about().empty());
    EXPECT_EQ(one->kind() == jql::ValueKind::kName, !one->names().empty()) << one->name();
    EXPECT_EQ(one->takes_argument(), !one->arguments().empty()) << one->name();
  }
  EXPECT_THAT(names, testing::ElementsAre("cycleTime", "leadTime", "timeInStatus", "age", "stage",
                                          "workCategory"));
  EXPECT_EQ(fields.find("timeInStatus")->open("no such status"), nullptr);
  EXPECT_EQ(fields.find("storyPoints"), nullptr);
}

TEST(JqlFields, stage_and_category_are_names) {
  TestIssue issue(1);
  issue.set("issuetype", domain::Ref{"2", "Bug"});
  issue.set("status", status(3));
  TestIssue unknown(2);
  unknown.set("status", status(7));
  const TestFacts test(build({issue, unknown}));
  const auto fields = make_jql_fields(test.facts(), Instant(kStart));
  const auto value = [&](std::string_view name, uint32_t row) {
    return std::get<std::string_view>(
        fields.find(name)->open("")->value(*test.version->parts()[0].chunk, row));
  };
  EXPECT_EQ(value("stage", 0), "review");
  EXPECT_EQ(value("workCategory", 0), "bug");
  EXPECT_EQ(value("stage", 1), "queue");  // what nobody has mapped waits
  EXPECT_EQ(value("workCategory", 1), "other");
}

}  // namespace
}  // namespace tl::metrics::flow::test
