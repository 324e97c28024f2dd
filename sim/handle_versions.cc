// Versions and components as resources of their own.
#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "base/time_text.h"
#include "sim/handlers.h"
#include "sim/site.h"

namespace tl::sim {

namespace {

struct Found {
  Project* project = nullptr;
  Version* version = nullptr;
};

Found find_version(Call& call, const std::string& text) {
  const auto id = parse_int(text);
  auto& projects = call.world.catalog.projects;
  for (size_t i = 0; i < projects.size(); ++i) {
    if (!call.site.accounts.can_browse(call.user, static_cast<int>(i))) continue;
    for (auto& version : projects[i].versions)
      if (id && version.id == *id) return {&projects[i], &version};
  }
  return {};
}

Response no_version(const Call& call) {
  return refuse(404, fmt::format("Could not find version for id '{}'", call.parts[0]));
}

Response answer_version(const Call& call, const Found& found, int status = 200) {
  JsonWriter w;
  call.renderer().version(w, *found.project, *found.version);
  return answer(w.take(), status);
}

// What the body sets. "" or the refusal.
std::string read_version(const Call& call, const Project& project, Version& version) {
  const auto body = call.json();
  if (const auto name = json_text(body, "name")) version.name = *name;
  if (trim(version.name).empty()) return "You must specify a valid version name";
  for (const auto& other : project.versions)
    if (other.id != version.id && other.name == version.name)
      return "A version with this name already exists in this project.";
  if (const auto released = json_bool(body, "released")) version.released = *released;
  if (const auto archived = json_bool(body, "archived")) version.archived = *archived;
  if (const auto text = json_text(body, "releaseDate")) {
    const auto day = parse_date(*text);
    if (!day) return "The release date must have the form yyyy-MM-dd.";
    version.release_ms = day->days * int64_t{86'400'000};
  }
  return {};
}

int next_version_id(const Catalog& catalog) {
  int next = 20'000;
  for (const auto& project : catalog.projects)
    for (const auto& version : project.versions) next = std::max(next, version.id + 1);
  return next;
}

// Puts `to` (0: nothing) where issues name version `from`.
void replace_version(Call& call, int32_t from, int32_t to) {
  for (auto& issue : call.world.issues) {
    auto& list = issue.fix_versions;
    if (issue.deleted || std::find(list.begin(), list.end(), from) == list.end()) continue;
    std::vector<ChangeItem> items{{from, 0, Field::kFixVersion}};
    if (to != 0 && std::find(list.begin(), list.end(), to) == list.end())
      items.push_back({0, to, Field::kFixVersion});
    const auto history = call.world.apply(issue, call.author(), call.now, items);
    call.site.webhooks.issue_updated(issue, call.author(), history, "issue_updated");
  }
}

}  // namespace

Response get_version(Call& call) {
  const auto found = find_version(call, call.parts[0]);
  return found.version == nullptr ? no_version(call) : answer_version(call, found);
}

Response post_version(Call& call) {
  auto key = std::string(json_text(call.json(), "project").value_or(""));
  if (key.empty()) key = json_id(call.json(), "projectId");
  const int at = call.catalog().project_by_key_or_id(key);
  if (at < 0 || !call.site.accounts.can_browse(call.user, at))
    return refuse(404, "No project could be found.");
  if (!Accounts::is_admin(call.user))
    return not_allowed("You must have the administer project permission for this.");
  auto& project = call.world.catalog.projects[static_cast<size_t>(at)];
  Version version{next_version_id(call.catalog()), "", false, 0};
  if (const auto error = read_version(call, project, version); !error.empty())
    return refuse_field("name", error);
  project.versions.push_back(version);
  ++call.world.version;
  call.site.webhooks.version("jira:version_created", project, version, nullptr);
  return answer_version(call, {&project, &project.versions.back()}, 201);
}

Response put_version(Call& call) {
  const auto found = find_version(call, call.parts[0]);
  if (found.version == nullptr) return no_version(call);
  if (!Accounts::is_admin(call.user))
    return not_allowed("You must have the administer project permission for this.");
  auto changed = *found.version;
  if (const auto error = read_version(call, *found.project, changed); !error.empty())
    return refuse_field("name", error);
  const bool released = changed.released != found.version->released;
  *found.version = changed;
  ++call.world.version;
  call.site.webhooks.version(!released          ? "jira:version_updated"
                             : changed.released ? "jira:version_released"
                                                : "jira:version_unreleased",
                             *found.project, changed, nullptr);
  return answer_version(call, found);
}

// With moveFixIssuesTo it is a merge: the event names the version that took its issues.
Response delete_version(Call& call) {
  const auto found = find_version(call, call.parts[0]);
  if (found.version == nullptr) return no_version(call);
  if (!Accounts::is_admin(call.user))
    return not_allowed("You must have the administer project permission for this.");
  const auto removed = *found.version;
  const auto target = call.query("moveFixIssuesTo");
  const auto into = target ? find_version(call, *target) : Found();
  if (target && (into.version == nullptr || into.project != found.project))
    return refuse(400, "The version to move issues to is not valid.");
  replace_version(call, removed.id, into.version == nullptr ? 0 : into.version->id);
  call.site.webhooks.version("jira:version_deleted", *found.project, removed, into.version);
  std::erase_if(found.project->versions, [&](const Version& v) { return v.id == removed.id; });
  ++call.world.version;
  return no_content();
}

Response get_component(Call& call) {
  const auto id = parse_int(call.parts[0]);
  const auto& projects = call.catalog().projects;
  for (size_t i = 0; i < projects.size(); ++i) {
    if (!call.site.accounts.can_browse(call.user, static_cast<int>(i))) continue;
    for (const auto& component : projects[i].components) {
      if (!id || component.id != *id) continue;
      JsonWriter w;
      call.renderer().component(w, projects[i], component);
      return answer(w.take());
    }
  }
  return refuse(404, fmt::format("The component with id {} does not exist.", call.parts[0]));
}

}  // namespace tl::sim
