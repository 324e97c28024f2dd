// The ledger over HTTP: claims, differences page by page, a census at a person's word.
#include <gmock/gmock.h>

#include <set>

#include "api/world_for_test.h"

namespace tl::api {
namespace {

using testing::HasSubstr;
using testing::Not;

class Ledger : public testing::Test {
 protected:
  Ledger() : cookie_(world_.set_up()), id_(world_.connect(cookie_)) {
    instance_ = world_.instance_id(id_);
    base_ = "/api/v1/connections/" + id_ + "/ledger";
  }
  std::string sign_in_as(store::Role role) {
    const std::string email = std::string(store::to_text(role)) + "@example.com";
    world_.add_user(world_.tenant_id(), email, role);
    return world_.sign_in(email);
  }
  // Ends the connection's own work, so that what a test puts into the store stays as it is.
  void hold_still() { world_.service->stop(); }
  store::TenantStore store() { return world_.store->tenant(world_.tenant_id()); }
  void add_account(const std::string& account, const std::string& key, const std::string& state) {
    store::LedgerAccount row;
    row.instance = instance_;
    row.account = account;
    row.key = key;
    row.state = state;
    row.looked = world_.clock.now() - minutes(3);
    row.theirs = 4212;
    row.ours = 4212;
    row.census = world_.clock.now() - hours(2);
    row.proven = world_.clock.now() - hours(2) - minutes(2);
    row.compared = 4212;
    ASSERT_TRUE(store().save_ledger_account(row).ok());
  }
  void add_difference(int64_t issue, const std::string& cause, bool healed = false) {
    store::LedgerDifference difference;
    difference.instance = instance_;
    difference.account = "10000";
    difference.subject = "issue:" + std::to_string(issue);
    difference.issue = IssueId(issue);
    difference.key = "ACME-" + std::to_string(issue);
    difference.kind = "missing";
    difference.cause = cause;
    difference.since = world_.clock.now() - hours(1);
    difference.found = world_.clock.now();
    if (healed) {
      difference.healed = world_.clock.now();
      difference.how = "read again";
    }
    ASSERT_TRUE(store().add_differences({difference}).ok());
  }

