// The table of fields. Source: Atlassian's lists of JQL fields and operators (Cloud and Data
// Center); what they do not list is marked at its row.
#include <unordered_map>

#include "base/text.h"
#include "jql/field.h"

namespace tl::jql {
namespace {

constexpr Operators kEq = bit(Operator::kEquals) | bit(Operator::kNotEquals);
constexpr Operators kIn = bit(Operator::kIn) | bit(Operator::kNotIn);
constexpr Operators kIs = bit(Operator::kIs) | bit(Operator::kIsNot);
constexpr Operators kOrder = bit(Operator::kGreater) | bit(Operator::kGreaterEquals) |
                             bit(Operator::kLess) | bit(Operator::kLessEquals);
constexpr Operators kWords = bit(Operator::kLike) | bit(Operator::kNotLike);
constexpr Operators kPast = bit(Operator::kWas) | bit(Operator::kWasNot) | bit(Operator::kWasIn) |
                            bit(Operator::kWasNotIn) | bit(Operator::kChanged);
constexpr Operators kNames = kEq | kIn | kIs;
constexpr Operators kRefs = kEq | kIn;
constexpr Operators kOrdered = kEq | kOrder | kIn | kIs;
constexpr Operators kTexts = kWords | kIs;

using Aliases = std::string_view[];
constexpr Aliases kProjectNames = {"space"};
constexpr Aliases kTypeNames = {"type", "worktype"};
constexpr Aliases kCreatedNames = {"createddate"};
constexpr Aliases kUpdatedNames = {"updateddate"};
constexpr Aliases kResolvedNames = {"resolutiondate"};
constexpr Aliases kDueNames = {"duedate"};
constexpr Aliases kKeyNames = {"issuekey", "issue", "id", "workitem", "work item"};
constexpr Aliases kOriginalNames = {"timeoriginalestimate"};
constexpr Aliases kRemainingNames = {"timeestimate"};
constexpr Aliases kWorkRatioNames = {"work ratio"};
constexpr Aliases kFilterNames = {"request", "savedfilter", "searchrequest"};
constexpr Aliases kAffectedNames = {"affectsversion"};
constexpr Aliases kAttachmentNames = {"attachment"};
constexpr Aliases kTimeSpentNames = {"time spent"};
constexpr Aliases kCategoryNames = {"projectcategory"};

constexpr ValueKind kName = ValueKind::kName;
using F = FieldId;
using K = ValueKind;
using N = Noun;

constexpr unsigned kMany = 1, kClosed = 2, kSortable = 4;

constexpr FieldSpec row(F id, std::string_view name, std::span<const std::string_view> aliases,
                        K kind, N noun, Operators operators, unsigned flags,
                        std::string_view about) {
  return {id,
          name,
          aliases,
          kind,
          noun,
          operators,
          (flags & kMany) != 0,
          (flags & kClosed) != 0,
          (flags & kSortable) != 0,
          about};
}

constexpr FieldSpec kFields[] = {
    row(F::kProject, "project", kProjectNames, kName, N::kProject, kNames, kClosed | kSortable,
        "The project, by key, name or id."),
    row(F::kProjectCategory, "category", kCategoryNames, kName, N::kProjectCategory, kNames,
        kClosed | kSortable, "The category of the issue's project."),
    row(F::kProjectType, "projectType", {}, kName, N::kProjectType, kRefs, kClosed,
        "The type of the issue's project: software, business or service_desk."),
    row(F::kType, "issuetype", kTypeNames, kName, N::kType, kNames, kClosed | kSortable,
        "The type of the issue: Bug, Story, Epic."),
    row(F::kStatus, "status", {}, kName, N::kStatus, kNames | kPast, kClosed | kSortable,
        "The status of the issue, with its past."),
    row(F::kStatusCategory, "statusCategory", {}, kName, N::kStatusCategory, kNames,
        kClosed | kSortable, "To Do, In Progress or Done: the category of the status."),
    row(F::kStatusCategoryChanged, "statusCategoryChangedDate", {}, K::kInstant, N::kNone, kOrdered,
        kSortable, "When the category of the status changed last."),
    row(F::kPriority, "priority", {}, kName, N::kPriority, kNames | kOrder | kPast,
        kClosed | kSortable, "The priority; higher is greater."),
    row(F::kResolution, "resolution", {}, kName, N::kResolution, kNames | kOrder | kPast,
        kClosed | kSortable, "How the issue was resolved; Unresolved for none."),
    row(F::kAssignee, "assignee", {}, kName, N::kUser, kNames | kPast, kClosed | kSortable,
        "The person who works on the issue."),
    row(F::kReporter, "reporter", {}, kName, N::kUser, kNames | kPast, kClosed | kSortable,
        "The person who reported the issue."),
    row(F::kCreator, "creator", {}, kName, N::kUser, kNames, kClosed | kSortable,
        "The person or program that created the issue."),
    row(F::kWatcher, "watcher", {}, kName, N::kUser, kNames, kMany | kClosed,
        "People who watch the issue."),
    row(F::kVoter, "voter", {}, kName, N::kUser, kNames, kMany | kClosed,
        "People who voted for the issue."),
    row(F::kWatchers, "watchers", {}, K::kNumber, N::kNone, kEq | kOrder | kIn, kSortable,
        "How many people watch the issue."),
    row(F::kVotes, "votes", {}, K::kNumber, N::kNone, kEq | kOrder | kIn, kSortable,
        "How many people voted for the issue."),
    row(F::kComponent, "component", {}, kName, N::kComponent, kNames, kMany | kClosed | kSortable,
        "Components of the project the issue belongs to."),
    row(F::kFixVersion, "fixVersion", {}, kName, N::kVersion, kNames | kOrder | kPast,
        kMany | kClosed | kSortable, "Versions the issue is to be in; later ones are greater."),
    row(F::kAffectedVersion, "affectedVersion", kAffectedNames, kName, N::kVersion, kNames | kOrder,
        kMany | kClosed | kSortable, "Versions the issue was seen in."),
    row(F::kLabels, "labels", {}, kName, N::kLabel, kNames, kMany | kSortable,
        "Labels, in any case."),
    row(F::kLevel, "level", {}, kName, N::kLevel, kNames, kClosed | kSortable,
        "The security level."),
    row(F::kSummary, "summary", {}, K::kText, N::kNone, kTexts, kSortable, "Words of the title."),
    row(F::kDescription, "description", {}, K::kText, N::kNone, kTexts, kSortable,
        "Words of the description."),
    row(F::kEnvironment, "environment", {}, K::kText, N::kNone, kTexts, kSortable,
        "Words of the environment."),
    row(F::kComment, "comment", {}, K::kText, N::kNone, kWords, kMany, "Words of the comments."),
    row(F::kText, "text", {}, K::kText, N::kNone, bit(Operator::kLike), kMany,
        "Words of summary, description, environment, comments and text fields."),
    row(F::kCreated, "created", kCreatedNames, K::kInstant, N::kNone, kOrdered, kSortable,
        "When the issue was created."),
    row(F::kUpdated, "updated", kUpdatedNames, K::kInstant, N::kNone, kOrdered, kSortable,
        "When the issue was last updated."),
    row(F::kResolved, "resolved", kResolvedNames, K::kInstant, N::kNone, kOrdered, kSortable,
        "When the issue was resolved."),
    row(F::kDue, "due", kDueNames, K::kDay, N::kNone, kOrdered, kSortable,
        "The day the issue is due."),
    row(F::kLastViewed, "lastViewed", {}, K::kInstant, N::kNone, kOrdered, kSortable,
        "When you last looked at the issue."),
    row(F::kKey, "key", kKeyNames, K::kIssue, N::kIssue, kEq | kOrder | kIn, kClosed | kSortable,
        "The issue, by key or numeric id."),
    row(F::kParent, "parent", {}, K::kIssue, N::kIssue, kNames, kClosed | kSortable,
        "The issue above this one."),
    row(F::kEpicLink, "Epic Link", {}, K::kIssue, N::kIssue, kNames, kClosed | kSortable,
        "The epic of the issue."),
    row(F::kParentEpic, "parentEpic", {}, K::kIssue, N::kIssue, kRefs, kClosed,
        "The epic above the issue or above its parent."),
    row(F::kParentLink, "Parent Link", {}, K::kIssue, N::kIssue, kNames, kClosed,
        "The issue above an epic."),
    row(F::kParentProject, "parentProject", {}, kName, N::kProject, kRefs, kClosed,
        "The project of the parent."),
    row(F::kHierarchyLevel, "hierarchyLevel", {}, K::kNumber, N::kNone, kEq | kOrder | kIn | kIs,
        kSortable, "Level of the type: 1 epic, 0 standard, -1 sub-task."),
    row(F::kSprint, "sprint", {}, kName, N::kSprint, kNames, kMany | kClosed | kSortable,
        "Sprints the issue is or was in."),
    row(F::kRank, "rank", {}, kName, N::kNone, 0, kSortable, "The place on the board; to sort by."),
    row(F::kOriginalEstimate, "originalEstimate", kOriginalNames, K::kDuration, N::kNone, kOrdered,
        kSortable, "The estimate at the start: 4h, 2d."),
    row(F::kRemainingEstimate, "remainingEstimate", kRemainingNames, K::kDuration, N::kNone,
        kOrdered, kSortable, "What is left of the estimate: 4h, 2d."),
    row(F::kTimeSpent, "timeSpent", kTimeSpentNames, K::kDuration, N::kNone, kOrdered, kSortable,
        "Work logged: 4h, 2d."),
    row(F::kWorkRatio, "workRatio", kWorkRatioNames, K::kNumber, N::kNone, kOrdered, kSortable,
        "Work logged in percent of the original estimate."),
    row(F::kAttachments, "attachments", kAttachmentNames, kName, N::kNone, kIs, kMany,
        "Whether files are attached."),
    row(F::kFilter, "filter", kFilterNames, kName, N::kFilter, kRefs, kClosed,
        "A saved filter of Jira, by name or id."),
    row(F::kIssueLink, "issueLink", {}, K::kIssue, N::kIssue, kRefs, kMany | kClosed,
        "Issues linked in any way."),
    row(F::kIssueLinkType, "issueLinkType", {}, kName, N::kLinkType, kRefs, kMany,
        "How issues are linked: blocks, is blocked by."),
    row(F::kWorklogAuthor, "worklogAuthor", {}, kName, N::kUser, kRefs, kMany | kClosed,
        "People who logged work."),
    row(F::kWorklogDate, "worklogDate", {}, K::kInstant, N::kNone, kEq | kOrder | kIn, kMany,
        "Days on which work was logged."),
    row(F::kWorklogComment, "worklogComment", {}, K::kText, N::kNone, kWords, kMany,
        "Words of the comments of logged work."),
    row(F::kProperty, "issue.property", {}, kName, N::kNone, kOrdered | kWords, 0,
        "A property that an app keeps: issue.property[key].path."),
    row(F::kDevelopment, "development", {}, K::kNumber, N::kNone, kEq | kOrder | kIn, 0,
        "Counts of development work: development[commits].all."),
    row(F::kApprovals, "approvals", {}, kName, N::kNone, bit(Operator::kEquals), kMany,
        "Approvals of a request."),
    row(F::kOrganizations, "organizations", {}, kName, N::kNone, kRefs, kMany,
        "Organizations a request is shared with."),
    row(F::kRequestType, "Request Type", {}, kName, N::kNone, kNames, 0, "The type of a request."),
    row(F::kRequestChannel, "request-channel-type", {}, kName, N::kNone, kNames, 0,
        "How a request came in."),
    row(F::kRequestLastActivity, "request-last-activity-time", {}, K::kInstant, N::kNone, kOrdered,
        kSortable, "When something last happened to a request."),
};

using Index = std::unordered_map<std::string, const FieldSpec*>;

const Index& index() {
  static const Index made = [] {
    Index all;
    for (const FieldSpec& field : kFields) {
      all.emplace(to_lower(field.name), &field);
      for (const std::string_view alias : field.aliases) all.emplace(alias, &field);
    }
    // Properties of other things than issues are written alike; none of them is stored.
    for (const auto* entity : {"project", "comment", "assignee"}) {
      all.emplace(std::string(entity) + ".property", all.at("issue.property"));
    }
    return all;
  }();
  return made;
}

}  // namespace

std::span<const FieldSpec> all_fields() { return kFields; }

const FieldSpec* find_field(std::string_view name) {
  const auto found = index().find(to_lower(name));
  return found == index().end() ? nullptr : found->second;
}

const FieldSpec& spec_of(FieldId id) {
  for (const FieldSpec& field : kFields) {
    if (field.id == id) return field;
  }
  return kFields[0];
}

Operators operators_of(ValueKind kind) {
  switch (kind) {
    case ValueKind::kText:
      return kTexts;
    case ValueKind::kName:
    case ValueKind::kIssue:
      return kNames;
    default:
      return kOrdered;
  }
}

std::string render_operators(Operators operators) {
  std::string text;
  for (unsigned i = 0; i <= static_cast<unsigned>(Operator::kChanged); ++i) {
    const auto op = static_cast<Operator>(i);
    if ((operators & bit(op)) == 0) continue;
    if (!text.empty()) text += ", ";
    for (const char c : to_text(op)) {
      text += static_cast<char>(c >= 'a' && c <= 'z' ? c - 'a' + 'A' : c);
    }
  }
  return text;
}

std::string_view to_text(ValueKind kind) {
  static constexpr std::string_view kTextsOf[] = {"name",    "issue", "number", "duration",
                                                  "instant", "day",   "text"};
  return kTextsOf[static_cast<size_t>(kind)];
}

std::optional<HistoryField> history_field(FieldId id) {
  switch (id) {
    case FieldId::kStatus:
      return HistoryField::kStatus;
    case FieldId::kAssignee:
      return HistoryField::kAssignee;
    case FieldId::kReporter:
      return HistoryField::kReporter;
    case FieldId::kPriority:
      return HistoryField::kPriority;
    case FieldId::kResolution:
      return HistoryField::kResolution;
    case FieldId::kFixVersion:
      return HistoryField::kFixVersion;
    default:
      return std::nullopt;
  }
}

}  // namespace tl::jql
