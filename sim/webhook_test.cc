#include <gtest/gtest.h>

#include <condition_variable>
#include <mutex>

#include "sim/http_server.h"
#include "sim/test_site.h"

namespace tl::sim {
namespace {

std::string hook_body(const std::string& url, const std::string& events,
                      const std::string& more = "") {
  return "{\"name\":\"test\",\"url\":\"" + url + "\",\"events\":[" + events + "]" + more + "}";
}

// All that was raised, as one JSON document.
JsonDocument sent(TestSite& t, int64_t since = 0) {
  return json_of(t.ask("GET", "/_sim/webhooks/sent?since=" + std::to_string(since), "", ""));
}

JsonDocument body_of(JsonElement delivery) {
  auto document = JsonDocument::parse(*json_text(delivery, "body"));
  EXPECT_TRUE(document.ok());
  return std::move(document).value();
}

TEST(Webhook, SignsLikeTheVendorsExample) {
  EXPECT_EQ(hub_signature("It's a Secret to Everybody", "Hello World!"),
            "sha256=a4771c39fbe90f317c7824e83ddef3caae9cb3d976c214ace1f2937e133263c9");
}

TEST(Webhook, IsRegisteredReadChangedAndRemoved) {
  TestSite t;
  const auto events = "\"jira:issue_updated\"";
  const auto made = t.ask("POST", "/rest/webhooks/1.0/webhook",
                          hook_body("http://h.test/x", events, ",\"secret\":\"s\""));
  ASSERT_EQ(made.status, 201);
  EXPECT_EQ(json_bool(json_of(made).root(), "isSigned"), true);
  EXPECT_EQ(made.body.find("\"secret\""), std::string::npos);
  const auto changed = t.ask("PUT", "/rest/webhooks/1.0/webhook/1", R"({"name":"other"})");
  EXPECT_EQ(json_bool(json_of(changed).root(), "isSigned"), true) << "the secret stays";
  EXPECT_EQ(t.ask("GET", "/rest/webhooks/1.0/webhook/1").status, 200);
  EXPECT_EQ(t.ask("DELETE", "/rest/webhooks/1.0/webhook/1").status, 204);
  EXPECT_EQ(t.ask("GET", "/rest/webhooks/1.0/webhook/1").status, 404);
  for (const auto& bad :
       {hook_body("ftp://h.test", events), hook_body("http://h.test", ""),
        hook_body("http://h.test", "\"jira:issue_dreamt\""),
        hook_body("http://h.test", events,
                  ",\"filters\":{\"issue-related-events-section\":\"project = NOPE\"}")})
    EXPECT_EQ(t.ask("POST", "/rest/webhooks/1.0/webhook", bad).status, 400) << bad;
}

TEST(Webhook, AnUpdateCarriesTheChangeInVersionTwoShape) {
  TestSite t;
  t.ask("POST", "/rest/webhooks/1.0/webhook",
        hook_body("http://h.test/{issue.key}/${issue.id}", "\"jira:issue_updated\"",
                  ",\"secret\":\"s\""));
  const auto& issue = *t.site.world->find_issue("SHOP-2");
  t.ask("PUT", "/rest/api/3/issue/SHOP-2", R"({"fields":{"summary":"Changed"}})");
  const auto all = sent(t);
  const auto delivery = all.root()["values"].at(0).value();
  EXPECT_EQ(json_text(delivery, "url"), "http://h.test/SHOP-2/" + std::to_string(issue.id));
  EXPECT_EQ(json_text(delivery["headers"].value(), "X-Hub-Signature"),
            hub_signature("s", std::string(*json_text(delivery, "body"))));
  const auto body = body_of(delivery);
  EXPECT_EQ(json_text(body.root(), "webhookEvent"), "jira:issue_updated");
  EXPECT_EQ(json_int(body.root(), "timestamp"), t.site.now());
  EXPECT_FALSE(json_get(body.root()["user"].value(), "emailAddress").has_value());
  const auto item = body.root()["changelog"]["items"].at(0).value();
  EXPECT_EQ(json_text(item, "fieldId"), "summary");
  EXPECT_EQ(json_text(item, "toString"), "Changed");
  EXPECT_EQ(json_text(body.root()["changelog"].value(), "id"),
            std::to_string(issue.histories.back().id));
  EXPECT_NE(json_text(body.root()["issue"].value(), "self")->find("/rest/api/2/"),
            std::string_view::npos);
  EXPECT_NE(json_get(body.root()["issue"]["fields"].value(), "summary"), std::nullopt);
}

TEST(Webhook, AFilterSeesTheIssueAfterTheChange) {
  TestSite t;
  t.ask("POST", "/rest/webhooks/1.0/webhook",
        hook_body("http://h.test/", "\"jira:issue_updated\"",
                  ",\"filters\":{\"issue-related-events-section\":\"priority = High\"}"));
  const auto set = [&](const char* priority) {
    t.ask("PUT", "/rest/api/3/issue/SHOP-2",
          std::string(R"({"fields":{"priority":{"name":")") + priority + "\"}}}");
  };
  set("Low");
  EXPECT_EQ(size_of(sent(t).root(), "values"), 0u);
  set("High");
  EXPECT_EQ(size_of(sent(t).root(), "values"), 1u);
  set("Low");
  EXPECT_EQ(size_of(sent(t).root(), "values"), 1u) << "leaving the filter is silent";
}

TEST(Webhook, WorklogsAndCommentsHaveTheirThinShapes) {
  TestSite t;
  t.ask("POST", "/rest/webhooks/1.0/webhook",
        hook_body("http://h.test/",
                  "\"worklog_created\",\"comment_created\",\"jira:issue_created\""));
  t.ask("POST", "/rest/api/2/issue/SHOP-2/worklog", R"({"timeSpent":"1h"})");
  t.ask("POST", "/rest/api/2/issue/SHOP-2/comment", R"({"body":"hello"})");
  t.ask("POST", "/rest/api/2/issue", R"({"fields":{"project":{"key":"PAY"},"summary":"new",
      "issuetype":{"name":"Bug"}}})");
  const auto all = sent(t);
  ASSERT_EQ(size_of(all.root(), "values"), 3u);
  const auto worklog = body_of(all.root()["values"].at(0).value());
  EXPECT_FALSE(json_get(worklog.root(), "issue").has_value());
  EXPECT_FALSE(json_get(worklog.root(), "user").has_value());
  EXPECT_TRUE(json_text(worklog.root()["worklog"].value(), "issueId").has_value());
  const auto comment = body_of(all.root()["values"].at(1).value());
  simdjson::dom::object fields = comment.root()["issue"]["fields"].get_object();
  EXPECT_EQ(fields.size(), 6u);
  EXPECT_EQ(json_text(comment.root()["comment"].value(), "body"), "hello");
  const auto created = body_of(all.root()["values"].at(2).value());
  for (const auto item : created.root()["changelog"]["items"].get_array())
    EXPECT_FALSE(json_get(item, "from").has_value());
}

