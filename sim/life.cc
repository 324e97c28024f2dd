#include "sim/life.h"

#include <algorithm>

namespace tl::sim {

namespace {

constexpr int64_t kMinute = 60'000;
constexpr int64_t kHour = 3'600'000;
constexpr int64_t kDay = 86'400'000;

int32_t random_text(Rng& rng) { return -1 - static_cast<int32_t>(rng.next() & 0x3fffffff); }

// How many further histories the issue at this position gets, so that some answers are cut.
int noise_of(int position) {
  if (position == 3 || position % 131 == 57) return 112;
  if (position == 5 || position % 97 == 13) return 46;
  return 0;
}

}  // namespace

int64_t work_time(int64_t t, Rng& rng) {
  int64_t day = t / kDay;
  int64_t in_day = t % kDay;
  const auto jitter = static_cast<int64_t>(rng.below(90)) * kMinute + rng.below(60'000);
  if (in_day < 8 * kHour) in_day = 8 * kHour + jitter;
  if (in_day >= 18 * kHour) {
    ++day;
    in_day = 8 * kHour + jitter;
  }
  const int64_t week_day = (day + 3) % 7;  // 0 Monday
  if (week_day >= 5) {
    day += 7 - week_day;
    in_day = 8 * kHour + jitter;
  }
  return day * kDay + in_day;
}

Life::Life(World& world, Issue& issue, const std::vector<int32_t>& sprints, Rng rng, int64_t now,
           int histories)
    : world_(world),
      issue_(issue),
      sprints_(sprints),
      rng_(rng),
      now_(now),
      t_(issue.created),
      position_(issue.id - kFirstIssueId),
      histories_(histories) {}

Field Life::points_field() const {
  return project().second_points ? Field::kPointsTeam : Field::kPoints;
}

const Project& Life::project() const {
  return world_.catalog.projects[static_cast<size_t>(issue_.project)];
}

UserRef Life::someone() {
  // Two teams share the people: each project mostly sees its own half.
  const int people = world_.catalog.staff - kFirstPerson;
  const int half = people / 2;
  const int base = rng_.chance(0.85) ? (issue_.project % 2) * half : 0;
  return static_cast<UserRef>(kFirstPerson + (base + rng_.below(half)) % people + 1);
}

void Life::apply(std::vector<ChangeItem> items, UserRef author) {
  world_.apply(issue_, author, t_, items);
}

// An open issue whose sprint ends goes on in the next one.
void Life::carry_over(int64_t until) {
  while (carried_ && !issue_.sprints.empty() && !is_done(issue_.status)) {
    const auto last = issue_.sprints.back();
    const auto* sprint = world_.sprint(last);
    if (sprint->state != SprintState::kClosed || sprint->complete > until) return;
    const auto next = std::upper_bound(sprints_.begin(), sprints_.end(), last);
    if (next == sprints_.end()) return;
    if (rng_.chance(0.12)) {
      carried_ = false;
      return;
    }
    t_ = std::max(t_, sprint->complete);
    auto list = issue_.sprints;
    list.push_back(*next);
    apply({world_.change(issue_, Field::kSprint, world_.sprint_list(list))}, someone());
  }
}

bool Life::wait(double median_hours, double sigma) {
  const auto pause = static_cast<int64_t>(rng_.log_normal(median_hours, sigma) * kHour);
  int64_t next = std::max(work_time(t_ + pause, rng_), t_ + 1000);
  next = next / 1000 * 1000 + rng_.below(1000);
  if (next <= t_) next = t_ + 1000;
  carry_over(std::min(next, now_));
  if (next > now_ - kMinute) return false;
  t_ = std::max(next, t_ + 1000);
  return t_ <= now_ - kMinute;
}

void Life::move_to(int status, UserRef author) {
  std::vector<ChangeItem> items;
  if (is_done(status)) {
    const int roll = rng_.below(20);
    const bool rejected = status == ids::kWontDo;
    const int resolution = rejected ? (roll < 12   ? ids::kResolutionWontDo
                                       : roll < 17 ? ids::kResolutionDuplicate
                                                   : ids::kResolutionCannotReproduce)
                                    : ids::kResolutionDone;
    items.push_back(world_.change(issue_, Field::kResolution, resolution));
  } else if (issue_.resolution != 0) {
    items.push_back(world_.change(issue_, Field::kResolution, 0));
  }
  items.push_back(world_.change(issue_, Field::kStatus, status));
  if (rng_.chance(0.5)) std::reverse(items.begin(), items.end());
  apply(items, author);
}

void Life::refine() {
  if (rng_.chance(0.55) && wait(20, 1.2)) {
    const auto field = points_field();
    static const std::vector<int> sizes{0, 50, 100, 200, 300, 300, 500, 500, 800, 1300};
    apply({world_.change(issue_, field, rng_.pick(sizes))}, someone());
  }
  if (rng_.chance(0.2) && wait(10, 1.2))
    apply({world_.change(issue_, Field::kDescription, random_text(rng_))}, someone());
  if (rng_.chance(0.18) && wait(10, 1.0))
    apply({world_.change(issue_, Field::kPriority, rng_.between(1, 5))}, someone());
  if (rng_.chance(0.15) && wait(8, 1.0)) apply({{0, 1, Field::kRank}}, someone());
  if (rng_.chance(0.5)) remark();
}

// Into the sprint that runs at the time or the next one.
bool Life::plan() {
  if (!wait(60, 1.2)) return false;
  for (const auto id : sprints_) {
    const auto* sprint = world_.sprint(id);
    const bool over = sprint->state == SprintState::kClosed && sprint->complete <= t_;
    if (over) continue;
    apply({world_.change(issue_, Field::kSprint, world_.sprint_list({id}))}, someone());
    if (sprint->state == SprintState::kFuture) return false;
    t_ = std::max(t_, sprint->start);
    return true;
  }
  return true;
}

void Life::log_work() {
  const int logs = rng_.chance(0.45) ? rng_.between(1, 3) : 0;
  for (int i = 0; i < logs; ++i) {
    if (!wait(3, 0.6)) return;
    const int seconds = 900 * rng_.between(1, 24);
    const auto who = issue_.assignee != 0 ? issue_.assignee : someone();
    const auto started = t_ - int64_t{seconds} * 1000;
    auto spent = world_.change(issue_, Field::kTimeSpent, 0);
    spent.to = spent.from + seconds;
    const auto id = world_.next_worklog_id++;
    world_.add_worklog(issue_, {started, t_, t_, id, seconds,
                                rng_.chance(0.6) ? random_text(rng_) : 0, 0, who, who});
    apply({spent}, who);
  }
}

void Life::remark() {
  if (!wait(6, 1.0)) return;
  const auto who = someone();
  issue_.comments.push_back({t_, t_, 0, random_text(rng_), who, who});
  issue_.updated = std::max(issue_.updated, t_);
}

// In progress until done, with all that can come between. Scrum statuses.
bool Life::work_on_it() {
  using namespace ids;
  const auto who = rng_.chance(0.9) ? someone() : static_cast<UserRef>(issue_.assignee);
  if (who != issue_.assignee) apply({world_.change(issue_, Field::kAssignee, who)}, someone());
  if (!wait(rng_.chance(0.3) ? 40 : 2, 1.0)) return false;
  move_to(kInProgress, issue_.assignee != 0 ? issue_.assignee : who);
  log_work();
  for (int round = 0; round < 4; ++round) {
    if (!wait(14, 1.1)) return false;
    if (rng_.chance(0.12)) {
      move_to(kBlocked, who);
      apply({world_.change(issue_, Field::kFlagged, 1)}, who);
      if (!wait(30, 0.9)) return false;
      apply({world_.change(issue_, Field::kFlagged, 0)}, who);
      move_to(kInProgress, who);
      continue;
    }
    move_to(kInReview, who);
    if (!wait(9, 1.1)) return false;
    if (round == 3 || rng_.chance(0.75)) break;
    move_to(kInProgress, someone());
    if (rng_.chance(0.6)) remark();
  }
  if (issue_.status != kInReview) return false;
  move_to(kDone, someone());
  return true;
}

bool Life::run_scrum() {
  if (rng_.chance(0.07)) {
    if (wait(120, 1.0)) move_to(ids::kWontDo, someone());
    return true;
  }
  if (!plan() || !wait(20, 1.2)) return false;
  if (!work_on_it()) return false;
  if (!rng_.chance(0.06) || !wait(50, 1.0)) return true;
  move_to(ids::kToDo, someone());
  return wait(20, 1.0) && work_on_it();
}

bool Life::run_kanban() {
  using namespace ids;
  if (rng_.chance(0.12)) {
    if (wait(30, 1.0)) move_to(rng_.chance(0.7) ? kDone : kWontDo, someone());
    return true;
  }
  if (!wait(70, 1.1)) return false;
  move_to(kSelected, someone());
  if (!wait(25, 1.1)) return false;
  const auto who = someone();
  apply({world_.change(issue_, Field::kAssignee, who)}, who);
  move_to(kInProgress, who);
  log_work();
  if (rng_.chance(0.15)) {
    if (!wait(10, 0.8)) return false;
    move_to(kBlocked, who);
    if (!wait(24, 1.0)) return false;
    move_to(kInProgress, who);
  }
  if (!wait(16, 1.2)) return false;
  move_to(kReady, who);
  if (!wait(20, 0.9)) return false;
  move_to(kDone, someone());
  if (rng_.chance(0.05) && wait(40, 0.8)) move_to(kInProgress, who);
  return true;
}

bool Life::run_team() {
  using namespace ids;
  if (!wait(50, 1.2)) return false;
  if (rng_.chance(0.15)) {
    move_to(kTeamDone, someone());
    return true;
  }
  const auto who = someone();
  apply({world_.change(issue_, Field::kAssignee, who)}, who);
  move_to(kTeamInProgress, who);
  if (!wait(18, 1.1)) return false;
  if (rng_.chance(0.7)) {
    move_to(kTeamInReview, who);
    if (!wait(8, 1.0)) return false;
  }
  move_to(kTeamDone, someone());
  if (rng_.chance(0.08) && wait(30, 0.8)) {
    move_to(kTeamToDo, someone());
    if (wait(20, 1.0)) move_to(kTeamDone, who);
  }
  return true;
}

// Back and forth between the desk and the customer.
bool Life::run_desk() {
  using namespace ids;
  if (!wait(2, 1.2)) return false;
  const auto who = someone();
  apply({world_.change(issue_, Field::kAssignee, who)}, who);
  const int rounds = rng_.between(1, 4);
  for (int i = 0; i < rounds; ++i) {
    move_to(kWaitCustomer, who);
    if (rng_.chance(0.5)) remark();
    if (!wait(8, 1.1)) return false;
    if (i + 1 == rounds) break;
    move_to(kWaitSupport, issue_.reporter);
    if (!wait(4, 1.0)) return false;
    if (!rng_.chance(0.2)) continue;
    move_to(kEscalated, who);
    if (!wait(20, 1.0)) return false;
    move_to(kWaitSupport, who);
    log_work();
  }
  move_to(kDeskResolved, who);
  if (wait(70, 0.5)) move_to(kDeskClosed, static_cast<UserRef>(kAppUser + 1));
  return true;
}

// A much-edited issue: small steps that fit between the present and now.
void Life::make_noise() {
  const int present = static_cast<int>(issue_.histories.size());
  const int count = std::max(noise_of(position_), histories_ - present);
  const int64_t step = (now_ - kMinute - t_) / (count + 2);
  for (int i = 0; i < count && step > 0; ++i) {
    t_ += step;
    const auto field = points_field();
    switch (i % 4) {
      case 0:
        apply({{0, 1, Field::kRank}}, someone());
        break;
      case 1:
        apply({world_.change(issue_, Field::kPriority, issue_.priority % 5 + 1)}, someone());
        break;
      case 2:
        apply({world_.change(issue_, Field::kDescription, random_text(rng_))}, someone());
        break;
      default:
        // The present size again would be no change.
        if (issue_.points == 100 * (1 + (i / 4) % 8))
          apply({{0, 1, Field::kRank}}, someone());
        else
          apply({world_.change(issue_, field, 100 * (1 + (i / 4) % 8))}, someone());
        break;
    }
  }
  for (int i = 0; position_ == 9 && i < 27; ++i) {
    const auto at = t_ + (now_ - t_) * (i + 1) / 60;
    const auto who = someone();
    const auto id = world_.next_worklog_id++;
    world_.add_worklog(issue_,
                       {at - kHour, at, at, id, 1800 + 60 * i, random_text(rng_), 0, who, who});
    issue_.updated = std::max(issue_.updated, at);
  }
}

// An epic lasts months and has no sprint.
bool Life::run_epic() {
  if (!wait(100, 0.8)) return false;
  move_to(ids::kInProgress, someone());
  if (!wait(1100, 0.5)) return false;
  move_to(ids::kInReview, someone());
  if (!wait(20, 0.5)) return false;
  move_to(ids::kDone, someone());
  return true;
}

void Life::run() {
  refine();
  if (rng_.chance(0.11))
    remark();  // an idea that nobody takes up
  else if (issue_.type == ids::kEpic && project().workflow == Workflow::kScrum)
    run_epic();
  else if (project().workflow == Workflow::kScrum)
    run_scrum();
  else if (project().workflow == Workflow::kKanban)
    run_kanban();
  else if (project().desk())
    run_desk();
  else
    run_team();
  carry_over(now_);
  make_noise();
}

}  // namespace tl::sim
