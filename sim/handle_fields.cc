// The field catalogue and what new issues may hold.
#include <fmt/format.h>

#include "base/text.h"
#include "sim/handlers.h"
#include "sim/seeded.h"
#include "sim/site.h"

namespace tl::sim {

namespace {

// Servers' second story-point field is an ordinary number of the same name.
const char* name_of(const FieldInfo& info, const Flavour& flavour) {
  return info.out == Out::kPointsTeam && !flavour.cloud() ? field_info(Out::kPoints).name
                                                          : info.name;
}

const char* custom_type(const FieldInfo& info, const Flavour& flavour) {
  if (flavour.cloud()) return info.custom;
  if (info.out == Out::kPointsTeam) return field_info(Out::kPoints).custom;
  if (info.out == Out::kTeam) return "com.atlassian.teams:rm-teams-custom-field-team";
  return info.custom;
}

void write_schema(JsonWriter& w, const FieldInfo& info, const Flavour& flavour) {
  const std::string id = field_id(info.out, flavour);
  w.key("schema").begin_object();
  w.member("type", info.out == Out::kTeam && !flavour.cloud() ? "any" : info.type);
  const char* items = info.out == Out::kSprint && !flavour.cloud() ? "string" : info.items;
  if (items != nullptr) w.member("items", items);
  if (info.custom != nullptr) {
    w.member("custom", custom_type(info, flavour));
    w.member("customId", parse_int(std::string_view(id).substr(12)).value_or(0));
  } else {
    w.member("system", id);
  }
  w.end_object();
}

void write_field(JsonWriter& w, const Call& call, const FieldInfo& info) {
  const auto& flavour = call.flavour();
  const std::string id = field_id(info.out, flavour);
  const auto name = call.catalog().word(name_of(info, flavour));
  w.begin_object().member("id", id);
  if (flavour.cloud()) w.member("key", id);
  w.member("name", name).member("custom", info.custom != nullptr);
  w.member("orderable", true).member("navigable", true).member("searchable", true);
  w.key("clauseNames").begin_array();
  if (info.custom != nullptr) w.value(fmt::format("cf[{}]", id.substr(12))).value(name);
  for (const auto* clause : info.clauses) w.value(clause);
  w.end_array();
  write_schema(w, info, flavour);
  w.end_object();
}

int asked_project(const Call& call, const std::string& text) {
  const int at = call.catalog().project_by_key_or_id(text);
  return at >= 0 && call.site.accounts.can_browse(call.user, at) ? at : -1;
}

const std::vector<Out>& create_fields() {
  static const std::vector<Out> list = [] {
    std::vector<Out> out{Out::kSummary,    Out::kIssueType, Out::kProject,  Out::kDescription,
                         Out::kPriority,   Out::kLabels,    Out::kAssignee, Out::kReporter,
                         Out::kComponents, Out::kDueDate,   Out::kSprint,   Out::kFlagged,
                         Out::kFixVersions};
    for (auto i = static_cast<int>(kFirstTyped); i <= static_cast<int>(kLastTyped); ++i)
      out.push_back(static_cast<Out>(i));
    return out;
  }();
  return list;
}

void write_allowed(JsonWriter& w, const Call& call, Out field) {
  const auto view = call.view();
  if (field == Out::kPriority) {
    w.key("allowedValues").begin_array();
    for (const auto& p : priorities()) w.raw(call.site.shapes.priority(p.id, view));
    w.end_array();
    return;
  }
  bool any = false;
  for (const auto& option : options()) any = any || option.field == field;
  if (!any) return;
  w.key("allowedValues").begin_array();
  for (const auto& option : options()) {
    if (option.field != field || option.parent != 0) continue;
    w.begin_object().member("id", std::to_string(option.id)).member("value", option.value);
    w.end_object();
  }
  w.end_array();
}

void write_create_field(JsonWriter& w, const Call& call, Out field) {
  const auto& info = field_info(field);
  const bool required =
      field == Out::kSummary || field == Out::kIssueType || field == Out::kProject;
  w.begin_object().member("required", required);
  write_schema(w, info, call.flavour());
  w.member("name", call.catalog().word(name_of(info, call.flavour())));
  const char* id = field_id(field, call.flavour());
  w.member("key", id).member("fieldId", id);
  w.member("hasDefaultValue", field == Out::kPriority);
  w.key("operations").begin_array().value("set").end_array();
  write_allowed(w, call, field);
  w.end_object();
}

std::vector<const IssueType*> types_of(const Project& project) {
  std::vector<const IssueType*> out;
  for (const auto& t : issue_types())
    if (t.style == project.style()) out.push_back(&t);
  return out;
}

// One page of `count` things. Cloud and Servers name the list differently.
template <typename Write>
Response write_page(const Call& call, size_t count, const char* cloud_name, const Write& write) {
  const auto page = page_of(call, 50, 200);
  const auto total = static_cast<int64_t>(count);
  const auto end = std::min(total, page.start + page.size);
  JsonWriter w;
  w.begin_object().member("maxResults", page.size).member("startAt", page.start);
  w.member("total", total);
  if (!call.cloud()) w.member("isLast", end >= total);
  w.key(call.cloud() ? cloud_name : "values").begin_array();
  for (auto i = page.start; i < end; ++i) write(w, static_cast<size_t>(i));
  return answer(w.end_array().end_object().take());
}

Response no_project() { return refuse(404, "No project could be found."); }

}  // namespace

Response get_fields(Call& call) {
  JsonWriter w;
  w.begin_array();
  for (const auto& info : all_fields())
    if (field_id(info.out, call.flavour()) != nullptr) write_field(w, call, info);
  // Fields that every site has and that have no schema.
  w.begin_object().member("id", "issuekey");
  if (call.cloud()) w.member("key", "issuekey");
  w.member("name", call.catalog().word("Key"));
  w.member("custom", false).member("orderable", false).member("navigable", true);
  w.member("searchable", false).key("clauseNames").begin_array();
  for (const char* clause : {"id", "issue", "issuekey", "key"}) w.value(clause);
  w.end_array().end_object();
  return answer(w.end_array().take());
}

Response get_create_types(Call& call) {
  const int at = asked_project(call, call.parts[0]);
  if (at < 0) return no_project();
  const auto types = types_of(call.catalog().projects[static_cast<size_t>(at)]);
  return write_page(call, types.size(), "issueTypes", [&](JsonWriter& w, size_t i) {
    w.raw(call.site.shapes.type(types[i]->id, call.view()));
  });
}

Response get_create_fields(Call& call) {
  const int at = asked_project(call, call.parts[0]);
  if (at < 0) return no_project();
  const auto types = types_of(call.catalog().projects[static_cast<size_t>(at)]);
  bool known = false;
  for (const auto* type : types) known = known || std::to_string(type->id) == call.parts[1];
  if (!known) return refuse(404, "The issue type does not exist in this project.");
  const auto& list = create_fields();
  return write_page(call, list.size(), "fields",
                    [&](JsonWriter& w, size_t i) { write_create_field(w, call, list[i]); });
}

// The way of before 8.4: everything at once. Removed in 9.0.
Response get_old_create_meta(Call& call) {
  const auto keys = call.query_list("projectKeys");
  const bool fields = call.has_expand("projects.issuetypes.fields");
  JsonWriter w;
  w.begin_object().member("expand", "projects").key("projects").begin_array();
  for (size_t i = 0; i < call.catalog().projects.size(); ++i) {
    const auto& project = call.catalog().projects[i];
    if (!call.site.accounts.can_browse(call.user, static_cast<int>(i))) continue;
    if (!keys.empty() && std::find(keys.begin(), keys.end(), project.key) == keys.end()) continue;
    w.begin_object().member("id", std::to_string(project.id)).member("key", project.key);
    w.member("name", project.name).key("issuetypes").begin_array();
    for (const auto* type : types_of(project)) {
      auto text = call.site.shapes.type(type->id, call.view());
      text.pop_back();
      JsonWriter f;
      f.begin_object();
      for (const auto field : create_fields()) {
        f.key(field_id(field, call.flavour()));
        write_create_field(f, call, field);
      }
      w.raw(fields ? text + ",\"fields\":" + f.end_object().take() + "}" : text + "}");
    }
    w.end_array().end_object();
  }
  return answer(w.end_array().end_object().take());
}

Response get_configuration(Call&) {
  return answer(
      R"({"votingEnabled":true,"watchingEnabled":true,"unassignedIssuesAllowed":true,)"
      R"("subTasksEnabled":true,"issueLinkingEnabled":true,"timeTrackingEnabled":true,)"
      R"("attachmentsEnabled":true,"timeTrackingConfiguration":{"workingHoursPerDay":8.0,)"
      R"("workingDaysPerWeek":5.0,"timeFormat":"pretty","defaultUnit":"minute"}})");
}

Response get_security_level(Call& call) {
  const auto id = parse_int(call.parts[0]).value_or(0);
  if (find_named(security_levels(), static_cast<int>(id)) == nullptr)
    return refuse(404, "The security level does not exist.");
  return answer(call.site.shapes.security(static_cast<int>(id), call.view()));
}

// The filter behind a board: 10000 + its id.
Response get_filter(Call& call) {
  const auto id = parse_int(call.parts[0]).value_or(0);
  const auto* board = call.catalog().board(static_cast<int>(id - 10000));
  if (board == nullptr || !call.site.accounts.can_browse(call.user, board->project))
    return refuse(400, fmt::format("The selected filter is not available to you: {}", id));
  std::string keys = call.catalog().projects[static_cast<size_t>(board->project)].key;
  for (const auto project : board->also_projects)
    keys += ", " + call.catalog().projects[static_cast<size_t>(project)].key;
  JsonWriter w;
  w.begin_object();
  w.member("self", fmt::format("{}/filter/{}", call.site.shapes.api(call.view()), id));
  w.member("id", std::to_string(id)).member("name", "Filter for " + board->name);
  w.member("jql", fmt::format("project in ({}) ORDER BY Rank ASC", keys));
  w.member("favourite", false).end_object();
  return answer(w.take());
}

}  // namespace tl::sim
