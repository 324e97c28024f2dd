#include <fmt/format.h>

#include "base/hash.h"
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

// A UUID that belongs to the organisation, whatever its flavour.
std::string server_id(uint64_t seed) {
  const auto hex = to_hex(sha256("server of organisation " + std::to_string(seed)));
  return fmt::format("{}-{}-3{}-a{}-{}", hex.substr(0, 8), hex.substr(8, 4), hex.substr(13, 3),
                     hex.substr(17, 3), hex.substr(20, 12));
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

Response get_tenant_info(Call&) { return answer(fmt::format(R"({{"cloudId":"{}"}})", kCloudId)); }

Response get_server_info(Call& call) {
  const auto& base = call.site.shapes.base();
  const auto& flavour = call.flavour();
  JsonWriter w;
  w.begin_object().member("baseUrl", base);
  if (flavour.cloud()) w.member("displayUrl", base);
  w.member("version", flavour.version).key("versionNumbers").begin_array();
  for (const int number : flavour.numbers) w.value(number);
  w.end_array().member("deploymentType", flavour.cloud() ? "Cloud" : "Server");
  w.member("buildNumber", flavour.build).member("buildDate", "2026-10-01T00:00:00.000+0000");
  if (flavour.cloud() || call.user >= 0)
    w.member("serverTime", format_jira_time(call.now, call.view().offset_minutes));
  w.member("scmInfo", "0000000000000000000000000000000000000000");
  w.member("serverTitle", "Simulated Jira");
  if (flavour.cloud()) w.member("serverTimeZone", "Etc/UTC");
  return answer(w.end_object().take());
}

// XML unless JSON is asked for, as Jira's resource writes it. The id stays when the site is
// upgraded, moved or renamed.
Response get_applinks_manifest(Call& call) {
  const auto& flavour = call.flavour();
  const auto id = server_id(call.site.options.organisation.seed);
  const auto& base = call.site.shapes.base();
  if (call.request.header("accept").find("json") == std::string::npos) {
    auto xml =
        answer(fmt::format("<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>"
                           "<manifest><id>{}</id><name>Simulated Jira</name>"
                           "<typeId>jira</typeId><version>{}</version><url>{}</url>"
                           "</manifest>",
                           id, flavour.version, base));
    xml.content_type = "application/xml";
    return xml;
  }
  JsonWriter w;
  w.begin_object().member("id", id).member("name", "Simulated Jira").member("typeId", "jira");
  w.member("version", flavour.version).member("buildNumber", flavour.build);
  w.member("applinksVersion", "9.1.4").key("inboundAuthenticationTypes").begin_array();
  w.end_array().key("outboundAuthenticationTypes").begin_array().end_array();
  w.member("publicSignup", false).member("url", base);
  w.member("iconUrl", base + "/s/favicon.ico");
  return answer(w.end_object().take());
}

Response get_myself(Call& call) {
  auto view = call.view();
  view.hide_emails = false;  // one sees one's own address
  auto text = call.site.shapes.user(call.author(), view);
  text.pop_back();
  const char* locale = call.catalog().language == Language::kGerman ? "de_DE" : "en_US";
  return answer(
      fmt::format(R"({},"locale":"{}","expand":"groups,applicationRoles"}})", text, locale));
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

// Servers list everything, the older keys of some permissions too, and take no parameter.
Response get_all_my_permissions(Call& call) {
  const int project = asked_project(call);
  if (project == -2) return refuse(404, "No project or issue could be found.");
  JsonWriter w;
  w.begin_object().key("permissions").begin_object();
  for (const auto& p : permissions()) {
    const bool holds = call.site.accounts.has_permission(call.user, p.key, project);
    w.key(p.key).begin_object();
    write_permission(w, p, position_of(p));
    w.member("havePermission", holds).end_object();
    if (p.old_key == nullptr) continue;
    w.key(p.old_key).begin_object().member("id", std::to_string(position_of(p)));
    w.member("key", p.old_key).member("name", p.name).member("type", "PROJECT");
    w.member("description", "").member("havePermission", holds);
    w.member("deprecatedKey", true).end_object();
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
  for (const auto& c : categories())
    write_category(w, call.site.shapes.api(call.view()), c, call.catalog());
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
