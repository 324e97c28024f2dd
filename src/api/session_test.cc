// First run, sign-in, roles, and the rules for requests that change something.
#include <gmock/gmock.h>

#include "api/setup_token.h"
#include "api/world_for_test.h"
#include "base/hash.h"

namespace tl::api {
namespace {

using testing::HasSubstr;
using testing::Not;

std::string sign_in_body(const std::string& email, const std::string& password) {
  return R"({"email":")" + email + R"(","password":")" + password + R"("})";
}

TEST(Setup, makes_organisation_and_admin) {
  World world;
  auto before = world.get("/api/v1/setup");
  EXPECT_EQ(before.text("/needed"), "true");
  EXPECT_EQ(before.text("/public_url"), "http://tl.example.com");

  auto made = world.send("POST", "/api/v1/setup", setup_body(world.setup_token));
  ASSERT_EQ(made.status, 201) << made.body;
  EXPECT_EQ(made.text("/user/email"), "ada@example.com");
  EXPECT_EQ(made.text("/user/role"), "admin");
  EXPECT_EQ(made.text("/tenant/time_zone"), "Europe/Berlin");
  EXPECT_EQ(made.text("/tenant/week_start"), "monday");
  EXPECT_EQ(made.text("/server/public_url"), "http://127.0.0.1:8080");
  EXPECT_THAT(made.text("/server/public_url_reachable_hint"), HasSubstr("cannot reach"));
  EXPECT_EQ(world.get("/api/v1/me", made.cookie()).status, 200);

  auto after = world.get("/api/v1/setup");
  EXPECT_EQ(after.text("/needed"), "false");
  EXPECT_EQ(after.text("/used_at"), "2026-11-21T00:00:00.000Z");
  auto again = world.send("POST", "/api/v1/setup", setup_body(world.setup_token));
  EXPECT_EQ(again.status, 409);
  EXPECT_THAT(again.text("/detail"), HasSubstr("used on 2026-11-21"));
  EXPECT_FALSE(issue_setup_token(*world.store, world.clock).ok());
}

TEST(Setup, spoils_the_token_after_five_wrong_tries) {
  World world;
  for (int left = 4; left >= 1; --left) {
    auto wrong = world.send("POST", "/api/v1/setup", setup_body("nonsense"));
    EXPECT_EQ(wrong.status, 403);
    EXPECT_THAT(wrong.text("/detail"),
                HasSubstr(std::to_string(left) + (left == 1 ? " try" : " tries")));
  }
  EXPECT_TRUE(world.setup_tokens.empty());
  EXPECT_EQ(world.send("POST", "/api/v1/setup", setup_body("nonsense")).status, 403);
  ASSERT_EQ(world.setup_tokens.size(), 1u);
  EXPECT_EQ(world.send("POST", "/api/v1/setup", setup_body(world.setup_token)).status, 403);
  EXPECT_EQ(world.send("POST", "/api/v1/setup", setup_body(world.setup_tokens.front())).status,
            201);
}

TEST(Setup, a_bad_body_costs_no_try) {
  World world;
  for (int i = 0; i < 7; ++i) {
    EXPECT_EQ(world.send("POST", "/api/v1/setup", "{\"token\":\"x\"}").status, 400);
  }
  EXPECT_TRUE(world.setup_tokens.empty());
  world.set_up();
}

TEST(Setup, too_many_attempts_from_one_address) {
  World world;
  int refused = 0;
  for (int i = 0; i < 40; ++i) {
    auto answer = world.send("POST", "/api/v1/setup", setup_body("nonsense"));
    if (answer.status != 429) continue;
    ++refused;
    EXPECT_EQ(answer.headers.value("Retry-After"), answer.text("/retry_after_seconds"));
  }
  EXPECT_EQ(refused, 10);
}

struct BadSetup {
  std::string member;  // replaced in a good body
  std::string value;   // JSON; "" leaves the member out
  std::string field;
};

TEST(Setup, body_table) {
  World world;
  const std::vector<BadSetup> table = {
      {"password", "\"short\"", "password"},
      {"password", "\"ééééééééééé\"", "password"},
      {"password", "", "password"},
      {"email", "\"nobody\"", "email"},
      {"email", "7", "email"},
      {"time_zone", "\"Mars/Base\"", "time_zone"},
      {"week_start", "\"friday\"", "week_start"},
      {"public_url", "\"ftp://x\"", "public_url"},
      {"public_url", "\"https://x.example/?a=1\"", "public_url"},
      {"name", "\"  \"", "name"},
      {"token", "", "token"},
      {"surplus", "1", "surplus"},
  };
  for (const BadSetup& row : table) {
    std::vector<std::pair<std::string, std::string>> members = {
        {"token", "\"" + world.setup_token + "\""},
        {"name", "\"Ada\""},
        {"email", "\"ada@example.com\""},
        {"password", "\"correct horse battery\""},
        {"public_url", "\"https://tl.example.com\""},
        {"time_zone", "\"UTC\""},
        {"week_start", "\"sunday\""}};
    std::string body;
    auto add = [&](const std::string& name, const std::string& value) {
      if (!value.empty()) body += (body.empty() ? "{\"" : ",\"") + name + "\":" + value;
    };
    bool known = false;
    for (const auto& [name, value] : members) {
      known = known || name == row.member;
      add(name, name == row.member ? row.value : value);
    }
    if (!known) add(row.member, row.value);
    auto answer = world.send("POST", "/api/v1/setup", body + "}");
    EXPECT_EQ(answer.status, 400) << row.member << " " << row.value;
    EXPECT_EQ(answer.text("/errors/0/field"), row.field) << answer.body;
  }
  EXPECT_EQ(world.send("POST", "/api/v1/setup", "[]").status, 400);
  EXPECT_EQ(world.send("POST", "/api/v1/setup", "{").status, 400);
}

TEST(SignIn, gives_a_cookie_that_scripts_cannot_read) {
  World world;
  world.set_up();
  auto in = world.send("POST", "/api/v1/session",
                       sign_in_body("ADA@example.com", std::string(World::kPassword)));
  ASSERT_EQ(in.status, 200);
  const std::string line(in.headers.value("Set-Cookie"));
  EXPECT_THAT(line, HasSubstr("HttpOnly"));
  EXPECT_THAT(line, HasSubstr("SameSite=Lax"));
  EXPECT_THAT(line, HasSubstr("Path=/"));
  EXPECT_THAT(line, HasSubstr("Max-Age=2592000"));
  EXPECT_THAT(line, Not(HasSubstr("Secure")));
  Ask ask{.method = "POST", .target = "/api/v1/session"};
  ask.body = sign_in_body("ada@example.com", std::string(World::kPassword));
  ask.scheme = "https";
  ask.headers = {{"Content-Type", "application/json; charset=utf-8"}};
  EXPECT_THAT(std::string(world.call(ask).headers.value("Set-Cookie")), HasSubstr("; Secure"));
}

TEST(SignIn, says_the_same_for_every_wrong_pair) {
  World world;
  world.set_up();
  world.add_user(world.tenant_id(), "gone@example.com", store::Role::kAdmin, true);
  auto detail = [&](const std::string& email, const std::string& password) {
    auto answer = world.send("POST", "/api/v1/session", sign_in_body(email, password));
    EXPECT_EQ(answer.status, 401);
    EXPECT_EQ(answer.cookie(), "");
    return answer.text("/detail");
  };
  const std::string wrong = detail("ada@example.com", "wrong password");
  EXPECT_EQ(detail("nobody@example.com", "wrong password"), wrong);
  EXPECT_EQ(detail("gone@example.com", std::string(World::kPassword)), wrong);
}

TEST(SignIn, slows_down_guessing) {
  World world;
  world.set_up();
  for (int i = 0; i < 5; ++i) {
    auto wrong = world.send("POST", "/api/v1/session", sign_in_body("ada@example.com", "guess"));
    EXPECT_EQ(wrong.status, 401);
  }
  auto right = [&] {
    return world.send("POST", "/api/v1/session",
                      sign_in_body("ada@example.com", std::string(World::kPassword)));
  };
  auto held = right();
  EXPECT_EQ(held.status, 429);
  EXPECT_EQ(held.headers.value("Retry-After"), "300");
  EXPECT_EQ(held.text("/retry_after_seconds"), "300");
  world.clock.advance(minutes(5));
  EXPECT_EQ(right().status, 200);
}

TEST(Session, ends_by_sign_out_and_by_time_and_rolls_in_between) {
  World world;
  const std::string cookie = world.set_up();
  auto out = world.send("DELETE", "/api/v1/session", "", cookie);
  EXPECT_EQ(out.status, 204);
  EXPECT_THAT(std::string(out.headers.value("Set-Cookie")), HasSubstr("Max-Age=0"));
  EXPECT_EQ(world.get("/api/v1/me", cookie).status, 401);

  const std::string second = world.sign_in("ada@example.com");
  EXPECT_FALSE(world.get("/api/v1/me", second).headers.contains("Set-Cookie"));
  world.clock.advance(days(20));
  EXPECT_EQ(world.get("/api/v1/me", second).cookie(), second);
  world.clock.advance(days(20));
  EXPECT_EQ(world.get("/api/v1/me", second).status, 200);
  world.clock.advance(days(31));
  EXPECT_EQ(world.get("/api/v1/me", second).status, 401);
}

TEST(Session, of_the_token_only_a_hash_is_stored) {
  World world;
  const std::string cookie = world.set_up();
  EXPECT_FALSE(world.store->find_session(cookie).value().has_value());
  EXPECT_TRUE(world.store->find_session(sha256(cookie)).value().has_value());
}

TEST(Bearer, works_without_origin_and_never_falls_back) {
  World world;
  const std::string cookie = world.set_up();
  const auto tenant = world.store->tenant(world.tenant_id());
  auto store = tenant;
  const auto user = store.list_users().value().front();
  ASSERT_TRUE(store.create_api_token(sha256("tl_secret"), user.id, "test", std::nullopt).ok());
  Ask ask{.target = "/api/v1/me"};
  ask.headers = {{"Authorization", "Bearer tl_secret"}};
  EXPECT_EQ(world.call(ask).status, 200);
  ask.headers = {{"Authorization", "Bearer wrong"}};
  ask.cookie = cookie;
  EXPECT_EQ(world.call(ask).status, 401);
  ask = Ask{.method = "POST", .target = "/api/v1/connections/jira/check"};
  ask.headers = {{"Authorization", "bearer tl_secret"}, {"Content-Type", "application/json"}};
  ask.body = R"({"base_url":"https://a.example","email":"a@b.c","token":"good"})";
  EXPECT_EQ(world.call(ask).status, 200);
  ask = Ask{.target = "/api/v1/me?token=tl_secret"};
  EXPECT_EQ(world.call(ask).status, 401);
}

TEST(Origin, a_cookie_alone_changes_nothing) {
  World world;
  const std::string cookie = world.set_up();
  auto delete_session = [&](const net::Headers& headers) {
    Ask ask{.method = "DELETE", .target = "/api/v1/session", .cookie = cookie};
    ask.headers = headers;
    return world.call(ask).status;
  };
  EXPECT_EQ(delete_session({}), 403);
  EXPECT_EQ(delete_session({{"Origin", "https://evil.example"}}), 403);
  EXPECT_EQ(delete_session({{"Origin", "null"}}), 403);
  EXPECT_EQ(delete_session({{"Origin", "http://127.0.0.1:8080"}}), 204);  // the public address
}

TEST(Origin, another_site_cannot_sign_a_browser_in) {
  World world;
  world.set_up();
  Ask ask{.method = "POST", .target = "/api/v1/session"};
  ask.body = sign_in_body("ada@example.com", std::string(World::kPassword));
  ask.headers = {{"Content-Type", "application/json"}, {"Origin", "https://evil.example"}};
  EXPECT_EQ(world.call(ask).status, 403);
  ask.headers = {{"Content-Type", "text/plain"}};
  EXPECT_EQ(world.call(ask).status, 415);
  EXPECT_EQ(world.send("POST", "/api/v1/session", R"({"email":7})").status, 400);
}

TEST(Roles, writes_and_export_are_for_admins) {
  World world;
  const std::string admin = world.set_up();
  const std::string id = world.connect(admin);
  world.add_user(world.tenant_id(), "lead@example.com", store::Role::kLead);
  world.add_user(world.tenant_id(), "viewer@example.com", store::Role::kViewer);
  const std::string base = "/api/v1/connections/" + id;
  const std::vector<std::pair<std::string, std::string>> writes = {
      {"POST", "/api/v1/connections/jira/check"},
      {"POST", "/api/v1/connections/jira/projects"},
      {"POST", "/api/v1/connections/jira"},
      {"PATCH", base},
      {"DELETE", base},
      {"POST", base + "/sync"},
      {"POST", base + "/pause"},
      {"POST", base + "/resume"},
      {"PUT", base + "/sign-in"},
      {"POST", base + "/preview"},
      {"POST", base + "/import"},
      {"POST", base + "/webhooks/renew"},
      {"POST", "/api/v1/connections/import"},
      {"POST", "/api/v1/connections/jira/detect"},
      {"POST", "/api/v1/connections/jira/keys"},
      {"POST", "/api/v1/connections/jira/filter"},
      {"GET", "/api/v1/export"},
      {"GET", "/api/v1/doctor"}};
  const std::vector<std::string> reads = {
      "/api/v1/me",       "/api/v1/connections", base,
      "/api/v1/projects", "/api/v1/issues",      "/api/v1/metrics/flow/cycle-time",
      base + "/history",  base + "/fields",      base + "/diagnosis",
      "/api/v1/writes"};
  for (const char* email : {"lead@example.com", "viewer@example.com"}) {
    const std::string cookie = world.sign_in(email);
    for (const auto& [method, target] : writes) {
      EXPECT_EQ(world.send(method, target, "{}", cookie).status, 403) << method << target;
    }
    for (const std::string& target : reads) {
      EXPECT_EQ(world.get(target, cookie).status, 200) << target;
    }
  }
  EXPECT_EQ(world.get("/api/v1/export", admin).status, 200);
  EXPECT_EQ(world.get("/api/v1/doctor", admin).status, 200);
}

}  // namespace
}  // namespace tl::api
