#include "sim/generate.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "sim/life.h"
#include "sim/rng.h"
#include "sim/words.h"

namespace tl::sim {

namespace {

constexpr int64_t kHour = 3'600'000;
constexpr int64_t kDay = 86'400'000;
constexpr int kSprintDays = 14;

class Generator {
 public:
  Generator(World& world, const GenerateOptions& options) : world_(world), options_(options) {}

  void run() {
    world_.catalog = make_catalog({options_.seed, options_.projects, options_.now_ms, options_.days,
                                   options_.flavour, options_.language});
    const auto projects = world_.catalog.projects.size();
    project_sprints_.resize(projects);
    epics_.resize(projects);
    standard_.resize(projects);
    make_sprints();
    make_issues();
    make_links();
    make_corrections();
    number_all();
  }

 private:
  void make_sprints();
  void add_sprint(size_t project, int number, int64_t start, Rng& rng);
  void make_issues();
  [[nodiscard]] std::vector<int64_t> creation_times() const;
  void make_issue(int position, int64_t created);
  [[nodiscard]] int choose_type(const Project& project, size_t index, Rng& rng) const;
  void decorate(Issue& issue, const Project& project, Rng& rng);
  void make_links();
  void link(Issue& from, Issue& to, int type, Rng& rng);
  void make_corrections();
  void correct_worklog(Issue& issue, bool remove, Rng& rng);
  void number_all();

