// Connections over HTTP.
#include <gmock/gmock.h>

#include "api/world_for_test.h"

namespace tl::api {
namespace {

using testing::HasSubstr;
using testing::Not;

struct Bad {
  std::string body;
  std::string field;
};

TEST(Connect, body_table) {
  World world;
  const std::string cookie = world.set_up();
  const std::string sign_in =
      R"("sign_in":{"base_url":"https://a.example","email":"a@b.c","token":"good"})";
  const std::string rest = R"("token_expires":"2027-01-01","backfill_days":90)";
  const std::vector<Bad> table = {
      {"{" + rest + "}", "sign_in"},
      {"{" + sign_in + R"(,"backfill_days":90})", "token_expires"},
      {"{" + sign_in + R"(,"token_expires":"2026-11-20","backfill_days":90})", "token_expires"},
      {"{" + sign_in + R"(,"token_expires":"2027-02-30","backfill_days":90})", "token_expires"},
      {"{" + sign_in + R"(,"token_expires":"2027-01-01"})", "backfill_days"},
      {"{" + sign_in + R"(,"token_expires":"2027-01-01","backfill_days":0})", "backfill_days"},
      {"{" + sign_in + R"(,"token_expires":"2027-01-01","backfill_days":3651})", "backfill_days"},
      {"{" + sign_in + R"(,"token_expires":"2027-01-01","backfill_days":"90"})", "backfill_days"},
      {"{" + sign_in + "," + rest + R"(,"webhooks":"yes"})", "webhooks"},
      {"{" + sign_in + "," + rest + R"(,"project_keys":["A",""]})", "project_keys[1]"},
      {"{" + sign_in + "," + rest + R"(,"projects":[]})", "projects"},
      {R"({"sign_in":{"base_url":"::","email":"a@b.c","token":"x"},)" + rest + "}",
       "sign_in.base_url"},
      {R"({"sign_in":{"base_url":"https://a.example","email":"abc","token":"x"},)" + rest + "}",
       "sign_in.email"},
      {R"({"sign_in":{"base_url":"https://a.example","email":"a@b.c","token":" "},)" + rest + "}",
       "sign_in.token"},
      {R"({"sign_in":{"base_url":"https://a.example","email":"a@b.c","token":"x","ca_pem":"x"},)" +
           rest + "}",
       "sign_in.ca_pem"},
      {R"({"sign_in":{"base_url":"https://a.example","email":"a@b.c","token":"x","user":"x"},)" +
           rest + "}",
       "sign_in.user"},
  };
  for (const Bad& row : table) {
    auto answer = world.send("POST", "/api/v1/connections/jira", row.body, cookie);
    EXPECT_EQ(answer.status, 400) << row.body;
    EXPECT_EQ(answer.text("/errors/0/field"), row.field) << answer.body;
  }
  EXPECT_EQ(world.get("/api/v1/connections", cookie).body, R"({"items":[]})");
}

TEST(Connect, answers_all_problems_at_once) {
  World world;
  const std::string cookie = world.set_up();
  auto answer = world.send("POST", "/api/v1/connections/jira", "{}", cookie);
  EXPECT_EQ(answer.text("/errors/0/field"), "sign_in");
  EXPECT_EQ(answer.text("/errors/1/field"), "token_expires");
  EXPECT_EQ(answer.text("/errors/2/field"), "backfill_days");
}

TEST(Connect, today_in_the_tenants_zone_is_not_past) {
  World world;  // 2026-11-21T00:00Z is still the 21st in Berlin
  const std::string cookie = world.set_up();
  const std::string body =
      R"({"sign_in":{"base_url":"https://a.example","email":"a@b.c","token":"good"},)"
      R"("token_expires":"2026-11-21","backfill_days":1})";
  EXPECT_EQ(world.send("POST", "/api/v1/connections/jira", body, cookie).status, 201);
  world.clock.advance(hours(23));  // 23:00Z is the 22nd there
  EXPECT_EQ(world.send("POST", "/api/v1/connections/jira", body, cookie).status, 400);
}

TEST(Connect, saves_and_shows) {
  World world;
  const std::string cookie = world.set_up();
  auto made = world.send("POST", "/api/v1/connections/jira", connect_body("acme"), cookie);
  ASSERT_EQ(made.status, 201) << made.body;
  const std::string id = made.text("/id");
  EXPECT_EQ(made.headers.value("Location"), "/api/v1/connections/" + id);
  EXPECT_EQ(made.headers.value("ETag"), "\"" + made.text("/revision") + "\"");
  EXPECT_EQ(made.text("/account/email"), "bot@example.com");
  EXPECT_THAT(made.body, Not(HasSubstr("good-token")));
  EXPECT_EQ(world.get("/api/v1/connections/" + id, cookie).text("/name"), "acme");
  EXPECT_EQ(world.get("/api/v1/connections", cookie).text("/items/0/id"), id);
  EXPECT_EQ(world.get("/api/v1/connections/nothing", cookie).status, 404);
  auto again = world.send("POST", "/api/v1/connections/jira", connect_body("acme"), cookie);
  EXPECT_EQ(again.status, 409);
}

TEST(Connect, a_rejected_sign_in_is_422_and_saves_nothing) {
  World world;
  const std::string cookie = world.set_up();
  std::string body = connect_body("acme");
  body.replace(body.find("good-token"), 10, "bad-secret");
  auto answer = world.send("POST", "/api/v1/connections/jira", body, cookie);
  EXPECT_EQ(answer.status, 422);
  EXPECT_EQ(answer.text("/type"), "/problems/vendor-credentials");
  EXPECT_THAT(answer.body, Not(HasSubstr("bad-secret")));
  EXPECT_EQ(world.get("/api/v1/connections", cookie).body, R"({"items":[]})");
}

TEST(Check, shows_rows_and_saves_nothing) {
  World world;
  const std::string cookie = world.set_up();
  auto check = [&](const std::string& token) {
    return world.send(
        "POST", "/api/v1/connections/jira/check",
        R"({"base_url":"https://a.example","email":"a@b.c","token":")" + token + R"("})", cookie);
  };
  auto good = check("good");
  EXPECT_EQ(good.text("/can_proceed"), "true");
  EXPECT_EQ(good.text("/rows/1/state"), "passed");
  EXPECT_EQ(good.text("/projects_visible"), "2");
  EXPECT_EQ(check("bad").text("/can_proceed"), "false");
  EXPECT_EQ(check(" good ").text("/notes/0"), "Spaces around the token were removed.");
}

TEST(Projects, by_sign_in_or_by_connection) {
  World world;
  const std::string cookie = world.set_up();
  const std::string id = world.connect(cookie);
  const std::string target = "/api/v1/connections/jira/projects";
  auto by_draft = world.send(
      "POST", target,
      R"({"sign_in":{"base_url":"https://a.example","email":"a@b.c","token":"good"}})", cookie);
  EXPECT_EQ(by_draft.text("/items/0/key"), "ACME");
  auto saved = world.send("POST", target, R"({"connection":")" + id + R"(","limit":100})", cookie);
  EXPECT_EQ(saved.text("/total"), "1");
  EXPECT_EQ(world.send("POST", target, "{}", cookie).status, 400);
  EXPECT_EQ(world.send("POST", target, R"({"connection":"x","limit":101})", cookie).status, 400);
  EXPECT_EQ(world.send("POST", target, R"({"connection":"nothing"})", cookie).status, 404);
}

TEST(Change, needs_the_present_revision) {
  World world;
  const std::string cookie = world.set_up();
  const std::string target = "/api/v1/connections/" + world.connect(cookie);
  auto change = [&](const std::string& etag, const std::string& body) {
    Ask ask{.method = "PATCH", .target = target, .body = body, .cookie = cookie};
    ask.headers = {{"Origin", "http://tl.example.com"}, {"Content-Type", "application/json"}};
    if (!etag.empty()) ask.headers.set("If-Match", etag);
    return world.call(ask);
  };
  const std::string etag(world.get(target, cookie).headers.value("ETag"));
  EXPECT_EQ(change("", R"({"name":"New"})").text("/errors/0/field"), "If-Match");
  EXPECT_EQ(change("nonsense", R"({"name":"New"})").status, 400);
  EXPECT_EQ(change(etag, R"({"name":""})").status, 400);
  EXPECT_EQ(change(etag, R"({"backfill_days":5})").text("/errors/0/field"), "backfill_days");
  EXPECT_EQ(change("\"999\"", R"({"name":"New"})").status, 412);
  auto changed = change(etag, R"({"name":"New","webhooks":false})");
  ASSERT_EQ(changed.status, 200) << changed.body;
  EXPECT_EQ(changed.text("/name"), "New");
  EXPECT_NE(changed.headers.value("ETag"), etag);
  EXPECT_EQ(change(etag, R"({"name":"Late"})").status, 412);
}

TEST(Life, pause_resume_sync_disconnect) {
  World world;
  const std::string cookie = world.set_up();
  const std::string target = "/api/v1/connections/" + world.connect(cookie);
  auto paused = world.send("POST", target + "/pause", "", cookie);
  EXPECT_EQ(paused.text("/state"), "paused");
  EXPECT_THAT(paused.text("/state_reason"), HasSubstr("Ada Example"));
  EXPECT_EQ(world.send("POST", target + "/sync", "", cookie).status, 409);
  EXPECT_EQ(world.send("POST", target + "/resume", "", cookie).text("/state"), "active");
  EXPECT_EQ(world.send("POST", target + "/sync", "", cookie).status, 202);

  EXPECT_EQ(world.send("DELETE", target + "?facts=maybe", "", cookie).status, 400);
  EXPECT_EQ(world.send("DELETE", target, "", cookie).status, 204);
  EXPECT_EQ(world.get(target, cookie).text("/state"), "disconnected");
  EXPECT_EQ(world.send("DELETE", target + "?facts=delete", "", cookie).status, 204);
  EXPECT_EQ(world.get(target, cookie).status, 404);
}

TEST(Progress, is_the_latest_run) {
  World world;
  const std::string cookie = world.set_up();
  const std::string id = world.connect(cookie);
  auto progress = world.get("/api/v1/connections/" + id + "/progress", cookie);
  ASSERT_EQ(progress.status, 200) << progress.body;
  EXPECT_EQ(progress.text("/phases/0/id"), "issues");
}

}  // namespace
}  // namespace tl::api
