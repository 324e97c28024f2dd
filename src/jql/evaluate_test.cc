#include "jql/evaluate.h"

#include <gtest/gtest.h>

#include "jql/issue_for_test.h"

namespace tl::jql {
namespace {

Test names_test(FieldId field, std::vector<std::string> ids, bool negated = false) {
  jql::Test test;
  test.kind = TestKind::kNames;
  test.field.id = field;
  test.ids = std::move(ids);
  test.negated = negated;
  return test;
}

BoundNode leaf(Test test) {
  BoundNode node;
  node.kind = BoundNode::Kind::kTest;
  node.test = std::move(test);
  return node;
}

BoundNode group(BoundNode::Kind kind, std::vector<BoundNode> children) {
  BoundNode node;
  node.kind = kind;
  node.children = std::move(children);
  return node;
}

constexpr Truth kAllTruths[] = {Truth::kNo, Truth::kUndecided, Truth::kYes};

TEST(Truth, IsKleenes) {
  EXPECT_EQ(both(Truth::kUndecided, Truth::kNo), Truth::kNo);
  EXPECT_EQ(both(Truth::kUndecided, Truth::kYes), Truth::kUndecided);
  EXPECT_EQ(either(Truth::kUndecided, Truth::kYes), Truth::kYes);
  EXPECT_EQ(either(Truth::kUndecided, Truth::kNo), Truth::kUndecided);
  EXPECT_EQ(opposite(Truth::kUndecided), Truth::kUndecided);
  for (const Truth a : kAllTruths) {
    EXPECT_EQ(opposite(opposite(a)), a);
    for (const Truth b : kAllTruths)
      EXPECT_EQ(opposite(both(a, b)), either(opposite(a), opposite(b)));
  }
}

TEST(Evaluate, WhatIsEmptySatisfiesNothing) {
  IssueForTest issue;
  issue.fields[FieldId::kAssignee] = {};
  EXPECT_EQ(decide_test(names_test(FieldId::kAssignee, {"a"}), issue), Truth::kNo);
  EXPECT_EQ(decide_test(names_test(FieldId::kAssignee, {"a"}, true), issue), Truth::kNo);
  jql::Test or_empty = names_test(FieldId::kAssignee, {"a"});
  or_empty.or_empty = true;
  EXPECT_EQ(decide_test(or_empty, issue), Truth::kYes);
  or_empty.negated = true;
  EXPECT_EQ(decide_test(or_empty, issue), Truth::kNo);
}

TEST(Evaluate, NamesByIdOrByFoldedText) {
  IssueForTest issue;
  issue.fields[FieldId::kLabels] = {{"Ice", "Ice"}, {"wood", "wood"}};
  jql::Test test = names_test(FieldId::kLabels, {"wood"});
  EXPECT_EQ(decide_test(test, issue), Truth::kYes);
  test.ids = {"ice"};
  EXPECT_EQ(decide_test(test, issue), Truth::kNo);
  test.names = {"ice"};
  EXPECT_EQ(decide_test(test, issue), Truth::kYes);
  test.names = {"ice", "stone"};
  EXPECT_EQ(decide_test(test, issue), Truth::kYes);
  test.negated = true;
  EXPECT_EQ(decide_test(test, issue), Truth::kNo);
  test.ids = {}, test.names = {"stone", "zinc"};
  EXPECT_EQ(decide_test(test, issue), Truth::kYes);
}

TEST(Evaluate, WhatIsNotKnownIsUndecided) {
  IssueForTest issue;
  for (const TestKind kind : {TestKind::kEmpty, TestKind::kNames, TestKind::kNumbers,
                              TestKind::kInstants, TestKind::kText, TestKind::kWas,
                              TestKind::kChanged, TestKind::kLinked, TestKind::kUndecided}) {
    for (const bool negated : {false, true}) {
      jql::Test test;
      test.kind = kind;
      test.field.id = FieldId::kVoter;
      test.negated = negated;
      EXPECT_EQ(decide_test(test, issue), Truth::kUndecided) << static_cast<int>(kind);
      EXPECT_FALSE(why_undecided(test).empty());
    }
  }
  jql::Test never;
  never.negated = true;
  EXPECT_EQ(decide_test(never, issue), Truth::kNo);
}

TEST(Evaluate, TheRestOfTheQueryMayDecide) {
  IssueForTest issue;
  issue.fields[FieldId::kProject] = {{"1", "ABC"}};
  const BoundNode yes = leaf(names_test(FieldId::kProject, {"1"}));
  const BoundNode no = leaf(names_test(FieldId::kProject, {"2"}));
  const BoundNode open = leaf(names_test(FieldId::kVoter, {"1"}));
  const auto truth = [&](BoundNode::Kind kind, std::vector<BoundNode> children) {
    BoundQuery query;
    query.where = group(kind, std::move(children));
    return evaluate(query, issue);
  };
  EXPECT_EQ(truth(BoundNode::Kind::kAnd, {open, yes}), Truth::kUndecided);
  EXPECT_EQ(truth(BoundNode::Kind::kAnd, {open, no}), Truth::kNo);
  EXPECT_EQ(truth(BoundNode::Kind::kOr, {open, yes}), Truth::kYes);
  EXPECT_EQ(truth(BoundNode::Kind::kOr, {no, open}), Truth::kUndecided);
  EXPECT_EQ(truth(BoundNode::Kind::kAnd, {}), Truth::kYes);
  EXPECT_EQ(truth(BoundNode::Kind::kOr, {}), Truth::kNo);
  EXPECT_EQ(evaluate(BoundQuery(), issue), Truth::kYes);
}

TEST(Evaluate, Numbers) {
  IssueForTest issue;
  Value two;
  two.number = 2;
  issue.fields[FieldId::kVotes] = {two};
  const auto truth = [&](Compare compare, std::vector<double> with, bool negated = false) {
    jql::Test test;
    test.kind = TestKind::kNumbers;
    test.field.id = FieldId::kVotes;
    test.compare = compare;
    test.numbers = std::move(with);
    test.negated = negated;
    return decide_test(test, issue);
  };
  EXPECT_EQ(truth(Compare::kEqual, {1, 2}), Truth::kYes);
  EXPECT_EQ(truth(Compare::kEqual, {1, 3}, true), Truth::kYes);
  EXPECT_EQ(truth(Compare::kNotEqual, {2}), Truth::kNo);
  EXPECT_EQ(truth(Compare::kLess, {2}), Truth::kNo);
  EXPECT_EQ(truth(Compare::kLessEqual, {2}), Truth::kYes);
  EXPECT_EQ(truth(Compare::kGreater, {1.5}), Truth::kYes);
  EXPECT_EQ(truth(Compare::kGreaterEqual, {2.5}), Truth::kNo);
}

TEST(Evaluate, AnInstantMayStandForASpan) {
  IssueForTest issue;
  Value at;
  at.at = 1500;
  issue.fields[FieldId::kWorklogDate] = {at};
  jql::Test test;
  test.kind = TestKind::kInstants;
  test.field.id = FieldId::kWorklogDate;
  test.instants = {100, 1000};
  EXPECT_EQ(decide_test(test, issue), Truth::kNo);
  test.width = 500;
  EXPECT_EQ(decide_test(test, issue), Truth::kYes);
  test.width = 499;
  EXPECT_EQ(decide_test(test, issue), Truth::kNo);
}

TEST(Evaluate, KeysByNumberWithinAProject) {
  IssueForTest issue;
  issue.name = "ABC-10";
  issue.number = 77;
  jql::Test test;
  test.kind = TestKind::kKeys;
  test.field.id = FieldId::kKey;
  const auto more_than = [&](std::string project, double number) {
    test.compare = Compare::kGreater;
    test.key_project = std::move(project);
    test.numbers = {number};
    return decide_test(test, issue);
  };
  EXPECT_EQ(more_than("ABC", 9), Truth::kYes);
  EXPECT_EQ(more_than("ABC", 10), Truth::kNo);
  EXPECT_EQ(more_than("ABB", 9), Truth::kNo);
  EXPECT_EQ(more_than("", 76), Truth::kYes);
  test.compare = Compare::kEqual;
  test.ids = {"77"};
  EXPECT_EQ(decide_test(test, issue), Truth::kYes);
  test.ids = {"ABC-10"}, test.negated = true;
  EXPECT_EQ(decide_test(test, issue), Truth::kNo);
}

TEST(Evaluate, TextWithoutWordsIsNeitherFoundNorMissed) {
  IssueForTest issue;
  jql::Test test;
  test.kind = TestKind::kText;
  test.field.id = FieldId::kSummary;
  test.text = parse_text_query("boat").query;
  const auto both_ways = [&](std::vector<Value> values) {
    issue.fields[FieldId::kSummary] = std::move(values);
    test.negated = false;
    const Truth found = decide_test(test, issue);
    test.negated = true;
    return std::pair(found, decide_test(test, issue));
  };
  EXPECT_EQ(both_ways({{"", "two boats"}}), std::pair(Truth::kYes, Truth::kNo));
  EXPECT_EQ(both_ways({{"", "cars"}}), std::pair(Truth::kNo, Truth::kYes));
  EXPECT_EQ(both_ways({}), std::pair(Truth::kNo, Truth::kNo));
  test.or_empty = true;
  EXPECT_EQ(both_ways({}), std::pair(Truth::kNo, Truth::kYes));
}

TEST(Evaluate, TextEverywhereIsOpenWhereSomethingIsNotSearched) {
  IssueForTest issue;
  issue.fields[FieldId::kSummary] = {{"", "two boats"}};
  jql::Test test;
  test.kind = TestKind::kText;
  test.field.id = FieldId::kText;
  test.text_fields = {FieldId::kSummary, FieldId::kComment};
  test.text = parse_text_query("boat").query;
  EXPECT_EQ(decide_test(test, issue), Truth::kYes);
  test.text = parse_text_query("car").query;
  EXPECT_EQ(decide_test(test, issue), Truth::kUndecided);
  issue.fields[FieldId::kComment] = {};
  EXPECT_EQ(decide_test(test, issue), Truth::kNo);
  test.why = "Comments are not stored.";
  EXPECT_EQ(decide_test(test, issue), Truth::kUndecided);
  test.field.custom = {"customfield_1"};
  test.text = parse_text_query("whale").query;
  issue.fields[FieldId::kCustom] = {{"", "a whale"}};
  EXPECT_EQ(decide_test(test, issue), Truth::kYes);
  test.field.custom.clear();
  // The words of one clause are looked for in one text.
  issue.fields[FieldId::kComment] = {{"", "a car"}};
  test.why.clear();
  test.text = parse_text_query("boat car").query;
  EXPECT_EQ(decide_test(test, issue), Truth::kNo);
}

TEST(Evaluate, LinksByThePhraseOfTheOtherSide) {
  IssueForTest issue;
  issue.linked = {{"ABC-2", "2", "is blocked by", "blocks"}, {"ABC-3", "3", "relates to", ""}};
  jql::Test test;
  test.kind = TestKind::kLinked;
  test.ids = {"ABC-2"};
  EXPECT_EQ(decide_test(test, issue), Truth::kYes);
  test.names = {"blocks"};
  EXPECT_EQ(decide_test(test, issue), Truth::kYes);
  test.names = {"is blocked by"};
  EXPECT_EQ(decide_test(test, issue), Truth::kNo);
  test.ids = {"3"};
  EXPECT_EQ(decide_test(test, issue), Truth::kUndecided);
  test.ids = {"9"}, test.negated = true;
  EXPECT_EQ(decide_test(test, issue), Truth::kYes);
}

TEST(Evaluate, ActsThatAreKnownDecide) {
  IssueForTest issue;
  issue.done = {{100, "u1"}, {200, "u2"}};
  jql::Test test;
  test.kind = TestKind::kUpdatedBy;
  test.ids = {"u2"};
  EXPECT_EQ(decide_test(test, issue), Truth::kYes);
  test.instants = {0, 199};
  EXPECT_EQ(decide_test(test, issue), Truth::kNo);
  issue.all_acts = false;
  EXPECT_EQ(decide_test(test, issue), Truth::kUndecided);
  test.instants = {200, 200};
  test.negated = true;
  EXPECT_EQ(decide_test(test, issue), Truth::kNo);
}

}  // namespace
}  // namespace tl::jql
