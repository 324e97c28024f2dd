#include "sim/work.h"

#include <fmt/format.h>

#include <algorithm>

#include "sim/render.h"
#include "sim/site.h"

namespace tl::sim {

namespace {

constexpr uint64_t kStream = 9100;
constexpr int kTries = 60;
constexpr auto kBulkAuthor = static_cast<UserRef>(kAdminUser + 1);

bool is_linked(const Issue& issue) { return !issue.links.empty(); }
bool has_worklogs(const Issue& issue) { return !issue.worklogs.empty(); }
bool has_comments(const Issue& issue) { return !issue.comments.empty(); }

}  // namespace

Work::Work(Site& site)
    : site_(site),
      world_(*site.world),
      rng_(site.options.organisation.seed, kStream),
      live_(site) {}

Issue* Work::pick() {
  return pick_with([](const Issue&) { return true; });
}

Issue* Work::pick_with(bool (*fits)(const Issue&)) {
  const auto count = static_cast<int>(world_.issues.size());
  for (int i = 0; count > 0 && i < kTries; ++i) {
    auto& issue = world_.issues[static_cast<size_t>(rng_.below(count))];
    if (!issue.deleted && fits(issue)) return &issue;
  }
  return nullptr;
}

UserRef Work::someone() {
  const int people = world_.catalog.staff - kFirstPerson - 1;
  return static_cast<UserRef>(kFirstPerson + 1 + rng_.below(people) + 1);
}

void Work::apply(Issue& issue, ChangeItem item, const char* type_name) {
  const auto who = someone();
  const auto history = world_.apply(issue, who, site_.now(), {item});
  if (history != 0) site_.webhooks.issue_updated(issue, who, history, type_name);
}

void Work::edit_labels(Issue& issue) {
  auto labels = issue.labels;
  const auto label = world_.intern(fmt::format("wave-{}", rng_.below(12)));
  if (std::erase(labels, label) == 0) labels.push_back(label);
  apply(issue, world_.change(issue, Field::kLabels, world_.label_list(labels)));
}

void Work::link(Issue& issue) {
  auto* other = pick();
  if (other == nullptr || other == &issue) return;
  const auto type = static_cast<uint8_t>(rng_.below(static_cast<int>(link_types().size())));
  const auto& names = link_types()[type];
  const auto id = world_.next_link_id++;
  issue.links.push_back({id, other->id, site_.now(), type, true});
  other->links.push_back({id, issue.id, site_.now(), type, false});
  site_.webhooks.issue_link("issuelink_created", issue.links.back(), issue.id, other->id);
  const auto text = [&](const Issue& end, const char* verb) {
    return world_.add_text(world_.key_of(end) + "|" + verb);
  };
  apply(issue, {0, text(*other, names.outward), Field::kLink});
  apply(*other, {0, text(issue, names.inward), Field::kLink});
}

void Work::unlink(Issue& issue) {
  const auto link = rng_.pick(issue.links);
  auto* other = world_.issue_by_id(link.other);
  if (other == nullptr) return;
  auto& source = link.outward ? issue : *other;
  auto& target = link.outward ? *other : issue;
  for (auto* end : {&source, &target})
    std::erase_if(end->links, [&](const Link& l) { return l.id == link.id; });
  const auto& names = link_types()[link.type];
  site_.webhooks.issue_link("issuelink_deleted", link, source.id, target.id);
  const auto text = [&](const Issue& end, const char* verb) {
    return world_.add_text(world_.key_of(end) + "|" + verb);
  };
  apply(source, {text(target, names.outward), 0, Field::kLink});
  apply(target, {text(source, names.inward), 0, Field::kLink});
}

void Work::tell_worklog(Issue& issue, int32_t spent_before, const Worklog& worklog, bool deleted) {
  const auto* type_name = deleted ? "issue_worklog_deleted" : "issue_worklog_updated";
  const ChangeItem spent{spent_before, static_cast<int32_t>(spent_seconds(issue)),
                         Field::kTimeSpent};
  const auto history =
      world_.apply(issue, worklog.author, site_.now(),
                   {spent, {worklog.id, deleted ? 0 : worklog.id, Field::kWorklogId}});
  issue.updated = std::max(issue.updated, site_.now());
  site_.webhooks.issue_updated(issue, worklog.author, history, type_name);
  site_.webhooks.old_worklog(issue, worklog.author, history, type_name);
}

void Work::change_worklog(Issue& issue) {
  const auto before = static_cast<int32_t>(spent_seconds(issue));
  auto& worklog =
      issue.worklogs[static_cast<size_t>(rng_.below(static_cast<int>(issue.worklogs.size())))];
  worklog.seconds += 300;
  worklog.updated = std::max(worklog.updated, site_.now());
  const auto copy = worklog;
  ++world_.version;
  site_.webhooks.worklog("worklog_updated", issue, copy);
  tell_worklog(issue, before, copy, false);
}

void Work::delete_worklog(Issue& issue) {
  const auto before = static_cast<int32_t>(spent_seconds(issue));
  const auto at = static_cast<size_t>(rng_.below(static_cast<int>(issue.worklogs.size())));
  const auto copy = issue.worklogs[at];
  site_.webhooks.worklog("worklog_deleted", issue, copy);
  world_.remove_worklog(issue, at, site_.now());
  tell_worklog(issue, before, copy, true);
}

void Work::edit_comment(Issue& issue) {
  auto& comment =
      issue.comments[static_cast<size_t>(rng_.below(static_cast<int>(issue.comments.size())))];
  comment.updated = std::max(comment.updated, site_.now());
  comment.update_author = comment.author;
  issue.updated = std::max(issue.updated, site_.now());
  ++world_.version;
  site_.webhooks.comment("comment_updated", issue, comment);
}

void Work::delete_comment(Issue& issue) {
  const auto at = rng_.below(static_cast<int>(issue.comments.size()));
  const auto copy = issue.comments[static_cast<size_t>(at)];
  issue.comments.erase(issue.comments.begin() + at);
  issue.updated = std::max(issue.updated, site_.now());
  ++world_.version;
  site_.webhooks.comment("comment_deleted", issue, copy);
}

void Work::touch_sprint() {
  if (world_.sprints.empty()) return;
  auto& sprint =
      world_.sprints[static_cast<size_t>(rng_.below(static_cast<int>(world_.sprints.size())))];
  if (sprint.deleted) return;
  const auto old = sprint;
  sprint.goal = fmt::format("Goal {}", rng_.below(1000));
  ++world_.version;
  site_.webhooks.sprint("sprint_updated", sprint, &old);
}

void Work::remove(Issue& issue) {
  for (const auto id : std::vector<int32_t>(world_.children_of(issue.id)))
    if (auto* child = world_.issue_by_id(id)) world_.set_parent(*child, 0);
  if (rng_.chance(0.6)) site_.webhooks.issue_deleted(issue, someone());
  world_.remove_issue(issue);
}

void Work::move(Issue& issue) {
  const int to = rng_.below(static_cast<int>(world_.catalog.projects.size()));
  if (to == issue.project) return;
  const auto who = someone();
  world_.move_issue(issue, to, who, site_.now());
  site_.webhooks.issue_updated(issue, who, issue.histories.back().id, "issue_moved");
}

void Work::rough_step(Issue& issue, int roll) {
  if (roll < 60) return remove(issue);
  move(issue);
}

void Work::ordinary_step(Issue& issue, int roll) {
  if (roll < 20) return edit_labels(issue);
  if (roll < 40) return link(issue);
  if (roll < 95) {
    auto* found = roll < 55   ? pick_with(is_linked)
                  : roll < 75 ? pick_with(has_worklogs)
                              : pick_with(has_comments);
    if (found == nullptr) return edit_labels(issue);
    if (roll < 55) return unlink(*found);
    if (roll < 65) return change_worklog(*found);
    if (roll < 75) return delete_worklog(*found);
    return roll < 85 ? edit_comment(*found) : delete_comment(*found);
  }
  touch_sprint();
}

void Work::step(bool rough) {
  const int kind = rng_.below(100);
  const int roll = rng_.below(100);
  auto* issue = pick();
  if (issue == nullptr || kind < 55) return live_.step_locked();
  if (rough && kind < 65) return rough_step(*issue, roll);
  ordinary_step(*issue, roll);
}

int edit_in_bulk(Site& site, int project, int count, const std::string& label) {
  auto& world = *site.world;
  const auto ref = world.intern(label);
  int changed = 0;
  for (auto& issue : world.issues) {
    if (changed >= count) break;
    if (issue.deleted || (project >= 0 && issue.project != project)) continue;
    auto labels = issue.labels;
    if (std::erase(labels, ref) == 0) labels.push_back(ref);
    const auto item = world.change(issue, Field::kLabels, world.label_list(labels));
    const auto history = world.apply(issue, kBulkAuthor, site.now(), {item});
    site.webhooks.issue_updated(issue, kBulkAuthor, history, "issue_updated");
    ++changed;
  }
  return changed;
}

}  // namespace tl::sim
