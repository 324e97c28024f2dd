#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "sim/handlers.h"
#include "sim/site.h"

namespace tl::sim {

namespace {

bool contains_no_case(const std::string& text, const std::string& part) {
  return to_lower(text).find(to_lower(part)) != std::string::npos;
}

void write_project(JsonWriter& w, const Call& call, int position, bool full) {
  const auto& project = call.world.catalog.projects[static_cast<size_t>(position)];
  const auto& shapes = call.site.shapes;
  const auto view = call.view();
  w.begin_object().member("expand", "description,lead,issueTypes,url,projectKeys,permissions");
  w.member("self", fmt::format("{}/project/{}", shapes.api(view), project.id));
  w.member("id", std::to_string(project.id)).member("key", project.key);
  w.member("name", project.name);
  write_avatars(w, shapes.base(), fmt::format("/secure/projectavatar/{}", project.id));
  w.member("projectTypeKey", project.desk() ? "service_desk" : "software");
  if (call.cloud()) {
    w.member("simplified", project.team_managed);
    w.member("style", project.team_managed ? "next-gen" : "classic").member("isPrivate", false);
  } else if (call.flavour().numbers[0] >= 8) {
    w.member("archived", false);
  }
  const auto wants = [&](const char* what) { return full || call.has_expand(what); };
  if (wants("description")) w.member("description", project.description);
  if (wants("lead")) w.key("lead").raw(shapes.user(static_cast<UserRef>(project.lead + 1), view));
  if (wants("issueTypes")) {
    w.key("issueTypes").begin_array();
    for (const auto& t : issue_types())
      if (t.style == project.style()) w.raw(shapes.type(t.id, view));
    w.end_array();
  }
  if (full) {
    const auto renderer = call.renderer();
    w.key("components").begin_array();
    for (const auto& c : project.components) renderer.component(w, project, c);
    w.end_array().key("versions").begin_array();
    for (const auto& v : project.versions) renderer.version(w, project, v);
    w.end_array().key("roles").begin_object().end_object();
    w.member("assigneeType", "UNASSIGNED");
  }
  w.end_object();
}

std::vector<int> wanted_projects(const Call& call) {
  const auto& projects = call.world.catalog.projects;
  const auto keys = call.query_list("keys");
  const auto ids = call.query_list("id");
  const auto query = call.query("query").value_or("");
  const auto listed = [](const std::vector<std::string>& list, const std::string& value) {
    return list.empty() || std::find(list.begin(), list.end(), value) != list.end();
  };
  std::vector<int> out;
  for (size_t i = 0; i < projects.size(); ++i) {
    const auto& p = projects[i];
    if (!call.site.accounts.can_browse(call.user, static_cast<int>(i))) continue;
    if (!listed(keys, p.key) || !listed(ids, std::to_string(p.id))) continue;
    if (!query.empty() && !contains_no_case(p.key, query) && !contains_no_case(p.name, query))
      continue;
    out.push_back(static_cast<int>(i));
  }
  return out;
}

void sort_projects(const Call& call, std::vector<int>& list) {
  auto order = call.query("orderBy").value_or("key");
  bool descending = false;
  if (!order.empty() && (order[0] == '-' || order[0] == '+')) {
    descending = order[0] == '-';
    order.erase(0, 1);
  }
  const auto& projects = call.world.catalog.projects;
  std::sort(list.begin(), list.end(), [&](int a, int b) {
    const auto& x = projects[static_cast<size_t>(descending ? b : a)];
    const auto& y = projects[static_cast<size_t>(descending ? a : b)];
    return order == "name" ? x.name < y.name : x.key < y.key;
  });
}

}  // namespace

Response get_project_search(Call& call) {
  auto list = wanted_projects(call);
  sort_projects(call, list);
  const auto page = page_of(call, 50, 100);
  const auto total = static_cast<int64_t>(list.size());
  const auto end = std::min(total, page.start + page.size);
  const auto root = call.site.shapes.api(call.view()) + "/project/search";
  JsonWriter w;
  w.begin_object();
  w.member("self", fmt::format("{}?maxResults={}&startAt={}", root, page.size, page.start));
  if (end < total)
    w.member("nextPage", fmt::format("{}?maxResults={}&startAt={}", root, page.size, end));
  w.member("maxResults", page.size).member("startAt", page.start).member("total", total);
  w.member("isLast", end >= total).key("values").begin_array();
  for (auto i = page.start; i < end; ++i)
    write_project(w, call, list[static_cast<size_t>(i)], false);
  return answer(w.end_array().end_object().take());
}

// Servers and older clients: all at once, in the order of keys.
Response get_projects(Call& call) {
  auto list = wanted_projects(call);
  sort_projects(call, list);
  JsonWriter w;
  w.begin_array();
  for (const int at : list) write_project(w, call, at, false);
  return answer(w.end_array().take());
}

static int visible_project(const Call& call) {
  const int at = call.world.catalog.project_by_key_or_id(call.parts[0]);
  return at >= 0 && call.site.accounts.can_browse(call.user, at) ? at : -1;
}

static Response no_project(const Call& call) {
  return refuse(404, fmt::format("No project could be found with key '{}'.", call.parts[0]));
}

Response get_project(Call& call) {
  const int at = visible_project(call);
  if (at < 0) return no_project(call);
  JsonWriter w;
  write_project(w, call, at, true);
  return answer(w.take());
}

Response get_project_statuses(Call& call) {
  const int at = visible_project(call);
  if (at < 0) return no_project(call);
  const auto& project = call.world.catalog.projects[static_cast<size_t>(at)];
  const auto& shapes = call.site.shapes;
  const auto view = call.view();
  JsonWriter w;
  w.begin_array();
  for (const auto& t : issue_types()) {
    if (t.style != project.style()) continue;
    w.begin_object().member("self", fmt::format("{}/issuetype/{}", shapes.api(view), t.id));
    w.member("id", std::to_string(t.id)).member("name", call.catalog().word(t.name));
    w.member("subtask", t.level == -1).key("statuses").begin_array();
    for (const auto id : workflow_statuses(project.workflow)) w.raw(shapes.status(id, view));
    w.end_array().end_object();
  }
  return answer(w.end_array().take());
}

static const Project* asked(const Call& call) {
  const int at = visible_project(call);
  return at < 0 ? nullptr : &call.catalog().projects[static_cast<size_t>(at)];
}

Response get_project_versions(Call& call) {
  const auto* project = asked(call);
  if (project == nullptr) return no_project(call);
  JsonWriter w;
  w.begin_array();
  for (const auto& v : project->versions) call.renderer().version(w, *project, v);
  return answer(w.end_array().take());
}

Response get_project_version_page(Call& call) {
  const auto* project = asked(call);
  if (project == nullptr) return no_project(call);
  const auto page = page_of(call, 50, 50);
  const auto total = static_cast<int64_t>(project->versions.size());
  const auto end = std::min(total, page.start + page.size);
  const auto root =
      fmt::format("{}/project/{}/version", call.site.shapes.api(call.view()), project->id);
  JsonWriter w;
  w.begin_object();
  w.member("self", fmt::format("{}?maxResults={}&startAt={}", root, page.size, page.start));
  if (end < total)
    w.member("nextPage", fmt::format("{}?maxResults={}&startAt={}", root, page.size, end));
  w.member("maxResults", page.size).member("startAt", page.start).member("total", total);
  w.member("isLast", end >= total).key("values").begin_array();
  for (auto i = page.start; i < end; ++i)
    call.renderer().version(w, *project, project->versions[static_cast<size_t>(i)]);
  return answer(w.end_array().end_object().take());
}

Response get_project_components(Call& call) {
  const auto* project = asked(call);
  if (project == nullptr) return no_project(call);
  JsonWriter w;
  w.begin_array();
  for (const auto& c : project->components) call.renderer().component(w, *project, c);
  return answer(w.end_array().take());
}

}  // namespace tl::sim