TEST(Webhook, DroppedOnesAreLoggedAsSuch) {
  auto options = test_options();
  options.webhooks.drop_percent = 100;
  TestSite t(options);
  t.ask("POST", "/rest/webhooks/1.0/webhook",
        hook_body("http://h.test/", "\"jira:issue_updated\""));
  t.ask("PUT", "/rest/api/3/issue/SHOP-2", R"({"fields":{"summary":"lost"}})");
  EXPECT_EQ(json_text(sent(t).root()["values"].at(0).value(), "outcome"), "dropped");
  EXPECT_EQ(t.site.webhooks.counts().dropped, 1);
}

// Receives posts; answers with the statuses it was given, then 200.
class Receiver {
 public:
  explicit Receiver(std::vector<int> statuses)
      : statuses_(std::move(statuses)),
        clock_(make_system_clock()),
        server_([this](const Request& r) { return take(r); }, *clock_),
        port_(server_.bind("127.0.0.1:0").value()) {
    server_.start();
  }
  [[nodiscard]] std::string url() const { return "http://127.0.0.1:" + std::to_string(port_); }
  std::vector<Request> wait_for(size_t count) {
    std::unique_lock lock(mutex_);
    came_.wait_for(lock, std::chrono::seconds(20), [&] { return requests_.size() >= count; });
    return requests_;
  }

 private:
  Response take(const Request& request) {
    const std::lock_guard lock(mutex_);
    Response response;
    if (requests_.size() < statuses_.size()) response.status = statuses_[requests_.size()];
    requests_.push_back(request);
    came_.notify_all();
    return response;
  }

  std::vector<int> statuses_;
  std::mutex mutex_;
  std::condition_variable came_;
  std::vector<Request> requests_;
  std::unique_ptr<Clock> clock_;
  HttpServer server_;
  int port_;
};

TEST(Delivery, RetriesWithTheSameIdentifier) {
  auto options = test_options();
  options.webhooks.retry_seconds = 0;
  TestSite t(options);
  Receiver receiver({503, 429});
  t.ask("POST", "/rest/webhooks/1.0/webhook",
        hook_body(receiver.url(), "\"jira:issue_updated\"", ",\"secret\":\"s\""));
  t.site.start();
  t.ask("PUT", "/rest/api/3/issue/SHOP-2", R"({"fields":{"summary":"again"}})");
  const auto got = receiver.wait_for(3);
  ASSERT_EQ(got.size(), 3u);
  EXPECT_EQ(got[0].header("x-atlassian-webhook-retry"), "");
  EXPECT_EQ(got[2].header("x-atlassian-webhook-retry"), "2");
  EXPECT_EQ(got[0].header("x-atlassian-webhook-identifier"),
            got[2].header("x-atlassian-webhook-identifier"));
  EXPECT_EQ(got[0].header("x-atlassian-webhook-flow"), "Primary");
  EXPECT_EQ(got[2].header("x-hub-signature"), hub_signature("s", got[2].body));
}

TEST(Delivery, GivesUpAfterFiveRetriesAndAtOnceOnOtherRefusals) {
  auto options = test_options();
  options.webhooks.retry_seconds = 0;
  TestSite t(options);
  Receiver receiver({500, 500, 500, 500, 500, 500, 401});
  t.ask("POST", "/rest/webhooks/1.0/webhook", hook_body(receiver.url(), "\"jira:issue_updated\""));
  t.site.start();
  t.ask("PUT", "/rest/api/3/issue/SHOP-2", R"({"fields":{"summary":"one"}})");
  EXPECT_EQ(receiver.wait_for(6).size(), 6u);
  t.ask("PUT", "/rest/api/3/issue/SHOP-2", R"({"fields":{"summary":"two"}})");
  EXPECT_EQ(receiver.wait_for(7).size(), 7u);
  t.site.stop();
  EXPECT_EQ(t.site.webhooks.counts().attempts, 7);
  EXPECT_EQ(t.site.webhooks.counts().waiting, 0);
}

}  // namespace
}  // namespace tl::sim
