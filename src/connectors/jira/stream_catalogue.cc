// Streams over what is configured: fields, statuses, projects, people.
#include <algorithm>
#include <array>

#include "base/text.h"
#include "connectors/jira/facts.h"
#include "connectors/jira/jql_text.h"
#include "connectors/jira/nouns.h"
#include "connectors/jira/pages.h"
#include "connectors/jira/payload.h"
#include "connectors/jira/streams.h"

namespace tl::connectors::jira {
namespace {

using connector::PulledPage;
using connector::PullScope;

constexpr int kProjectsPerPage = 100;  // Jira's cap
constexpr int kUsersPerPage = 1000;    // Jira's cap

struct List {
  std::string_view path;
  std::string_view title;
  void (*read)(JsonElement, Facts&);
  bool optional;  // without it the rest is still of use
};

template <domain::Ref (*kRead)(JsonElement, Facts&)>
void read_as(JsonElement item, Facts& facts) {
  kRead(item, facts);
}

constexpr std::array kLists = {
    List{"field", "fields", read_field, false},
    List{"status", "statuses", read_as<read_status>, false},
    List{"issuetype", "issue types", read_as<read_issue_type>, true},
    List{"priority", "priorities", read_as<read_priority>, true},
    List{"resolution", "resolutions", read_as<read_resolution>, true},
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

}  // namespace

Result<PulledPage> read_catalogue(Client& client, PullState, const PullScope& scope) {
  PulledPage page;
  page.done = true;
  for (const List& list : kLists) {
    const std::string path = "/rest/api/3/" + std::string(list.path);
    const auto answer = client.get(list.path, path);
    if (!answer.ok() && list.optional && says_no(answer.error().code)) {
      page.notes.push_back("Jira gives no list of " + std::string(list.title) + ".");
      continue;
    }
    if (!answer.ok()) return answer.error();
    Facts facts(scope.fields, domain::SourceRank::kRest, answer->date);
    for_each_item(answer->root(), {"values"}, [&](JsonElement item) { list.read(item, facts); });
    page.current_item = list.title;
    take(page, facts);
  }
  page.items = static_cast<int64_t>(page.changes.records.size());
  return page;
}

Result<PulledPage> read_projects(Client& client, PullState state, const PullScope& scope) {
  const int64_t start = state.number("start").value_or(0);
  std::vector<std::string> missing = missing_keys(state, scope);
  TL_TRY(const Answer answer, client.get("project/search", "/rest/api/3/project/search",
                                         {{"startAt", std::to_string(start)},
                                          {"maxResults", std::to_string(kProjectsPerPage)},
                                          {"expand", "lead"}}));
  Facts facts(scope.fields, domain::SourceRank::kRest, answer.date);
  PulledPage page;
  size_t received = 0;
  const std::vector<std::string> wanted = usable_keys(scope.project_keys);
  for_each_item(answer.root(), {"values"}, [&](JsonElement project) {
    ++received;
    const std::string key = text_member(project, "key").value_or("");
    std::erase(missing, key);
    if (!wanted.empty() && std::find(wanted.begin(), wanted.end(), key) == wanted.end()) return;
    read_project(project, facts);
    page.current_item = key;
    ++page.items;
  });
  page.total = wanted.empty() ? json_int(answer.root(), "total")
                              : std::optional(static_cast<int64_t>(wanted.size()));
  page.done = is_last(answer.root(), received, start);
  if (page.done) {
    for (const std::string& key : missing) page.notes.push_back("No right to browse " + key + ".");
  } else {
    state.set("start", start + static_cast<int64_t>(received));
    state.set_list("missing", std::move(missing));
    page.next_state = state.render();
  }
  take(page, facts);
  return page;
}

// Pages may be short because hidden users are left out; only an empty one is the end.
Result<PulledPage> read_people(Client& client, PullState state, const PullScope& scope) {
  const int64_t start = state.number("start").value_or(0);
  PulledPage page;
  const auto answer = client.get(
      "users/search", "/rest/api/3/users/search",
      {{"startAt", std::to_string(start)}, {"maxResults", std::to_string(kUsersPerPage)}});
  if (!answer.ok() && says_no(answer.error().code)) {
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

Result<PulledPage> poll_catalogue(Client& client, PullState state, const PullScope& scope) {
  if (state.empty()) {
    TL_TRY(PulledPage page, read_catalogue(client, state, scope));
    state.set("start", 0);
    state.set_list("missing", usable_keys(scope.project_keys));
    page.next_state = state.render();
    page.done = false;
    return page;
  }
  return read_projects(client, std::move(state), scope);
}

}  // namespace tl::connectors::jira
