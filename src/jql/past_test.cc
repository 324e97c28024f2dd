#include "jql/past.h"

#include <gtest/gtest.h>

#include "jql/issue_for_test.h"

namespace tl::jql {
namespace {

Step change(int64_t at, std::string_view from, std::string_view to, std::string_view by) {
  Step step;
  step.at = at;
  step.from = {from, from};
  step.to = {to, to};
  step.by = by;
  return step;
}

// Made at 100 by "maker": a, from 200 b (u1), from 300 none (u2), from 400 a again (u1).
IssueForTest walked() {
  IssueForTest issue;
  issue.made = 100;
  issue.fields[FieldId::kCreator] = {{"maker", "Maker"}};
  issue.fields[FieldId::kStatus] = {{"a", "a"}};
  issue.past[HistoryField::kStatus] = {change(200, "a", "b", "u1"), change(300, "b", "", "u2"),
                                       change(400, "", "a", "u1")};
  return issue;
}

Test was(std::vector<std::string> ids, PastRules rules = {}) {
  jql::Test test;
  test.kind = TestKind::kWas;
  test.past.ids = std::move(ids);
  test.rules = std::move(rules);
  return test;
}

Test changed(PastRules rules) {
  jql::Test test;
  test.kind = TestKind::kChanged;
  test.rules = std::move(rules);
  return test;
}

bool holds(const Test& test, const IssueView& issue) {
  return decide_past(test, issue) == Truth::kYes;
}

TEST(Was, HasEveryValueItEverHad) {
  const IssueForTest issue = walked();
  EXPECT_TRUE(holds(was({"a"}), issue));
  EXPECT_TRUE(holds(was({"b"}), issue));
  EXPECT_FALSE(holds(was({"c"}), issue));
  jql::Test empty = was({});
  empty.past.empty = true;
  EXPECT_TRUE(holds(empty, issue));
  jql::Test never = was({"c"});
  never.negated = true;
  EXPECT_TRUE(holds(never, issue));
}

TEST(Was, WithoutChangesItIsTheValueOfCreation) {
  IssueForTest issue = walked();
  issue.past[HistoryField::kStatus].clear();
  PastRules by;
  by.by = {{"maker"}};
  EXPECT_TRUE(holds(was({"a"}, by), issue));
  by.by = {{"u1"}};
  EXPECT_FALSE(holds(was({"a"}, by), issue));
}

TEST(Was, PredicatesHoldForOneAndTheSamePeriod) {
  const IssueForTest issue = walked();
  const auto truth = [&](std::string id, auto set) {
    PastRules rules;
    set(rules);
    return holds(was({std::move(id)}, rules), issue);
  };
  EXPECT_TRUE(truth("a", [](PastRules& r) { r.before = {101}; }));
  EXPECT_FALSE(truth("a", [](PastRules& r) { r.before = {100}; }));
  EXPECT_TRUE(truth("b", [](PastRules& r) { r.after = {299}; }));
  EXPECT_FALSE(truth("b", [](PastRules& r) { r.after = {300}; }));
  EXPECT_TRUE(truth("a", [](PastRules& r) { r.after = {999}; }));
  EXPECT_TRUE(truth("b", [](PastRules& r) { r.during = {{299, 350}}; }));
  EXPECT_FALSE(truth("b", [](PastRules& r) { r.during = {{300, 350}}; }));
  EXPECT_TRUE(truth("b", [](PastRules& r) { r.during = {{0, 200}}; }));
  EXPECT_FALSE(truth("b", [](PastRules& r) { r.during = {{0, 199}}; }));
  EXPECT_TRUE(truth("a", [](PastRules& r) { r.by = {{"maker", "u9"}}; }));
  // It began before 150 by the maker and it holds by u1, but these are two periods.
  EXPECT_FALSE(truth("a", [](PastRules& r) { r.by = {{"u1"}}, r.before = {150}; }));
  EXPECT_TRUE(truth("a", [](PastRules& r) { r.by = {{"u1"}}, r.after = {150}; }));
  EXPECT_FALSE(truth("a", [](PastRules& r) { r.by = {{"maker"}, {"u1"}}; }));
}

TEST(Was, ByTheNameThatWasWrittenThen) {
  IssueForTest issue = walked();
  issue.past[HistoryField::kStatus] = {change(200, "1", "2", "u1")};
  issue.past[HistoryField::kStatus][0].from.text = "In REVIEW";
  issue.fields[FieldId::kStatus] = {{"2", "b"}};
  jql::Test test = was({});
  test.past.names = {"in review"};
  EXPECT_TRUE(holds(test, issue));
  test.past.names = {"in progress"};
  EXPECT_FALSE(holds(test, issue));
}

TEST(Was, ThePresentCountsWhereAChangeIsMissing) {
  IssueForTest issue = walked();
  issue.fields[FieldId::kStatus] = {{"z", "z"}};
  EXPECT_TRUE(holds(was({"z"}), issue));
  PastRules old;
  old.before = {400};
  EXPECT_FALSE(holds(was({"z"}, old), issue));
}

TEST(Was, MembersOfAFieldOfMany) {
  IssueForTest issue = walked();
  // v1 from the start until 300; v2 from 200 on; v3 from the start on.
  issue.fields[FieldId::kFixVersion] = {{"v2", "2"}, {"v3", "3"}};
  issue.past[HistoryField::kFixVersion] = {change(200, "", "v2", "u1"),
                                           change(300, "v1", "", "u2")};
  const auto truth = [&](std::vector<std::string> ids, bool empty, PastRules rules = {}) {
    jql::Test test = was(std::move(ids), std::move(rules));
    test.history = HistoryField::kFixVersion;
    test.past.empty = empty;
    return holds(test, issue);
  };
  PastRules late, first;
  late.after = {300};
  first.before = {101};
  EXPECT_TRUE(truth({"v1"}, false, first));
  EXPECT_FALSE(truth({"v1"}, false, late));
  EXPECT_FALSE(truth({"v2"}, false, first));
  EXPECT_TRUE(truth({"v3"}, false, first));
  EXPECT_FALSE(truth({}, true));
  issue.fields[FieldId::kFixVersion] = {};
  issue.past[HistoryField::kFixVersion] = {change(200, "", "v2", "u1"), change(300, "v2", "", "u2"),
                                           change(300, "", "v3", "u2"),
                                           change(400, "v3", "", "u3")};
  EXPECT_TRUE(truth({}, true, first));
  PastRules between, by;
  between.during = {{200, 399}};
  EXPECT_FALSE(truth({}, true, between));
  by.by = {{"u3"}};
  EXPECT_TRUE(truth({}, true, by));
}

TEST(Changed, AllPredicatesOnOneChange) {
  const IssueForTest issue = walked();
  const auto truth = [&](auto set) {
    PastRules rules;
    set(rules);
    return holds(changed(rules), issue);
  };
  const auto values = [](std::vector<std::string> ids, bool empty = false) {
    return PastValues{std::move(ids), {}, empty};
  };
  EXPECT_TRUE(truth([](PastRules&) {}));
  EXPECT_TRUE(truth([&](PastRules& r) { r.from = {values({"a"})}, r.to = {values({"b"})}; }));
  EXPECT_FALSE(truth([&](PastRules& r) { r.from = {values({"b"})}, r.to = {values({"a"})}; }));
  EXPECT_TRUE(truth([&](PastRules& r) { r.to = {values({}, true)}; }));
  EXPECT_TRUE(truth([&](PastRules& r) { r.from = {values({}, true)}, r.by = {{"u1"}}; }));
  EXPECT_FALSE(truth([&](PastRules& r) { r.from = {values({}, true)}, r.by = {{"u2"}}; }));
  EXPECT_FALSE(truth([](PastRules& r) { r.after = {400}; }));
  EXPECT_FALSE(truth([](PastRules& r) { r.before = {200}; }));
  EXPECT_TRUE(truth([](PastRules& r) { r.during = {{400, 400}}; }));
  EXPECT_FALSE(truth([](PastRules& r) { r.by = {{"maker"}}; }));
}

TEST(Changed, NotIsTheComplementAndTheUnknownStaysOpen) {
  IssueForTest issue = walked();
  jql::Test test = changed({});
  test.negated = true;
  EXPECT_EQ(decide_past(test, issue), Truth::kNo);
  issue.past[HistoryField::kStatus].clear();
  EXPECT_EQ(decide_past(test, issue), Truth::kYes);
  issue.past.clear();
  EXPECT_EQ(decide_past(test, issue), Truth::kUndecided);
}

}  // namespace
}  // namespace tl::jql
