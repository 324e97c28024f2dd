// Events as Data Center and Servers send them.
#include <gtest/gtest.h>

#include "sim/test_site.h"

namespace tl::sim {
namespace {

constexpr const char* kOld = "/rest/webhooks/1.0/webhook";
constexpr const char* kNew = "/rest/jira-webhook/1.0/webhooks";

void listen(TestSite& t, const char* path, const std::string& events,
            const std::string& more = "") {
  ASSERT_EQ(
      t.ask("POST", path,
            "{\"name\":\"x\",\"url\":\"http://h.test/{issue.key}/${issue.key}\",\"events\":[" +
                events + "]" + more + "}")
          .status,
      201);
}

struct Sent {
  JsonDocument all;
  std::vector<JsonDocument> bodies;
  std::vector<std::string> names;
};

Sent sent(TestSite& t) {
  Sent out{json_of(t.ask("GET", "/_sim/webhooks/sent", "", "")), {}, {}};
  for (const auto delivery : out.all.root()["values"].get_array()) {
    out.bodies.push_back(std::move(JsonDocument::parse(*json_text(delivery, "body"))).value());
    const auto type = json_text(out.bodies.back().root(), "issue_event_type_name");
    out.names.push_back(std::string(*json_text(delivery, "event")) +
                        (type ? "/" + std::string(*type) : ""));
  }
  return out;
}

TEST(ServerWebhook, NewRegistrationsHaveTheirOwnShape) {
  TestSite t(flavour_options("dc-10"));
  listen(t, kNew, "\"jira:issue_updated\"", R"(,"configuration":{"SECRET":"s"})");
  const auto made = t.ask("GET", std::string(kNew) + "/1");
  EXPECT_EQ(made.body.find("\"s\""), std::string::npos) << "the secret is masked";
  const auto shape = json_of(made);
  EXPECT_EQ(json_int(shape.root(), "id"), 1);
  EXPECT_EQ(json_bool(shape.root(), "active"), true);
  EXPECT_TRUE(json_get(shape.root(), "statistics").has_value());
  t.ask("PUT", "/rest/api/2/issue/SHOP-2", R"({"fields":{"summary":"x"}})");
  const auto got = sent(t);
  const auto delivery = got.all.root()["values"].at(0).value();
  EXPECT_EQ(json_text(delivery["headers"].value(), "X-Hub-Signature"),
            hub_signature("s", std::string(*json_text(delivery, "body"))));
  EXPECT_EQ(json_text(delivery, "url"), "http://h.test/SHOP-2/$SHOP-2") << "no more dollars";
  EXPECT_EQ(t.ask("GET", kNew, "", "reader").status, 403);
  EXPECT_EQ(t.ask("DELETE", std::string(kNew) + "/1").status, 204);
}

TEST(ServerWebhook, OldOnesAreUnsignedAndUseDollars) {
  TestSite t(flavour_options("dc-9"));
  listen(t, kOld, "\"jira:issue_updated\"", R"(,"secret":"s")");
  t.ask("PUT", "/rest/api/2/issue/SHOP-2", R"({"fields":{"summary":"x"}})");
  const auto got = sent(t);
  const auto delivery = got.all.root()["values"].at(0).value();
  EXPECT_FALSE(json_text(delivery["headers"].value(), "X-Hub-Signature").has_value());
  EXPECT_FALSE(json_text(delivery["headers"].value(), "X-Atlassian-Webhook-Identifier"));
  EXPECT_EQ(json_text(delivery, "url"), "http://h.test/{issue.key}/SHOP-2");
  const JsonElement user = got.bodies[0].root()["user"];
  EXPECT_EQ(json_text(user, "name"), "bot");
  EXPECT_TRUE(json_text(user, "emailAddress").has_value());
}

TEST(ServerWebhook, ACommentComesTwiceAndWithoutItsIssue) {
  TestSite t(flavour_options("server-8"));
  listen(t, kOld,
         "\"comment_created\",\"comment_updated\",\"comment_deleted\",\"jira:issue_updated\"",
         R"(,"filters":{"issue-related-events-section":"project = PAY"})");
  const auto made = json_of(t.ask("POST", "/rest/api/2/issue/PAY-2/comment", R"({"body":"one"})"));
  const auto path = "/rest/api/2/issue/PAY-2/comment/" + std::string(*json_text(made.root(), "id"));
  t.ask("PUT", path, R"({"body":"two"})");
  EXPECT_EQ(t.ask("GET", path).status, 200);
  t.ask("DELETE", path);
  EXPECT_EQ(t.ask("GET", path).status, 404);
  t.ask("POST", "/rest/api/2/issue/SHOP-2/comment", R"({"body":"beyond the filter"})");
  const auto got = sent(t);
  EXPECT_EQ(got.names,
            (std::vector<std::string>{"comment_created", "jira:issue_updated/issue_commented",
                                      "comment_updated", "jira:issue_updated/issue_comment_edited",
                                      "comment_deleted", "jira:issue_updated/issue_comment_deleted",
                                      "comment_created"}))
      << "the filter binds issues, not comments";
  EXPECT_FALSE(json_get(got.bodies[0].root(), "issue").has_value());
  EXPECT_FALSE(json_get(got.bodies[0].root(), "user").has_value());
  EXPECT_TRUE(json_get(got.bodies[2].root(), "user").has_value());
  EXPECT_TRUE(json_get(got.bodies[1].root(), "comment").has_value());
  EXPECT_FALSE(json_get(got.bodies[1].root(), "changelog").has_value());
  EXPECT_FALSE(json_get(got.bodies[5].root(), "comment").has_value());
}

TEST(ServerWebhook, AWorklogComesUpToThreeTimes) {
  const char* events = "\"worklog_created\",\"jira:issue_updated\",\"jira:worklog_updated\"";
  for (const char* flavour : {"dc-9", "server-8", "server-7"}) {
    TestSite t(flavour_options(flavour));
    listen(t, kOld, events);
    t.ask("POST", "/rest/api/2/issue/SHOP-2/worklog", R"({"timeSpent":"1h"})");
    const auto got = sent(t);
    const bool old_one = std::string_view(flavour) != "dc-9";
    ASSERT_EQ(got.names.size(), old_one ? 3u : 2u) << flavour;
    EXPECT_FALSE(json_get(got.bodies[0].root(), "issue").has_value());
    const auto text = simdjson::minify(got.bodies[1].root());
    EXPECT_NE(text.find("\"timespent\""), std::string::npos);
    EXPECT_NE(text.find("\"WorklogId\""), std::string::npos);
    EXPECT_EQ(got.names[1], std::string_view(flavour) == "server-7"
                                ? "jira:issue_updated"
                                : "jira:issue_updated/issue_work_logged");
  }
}

TEST(ServerWebhook, NothingIsTriedAgain) {
  for (const auto& flavour : flavours())
    EXPECT_EQ(flavour.webhook_retries, flavour.cloud() ? 5 : 0);
}

}  // namespace
}  // namespace tl::sim
