#include "connectors/jira/effects.h"

#include <gtest/gtest.h>

#include "connectors/jira/fake_site_for_test.h"

namespace tl::connectors::jira {
namespace {

constexpr auto kList = "GET /rest/webhooks/1.0/webhook";
constexpr auto kPost = "POST /rest/webhooks/1.0/webhook";

class Effects : public testing::Test {
 protected:
  Result<connector::EffectOutcome> apply(const std::string& kind) {
    const domain::Effect effect{"key", InstanceId(1), kind, "{}"};
    return apply_effect(fake_.session, effect, context_);
  }
  void site_has(const std::string& hooks) { fake_.site.on(kList, 200, "[" + hooks + "]"); }
  static std::string hook(int id, const std::string& name, const std::string& url) {
    return R"({"self":"https://acme.atlassian.net/rest/webhooks/1.0/webhook/)" +
           std::to_string(id) + R"(","name":")" + name + R"(","url":")" + url +
           R"(","events":["jira:issue_updated"],"enabled":true})";
  }

  FakeSession fake_;
  connector::EffectContext context_{"c1", "https://t.example/v1/issue/p",
                                    connector::SecretText("k"), ""};
  const std::string ours_ = "Throughline c1";
};

TEST_F(Effects, RegistersWhenThereIsNone) {
  site_has(hook(1, "Somebody else", "https://other.example/"));
  fake_.site.on(kPost, 201, R"({"self":"https://acme.atlassian.net/rest/webhooks/1.0/webhook/7"})");
  const auto done = apply("webhook.register");
  ASSERT_TRUE(done.ok()) << done.error().detail;
  EXPECT_EQ(done->vendor_id, "7");
  const auto body = JsonDocument::parse(fake_.site.requests.back().body);
  ASSERT_TRUE(body.ok());
  EXPECT_EQ(json_text(body->root(), "name"), "Throughline c1");
  EXPECT_EQ(json_text(body->root(), "secret"), "k");
  EXPECT_EQ(json_text(body->root(), "url"), context_.delivery_url);
  EXPECT_EQ(json_bool(body->root(), "excludeBody"), false);
  EXPECT_GE(simdjson::dom::array(body->root()["events"]).size(), 14u);
}

// The answer of the first attempt was lost: the second finds what it made.
TEST_F(Effects, UnknownOutcomeMakesNoSecondWebhook) {
  site_has("");
  fake_.site.on(kPost, [&](const net::HttpRequest&) -> Result<net::HttpAnswer> {
    site_has(hook(7, ours_, context_.delivery_url));
    return make_error(ErrorCode::kTimedOut, "no answer");
  });
  fake_.site.on("PUT /rest/webhooks/1.0/webhook/7", 200, "{}");
  EXPECT_FALSE(apply("webhook.register").ok());
  const auto again = apply("webhook.register");
  ASSERT_TRUE(again.ok()) << again.error().detail;
  EXPECT_EQ(again->vendor_id, "7");
  EXPECT_EQ(fake_.site.count(kPost), 1);
}

TEST_F(Effects, OneOfOursIsUpdatedAndDoublesGo) {
  site_has(hook(3, ours_, "https://old.example/") + "," + hook(4, "x", context_.delivery_url) +
           "," + hook(5, "x", "https://other.example/"));
  fake_.site.on("PUT /rest/webhooks/1.0/webhook/3", 200, "{}");
  fake_.site.on("DELETE /rest/webhooks/1.0/webhook/4", 204, "");
  const auto done = apply("webhook.register");
  ASSERT_TRUE(done.ok()) << done.error().detail;
  EXPECT_EQ(fake_.site.count("DELETE /rest/webhooks/1.0/webhook/4"), 1);
  EXPECT_EQ(fake_.site.count("DELETE /rest/webhooks/1.0/webhook/5"), 0);
  EXPECT_EQ(fake_.site.count(kPost), 0);
}

TEST_F(Effects, RemovesAllOfOursAndIsFineWithNone) {
  site_has(hook(3, ours_, "https://old.example/"));
  fake_.site.on("DELETE /rest/webhooks/1.0/webhook/3", 404, "{}");  // gone meanwhile
  EXPECT_TRUE(apply("webhook.remove").ok());
  site_has("");
  EXPECT_TRUE(apply("webhook.remove").ok());
}

TEST_F(Effects, MissingRightWaitsForAPerson) {
  fake_.site.on(kList, 403, "{}");
  const auto done = apply("webhook.register");
  ASSERT_FALSE(done.ok());
  EXPECT_EQ(traits(done.error().code).retry, RetryRule::kAfterPerson);
}

TEST_F(Effects, UnknownKindIsRefused) {
  const auto done = apply("issue.delete");
  ASSERT_FALSE(done.ok());
  EXPECT_EQ(done.error().code, ErrorCode::kInvalidArgument);
  EXPECT_TRUE(fake_.site.asked.empty());
}

}  // namespace
}  // namespace tl::connectors::jira
