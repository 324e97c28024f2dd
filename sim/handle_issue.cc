#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "sim/edits.h"
#include "sim/handlers.h"
#include "sim/site.h"

namespace tl::sim {

namespace {

const char* event_name(const std::vector<ChangeItem>& items) {
  if (items.size() == 1 && items[0].field == Field::kAssignee) return "issue_assigned";
  return "issue_updated";
}

// The type of {"id": ...} or {"name": ...} that belongs to the project's style; 0 none.
int read_type(const Catalog& catalog, const Project& project, JsonElement value) {
  const auto id = json_id(value, "id");
  const std::string name(json_text(value, "name").value_or(""));
  for (const auto& t : issue_types())
    if (t.style == project.style() && (std::to_string(t.id) == id || equals_no_case(t.name, name) ||
                                       (!name.empty() && catalog.word(t.name) == name)))
      return t.id;
  return 0;
}

void write_transition(JsonWriter& w, const Call& call, const Edge& edge) {
  w.begin_object().member("id", std::to_string(edge.id));
  w.member("name", call.catalog().word(edge.name));
  w.key("to").raw(call.site.shapes.status(edge.to, call.view()));
  if (call.cloud()) {
    w.member("hasScreen", edge.screen).member("isGlobal", edge.from == 0);
    w.member("isInitial", false).member("isAvailable", true).member("isConditional", false);
    w.member("looped", false);
  }
  if (call.has_expand("transitions.fields")) {
    w.key("fields").begin_object();
    if (edge.screen) {
      w.key("resolution").begin_object().member("required", false).key("schema").begin_object();
      w.member("type", "resolution").member("system", "resolution").end_object();
      w.member("name", "Resolution").member("key", "resolution").member("hasDefaultValue", true);
      w.key("operations").begin_array().value("set").end_array().key("allowedValues").begin_array();
      for (const auto& r : resolutions()) w.raw(call.site.shapes.resolution(r.id, call.view()));
      w.end_array().end_object();
    }
    w.end_object();
  }
  w.end_object();
}

std::vector<Edge> edges_from(const Call& call, const Issue& issue) {
  if (!call.may_work_on(issue)) return {};
  const auto& world = call.world;
  const auto workflow = world.catalog.projects[static_cast<size_t>(issue.project)].workflow;
  std::vector<Edge> out;
  for (const auto& edge : edges(workflow))
    if (edge.from == issue.status || (edge.from == 0 && edge.to != issue.status))
      out.push_back(edge);
  return out;
}

// What else a transition changes: the resolution follows the category of the status.
std::vector<ChangeItem> transition_items(World& world, const Issue& issue, const Edge& edge,
                                         int resolution) {
  std::vector<ChangeItem> items;
  if (is_done(edge.to)) {
    const int otherwise = edge.to == ids::kWontDo ? ids::kResolutionWontDo : ids::kResolutionDone;
    items.push_back(
        world.change(issue, Field::kResolution, resolution == 0 ? otherwise : resolution));
  } else if (issue.resolution != 0) {
    items.push_back(world.change(issue, Field::kResolution, 0));
  }
  items.push_back(world.change(issue, Field::kStatus, edge.to));
  return items;
}

const char* transition_event(const Issue& before, const Edge& edge) {
  if (is_done(edge.to)) return "issue_resolved";
  return is_done(before.status) ? "issue_reopened" : "issue_generic";
}

Response not_agent() {
  return not_allowed("Only agents of the service desk may change its issues.");
}

}  // namespace

Response get_issue(Call& call) {
  const auto* issue = call.issue();
  if (issue == nullptr) return call.cloud() ? no_issue() : refuse(404, "Issue Does Not Exist");
  const auto selection = select_fields(call.query_list("fields"), "*all", call.flavour());
  const size_t histories = call.has_expand("changelog") ? kIssueHistories : 0;
  JsonWriter w;
  call.renderer().issue(w, *issue, selection, histories);
  auto text = w.take();
  if (call.has_expand("transitions")) {
    JsonWriter t;
    t.begin_array();
    for (const auto& edge : edges_from(call, *issue)) write_transition(t, call, edge);
    text.pop_back();
    text += ",\"transitions\":" + t.end_array().take() + "}";
  }
  return answer(std::move(text));
}

Response post_issue(Call& call) {
  const auto fields = json_get(call.json(), "fields");
  const auto project_value = fields ? json_get(*fields, "project") : std::nullopt;
  if (!project_value) return refuse_field("project", "Specify a valid project ID or key");
  auto project_key = std::string(json_text(*project_value, "key").value_or(""));
  if (project_key.empty()) project_key = json_id(*project_value, "id");
  const int at = call.world.catalog.project_by_key_or_id(project_key);
  if (at < 0 || !call.site.accounts.can_browse(call.user, at))
    return refuse_field("project", "Specify a valid project ID or key");
  const auto& project = call.world.catalog.projects[static_cast<size_t>(at)];
  const auto type_value = json_get(*fields, "issuetype");
  Issue issue;
  issue.type = type_value ? read_type(call.catalog(), project, *type_value) : 0;
  if (issue.type == 0) return refuse_field("issuetype", "Specify a valid issue type");
  if (!json_get(*fields, "summary"))
    return refuse_field("summary", "You must specify a summary of the issue.");
  issue.project = at;
  issue.status = initial_status(project.workflow);
  issue.created = issue.updated = call.now;
  issue.reporter = issue.creator = call.author();
  auto edits = parse_edits(call, issue, call.json(), {"project", "issuetype"});
  if (edits.refusal) return *edits.refusal;
  auto& added = call.world.add_issue(std::move(issue));
  call.world.set_fields(added, edits.items, call.now);
  call.site.webhooks.issue_created(added, call.author());
  JsonWriter w;
  w.begin_object().member("id", std::to_string(added.id));
  w.member("key", call.world.key_of(added));
  w.member("self", fmt::format("{}/issue/{}", call.site.shapes.api(call.view()), added.id));
  return answer(w.end_object().take(), 201);
}

Response put_issue(Call& call) {
  auto* issue = call.issue();
  if (issue == nullptr) return no_issue();
  if (!call.may_work_on(*issue)) return not_agent();
  if (call.query("notifyUsers") == "false" && !Accounts::is_admin(call.user))
    return not_allowed(
        "To discard the user notification either admin or project admin permissions "
        "are required.");
  if (!json_get(call.json(), "fields") && !json_get(call.json(), "update") &&
      !json_get(call.json(), "properties"))
    return refuse(400, "one of 'fields' or 'update' required");
  const auto edits = parse_edits(call, *issue, call.json());
  if (edits.refusal) return *edits.refusal;
  const auto history = call.world.apply(*issue, call.author(), call.now, edits.items);
  call.site.webhooks.issue_updated(*issue, call.author(), history, event_name(edits.items));
  if (call.query("returnIssue") == "true") {
    JsonWriter w;
    call.renderer().issue(w, *issue, select_fields({}, "*all", call.flavour()), 0);
    return answer(w.take());
  }
  return no_content();
}

Response delete_issue(Call& call) {
  auto* issue = call.issue();
  if (issue == nullptr) return no_issue();
  if (!call.site.accounts.has_permission(call.user, "DELETE_ISSUES", issue->project))
    return not_allowed("You do not have permission to delete issues in this project.");
  const auto children = call.world.children_of(issue->id);
  std::vector<int32_t> subtasks;
  for (const auto id : children) {
    const auto* child = call.world.issue_by_id(id);
    if (child != nullptr && call.world.catalog.type(child->type)->level == -1)
      subtasks.push_back(id);
    else if (child != nullptr)
      call.world.set_parent(*call.world.issue_by_id(id), 0);
  }
  if (!subtasks.empty() && call.query("deleteSubtasks") != "true")
    return refuse(400, fmt::format("The issue '{}' has subtasks. You must specify the "
                                   "'deleteSubtasks' parameter to delete this issue and all its "
                                   "subtasks.",
                                   call.world.key_of(*issue)));
  for (const auto id : subtasks) {
    auto& child = *call.world.issue_by_id(id);
    call.site.webhooks.issue_deleted(child, call.author(), true);
    call.world.remove_issue(child);
  }
  call.site.webhooks.issue_deleted(*issue, call.author());
  call.world.remove_issue(*issue);
  return no_content();
}

Response put_assignee(Call& call) {
  auto* issue = call.issue();
  if (issue == nullptr) return no_issue();
  simdjson::dom::element raw;
  const char* name = call.cloud() ? "accountId" : "name";
  const bool given = call.json()[name].get(raw) == simdjson::SUCCESS;
  UserRef user = 0;
  if (!given || (!raw.is_null() && !read_user(call.world.catalog, call.json(), user)))
    return refuse_field("assignee", "User does not exist or cannot be assigned issues.");
  const auto item = call.world.change(*issue, Field::kAssignee, user);
  const auto history = call.world.apply(*issue, call.author(), call.now, {item});
  call.site.webhooks.issue_updated(*issue, call.author(), history, "issue_assigned");
  return no_content();
}

Response get_transitions(Call& call) {
  const auto* issue = call.issue();
  if (issue == nullptr) return no_issue();
  const auto only = call.query("transitionId");
  JsonWriter w;
  w.begin_object().member("expand", "transitions").key("transitions").begin_array();
  for (const auto& edge : edges_from(call, *issue))
    if (!only || *only == std::to_string(edge.id)) write_transition(w, call, edge);
  return answer(w.end_array().end_object().take());
}

Response post_transition(Call& call) {
  auto* issue = call.issue();
  if (issue == nullptr) return no_issue();
  const auto transition = json_get(call.json(), "transition");
  const auto id = transition ? json_id(*transition, "id") : std::string();
  if (id.empty()) return refuse(400, "Missing 'transition' identifier");
  if (!call.may_work_on(*issue)) return not_agent();
  const auto available = edges_from(call, *issue);
  const auto edge = std::find_if(available.begin(), available.end(),
                                 [&](const Edge& e) { return std::to_string(e.id) == id; });
  if (edge == available.end())
    return refuse(400, fmt::format("It seems that you have tried to perform a workflow operation "
                                   "that is not valid for the current state of this issue. "
                                   "Transition id '{}' is not valid for this issue.",
                                   id));
  int resolution = 0;
  if (const auto fields = json_get(call.json(), "fields")) {
    if (const auto value = json_get(*fields, "resolution"); value && edge->screen) {
      resolution = read_named(resolutions(), *value, call.catalog());
      if (resolution == 0)
        return refuse_field("resolution", "Specify a valid 'id' or 'name' for resolution");
    } else if (value) {
      return refuse_field("resolution",
                          "Field 'resolution' cannot be set. It is not on the appropriate screen, "
                          "or unknown.");
    }
  }
  auto edits = parse_edits(call, *issue, call.json(), {"resolution"});
  if (edits.refusal) return *edits.refusal;
  auto items = transition_items(call.world, *issue, *edge, resolution);
  items.insert(items.end(), edits.items.begin(), edits.items.end());
  const auto* event = transition_event(*issue, *edge);
  const auto history = call.world.apply(*issue, call.author(), call.now, items);
  call.site.webhooks.issue_updated(*issue, call.author(), history, event);
  return no_content();
}

}  // namespace tl::sim
