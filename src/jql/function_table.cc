// The table of functions. Source: Atlassian's list of JQL functions, Cloud and Data Center.
#include "base/text.h"
#include "jql/function.h"

namespace tl::jql {
namespace {

using I = FunctionId;
using N = Noun;
using Y = Yield;
constexpr uint8_t kAny = 100;

constexpr std::string_view kLogins = "When you signed in to Jira is not known here.";
constexpr std::string_view kRights = "Jira's permissions and roles are not known here.";
constexpr std::string_view kDesk = "Approvals and service levels are not stored here.";
constexpr std::string_view kScript = "It is a function of an app; only Jira can answer it.";
constexpr std::string_view kSeen = "Which issues you looked at is not known here.";
constexpr std::string_view kRemote = "Remote links cannot be asked for here.";
constexpr std::string_view kOptions = "Options by their ids are not known here.";

constexpr FunctionSpec kFunctions[] = {
    {I::kCurrentUser, "currentUser", Y::kOne, N::kUser, false, 0, 0, "()", "You."},
    {I::kMembersOf, "membersOf", Y::kMany, N::kUser, false, 1, 1, "(group)",
     "The members of a group."},
    {I::kNow, "now", Y::kOne, N::kNone, true, 0, 0, "()", "This moment."},
    {I::kStartOf, "startOfDay", Y::kOne, N::kNone, true, 0, 1, "([increment])",
     "The start of today, or of a day around it: startOfDay(-1)."},
    {I::kStartOf, "startOfWeek", Y::kOne, N::kNone, true, 0, 1, "([increment])",
     "The start of this week, or of one around it: startOfWeek(-1)."},
    {I::kStartOf, "startOfMonth", Y::kOne, N::kNone, true, 0, 1, "([increment])",
     "The start of this month, or of one around it: startOfMonth(-1)."},
    {I::kStartOf, "startOfYear", Y::kOne, N::kNone, true, 0, 1, "([increment])",
     "The start of this year, or of one around it: startOfYear(-1)."},
    {I::kEndOf, "endOfDay", Y::kOne, N::kNone, true, 0, 1, "([increment])",
     "The end of today, or of a day around it: endOfDay(-1)."},
    {I::kEndOf, "endOfWeek", Y::kOne, N::kNone, true, 0, 1, "([increment])",
     "The end of this week, or of one around it: endOfWeek(1)."},
    {I::kEndOf, "endOfMonth", Y::kOne, N::kNone, true, 0, 1, "([increment])",
     "The end of this month, or of one around it: endOfMonth(1)."},
    {I::kEndOf, "endOfYear", Y::kOne, N::kNone, true, 0, 1, "([increment])",
     "The end of this year, or of one around it: endOfYear(1)."},
    {I::kReleasedVersions, "releasedVersions", Y::kMany, N::kVersion, false, 0, kAny,
     "([project, ...])", "Released versions, of all projects or of these."},
    {I::kUnreleasedVersions, "unreleasedVersions", Y::kMany, N::kVersion, false, 0, kAny,
     "([project, ...])", "Versions not released yet, of all projects or of these."},
    {I::kLatestReleasedVersion, "latestReleasedVersion", Y::kEither, N::kVersion, false, 0, kAny,
     "([project, ...])", "The last released version of each project."},
    {I::kEarliestUnreleasedVersion, "earliestUnreleasedVersion", Y::kEither, N::kVersion, false, 0,
     kAny, "([project, ...])", "The next version of each project that is not released."},
    {I::kOpenSprints, "openSprints", Y::kMany, N::kSprint, false, 0, 0, "()", "Active sprints."},
    {I::kClosedSprints, "closedSprints", Y::kMany, N::kSprint, false, 0, 0, "()",
     "Completed sprints."},
    {I::kFutureSprints, "futureSprints", Y::kMany, N::kSprint, false, 0, 0, "()",
     "Sprints that have not started."},
    {I::kLinkedIssues, "linkedIssues", Y::kMany, N::kIssue, false, 1, kAny,
     "(key[, linkDescription, ...])", "Issues linked to an issue, in any way or in these."},
    {I::kVotedIssues, "votedIssues", Y::kMany, N::kIssue, false, 0, 0, "()",
     "Issues you voted for."},
    {I::kWatchedIssues, "watchedIssues", Y::kMany, N::kIssue, false, 0, 0, "()",
     "Issues you watch."},
    {I::kUpdatedBy, "updatedBy", Y::kMany, N::kIssue, false, 1, 3, "(user[, from[, to]])",
     "Issues somebody created, changed or commented, at any time or between two dates."},
    {I::kProjectsLeadByUser, "projectsLeadByUser", Y::kMany, N::kProject, false, 0, 1, "([user])",
     "Projects somebody leads; without a name: you."},
    {I::kComponentsLeadByUser, "componentsLeadByUser", Y::kMany, N::kComponent, false, 0, 1,
     "([user])", "Components somebody leads; without a name: you."},
    {I::kStandardIssueTypes, "standardIssueTypes", Y::kMany, N::kType, false, 0, 0, "()",
     "Types that are no sub-tasks."},
    {I::kSubtaskIssueTypes, "subtaskIssueTypes", Y::kMany, N::kType, false, 0, 0, "()",
     "Types of sub-tasks."},
    {I::kCascadeOption, "cascadeOption", Y::kMany, N::kOption, false, 1, 2, "(parent[, child])",
     "An option of a cascading list, with or without the one below it."},
    {I::kElsewhere, "currentLogin", Y::kOne, N::kNone, true, 0, 0, "()", kLogins},
    {I::kElsewhere, "lastLogin", Y::kOne, N::kNone, true, 0, 0, "()", kLogins},
    {I::kElsewhere, "issueHistory", Y::kMany, N::kIssue, false, 0, 0, "()", kSeen},
    {I::kElsewhere, "issuesWithRemoteLinksByGlobalId", Y::kMany, N::kIssue, false, 1, kAny,
     "(id, ...)", kRemote},
    {I::kElsewhere, "projectsWhereUserHasPermission", Y::kMany, N::kProject, false, 1, 1,
     "(permission)", kRights},
    {I::kElsewhere, "projectsWhereUserHasRole", Y::kMany, N::kProject, false, 1, 1, "(role)",
     kRights},
    {I::kElsewhere, "spacesWhereUserHasPermission", Y::kMany, N::kProject, false, 1, 1,
     "(permission)", kRights},
    {I::kElsewhere, "spacesWhereUserHasRole", Y::kMany, N::kProject, false, 1, 1, "(role)",
     kRights},
    {I::kProjectsLeadByUser, "spacesLeadByUser", Y::kMany, N::kProject, false, 0, 1, "([user])",
     "Projects somebody leads; without a name: you."},
    {I::kElsewhere, "choiceOption", Y::kMany, N::kOption, false, 1, kAny, "(id, ...)", kOptions},
    {I::kElsewhere, "approved", Y::kOne, N::kNone, false, 0, 0, "()", kDesk},
    {I::kElsewhere, "approver", Y::kMany, N::kNone, false, 0, kAny, "(user, ...)", kDesk},
    {I::kElsewhere, "myApproval", Y::kOne, N::kNone, false, 0, 0, "()", kDesk},
    {I::kElsewhere, "myPending", Y::kOne, N::kNone, false, 0, 0, "()", kDesk},
    {I::kElsewhere, "pending", Y::kOne, N::kNone, false, 0, 0, "()", kDesk},
    {I::kElsewhere, "pendingBy", Y::kMany, N::kNone, false, 0, kAny, "(user, ...)", kDesk},
    {I::kElsewhere, "breached", Y::kOne, N::kNone, false, 0, 0, "()", kDesk},
    {I::kElsewhere, "completed", Y::kOne, N::kNone, false, 0, 0, "()", kDesk},
    {I::kElsewhere, "everBreached", Y::kOne, N::kNone, false, 0, 0, "()", kDesk},
    {I::kElsewhere, "paused", Y::kOne, N::kNone, false, 0, 0, "()", kDesk},
    {I::kElsewhere, "running", Y::kOne, N::kNone, false, 0, 0, "()", kDesk},
    {I::kElsewhere, "withinCalendarHours", Y::kOne, N::kNone, false, 0, 0, "()", kDesk},
    {I::kElsewhere, "elapsed", Y::kOne, N::kNone, false, 0, 1, "(duration)", kDesk},
    {I::kElsewhere, "remaining", Y::kOne, N::kNone, false, 0, 1, "(duration)", kDesk},
    {I::kElsewhere, "organizationMembers", Y::kMany, N::kUser, false, 1, kAny,
     "(organization, ...)", kDesk},
    {I::kElsewhere, "linkedIssuesOf", Y::kMany, N::kNone, false, 0, kAny, "(query, ...)", kScript},
    {I::kElsewhere, "subtasksOf", Y::kMany, N::kNone, false, 0, kAny, "(query)", kScript},
    {I::kElsewhere, "parentsOf", Y::kMany, N::kNone, false, 0, kAny, "(query)", kScript},
    {I::kElsewhere, "epicsOf", Y::kMany, N::kNone, false, 0, kAny, "(query)", kScript},
    {I::kElsewhere, "issuesInEpics", Y::kMany, N::kNone, false, 0, kAny, "(query)", kScript},
    {I::kElsewhere, "portfolioChildrenOf", Y::kMany, N::kNone, false, 0, kAny, "(query)", kScript},
    {I::kElsewhere, "portfolioParentsOf", Y::kMany, N::kNone, false, 0, kAny, "(query)", kScript},
    {I::kElsewhere, "hasLinks", Y::kMany, N::kNone, false, 0, kAny, "(type)", kScript},
    {I::kElsewhere, "hasSubtasks", Y::kMany, N::kNone, false, 0, kAny, "()", kScript},
    {I::kElsewhere, "hasComments", Y::kMany, N::kNone, false, 0, kAny, "(count)", kScript},
    {I::kElsewhere, "commented", Y::kMany, N::kNone, false, 0, kAny, "(predicates)", kScript},
    {I::kElsewhere, "dateCompare", Y::kMany, N::kNone, false, 0, kAny, "(query, comparison)",
     kScript},
};

}  // namespace

std::span<const FunctionSpec> all_functions() { return kFunctions; }

const FunctionSpec* find_function(std::string_view name) {
  for (const FunctionSpec& function : kFunctions) {
    if (equals_no_case(function.name, name)) return &function;
  }
  return nullptr;
}

bool goes_with(const FunctionSpec& function, ValueKind kind, Noun noun) {
  if (function.dates) return kind == ValueKind::kInstant || kind == ValueKind::kDay;
  if (function.noun == Noun::kNone) return true;
  return function.noun == noun;
}

}  // namespace tl::jql
