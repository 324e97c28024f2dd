// What a JSON object of Jira's REST API is, told by its members and its own address.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/json.h"

namespace tl::connectors::jira {

enum class SavedKind : uint8_t {
  kUnknown = 0,
  kDelivery,
  kSearchPage,
  kBulkChangelog,
  kChangelogPage,
  kWorklogPage,
  kCommentPage,
  kPage,  // of anything: {values: [..]}
  kAuditPage,
  kMessage,  // of a pipe that wraps each record
  kIssue,
  kHistory,
  kWorklog,
  kComment,
  kRemoteLink,
  kField,
  kStatus,
  kIssueType,
  kPriority,
  kResolution,
  kProject,
  kUser,
  kBoard,
  kSprint,
  kVersion,
  kComponent,
};

[[nodiscard]] std::string_view to_text(SavedKind kind);  // plural, for a person: "issues"

// `hint`: the name of the file; decides only where the object itself could be several things, as
// a priority and a resolution without address can.
[[nodiscard]] SavedKind kind_of_saved(JsonElement object, std::string_view hint);

// What was seen, for an error: "an object with the members id, name and 3 more".
[[nodiscard]] std::string describe_json(JsonElement element);

}  // namespace tl::connectors::jira
