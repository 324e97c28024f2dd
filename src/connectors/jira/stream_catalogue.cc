// Streams over what is configured: fields, statuses, projects, people.
#include <algorithm>
#include <array>
#include <optional>

#include "base/text.h"
#include "connectors/jira/facts.h"
#include "connectors/jira/jql_text.h"
#include "connectors/jira/nouns.h"
#include "connectors/jira/pages.h"
#include "connectors/jira/parallel.h"
#include "connectors/jira/payload.h"
#include "connectors/jira/site.h"
#include "connectors/jira/streams.h"

namespace tl::connectors::jira {
namespace {

using connector::PulledPage;
using connector::PullScope;

constexpr int kProjectsPerPage = 100;  // Jira's cap
constexpr int kUsersPerPage = 1000;    // Jira's cap
constexpr size_t kMaxDetailed = 200;   // projects whose versions and components are asked for

struct List {
  std::string_view path;
  std::string_view title;
  void (*read)(JsonElement, Facts&);
  bool optional;                                   // without it the rest is still of use
  std::optional<domain::RecordKind> ordered = {};  // its place in the list means something
};

template <domain::Ref (*kRead)(JsonElement, Facts&)>
void read_as(JsonElement item, Facts& facts) {
  kRead(item, facts);
}

constexpr std::array kLists = {
    List{"field", "fields", read_field, false},
    List{"status", "statuses", read_as<read_status>, false},
    List{"issuetype", "issue types", read_as<read_issue_type>, true},
    List{"priority", "priorities", read_as<read_priority>, true, domain::RecordKind::kPriority},
    List{"resolution", "resolutions", read_as<read_resolution>, true,
         domain::RecordKind::kResolution},
};

bool says_no(ErrorCode code) {
  return code == ErrorCode::kVendorForbidden || code == ErrorCode::kVendorNotFound ||
         code == ErrorCode::kVendorGone;
}

void take(PulledPage& page, Facts& facts) {
  page.changes.append(std::move(facts.changes));
  for (auto& refused : facts.refused) page.refused.push_back(std::move(refused));
}

bool is_last(JsonElement page, size_t received, int64_t start) {
  if (received == 0 || json_bool(page, "isLast").value_or(false)) return true;
  const auto total = json_int(page, "total");
  return total && start + static_cast<int64_t>(received) >= *total;
}

// The chosen keys that no page has shown yet; "-" marks that none is left.
std::vector<std::string> missing_keys(const PullState& state, const PullScope& scope) {
  return state.number("start") ? state.list("missing") : usable_keys(scope.project_keys);
}

// All at once where there are no pages.
Result<Answer> fetch_projects_from(const Client& client, int64_t start) {
  if (!client.can().project_pages) {
    return client.get("project", client.api("/project"), {{"expand", "lead"}});
  }
  return client.get("project/search", client.api("/project/search"),
                    {{"startAt", std::to_string(start)},
                     {"maxResults", std::to_string(kProjectsPerPage)},
                     {"expand", "lead"}});
}

void read_parts(JsonElement project, Facts& facts) {
  simdjson::dom::array list;
  const auto versions = json_get(project, "versions");
  if (versions) read_version_list(*versions, 1, facts);
  const auto components = json_get(project, "components");
  if (components && !components->get(list)) {
    for (const JsonElement component : list) read_component(component, facts);
  }
}

// The whole of each project: with its versions and components, which no list of projects has.
// Those not visible are left out. Gives the keys that were found.
Result<std::vector<std::string>> fetch_whole(const Client& client,
                                             const std::vector<std::string>& keys,
                                             const PullScope& scope, PulledPage& page) {
  std::vector<std::optional<Result<Answer>>> answers(keys.size());
  run_parallel(keys.size(), kMaxParallel, [&](size_t i) {
    answers[i].emplace(client.get("project/{key}", client.api("/project/" + keys[i])));
  });
  std::vector<std::string> found;
  for (size_t i = 0; i < keys.size(); ++i) {
    Result<Answer>& answer = *answers[i];
    if (!answer.ok() && says_no(answer.error().code)) continue;
    if (!answer.ok()) return std::move(answer).error();
    Facts facts(scope.fields, domain::SourceRank::kRest, answer->date);
    read_project(answer->root(), facts);
    read_parts(answer->root(), facts);
    take(page, facts);
    found.push_back(keys[i]);
  }
  return found;
}

// Beyond so many projects versions and components are known from their issues only.
Result<void> read_details(const Client& client, std::vector<std::string> keys,
                          const PullScope& scope, PullState& state, PulledPage& page) {
  const auto done = static_cast<size_t>(state.number("detailed").value_or(0));
  const size_t left = kMaxDetailed - std::min(done, kMaxDetailed);
  if (keys.size() > left) {
    keys.resize(left);
    if (left > 0) {
      page.notes.push_back("Versions and components of further projects come with their issues.");
    }
  }
  state.set("detailed", static_cast<int64_t>(done + keys.size()));
  TL_CHECK_OK(fetch_whole(client, keys, scope, page));
  return {};
}

// Chosen keys that no list shows: renamed ones answer under their old key, too.
Result<void> read_renamed(const Client& client, const std::vector<std::string>& missing,
                          const PullScope& scope, PulledPage& page) {
  TL_TRY(const std::vector<std::string> found, fetch_whole(client, missing, scope, page));
  for (const std::string& key : missing) {
    if (std::find(found.begin(), found.end(), key) != found.end()) continue;
    page.notes.push_back("No right to browse " + key + ".");
  }
  return {};
}

void read_list(const List& list, JsonElement root, Facts& facts) {
  double place = 0;
  for_each_item(root, {"values"}, [&](JsonElement item) {
    list.read(item, facts);
    std::string id = list.ordered ? clean_text(json_id(item, "id")) : std::string();
    if (id.empty()) return;
    RecordBuilder record(*list.ordered, std::move(id), facts.version());
    facts.add(record.set("order", place++).take());
  });
}

// Ourselves, for the time zone in which Jira reads dates of our queries. Not every token may ask.
Result<void> read_myself(const Client& client, const PullScope& scope, PulledPage& page) {
  const auto answer = client.get("myself", client.api("/myself"));
  if (!answer.ok() && says_no(answer.error().code)) return {};
  if (!answer.ok()) return answer.error();
  Facts facts(scope.fields, domain::SourceRank::kRest, answer->date);
  read_user(answer->root(), facts);
  take(page, facts);
  return {};
}

Query people_query(const Client& client, int64_t start) {
  Query query = {{"startAt", std::to_string(start)}, {"maxResults", std::to_string(kUsersPerPage)}};
  if (!client.can().users_anybody.empty()) {
    query.emplace_back("username", std::string(client.can().users_anybody));
    query.emplace_back("includeInactive", "true");
  }
  return query;
}

}  // namespace

Result<PulledPage> read_catalogue(const Client& client, PullState, const PullScope& scope) {
  PulledPage page;
  page.done = true;
  for (const List& list : kLists) {
    const auto answer = client.get(list.path, client.api("/" + std::string(list.path)));
    if (!answer.ok() && list.optional && says_no(answer.error().code)) {
      page.notes.push_back("Jira gives no list of " + std::string(list.title) + ".");
      continue;
    }
    if (!answer.ok()) return answer.error();
    Facts facts(scope.fields, domain::SourceRank::kRest, answer->date);
    read_list(list, answer->root(), facts);
    page.current_item = list.title;
    take(page, facts);
  }
  page.items = static_cast<int64_t>(page.changes.records.size());
  TL_CHECK_OK(read_myself(client, scope, page));
  return page;
}

Result<PulledPage> read_projects(const Client& client, PullState state, const PullScope& scope) {
  const int64_t start = state.number("start").value_or(0);
  std::vector<std::string> missing = missing_keys(state, scope);
  TL_TRY(const Answer answer, fetch_projects_from(client, start));
  Facts facts(scope.fields, domain::SourceRank::kRest, answer.date);
  PulledPage page;
  size_t received = 0;
  const std::vector<std::string> wanted = usable_keys(scope.project_keys);
  std::vector<std::string> keys;
  for_each_item(answer.root(), {"values"}, [&](JsonElement project) {
    ++received;
    const std::string key = text_member(project, "key").value_or("");
    std::erase(missing, key);
    if (!wanted.empty() && std::find(wanted.begin(), wanted.end(), key) == wanted.end()) return;
    read_project(project, facts);
    keys.push_back(key);
    page.current_item = key;
    ++page.items;
  });
  take(page, facts);
  TL_CHECK_OK(read_details(client, keys, scope, state, page));
  const auto listed = client.can().project_pages ? json_int(answer.root(), "total")
                                                 : std::optional<int64_t>(received);
  page.total = wanted.empty() ? listed : std::optional(static_cast<int64_t>(wanted.size()));
  page.done = !client.can().project_pages || is_last(answer.root(), received, start);
  if (page.done) {
    TL_CHECK_OK(read_renamed(client, missing, scope, page));
  } else {
    state.set("start", start + static_cast<int64_t>(received));
    state.set_list("missing", std::move(missing));
    page.next_state = state.render();
  }
  return page;
}

// Pages may be short because hidden users are left out; only an empty one is the end.
Result<PulledPage> read_people(const Client& client, PullState state, const PullScope& scope) {
  const int64_t start = state.number("start").value_or(0);
  PulledPage page;
  const std::string path = client.api(client.can().users);
  const auto answer = client.get(client.can().users.substr(1), path, people_query(client, start));
  if (!answer.ok() &&
      (says_no(answer.error().code) || answer.error().code == ErrorCode::kVendorRefused)) {
    page.done = true;
    page.notes.push_back("No right to browse users; people are known from issues only.");
    return page;
  }
  if (!answer.ok()) return answer.error();
  Facts facts(scope.fields, domain::SourceRank::kRest, answer->date);
  simdjson::dom::array users;
  if (answer->root().get(users)) {
    return make_error(ErrorCode::kVendorNotJira, "Jira's list of users is no list.");
  }
  for (const JsonElement user : users) {
    if (json_text(user, "accountType") == "customer") continue;
    page.current_item = read_user(user, facts).name;
    ++page.items;
  }
  page.done = users.size() == 0;
  state.set("start", start + static_cast<int64_t>(users.size()));
  if (!page.done) page.next_state = state.render();
  take(page, facts);
  return page;
}

namespace {

// What the site is now: after an upgrade other paths are right, and another Jira may have come to
// its address.
void look_again(const Client& client, PulledPage& page) {
  const auto look = look_at_site(client);
  if (!look.ok()) return;
  page.site_version = look->flavour.version_text;
  SiteName name = name_site(client, *look);
  if (name.id == name.address) return;  // it tells none now; that says nothing
  page.site_id = std::move(name.id);
  page.site_address = std::move(name.address);
  if (is_cloud_url(look->own_url)) page.site_url = look->own_url;
  while (page.site_url.ends_with('/')) page.site_url.pop_back();
}

}  // namespace

Result<PulledPage> poll_catalogue(const Client& client, PullState state, const PullScope& scope) {
  if (state.empty()) {
    TL_TRY(PulledPage page, read_catalogue(client, state, scope));
    look_again(client, page);
    state.set("start", 0);
    state.set_list("missing", usable_keys(scope.project_keys));
    page.next_state = state.render();
    page.done = false;
    return page;
  }
  return read_projects(client, std::move(state), scope);
}

}  // namespace tl::connectors::jira
