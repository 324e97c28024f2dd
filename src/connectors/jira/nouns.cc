#include "connectors/jira/nouns.h"

#include <array>

#include "base/text.h"
#include "base/time_text.h"
#include "connectors/jira/payload.h"
#include "domain/issue.h"

namespace tl::connectors::jira {
namespace {

using domain::RecordKind;
using domain::Ref;

size_t member_count(JsonElement object) {
  return object.is_object() ? simdjson::dom::object(object).size() : 0;
}

Ref named_ref(JsonElement object) {
  return Ref{clean_text(json_id(object, "id")), text_member(object, "name").value_or("")};
}

// The project that a team-managed status or type belongs to.
void set_scope(RecordBuilder& record, JsonElement object) {
  const auto scope = json_get(object, "scope");
  const auto project = scope ? json_get(*scope, "project") : std::nullopt;
  if (!project) return;
  const std::string id = json_id(*project, "id");
  if (!id.empty()) record.set("project", Ref{id, text_member(*project, "key").value_or("")});
}

// "projectId" beside "project", the key.
void set_project(RecordBuilder& record, JsonElement object) {
  const std::string id = json_id(object, "projectId");
  if (!id.empty()) record.set("project", Ref{id, text_member(object, "project").value_or("")});
}

// Left out where the project has none, also by the lists that would show one; lists without
// "projectTypeKey" are short forms, which say nothing about it.
void set_category(RecordBuilder& record, JsonElement project) {
  const auto category = json_get(project, "projectCategory");
  const bool whole = json_get(project, "projectTypeKey") && json_get(project, "lead");
  if (category && category->is_object()) {
    const Ref ref = named_ref(*category);
    if (!ref.id.empty()) record.set("category", ref);
  } else if (whole || category) {
    record.set("category", std::monostate());
  }
}

void set_date(RecordBuilder& record, std::string_view name, JsonElement object,
              std::string_view key) {
  if (const auto date = parse_date(json_text(object, key).value_or(""))) record.set(name, *date);
}

Ref read_plain(RecordKind kind, JsonElement object, Facts& facts) {
  Ref ref = named_ref(object);
  if (ref.id.empty() || facts.seen(kind, ref.id, member_count(object))) return ref;
  RecordBuilder record(kind, ref.id, facts.version());
  record.text("name", object, "name");
  facts.add(record.take());
  return ref;
}

// {projectId, projectKey} of a board, {type: "project", id, key} of a board's configuration.
Ref project_of_board(JsonElement location) {
  Ref project{json_id(location, "projectId"), text_member(location, "projectKey").value_or("")};
  if (project.id.empty() && json_text(location, "type") == "project") {
    project = Ref{json_id(location, "id"), text_member(location, "key").value_or("")};
  }
  return project;
}

}  // namespace

std::string category_key(JsonElement category) {
  static constexpr std::array<std::string_view, 4> kKeys = {"new", "indeterminate", "done",
                                                            "undefined"};
  const std::string key = to_lower(json_text(category, "key").value_or(""));
  for (const std::string_view known : kKeys) {
    if (key == known) return key;
  }
  const std::string id = json_id(category, "id");  // fixed numbers of every site
  if (id == "2") return "new";
  if (id == "4") return "indeterminate";
  if (id == "3") return "done";
  return "undefined";
}

Ref read_status(JsonElement status, Facts& facts) {
  Ref ref = named_ref(status);
  if (ref.id.empty() || facts.seen(RecordKind::kStatus, ref.id, member_count(status))) return ref;
  RecordBuilder record(RecordKind::kStatus, ref.id, facts.version());
  record.text("name", status, "name");
  if (const auto category = json_get(status, "statusCategory")) {
    record.set("category",
               Ref{category_key(*category), text_member(*category, "name").value_or("")});
  }
  set_scope(record, status);
  facts.add(record.take());
  return ref;
}

Ref read_issue_type(JsonElement type, Facts& facts) {
  Ref ref = named_ref(type);
  if (ref.id.empty() || facts.seen(RecordKind::kIssueType, ref.id, member_count(type))) return ref;
  RecordBuilder record(RecordKind::kIssueType, ref.id, facts.version());
  record.text("name", type, "name").flag("subtask", type, "subtask");
  if (const auto level = json_int(type, "hierarchyLevel")) {
    record.set("level", static_cast<double>(*level));
  }
  set_scope(record, type);
  facts.add(record.take());
  return ref;
}

Ref read_priority(JsonElement priority, Facts& facts) {
  return read_plain(RecordKind::kPriority, priority, facts);
}

Ref read_resolution(JsonElement resolution, Facts& facts) {
  return read_plain(RecordKind::kResolution, resolution, facts);
}

Ref read_component(JsonElement component, Facts& facts) {
  Ref ref = named_ref(component);
  const size_t members = member_count(component);
  if (ref.id.empty() || facts.seen(RecordKind::kComponent, ref.id, members)) return ref;
  RecordBuilder record(RecordKind::kComponent, ref.id, facts.version());
  record.text("name", component, "name").flag("archived", component, "archived");
  if (const auto lead = json_get(component, "lead")) {
    const Ref user = read_user(*lead, facts);
    if (!user.id.empty()) record.set("lead", user);
  }
  set_project(record, component);
  facts.add(record.take());
  return ref;
}

Ref read_version(JsonElement version, Facts& facts) {
  Ref ref = named_ref(version);
  const size_t members = member_count(version);
  if (ref.id.empty() || facts.seen(RecordKind::kVersion, ref.id, members)) return ref;
  RecordBuilder record(RecordKind::kVersion, ref.id, facts.version());
  record.text("name", version, "name").flag("released", version, "released");
  record.flag("archived", version, "archived");
  set_date(record, "start_date", version, "startDate");
  set_date(record, "release_date", version, "releaseDate");
  set_project(record, version);
  facts.add(record.take());
  return ref;
}

void read_version_list(JsonElement versions, int64_t first, Facts& facts) {
  simdjson::dom::array list;
  if (versions.get(list)) return;
  for (const JsonElement version : list) {
    const Ref ref = read_version(version, facts);
    if (ref.id.empty()) {
      facts.refuse("version", "", "the version has no id", version);
      continue;
    }
    RecordBuilder record(RecordKind::kVersion, ref.id, facts.version());
    record.set("order", static_cast<double>(first++));
    facts.add(record.take());
  }
}

Ref read_project(JsonElement project, Facts& facts) {
  Ref ref{clean_text(json_id(project, "id")), text_member(project, "key").value_or("")};
  const size_t members = member_count(project);
  if (ref.id.empty() || facts.seen(RecordKind::kProject, ref.id, members)) return ref;
  RecordBuilder record(RecordKind::kProject, ref.id, facts.version());
  record.text("key", project, "key").text("name", project, "name");
  record.text("type", project, "projectTypeKey").text("style", project, "style");
  record.flag("archived", project, "archived");
  set_category(record, project);
  for (const std::string_view key : {"lead", "projectLead"}) {
    const auto lead = json_get(project, key);
    const Ref user = lead ? read_user(*lead, facts) : Ref{};
    if (!user.id.empty()) record.set("lead", user);
  }
  facts.add(record.take());
  return ref;
}

void read_board(JsonElement board, Facts& facts) {
  Ref ref = named_ref(board);
  if (ref.id.empty()) return facts.refuse("board", "", "the board has no id", board);
  RecordBuilder record(RecordKind::kBoard, ref.id, facts.version());
  record.text("name", board, "name").text("type", board, "type");
  if (const auto location = json_get(board, "location")) {
    const Ref project = project_of_board(*location);
    if (!project.id.empty() || !project.name.empty()) record.set("project", project);
  }
  facts.add(record.take());
}

void read_field(JsonElement field, Facts& facts) {
  std::string id = clean_text(json_id(field, "id"));
  if (id.empty()) return facts.refuse("field", "", "the field has no id", field);
  RecordBuilder record(RecordKind::kField, id, facts.version());
  record.text("name", field, "name").flag("custom", field, "custom");
  if (const auto schema = json_get(field, "schema")) {
    record.text("type", *schema, "type").text("items", *schema, "items");
    record.text("schema_custom", *schema, "custom").text("system", *schema, "system");
  }
  facts.add(record.take());
}

void delete_record(RecordKind kind, std::string id, IssueId issue, Instant at, Facts& facts) {
  RecordBuilder record(kind, std::move(id), facts.version_at(at));
  record.issue(issue).set(domain::kDeleted, true);
  facts.add(record.take());
}

}  // namespace tl::connectors::jira
