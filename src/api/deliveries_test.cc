// The delivery log over HTTP, replay, rotation and the webhook check.
#include <gmock/gmock.h>

#include <set>

#include "api/world_for_test.h"

namespace tl::api {
namespace {

using store::ArrivalState;
using testing::HasSubstr;
using testing::Not;

class DeliveryLog : public testing::Test {
 protected:
  DeliveryLog() : cookie_(world_.set_up()) {
    world_.service->set_public_url("https://tl.example.com");
    std::string body = connect_body("acme");
    body.replace(body.find("\"webhooks\":false"), 16, "\"webhooks\":true");
    id_ = world_.send("POST", "/api/v1/connections/jira", body, cookie_).text("/id");
    base_ = "/api/v1/connections/" + id_;
    log_ = base_ + "/deliveries";
    instance_ = world_.instance_id(id_);
  }
  std::string sign_in_as(store::Role role) {
    const std::string email = std::string(store::to_text(role)) + "@example.com";
    world_.add_user(world_.tenant_id(), email, role);
    return world_.sign_in(email);
  }
  std::string add(const std::string& key, const std::string& body,
                  ArrivalState state = ArrivalState::kWaiting, const std::string& detail = "") {
    return world_.add_delivery(world_.tenant_id(), instance_, key, body, state, detail);
  }
  std::string result(const std::string& id) {
    return world_.get("/api/v1/deliveries/" + id, cookie_).text("/result");
  }
  bool registered() {
    return until([&] {
      return world_.get(base_ + "/webhooks", cookie_).text("/hooks/0/state") == "registered";
    });
  }
  bool becomes(const std::string& id, const std::string& wanted) {
    return until([&] { return result(id) == wanted; });
  }
  std::vector<std::string> ids(const std::string& query) {
    auto page = world_.get(log_ + query, cookie_);
    EXPECT_EQ(page.status, 200) << page.body;
    std::vector<std::string> found;
    for (const JsonElement item : simdjson::dom::array(page.json()["items"])) {
      found.emplace_back(json_text(item, "id").value_or(""));
    }
    return found;
  }

