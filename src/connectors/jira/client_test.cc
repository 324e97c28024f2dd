#include "connectors/jira/client.h"

#include <gtest/gtest.h>

#include "base/text.h"
#include "connectors/jira/fake_site_for_test.h"

namespace tl::connectors::jira {
namespace {

constexpr auto kPath = "/rest/api/3/myself";

// Answers by turns; the last one again and again.
FakeSite::Handler in_turn(std::vector<net::HttpAnswer> answers) {
  auto next = std::make_shared<size_t>(0);
  return [answers, next](const net::HttpRequest&) {
    return answers[std::min((*next)++, answers.size() - 1)];
  };
}

net::HttpAnswer limited(const std::string& seconds) {
  net::HttpAnswer answer = FakeSite::answer(429, "");
  answer.headers.set("Retry-After", seconds);
  return answer;
}

TEST(Client, SignsInWithEmailAndToken) {
  FakeSession fake;
  fake.site.on("GET /rest/api/3/myself", 200, "{}");
  const Client client(fake.session);
  ASSERT_TRUE(client.get("myself", kPath, {{"a", "b c"}}).ok());
  const net::HttpRequest& sent = fake.site.requests.front();
  EXPECT_EQ(sent.headers.value("Authorization"),
            "Basic " + base64_encode("bot@acme.example:s3cret"));
  EXPECT_EQ(sent.url, "https://acme.atlassian.net/rest/api/3/myself?a=b%20c");
}

TEST(Client, ReadsTheVendorsClock) {
  FakeSession fake;
  fake.site.on("GET /rest/api/3/myself", 200, "{}");
  const Client client(fake.session);
  const auto answer = client.get("myself", kPath);
  ASSERT_TRUE(answer.ok());
  EXPECT_EQ(answer->date, Instant(1'772'712'001'000));
  EXPECT_EQ(parse_http_date("Fri, 20 Nov 2026 14:02:11 GMT"), Instant(1'795'183'331'000));
  for (const std::string_view text :
       {"", "Fri, 20 Nov 2026 14:02:11 +00", "now", "Fri, 20 Xyz 2026 14:02:11 GMT"}) {
    EXPECT_FALSE(parse_http_date(text)) << text;
  }
}

TEST(Client, WaitsAsLongAsJiraAsks) {
  FakeSession fake;
  const Instant before = fake.clock.now();
  std::vector<connector::RetryNote> notes;
  fake.session.on_retry = [&](const connector::RetryNote& note) { notes.push_back(note); };
  fake.site.on("GET /rest/api/3/myself", in_turn({limited("45"), FakeSite::answer(200, "{}")}));
  const Client client(fake.session);
  ASSERT_TRUE(client.get("myself", kPath).ok());
  EXPECT_GE((fake.clock.now() - before).ms, 45'000);
  ASSERT_EQ(notes.size(), 1u);
  EXPECT_EQ(notes[0].endpoint, "GET myself");
}

TEST(Client, GivesUpAfterItsAttempts) {
  FakeSession fake;
  fake.site.on("GET /rest/api/3/myself", 503, "");
  const Client client(fake.session, 3);
  const auto answer = client.get("myself", kPath);
  ASSERT_FALSE(answer.ok());
  EXPECT_EQ(answer.error().code, ErrorCode::kVendorUnavailable);
  EXPECT_EQ(fake.site.asked.size(), 3u);
}

TEST(Client, KeepsTheWaitInTheError) {
  FakeSession fake;
  fake.site.on("GET /rest/api/3/myself", [](const net::HttpRequest&) { return limited("600"); });
  const Client client(fake.session, 1);
  const auto answer = client.get("myself", kPath);
  ASSERT_FALSE(answer.ok());
  EXPECT_EQ(answer.error().code, ErrorCode::kVendorRateLimited);
  EXPECT_GE(answer.error().retry_after_ms, 600'000);
}

// A person at a screen is told instead of being made to wait, also by what others were told.
TEST(Client, InteractiveOneDoesNotWaitLong) {
  FakeSession fake;
  const Instant before = fake.clock.now();
  fake.site.on("GET /rest/api/3/myself", [](const net::HttpRequest&) { return limited("600"); });
  for (int i = 0; i < 2; ++i) {
    const Client client = Client::interactive(fake.session);
    const auto answer = client.get("myself", kPath);
    ASSERT_FALSE(answer.ok());
    EXPECT_EQ(answer.error().code, ErrorCode::kVendorRateLimited);
    EXPECT_GE(answer.error().retry_after_ms, 600'000);
  }
  EXPECT_EQ(fake.clock.now(), before);
  EXPECT_EQ(fake.site.asked.size(), 1u);
}

TEST(Client, DoesNotRepeatAWriteOfUnknownOutcome) {
  FakeSession fake;
  fake.site.on("POST /rest/webhooks/1.0/webhook", 500, "");
  const Client client(fake.session);
  ASSERT_FALSE(client.post("webhook", "/rest/webhooks/1.0/webhook", "{}").ok());
  EXPECT_EQ(fake.site.asked.size(), 1u);
}

TEST(Client, RepeatsAReadThatIsAPost) {
  FakeSession fake;
  fake.site.on("POST /rest/api/3/search/jql",
               in_turn({FakeSite::answer(502, ""), FakeSite::answer(200, "{}")}));
  const Client client(fake.session);
  EXPECT_TRUE(client.post_read("search/jql", "/rest/api/3/search/jql", "{}").ok());
}

TEST(Client, DoesNotRepeatARejectedSignIn) {
  FakeSession fake;
  fake.site.on("GET /rest/api/3/myself", 401, "");
  const Client client(fake.session);
  const auto answer = client.get("myself", kPath);
  ASSERT_FALSE(answer.ok());
  EXPECT_EQ(answer.error().code, ErrorCode::kVendorRejectedCredentials);
  EXPECT_EQ(fake.site.asked.size(), 1u);
  EXPECT_EQ(answer.error().detail.find("s3cret"), std::string::npos);
}

TEST(Client, StopsWhenAskedTo) {
  FakeSession fake;
  fake.site.on("GET /rest/api/3/myself", [&](const net::HttpRequest&) {
    fake.stop.request_stop();
    return limited("45");
  });
  const Client client(fake.session);
  const auto answer = client.get("myself", kPath);
  ASSERT_FALSE(answer.ok());
  EXPECT_EQ(answer.error().code, ErrorCode::kCancelled);
}

TEST(Client, BrokenJsonIsNotJira) {
  FakeSession fake;
  fake.site.on("GET /rest/api/3/myself", 200, "{\"a\":");
  const Client client(fake.session);
  const auto answer = client.get("myself", kPath);
  ASSERT_FALSE(answer.ok());
  EXPECT_EQ(answer.error().code, ErrorCode::kVendorNotJira);
}

}  // namespace
}  // namespace tl::connectors::jira
