// The simulated organisation as plain data. Times are milliseconds UTC since 1970.
// Kept small: 100,000 issues with their histories fit in a few hundred MB.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace tl::sim {

// A text: 0 none, > 0 a place in the world's pool, < 0 made from its number when it is read.
using TextRef = int32_t;

// A person: position in the catalogue + 1, 0 nobody.
using UserRef = uint16_t;

constexpr int32_t kNoPoints = INT32_MIN;
constexpr int32_t kFirstIssueId = 10001;

enum class Field : uint8_t {
  kStatus,
  kResolution,
  kAssignee,
  kReporter,
  kPriority,
  kSummary,
  kDescription,
  kLabels,
  kSprint,
  kPoints,      // "Story Points", company-managed
  kPointsTeam,  // "Story point estimate", team-managed
  kRank,
  kFlagged,
  kLink,
  kParent,
  kComponent,
  kFixVersion,
  kIssueType,
  kProject,
  kKey,
  kTimeSpent,
  kTimeEstimate,
  kWorklogId,
  kDueDate,
  kSecurity,
  kEpicLink,    // Servers: what is kParent on Cloud
  kRemoteLink,  // the text of a remote link
  kCustom,      // a typed custom field: TextRef of "out|value|words"
};

constexpr int kFields = static_cast<int>(Field::kCustom) + 1;

// One changed field. What the numbers mean depends on the field: ids of status, priority,
// resolution, type, project, component, version, worklog and parent issue; UserRef + 0; points *
// 100 or kNoPoints; 0/1 for the flag; seconds; days for the due date; TextRef for all texts and
// lists (sprints as "15, 16").
struct ChangeItem {
  int32_t from;
  int32_t to;
  Field field;
};

struct History {
  int64_t created;
  int32_t id;
  uint32_t first_item;  // in Issue::items
  uint16_t item_count;
  UserRef author;
};

struct Worklog {
  int64_t started;
  int64_t created;
  int64_t updated;
  int32_t id;
  int32_t seconds;
  TextRef comment;
  TextRef properties;  // raw JSON array
  UserRef author;
  UserRef update_author;
};

struct Comment {
  int64_t created;
  int64_t updated;
  int32_t id;
  TextRef body;
  UserRef author;
  UserRef update_author;
};

struct Link {
  int32_t id;
  int32_t other;  // issue id
  int64_t created;
  uint8_t type;  // position in Catalog::link_types
  bool outward;  // this issue is the source
};

struct Issue {
  int64_t created = 0;
  int64_t updated = 0;
  int64_t resolved = 0;  // 0: not resolved
  int64_t category_changed = 0;
  int32_t id = 0;
  int32_t number = 0;   // of the key
  int32_t project = 0;  // position in the catalogue
  int32_t type = 0;     // ids from here on
  int32_t status = 0;
  int32_t priority = 3;
  int32_t resolution = 0;
  int32_t parent = 0;
  int32_t points = kNoPoints;
  int32_t rank = 0;
  int32_t original_estimate = -1;  // seconds; -1 none
  int32_t remaining = -1;
  int32_t due_day = 0;
  int32_t security = 0;  // id of a level
  TextRef summary = 0;
  TextRef description = 0;
  UserRef assignee = 0;
  UserRef reporter = 0;
  UserRef creator = 0;
  bool flagged = false;
  bool deleted = false;
  std::vector<int32_t> sprints;  // oldest first
  std::vector<TextRef> labels;
  std::vector<int32_t> components;
  std::vector<int32_t> fix_versions;
  std::vector<Link> links;
  std::vector<History> histories;  // oldest first
  std::vector<ChangeItem> items;
  std::vector<Worklog> worklogs;
  std::vector<Comment> comments;
};

enum class SprintState : uint8_t { kFuture, kActive, kClosed };

struct Sprint {
  int32_t id = 0;
  int32_t board = 0;  // where it was made
  SprintState state = SprintState::kFuture;
  std::string name;
  std::string goal;
  int64_t created = 0;
  int64_t start = 0;  // 0: not planned
  int64_t end = 0;
  int64_t complete = 0;
  int64_t activated = 0;
  bool deleted = false;
};

struct DeletedWorklog {
  int32_t id;
  int64_t time;
};

// Something outside Jira that an issue points to.
struct RemoteLink {
  int32_t id;
  std::string application;  // "Confluence"; "" none
  std::string global_id;
  std::string relationship;
  std::string url;
  std::string title;
  bool resolved = false;
};

}  // namespace tl::sim
