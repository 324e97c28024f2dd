#include "connectors/jira/client.h"

#include <gtest/gtest.h>

#include <atomic>
#include <thread>

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
  EXPECT_EQ(fake.site.asked.size(), 3u);
}

net::HttpAnswer html() {
  net::HttpAnswer answer = FakeSite::answer(200, "<html>Back soon</html>");
  answer.headers.set("Content-Type", "text/html");
  return answer;
}

// Cut off, a page of something in between, or nothing at all: reads are asked for again.
TEST(Client, AnUnreadableAnswerIsAskedForAgain) {
  for (const net::HttpAnswer& odd :
       {FakeSite::answer(200, "{\"a\":"), html(), FakeSite::answer(200, "")}) {
    FakeSession fake;
    fake.site.on("GET /rest/api/3/myself", in_turn({odd, odd, FakeSite::answer(200, "{}")}));
    EXPECT_TRUE(Client(fake.session).get("myself", kPath).ok()) << odd.body;
    EXPECT_EQ(fake.site.asked.size(), 3u) << odd.body;
  }
}

// A person at a screen has mistyped the address, and is told so at once.
TEST(Client, AnInteractiveOneDoesNotWaitForAPageToGo) {
  FakeSession fake;
  fake.site.on("GET /rest/api/3/myself", [](const net::HttpRequest&) { return html(); });
  EXPECT_FALSE(Client::interactive(fake.session).get("myself", kPath).ok());
  EXPECT_EQ(fake.site.asked.size(), 1u);
}

// It was carried out, whatever its answer looks like.
TEST(Client, AWriteIsNotRepeatedForItsUnreadableAnswer) {
  FakeSession fake;
  fake.site.on("POST /rest/webhooks/1.0/webhook", 201, "{\"a\":");
  EXPECT_FALSE(Client(fake.session).post("webhook", "/rest/webhooks/1.0/webhook", "{}").ok());
  EXPECT_EQ(fake.site.asked.size(), 1u);
}

TEST(Client, AWriteMayAnswerNothing) {
  FakeSession fake;
  fake.site.on("PUT /rest/api/3/issue/1", 200, "");
  EXPECT_TRUE(Client(fake.session).put("issue/{id}", "/rest/api/3/issue/1", "{}").ok());
}

// A dead token: 200 with nothing in it. Not asked again.
TEST(Client, ADeadTokenIsNotAskedAgain) {
  FakeSession fake;
  for (const char* reason : {"AUTHENTICATED_FAILED", "AUTHENTICATION_DENIED"}) {
    fake.site.asked.clear();
    fake.site.on("GET /rest/api/3/myself", [&](const net::HttpRequest&) {
      net::HttpAnswer answer = FakeSite::answer(200, "[]");
      answer.headers.set("X-Seraph-LoginReason", reason);
      return answer;
    });
    const auto answer = Client(fake.session).get("myself", kPath);
    ASSERT_FALSE(answer.ok());
    EXPECT_EQ(traits(answer.error().code).retry, RetryRule::kAfterPerson);
    EXPECT_EQ(fake.site.asked.size(), 1u);
  }
}

// Jira locks an account after few failed logins: nothing goes out after the first, however many
// ask at once.
TEST(Client, OneRejectedPasswordIsEnough) {
  FakeSession fake;
  fake.become("server", "7.2.0");
  fake.site.on("GET /jira/rest/api/2/myself", 401, "");
  const Client client(fake.session);
  std::vector<std::jthread> threads;
  std::atomic<int> rejected = 0;
  for (int i = 0; i < 8; ++i) {
    threads.emplace_back([&] {
      const auto answer = client.get("myself", "/rest/api/2/myself");
      rejected += !answer.ok() && answer.error().code == ErrorCode::kVendorRejectedCredentials;
    });
  }
  threads.clear();
  EXPECT_EQ(rejected, 8);
  EXPECT_EQ(fake.site.asked.size(), 1u);
}

TEST(Client, OneCaptchaIsEnough) {
  FakeSession fake;
  fake.become("data_center", "9.12.4");
  fake.site.on("GET /jira/rest/api/2/myself", [](const net::HttpRequest&) {
    net::HttpAnswer answer = FakeSite::answer(403, "");
    answer.headers.set("X-Authentication-Denied-Reason", "CAPTCHA_CHALLENGE; login-url=https://x");
    return answer;
  });
  const Client client(fake.session);
  for (int i = 0; i < 3; ++i) {
    const auto answer = client.get("myself", "/rest/api/2/myself");
    ASSERT_FALSE(answer.ok());
    EXPECT_EQ(answer.error().code, ErrorCode::kVendorCaptcha);
  }
  EXPECT_EQ(fake.site.asked.size(), 1u);
}

// A limit of writes to one issue keeps nobody from another.
TEST(Client, AWriteLimitIsOfItsIssue) {
  FakeSession fake;
  fake.site.on("PUT /rest/api/3/issue/1", [](const net::HttpRequest&) {
    net::HttpAnswer answer = limited("600");
    answer.headers.set("RateLimit-Reason", "jira-per-issue-on-write");
    return answer;
  });
  fake.site.on("PUT /rest/api/3/issue/2", 204, "");
  fake.site.on("GET /rest/api/3/issue/1", 200, "{}");
  const Client client = Client::interactive(fake.session);
  for (int i = 0; i < 2; ++i) {
    const auto answer = client.put("issue/{id}", "/rest/api/3/issue/1", "{}");
    ASSERT_FALSE(answer.ok());
    EXPECT_EQ(answer.error().code, ErrorCode::kVendorRateLimited);
  }
  EXPECT_EQ(fake.site.count("PUT /rest/api/3/issue/1"), 1);
  const Instant before = fake.clock.now();
  EXPECT_TRUE(client.put("issue/{id}", "/rest/api/3/issue/2", "{}").ok());
  EXPECT_TRUE(client.get("issue/{id}", "/rest/api/3/issue/1").ok());
  EXPECT_EQ(fake.clock.now(), before);
}

}  // namespace
}  // namespace tl::connectors::jira
