// Records: every noun of a vendor that is neither an issue nor a history. All have an id within
// their instance and versioned attributes, and merge alike.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/ids.h"
#include "domain/attributes.h"

namespace tl::domain {

// Attributes by kind (types as in value.h; all optional):
//   project     key, name, type ("software", "business", "service_desk"), style, lead, archived
//   status      name, category (ref: "new" | "indeterminate" | "done" | "undefined"), project (ref)
//   issue_type  name, subtask (bool), level (number: -1 sub-task, 0 standard, 1 epic), project
//   (ref) priority, resolution   name field       name, custom (bool), type, items, schema_custom
//   (vendor's type key), system board       name, type ("scrum", "kanban", "simple"), project (ref)
//   sprint      name, state ("future", "active", "closed"), goal, start, end, complete (instants),
//               board (ref: origin board)
//   version, component     name, project (ref), released (bool), release_date (date)
//   account     name (display name), email, type ("atlassian", "app", "customer"), active (bool),
//               zone (IANA)
//   worklog     author (ref), started, created, updated (instants), seconds (number)
//   comment     author (ref), created, updated (instants); never a body
// Worklogs and comments that were deleted have kDeleted = true; their ids are never used again.
enum class RecordKind : uint8_t {
  kProject = 1,
  kStatus,
  kIssueType,
  kPriority,
  kResolution,
  kField,
  kBoard,
  kSprint,
  kVersion,
  kComponent,
  kAccount,
  kWorklog,
  kComment,
};

[[nodiscard]] std::string_view to_text(RecordKind kind);  // "project", "issue_type", ...
[[nodiscard]] std::optional<RecordKind> parse_record_kind(std::string_view text);

struct Record {
  RecordKind kind = RecordKind::kProject;
  std::string id;
  IssueId issue;  // worklog and comment: the issue they belong to; 0 when the payload does not say
  Attributes attributes;
};

}  // namespace tl::domain
