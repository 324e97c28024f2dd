// Every way of signing in over HTTP, and of changing it later.
#include <gmock/gmock.h>

#include "api/world_for_test.h"

namespace tl::api {
namespace {

using testing::HasSubstr;
using testing::Not;

constexpr const char* kCheck = "/api/v1/connections/jira/check";

struct Case {
  std::string body;
  std::string field;    // of the first problem; "" none
  std::string message;  // part of it
};

TEST(SignIn, body_table) {
  World world;
  const std::string cookie = world.set_up();
  const std::string url = R"({"base_url":"https://dc.acme.example")";
  const std::vector<Case> table = {
      {url + R"(,"token":"good"})", "", ""},
      {url + R"(,"token":"good","method":"personal_token"})", "", ""},
      {url + R"(,"token":"good","method":"personal_token","email":"robin"})", "", ""},
      {url + R"(,"token":"good","method":"password","email":"robin"})", "", ""},
      {url + R"(,"token":"good","method":"scoped_token","email":"a@b.c"})", "", ""},
      {url + R"(,"token":"good","method":"oauth"})", "method", "must be one of"},
      {url + R"(,"token":"good","method":"password"})", "email", "user name"},
      {url + R"(,"token":"good","method":"api_token"})", "email", "is required"},
      {url + R"(,"token":"good","method":"scoped_token","email":"robin"})", "email", "e-mail"},
      {url + R"(,"token":"good","email":"robin"})", "email", "method password"},
      {url + R"(,"token":"good","method":"password","email":"ro\nbin"})", "email", "control"},
      {R"({"base_url":"acme.atlassian.net/browse/A-1","token":"good"})", "email", "Jira Cloud"},
      {url + R"(,"token":"good","proxy":"proxy.acme.example:3128"})", "", ""},
      {url + R"(,"token":"good","proxy":"http://u:p@proxy:3128"})", "", ""},
      {url + R"(,"token":"good","proxy":"http://u:***@proxy:3128"})", "proxy", "once more"},
      {url + R"(,"token":"good","proxy":"http://u :p@proxy:3128"})", "proxy", "percent"},
      {url + R"(,"token":"good","proxy":"http://proxy:3128/path"})", "proxy", "without a path"},
      {url + R"(,"token":"good","proxy":"socks5://proxy:1080"})", "proxy", "is not an address"},
      {url + R"(,"token":"good","ca_pem":"hello"})", "ca_pem", "PEM"},
      {url + R"(,"token":"good","ca_pem":"-----BEGIN PRIVATE KEY-----"})", "ca_pem", "renew"},
      {url + R"(,"token":"good","project_keys":["A",7]})", "project_keys[1]", "text"},
      {url + R"(,"token":"good","filter_jql":7})", "filter_jql", "text"},
      {url + R"(,"token":"good","writes_worklogs":1})", "writes_worklogs", "true or false"},
      {url + R"(,"token":"good","backfill_days":9})", "backfill_days", "not known here"},
  };
  for (const Case& row : table) {
    auto answer = world.send("POST", kCheck, row.body, cookie);
    EXPECT_EQ(answer.status, row.field.empty() ? 200 : 400) << row.body << answer.body;
    EXPECT_EQ(answer.text("/errors/0/field"), row.field) << row.body;
    EXPECT_THAT(answer.text("/errors/0/message"), HasSubstr(row.message)) << row.body;
    EXPECT_THAT(answer.body, Not(HasSubstr("u:p"))) << "a problem repeats what was sent";
  }
}

TEST(SignIn, detect_says_what_is_there_before_anybody_signs_in) {
  World world;
  const std::string cookie = world.set_up();
  auto detect = [&](const std::string& body) {
    return world.send("POST", "/api/v1/connections/jira/detect", body, cookie);
  };
  auto cloud = detect(R"({"base_url":"https://acme.example"})");
  ASSERT_EQ(cloud.status, 200) << cloud.body;
  EXPECT_EQ(cloud.text("/site/flavour"), "cloud");
  EXPECT_EQ(cloud.text("/methods/0"), "api_token");
  auto server = detect(R"({"base_url":"http://server.example"})");
  EXPECT_EQ(server.text("/site/version"), "8.5.1");
  EXPECT_THAT(server.text("/methods"), HasSubstr("password"));
  auto none = detect(R"({"base_url":"http://nojira.example"})");
  EXPECT_EQ(none.status, 422) << none.body;
  EXPECT_EQ(none.text("/type"), "/problems/vendor-not-jira");
  EXPECT_EQ(detect("{}").text("/errors/0/field"), "base_url");
  EXPECT_EQ(detect(R"({"base_url":"https://a.example","token":"x"})").text("/errors/0/field"),
            "token");
}

TEST(SignIn, check_names_site_and_method) {
  World world;
  const std::string cookie = world.set_up();
  auto check = world.send("POST", kCheck,
                          R"({"base_url":"https://a.example","email":"a@b.c","token":"good",)"
                          R"("project_keys":["ACME"],"webhooks":false,"filter_jql":"x = 1"})",
                          cookie);
  ASSERT_EQ(check.status, 200) << check.body;
  EXPECT_EQ(check.text("/can_proceed"), "true");
  EXPECT_EQ(check.text("/site/method"), "api_token");
  EXPECT_EQ(check.text("/site/api_url"), "");
}

TEST(SignIn, a_password_needs_no_expiry_date) {
  World world;
  const std::string cookie = world.set_up();
  const auto body = [](const std::string& method) {
    return R"({"sign_in":{"base_url":"http://server.example","method":")" + method +
           R"(","email":"robin","token":"good"},"backfill_days":30,"webhooks":false})";
  };
  auto token = world.send("POST", "/api/v1/connections/jira", body("personal_token"), cookie);
  EXPECT_EQ(token.text("/errors/0/field"), "token_expires");
  auto made = world.send("POST", "/api/v1/connections/jira", body("password"), cookie);
  ASSERT_EQ(made.status, 201) << made.body;
  EXPECT_EQ(made.text("/token_expires"), "null");
}

class Replace : public testing::Test {
 protected:
  Replace() : cookie_(world_.set_up()) { target_ = world_.connect(cookie_); }
  Answer put(const std::string& body) {
    return world_.send("PUT", "/api/v1/connections/" + target_ + "/sign-in", body, cookie_);
  }
  World world_;
  std::string cookie_;
  std::string target_;
};

TEST_F(Replace, keeps_what_is_not_given) {
  EXPECT_EQ(put(R"({"token":"good-2"})").text("/errors/0/field"), "token_expires");
  auto replaced = put(R"({"token":"good-2","token_expires":"2027-05-05"})");
  ASSERT_EQ(replaced.status, 200) << replaced.body;
  EXPECT_EQ(replaced.text("/accepted"), "true");
  EXPECT_EQ(replaced.text("/check/can_proceed"), "true");
  EXPECT_EQ(replaced.text("/connection/token_expires"), "2027-05-05");
  EXPECT_EQ(replaced.text("/connection/account/email"), "bot@example.com");
  EXPECT_EQ(replaced.text("/connection/method"), "api_token");
  EXPECT_THAT(replaced.body, Not(HasSubstr("good-2")));
}

TEST_F(Replace, a_sign_in_that_does_not_pass_changes_nothing_and_says_why) {
  auto before = world_.get("/api/v1/connections/" + target_, cookie_);
  auto refused = put(R"({"token":"bad-secret","token_expires":"2027-05-05"})");
  ASSERT_EQ(refused.status, 200) << refused.body;
  EXPECT_EQ(refused.text("/accepted"), "false");
  EXPECT_EQ(refused.text("/check/rows/1/state"), "failed");
  EXPECT_THAT(refused.body, Not(HasSubstr("bad-secret")));
  EXPECT_EQ(refused.text("/connection/token_expires"), before.text("/token_expires"));
  EXPECT_EQ(refused.text("/connection/state"), "active");
}

TEST_F(Replace, strict_about_its_body) {
  const std::vector<Case> table = {
      {"{}", "token", "is required"},
      {R"({"token":"x","token_expires":"2020-01-01"})", "token_expires", "past"},
      {R"({"token":"x","token_expires":"2027-05-05","method":"password","email":""})", "email",
       "user name"},
      {R"({"token":"x","token_expires":"2027-05-05","base_url":"::"})", "base_url", "address"},
      {R"({"token":"x","token_expires":"2027-05-05","name":"n"})", "name", "not known here"},
  };
  for (const Case& row : table) {
    auto answer = put(row.body);
    EXPECT_EQ(answer.status, 400) << row.body;
    EXPECT_EQ(answer.text("/errors/0/field"), row.field) << row.body;
    EXPECT_THAT(answer.text("/errors/0/message"), HasSubstr(row.message)) << row.body;
  }
}

TEST_F(Replace, the_token_route_of_old_is_gone) {
  auto answer = world_.send("PUT", "/api/v1/connections/" + target_ + "/token",
                            R"({"token":"good"})", cookie_);
  EXPECT_EQ(answer.status, 405);
}

}  // namespace
}  // namespace tl::api
