// Which fields of an issue a caller wants.
#pragma once

#include <bitset>
#include <string>
#include <string_view>
#include <vector>

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
  kLinks,
  kAssignee,
  kUpdated,
  kStatus,
  kComponents,
  kDescription,
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
  kComment,
  kWorklog,
  kCount,
};

[[nodiscard]] const char* out_name(Out field);

struct FieldSelection {
  std::bitset<static_cast<size_t>(Out::kCount)> wanted;
  [[nodiscard]] bool has(Out field) const { return wanted[static_cast<size_t>(field)]; }
  // Nothing beyond id and key: such pages may be longer.
  [[nodiscard]] bool none() const { return wanted.none(); }
};

// Each entry may be a list with commas: field ids or names, "*all", "*navigable", "-field".
// Nothing asked: `all_by_default` decides.
[[nodiscard]] FieldSelection select_fields(const std::vector<std::string>& asked,
                                           bool all_by_default);

}  // namespace tl::sim
