#include "sim/live.h"

#include <mutex>

#include "sim/words.h"

namespace tl::sim {

// After a jump of the clock at most so many changes are made up for at once.
constexpr int64_t kMaxBacklog = 60;

Live::Live(Site& site)
    : site_(site), world_(*site.world), rng_(site.options.organisation.seed, 9000) {}

Live::~Live() { stop(); }

void Live::start() {
  thread_ = std::jthread([this](const std::stop_token& stop) { run(stop); });
}

void Live::stop() {
  if (!thread_.joinable()) return;
  thread_.request_stop();
  thread_.join();
}

void Live::run(const std::stop_token& stop) {
  int64_t last = site_.now();
  while (!stop.stop_requested()) {
    const double rate = site_.live_per_minute;
    // With a rate of 0 the thread only looks for a new rate.
    const auto pause = rate > 0 ? static_cast<int64_t>(60'000 / rate) : 1000;
    const auto next = std::min(last + pause, site_.now() + 1000);
    if (!site_.clock.wait_until(Instant(std::max(next, site_.now() + 1)), stop)) return;
    if (rate <= 0) {
      last = site_.now();
      continue;
    }
    if (site_.now() < last + pause) continue;  // woken early to see a changed rate
    last = std::max(last + pause, site_.now() - kMaxBacklog * pause);
    step();
  }
}

UserRef Live::someone() {
  const int people = world_.catalog.staff - kFirstPerson - 1;
  return static_cast<UserRef>(kFirstPerson + 1 + rng_.below(people) + 1);
}

// Mostly recent work: that is what people touch.
Issue* Live::pick_open() {
  const auto count = static_cast<int>(world_.issues.size());
  if (count == 0) return nullptr;
  const int window = std::min(count, std::max(100, count / 4));
  for (int i = 0; i < 50; ++i) {
    auto& issue = world_.issues[static_cast<size_t>(count - 1 - rng_.below(window))];
    if (!issue.deleted && (!is_done(issue.status) || rng_.chance(0.05))) return &issue;
  }
  return nullptr;
}

void Live::change(Issue& issue, ChangeItem item, const char* type_name) {
  const auto who = someone();
  const auto history = world_.apply(issue, who, site_.now(), {item});
  site_.webhooks.issue_updated(issue, who, history, type_name);
}

void Live::transition(Issue& issue) {
  const auto workflow = world_.catalog.projects[static_cast<size_t>(issue.project)].workflow;
  std::vector<Edge> ways;
  for (const auto& edge : edges(workflow))
    if (edge.from == issue.status || (edge.from == 0 && edge.to != issue.status))
      ways.push_back(edge);
  if (ways.empty()) return;
  // The first way out is the ordinary one.
  const auto edge = rng_.chance(0.7) ? ways.front() : rng_.pick(ways);
  std::vector<ChangeItem> items;
  if (is_done(edge.to))
    items.push_back(
        world_.change(issue, Field::kResolution,
                      edge.to == ids::kWontDo ? ids::kResolutionWontDo : ids::kResolutionDone));
  else if (issue.resolution != 0)
    items.push_back(world_.change(issue, Field::kResolution, 0));
  items.push_back(world_.change(issue, Field::kStatus, edge.to));
  const auto who = issue.assignee != 0 ? issue.assignee : someone();
  const auto history = world_.apply(issue, who, site_.now(), items);
  site_.webhooks.issue_updated(issue, who, history,
                               is_done(edge.to) ? "issue_resolved" : "issue_generic");
}

void Live::comment(Issue& issue) {
  const auto who = someone();
  const auto now = site_.now();
  const auto text = -1 - static_cast<TextRef>(rng_.next() & 0x3fffffff);
  issue.comments.push_back({now, now, world_.next_comment_id++, text, who, who});
  issue.updated = std::max(issue.updated, now);
  ++world_.version;
  site_.webhooks.comment("comment_created", issue, issue.comments.back());
}

void Live::log_work(Issue& issue) {
  const auto who = issue.assignee != 0 ? issue.assignee : someone();
  const auto now = site_.now();
  const int seconds = 900 * rng_.between(1, 12);
  auto spent = world_.change(issue, Field::kTimeSpent, 0);
  Worklog worklog{};
  worklog.started = (now - int64_t{seconds} * 1000) / 1000 * 1000;
  worklog.created = worklog.updated = now;
  worklog.seconds = seconds;
  worklog.author = worklog.update_author = who;
  const auto added = world_.add_worklog(issue, worklog);
  spent.to = spent.from + seconds;
  site_.webhooks.worklog("worklog_created", issue, added);
  const auto history = world_.apply(issue, who, now, {spent, {0, added.id, Field::kWorklogId}});
  site_.webhooks.issue_updated(issue, who, history, "issue_work_logged");
  site_.webhooks.old_worklog(issue, who, history, "issue_work_logged");
}

// Takes back or rewrites what stands there: a comment, a worklog, the flag.
void Live::change_part(Issue& issue) {
  const auto now = site_.now();
  if (!issue.worklogs.empty()) {
    auto& last = issue.worklogs.back();
    auto spent = world_.change(issue, Field::kTimeSpent, 0);
    spent.to = spent.from + 600;
    last.seconds += 600;
    last.updated = std::max(last.updated, now);
    const auto changed = last;
    site_.webhooks.worklog("worklog_updated", issue, changed);
    const auto history = world_.apply(issue, changed.author, now,
                                      {spent, {changed.id, changed.id, Field::kWorklogId}});
    site_.webhooks.issue_updated(issue, changed.author, history, "issue_worklog_updated");
    site_.webhooks.old_worklog(issue, changed.author, history, "issue_worklog_updated");
  } else if (!issue.comments.empty()) {
    const auto removed = issue.comments.back();
    issue.comments.pop_back();
    issue.updated = std::max(issue.updated, now);
    ++world_.version;
    site_.webhooks.comment("comment_deleted", issue, removed);
  } else {
    change(issue, world_.change(issue, Field::kFlagged, issue.flagged ? 0 : 1), "issue_updated");
  }
}

void Live::create() {
  const auto projects = static_cast<int>(world_.catalog.projects.size());
  Issue issue;
  issue.project = rng_.below(projects);
  const auto& project = world_.catalog.projects[static_cast<size_t>(issue.project)];
  const int company[] = {ids::kStory, ids::kTask, ids::kBug};
  const int team[] = {ids::kTeamStory, ids::kTeamTask, ids::kTeamBug};
  const int kind = rng_.below(3);
  issue.type = project.team_managed ? team[kind] : company[kind];
  if (project.desk()) issue.type = kind == 0 ? ids::kIncident : ids::kServiceRequest;
  issue.status = initial_status(project.workflow);
  issue.created = issue.updated = site_.now();
  issue.reporter = issue.creator = someone();
  issue.priority = rng_.between(2, 4);
  issue.summary = world_.add_text(make_summary(rng_, project, *world_.catalog.type(issue.type),
                                               static_cast<int>(world_.issues.size())));
  const auto& added = world_.add_issue(std::move(issue));
  site_.webhooks.issue_created(added, added.reporter);
}

void Live::step() {
  const std::unique_lock lock(site_.mutex);
  step_locked();
}

void Live::step_locked() {
  const int roll = rng_.below(100);
  auto* issue = pick_open();
  if (issue == nullptr || roll < 12) return create();
  if (roll < 50) return transition(*issue);
  if (roll < 62)
    return change(*issue, world_.change(*issue, Field::kAssignee, someone()), "issue_assigned");
  if (roll < 78) return comment(*issue);
  if (roll < 88) return log_work(*issue);
  if (roll < 94) return change_part(*issue);
  const auto& project = world_.catalog.projects[static_cast<size_t>(issue->project)];
  const auto field = project.second_points ? Field::kPointsTeam : Field::kPoints;
  change(*issue, world_.change(*issue, field, 100 * rng_.between(1, 8)), "issue_updated");
}

}  // namespace tl::sim
