// The fields of JQL: names, aliases, which operators they take, what their values are. One table
// (field_table.cc); the source of a row is Atlassian's list of fields and operators.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "jql/ast.h"

namespace tl::jql {

enum class FieldId : uint8_t {
  kProject,
  kProjectCategory,
  kProjectType,
  kType,
  kStatus,
  kStatusCategory,
  kStatusCategoryChanged,
  kPriority,
  kResolution,
  kAssignee,
  kReporter,
  kCreator,
  kWatcher,
  kVoter,
  kWatchers,
  kVotes,
  kComponent,
  kFixVersion,
  kAffectedVersion,
  kLabels,
  kLevel,
  kSummary,
  kDescription,
  kEnvironment,
  kComment,
  kText,
  kCreated,
  kUpdated,
  kResolved,
  kDue,
  kLastViewed,
  kKey,
  kParent,
  kEpicLink,
  kParentEpic,
  kParentLink,
  kParentProject,
  kHierarchyLevel,
  kSprint,
  kRank,
  kOriginalEstimate,
  kRemainingEstimate,
  kTimeSpent,
  kWorkRatio,
  kAttachments,
  kFilter,
  kIssueLink,
  kIssueLinkType,
  kWorklogAuthor,
  kWorklogDate,
  kWorklogComment,
  kProperty,
  kDevelopment,
  kApprovals,
  kOrganizations,
  kRequestType,
  kRequestChannel,
  kRequestLastActivity,
  kCustom,    // a field of the instance's catalogue
  kComputed,  // a field that only Throughline knows
};

// What a value is, and which member of a Value (issue_view.h) holds it.
enum class ValueKind : uint8_t {
  kName,      // id, text: a status, user, version, option, label (id == text)
  kIssue,     // id: the numeric id as text ("" unknown), text: the key
  kNumber,    // number
  kDuration,  // number, in seconds
  kInstant,   // at, milliseconds UTC
  kDay,       // at, days since 1970
  kText,      // text, searched by words
};

// What names of a field name; says where the catalogue looks.
enum class Noun : uint8_t {
  kNone,
  kProject,
  kProjectCategory,
  kProjectType,
  kType,
  kStatus,
  kStatusCategory,
  kPriority,
  kResolution,
  kUser,
  kGroup,
  kSprint,
  kVersion,
  kComponent,
  kLabel,
  kLevel,
  kLinkType,
  kOption,
  kFilter,
  kIssue,
  kComputed,
};

// A bit per Operator.
using Operators = uint32_t;
[[nodiscard]] constexpr Operators bit(Operator op) { return 1u << static_cast<unsigned>(op); }

struct FieldSpec {
  FieldId id;
  std::string_view name;                      // as it is shown: "fixVersion"
  std::span<const std::string_view> aliases;  // in lower case
  ValueKind kind;
  Noun noun;
  Operators operators;
  bool many = false;    // holds several values
  bool closed = false;  // an unknown value is an error, not an empty answer
  bool sortable = false;
  std::string_view about;  // one sentence for people
};

[[nodiscard]] std::span<const FieldSpec> all_fields();             // the system fields
[[nodiscard]] const FieldSpec* find_field(std::string_view name);  // any case; nullptr unknown
[[nodiscard]] const FieldSpec& spec_of(FieldId id);  // REQUIRES: not kCustom, kComputed

// What an answer follows besides the facts. kDay: startOfDay() and the like; kMinute: now(), -1d.
enum class TimeNeed : uint8_t { kNone, kDay, kMinute };

// The operators a kind of value takes: of custom fields and of computed ones.
[[nodiscard]] Operators operators_of(ValueKind kind);
// "=, !=, IN, NOT IN": what `operators` holds, for people.
[[nodiscard]] std::string render_operators(Operators operators);
[[nodiscard]] std::string_view to_text(ValueKind kind);  // "name", "issue", "number", ...

// Fields whose past is asked by WAS and CHANGED.
enum class HistoryField : uint8_t {
  kStatus,
  kAssignee,
  kReporter,
  kPriority,
  kResolution,
  kFixVersion,
};
inline constexpr size_t kHistoryFieldCount = 6;
[[nodiscard]] std::optional<HistoryField> history_field(FieldId id);

}  // namespace tl::jql
