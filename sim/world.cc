#include "sim/world.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "base/text.h"
#include "sim/seeded.h"
#include "sim/words.h"

namespace tl::sim {

World::World() : texts_(1) {}

Issue* World::issue_by_id(int64_t id) {
  const auto* found = std::as_const(*this).issue_by_id(id);
  return const_cast<Issue*>(found);  // NOLINT: the same object, this is not const
}

const Issue* World::issue_by_id(int64_t id) const {
  const int64_t position = id - kFirstIssueId;
  if (position < 0 || position >= static_cast<int64_t>(issues.size())) return nullptr;
  const auto& issue = issues[static_cast<size_t>(position)];
  return issue.deleted ? nullptr : &issue;
}

Issue* World::find_issue(std::string_view id_or_key) {
  if (const auto id = parse_int(id_or_key)) return issue_by_id(*id);
  const auto dash = id_or_key.rfind('-');
  if (dash == std::string_view::npos) return nullptr;
  const auto number = parse_int(id_or_key.substr(dash + 1));
  if (!number || *number < 1) return nullptr;
  const auto prefix = id_or_key.substr(0, dash);
  const int at = catalog.project_by_key_or_id(prefix);
  const auto p = static_cast<size_t>(at);
  if (at < 0 || p >= numbers_.size() || *number > static_cast<int64_t>(numbers_[p].size()))
    return nullptr;
  return issue_by_id(numbers_[p][static_cast<size_t>(*number - 1)]);
}

std::string World::key_of(const Issue& issue) const {
  return fmt::format("{}-{}", catalog.projects[static_cast<size_t>(issue.project)].key,
                     issue.number);
}

Sprint* World::sprint(int64_t id) {
  const auto* found = std::as_const(*this).sprint(id);
  return const_cast<Sprint*>(found);  // NOLINT: the same object, this is not const
}

const Sprint* World::sprint(int64_t id) const {
  if (id < 1 || id > static_cast<int64_t>(sprints.size())) return nullptr;
  const auto& found = sprints[static_cast<size_t>(id - 1)];
  return found.deleted ? nullptr : &found;
}

Sprint& World::add_sprint(Sprint sprint) {
  sprint.id = static_cast<int32_t>(sprints.size()) + 1;
  sprints.push_back(std::move(sprint));
  ++version;
  return sprints.back();
}

const std::string* World::typed(int32_t issue, int out) const {
  const auto found = typed_.find(issue * int64_t{64} + out);
  return found == typed_.end() ? nullptr : &found->second;
}

std::vector<RemoteLink> World::remote_links_of(const Issue& issue) const {
  const auto found = remote_links.find(issue.id);
  return found == remote_links.end() ? seeded_remote_links(issue.id, key_of(issue)) : found->second;
}

const std::vector<int32_t>& World::children_of(int32_t parent) const {
  static const std::vector<int32_t> none;
  const auto found = children_.find(parent);
  return found == children_.end() ? none : found->second;
}

int32_t World::issue_of_worklog(int32_t worklog) const {
  const auto found = worklog_issue_.find(worklog);
  return found == worklog_issue_.end() ? 0 : found->second;
}

TextRef World::add_text(std::string text) {
  if (text.empty()) return 0;
  texts_.push_back(std::move(text));
  return static_cast<TextRef>(texts_.size() - 1);
}

TextRef World::intern(const std::string& text) {
  if (text.empty()) return 0;
  const auto found = interned_.find(text);
  if (found != interned_.end()) return found->second;
  const auto ref = add_text(text);
  interned_.emplace(text, ref);
  return ref;
}

TextRef World::find_interned(const std::string& text) const {
  const auto found = interned_.find(text);
  return found == interned_.end() ? -1 : found->second;
}

std::string World::text(TextRef ref, TextKind kind) const {
  if (ref == 0) return {};
  if (ref > 0) return texts_[static_cast<size_t>(ref)];
  const auto number = static_cast<uint32_t>(-static_cast<int64_t>(ref));
  return kind == TextKind::kRemark ? make_remark(number) : make_paragraphs(number);
}

TextRef World::sprint_list(const std::vector<int32_t>& list) {
  return intern(fmt::format("{}", fmt::join(list, ", ")));
}

TextRef World::label_list(const std::vector<TextRef>& labels) {
  std::string out;
  for (const auto label : labels) {
    if (!out.empty()) out += ' ';
    out += texts_[static_cast<size_t>(label)];
  }
  return intern(out);
}

Issue& World::add_issue(Issue issue) {
  if (numbers_.size() < catalog.projects.size()) numbers_.resize(catalog.projects.size());
  auto& numbers = numbers_[static_cast<size_t>(issue.project)];
  issue.id = kFirstIssueId + static_cast<int32_t>(issues.size());
  issue.number = static_cast<int32_t>(numbers.size()) + 1;
  issue.rank = next_rank++;
  if (issue.category_changed == 0) issue.category_changed = issue.created;
  numbers.push_back(issue.id);
  ++live_issues;
  ++version;
  const auto parent = issue.parent;
  issue.parent = 0;
  issues.push_back(std::move(issue));
  if (parent != 0) set_parent(issues.back(), parent);
  return issues.back();
}

void World::set_parent(Issue& issue, int32_t parent) {
  if (issue.parent != 0) {
    auto& old = children_[issue.parent];
    old.erase(std::remove(old.begin(), old.end(), issue.id), old.end());
  }
  issue.parent = parent;
  if (parent != 0) children_[parent].push_back(issue.id);
}

Worklog& World::add_worklog(Issue& issue, Worklog worklog) {
  if (worklog.id == 0) worklog.id = next_worklog_id++;
  worklog_issue_[worklog.id] = issue.id;
  issue.worklogs.push_back(worklog);
  ++version;
  return issue.worklogs.back();
}

void World::remove_worklog(Issue& issue, size_t position, int64_t now) {
  const auto id = issue.worklogs[position].id;
  issue.worklogs.erase(issue.worklogs.begin() + static_cast<std::ptrdiff_t>(position));
  worklog_issue_.erase(id);
  deleted_worklogs.push_back({id, now});
  ++version;
}

void World::remove_issue(Issue& issue) {
  for (const auto& worklog : issue.worklogs) worklog_issue_.erase(worklog.id);
  for (const auto& link : issue.links) {
    if (auto* other = issue_by_id(link.other))
      std::erase_if(other->links, [&](const Link& l) { return l.id == link.id; });
  }
  set_parent(issue, 0);
  issue.deleted = true;
  --live_issues;
  ++version;
}

void World::move_issue(Issue& issue, int project, UserRef author, int64_t now) {
  const auto old_key = key_of(issue);
  const auto& target = catalog.projects[static_cast<size_t>(project)];
  const auto& source = catalog.projects[static_cast<size_t>(issue.project)];
  std::vector<ChangeItem> items;
  items.push_back({source.id, target.id, Field::kProject});
  auto& numbers = numbers_[static_cast<size_t>(project)];
  numbers.push_back(issue.id);  // the old place keeps leading here: moved keys resolve
  issue.project = project;
  issue.number = static_cast<int32_t>(numbers.size());
  items.push_back({add_text(old_key), add_text(key_of(issue)), Field::kKey});
  const auto& allowed = workflow_statuses(target.workflow);
  if (std::find(allowed.begin(), allowed.end(), issue.status) == allowed.end())
    items.push_back(change(issue, Field::kStatus, initial_status(target.workflow)));
  // Components and versions belong to the project that the issue leaves.
  for (const auto id : issue.components) items.push_back({id, 0, Field::kComponent});
  for (const auto id : issue.fix_versions) items.push_back({id, 0, Field::kFixVersion});
  apply(issue, author, now, items);
}

}  // namespace tl::sim
