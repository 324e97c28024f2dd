#include "jql/sort.h"

#include <gtest/gtest.h>

#include "jql/evaluate.h"
#include "jql/issue_for_test.h"
#include "jql/key_order.h"

namespace tl::jql {
namespace {

IssueForTest issue_named(std::string key) {
  IssueForTest issue;
  issue.name = std::move(key);
  return issue;
}

BoundSort sort_by(FieldId field, ValueKind kind, bool descending = false) {
  BoundSort sort;
  sort.field.id = field;
  sort.field.kind = kind;
  sort.descending = descending;
  return sort;
}

std::string order_of(const std::vector<BoundSort>& order, std::vector<const IssueView*> issues) {
  sort_issues(order, issues);
  std::string out;
  for (size_t i = 0; i < issues.size(); ++i) {
    out += std::string(issues[i]->key()) + " ";
    if (i > 0) EXPECT_LT(compare(order, *issues[i - 1], *issues[i]), 0);
  }
  return out;
}

TEST(Keys, ByProjectThenNumber) {
  EXPECT_LT(parts_of_key("OPS-9"), parts_of_key("OPS-10"));
  EXPECT_LT(parts_of_key("AB-10"), parts_of_key("ABC-1"));
  EXPECT_EQ(parts_of_key("odd"), (KeyParts{"odd", -1}));
  EXPECT_EQ(parts_of_key("A-x"), (KeyParts{"A-x", -1}));
  EXPECT_EQ(parts_of_key(""), (KeyParts{"", -1}));
}

TEST(Sort, EmptyLastInBothDirectionsAndTiesByKey) {
  IssueForTest a = issue_named("A-10"), b = issue_named("A-9"), c = issue_named("A-1"),
               d = issue_named("A-2");
  Value two, three;
  two.number = 2, three.number = 3;
  a.fields[FieldId::kVotes] = {two};
  b.fields[FieldId::kVotes] = {two};
  c.fields[FieldId::kVotes] = {};
  d.fields[FieldId::kVotes] = {three};
  const std::vector<const IssueView*> all = {&a, &b, &c, &d};
  EXPECT_EQ(order_of({sort_by(FieldId::kVotes, ValueKind::kNumber)}, all), "A-9 A-10 A-2 A-1 ");
  EXPECT_EQ(order_of({sort_by(FieldId::kVotes, ValueKind::kNumber, true)}, all),
            "A-2 A-9 A-10 A-1 ");
  EXPECT_EQ(order_of({sort_by(FieldId::kKey, ValueKind::kIssue, true)}, all), "A-10 A-9 A-2 A-1 ");
  EXPECT_EQ(order_of({}, all), "A-1 A-2 A-9 A-10 ");
}

TEST(Sort, NamesByPlaceThenByText) {
  IssueForTest a = issue_named("A-1"), b = issue_named("A-2"), c = issue_named("A-3"),
               d = issue_named("A-4");
  a.fields[FieldId::kPriority] = {{"9", "zebra"}};
  b.fields[FieldId::kPriority] = {{"8", "Ape"}};
  c.fields[FieldId::kPriority] = {{"1", "high"}};
  d.fields[FieldId::kPriority] = {{"2", "low"}};
  BoundSort sort = sort_by(FieldId::kPriority, ValueKind::kName);
  EXPECT_EQ(order_of({sort}, {&a, &b, &c, &d}), "A-2 A-3 A-4 A-1 ");
  sort.places = {{"1", 5}, {"2", 3}};
  EXPECT_EQ(order_of({sort}, {&a, &b, &c, &d}), "A-4 A-3 A-2 A-1 ");
}

TEST(Sort, OfSeveralValuesTheLeastOrTheGreatest) {
  IssueForTest a = issue_named("A-1"), b = issue_named("A-2");
  a.fields[FieldId::kLabels] = {{"m", "m"}, {"a", "a"}};
  b.fields[FieldId::kLabels] = {{"b", "B"}, {"z", "z"}};
  EXPECT_EQ(order_of({sort_by(FieldId::kLabels, ValueKind::kName)}, {&a, &b}), "A-1 A-2 ");
  EXPECT_EQ(order_of({sort_by(FieldId::kLabels, ValueKind::kName, true)}, {&a, &b}), "A-2 A-1 ");
}

}  // namespace
}  // namespace tl::jql
