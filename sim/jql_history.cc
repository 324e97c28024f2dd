// WAS and CHANGED: what stands in histories.
#include <algorithm>
#include <utility>

#include "sim/jql.h"

namespace tl::sim {

namespace {

constexpr std::pair<JqlField, Field> kPastFields[] = {{JqlField::kStatus, Field::kStatus},
                                                      {JqlField::kAssignee, Field::kAssignee},
                                                      {JqlField::kReporter, Field::kReporter},
                                                      {JqlField::kPriority, Field::kPriority},
                                                      {JqlField::kResolution, Field::kResolution}};

bool listed(const std::vector<int64_t>& list, int64_t value) {
  return std::find(list.begin(), list.end(), value) != list.end();
}

bool by_one_of(const JqlPast& past, UserRef author) {
  return past.by.empty() || listed(past.by, author);
}

int32_t present(const Issue& issue, Field field) {
  switch (field) {
    case Field::kStatus:
      return issue.status;
    case Field::kAssignee:
      return issue.assignee;
    case Field::kReporter:
      return issue.reporter;
    case Field::kPriority:
      return issue.priority;
    default:
      return issue.resolution;
  }
}

struct Step {
  int64_t at;
  int32_t from, to;
  UserRef author;
};

std::vector<Step> steps_of(const Issue& issue, Field field) {
  std::vector<Step> out;
  for (const auto& history : issue.histories)
    for (size_t i = 0; i < history.item_count; ++i) {
      const auto& item = issue.items[history.first_item + i];
      if (item.field == field) out.push_back({history.created, item.from, item.to, history.author});
    }
  return out;
}

bool changed(const JqlNode& node, const std::vector<Step>& steps) {
  const auto& past = node.past;
  return std::any_of(steps.begin(), steps.end(), [&](const Step& step) {
    return step.at >= past.from && step.at <= past.to && by_one_of(past, step.author) &&
           (past.changed.empty() || listed(past.changed, step.from)) &&
           (node.values.empty() || listed(node.values, step.to));
  });
}

// The value held from `begin` to `end` overlaps what is asked for.
bool was(const JqlNode& node, const Issue& issue, Field field, const std::vector<Step>& steps) {
  const auto& past = node.past;
  const auto held = [&](int32_t value, int64_t begin, int64_t end, UserRef author) {
    const bool wanted =
        value == 0 ? node.with_empty || listed(node.values, 0) : listed(node.values, value);
    return wanted && begin <= past.to && end >= past.from && by_one_of(past, author);
  };
  int64_t begin = issue.created;
  int32_t value = steps.empty() ? present(issue, field) : steps.front().from;
  auto author = issue.creator;
  for (const auto& step : steps) {
    if (held(value, begin, step.at - 1, author)) return true;
    begin = step.at;
    value = step.to;
    author = step.author;
  }
  return held(value, begin, INT64_MAX, author);
}

}  // namespace

bool has_jql_past(JqlField field) {
  return std::any_of(std::begin(kPastFields), std::end(kPastFields),
                     [&](const auto& known) { return known.first == field; });
}

bool matches_past(const JqlNode& node, const Issue& issue) {
  const auto* known = std::find_if(std::begin(kPastFields), std::end(kPastFields),
                                   [&](const auto& k) { return k.first == node.field; });
  const auto steps = steps_of(issue, known->second);
  if (node.op == JqlOp::kChanged) return changed(node, steps);
  return was(node, issue, known->second, steps) == (node.op == JqlOp::kWas);
}

}  // namespace tl::sim
