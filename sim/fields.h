// The field catalogue: which fields issues have, and how each flavour numbers them. Custom fields
// have other ids on Servers than on Cloud, so that nobody can know them by heart.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sim/flavour.h"

namespace tl::sim {

// The fields an answer can hold, in the order of the answer.
enum class Out : uint8_t {
  kCategoryDate,
  kIssueType,
  kParent,
  kTimeSpent,
  kProject,
  kFixVersions,
  kAggregateSpent,
  kResolution,
  kResolutionDate,
  kCreated,
  kPriority,
  kLabels,
  kTimeEstimate,
  kOriginalEstimate,
  kVersions,
  kLinks,
  kAssignee,
  kUpdated,
  kStatus,
  kComponents,
  kDescription,
  kSecurity,
  kSummary,
  kCreator,
  kSubtasks,
  kReporter,
  kDueDate,
  kTimeTracking,
  kTeam,
  kEpicName,
  kEpicLink,
  kStartDate,
  kPointsTeam,
  kRank,
  kSprint,
  kFlagged,
  kPoints,
  kRequestType,
  // Chosen custom fields, one of each common type.
  kSelect,
  kMultiSelect,
  kCascade,
  kRadio,
  kCheckboxes,
  kUserPicker,
  kMultiUser,
  kDateTime,
  kNumber,
  kTextLine,
  kTextArea,
  kUrl,
  kLabelPicker,
  kVersionPicker,
  kComment,
  kWorklog,
  kCount,
};
constexpr Out kFirstTyped = Out::kSelect, kLastTyped = Out::kVersionPicker;

struct FieldInfo {
  Out out;
  const char* id;         // on Cloud
  const char* server_id;  // nullptr: the same; "": Servers do not have it
  const char* name;
  const char* type;    // schema.type
  const char* items;   // nullptr: no array
  const char* custom;  // schema.custom; nullptr: a system field
  std::vector<const char*> clauses;
};

[[nodiscard]] const std::vector<FieldInfo>& all_fields();
[[nodiscard]] const FieldInfo& field_info(Out field);
// nullptr: this flavour has no such field.
[[nodiscard]] const char* field_id(Out field, const Flavour& flavour);
[[nodiscard]] std::optional<Out> field_by_id(std::string_view id, const Flavour& flavour);

}  // namespace tl::sim
