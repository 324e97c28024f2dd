#include "sim/shapes.h"

#include <fmt/format.h>

#include <cstdlib>

#include "base/hash.h"
#include "base/text.h"
#include "base/time_text.h"

namespace tl::sim {

std::string format_jira_time(int64_t ms, int offset_minutes) {
  auto text = format_instant(Instant(ms + int64_t{offset_minutes} * 60'000));
  text.pop_back();
  const int size = std::abs(offset_minutes);
  return fmt::format("{}{}{:02}{:02}", text, offset_minutes < 0 ? '-' : '+', size / 60, size % 60);
}

std::string format_colon_time(int64_t ms, int offset_minutes) {
  auto text = format_jira_time(ms, offset_minutes);
  return text.insert(text.size() - 2, ":");
}

std::string format_spent(int64_t seconds) {
  std::string out;
  int64_t left = seconds / 60;
  const auto part = [&](int64_t minutes, char unit) {
    if (left < minutes) return;
    if (!out.empty()) out += ' ';
    out += fmt::format("{}{}", left / minutes, unit);
    left %= minutes;
  };
  part(40 * 60, 'w');
  part(8 * 60, 'd');
  part(60, 'h');
  part(1, 'm');
  return out.empty() ? "0m" : out;
}

void write_avatars(JsonWriter& w, const std::string& base, const std::string& path) {
  w.key("avatarUrls").begin_object();
  for (const char* size : {"48x48", "24x24", "16x16", "32x32"})
    w.member(size, fmt::format("{}{}?size={}", base, path, size));
  w.end_object();
}

void write_category(JsonWriter& w, const std::string& api_base, const Category& category,
                    const Catalog& catalog) {
  w.begin_object();
  w.member("self", fmt::format("{}/statuscategory/{}", api_base, category.id));
  w.member("id", category.id).member("key", category.key);
  w.member("colorName", category.color).member("name", catalog.word(category.name)).end_object();
}

Shapes::Shapes(const Catalog& catalog, std::string base_url)
    : catalog_(catalog), base_(std::move(base_url)) {
  refresh();
}

void Shapes::refresh() {
  sets_[0] = {};
  sets_[1] = {};
  fill(sets_[0], 2);
  fill(sets_[1], 3);
}

std::string Shapes::api(const View& view) const {
  return fmt::format("{}/rest/api/{}", base_, view.api == 2 ? 2 : 3);
}

void Shapes::write_user(JsonWriter& w, const User& user, int api, bool hide) const {
  w.begin_object();
  w.member("self", fmt::format("{}/rest/api/{}/user?accountId={}", base_, api,
                               url_encode(user.account_id)));
  w.member("accountId", user.account_id);
  if (!hide && !user.email_hidden && !user.email.empty()) w.member("emailAddress", user.email);
  write_avatars(w, base_, fmt::format("/secure/useravatar/{:x}", stable_hash(user.account_id)));
  w.member("displayName", user.name).member("active", user.active);
  if (!user.app) w.member("timeZone", user.zone);
  w.member("accountType", user.app ? "app" : user.customer ? "customer" : "atlassian");
  w.end_object();
}

void Shapes::write_server_user(JsonWriter& w, const User& user) const {
  w.begin_object();
  if (user.deleted) {
    w.member("name", user.login).member("active", false).end_object();
    return;
  }
  w.member("self", fmt::format("{}/rest/api/2/user?username={}", base_, url_encode(user.login)));
  w.member("name", user.login).member("key", user.key);
  auto email = user.email;
  // "masked" is a setting of the site, and this one's old version has it.
  if (catalog_.flavour->bit == kServer7 && user.email_hidden)
    email = user.login + " at sim dot example";
  w.member("emailAddress", email);
  write_avatars(w, base_, fmt::format("/secure/useravatar/{:x}", stable_hash(user.key)));
  w.member("displayName", user.name).member("active", user.active);
  w.member("timeZone", user.zone).end_object();
}

void Shapes::write_scope(JsonWriter& w, Style style, int elsewhere) const {
  if (style != Style::kTeam || catalog_.team_project < 0) return;
  const auto& project = catalog_.projects[static_cast<size_t>(catalog_.team_project)];
  const int id = elsewhere != 0 ? elsewhere : project.id;
  w.key("scope").begin_object().member("type", "PROJECT").key("project").begin_object();
  w.member("id", std::to_string(id)).end_object().end_object();
}

void Shapes::fill_statuses(Set& set, const std::string& root) {
  for (const auto& s : statuses()) {
    JsonWriter w;
    w.begin_object().member("self", fmt::format("{}/status/{}", root, s.id));
    w.member("description", "").member("iconUrl", base_ + "/images/icons/status.png");
    w.member("name", catalog_.word(s.name)).member("id", std::to_string(s.id));
    w.key("statusCategory");
    write_category(w, root, category(s.category), catalog_);
    write_scope(w, s.style, s.elsewhere);
    set.statuses[s.id] = w.end_object().take();
  }
}

void Shapes::fill_types(Set& set, const std::string& root) {
  for (const auto& t : issue_types()) {
    JsonWriter w;
    w.begin_object().member("self", fmt::format("{}/issuetype/{}", root, t.id));
    w.member("id", std::to_string(t.id)).member("description", t.description);
    w.member("iconUrl", fmt::format("{}/images/icons/type-{}.svg", base_, t.id));
    w.member("name", catalog_.word(t.name)).member("subtask", t.level == -1);
    w.member("avatarId", 10300 + t.id % 20);
    if (catalog_.flavour->cloud()) w.member("hierarchyLevel", t.level);
    write_scope(w, t.style, 0);
    set.types[t.id] = w.end_object().take();
  }
}

void Shapes::fill_named(Set& set, const std::string& root) {
  for (const auto& p : priorities()) {
    JsonWriter w;
    w.begin_object().member("self", fmt::format("{}/priority/{}", root, p.id));
    w.member("iconUrl", fmt::format("{}/images/icons/priority-{}.svg", base_, p.id));
    w.member("name", catalog_.word(p.name)).member("id", std::to_string(p.id));
    set.priorities[p.id] = w.end_object().take();
  }
  for (const auto& r : resolutions()) {
    JsonWriter w;
    w.begin_object().member("self", fmt::format("{}/resolution/{}", root, r.id));
    w.member("id", std::to_string(r.id)).member("description", r.description);
    set.resolutions[r.id] = w.member("name", catalog_.word(r.name)).end_object().take();
  }
}

void Shapes::fill_projects(Set& set, const std::string& root) {
  for (const auto& p : catalog_.projects) {
    JsonWriter w;
    w.begin_object().member("self", fmt::format("{}/project/{}", root, p.id));
    w.member("id", std::to_string(p.id)).member("key", p.key).member("name", p.name);
    w.member("projectTypeKey", p.desk() ? "service_desk" : "software");
    if (catalog_.flavour->cloud()) w.member("simplified", p.team_managed);
    write_avatars(w, base_, fmt::format("/secure/projectavatar/{}", p.id));
    set.projects.push_back(w.end_object().take());
  }
}

void Shapes::fill(Set& set, int api) {
  const auto root = fmt::format("{}/rest/api/{}", base_, api);
  for (const bool hide : {false, true}) {
    for (const auto& user : catalog_.users) {
      JsonWriter w;
      if (catalog_.flavour->cloud())
        write_user(w, user, api, hide);
      else
        write_server_user(w, user);
      set.users[hide ? 1 : 0].push_back(w.take());
    }
  }
  fill_statuses(set, root);
  fill_types(set, root);
  fill_named(set, root);
  fill_projects(set, root);
}

std::string Shapes::security(int level, const View& view) const {
  const auto* known = find_named(security_levels(), level);
  if (known == nullptr) return "null";
  JsonWriter w;
  w.begin_object().member("self", fmt::format("{}/securitylevel/{}", api(view), level));
  w.member("id", std::to_string(level)).member("description", known->description);
  return w.member("name", catalog_.word(known->name)).end_object().take();
}

std::string Shapes::link_type(int position, const View& view) const {
  const auto& type = link_types()[static_cast<size_t>(position)];
  JsonWriter w;
  w.begin_object().member("id", std::to_string(type.id)).member("name", type.name);
  w.member("inward", catalog_.word(type.inward)).member("outward", catalog_.word(type.outward));
  w.member("self", fmt::format("{}/issueLinkType/{}", api(view), type.id));
  return w.end_object().take();
}

const std::string& Shapes::user(UserRef user, const View& view) const {
  if (user == 0) return null_;
  return set(view).users[view.hide_emails ? 1 : 0][static_cast<size_t>(user - 1)];
}

const std::string& Shapes::status(int id, const View& view) const {
  return set(view).statuses.at(id);
}
const std::string& Shapes::type(int id, const View& view) const { return set(view).types.at(id); }
const std::string& Shapes::priority(int id, const View& view) const {
  return set(view).priorities.at(id);
}
const std::string& Shapes::resolution(int id, const View& view) const {
  return id == 0 ? null_ : set(view).resolutions.at(id);
}
const std::string& Shapes::project(int position, const View& view) const {
  return set(view).projects[static_cast<size_t>(position)];
}

}  // namespace tl::sim
