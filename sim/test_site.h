// Helpers of the unit tests: a site on a clock that tests move, and requests without sockets.
#pragma once

#include <memory>
#include <string>

#include "base/json.h"
#include "base/text.h"
#include "sim/fields.h"
#include "sim/site.h"

namespace tl::sim {

// Stands still until it is moved. Not for several threads.
class StillClock : public Clock {
 public:
  [[nodiscard]] Instant now() const override { return now_; }
  bool wait_until(Instant, const std::stop_token&) const override { return false; }
  void pass(int64_t ms) { now_ = now_ + Millis(ms); }

 private:
  Instant now_{1'790'000'000'123};  // 2026-09-21, a Monday
};

inline SiteOptions test_options(int issues = 400) {
  SiteOptions options;
  options.organisation.issues = issues;
  options.base_url = "http://sim.test";
  options.no_limits = true;
  return options;
}

// A site of another flavour; `projects` 5 holds a service desk.
inline SiteOptions flavour_options(const char* flavour, int projects = 4) {
  auto options = test_options();
  options.organisation.flavour = find_flavour(flavour);
  options.organisation.projects = projects;
  return options;
}

inline std::string header_of(const Response& response, const std::string& name) {
  for (const auto& [key, value] : response.headers)
    if (key == name) return value;
  return {};
}

inline std::string basic(const std::string& email, const std::string& token) {
  return "Basic " + base64_encode(email + ":" + token);
}

struct TestSite {
  explicit TestSite(const SiteOptions& options = test_options()) : site(options, clock) {}

  // `who`: an account such as "bot"; "" anonymous.
  Response ask(const std::string& method, const std::string& target, const std::string& body = "",
               const std::string& who = "bot") {
    Request request;
    request.method = method;
    EXPECT_TRUE(set_target(request, target));
    request.body = body;
    if (!body.empty()) request.headers["content-type"] = "application/json";
    const bool cloud = site.world->catalog.flavour->cloud();
    if (!who.empty())
      request.headers["authorization"] = cloud
                                             ? basic(who + "@sim.example", "sim-" + who + "-token")
                                             : basic(who, "sim-" + who + "-password");
    return site.handle(request);
  }

  // With an Authorization header of the test's own.
  Response ask_as(const std::string& authorization, const std::string& target) {
    Request request;
    request.method = "GET";
    EXPECT_TRUE(set_target(request, target));
    request.headers["authorization"] = authorization;
    return site.handle(request);
  }

  StillClock clock;
  Site site;
};

// The parsed body of an answer; it must be JSON.
inline JsonDocument json_of(const Response& response) {
  auto document = JsonDocument::parse(response.body);
  EXPECT_TRUE(document.ok()) << response.body.substr(0, 300);
  return std::move(document).value();
}

inline size_t size_of(JsonElement object, std::string_view key) {
  simdjson::dom::array array;
  if (object[key].get_array().get(array) != simdjson::SUCCESS) return 0;
  return array.size();
}

}  // namespace tl::sim
