// Ways to sign in, per flavour, and what a caller is kept from.
#include <gtest/gtest.h>

#include "sim/test_site.h"

namespace tl::sim {
namespace {

const std::string kGateway = std::string("/ex/jira/") + kCloudId;

std::string bot(const std::string& token) { return basic("bot@sim.example", token); }

TEST(CloudSignIn, ScopedTokensWorkAtTheGatewayOnly) {
  TestSite t;
  const auto scoped = bot("sim-bot-scoped-token"), narrow = bot("sim-bot-narrow-token");
  EXPECT_EQ(t.ask_as(scoped, "/rest/api/3/myself").status, 401);
  EXPECT_EQ(t.ask_as(scoped, kGateway + "/rest/api/3/myself").status, 200);
  EXPECT_EQ(t.ask_as(bot("sim-bot-token"), kGateway + "/rest/api/3/myself").status, 200);
  EXPECT_EQ(t.ask_as(scoped, kGateway + "/rest/agile/1.0/board").status, 200);
  const auto refused = t.ask_as(narrow, kGateway + "/rest/agile/1.0/board");
  EXPECT_EQ(refused.status, 401);
  EXPECT_NE(refused.body.find("scope does not match"), std::string::npos);
  EXPECT_EQ(t.ask_as(narrow, kGateway + "/rest/api/3/myself").status, 200);
  EXPECT_EQ(t.ask_as(scoped, kGateway + "/rest/webhooks/1.0/webhook").status, 401);
  EXPECT_EQ(t.ask_as(bot("sim-bot-token"), kGateway + "/rest/webhooks/1.0/webhook").status, 200);
}

TEST(CloudSignIn, TheGatewayKnowsOneSiteAndNoStrangers) {
  TestSite t;
  EXPECT_EQ(t.ask_as(bot("sim-bot-token"), "/ex/jira/0000/rest/api/3/myself").status, 404);
  EXPECT_EQ(t.ask_as(bot("wrong"), kGateway + "/rest/api/3/project/search").status, 401)
      << "no empty answers here";
  EXPECT_EQ(t.ask_as("Bearer sim-bot-token", kGateway + "/rest/api/3/myself").status, 401);
  const auto links = t.ask_as(bot("sim-bot-scoped-token"), kGateway + "/rest/api/3/issue/SHOP-1");
  EXPECT_NE(links.body.find("http://sim.test/rest/api/3/issue/"), std::string::npos)
      << "links name the site, not the gateway";
}

TEST(ServerSignIn, TakesTokensAsBearerOnly) {
  TestSite t(flavour_options("dc-10"));
  EXPECT_EQ(t.ask_as("Bearer sim-bot-pat", "/rest/api/2/myself").status, 200);
  EXPECT_EQ(t.ask_as("Bearer wrong", "/rest/api/2/myself").status, 401);
  EXPECT_EQ(t.ask_as(basic("bot", "sim-bot-pat"), "/rest/api/2/myself").status, 401);
  EXPECT_EQ(t.ask_as(basic("bot", "sim-bot-password"), "/rest/api/2/myself").status, 200);
  EXPECT_EQ(t.ask("GET", "/rest/api/2/myself", "", "").status, 401);
  ASSERT_EQ(t.ask("POST", "/_sim/tokens", R"({"account":"bot","token":""})", "").status, 200);
  EXPECT_EQ(t.ask_as("Bearer sim-bot-pat", "/rest/api/2/myself").status, 401);
  EXPECT_EQ(t.ask_as(basic("bot", "sim-bot-password"), "/rest/api/2/myself").status, 200);
}

TEST(ServerSignIn, OldServersHaveNoTokens) {
  for (const char* flavour : {"server-8", "server-7"}) {
    TestSite t(flavour_options(flavour));
    EXPECT_EQ(t.ask_as("Bearer sim-bot-pat", "/rest/api/2/myself").status, 401);
    EXPECT_EQ(t.ask_as(basic("bot", "sim-bot-password"), "/rest/api/2/myself").status, 200);
  }
}

TEST(ServerSignIn, ThreeWrongPasswordsLockTheAccount) {
  TestSite t(flavour_options("server-8"));
  const auto right = basic("bot", "sim-bot-password");
  for (int i = 0; i < 3; ++i) {
    const auto refused = t.ask_as(basic("bot", "wrong"), "/rest/api/2/serverInfo");
    EXPECT_EQ(refused.status, 401) << "Servers refuse bad credentials everywhere";
    EXPECT_EQ(header_of(refused, "X-Seraph-LoginReason"), "AUTHENTICATED_FAILED");
  }
  const auto locked = t.ask_as(right, "/rest/api/2/myself");
  EXPECT_EQ(locked.status, 403);
  EXPECT_EQ(header_of(locked, "X-Seraph-LoginReason"), "AUTHENTICATION_DENIED");
  EXPECT_TRUE(header_of(locked, "X-Authentication-Denied-Reason").starts_with("CAPTCHA_CHALLENGE"));
  EXPECT_EQ(t.ask_as(basic("admin", "sim-admin-password"), "/rest/api/2/myself").status, 200);
  EXPECT_EQ(t.ask("POST", "/_sim/unlock", R"({"account":"bot"})", "").status, 200);
  EXPECT_EQ(t.ask_as(right, "/rest/api/2/myself").status, 200);
}

TEST(Sight, CanBeTakenAndGivenPerProject) {
  TestSite t;
  const auto set = [&](const char* visible) {
    return t
        .ask("POST", "/_sim/access",
             std::string(R"({"account":"bot@sim.example","project":"PAY","visible":)") + visible +
                 "}",
             "")
        .status;
  };
  const char* search = "/rest/api/3/search/jql?jql=created%3E%3D-3650d&maxResults=5000";
  EXPECT_NE(t.ask("GET", search).body.find("\"PAY-"), std::string::npos);
  ASSERT_EQ(set("false"), 200);
  EXPECT_EQ(t.ask("GET", "/rest/api/3/issue/PAY-1").status, 404);
  EXPECT_EQ(t.ask("GET", search).body.find("\"PAY-"), std::string::npos);
  EXPECT_EQ(t.ask("GET", "/rest/api/3/issue/PAY-1", "", "admin").status, 200);
  ASSERT_EQ(set("true"), 200);
  EXPECT_EQ(t.ask("GET", "/rest/api/3/issue/PAY-1").status, 200);
}

TEST(Sight, ASecurityLevelHidesSingleIssues) {
  TestSite t;
  const Issue* hidden = nullptr;
  for (const auto& issue : t.site.world->issues)
    if (issue.security == ids::kConfidential) hidden = &issue;
  ASSERT_NE(hidden, nullptr);
  const auto target = "/rest/api/3/issue/" + std::to_string(hidden->id);
  const auto seen = t.ask("GET", target);
  EXPECT_NE(seen.body.find("\"name\":\"Confidential\""), std::string::npos);
  EXPECT_EQ(t.ask("GET", target, "", "reader").status, 404);
  ASSERT_EQ(t.ask("POST", "/_sim/access",
                  R"({"account":"bot","level":"Confidential","visible":false})", "")
                .status,
            200);
  EXPECT_EQ(t.ask("GET", target).status, 404);
}

TEST(ServiceDesk, LetsOnlyAgentsWork) {
  TestSite t(flavour_options("cloud", 5));
  const auto count = [&](const char* who) {
    return size_of(json_of(t.ask("GET", "/rest/api/3/issue/HELP-1/transitions", "", who)).root(),
                   "transitions");
  };
  EXPECT_GT(count("bot") + count("admin"), 0u);
  EXPECT_EQ(count("reader"), 0u);
  const char* body = R"({"fields":{"summary":"x"}})";
  EXPECT_EQ(t.ask("PUT", "/rest/api/3/issue/HELP-1", body, "reader").status, 403);
  EXPECT_EQ(t.ask("PUT", "/rest/api/3/issue/HELP-1", body).status, 204);
  const std::string field = field_id(Out::kRequestType, cloud_flavour());
  const auto kind = [&](const char* who) {
    return json_get(
        json_of(t.ask("GET", "/rest/api/3/issue/HELP-1?fields=" + field, "", who)).root()["fields"],
        field);
  };
  EXPECT_TRUE(kind("bot").has_value());
  EXPECT_FALSE(kind("reader").has_value());
  EXPECT_NE(t.ask("GET", "/rest/api/3/project/HELP").body.find("service_desk"), std::string::npos);
  EXPECT_NE(t.ask("GET", "/rest/api/3/issue/HELP-1").body.find("\"accountType\":\"customer\""),
            std::string::npos);
}

}  // namespace
}  // namespace tl::sim
