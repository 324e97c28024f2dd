// Diagnosis, verification, webhooks, history, fields and writes over HTTP: who may ask what.
#include <gmock/gmock.h>

#include <set>

#include "api/cursor.h"
#include "api/world_for_test.h"

namespace tl::api {
namespace {

using testing::HasSubstr;
using testing::Not;

class Care : public testing::Test {
 protected:
  Care() : cookie_(world_.set_up()) {
    std::string body = connect_body("acme");
    body.replace(body.find("\"webhooks\":false"), 16, "\"webhooks\":true");
    id_ = world_.send("POST", "/api/v1/connections/jira", body, cookie_).text("/id");
    base_ = "/api/v1/connections/" + id_;
  }
  std::string sign_in_as(store::Role role) {
    const std::string email = std::string(store::to_text(role)) + "@example.com";
    world_.add_user(world_.tenant_id(), email, role);
    return world_.sign_in(email);
  }

  World world_;
  std::string cookie_;
  std::string id_;
  std::string base_;
};

TEST_F(Care, who_may_ask_what) {
  const std::string viewer = sign_in_as(store::Role::kViewer);
  const std::string lead = sign_in_as(store::Role::kLead);
  struct Row {
    std::string method, path;
    int viewer, lead, admin;
  };
  const std::vector<Row> table = {
      {"GET", "/diagnosis", 200, 200, 200},
      {"GET", "/diagnosis?ask=false", 200, 200, 200},
      {"GET", "/diagnosis?ask=true", 403, 200, 200},
      {"GET", "/verify", 403, 200, 200},
      {"GET", "/webhooks", 403, 200, 200},
      {"GET", "/history", 200, 200, 200},
      {"GET", "/fields", 200, 200, 200},
      {"POST", "/webhooks/renew", 403, 403, 202},
  };
  for (const Row& row : table) {
    EXPECT_EQ(world_.send(row.method, base_ + row.path, "", viewer).status, row.viewer) << row.path;
    EXPECT_EQ(world_.send(row.method, base_ + row.path, "", lead).status, row.lead) << row.path;
    auto admin = world_.send(row.method, base_ + row.path, "", cookie_);
    EXPECT_EQ(admin.status, row.admin) << row.path << admin.body;
  }
  auto refused = world_.get(base_ + "/verify", viewer);
  EXPECT_THAT(refused.text("/detail"), HasSubstr("lead or an admin"));
  for (const std::string& write : {"/preview", "/import", "/sync", "/pause"}) {
    EXPECT_EQ(world_.send("POST", base_ + write, "{}", lead).status, 403) << write;
  }
}

TEST_F(Care, diagnosis_is_the_same_in_doctor) {
  world_.send("POST", base_ + "/pause", "", cookie_);
  auto diagnosis = world_.get(base_ + "/diagnosis", cookie_);
  EXPECT_EQ(diagnosis.text("/asked_vendor"), "false");
  EXPECT_EQ(diagnosis.text("/findings/0/code"), "paused") << diagnosis.body;
  EXPECT_THAT(diagnosis.text("/text"), HasSubstr(diagnosis.text("/findings/0/title")));
  auto doctor = world_.get("/api/v1/doctor", cookie_);
  EXPECT_THAT(doctor.body, HasSubstr("\"connection." + id_ + ".paused\""));
  EXPECT_EQ(world_.get(base_ + "/diagnosis?ask=maybe", cookie_).text("/errors/0/field"), "ask");
}

TEST_F(Care, verify_compares_with_the_vendor) {
  const InstanceId instance = world_.instance_id(id_);
  world_.add_catalogue(world_.tenant_id(), instance);
  world_.add_issue(world_.tenant_id(), instance, 1, "ACME-1", "One", world_.clock.now() - days(9),
                   60);
  auto report = world_.get(base_ + "/verify", cookie_);
  ASSERT_EQ(report.status, 200) << report.body;
  EXPECT_EQ(report.text("/samples/0/key"), "ACME-1");
  EXPECT_EQ(report.text("/samples/0/here"), "Done");
  EXPECT_EQ(report.text("/samples/0/equal"), "true");
}

TEST_F(Care, webhooks_are_shown_without_their_path) {
  const auto hooks =
      world_.store->tenant(world_.tenant_id()).list_hooks(world_.instance_id(id_)).value();
  ASSERT_FALSE(hooks.empty());
  auto report = world_.get(base_ + "/webhooks", cookie_);
  ASSERT_EQ(report.status, 200) << report.body;
  EXPECT_NE(report.text("/hooks/0/masked_url"), "");
  EXPECT_THAT(report.body, Not(HasSubstr(hooks.front().path_id)));
  EXPECT_EQ(world_.send("POST", base_ + "/webhooks/renew?all=1", "", cookie_).status, 400);
}

TEST_F(Care, fields_say_what_they_are_for) {
  world_.add_catalogue(world_.tenant_id(), world_.instance_id(id_));
  auto fields = world_.get(base_ + "/fields", cookie_);
  ASSERT_EQ(fields.status, 200) << fields.body;
  EXPECT_EQ(fields.text("/items/0/id"), "customfield_10016");
  EXPECT_EQ(fields.text("/items/0/custom"), "true");
  EXPECT_EQ(fields.text("/items/0/role"), "story_points");
}

TEST_F(Care, writes_are_paged_and_name_no_delivery_address) {
  std::string body = connect_body("second");
  body.replace(body.find("\"webhooks\":false"), 16, "\"webhooks\":true");
  ASSERT_EQ(world_.send("POST", "/api/v1/connections/jira", body, cookie_).status, 201);
  const auto hooks =
      world_.store->tenant(world_.tenant_id()).list_hooks(world_.instance_id(id_)).value();
  ASSERT_FALSE(hooks.empty());
  std::set<std::string> keys;
  std::string cursor;
  do {
    auto page = world_.get("/api/v1/writes?limit=1&cursor=" + cursor, cookie_);
    ASSERT_EQ(page.status, 200) << page.body;
    EXPECT_THAT(page.body, Not(HasSubstr(hooks.front().path_id)));
    EXPECT_TRUE(keys.insert(page.text("/items/0/key")).second) << "the same write twice";
    cursor = page.text("/next_cursor") == "null" ? "" : page.text("/next_cursor");
    if (const auto bytes = base64url_decode(cursor)) {
      EXPECT_EQ(bytes->find(hooks.front().path_id), std::string::npos);
    }
    if (cursor.empty()) continue;
    auto other = world_.get("/api/v1/writes?connection=" + id_ + "&cursor=" + cursor, cookie_);
    EXPECT_EQ(other.text("/errors/0/field"), "cursor") << "it belongs to another list";
  } while (!cursor.empty());
  EXPECT_GE(keys.size(), 2u);
}

TEST_F(Care, history_and_writes_have_limits) {
  for (const std::string& target : {base_ + "/history", std::string("/api/v1/writes")}) {
    EXPECT_EQ(world_.get(target + "?limit=200", cookie_).status, 200) << target;
    for (const char* limit : {"0", "201", "x"}) {
      auto answer = world_.get(target + "?limit=" + limit, cookie_);
      EXPECT_EQ(answer.text("/errors/0/field"), "limit") << target << limit;
    }
  }
  EXPECT_EQ(world_.get("/api/v1/writes?connection=" + id_, cookie_).status, 200);
  EXPECT_EQ(world_.get("/api/v1/writes?connection=nothing", cookie_).status, 404);
  EXPECT_EQ(world_.get("/api/v1/writes?cursor=nonsense", cookie_).text("/errors/0/field"),
            "cursor");
}

}  // namespace
}  // namespace tl::api
