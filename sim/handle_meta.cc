#include <fmt/format.h>

#include "base/text.h"
#include "base/time_text.h"
#include "sim/handlers.h"
#include "sim/site.h"

namespace tl::sim {

namespace {

void write_permission(JsonWriter& w, const Permission& p, int position) {
  w.member("id", std::to_string(position)).member("key", p.key).member("name", p.name);
  w.member("type", p.global ? "GLOBAL" : "PROJECT").member("description", "");
}

int position_of(const Permission& p) { return static_cast<int>(&p - permissions().data()); }

// The project a permission question is about: -1 none asked, -2 not visible.
int asked_project(const Call& call) {
  for (const char* name : {"projectKey", "projectId"}) {
    if (const auto key = call.query(name)) {
      const int at = call.world.catalog.project_by_key_or_id(*key);
      return at >= 0 && call.site.accounts.can_browse(call.user, at) ? at : -2;
    }
  }
  for (const char* name : {"issueKey", "issueId"}) {
    if (const auto key = call.query(name)) {
      const auto* issue = call.world.find_issue(*key);
      return issue != nullptr && call.sees(*issue) ? issue->project : -2;
    }
  }
  return -1;
}

}  // namespace

Response get_tenant_info(Call&) {
  return answer(R"({"cloudId":"7f3c1e5a-0000-4000-8000-51a0c10ad001"})");
}

Response get_server_info(Call& call) {
  const auto& base = call.site.shapes.base();
  JsonWriter w;
  w.begin_object().member("baseUrl", base).member("displayUrl", base);
  w.member("version", "1001.0.0-SNAPSHOT").key("versionNumbers").begin_array();
  w.value(1001).value(0).value(0).end_array();
  w.member("deploymentType", "Cloud").member("buildNumber", 100290);
  w.member("buildDate", "2026-10-01T00:00:00.000+0000");
  w.member("serverTime", format_jira_time(call.now, call.view().offset_minutes));
  w.member("scmInfo", "0000000000000000000000000000000000000000");
  w.member("serverTitle", "Simulated Jira").member("serverTimeZone", "Etc/UTC");
  return answer(w.end_object().take());
}

Response get_myself(Call& call) {
  auto view = call.view();
  view.hide_emails = false;  // one sees one's own address
  auto text = call.site.shapes.user(call.author(), view);
  text.pop_back();
  return answer(text + R"(,"locale":"en_US","expand":"groups,applicationRoles"})");
}

Response get_my_permissions(Call& call) {
  const auto asked = call.query_list("permissions");
  if (asked.empty())
    return refuse(400,
                  "The 'permissions' query parameter is required. Specify the keys of the "
                  "permissions to look up.");
  for (const auto& key : asked)
    if (find_permission(key) == nullptr)
      return refuse(400, fmt::format("Unrecognized permission: {}", key));
  const int project = asked_project(call);
  if (project == -2) return refuse(404, "No project or issue could be found.");
  JsonWriter w;
  w.begin_object().key("permissions").begin_object();
  for (const auto& key : asked) {
    const auto& p = *find_permission(key);
    w.key(key).begin_object();
    write_permission(w, p, position_of(p));
    w.member("havePermission", call.site.accounts.has_permission(call.user, key, project));
    w.end_object();
  }
  return answer(w.end_object().end_object().take());
}

Response get_permissions(Call&) {
  JsonWriter w;
  w.begin_object().key("permissions").begin_object();
  for (const auto& p : permissions()) {
    w.key(p.key).begin_object().member("key", p.key).member("name", p.name);
    w.member("type", p.global ? "GLOBAL" : "PROJECT").member("description", "").end_object();
  }
  return answer(w.end_object().end_object().take());
}

Response post_permissions_project(Call& call) {
  const auto element = json_get(call.json(), "permissions");
  const auto asked = element ? text_list(*element) : std::nullopt;
  if (!asked || asked->empty()) return refuse(400, "permissions must not be empty.");
  for (const auto& key : *asked) {
    const auto* p = find_permission(key);
    if (p == nullptr || p->global)
      return refuse(400, fmt::format("Unrecognized project permission: {}", key));
  }
  JsonWriter w;
  w.begin_object().key("projects").begin_array();
  const auto& projects = call.world.catalog.projects;
  for (size_t i = 0; i < projects.size(); ++i) {
    bool all = call.site.accounts.can_browse(call.user, static_cast<int>(i));
    for (const auto& key : *asked)
      all = all && call.site.accounts.has_permission(call.user, key, static_cast<int>(i));
    if (all)
      w.begin_object().member("id", projects[i].id).member("key", projects[i].key).end_object();
  }
  return answer(w.end_array().end_object().take());
}

Response get_fields(Call&) {
  JsonWriter w;
  w.begin_array();
  for (const auto& f : fields()) {
    w.begin_object().member("id", f.id).member("key", f.id).member("name", f.name);
    w.member("custom", f.custom).member("orderable", true).member("navigable", true);
    w.member("searchable", true).key("clauseNames").begin_array();
    if (f.custom) {
      w.value(fmt::format("cf[{}]", std::string(f.id).substr(12))).value(f.name);
    }
    for (const auto* clause : f.clauses) w.value(clause);
    w.end_array().key("schema").begin_object().member("type", f.type);
    if (f.items != nullptr) w.member("items", f.items);
    if (f.custom) {
      w.member("custom", f.system);
      w.member("customId", parse_int(std::string(f.id).substr(12)).value_or(0));
    } else {
      w.member("system", f.system);
    }
    w.end_object().end_object();
  }
  // Fields that every site has and that have no schema.
  w.begin_object().member("id", "issuekey").member("key", "issuekey").member("name", "Key");
  w.member("custom", false).member("orderable", false).member("navigable", true);
  w.member("searchable", false).key("clauseNames").begin_array();
  for (const char* clause : {"id", "issue", "issuekey", "key"}) w.value(clause);
  w.end_array().end_object();
  return answer(w.end_array().take());
}

Response get_statuses(Call& call) {
  JsonWriter w;
  w.begin_array();
  for (const auto& s : statuses())
    if (call.world.catalog.status(s.id) != nullptr)
      w.raw(call.site.shapes.status(s.id, call.view()));
  return answer(w.end_array().take());
}

Response get_status_categories(Call& call) {
  JsonWriter w;
  w.begin_array();
  for (const auto& c : categories()) write_category(w, call.site.shapes.api(call.view()), c);
  return answer(w.end_array().take());
}

Response get_issue_types(Call& call) {
  JsonWriter w;
  w.begin_array();
  for (const auto& t : issue_types())
    if (call.world.catalog.type(t.id) != nullptr) w.raw(call.site.shapes.type(t.id, call.view()));
  return answer(w.end_array().take());
}

Response get_priorities(Call& call) {
  static constexpr const char* kColors[] = {"#d04437", "#f15C75", "#f79232", "#707070", "#999999"};
  JsonWriter w;
  w.begin_array();
  for (const auto& p : priorities()) {
    auto text = call.site.shapes.priority(p.id, call.view());
    text.pop_back();
    w.raw(fmt::format(R"({},"statusColor":"{}","description":{}}})", text, kColors[p.id - 1],
                      json_quote(p.description)));
  }
  return answer(w.end_array().take());
}

Response get_resolutions(Call& call) {
  JsonWriter w;
  w.begin_array();
  for (const auto& r : resolutions()) w.raw(call.site.shapes.resolution(r.id, call.view()));
  return answer(w.end_array().take());
}

}  // namespace tl::sim
