#include "sim/call.h"

#include <algorithm>

#include "base/text.h"
#include "sim/site.h"

namespace tl::sim {

std::optional<std::string> Call::query(std::string_view name) const {
  for (const auto& [key, value] : request.query)
    if (key == name) return value;
  return std::nullopt;
}

std::vector<std::string> Call::query_list(std::string_view name) const {
  std::vector<std::string> out;
  for (const auto& [key, value] : request.query) {
    if (key != name) continue;
    for (const auto part : split(value, ','))
      if (!trim(part).empty()) out.emplace_back(trim(part));
  }
  return out;
}

int64_t Call::query_int(std::string_view name, int64_t otherwise) const {
  const auto text = query(name);
  const auto number = text ? parse_int(*text) : std::nullopt;
  return number.value_or(otherwise);
}

bool Call::has_expand(std::string_view what) const {
  const auto all = query_list("expand");
  return std::any_of(all.begin(), all.end(), [&](const auto& e) { return e == what; });
}

View Call::view() const {
  View view;
  view.api = api;
  view.user = user;
  view.hide_emails = cloud() && !Accounts::is_admin(user);
  view.agent = site.accounts.is_agent(user);
  if (user >= 0)
    view.offset_minutes = world.catalog.users[static_cast<size_t>(user)].offset_minutes;
  return view;
}

Renderer Call::renderer() const { return {world, site.shapes, view(), site.accounts.sight(user)}; }

bool Call::sees(const Issue& issue) const {
  return site.accounts.can_browse(user, issue.project) &&
         site.accounts.can_see_level(user, issue.security);
}

bool Call::may_work_on(const Issue& issue) const {
  return !project_of(issue).desk() || site.accounts.is_agent(user);
}

Issue* Call::issue() const {
  auto* found = parts.empty() ? nullptr : world.find_issue(parts[0]);
  return found == nullptr || !sees(*found) ? nullptr : found;
}

Response answer(std::string body, int status) {
  Response response;
  response.status = status;
  response.body = std::move(body);
  return response;
}

Response no_content() {
  Response response;
  response.status = 204;
  return response;
}

Response refuse(int status, const std::string& message) {
  JsonWriter w;
  w.begin_object().key("errorMessages").begin_array().value(message).end_array();
  w.key("errors").begin_object().end_object().end_object();
  return answer(w.take(), status);
}

Response refuse_field(const std::string& field, const std::string& message, int status) {
  JsonWriter w;
  w.begin_object().key("errorMessages").begin_array().end_array();
  w.key("errors").begin_object().member(field, message).end_object().end_object();
  return answer(w.take(), status);
}

Response no_issue() {
  return refuse(404, "Issue does not exist or you do not have permission to see it.");
}

Response not_allowed(const std::string& message) { return refuse(403, message); }

std::optional<std::vector<std::string>> text_list(JsonElement element) {
  simdjson::dom::array array;
  if (element.get_array().get(array) != simdjson::SUCCESS) return std::nullopt;
  std::vector<std::string> out;
  for (const auto item : array) {
    std::string_view text;
    int64_t number = 0;
    if (item.get_string().get(text) == simdjson::SUCCESS)
      out.emplace_back(text);
    else if (item.get_int64().get(number) == simdjson::SUCCESS)
      out.push_back(std::to_string(number));
    else
      return std::nullopt;
  }
  return out;
}

Page page_of(const Call& call, int64_t otherwise, int64_t cap) {
  const auto size = call.query_int("maxResults", otherwise);
  return {std::max<int64_t>(0, call.query_int("startAt", 0)),
          std::clamp<int64_t>(size <= 0 ? otherwise : size, 1, cap)};
}

}  // namespace tl::sim
