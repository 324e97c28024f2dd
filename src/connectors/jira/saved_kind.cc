#include "connectors/jira/saved_kind.h"

#include <algorithm>
#include <array>
#include <initializer_list>

#include "base/text.h"
#include "connectors/jira/nouns.h"
#include "connectors/jira/payload.h"

namespace tl::connectors::jira {
namespace {

constexpr std::array<std::string_view, 26> kTexts = {
    "unknown",    "webhook bodies", "search page",  "change logs", "change log", "worklogs",
    "comments",   "page",           "audit log",    "messages",    "issues",     "changes",
    "worklogs",   "comments",       "remote links", "fields",      "statuses",   "issue types",
    "priorities", "resolutions",    "projects",     "users",       "boards",     "sprints",
    "versions",   "components"};

bool has(JsonElement object, std::string_view key) { return json_get(object, key).has_value(); }

bool has_list(JsonElement object, std::string_view key) {
  const auto value = json_get(object, key);
  return value && value->is_array();
}

bool has_object(JsonElement object, std::string_view key) {
  const auto value = json_get(object, key);
  return value && value->is_object();
}

bool has_any(JsonElement object, std::initializer_list<std::string_view> keys) {
  return std::any_of(keys.begin(), keys.end(), [&](auto key) { return has(object, key); });
}

struct Envelope {
  std::string_view list;
  SavedKind kind;
};

constexpr std::array kEnvelopes = {
    Envelope{"issueChangeLogs", SavedKind::kBulkChangelog},
    Envelope{"issues", SavedKind::kSearchPage},
    Envelope{"worklogs", SavedKind::kWorklogPage},
    Envelope{"comments", SavedKind::kCommentPage},
    Envelope{"histories", SavedKind::kChangelogPage},
    Envelope{"values", SavedKind::kPage},
};

SavedKind envelope_of(JsonElement object) {
  if (has(object, "webhookEvent")) return SavedKind::kDelivery;
  for (const Envelope& envelope : kEnvelopes) {
    const bool keyed = has(object, "key") && has(object, "id");  // a project has lists, too
    if (!keyed && has_list(object, envelope.list)) return envelope.kind;
  }
  if (has_list(object, "records") && has(object, "limit")) return SavedKind::kAuditPage;
  const bool message = has_object(object, "record") && has(object, "type");
  if (message || (has_any(object, {"log", "state"}) && has(object, "type"))) {
    return SavedKind::kMessage;
  }
  return SavedKind::kUnknown;
}

struct PathPart {
  std::string_view part;
  SavedKind kind;
};

// The last collection in an object's own address.
constexpr std::array kPathParts = {
    PathPart{"/remotelink/", SavedKind::kRemoteLink}, PathPart{"/worklog/", SavedKind::kWorklog},
    PathPart{"/comment/", SavedKind::kComment},       PathPart{"/issue/", SavedKind::kIssue},
    PathPart{"/issuetype/", SavedKind::kIssueType},   PathPart{"/priority/", SavedKind::kPriority},
    PathPart{"/resolution/", SavedKind::kResolution}, PathPart{"/status/", SavedKind::kStatus},
    PathPart{"/project/", SavedKind::kProject},       PathPart{"/version/", SavedKind::kVersion},
    PathPart{"/component/", SavedKind::kComponent},   PathPart{"/sprint/", SavedKind::kSprint},
    PathPart{"/board/", SavedKind::kBoard},
};

// What the path names is the object itself when only its id follows.
SavedKind kind_by_address(JsonElement object) {
  const std::string_view self = json_text(object, "self").value_or("");
  if (self.find("/rest/") == std::string_view::npos) return SavedKind::kUnknown;
  if (self.find("/user?") != std::string_view::npos) return SavedKind::kUser;
  const std::string_view path = self.substr(0, self.find_first_of("?#"));
  for (const PathPart& known : kPathParts) {
    const size_t at = path.rfind(known.part);
    if (at == std::string_view::npos) continue;
    const std::string_view rest = path.substr(at + known.part.size());
    if (!rest.empty() && rest.find('/') == std::string_view::npos) return known.kind;
    if (rest.ends_with("/configuration") && known.kind == SavedKind::kBoard) return known.kind;
  }
  return SavedKind::kUnknown;
}

bool is_field(JsonElement object) {
  if (has_list(object, "clauseNames") || has(object, "navigable")) return true;
  return json_text(object, "id").value_or("").starts_with("customfield_") && has(object, "name");
}

bool is_user_object(JsonElement object) {
  if (has(object, "accountId")) return has_any(object, {"displayName", "active", "emailAddress"});
  if (has(object, "active") && has(object, "name") && !has(object, "id")) return true;
  return has(object, "displayName") && has_any(object, {"name", "key", "emailAddress"});
}

bool is_sprint(JsonElement object) {
  const std::string state = to_lower(json_text(object, "state").value_or(""));
  const bool known = state == "active" || state == "closed" || state == "future";
  return known && has(object, "id") && has(object, "name");
}

bool is_board(JsonElement object) {
  const std::string_view type = json_text(object, "type").value_or("");
  return (type == "scrum" || type == "kanban" || type == "simple") && has(object, "id");
}

// "ABC-7".
bool is_issue_key(std::string_view key) {
  const size_t dash = key.rfind('-');
  return dash != std::string_view::npos && dash > 0 && parse_int(key.substr(dash + 1)).has_value();
}

bool is_issue(JsonElement object) {
  if (has_object(object, "fields")) return has_any(object, {"id", "key"});
  const bool named = has(object, "name") && !has(object, "summary");  // a project "TEST-1"
  return has(object, "id") && !named && is_issue_key(json_text(object, "key").value_or(""));
}

// By what only this kind has. Parts of issues first: they look most alike.
SavedKind kind_by_members(JsonElement object) {
  if (is_issue(object)) return SavedKind::kIssue;
  if (has_list(object, "items") && has_any(object, {"created", "author"})) {
    return SavedKind::kHistory;
  }
  if (has_any(object, {"timeSpentSeconds", "minutesSpent"}) ||
      (has(object, "timeSpent") && has(object, "started"))) {
    return SavedKind::kWorklog;
  }
  if (has_object(object, "object") && has_any(object, {"globalId", "application", "self"})) {
    return SavedKind::kRemoteLink;
  }
  if (has(object, "body") && has_any(object, {"author", "created"})) return SavedKind::kComment;
  if (is_field(object)) return SavedKind::kField;
  if (has_object(object, "statusCategory")) return SavedKind::kStatus;
  if (is_sprint(object)) return SavedKind::kSprint;
  if (is_board(object)) return SavedKind::kBoard;
  if (has(object, "released") && has(object, "name")) return SavedKind::kVersion;
  if (has(object, "subtask") && has(object, "name")) return SavedKind::kIssueType;
  if (has(object, "statusColor")) return SavedKind::kPriority;
  if (has_any(object, {"projectTypeKey", "projectCategory", "simplified", "style"}) &&
      has(object, "key")) {
    return SavedKind::kProject;
  }
  if (has_any(object, {"assigneeType", "isAssigneeTypeValid"}) && !has(object, "key")) {
    return SavedKind::kComponent;
  }
  if (is_user_object(object)) return SavedKind::kUser;
  if (has(object, "key") && has(object, "name") && has(object, "id")) return SavedKind::kProject;
  return SavedKind::kUnknown;
}

struct Hint {
  std::string_view part;
  SavedKind kind;
};

constexpr std::array kHints = {
    Hint{"resolution", SavedKind::kResolution}, Hint{"priorit", SavedKind::kPriority},
    Hint{"status", SavedKind::kStatus},         Hint{"component", SavedKind::kComponent},
    Hint{"version", SavedKind::kVersion},       Hint{"issuetype", SavedKind::kIssueType},
    Hint{"board", SavedKind::kBoard},           Hint{"sprint", SavedKind::kSprint},
    Hint{"field", SavedKind::kField},           Hint{"remotelink", SavedKind::kRemoteLink},
    Hint{"project", SavedKind::kProject},       Hint{"user", SavedKind::kUser},
};

SavedKind kind_by_hint(JsonElement object, std::string_view hint) {
  if (!has(object, "id") || !has(object, "name")) return SavedKind::kUnknown;
  const std::string lower = to_lower(hint.substr(hint.find_last_of("/\\") + 1));
  for (const Hint& known : kHints) {
    if (lower.find(known.part) != std::string::npos) return known.kind;
  }
  return SavedKind::kUnknown;
}

// Objects that look like others and are of no use: categories of statuses, roles, filters, types of
// links, boards of the old private API.
bool is_stranger(JsonElement object) {
  return has_any(object, {"colorName", "actors", "jql", "inward", "canEdit"}) &&
         !has_object(object, "fields") && !has(object, "statusCategory");
}

}  // namespace

std::string_view to_text(SavedKind kind) { return kTexts.at(static_cast<size_t>(kind)); }

SavedKind kind_of_saved(JsonElement object, std::string_view hint) {
  if (!object.is_object() || is_stranger(object)) return SavedKind::kUnknown;
  for (const auto decide : {envelope_of, kind_by_address, kind_by_members}) {
    if (const SavedKind kind = decide(object); kind != SavedKind::kUnknown) return kind;
  }
  return kind_by_hint(object, hint);
}

std::string describe_json(JsonElement element) {
  constexpr size_t kShown = 6;
  simdjson::dom::array list;
  if (!element.get(list)) {
    if (list.size() == 0) return "an empty list";
    return "a list whose first item is " + describe_json(list.at(0));
  }
  if (!element.is_object()) return "a single value";
  std::string out;
  size_t count = 0;
  for (const auto& [key, value] : simdjson::dom::object(element)) {
    if (++count <= kShown) out += (out.empty() ? "" : ", ") + shortened(clean_text(key), 40);
  }
  if (count == 0) return "an empty object";
  if (count > kShown) out += " and " + std::to_string(count - kShown) + " more";
  return "an object with the members " + out;
}

}  // namespace tl::connectors::jira