  World& world_;
  const GenerateOptions& options_;
  std::vector<std::vector<int32_t>> project_sprints_;
  std::vector<std::vector<int32_t>> epics_;
  std::vector<std::vector<int32_t>> standard_;
};

void Generator::add_sprint(size_t project, int number, int64_t start, Rng& rng) {
  const auto& owner = world_.catalog.projects[project];
  Sprint sprint;
  sprint.board = static_cast<int>(project) + 1;
  sprint.name = fmt::format("{} Sprint {}", owner.key, number);
  if (number % 5 == 4) sprint.name += ", bugs & polish";
  if (number % 7 == 6) sprint.name += " [hot=fix], part ]";
  if (number % 3 != 2) sprint.goal = make_sprint_goal(rng, owner);
  if (number % 4 == 3) sprint.goal += ",state=ACTIVE],\nid=7";
  sprint.created = start - 20 * kDay;
  const int64_t end = start + kSprintDays * kDay - kHour;
  const int64_t complete = end + rng.below(40) * 60'000;
  if (complete < options_.now_ms) {
    sprint.state = SprintState::kClosed;
    sprint.complete = complete;
  } else if (start < options_.now_ms) {
    sprint.state = SprintState::kActive;
  }
  // The later of the future sprints has no dates yet.
  if (start < options_.now_ms + kSprintDays * kDay) {
    sprint.start = start;
    sprint.end = end;
  }
  if (sprint.state != SprintState::kFuture) sprint.activated = sprint.start + rng.below(90) * 1000;
  // One was reopened for its last day.
  if (number == 3 && sprint.state == SprintState::kClosed) sprint.activated = complete - kDay;
  project_sprints_[project].push_back(world_.add_sprint(sprint).id);
}

void Generator::make_sprints() {
  for (size_t p = 0; p < world_.catalog.projects.size(); ++p) {
    if (world_.catalog.projects[p].workflow != Workflow::kScrum) continue;
    Rng rng(options_.seed, 2000 + p);
    int64_t day = options_.now_ms / kDay - options_.days;
    day -= (day + 3) % 7;                        // a Monday
    day += static_cast<int64_t>(p % 2) * 7 - 7;  // teams do not start together
    int number = 1;
    for (int64_t start = day * kDay + 9 * kHour; start < options_.now_ms + 2 * kSprintDays * kDay;
         start += kSprintDays * kDay)
      add_sprint(p, number++, start, rng);
  }
}

std::vector<int64_t> Generator::creation_times() const {
  Rng rng(options_.seed, 3000);
  const int64_t span = int64_t{options_.days} * kDay;
  std::vector<int64_t> times;
  times.reserve(static_cast<size_t>(options_.issues));
  for (int i = 0; i < options_.issues; ++i) {
    const auto back = static_cast<int64_t>(rng.uniform() * static_cast<double>(span));
    auto at = work_time(options_.now_ms - span + back, rng);
    if (at > options_.now_ms - 10 * 60'000) at = options_.now_ms - kHour - rng.below(5 * 3'600'000);
    times.push_back(at);
  }
  std::sort(times.begin(), times.end());
  return times;
}

int Generator::choose_type(const Project& project, size_t index, Rng& rng) const {
  using namespace ids;
  const bool team = project.team_managed;
  const int roll = rng.below(100);
  if (project.desk()) return roll < 30 ? kIncident : kServiceRequest;
  if (epics_[index].size() < 2 || roll < 4) return team ? kTeamEpic : kEpic;
  if (roll < 14 && !standard_[index].empty()) return team ? kTeamSubtask : kSubtask;
  if (roll < 36) return team ? kTeamBug : kBug;
  if (roll < 72) return team ? kTeamStory : kStory;
  return team ? kTeamTask : kTask;
}

int32_t one_of_the_last(const std::vector<int32_t>& list, int count, Rng& rng) {
  const auto size = static_cast<int>(list.size());
  return list[static_cast<size_t>(size - 1 - rng.below(std::min(count, size)))];
}

void Generator::decorate(Issue& issue, const Project& project, Rng& rng) {
  if (rng.chance(0.8)) issue.description = -1 - static_cast<int32_t>(rng.next() & 0x3fffffff);
  const int labels = rng.chance(0.4) ? rng.between(1, 3) : 0;
  for (int i = 0; i < labels; ++i) {
    const auto label = world_.intern(pick_label(rng));
    if (std::find(issue.labels.begin(), issue.labels.end(), label) == issue.labels.end())
      issue.labels.push_back(label);
  }
  if (rng.chance(0.6)) issue.components.push_back(rng.pick(project.components).id);
  if (!project.team_managed && rng.chance(0.5))
    issue.fix_versions.push_back(rng.pick(project.versions).id);
  if (rng.chance(0.1))
    issue.due_day = static_cast<int32_t>(issue.created / kDay) + rng.between(5, 40);
  if (rng.chance(0.25)) issue.original_estimate = issue.remaining = 3600 * rng.between(1, 40);
  const int roll = rng.below(20);
  issue.priority = roll < 1 ? 1 : roll < 5 ? 2 : roll < 15 ? 3 : roll < 18 ? 4 : 5;
}

void Generator::make_issue(int position, int64_t created) {
  Rng rng(options_.seed, 100'000 + static_cast<uint64_t>(position));
  const auto projects = static_cast<int>(world_.catalog.projects.size());
  const int first = rng.below(projects);
  const int index = rng.chance(0.35) ? std::min(first, rng.below(projects)) : first;
  const auto at = static_cast<size_t>(index);
  const auto& project = world_.catalog.projects[at];
  Issue issue;
  issue.project = index;
  issue.created = issue.updated = created;
  issue.type = choose_type(project, at, rng);
  const auto& type = *world_.catalog.type(issue.type);
  issue.status = initial_status(project.workflow);
  issue.summary = world_.add_text(make_summary(rng, project, type, position));
  const auto people = world_.catalog.staff - kFirstPerson;
  issue.reporter = static_cast<UserRef>(kFirstPerson + rng.below(people) + 1);
  if (project.desk())
    issue.reporter = static_cast<UserRef>(world_.catalog.staff + position % 2 + 1);
  issue.creator = rng.chance(0.06) ? static_cast<UserRef>(kAppUser + 1) : issue.reporter;
  decorate(issue, project, rng);
  if (type.level == -1)
    issue.parent = one_of_the_last(standard_[at], 30, rng);
  else if (type.level == 0 && !epics_[at].empty() && rng.chance(0.6))
    issue.parent = one_of_the_last(epics_[at], 6, rng);
  // One project keeps some of its issues from most eyes.
  if (index == 1 && position % 23 == 5) issue.security = ids::kConfidential;
  if (index == 1 && position % 23 == 6) issue.security = ids::kInternal;
  auto& added = world_.add_issue(std::move(issue));
  if (type.level == 1) epics_[at].push_back(added.id);
  if (type.level == 0) standard_[at].push_back(added.id);
  static const std::vector<int32_t> no_sprints;
  const auto& sprints = type.level == 1 ? no_sprints : project_sprints_[at];
  Life(world_, added, sprints, rng, options_.now_ms, options_.histories_per_issue).run();
}

void Generator::make_issues() {
  world_.issues.reserve(static_cast<size_t>(options_.issues) + 64);
  const auto times = creation_times();
  for (int i = 0; i < options_.issues; ++i) make_issue(i, times[static_cast<size_t>(i)]);
}

void Generator::link(Issue& from, Issue& to, int type, Rng& rng) {
  const auto& names = link_types()[static_cast<size_t>(type)];
  const int64_t low = std::max(from.created, to.created);
  const auto at = low + static_cast<int64_t>(rng.uniform() *
                                             static_cast<double>(options_.now_ms - 60'000 - low));
  const auto id = world_.next_link_id++;
  const auto sentence = [&](const char* verb, const Issue& other) {
    const auto key = world_.key_of(other);
    return world_.add_text(key + "|" + verb);
  };
  const auto author = from.reporter;
  world_.apply(from, author, at, {{0, sentence(names.outward, to), Field::kLink}});
  world_.apply(to, author, at, {{0, sentence(names.inward, from), Field::kLink}});
  from.links.push_back({id, to.id, at, static_cast<uint8_t>(type), true});
  to.links.push_back({id, from.id, at, static_cast<uint8_t>(type), false});
}

void Generator::make_links() {
  Rng rng(options_.seed, 4000);
  const auto count = world_.issues.size();
  for (size_t i = 1; i < count; ++i) {
    if (!rng.chance(0.1)) continue;
    const auto back = 1 + rng.below(static_cast<int>(std::min<size_t>(i, 60)));
    link(world_.issues[i], world_.issues[i - static_cast<size_t>(back)], rng.below(4), rng);
  }
}

// Somebody looks over the time that was logged: the last worklog is changed or taken back.
void Generator::correct_worklog(Issue& issue, bool remove, Rng& rng) {
  const int64_t room = options_.now_ms - 120'000 - issue.updated;
  if (room < 1000) return;
  const int64_t at = issue.updated + 1 + static_cast<int64_t>(rng.uniform() * double(room));
  auto& last = issue.worklogs.back();
  const auto who = last.author;
  auto spent = world_.change(issue, Field::kTimeSpent, 0);
  std::vector<ChangeItem> items;
  if (remove) {
    spent.to = spent.from - last.seconds;
    items.push_back({last.id, 0, Field::kWorklogId});
    world_.remove_worklog(issue, issue.worklogs.size() - 1, at);
  } else {
    spent.to = spent.from + 900;
    last.seconds += 900;
    last.updated = at;
  }
  items.push_back(spent);
  world_.apply(issue, who, at, items);
}

void Generator::make_corrections() {
  Rng rng(options_.seed, 5000);
  for (auto& issue : world_.issues) {
    const bool edit = rng.chance(0.08);
    const bool remove = rng.chance(0.04);
    const bool uncomment = rng.chance(0.02);
    const bool fixed_point = issue.id < kFirstIssueId + 10;  // see README.md
    if (fixed_point) continue;
    if (!issue.worklogs.empty() && (edit || remove)) correct_worklog(issue, remove, rng);
    if (!issue.comments.empty() && uncomment) issue.comments.pop_back();
  }
  std::sort(world_.deleted_worklogs.begin(), world_.deleted_worklogs.end(),
            [](const DeletedWorklog& a, const DeletedWorklog& b) { return a.time < b.time; });
}

// Ids grow with time over the whole site, as a real site's do.
void Generator::number_all() {
  struct Place {
    int64_t time;
    size_t order;
    int32_t* id;
  };
  std::vector<Place> histories, comments;
  for (auto& issue : world_.issues) {
    std::sort(issue.histories.begin(), issue.histories.end(),
              [](const History& a, const History& b) {
                return std::pair(a.created, a.id) < std::pair(b.created, b.id);
              });
    for (auto& h : issue.histories) histories.push_back({h.created, histories.size(), &h.id});
    for (auto& c : issue.comments) comments.push_back({c.created, comments.size(), &c.id});
  }
  const auto number = [](std::vector<Place>& places, int32_t& next) {
    std::sort(places.begin(), places.end(), [](const Place& a, const Place& b) {
      return std::pair(a.time, a.order) < std::pair(b.time, b.order);
    });
    next = 10000;
    for (auto& place : places) *place.id = next++;
  };
  number(histories, world_.next_history_id);
  number(comments, world_.next_comment_id);
}

}  // namespace

std::unique_ptr<World> generate_world(const GenerateOptions& options) {
  auto world = std::make_unique<World>();
  Generator(*world, options).run();
  return world;
}

}  // namespace tl::sim
