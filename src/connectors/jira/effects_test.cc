#include "connectors/jira/effects.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>

#include "connectors/jira/fake_site_for_test.h"
#include "connectors/jira/hooks.h"

namespace tl::connectors::jira {
namespace {

constexpr auto kList = "GET /rest/webhooks/1.0/webhook";
constexpr auto kPost = "POST /rest/webhooks/1.0/webhook";

class Effects : public testing::Test {
 protected:
  Result<connector::EffectOutcome> apply(const std::string& kind) {
    const domain::Effect effect{"key", InstanceId(1), kind, "{}"};
    return apply_effect(Client(fake_.session), effect, context_);
  }
  void site_has(const std::string& hooks) { fake_.site.on(kList, 200, "[" + hooks + "]"); }
  static std::string hook(int id, const std::string& name, const std::string& url) {
    return R"({"self":"https://acme.atlassian.net/rest/webhooks/1.0/webhook/)" +
           std::to_string(id) + R"(","name":")" + name + R"(","url":")" + url +
           R"(","events":["jira:issue_updated"],"enabled":true})";
  }

  FakeSession fake_;
  connector::EffectContext context_{.connection_id = "c1",
                                    .delivery_url = "https://t.example/v1/issue/p",
                                    .worklog_delivery_url = {},
                                    .delivery_secret = connector::SecretText("k"),
                                    .vendor_id = {},
                                    .kept_urls = {}};
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
  fake_.site.on("PUT /rest/webhooks/1.0/webhook/4", 200, "{}");
  fake_.site.on("DELETE /rest/webhooks/1.0/webhook/3", 204, "");
  const auto done = apply("webhook.register");
  ASSERT_TRUE(done.ok()) << done.error().detail;
  EXPECT_EQ(done->vendor_id, "4");
  EXPECT_EQ(fake_.site.count("DELETE /rest/webhooks/1.0/webhook/3"), 1);
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

// Issues and worklogs have an address each: two webhooks, made once.
TEST_F(Effects, TwoAddressesAreTwoWebhooks) {
  context_.worklog_delivery_url = "https://t.example/v1/jira-worklog/p";
  std::string hooks;
  int next = 7;
  fake_.site.on(kList,
                [&](const net::HttpRequest&) { return FakeSite::answer(200, "[" + hooks + "]"); });
  fake_.site.on(kPost, [&](const net::HttpRequest& request) {
    const auto body = JsonDocument::parse(request.body);
    const std::string name(json_text(body->root(), "name").value_or(""));
    const std::string url(json_text(body->root(), "url").value_or(""));
    hooks += (hooks.empty() ? "" : ",") + hook(next, name, url);
    return FakeSite::answer(201, hook(next++, name, url));
  });
  for (const int id : {7, 8}) {
    fake_.site.on("PUT /rest/webhooks/1.0/webhook/" + std::to_string(id), 200, "{}");
    fake_.site.on("DELETE /rest/webhooks/1.0/webhook/" + std::to_string(id), 204, "");
  }
  for (int round = 0; round < 2; ++round) {
    const auto done = apply("webhook.register");
    ASSERT_TRUE(done.ok()) << done.error().detail;
    EXPECT_EQ(done->vendor_id, "7,8");
  }
  EXPECT_EQ(fake_.site.count(kPost), 2);
  std::vector<std::string> worklogs;
  for (const net::HttpRequest& request : fake_.site.requests) {
    if (request.method != "POST") continue;
    const auto body = JsonDocument::parse(request.body);
    const bool to_worklogs = json_text(body->root(), "url") == context_.worklog_delivery_url;
    for (const JsonElement event : simdjson::dom::array(body->root()["events"])) {
      const std::string_view name = event;
      EXPECT_EQ(name.starts_with("worklog_"), to_worklogs) << name;
    }
  }
  EXPECT_TRUE(apply("webhook.remove").ok());
  EXPECT_EQ(fake_.site.count("DELETE /rest/webhooks/1.0/webhook/7"), 1);
  EXPECT_EQ(fake_.site.count("DELETE /rest/webhooks/1.0/webhook/8"), 1);
}

// Each version has its own path, id and place of the secret; before 10 nothing is signed.
TEST_F(Effects, EveryFlavourHasItsOwnWay) {
  struct Case {
    std::string flavour;
    std::string version;
    std::string path;
    std::string answer;
    std::string_view secret;  // where it is; "" nowhere
  };
  for (const Case& c :
       {Case{"data_center", "10.3.0", "/jira/rest/jira-webhook/1.0/webhooks", R"({"id":31})",
             "configuration"},
        Case{"data_center", "9.12.0", "/jira/rest/webhooks/1.0/webhook",
             R"({"self":"https://jira.acme.example/jira/rest/webhooks/1.0/webhook/31"})", ""},
        Case{"server", "7.2.0", "/jira/rest/webhooks/1.0/webhook",
             R"({"self":"https://jira.acme.example/jira/rest/webhooks/1.0/webhook/31"})", ""}}) {
    fake_.become(c.flavour, c.version);
    fake_.site.on("GET " + c.path, 200, "[]");
    fake_.site.on("POST " + c.path, 201, c.answer);
    const auto done = apply("webhook.register");
    ASSERT_TRUE(done.ok()) << done.error().detail;
    EXPECT_EQ(done->vendor_id, "31") << c.version;
    const auto body = JsonDocument::parse(fake_.site.requests.back().body);
    EXPECT_FALSE(json_text(body->root(), "secret")) << c.version;
    const auto configuration = json_get(body->root(), "configuration");
    EXPECT_EQ(configuration.has_value(), c.secret == "configuration") << c.version;
    if (configuration) EXPECT_EQ(json_text(*configuration, "SECRET"), "k");
  }
}

// The list as Data Center 10 writes it: active, and what went wrong last.
TEST_F(Effects, HooksAreListedForAPerson) {
  fake_.become("data_center", "10.3.0");
  fake_.site.on("GET /jira/rest/jira-webhook/1.0/webhooks", 200,
                R"([{"id":4,"name":"x","url":"https://t/","events":["a","b"],"active":false,)"
                R"("statistics":{"lastError":{"message":"Connection refused"}}}])");
  const auto hooks = fetch_hooks(Client(fake_.session));
  ASSERT_TRUE(hooks.ok());
  ASSERT_EQ(hooks->size(), 1u);
  EXPECT_EQ(hooks->front().vendor_id, "4");
  EXPECT_FALSE(hooks->front().enabled);
  EXPECT_EQ(hooks->front().events.size(), 2u);
  EXPECT_EQ(hooks->front().last_error, "Connection refused");
}

// After an upgrade to 10 the old path is gone, and the text says what changed.
TEST_F(Effects, MovedPathIsNamed) {
  fake_.become("data_center", "9.17.0");
  const auto done = apply("webhook.register");
  ASSERT_FALSE(done.ok());
  EXPECT_NE(done.error().detail.find("before 10.0"), std::string::npos) << done.error().detail;
}

TEST(WebhookName, TellsConnectionsApart) {
  for (const char* name : {"Throughline c1", "Throughline c1 worklogs", "Throughline c1 (2)",
                           "Throughline c1 (12) worklogs"}) {
    EXPECT_TRUE(is_webhook_name(name, "c1")) << name;
  }
  for (const char* name : {"Throughline c10", "Throughline c2", "Throughline c1 (x)", "c1",
                           "Throughline c1 copy", "Throughline c10 (2)", "Throughline c1 ()"}) {
    EXPECT_FALSE(is_webhook_name(name, "c1")) << name;
  }
}

// A site whose webhooks are really made, changed and removed.
class Rotation : public Effects {
 protected:
  struct Hook {
    std::string name;
    std::string url;
  };

  Rotation() {
    fake_.site.on(kList, [this](const net::HttpRequest&) {
      std::string list;
      for (const auto& [id, one] : hooks_) {
        list += (list.empty() ? "" : ",") + hook(id, one.name, one.url);
      }
      return FakeSite::answer(200, "[" + list + "]");
    });
    fake_.site.on(kPost, [this](const net::HttpRequest& request) {
      const int id = next_++;
      hooks_[id] = read(request);
      serve(id);
      return FakeSite::answer(201, hook(id, hooks_[id].name, hooks_[id].url));
    });
  }

  static Hook read(const net::HttpRequest& request) {
    const auto body = JsonDocument::parse(request.body);
    return {std::string(json_text(body->root(), "name").value_or("")),
            std::string(json_text(body->root(), "url").value_or(""))};
  }
  void serve(int id) {
    const std::string path = " /rest/webhooks/1.0/webhook/" + std::to_string(id);
    fake_.site.on("PUT" + path, [this, id](const net::HttpRequest& request) {
      ++writes_[id];
      hooks_[id] = read(request);
      return FakeSite::answer(200, "{}");
    });
    fake_.site.on("DELETE" + path, [this, id](const net::HttpRequest&) {
      hooks_.erase(id);
      return FakeSite::answer(204, "");
    });
  }

  std::map<int, Hook> hooks_;
  std::map<int, int> writes_;
  int next_ = 1;
};

TEST_F(Rotation, TheOldOneStaysUntilItIsRemoved) {
  const std::string old_url = context_.delivery_url;
  const std::string new_url = "https://t.example/v1/issue/q";
  ASSERT_TRUE(apply("webhook.register").ok());
  context_.delivery_url = new_url;
  context_.kept_urls = {old_url};
  for (int round = 0; round < 2; ++round) {  // again after a crash
    const auto done = apply("webhook.register");
    ASSERT_TRUE(done.ok()) << done.error().detail;
    EXPECT_EQ(done->vendor_id, "2");
  }
  ASSERT_EQ(hooks_.size(), 2u);
  EXPECT_EQ(writes_[1], 0);
  EXPECT_EQ(hooks_[1].url, old_url);
  EXPECT_EQ(hooks_[1].name, ours_);
  EXPECT_EQ(hooks_[2].url, new_url);
  EXPECT_EQ(hooks_[2].name, ours_ + " (2)");
  // The old one goes, the new one stays.
  context_.delivery_url = old_url;
  context_.kept_urls = {new_url};
  context_.vendor_id = "1";
  ASSERT_TRUE(apply("webhook.remove").ok());
  ASSERT_EQ(hooks_.size(), 1u);
  EXPECT_EQ(hooks_.begin()->second.url, new_url);
  // The next rotation has the plain name free again.
  context_.delivery_url = "https://t.example/v1/issue/r";
  ASSERT_TRUE(apply("webhook.register").ok());
  ASSERT_EQ(hooks_.size(), 2u);
  EXPECT_EQ(hooks_[3].name, ours_);
  // At disconnect all of them are ours, whatever they are called and wherever they lead.
  context_ = connector::EffectContext{.connection_id = "c1",
                                      .delivery_url = {},
                                      .worklog_delivery_url = {},
                                      .delivery_secret = {},
                                      .vendor_id = {},
                                      .kept_urls = {}};
  hooks_[9] = {"Throughline c10", "https://t.example/v1/issue/else"};
  ASSERT_TRUE(apply("webhook.remove").ok());
  ASSERT_EQ(hooks_.size(), 1u);
  EXPECT_EQ(hooks_.begin()->second.name, "Throughline c10");
}

// Once nothing is kept, what is left takes the plain name, and the address decides which it is.
TEST_F(Rotation, AfterwardsTheNewOneIsTheOnlyOne) {
  ASSERT_TRUE(apply("webhook.register").ok());
  const std::string old_url = context_.delivery_url;
  context_.delivery_url = "https://t.example/v1/issue/q";
  context_.kept_urls = {old_url};
  ASSERT_TRUE(apply("webhook.register").ok());
  context_.kept_urls.clear();
  const auto done = apply("webhook.register");
  ASSERT_TRUE(done.ok()) << done.error().detail;
  EXPECT_EQ(done->vendor_id, "2");
  ASSERT_EQ(hooks_.size(), 1u);
  EXPECT_EQ(hooks_[2].name, ours_);
}

// With vendor ids: those of this context alone, even when others bear our name.
TEST_F(Rotation, RemovesByIdWhileAnotherIsKept) {
  hooks_ = {{1, {ours_, "https://t.example/gone"}},
            {2, {ours_ + " (2)", "https://t.example/kept"}},
            {3, {ours_, "https://t.example/a third"}},
            {4, {"Somebody's", "https://other.example/"}}};
  for (int id = 1; id <= 4; ++id) serve(id);
  context_.vendor_id = "1,4";
  context_.kept_urls = {"https://t.example/kept"};
  ASSERT_TRUE(apply("webhook.remove").ok());
  EXPECT_FALSE(hooks_.contains(1));
  EXPECT_EQ(hooks_.size(), 3u);
}

TEST_F(Rotation, WorklogAddressesRotateWithIt) {
  context_.worklog_delivery_url = "https://t.example/v1/jira-worklog/p";
  ASSERT_TRUE(apply("webhook.register").ok());
  context_.kept_urls = {context_.delivery_url, context_.worklog_delivery_url};
  context_.delivery_url = "https://t.example/v1/issue/q";
  context_.worklog_delivery_url = "https://t.example/v1/jira-worklog/q";
  const auto done = apply("webhook.register");
  ASSERT_TRUE(done.ok()) << done.error().detail;
  EXPECT_EQ(done->vendor_id, "3,4");
  EXPECT_EQ(hooks_[4].name, ours_ + " (2) worklogs");
  EXPECT_EQ(hooks_[2].name, ours_ + " worklogs");
}

TEST(MissingEvents, AreNamedForOursOnly) {
  std::vector<connector::RemoteHook> hooks(3);
  hooks[0].name = "Throughline c1";
  hooks[0].events = {"jira:issue_created", "jira:issue_updated"};
  hooks[1].name = "Throughline c1 worklogs";
  hooks[1].events = {"worklog_created", "worklog_updated", "worklog_deleted"};
  hooks[2].name = "Somebody's";
  note_missing_events(hooks);
  const auto& missing = hooks[0].missing_events;
  EXPECT_NE(std::find(missing.begin(), missing.end(), "jira:issue_deleted"), missing.end());
  EXPECT_EQ(std::find(missing.begin(), missing.end(), "jira:issue_updated"), missing.end());
  EXPECT_EQ(std::find(missing.begin(), missing.end(), "worklog_created"), missing.end());
  EXPECT_TRUE(hooks[1].missing_events.empty());
  EXPECT_TRUE(hooks[2].missing_events.empty());
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