  World world_;
  std::string cookie_;
  std::string id_;
  std::string base_;
  std::string log_;
  InstanceId instance_;
};

const std::string kIssueSeven =
    R"({"webhookEvent":"jira:issue_updated","issue":{"id":"7","key":"ACME-7"}})";

TEST_F(DeliveryLog, are_listed_with_their_result) {
  const std::string applied = add("a", kIssueSeven);
  const std::string ignored = add("b", R"({"webhookEvent":"sprint_created"})");
  const std::string failed = add("c", R"({"webhookEvent":"odd","refuse":"no key"})");
  const std::string rejected = add("d", "", ArrivalState::kRejected, "The signature is wrong.");
  ASSERT_TRUE(becomes(applied, "accepted"));
  ASSERT_TRUE(becomes(ignored, "ignored"));
  ASSERT_TRUE(becomes(failed, "failed"));
  EXPECT_EQ(ids(""), (std::vector<std::string>{rejected, failed, ignored, applied}));
  EXPECT_EQ(ids("?result=failed"), std::vector<std::string>{failed});
  EXPECT_EQ(ids("?result=rejected"), std::vector<std::string>{rejected});
  EXPECT_EQ(ids("?event=sprint_created"), std::vector<std::string>{ignored});
  EXPECT_EQ(ids("?issue=ACME-7"), std::vector<std::string>{applied});
  EXPECT_EQ(ids("?issue=7"), std::vector<std::string>{applied});
  EXPECT_EQ(ids("?issue=ACME-8"), std::vector<std::string>{});
  EXPECT_EQ(ids("?result=duplicate"), std::vector<std::string>{});
  add("a", kIssueSeven);
  EXPECT_EQ(ids("?result=duplicate"), std::vector<std::string>{applied});
  EXPECT_EQ(ids("?from=2026-11-22T00:00:00Z"), std::vector<std::string>{});
  EXPECT_EQ(ids("?from=2026-11-20T00:00:00Z&to=2026-11-22T00:00:00Z").size(), 4u);
  EXPECT_THAT(world_.get(log_, cookie_).body, HasSubstr("\"sprint_created\""));
}

TEST_F(DeliveryLog, come_page_by_page) {
  for (int i = 0; i < 5; ++i) add("k" + std::to_string(i), "{}");
  std::set<std::string> seen;
  std::string cursor;
  do {
    auto page = world_.get(log_ + "?limit=2&cursor=" + cursor, cookie_);
    ASSERT_EQ(page.status, 200) << page.body;
    for (const JsonElement item : simdjson::dom::array(page.json()["items"])) {
      EXPECT_TRUE(seen.emplace(json_text(item, "id").value_or("")).second) << page.body;
    }
    cursor = page.text("/next_cursor") == "null" ? "" : page.text("/next_cursor");
    if (cursor.empty()) continue;
    auto other = world_.get(log_ + "?event=x&cursor=" + cursor, cookie_);
    EXPECT_EQ(other.text("/errors/0/field"), "cursor") << "it belongs to another list";
  } while (!cursor.empty());
  EXPECT_EQ(seen.size(), 5u);
}

TEST_F(DeliveryLog, questions_are_checked) {
  const std::vector<std::pair<std::string, std::string>> wrong = {
      {"?result=lost", "result"}, {"?from=yesterday", "from"},
      {"?to=2026-11-20", "to"},   {"?from=2026-11-21T00:00:00Z&to=2026-11-21T00:00:00Z", "to"},
      {"?limit=201", "limit"},    {"?cursor=x", "cursor"}};
  for (const auto& [query, field] : wrong) {
    EXPECT_EQ(world_.get(log_ + query, cookie_).text("/errors/0/field"), field) << query;
  }
  EXPECT_EQ(world_.get("/api/v1/deliveries/999999", cookie_).status, 404);
  EXPECT_EQ(world_.get("/api/v1/deliveries/none", cookie_).status, 404);
  EXPECT_EQ(world_.get("/api/v1/deliveries/-1", cookie_).status, 404);
}

TEST_F(DeliveryLog, one_is_shown_with_body_steps_and_changes_but_no_secret) {
  const auto hooks = world_.store->tenant(world_.tenant_id()).list_hooks(instance_).value();
  ASSERT_FALSE(hooks.empty());
  const std::string id = add("a", kIssueSeven);
  ASSERT_TRUE(becomes(id, "accepted"));
  auto shown = world_.get("/api/v1/deliveries/" + id, cookie_);
  ASSERT_EQ(shown.status, 200) << shown.body;
  EXPECT_EQ(shown.text("/body"), kIssueSeven) << "JSON as text, as stored";
  EXPECT_EQ(shown.text("/body_state"), "kept");
  EXPECT_EQ(shown.text("/connection"), id_);
  EXPECT_EQ(shown.text("/issue_key"), "ACME-7");
  EXPECT_EQ(shown.text("/steps/0/id"), "received");
  EXPECT_EQ(shown.text("/changes/0/kind"), "issue") << shown.body;
  EXPECT_EQ(shown.text("/can_replay"), "true");
  EXPECT_THAT(shown.body, HasSubstr(R"({"name":"X-Hub-Signature","value":"masked"})"));
  EXPECT_THAT(shown.body, Not(HasSubstr(hooks.front().path_id)));
  EXPECT_FALSE(shown.headers.contains("ETag"));
  const std::string rejected = add("r", "", ArrivalState::kRejected, "The signature is wrong.");
  auto headers_only = world_.get("/api/v1/deliveries/" + rejected, cookie_);
  EXPECT_EQ(headers_only.text("/body"), "null") << headers_only.body;
  EXPECT_EQ(headers_only.text("/body_state"), "none");
  EXPECT_EQ(headers_only.text("/can_replay"), "false");
}

TEST_F(DeliveryLog, one_is_processed_again_and_nothing_changes) {
  const std::string id = add("a", kIssueSeven);
  ASSERT_TRUE(becomes(id, "accepted"));
  const std::string before = world_.get("/api/v1/export", cookie_).body;
  auto again = world_.send("POST", "/api/v1/deliveries/" + id + "/replay", "", cookie_);
  ASSERT_EQ(again.status, 202) << again.body;
  EXPECT_EQ(again.text("/replayed"), "1");
  ASSERT_TRUE(becomes(id, "accepted"));
  EXPECT_EQ(world_.get("/api/v1/deliveries/" + id, cookie_).text("/replays"), "1");
  EXPECT_EQ(world_.get("/api/v1/export", cookie_).body, before);
  const std::string rejected = add("r", "", ArrivalState::kRejected, "The signature is wrong.");
  const std::string replay = "/api/v1/deliveries/" + rejected + "/replay";
  EXPECT_EQ(world_.send("POST", replay, "", cookie_).status, 409);
  EXPECT_EQ(world_.send("POST", replay + "?now=1", "", cookie_).status, 400);
}

TEST_F(DeliveryLog, all_that_failed_are_processed_again) {
  const std::string first = add("a", R"({"refuse":"no key"})");
  const std::string second = add("b", R"({"refuse":"no key either"})");
  const std::string fine = add("c", "{}");
  ASSERT_TRUE(becomes(first, "failed") && becomes(second, "failed") && becomes(fine, "ignored"));
  auto begun = world_.send("POST", log_ + "/replay", "{}", cookie_);
  ASSERT_EQ(begun.status, 202) << begun.body;
  EXPECT_EQ(begun.text("/replayed"), "2");
  EXPECT_EQ(begun.text("/more"), "false");
  auto none = world_.send("POST", log_ + "/replay", R"({"from":"2026-12-01T00:00:00Z"})", cookie_);
  EXPECT_EQ(none.text("/replayed"), "0");
  ASSERT_TRUE(becomes(second, "failed"));
  EXPECT_EQ(world_.get("/api/v1/deliveries/" + fine, cookie_).text("/replays"), "0");
  auto wrong = world_.send("POST", log_ + "/replay",
                           R"({"result":"rejected","from":"x","all":true})", cookie_);
  EXPECT_EQ(wrong.text("/errors/0/field"), "result") << wrong.body;
  EXPECT_EQ(wrong.text("/errors/1/field"), "from");
  EXPECT_EQ(wrong.text("/errors/2/field"), "all");
}

TEST_F(DeliveryLog, bodies_name_people_so_viewers_see_none) {
  const std::string id = add("a", kIssueSeven);
  const std::string one = "/api/v1/deliveries/" + id;
  const std::string viewer = sign_in_as(store::Role::kViewer);
  const std::string lead = sign_in_as(store::Role::kLead);
  ASSERT_TRUE(becomes(id, "accepted") && registered());
  struct Row {
    std::string method, path, body;
    int lead;
  };
  const std::vector<Row> table = {
      {"GET", log_, "", 200},
      {"GET", one, "", 200},
      {"GET", base_ + "/webhooks/check", "", 200},
      {"POST", one + "/replay", "", 202},
      {"POST", log_ + "/replay", "{}", 202},
      {"POST", base_ + "/webhooks/rotate", "", 202},
      {"POST", base_ + "/webhooks/check", "{}", 403},
  };
  for (const Row& row : table) {
    EXPECT_EQ(world_.send(row.method, row.path, row.body, viewer).status, 403) << row.path;
    if (row.path == one + "/replay") ASSERT_TRUE(becomes(id, "accepted"));
    auto answer = world_.send(row.method, row.path, row.body, lead);
    EXPECT_EQ(answer.status, row.lead) << row.path << answer.body;
  }
}

TEST_F(DeliveryLog, a_rotation_shows_both_webhooks_and_no_path) {
  const auto store = world_.store->tenant(world_.tenant_id());
  const std::string former = store.list_hooks(instance_).value().front().path_id;
  ASSERT_TRUE(registered());
  auto begun = world_.send("POST", base_ + "/webhooks/rotate", "", cookie_);
  ASSERT_EQ(begun.status, 202) << begun.body;
  const auto hooks = store.list_hooks(instance_);
  for (const auto& hook : *hooks) {
    EXPECT_THAT(begun.body, Not(HasSubstr(hook.path_id)));
  }
  EXPECT_EQ(world_.send("POST", base_ + "/webhooks/rotate?x=1", "", cookie_).status, 400);
  const std::string silent = world_.connect(cookie_, "silent");
  auto refused =
      world_.send("POST", "/api/v1/connections/" + silent + "/webhooks/rotate", "", cookie_);
  EXPECT_EQ(refused.status, 409) << "webhooks are off: " << refused.body;
}

TEST_F(DeliveryLog, the_webhook_check_goes_on_by_itself) {
  const std::string check = base_ + "/webhooks/check";
  auto none = world_.get(check, cookie_);
  EXPECT_EQ(none.text("/state"), "none") << none.body;
  EXPECT_EQ(none.text("/id"), "null");
  auto unsure = world_.send("POST", check, R"({"issue_key":"ACME-7"})", cookie_);
  EXPECT_EQ(unsure.text("/errors/0/field"), "confirmed") << unsure.body;
  EXPECT_EQ(
      world_.send("POST", check, R"({"issue_key":"ACME-404","confirmed":true})", cookie_).status,
      400);
  auto begun = world_.send("POST", check, "{}", cookie_);
  ASSERT_EQ(begun.status, 202) << begun.body;
  EXPECT_NE(begun.text("/id"), "null");
  auto twice = world_.send("POST", check, "{}", cookie_);
  EXPECT_EQ(twice.status, 409) << twice.body;
  EXPECT_EQ(world_.get(check, cookie_).text("/id"), begun.text("/id"));
}

}  // namespace
}  // namespace tl::api
