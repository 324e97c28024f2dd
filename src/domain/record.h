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
//   project      key, name, type ("software", "business", "service_desk"), style, lead (ref),
//                archived (bool), category (ref)
//   status       name, category (ref: "new" | "indeterminate" | "done" | "undefined"),
//                project (ref)
//   issue_type   name, subtask (bool), level (number: -1 sub-task, 0 standard, 1 epic),
//                project (ref)
//   priority, resolution  name, order (number: place in the vendor's list from 0; of priorities
//                the highest comes first)
//   field        name, custom (bool), type, items, schema_custom (vendor's type key), system
//   board        name, type ("scrum", "kanban", "simple"), project (ref)
//   sprint       name, state ("future", "active", "closed"), goal, start, end, complete,
//                activated, created (instants), board (ref: origin board)
//   version      name, project (ref), released, archived (bool), start_date, release_date (dates),
//                order (number: place in the vendor's list, when it gives one), merged_to (text:
//                id)
//   component    name, project (ref), lead (ref), archived (bool)
//   account      name (display name), login, email, type ("atlassian", "app", "customer"),
//                active (bool), zone (IANA)
//   worklog      author, editor (refs), started, created, updated (instants), seconds (number)
//   comment      author, editor (refs), created, updated (instants), internal (bool: not shown to
//                customers); never a body
//   remote_link  url, title, application ("confluence", "github", else the vendor's type),
//                application_name, relationship, global_id, resolved (bool), created, updated
//                (instants, when the vendor says them); id: the vendor's number
// What was deleted has kDeleted = true; ids of worklogs and comments are never used again.
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
  kRemoteLink,
};

[[nodiscard]] std::string_view to_text(RecordKind kind);  // "project", "issue_type", ...
[[nodiscard]] std::optional<RecordKind> parse_record_kind(std::string_view text);

struct Record {
  RecordKind kind = RecordKind::kProject;
  std::string id;
  // worklog, comment, remote link: the issue they belong to; 0 when the payload does not say.
  IssueId issue;
  Attributes attributes;
};

}  // namespace tl::domain
