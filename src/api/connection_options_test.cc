// What an admin may choose of a connection beyond its sign-in: filter, writes, fields, pace.
#include <gmock/gmock.h>

#include "api/world_for_test.h"

namespace tl::api {
namespace {

using testing::HasSubstr;
using testing::Not;

const std::string kPem = "-----BEGIN CERTIFICATE-----\\nMIIB\\n-----END CERTIFICATE-----";

class Options : public testing::Test {
 protected:
  Options() : cookie_(world_.set_up()) {}

  Answer patch(const std::string& id, const std::string& body) {
    const std::string target = "/api/v1/connections/" + id;
    Ask ask{.method = "PATCH", .target = target, .body = body, .cookie = cookie_};
    ask.headers = {{"Origin", "http://tl.example.com"}, {"Content-Type", "application/json"}};
    ask.headers.set("If-Match", world_.get(target, cookie_).headers.value("ETag"));
    return world_.call(ask);
  }
  Answer ask(const std::string& path, const std::string& body) {
    return world_.send("POST", "/api/v1/connections" + path, body, cookie_);
  }

  World world_;
  std::string cookie_;
};

TEST_F(Options, of_a_new_connection_are_shown_but_certificates) {
  auto made =
      ask("/jira", R"({"sign_in":{"base_url":"https://a.example","email":"a@b.c","token":"good",)"
                   R"("proxy":"proxy.example:3128","ca_pem":")" +
                       kPem +
                       R"("},"token_expires":"2027-01-01","backfill_days":7,"webhooks":false,)"
                       R"("filter_jql":" type = Bug ","writes":{"worklogs":true},)"
                       R"("custom_fields":["customfield_1"],"requests_per_minute":60,)"
                       R"("quiet_hours":{"from":1320,"to":390}})");
  ASSERT_EQ(made.status, 201) << made.body;
  EXPECT_EQ(made.text("/filter_jql"), "type = Bug");
  EXPECT_EQ(made.text("/writes"), R"({"worklogs":true,"rule_actions":false,"remote_links":false})");
  EXPECT_EQ(made.text("/custom_fields/0"), "customfield_1");
  EXPECT_EQ(made.text("/requests_per_minute"), "60");
  EXPECT_EQ(made.text("/quiet_hours"), R"({"from":1320,"to":390})");
  EXPECT_EQ(made.text("/proxy"), "http://proxy.example:3128");
  EXPECT_EQ(made.text("/has_ca"), "true");
  EXPECT_THAT(made.body, Not(HasSubstr("CERTIFICATE")));
}

