// /_sim/: changes of the world that REST has no way for.
#include <fmt/format.h>

#include "base/text.h"
#include "base/time_text.h"
#include "sim/handlers.h"
#include "sim/site.h"

namespace tl::sim {

namespace {

constexpr auto kAuthor = static_cast<UserRef>(kAdminUser + 1);

// "2026-11-20T14:02:11Z", null (nothing) or milliseconds. False: something else.
bool read_time(JsonElement body, const char* name, int64_t& out) {
  JsonElement value;
  if (body[name].get(value) != simdjson::SUCCESS) return true;
  if (value.is_null()) {
    out = 0;
    return true;
  }
  if (value.get_int64().get(out) == simdjson::SUCCESS) return true;
  const auto text = json_text(body, name);
  const auto instant = text ? parse_instant(*text) : std::nullopt;
  if (instant) out = instant->ms;
  return instant.has_value();
}

}  // namespace

Response post_sim_move_issue(Call& call) {
  auto* issue = call.world.find_issue(json_text(call.json(), "key").value_or(""));
  const int project =
      call.world.catalog.project_by_key_or_id(json_text(call.json(), "project").value_or(""));
  if (issue == nullptr || project < 0) return refuse(404, "No such issue or project.");
  if (issue->project == project) return refuse(400, "The issue is there already.");
  call.world.move_issue(*issue, project, kAuthor, call.now);
  call.site.webhooks.issue_updated(*issue, kAuthor, issue->histories.back().id, "issue_moved");
  return answer(R"({"key":)" + json_quote(call.world.key_of(*issue)) + "}");
}

// {flavour}: a Server is upgraded (or restored to an older version). Registered webhooks stay.
Response post_sim_flavour(Call& call) {
  const auto* next = find_flavour(json_text(call.json(), "flavour").value_or(""));
  if (next == nullptr || next->cloud() || call.cloud())
    return refuse(400, "flavour must be dc-10, dc-9, server-8 or server-7, of a Server.");
  call.world.catalog.flavour = next;
  ++call.world.version;
  call.site.shapes.refresh();
  auto settings = call.site.webhooks.settings();
  settings.shuffle = next->bit == kDc10;
  call.site.webhooks.change_settings(settings);
  return answer(R"({"ok":true})");
}

// {key, silent?}: silent ones leave no event, as an administrator's tool may.
Response post_sim_delete_issue(Call& call) {
  auto* issue = call.world.find_issue(json_text(call.json(), "key").value_or(""));
  if (issue == nullptr) return refuse(404, "No such issue.");
  for (const auto id : std::vector<int32_t>(call.world.children_of(issue->id)))
    if (auto* child = call.world.issue_by_id(id)) call.world.set_parent(*child, 0);
  if (!json_bool(call.json(), "silent").value_or(false))
    call.site.webhooks.issue_deleted(*issue, kAuthor);
  const auto id = issue->id;
  call.world.remove_issue(*issue);
  return answer(fmt::format(R"({{"id":"{}"}})", id));
}

// {id, name?, goal?, state?, startDate?, endDate?, completeDate?}: whatever people do to sprints,
// reopening closed ones and rewriting their dates included.
Response post_sim_edit_sprint(Call& call) {
  const auto body = call.json();
  auto* sprint = call.world.sprint(json_int(body, "id").value_or(0));
  if (sprint == nullptr) return refuse(404, "No such sprint.");
  const auto old = *sprint;
  auto changed = old;
  if (const auto name = json_text(body, "name")) changed.name = *name;
  if (const auto goal = json_text(body, "goal")) changed.goal = *goal;
  const char* event = "sprint_updated";
  if (const auto state = json_text(body, "state")) {
    if (*state != "future" && *state != "active" && *state != "closed")
      return refuse(400, "state must be future, active or closed.");
    changed.state = *state == "future"   ? SprintState::kFuture
                    : *state == "active" ? SprintState::kActive
                                         : SprintState::kClosed;
    if (changed.state == SprintState::kClosed && old.state != SprintState::kClosed) {
      changed.complete = call.now;
      event = "sprint_closed";
    }
    if (changed.state == SprintState::kActive && old.state != SprintState::kActive) {
      changed.activated = call.now;
      changed.complete = 0;
      event = "sprint_started";
    }
  }
  if (!read_time(body, "startDate", changed.start) || !read_time(body, "endDate", changed.end) ||
      !read_time(body, "completeDate", changed.complete))
    return refuse(400, "Dates must be in ISO 8601 form, milliseconds or null.");
  *sprint = changed;
  ++call.world.version;
  call.site.webhooks.sprint(event, *sprint, &old);
  return answer(R"({"ok":true})");
}

// {project, key?, name?}: a project may get another key; its issues follow.
Response post_sim_rename_project(Call& call) {
  auto& catalog = call.world.catalog;
  const int at = catalog.project_by_key_or_id(json_text(call.json(), "project").value_or(""));
  if (at < 0) return refuse(404, "No such project.");
  auto& project = catalog.projects[static_cast<size_t>(at)];
  if (const auto key = json_text(call.json(), "key")) {
    const int taken = catalog.project_by_key_or_id(*key);
    if (taken >= 0 && taken != at) return refuse(400, "Another project has this key.");
    project.old_keys.push_back(project.key);
    project.key = *key;
  }
  if (const auto name = json_text(call.json(), "name")) project.name = *name;
  ++call.world.version;
  call.site.shapes.refresh();
  call.site.webhooks.project("project_updated", project);
  return answer(R"({"ok":true})");
}

// {account, displayName?, name?, active?}: the name is a login, which only Servers show.
Response post_sim_rename_user(Call& call) {
  auto& catalog = call.world.catalog;
  auto who = json_text(call.json(), "account").value_or("");
  const int at = catalog.find_user(who);
  if (at < 0) return refuse(404, "Nobody has this name.");
  auto& user = catalog.users[static_cast<size_t>(at)];
  if (const auto name = json_text(call.json(), "displayName")) user.name = *name;
  if (const auto login = json_text(call.json(), "name")) user.login = *login;
  if (const auto active = json_bool(call.json(), "active")) user.active = *active;
  ++call.world.version;
  call.site.shapes.refresh();
  call.site.webhooks.user("user_updated", static_cast<UserRef>(at + 1));
  return answer(R"({"ok":true})");
}

}  // namespace tl::sim
