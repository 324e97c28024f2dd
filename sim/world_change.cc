#include <algorithm>

#include "base/text.h"
#include "sim/world.h"

namespace tl::sim {

namespace {

std::vector<int32_t> numbers_of(const std::string& list) {
  std::vector<int32_t> out;
  for (const auto part : split(list, ','))
    if (const auto number = parse_int(trim(part))) out.push_back(static_cast<int32_t>(*number));
  return out;
}

int status_category(int id) {
  for (const auto& s : statuses())
    if (s.id == id) return s.category;
  return 1;
}

void toggle(std::vector<int32_t>& list, const ChangeItem& item) {
  if (item.from != 0) std::erase(list, item.from);
  if (item.to != 0) list.push_back(item.to);
}

}  // namespace

ChangeItem World::change(const Issue& issue, Field field, int32_t to) {
  int32_t from = 0;
  switch (field) {
    case Field::kStatus:
      from = issue.status;
      break;
    case Field::kResolution:
      from = issue.resolution;
      break;
    case Field::kAssignee:
      from = issue.assignee;
      break;
    case Field::kReporter:
      from = issue.reporter;
      break;
    case Field::kPriority:
      from = issue.priority;
      break;
    case Field::kSummary:
      from = issue.summary;
      break;
    case Field::kDescription:
      from = issue.description;
      break;
    case Field::kLabels:
      from = label_list(issue.labels);
      break;
    case Field::kSprint:
      from = sprint_list(issue.sprints);
      break;
    case Field::kPoints:
    case Field::kPointsTeam:
      from = issue.points;
      break;
    case Field::kRank:
      from = 0;
      break;
    case Field::kFlagged:
      from = issue.flagged ? 1 : 0;
      break;
    case Field::kParent:
    case Field::kEpicLink:
      from = issue.parent;
      break;
    case Field::kIssueType:
      from = issue.type;
      break;
    case Field::kTimeEstimate:
      from = std::max(issue.remaining, 0);
      break;
    case Field::kDueDate:
      from = issue.due_day;
      break;
    case Field::kTimeSpent:
      for (const auto& worklog : issue.worklogs) from += worklog.seconds;
      break;
    case Field::kSecurity:
      from = issue.security;
      break;
    default:
      break;
  }
  return {from, to, field};
}

void World::set_labels(Issue& issue, int32_t line) {
  const auto list = text(line, TextKind::kLine);
  issue.labels.clear();
  for (const auto label : split(list, ' ')) {
    if (!label.empty()) issue.labels.push_back(intern(std::string(label)));
  }
}

// "out|text"
void World::set_typed(const Issue& issue, const std::string& line) {
  const auto bar = line.find('|');
  const auto out = parse_int(std::string_view(line).substr(0, bar)).value_or(0);
  typed_[issue.id * int64_t{64} + out] = line.substr(bar + 1);
}

void World::set_field(Issue& issue, const ChangeItem& item, int64_t now) {
  switch (item.field) {
    case Field::kStatus:
      if (status_category(item.from) != status_category(item.to)) issue.category_changed = now;
      issue.status = item.to;
      break;
    case Field::kResolution:
      issue.resolution = item.to;
      issue.resolved = item.to == 0 ? 0 : now;
      break;
    case Field::kAssignee:
      issue.assignee = static_cast<UserRef>(item.to);
      break;
    case Field::kReporter:
      issue.reporter = static_cast<UserRef>(item.to);
      break;
    case Field::kPriority:
      issue.priority = item.to;
      break;
    case Field::kSummary:
      issue.summary = item.to;
      break;
    case Field::kDescription:
      issue.description = item.to;
      break;
    case Field::kLabels:
      set_labels(issue, item.to);
      break;
    case Field::kSprint:
      issue.sprints = numbers_of(text(item.to, TextKind::kLine));
      break;
    case Field::kPoints:
    case Field::kPointsTeam:
      issue.points = item.to;
      break;
    case Field::kRank:
      issue.rank = next_rank++;
      break;
    case Field::kFlagged:
      issue.flagged = item.to != 0;
      break;
    case Field::kParent:
    case Field::kEpicLink:
      set_parent(issue, item.to);
      break;
    case Field::kIssueType:
      issue.type = item.to;
      break;
    case Field::kTimeEstimate:
      issue.remaining = item.to;
      break;
    case Field::kDueDate:
      issue.due_day = item.to;
      break;
    case Field::kComponent:
      toggle(issue.components, item);
      break;
    case Field::kFixVersion:
      toggle(issue.fix_versions, item);
      break;
    case Field::kSecurity:
      issue.security = item.to;
      break;
    case Field::kCustom:
      set_typed(issue, texts_[static_cast<size_t>(item.to)]);
      break;
    default:
      break;  // their state lies elsewhere
  }
}

int32_t World::apply(Issue& issue, UserRef author, int64_t now,
                     const std::vector<ChangeItem>& items) {
  const auto first = issue.items.size();
  for (const auto& item : items) {
    if (item.from == item.to && item.field != Field::kRank) continue;
    set_field(issue, item, now);
    issue.items.push_back(item);
  }
  const auto count = issue.items.size() - first;
  if (count == 0) return 0;
  const auto id = next_history_id++;
  issue.histories.push_back(
      {now, id, static_cast<uint32_t>(first), static_cast<uint16_t>(count), author});
  issue.updated = std::max(issue.updated, now);
  ++version;
  return id;
}

}  // namespace tl::sim