TEST_F(Options, change_one_by_one_and_null_ends_quiet_hours) {
  const std::string id = world_.connect(cookie_);
  auto changed = patch(id, R"({"quiet_hours":{"from":0,"to":60},"writes":{"remote_links":true}})");
  ASSERT_EQ(changed.status, 200) << changed.body;
  EXPECT_EQ(changed.text("/quiet_hours/to"), "60");
  changed = patch(id, R"({"requests_per_minute":30,"writes":{"worklogs":true}})");
  EXPECT_EQ(changed.text("/quiet_hours/to"), "60") << "what is absent stays";
  EXPECT_EQ(changed.text("/writes"),
            R"({"worklogs":true,"rule_actions":false,"remote_links":true})");
  changed =
      patch(id, R"({"quiet_hours":null,"proxy":"http://p.example:1","ca_pem":")" + kPem + R"("})");
  EXPECT_EQ(changed.text("/quiet_hours"), "null");
  EXPECT_EQ(changed.text("/has_ca"), "true");
  changed = patch(id, R"({"proxy":"","ca_pem":""})");
  EXPECT_EQ(changed.text("/proxy"), "");
  EXPECT_EQ(changed.text("/has_ca"), "false");
}

TEST_F(Options, descriptions_are_off_at_first_and_their_deletion_is_counted) {
  const std::string id = world_.connect(cookie_);
  const std::string target = "/api/v1/connections/" + id;
  EXPECT_EQ(world_.get(target, cookie_).text("/descriptions"), "false");
  EXPECT_EQ(world_.get(target, cookie_).text("/removed_descriptions"), "null");
  auto changed = patch(id, R"({"descriptions":true})");
  ASSERT_EQ(changed.status, 200) << changed.body;
  EXPECT_EQ(changed.text("/descriptions"), "true");
  domain::ChangeSet set;
  domain::Issue issue;
  issue.id = IssueId(77);
  domain::set_attribute(issue.attributes, "description", std::string("what it is"),
                        {Instant(1), 0, domain::SourceRank::kRest, 0});
  set.issues.push_back(issue);
  ASSERT_TRUE(world_.store->tenant(world_.tenant_id()).apply(world_.instance_id(id), set, {}).ok());
  changed = patch(id, R"({"descriptions":false})");
  ASSERT_EQ(changed.status, 200) << changed.body;
  EXPECT_EQ(changed.text("/descriptions"), "false");
  EXPECT_EQ(changed.text("/removed_descriptions/issues"), "1");
  EXPECT_EQ(changed.text("/removed_descriptions/changes"), "0");
  EXPECT_NE(changed.text("/removed_descriptions/finished"), "null");
  EXPECT_EQ(patch(id, R"({"descriptions":"yes"})").status, 400);
}

TEST_F(Options, the_password_of_a_proxy_is_kept_and_never_shown) {
  const std::string id = world_.connect(cookie_);
  const auto stored = [&] {
    return world_.store->tenant(world_.tenant_id())
        .load_secret(world_.instance_id(id), "proxy")
        .value();
  };
  auto changed = patch(id, R"({"proxy":"ada:s3cret@proxy.example:3128"})");
  ASSERT_EQ(changed.status, 200) << changed.body;
  EXPECT_EQ(changed.text("/proxy"), "http://***@proxy.example:3128");
  EXPECT_THAT(changed.body, Not(HasSubstr("s3cret")));
  const auto sealed = stored();
  ASSERT_TRUE(sealed.has_value());
  EXPECT_THAT(*sealed, Not(HasSubstr("s3cret")));
  EXPECT_EQ(patch(id, R"({"name":"New","proxy":"http://***@proxy.example:3128"})").status, 200);
  EXPECT_EQ(stored(), sealed) << "what is shown means that it stays";
  for (const std::string login : {"***", "ada:***"}) {
    auto moved = patch(id, R"({"proxy":"http://)" + login + R"(@other.example:3128"})");
    EXPECT_EQ(moved.text("/errors/0/field"), "proxy");
  }
  auto replaced = world_.send("PUT", "/api/v1/connections/" + id + "/sign-in",
                              R"({"token":"good","token_expires":"2027-01-01"})", cookie_);
  EXPECT_EQ(replaced.text("/connection/proxy"), "http://***@proxy.example:3128") << replaced.body;
  EXPECT_EQ(patch(id, R"({"proxy":"http://proxy.example:3128"})").text("/proxy"),
            "http://proxy.example:3128");
  EXPECT_FALSE(stored().has_value()) << "a login that is not given again is removed";
}

TEST_F(Options, are_read_strictly) {
  const std::string id = world_.connect(cookie_);
  const std::vector<std::pair<std::string, std::string>> table = {
      {R"({"filter_jql":")" + std::string(10'001, 'x') + R"("})", "filter_jql"},
      {R"({"writes":{"comments":true}})", "writes.comments"},
      {R"({"writes":true})", "writes"},
      {R"({"custom_fields":"all"})", "custom_fields"},
      {R"({"requests_per_minute":60001})", "requests_per_minute"},
      {R"({"requests_per_minute":-1})", "requests_per_minute"},
      {R"({"quiet_hours":{"from":0}})", "quiet_hours.to"},
      {R"({"quiet_hours":{"from":60,"to":60}})", "quiet_hours.to"},
      {R"({"quiet_hours":{"from":0,"to":1440}})", "quiet_hours.to"},
      {R"({"drop":"all"})", "drop"},
      {R"({"webhooks":null})", "webhooks"},
  };
  for (const auto& [body, field] : table) {
    auto answer = patch(id, body);
    EXPECT_EQ(answer.status, 400) << body;
    EXPECT_EQ(answer.text("/errors/0/field"), field) << answer.body;
    auto previewed = ask("/" + id + "/preview", body);
    EXPECT_EQ(previewed.text("/errors/0/field"), field) << "the preview reads the same";
  }
}

TEST_F(Options, preview_says_what_would_be_dropped_and_changes_nothing) {
  const std::string id = world_.connect(cookie_);
  const InstanceId instance = world_.instance_id(id);
  world_.add_catalogue(world_.tenant_id(), instance);
  world_.add_issue(world_.tenant_id(), instance, 1, "ACME-1", "One", world_.clock.now() - days(9),
                   60);
  auto preview = ask("/" + id + "/preview", R"({"project_keys":["OTHER"]})");
  ASSERT_EQ(preview.status, 200) << preview.body;
  EXPECT_EQ(preview.text("/issues_dropped"), "1") << preview.body;
  EXPECT_EQ(world_.get("/api/v1/connections/" + id, cookie_).text("/project_keys"), "[]");
}

// --- keys and filters ---

TEST_F(Options, keys_are_checked_one_by_one) {
  const std::string id = world_.connect(cookie_);
  auto verdicts = ask("/jira/keys", R"({"connection":")" + id + R"(","keys":[" ACME ","NOPE"]})");
  ASSERT_EQ(verdicts.status, 200) << verdicts.body;
  EXPECT_EQ(verdicts.text("/items/0/project/name"), "Acme");
  EXPECT_EQ(verdicts.text("/items/1/visible"), "false");
  EXPECT_EQ(verdicts.text("/items/1/project"), "null");
  EXPECT_THAT(verdicts.text("/items/1/reason"), HasSubstr("NOPE"));
  auto draft = ask("/jira/keys",
                   R"({"sign_in":{"base_url":"https://a.example","email":"a@b.c","token":"good"},)"
                   R"("keys":["ACME"]})");
  EXPECT_EQ(draft.text("/items/0/visible"), "true");
  std::string many = R"({"connection":")" + id + R"(","keys":[)";
  for (int i = 0; i < 201; ++i) many += std::string(i > 0 ? "," : "") + "\"K\"";
  EXPECT_EQ(ask("/jira/keys", many + "]}").text("/errors/0/field"), "keys");
  EXPECT_EQ(ask("/jira/keys", R"({"connection":"x","keys":[]})").text("/errors/0/field"), "keys");
  EXPECT_EQ(ask("/jira/keys", R"({"connection":"x"})").text("/errors/0/field"), "keys");
  EXPECT_EQ(ask("/jira/keys", R"({"connection":"x","keys":["A"]})").status, 404);
}

TEST_F(Options, a_filter_is_looked_at_while_it_is_typed) {
  const std::string id = world_.connect(cookie_);
  auto good = ask("/jira/filter", R"({"connection":")" + id + R"(","jql":"type = Bug"})");
  ASSERT_EQ(good.status, 200) << good.body;
  EXPECT_EQ(good.text("/matches"), "12");
  EXPECT_EQ(good.text("/of"), "30");
  EXPECT_EQ(good.text("/line"), "null");
  EXPECT_EQ(good.text("/samples/0/id"), "7");
  auto bad = ask("/jira/filter", R"({"connection":")" + id + R"(","jql":"wrong = 1"})");
  ASSERT_EQ(bad.status, 200) << "an invalid filter is an answer";
  EXPECT_EQ(bad.text("/valid"), "false");
  EXPECT_EQ(bad.text("/column"), "7");
  EXPECT_EQ(bad.text("/suggestion"), "Wrong Way");
  EXPECT_EQ(bad.text("/matches"), "null");
  EXPECT_EQ(ask("/jira/filter", R"({"connection":"x","jql":" "})").text("/errors/0/field"), "jql");
  EXPECT_EQ(ask("/jira/filter", R"({"connection":"x","jql":"a = 1"})").status, 404);
  EXPECT_EQ(ask("/jira/filter", R"({"jql":"a = 1"})").text("/errors/0/field"), "sign_in");
}

}  // namespace
}  // namespace tl::api
