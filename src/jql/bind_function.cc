// What functions give.
#include "base/text.h"
#include "jql/bind_context.h"
#include "jql/nearest.h"
#include "jql/text_query.h"

namespace tl::jql {
namespace {

struct Call {
  const FunctionSpec& spec;
  const Operand& operand;
  const FieldUse& field;
};

void unknown_function(BindContext& context, const Operand& call) {
  Problem problem;
  problem.kind = ProblemKind::kUnknownFunction;
  problem.name = call.text;
  problem.span = call.span;
  problem.message = "Unable to find JQL function '" + call.text + "()'.";
  Nearest nearest(call.text);
  for (const FunctionSpec& function : all_functions()) nearest.offer(function.name);
  problem.nearest = nearest.best();
  problem.remedy = problem.nearest.empty()
                       ? "Check the name; functions of apps can only be answered by Jira."
                       : "Did you mean '" + problem.nearest + "()'?";
  context.find(std::move(problem), false);
}

bool check_call(BindContext& context, const Call& call) {
  const size_t count = call.operand.items.size();
  const std::string name(call.spec.name);
  const std::string usage = "Write " + name + std::string(call.spec.arguments) + ".";
  if (count < call.spec.least || count > call.spec.most) {
    context.find(bad_function(call.field, call.spec,
                              "Function '" + name + "' does not take " + std::to_string(count) +
                                  (count == 1 ? " argument." : " arguments."),
                              usage, call.operand.span),
                 false);
    return false;
  }
  if (!goes_with(call.spec, call.field.field.kind, call.field.noun)) {
    context.find(bad_function(call.field, call.spec,
                              "A value provided by the function '" + name +
                                  "' is invalid for the field '" + call.field.written + "'.",
                              "Give the field a value of its own kind.", call.operand.span),
                 call.field.field.id == FieldId::kCustom);
    return false;
  }
  return true;
}

void add_period(BindContext& context, const Call& call, BoundValues& values) {
  const Edge edge = call.spec.id == FunctionId::kStartOf ? Edge::kStart : Edge::kEnd;
  const std::string_view name = call.spec.name;
  Period period = Period::kDay;
  if (name.ends_with("Week")) period = Period::kWeek;
  if (name.ends_with("Month")) period = Period::kMonth;
  if (name.ends_with("Year")) period = Period::kYear;
  const std::string_view increment = call.operand.items.empty()
                                         ? std::string_view()
                                         : std::string_view(call.operand.items[0].text);
  if (const auto moment = edge_of(period, edge, increment, context.ground)) {
    context.follow(moment->need);
    values.moments.push_back(*moment);
    return;
  }
  context.find(
      bad_function(
          call.field, call.spec,
          "'" + std::string(increment) + "' is no increment for '" + std::string(name) + "'.",
          "Write a number with a unit of y, M, w, d, h or m: \"-1d\".", call.operand.items[0].span),
      false);
}

void add_members(BindContext& context, const Call& call, BoundValues& values) {
  const Operand& group = call.operand.items[0];
  std::vector<std::string> accounts;
  context.out.follows_catalogue = true;
  switch (context.catalogue.members(group.text, accounts)) {
    case Catalogue::GroupAnswer::kKnown:
      context.known.push_back(context.place(group.span));
      values.ids.insert(values.ids.end(), accounts.begin(), accounts.end());
      return;
    case Catalogue::GroupAnswer::kNotKnown:
      context.known.push_back(context.place(group.span));
      values.why_undecided = "Who is in the groups of Jira is not stored here.";
      return;
    case Catalogue::GroupAnswer::kNoSuchGroup:
      break;
  }
  Problem problem;
  problem.kind = ProblemKind::kUnknownGroup;
  problem.field = call.field.written;
  problem.value = group.text;
  problem.name = call.spec.name;
  problem.span = group.span;
  problem.message = "Function 'membersOf' can not generate a list of usernames for group '" +
                    group.text + "'; the group does not exist.";
  Nearest nearest(group.text);
  context.catalogue.each(Noun::kGroup, [&](const Named& named) { nearest.offer(named.name); });
  problem.nearest = nearest.best();
  problem.remedy = problem.nearest.empty() ? "Take a group that the instance has."
                                           : "Did you mean '" + problem.nearest + "'?";
  context.find(std::move(problem), true);
}

// Ids of the projects that the arguments name; nothing: of all projects.
std::optional<std::vector<std::string>> find_projects(BindContext& context, const Call& call) {
  if (call.operand.items.empty()) return std::nullopt;
  FieldUse project = call.field;
  project.field.id = FieldId::kProject;
  project.field.kind = ValueKind::kName;
  project.noun = Noun::kProject;
  project.closed = true;
  project.written = "project";
  BoundValues values;
  for (const Operand& item : call.operand.items) add_values(context, project, item, values);
  sort_unique(values.ids);
  return values.ids;
}

bool takes_version(FunctionId id, const Known& version) {
  switch (id) {
    case FunctionId::kReleasedVersions:
      return version.released;
    case FunctionId::kUnreleasedVersions:
      return !version.released;
    case FunctionId::kLatestReleasedVersion:
      return version.released && !version.archived;
    default:
      return !version.released && !version.archived;
  }
}

void add_versions(BindContext& context, const Call& call, BoundValues& values) {
  const auto projects = find_projects(context, call);
  const FunctionId id = call.spec.id;
  const bool one =
      id == FunctionId::kLatestReleasedVersion || id == FunctionId::kEarliestUnreleasedVersion;
  std::map<std::string, const Known*> best;  // by project
  context.out.follows_catalogue = true;
  for (const Known& version : context.walk(Noun::kVersion, call.operand.span)) {
    if (version.gone || !takes_version(id, version)) continue;
    if (projects && !std::binary_search(projects->begin(), projects->end(), version.project)) {
      continue;
    }
    if (!one) {
      values.ids.push_back(version.id);
      values.things.push_back(&version);
      continue;
    }
    const Known*& chosen = best[version.project];
    const bool later = chosen != nullptr && version.rank > chosen->rank;
    if (chosen == nullptr || later == (id == FunctionId::kLatestReleasedVersion)) {
      chosen = &version;
    }
  }
  for (const auto& [project, version] : best) {
    values.ids.push_back(version->id);
    values.things.push_back(version);
  }
}

void add_sprints(BindContext& context, const Call& call, BoundValues& values) {
  std::string_view state = "active";
  if (call.spec.id == FunctionId::kClosedSprints) state = "closed";
  if (call.spec.id == FunctionId::kFutureSprints) state = "future";
  context.out.follows_catalogue = true;
  for (const Known& sprint : context.walk(Noun::kSprint, call.operand.span)) {
    if (!sprint.gone && equals_no_case(sprint.state, state)) values.ids.push_back(sprint.id);
  }
}

void add_types(BindContext& context, const Call& call, BoundValues& values) {
  const bool subtasks = call.spec.id == FunctionId::kSubtaskIssueTypes;
  context.out.follows_catalogue = true;
  for (const Known& type : context.walk(Noun::kType, call.operand.span)) {
    if ((type.level.value_or(0) < 0) == subtasks) values.ids.push_back(type.id);
  }
}

void add_led(BindContext& context, const Call& call, BoundValues& values) {
  std::vector<std::string> leads;
  context.out.follows_catalogue = true;
  if (call.operand.items.empty()) {
    leads = {find_asker(context, values)};
    if (leads[0].empty()) return;
  } else {
    leads = find_users(context, call.field, call.operand.items[0]);
  }
  const Noun noun =
      call.spec.id == FunctionId::kProjectsLeadByUser ? Noun::kProject : Noun::kComponent;
  for (const Known& thing : context.walk(noun, call.operand.span)) {
    if (thing.gone || thing.lead.empty()) continue;
    if (std::binary_search(leads.begin(), leads.end(), thing.lead)) values.ids.push_back(thing.id);
  }
}

void add_links(BindContext& context, const Call& call, BoundValues& values) {
  Test test;
  test.kind = TestKind::kLinked;
  test.field = call.field.field;
  const std::optional<std::string> key = find_key(context, call.field, call.operand.items[0]);
  if (!key) return;
  test.ids.push_back(*key);
  bool any_type = false;
  std::vector<std::string> phrases;
  for (const Known& type : context.walk(Noun::kLinkType, call.operand.span))
    any_type |= !type.name.empty();
  context.catalogue.each(Noun::kLinkType, [&](const Named& named) {
    for (const std::string_view text : {named.name, named.inward, named.outward}) {
      if (!text.empty()) phrases.push_back(fold(text));
    }
  });
  for (size_t i = 1; i < call.operand.items.size(); ++i) {
    const Operand& phrase = call.operand.items[i];
    test.names.push_back(fold(phrase.text));
    const bool seen = std::find(phrases.begin(), phrases.end(), test.names.back()) != phrases.end();
    if (any_type && !seen) {
      context.warn("No issues here are linked by '" + phrase.text + "'.", phrase.span);
    }
  }
  sort_unique(test.names);
  values.tests.push_back(std::move(test));
}

void add_updated_by(BindContext& context, const Call& call, BoundValues& values) {
  const std::vector<Operand>& items = call.operand.items;
  Test test;
  test.kind = TestKind::kUpdatedBy;
  test.field = call.field.field;
  test.ids = find_users(context, call.field, items[0]);
  if (items.size() > 1) {
    const auto from = find_moment(context, call.field, items[1]);
    const auto to = items.size() > 2 ? find_moment(context, call.field, items[2]) : std::nullopt;
    test.instants = {from ? from->from : INT64_MIN, to ? to->to : INT64_MAX};
  }
  values.tests.push_back(std::move(test));
}

void add_watched(BindContext& context, const Call& call, BoundValues& values) {
  const bool watched = call.spec.id == FunctionId::kWatchedIssues;
  const FieldSpec& spec = spec_of(watched ? FieldId::kWatcher : FieldId::kVoter);
  if (const auto why = context.catalogue.why_not_stored(spec.id, "")) {
    values.why_undecided = *why;
    return;
  }
  Test test;
  test.kind = TestKind::kNames;
  test.field.id = spec.id;
  test.field.kind = spec.kind;
  test.field.name = spec.name;
  test.ids = {find_asker(context, values)};
  if (!test.ids[0].empty()) values.tests.push_back(std::move(test));
}

void add_cascade(BindContext& context, const Call& call, BoundValues& values) {
  if (call.operand.items.size() > 1) {
    values.why_undecided = "Of cascading lists only the first level is stored here.";
    return;
  }
  add_values(context, call.field, call.operand.items[0], values);
}

void run(BindContext& context, const Call& call, BoundValues& values) {
  switch (call.spec.id) {
    case FunctionId::kCurrentUser:
      if (std::string account = find_asker(context, values); !account.empty()) {
        values.ids.push_back(std::move(account));
      }
      return;
    case FunctionId::kMembersOf:
      return add_members(context, call, values);
    case FunctionId::kNow:
      context.follow(TimeNeed::kMinute);
      values.moments.push_back({context.asker.now.ms, context.asker.now.ms, TimeNeed::kMinute});
      return;
    case FunctionId::kStartOf:
    case FunctionId::kEndOf:
      return add_period(context, call, values);
    case FunctionId::kReleasedVersions:
    case FunctionId::kUnreleasedVersions:
    case FunctionId::kLatestReleasedVersion:
    case FunctionId::kEarliestUnreleasedVersion:
      return add_versions(context, call, values);
    case FunctionId::kOpenSprints:
    case FunctionId::kClosedSprints:
    case FunctionId::kFutureSprints:
      return add_sprints(context, call, values);
    case FunctionId::kLinkedIssues:
      return add_links(context, call, values);
    case FunctionId::kVotedIssues:
    case FunctionId::kWatchedIssues:
      return add_watched(context, call, values);
    case FunctionId::kUpdatedBy:
      return add_updated_by(context, call, values);
    case FunctionId::kProjectsLeadByUser:
    case FunctionId::kComponentsLeadByUser:
      return add_led(context, call, values);
    case FunctionId::kStandardIssueTypes:
    case FunctionId::kSubtaskIssueTypes:
      return add_types(context, call, values);
    case FunctionId::kCascadeOption:
      return add_cascade(context, call, values);
    case FunctionId::kElsewhere:
      values.why_undecided = std::string(call.spec.name) + "() cannot be answered here. " +
                             std::string(call.spec.about);
      return;
  }
}

}  // namespace

std::string find_asker(BindContext& context, BoundValues& values) {
  context.out.follows_user = true;
  const auto found = context.asker.accounts.find(context.catalogue.instance());
  if (found != context.asker.accounts.end() && !found->second.empty()) return found->second;
  values.why_undecided =
      "Nobody in this instance has your e-mail address, so currentUser() is not "
      "known there.";
  return "";
}

void add_function(BindContext& context, const FieldUse& field, const Operand& call,
                  BoundValues& values) {
  const FunctionSpec* spec = find_function(call.text);
  if (spec == nullptr) return unknown_function(context, call);
  const Call made{*spec, call, field};
  if (check_call(context, made)) run(context, made, values);
}

}  // namespace tl::jql
