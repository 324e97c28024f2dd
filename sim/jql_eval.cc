#include <algorithm>

#include "base/text.h"
#include "sim/jql.h"

namespace tl::sim {

namespace {

constexpr int64_t kDay = 86'400'000;

bool has(const std::vector<int64_t>& values, int64_t value) {
  return std::find(values.begin(), values.end(), value) != values.end();
}

// `empty`: the issue has no value; `hit`: one of its values is listed.
bool decide_set(const JqlNode& node, bool empty, bool hit) {
  if (node.op == JqlOp::kIn) return hit || (empty && node.with_empty);
  return !empty && !hit;  // without a value, "not in" does not match either
}

bool one(const JqlNode& node, int64_t value) {
  return decide_set(node, value == 0, value != 0 && has(node.values, value));
}

template <typename List>
bool many(const JqlNode& node, const List& list) {
  const bool hit =
      std::any_of(list.begin(), list.end(), [&](int64_t value) { return has(node.values, value); });
  return decide_set(node, list.empty(), hit);
}

bool ordered(const JqlNode& node, int64_t value) {
  const int64_t bound = node.values.empty() ? 0 : node.values.front();
  switch (node.op) {
    case JqlOp::kLess:
      return value < bound;
    case JqlOp::kLessEqual:
      return value <= bound;
    case JqlOp::kGreater:
      return value > bound;
    case JqlOp::kGreaterEqual:
      return value >= bound;
    default:
      return false;
  }
}

bool date(const JqlNode& node, int64_t value) {
  if (node.op >= JqlOp::kLess) return value != 0 && ordered(node, value);
  return one(node, value);
}

int status_category(int id) {
  for (const auto& s : statuses())
    if (s.id == id) return s.category;
  return 1;
}

bool resolution(const JqlNode& node, const Issue& issue) {
  if (has(node.values, 0) && issue.resolution == 0) return node.op == JqlOp::kIn;
  if (has(node.values, 0) && node.op == JqlOp::kNotIn && node.values.size() == 1) return true;
  return one(node, issue.resolution);
}

// Every word is somewhere in the summary. Other texts are not indexed here.
bool likes(const JqlNode& node, const Issue& issue) {
  if (node.op != JqlOp::kLike && node.op != JqlOp::kNotLike) return false;
  const std::string summary = to_lower(node.world->text(issue.summary, TextKind::kLine));
  bool all = true;
  for (const std::string_view word : split(node.words, ' '))
    all = all && summary.find(word) != std::string::npos;
  return all == (node.op == JqlOp::kLike);
}

bool clause(const JqlNode& node, const Issue& issue, int64_t updated) {
  if (node.op >= JqlOp::kWas) return matches_past(node, issue);
  switch (node.field) {
    case JqlField::kProject:
      return has(node.values, issue.project) == (node.op == JqlOp::kIn);
    case JqlField::kIssue:
      return node.op >= JqlOp::kLess ? ordered(node, issue.id) : one(node, issue.id);
    case JqlField::kType:
      return one(node, issue.type);
    case JqlField::kStatus:
      return one(node, issue.status);
    case JqlField::kCategory:
      return one(node, status_category(issue.status));
    case JqlField::kAssignee:
      return one(node, issue.assignee);
    case JqlField::kReporter:
      return one(node, issue.reporter);
    case JqlField::kCreator:
      return one(node, issue.creator);
    case JqlField::kPriority:
      return one(node, issue.priority);
    case JqlField::kResolution:
      return resolution(node, issue);
    case JqlField::kLabels:
      return many(node, issue.labels);
    case JqlField::kSprint:
      return many(node, issue.sprints);
    case JqlField::kParent:
      return one(node, issue.parent);
    case JqlField::kComponent:
      return many(node, issue.components);
    case JqlField::kFixVersion:
      return many(node, issue.fix_versions);
    case JqlField::kLevel:
      return one(node, issue.security);
    case JqlField::kText:
      return likes(node, issue);
    case JqlField::kCreated:
      return date(node, issue.created);
    case JqlField::kUpdated:
      return date(node, updated);
    case JqlField::kResolved:
      return date(node, issue.resolved);
    case JqlField::kDue:
      return date(node, issue.due_day * kDay);
  }
  return false;
}

bool evaluate(const JqlNode& node, const Issue& issue, int64_t updated) {
  switch (node.kind) {
    case JqlNode::Kind::kAnd:
      return evaluate(node.children[0], issue, updated) &&
             evaluate(node.children[1], issue, updated);
    case JqlNode::Kind::kOr:
      return evaluate(node.children[0], issue, updated) ||
             evaluate(node.children[1], issue, updated);
    case JqlNode::Kind::kNot:
      return !evaluate(node.children[0], issue, updated);
    case JqlNode::Kind::kClause:
      return clause(node, issue, updated);
  }
  return false;
}

}  // namespace

bool JqlQuery::matches(const Issue& issue, int64_t updated) const {
  return !bounded || evaluate(where, issue, updated);
}

}  // namespace tl::sim
