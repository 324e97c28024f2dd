// One request on its way through a handler, and the answers handlers give.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "sim/http.h"
#include "sim/render.h"

namespace tl::sim {

class Site;

struct Call {
  Site& site;
  World& world;
  const Request& request;
  std::vector<std::string> parts;  // what stood at the {} of the path, decoded
  int user = -1;                   // position; -1 anonymous
  int api = 3;
  int64_t now = 0;
  std::optional<JsonDocument> body;
  bool gateway = false;  // came through api.atlassian.com

  [[nodiscard]] std::optional<std::string> query(std::string_view name) const;
  // All values of a name; lists with commas are split.
  [[nodiscard]] std::vector<std::string> query_list(std::string_view name) const;
  [[nodiscard]] int64_t query_int(std::string_view name, int64_t otherwise) const;
  [[nodiscard]] bool has_expand(std::string_view what) const;  // of the query
  [[nodiscard]] UserRef author() const { return static_cast<UserRef>(user + 1); }
  [[nodiscard]] View view() const;
  [[nodiscard]] Renderer renderer() const;
  [[nodiscard]] const Catalog& catalog() const { return world.catalog; }
  [[nodiscard]] const Flavour& flavour() const { return *world.catalog.flavour; }
  [[nodiscard]] bool cloud() const { return flavour().cloud(); }
  [[nodiscard]] const Project& project_of(const Issue& issue) const {
    return world.catalog.projects[static_cast<size_t>(issue.project)];
  }
  // Customers and people without the agent's role may look at a service desk, and no more.
  [[nodiscard]] bool may_work_on(const Issue& issue) const;
  [[nodiscard]] bool sees(const Issue& issue) const;
  // The issue of parts[0], if the caller may see it.
  [[nodiscard]] Issue* issue() const;
  [[nodiscard]] JsonElement json() const { return body->root(); }
};

using HandlerFunction = Response (*)(Call&);

[[nodiscard]] Response answer(std::string body, int status = 200);
[[nodiscard]] Response no_content();
// {"errorMessages":[message],"errors":{}}
[[nodiscard]] Response refuse(int status, const std::string& message);
// {"errorMessages":[],"errors":{field: message}}
[[nodiscard]] Response refuse_field(const std::string& field, const std::string& message,
                                    int status = 400);
[[nodiscard]] Response no_issue();                               // 404 as Jira words it
[[nodiscard]] Response not_allowed(const std::string& message);  // 403

// Text values of a JSON array; nothing when it is no array of texts (numbers are taken as text).
[[nodiscard]] std::optional<std::vector<std::string>> text_list(JsonElement element);

struct Page {
  int64_t start;
  int64_t size;
};
// startAt and maxResults of the query; `cap` lowers silently.
[[nodiscard]] Page page_of(const Call& call, int64_t otherwise, int64_t cap);

}  // namespace tl::sim
