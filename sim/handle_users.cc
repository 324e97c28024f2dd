// People, and service desks.
#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "sim/handlers.h"
#include "sim/site.h"

namespace tl::sim {

namespace {

bool may_browse_users(const Call& call) {
  return call.site.accounts.has_permission(call.user, "USER_PICKER", -1);
}

Response no_browsing() { return not_allowed("You are not authorized to browse users."); }

void write_user(JsonWriter& w, const Call& call, size_t user) {
  w.raw(call.site.shapes.user(static_cast<UserRef>(user + 1), call.view()));
}

bool fits(const User& user, const std::string& text) {
  const auto begins = [&](const std::string& value) {
    if (starts_with_no_case(value, text)) return true;
    const auto lower = to_lower(value);
    return lower.find(" " + to_lower(text)) != std::string::npos;
  };
  return begins(user.name) || begins(user.email) || begins(user.login);
}

std::string write_users(const Call& call, const std::vector<size_t>& list, const Page& page) {
  JsonWriter w;
  w.begin_array();
  const auto end = std::min(static_cast<int64_t>(list.size()), page.start + page.size);
  for (auto i = page.start; i < end; ++i) write_user(w, call, list[static_cast<size_t>(i)]);
  return w.end_array().take();
}

}  // namespace

// The page is cut first and filtered afterwards, so pages can be short before the end.
Response get_users_search(Call& call) {
  if (!may_browse_users(call)) return no_browsing();
  const auto page = page_of(call, 50, 1000);
  const auto count = static_cast<int64_t>(call.catalog().users.size());
  JsonWriter w;
  w.begin_array();
  for (auto i = page.start; i < page.start + page.size && i < count; ++i) {
    if (i % 9 == 8) continue;  // hidden from everybody by its profile's visibility
    write_user(w, call, static_cast<size_t>(i));
  }
  return answer(w.end_array().take());
}

Response get_user_search(Call& call) {
  if (!may_browse_users(call)) return no_browsing();
  const auto query = call.query("query");
  const auto account = call.query("accountId");
  if (!query && !account)
    return refuse(400, "At least one of the query parameters must be given: query, accountId.");
  std::vector<size_t> list;
  const auto& users = call.catalog().users;
  for (size_t i = 0; i < users.size(); ++i)
    if (account ? users[i].account_id == *account : fits(users[i], *query)) list.push_back(i);
  return answer(write_users(call, list, page_of(call, 50, 1000)));
}

Response get_user(Call& call) {
  const auto account = call.query("accountId");
  if (!account) return refuse(400, "The accountId query parameter is required.");
  const int user = call.catalog().user_by_account(*account);
  if (user < 0) return refuse(404, "The user does not exist or you may not see it.");
  return answer(call.site.shapes.user(static_cast<UserRef>(user + 1), call.view()));
}

Response get_server_user(Call& call) {
  const auto login = call.query("username");
  const auto key = call.query("key");
  if (!login && !key) return refuse(400, "Either username or key must be given.");
  const int user = login ? call.catalog().user_by_login(*login) : call.catalog().user_by_key(*key);
  if (user < 0 || call.catalog().users[static_cast<size_t>(user)].deleted)
    return refuse(404, fmt::format("The user named '{}' does not exist", login ? *login : *key));
  return answer(call.site.shapes.user(static_cast<UserRef>(user + 1), call.view()));
}

Response get_server_user_search(Call& call) {
  if (!may_browse_users(call)) return no_browsing();
  const auto text = call.query("username");
  if (!text || text->empty()) return refuse(400, "The username query parameter was not provided");
  const bool inactive = call.query("includeInactive") == "true";
  std::vector<size_t> list;
  const auto& users = call.catalog().users;
  for (size_t i = 0; i < users.size(); ++i) {
    if (users[i].deleted || (!users[i].active && !inactive)) continue;
    // "." stands in every e-mail address, so it lists everybody.
    if (*text == "." || fits(users[i], *text)) list.push_back(i);
  }
  return answer(write_users(call, list, page_of(call, 50, 1000)));
}

Response get_service_desks(Call& call) {
  JsonWriter w;
  const auto& projects = call.catalog().projects;
  std::vector<size_t> seen;
  for (size_t i = 0; i < projects.size(); ++i)
    if (projects[i].desk() && call.site.accounts.can_browse(call.user, static_cast<int>(i)))
      seen.push_back(i);
  w.begin_object().member("size", static_cast<int64_t>(seen.size())).member("start", 0);
  w.member("limit", 50).member("isLastPage", true).key("values").begin_array();
  for (size_t i = 0; i < seen.size(); ++i) {
    const auto& project = projects[seen[i]];
    w.begin_object().member("id", std::to_string(i + 1));
    w.member("projectId", std::to_string(project.id)).member("projectName", project.name);
    w.member("projectKey", project.key).end_object();
  }
  return answer(w.end_array().end_object().take());
}

Response get_request_types(Call& call) {
  if (!call.site.accounts.is_agent(call.user))
    return not_allowed("Only agents of the service desk see its request types.");
  if (call.catalog().desk_project < 0 || call.parts[0] != "1")
    return refuse(404, "The service desk does not exist.");
  JsonWriter w;
  w.begin_object().member("size", 2).member("start", 0).member("limit", 50);
  w.member("isLastPage", true).key("values").begin_array();
  const std::pair<const char*, int> kTypes[] = {{"Report an outage", ids::kIncident},
                                                {"Ask a question", ids::kServiceRequest}};
  for (int i = 0; i < 2; ++i) {
    w.begin_object().member("id", std::to_string(51 + i)).member("name", kTypes[i].first);
    w.member("issueTypeId", std::to_string(kTypes[i].second)).member("serviceDeskId", "1");
    w.end_object();
  }
  return answer(w.end_array().end_object().take());
}

}  // namespace tl::sim
