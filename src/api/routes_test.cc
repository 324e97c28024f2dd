// What holds for all routes: the document, who gets in, and that tenants see nothing of each other.
#include <gmock/gmock.h>

#include <set>

#include "api/assets.h"
#include "api/world_for_test.h"

namespace tl::api {
namespace {

using testing::HasSubstr;
using testing::Not;

// Routes that are no part of the document: the web UI, and what delivery addresses say to people.
std::set<std::pair<std::string, std::string>> undocumented() {
  std::set<std::pair<std::string, std::string>> routes = {{"GET", "/{path...}"}};
  for (const std::string prefix : {"/v1/issue", "/v1/jira-worklog"}) {
    routes.emplace("POST", prefix + "/{rest...}");
    routes.emplace("POST", prefix + "/{tenant}/{path_id}/{below...}");
    for (const char* method : {"GET", "PUT", "PATCH", "DELETE"}) {
      routes.emplace(method, prefix + "/{rest...}");
      routes.emplace(method, prefix + "/{tenant}/{path_id}");
      routes.emplace(method, prefix + "/{tenant}/{path_id}/{below...}");
    }
  }
  return routes;
}

const std::set<std::pair<std::string, std::string>> kPublic = {
    {"GET", "/api/v1/setup"},
    {"POST", "/api/v1/setup"},
    {"POST", "/api/v1/session"},
    {"GET", "/api/v1/openapi.json"},
    {"GET", "/healthz"},
    {"GET", "/readyz"},
    {"POST", "/v1/issue/{tenant}/{path_id}"},
    {"POST", "/v1/jira-worklog/{tenant}/{path_id}"}};

std::string filled(std::string pattern, const std::string& id, const std::string& key,
                   const std::string& delivery = "1") {
  auto put = [&](const std::string& name, const std::string& value) {
    const size_t at = pattern.find(name);
    if (at != std::string::npos) pattern.replace(at, name.size(), value);
  };
  put("{id}", id);
  put("{key}", key);
  put("{delivery}", delivery);
  put("{tenant}", "nobody");
  put("{path_id}", "nowhere");
  return pattern;
}

// What a GET cannot do without; `id` is a connection.
std::string needed_query(const std::string& pattern, const std::string& id) {
  if (pattern == "/api/v1/metrics/flow/items") return "?metric=wip";
  if (pattern == "/api/v1/metrics/sprint") return "?sprint=" + id + ":101";
  if (pattern == "/api/v1/facets") return "?field=project";
  return "";
}

TEST(Routes, are_those_of_the_document) {
  World world;
  std::set<std::pair<std::string, std::string>> served;
  for (const auto* route : world.router.routes()) served.emplace(route->method, route->pattern);
  for (const auto& hidden : undocumented()) EXPECT_EQ(served.erase(hidden), 1u) << hidden.second;
  const auto documented = openapi_operations();
  EXPECT_EQ(served,
            (std::set<std::pair<std::string, std::string>>(documented.begin(), documented.end())));
}

TEST(Routes, without_a_session_answer_401) {
  World world;
  for (const auto& operation : openapi_operations()) {
    const auto& [method, pattern] = operation;
    if (kPublic.contains(operation)) continue;
    const std::string target = filled(pattern, "x", "ACME-1");
    for (const std::string& cookie : {std::string(), std::string("forged")}) {
      auto answer = world.send(method, target, "", cookie);
      EXPECT_EQ(answer.status, 401) << method << " " << target;
      EXPECT_THAT(answer.text("/id"), testing::StartsWith("TL-"));
      EXPECT_EQ(answer.headers.value("Cache-Control"), "no-store");
    }
  }
}

TEST(Routes, unknown_query_parameters_are_named) {
  World world;
  const std::string cookie = world.set_up();
  const std::string id = world.connect(cookie);
  for (const auto& [method, pattern] : openapi_operations()) {
    if (method != "GET" || pattern == "/healthz") continue;
    const std::string needed = needed_query(pattern, id);
    const std::string query = needed.empty() ? "?lable=x" : needed + "&lable=x";
    auto answer = world.get(filled(pattern, id, "ACME-1") + query, cookie);
    EXPECT_EQ(answer.status, 400) << pattern;
    EXPECT_EQ(answer.text("/errors/0/field"), "lable") << pattern;
  }
}

TEST(Routes, a_body_that_is_not_said_to_be_json_is_415) {
  World world;
  const std::string cookie = world.set_up();
  const std::string id = world.connect(cookie);
  int asked = 0;
  for (const auto& [method, pattern] : openapi_operations()) {
    if (!openapi_documents(method, pattern, 415)) continue;
    Ask ask{
        .method = method, .target = filled(pattern, id, "ACME-1"), .body = "x", .cookie = cookie};
    ask.headers = {{"Origin", "http://tl.example.com"},
                   {"Content-Type", "multipart/form-data"},
                   {"If-Match", "\"1\""}};
    EXPECT_EQ(world.call(ask).status, 415) << method << " " << pattern;
    ++asked;
  }
  EXPECT_GT(asked, 10);
}

TEST(Routes, tenants_see_nothing_of_each_other) {
  World world;
  const std::string ours = world.set_up();
  const std::string id = world.connect(ours);
  const InstanceId instance = world.instance_id(id);
  world.add_catalogue(world.tenant_id(), instance);
  world.add_issue(world.tenant_id(), instance, 1, "ACME-1", "Secret plan",
                  world.clock.now() - days(9), 7200);
  const std::string delivery =
      world.add_delivery(world.tenant_id(), instance, "d1",
                         R"({"issue":{"id":"1","key":"ACME-1"},"x":"Secret plan"})");
  const std::string read_delivery = "/api/v1/deliveries/" + delivery;
  EXPECT_THAT(world.get(read_delivery, ours).text("/body"), HasSubstr("Secret plan"));
  world.add_tenant("Other");
  const std::string theirs = world.sign_in("admin@other.example");
  for (const auto& operation : openapi_operations()) {
    const auto& [method, pattern] = operation;
    if (kPublic.contains(operation) || pattern == "/api/v1/events") continue;
    const bool names_ours = pattern.find("{id}") != std::string::npos ||
                            pattern.find("{key}") != std::string::npos ||
                            pattern.find("{delivery}") != std::string::npos;
    if (method != "GET" && !names_ours) continue;
    const std::string query = method == "GET" ? needed_query(pattern, id) : "";
    const std::string target = filled(pattern, id, "ACME-1", delivery) + query;
    Ask ask{.method = method, .target = target, .cookie = theirs};
    ask.headers = {{"Origin", "http://tl.example.com"},
                   {"Content-Type", "application/json"},
                   {"If-Match", "\"1\""}};
    if (method != "GET") ask.body = "{}";
    auto answer = world.call(ask);
    const int unknown = query.find(id) == std::string::npos ? 200 : 400;
    EXPECT_EQ(answer.status, names_ours ? 404 : unknown) << method << " " << target << answer.body;
    for (const char* trace : {"Secret plan", "acme", "Acme project", "bot@example.com"}) {
      EXPECT_THAT(answer.body, Not(HasSubstr(trace))) << target;
    }
  }
  for (const std::string& target :
       {"/api/v1/issues?connection=" + id, "/api/v1/metrics/flow/cycle-time?connection=" + id,
        "/api/v1/metrics/flow/wip?sprint=" + id + ":1", "/api/v1/sprints?connection=" + id,
        "/api/v1/metrics/quality?connection=" + id}) {
    EXPECT_EQ(world.get(target, theirs).status, 400) << target;
  }
  for (const std::string& target :
       {"/api/v1/ledger?connection=" + id, "/api/v1/ledger/differences?connection=" + id}) {
    EXPECT_EQ(world.get(target, theirs).status, 404) << target;
  }
  auto mine = world.get("/api/v1/issues/ACME-1", ours);
  EXPECT_EQ(mine.status, 200) << "the walk must be able to fail";
  EXPECT_THAT(mine.body, HasSubstr("Secret plan"));
}

TEST(Document, is_served_with_an_etag) {
  World world;
  auto first = world.get("/api/v1/openapi.json");
  EXPECT_EQ(first.status, 200);
  EXPECT_EQ(first.text("/openapi"), "3.1.0");
  Ask ask{.target = "/api/v1/openapi.json"};
  ask.headers.set("If-None-Match", first.headers.value("ETag"));
  auto second = world.call(ask);
  EXPECT_EQ(second.status, 304);
  EXPECT_TRUE(second.body.empty());
  ask.headers = {{"Accept-Encoding", "gzip"}};
  auto packed = world.call(ask);
  EXPECT_EQ(packed.headers.value("Content-Encoding"), "gzip");
  EXPECT_LT(packed.body.size(), first.body.size());
}

TEST(Page, is_given_for_every_address_of_the_ui) {
  World world;
  for (const char* target : {"/", "/setup", "/issues/ACME-1"}) {
    Ask ask{.target = target};
    ask.headers = {{"Accept", "text/html,application/xhtml+xml"}};
    auto page = world.call(ask);
    EXPECT_EQ(page.status, 200) << target;
    EXPECT_EQ(page.headers.value("Content-Type"), "text/html; charset=utf-8");
    EXPECT_THAT(std::string(page.headers.value("Content-Security-Policy")),
                HasSubstr("script-src 'self';"));
    EXPECT_EQ(page.headers.value("X-Content-Type-Options"), "nosniff");
    EXPECT_THAT(page.body, Not(HasSubstr("__CSP_NONCE__")));
  }
  for (const char* target : {"/api/v1/nothing", "/api", "/v1/nothing", "/assets/gone-1234.js"}) {
    Ask ask{.target = target};
    ask.headers = {{"Accept", "text/html"}};
    auto answer = world.call(ask);
    EXPECT_EQ(answer.status, 404) << target;
    EXPECT_EQ(answer.headers.value("Content-Type"), "application/problem+json");
  }
  EXPECT_EQ(world.get("/setup").status, 404) << "not asked for a page";
}

TEST(Page, assets_are_what_was_embedded) {
  World world;
  ASSERT_FALSE(embedded_assets().empty()) << "build the pages first: scripts/lib/web.sh build";
  for (const Asset& asset : embedded_assets()) {
    if (asset.path == "index.html") continue;
    Ask ask{.target = "/" + std::string(asset.path)};
    auto answer = world.call(ask);
    EXPECT_EQ(answer.status, 200) << asset.path;
    EXPECT_EQ(answer.body, asset.plain);
    if (asset.immutable) {
      EXPECT_THAT(std::string(answer.headers.value("Cache-Control")), HasSubstr("immutable"));
    }
  }
}

TEST(Health, says_up_and_ready) {
  World world;
  EXPECT_EQ(world.get("/healthz").body, "ok\n");
  EXPECT_EQ(world.get("/readyz").body, "ready\n");
  world.service->stop();
  world.store->close();
  EXPECT_EQ(world.get("/healthz").status, 200);
  EXPECT_EQ(world.get("/readyz").status, 503);
}

TEST(Doctor, names_what_is_not_well) {
  World world;
  const std::string cookie = world.set_up();
  const std::string connection = world.connect(cookie);
  auto doctor = world.get("/api/v1/doctor", cookie);
  std::set<std::string> ids;
  for (JsonElement row : simdjson::dom::array(doctor.json()["rows"])) {
    ids.emplace(json_text(row, "id").value_or(""));
    const auto id = json_text(row, "id");
    if (id == "public_url" || id == "database") {
      EXPECT_EQ(json_text(row, "state"), id == "database" ? "passed" : "warning");
    }
  }
  for (const std::string& wanted :
       {std::string("database"), std::string("disk"), std::string("vault"),
        std::string("public_url"), std::string("clock"), std::string("deliveries"),
        "connection." + connection, "connection." + connection + ".ledger"}) {
    EXPECT_TRUE(ids.contains(wanted)) << wanted;
  }
}

}  // namespace
}  // namespace tl::api