  World world_;
  std::string cookie_;
  std::string id_;
  InstanceId instance_;
  std::string base_;
};

TEST_F(Ledger, says_what_is_claimed_project_by_project) {
  hold_still();
  add_account("10001", "BETA", "nothing_new");
  add_account("10002", "GAMMA", "proven");
  auto report = world_.get("/api/v1/ledger", cookie_);
  ASSERT_EQ(report.status, 200) << report.body;
  EXPECT_EQ(report.text("/connections/0/connection"), id_);
  EXPECT_THAT(report.body, Not(HasSubstr("\"rows\""))) << "rows are for one connection";
  auto one = world_.get(base_, cookie_);
  ASSERT_EQ(one.status, 200) << one.body;
  std::map<std::string, std::string> states;
  for (const JsonElement row : simdjson::dom::array(one.json()["rows"])) {
    EXPECT_NE(json_text(row, "text").value_or(""), "") << one.body;
    states[std::string(json_text(row, "key").value_or(""))] = json_text(row, "state").value_or("");
  }
  EXPECT_EQ(states["BETA"], "nothing_new");
  EXPECT_EQ(states["GAMMA"], "proven");
  EXPECT_EQ(one.text("/arrivals/balanced"), "true");
  EXPECT_EQ(one.text("/pulls/balanced"), "true");
  auto same = world_.get("/api/v1/ledger?connection=" + id_, cookie_);
  EXPECT_EQ(same.text("/connections/0/text"), one.text("/text"));
  EXPECT_EQ(world_.get("/api/v1/ledger?connection=nothing", cookie_).status, 404);
}

TEST_F(Ledger, is_on_the_connection_as_well) {
  hold_still();
  auto listed = world_.get("/api/v1/connections", cookie_);
  auto ledger = world_.get(base_, cookie_);
  EXPECT_EQ(listed.text("/items/0/ledger_state"), ledger.text("/state"));
  EXPECT_EQ(listed.text("/items/0/ledger_text"), ledger.text("/text"));
  EXPECT_EQ(listed.text("/items/0/complete_as_of"), ledger.text("/complete_as_of"));
  EXPECT_EQ(listed.text("/items/0/alarms"), "0");
}

TEST_F(Ledger, differences_come_page_by_page_newest_first) {
  hold_still();
  for (int64_t issue = 1; issue <= 5; ++issue) add_difference(issue, "missed_webhook");
  add_difference(6, "late_index", true);
  const std::string list = "/api/v1/ledger/differences";
  EXPECT_THAT(world_.get(list, cookie_).body, Not(HasSubstr("ACME-6"))) << "healed";
  auto all = world_.get(list + "?state=all", cookie_);
  EXPECT_EQ(all.text("/items/0/key"), "ACME-6") << all.body;
  EXPECT_EQ(all.text("/items/0/how"), "read again");
  EXPECT_EQ(all.text("/items/0/connection"), id_);
  EXPECT_EQ(all.text("/items/1/cause"), "missed_webhook");
  std::set<std::string> seen;
  std::string cursor;
  do {
    auto page = world_.get(list + "?limit=2&cursor=" + cursor, cookie_);
    ASSERT_EQ(page.status, 200) << page.body;
    for (const JsonElement item : simdjson::dom::array(page.json()["items"])) {
      EXPECT_TRUE(seen.emplace(json_text(item, "key").value_or("")).second) << page.body;
    }
    cursor = page.text("/next_cursor") == "null" ? "" : page.text("/next_cursor");
    if (cursor.empty()) continue;
    auto other = world_.get(list + "?limit=2&state=all&cursor=" + cursor, cookie_);
    EXPECT_EQ(other.text("/errors/0/field"), "cursor") << "it belongs to another list";
  } while (!cursor.empty());
  EXPECT_EQ(seen.size(), 5u);
}

TEST_F(Ledger, differences_are_narrowed_and_questions_checked) {
  hold_still();
  add_difference(1, "deleted");
  const std::string list = "/api/v1/ledger/differences?connection=" + id_;
  EXPECT_THAT(world_.get(list + "&account=10000", cookie_).body, HasSubstr("ACME-1"));
  EXPECT_THAT(world_.get(list + "&account=10001", cookie_).body, Not(HasSubstr("ACME-1")));
  EXPECT_EQ(world_.get("/api/v1/ledger/differences?connection=nothing", cookie_).status, 404);
  const std::vector<std::pair<std::string, std::string>> wrong = {{"?account=10000", "account"},
                                                                  {"?state=closed", "state"},
                                                                  {"?limit=0", "limit"},
                                                                  {"?limit=201", "limit"},
                                                                  {"?cursor=nonsense", "cursor"}};
  for (const auto& [query, field] : wrong) {
    auto answer = world_.get("/api/v1/ledger/differences" + query, cookie_);
    EXPECT_EQ(answer.text("/errors/0/field"), field) << query << answer.body;
  }
}

TEST_F(Ledger, a_lead_may_have_it_checked_and_a_viewer_may_read) {
  const std::string viewer = sign_in_as(store::Role::kViewer);
  const std::string lead = sign_in_as(store::Role::kLead);
  EXPECT_EQ(world_.get("/api/v1/ledger", viewer).status, 200);
  EXPECT_EQ(world_.get(base_, viewer).status, 200);
  EXPECT_EQ(world_.get("/api/v1/ledger/differences", viewer).status, 200);
  EXPECT_EQ(world_.send("POST", base_ + "/check", "{}", viewer).status, 403);
  auto begun = world_.send("POST", base_ + "/check", "{}", lead);
  EXPECT_EQ(begun.status, 202) << begun.body;
  EXPECT_EQ(begun.text("/connection"), id_);
  auto wrong = world_.send("POST", base_ + "/check", R"({"project_keys":"ACME","all":1})", lead);
  EXPECT_EQ(wrong.text("/errors/0/field"), "project_keys");
  EXPECT_EQ(wrong.text("/errors/1/field"), "all");
  EXPECT_EQ(world_.send("POST", base_ + "/check", "[", lead).status, 400);
}

TEST_F(Ledger, nothing_is_asked_of_a_site_that_is_paused) {
  world_.send("POST", "/api/v1/connections/" + id_ + "/pause", "", cookie_);
  EXPECT_EQ(world_.send("POST", base_ + "/check", "{}", cookie_).status, 409);
  auto ledger = world_.get(base_, cookie_);
  EXPECT_EQ(ledger.text("/state"), "stopped") << ledger.body;
  EXPECT_EQ(world_.get("/api/v1/connections/" + id_, cookie_).text("/ledger_state"), "stopped");
}

TEST_F(Ledger, what_is_claimed_is_in_doctor) {
  hold_still();
  auto doctor = world_.get("/api/v1/doctor", cookie_);
  for (const JsonElement row : simdjson::dom::array(doctor.json()["rows"])) {
    if (json_text(row, "id") != "connection." + id_ + ".ledger") continue;
    EXPECT_NE(json_text(row, "detail"), "");
    EXPECT_EQ(json_text(row, "detail"), world_.get(base_, cookie_).text("/text"));
    return;
  }
  FAIL() << doctor.body;
}

}  // namespace
}  // namespace tl::api
