// What is kept of headers, the account of an arrival, and the rows of a webhook check. All pure.
#include <gtest/gtest.h>

#include "sync/delivery_account.h"
#include "sync/delivery_headers.h"
#include "sync/webhook_check_rows.h"

namespace tl::sync {
namespace {

std::string value_of(const std::vector<std::pair<std::string, std::string>>& headers,
                     std::string_view name) {
  for (const auto& [known, value] : headers) {
    if (known == name) return value;
  }
  return "absent";
}

TEST(KeptHeaders, SecretsAreMaskedAndStrangersLeftOut) {
  const net::Headers sent{
      {"Content-Type", "application/json"}, {"X-Hub-Signature", "sha256=abcdef"},
      {"Authorization", "Bearer s3cret"},   {"Cookie", "session=s3cret"},
      {"X-Custom-Api-Key", "s3cret"},       {"X-Forwarded-For", "192.0.2.7"},
      {"X-Atlassian-Webhook-Retry", "2"},   {"x-atlassian-webhook-retry", "again"}};
  const std::string kept = render_kept_headers(sent);
  EXPECT_EQ(kept.find("s3cret"), std::string::npos);
  EXPECT_EQ(kept.find("abcdef"), std::string::npos);
  EXPECT_EQ(kept.find("192.0.2.7"), std::string::npos);
  const auto read = parse_kept_headers(kept);
  EXPECT_EQ(value_of(read, "X-Hub-Signature"), "masked");
  EXPECT_EQ(value_of(read, "Authorization"), "masked");
  EXPECT_EQ(value_of(read, "X-Custom-Api-Key"), "masked");
  EXPECT_EQ(value_of(read, "Content-Type"), "application/json");
  EXPECT_EQ(value_of(read, "X-Atlassian-Webhook-Retry"), "2");
  EXPECT_EQ(read.size(), 6u);
  EXPECT_EQ(attempt_of(sent), 2);
}

TEST(KeptHeaders, AreBoundedWhateverIsSent) {
  net::Headers sent;
  for (int i = 0; i < 500; ++i) {
    sent.add("X-Token-" + std::to_string(i) + std::string(500, 'x'), std::string(9000, 'y'));
  }
  sent.add("User-Agent", std::string(100'000, 'z'));
  EXPECT_LT(render_kept_headers(sent).size(), 4096u);
  EXPECT_TRUE(parse_kept_headers("no JSON").empty());
  EXPECT_TRUE(parse_kept_headers("[1]").empty());
  EXPECT_EQ(attempt_of({{"X-Atlassian-Webhook-Retry", "-4"}}), 0);
  EXPECT_EQ(attempt_of({{"X-Atlassian-Webhook-Retry", "many"}}), 0);
}

domain::History change(std::string field, std::string from, std::string to) {
  domain::History history;
  history.issue = IssueId(7);
  history.id = "500";
  history.items.push_back({field, field, std::nullopt, from, std::nullopt, to});
  return history;
}

TEST(Accounts, NameFactsInWordsWithoutTextsOfPeople) {
  domain::ChangeSet set;
  domain::Issue issue;
  issue.id = IssueId(7);
  domain::set_attribute(issue.attributes, "key", std::string("ABC-7"), {});
  domain::set_attribute(issue.attributes, "summary", std::string("a private matter"), {});
  domain::set_attribute(issue.attributes, "status", domain::Ref{"3", "In Progress"}, {});
  set.issues.push_back(issue);
  set.histories.push_back(change("status", "To Do", "In Progress"));
  set.histories.push_back(change("description", "a secret", "another secret"));
  set.records.push_back({domain::RecordKind::kComment, "9", IssueId(7), {}});
  int64_t more = 0;
  const auto facts = name_facts(set, more);
  ASSERT_EQ(facts.size(), 4u);
  EXPECT_EQ(facts[0].change.issue_key, "ABC-7");
  EXPECT_EQ(facts[0].change.summary, "3 fields, status In Progress");
  EXPECT_EQ(facts[1].change.summary, "status: To Do → In Progress");
  EXPECT_EQ(facts[2].change.summary, "description");
  EXPECT_EQ(facts[3].change.kind, "comment");
  EXPECT_EQ(more, 0);

  store::ApplyReport report;
  report.changed_histories = {{IssueId(7), "500"}};
  const ChangedFacts changed(report);
  EXPECT_FALSE(changed.contains(facts[0]));
  EXPECT_TRUE(changed.contains(facts[1]));
  EXPECT_FALSE(changed.contains(facts[3]));
}

TEST(Accounts, GoThereAndBackAndStayWithinTheirSize) {
  Account account;
  account.steps.push_back({"read", "", "done", Instant(5), "jira:issue_updated"});
  for (int i = 0; i < 200; ++i) {
    account.changes.push_back(
        {"history", std::to_string(i), "ABC-1", i % 2 == 0, std::string(150, 'x')});
  }
  const std::string text = render_account(account);
  EXPECT_LE(text.size(), store::kMaxAccountBytes);
  const Account read = parse_account(text);
  ASSERT_EQ(read.steps.size(), 1u);
  EXPECT_EQ(read.steps[0].title, "Read");
  EXPECT_EQ(read.steps[0].at, Instant(5));
  EXPECT_EQ(read.steps[0].detail, "jira:issue_updated");
  ASSERT_FALSE(read.changes.empty());
  EXPECT_TRUE(read.changes[0].changed);
  EXPECT_EQ(read.changes[0].issue_key, "ABC-1");
  EXPECT_EQ(read.more + static_cast<int64_t>(read.changes.size()), 200);
  EXPECT_TRUE(parse_account("").steps.empty());
  EXPECT_TRUE(parse_account("nonsense").changes.empty());
}

TEST(Accounts, ManyFactsAreCounted) {
  domain::ChangeSet set;
  for (int i = 0; i < 100; ++i) set.histories.push_back(change("status", "a", "b"));
  int64_t more = 0;
  EXPECT_EQ(name_facts(set, more).size(), kMaxNamedFacts);
  EXPECT_EQ(more, 100 - static_cast<int64_t>(kMaxNamedFacts));
}

TEST(CheckRows, ThePublicUrlMustBeReachableFromWhereJiraIs) {
  const auto state = [](std::string_view url, bool cloud) {
    const WebhookCheckRow row = decide_public_url(url, cloud);
    EXPECT_EQ(row.id, kPublicUrlRow);
    EXPECT_FALSE(row.title.empty());
    EXPECT_EQ(row.remedy.empty(), row.state == "passed") << url;
    return row.state;
  };
  EXPECT_EQ(state("", true), "failed");
  EXPECT_EQ(state("nonsense", true), "failed");
  EXPECT_EQ(state("https://tl.example.com", true), "passed");
  EXPECT_EQ(state("http://tl.example.com", true), "failed");
  EXPECT_EQ(state("http://tl.example.com", false), "warning");
  EXPECT_EQ(state("https://localhost:8080", true), "failed");
  EXPECT_EQ(state("https://127.0.0.1", false), "warning");
  for (const char* host :
       {"10.1.2.3", "192.168.0.4", "172.16.0.1", "172.31.9.9", "tl.local", "tl"}) {
    EXPECT_EQ(state("https://" + std::string(host), true), "failed") << host;
    EXPECT_EQ(state("https://" + std::string(host), false), "passed") << host;
  }
  EXPECT_EQ(state("https://172.32.0.1", true), "passed");
}

net::HttpAnswer answer(int status, std::string body = "") {
  net::HttpAnswer made;
  made.status = status;
  made.body = std::move(body);
  return made;
}

TEST(CheckRows, OnlyOurOwnWordMeansReachable) {
  const auto decide = [](const Result<net::HttpAnswer>& got) {
    return decide_reachable(got, "https://tl.example.com");
  };
  EXPECT_EQ(decide(answer(405, R"({"message":"reachable; expects POST from Jira"})")).state,
            "passed");
  EXPECT_EQ(decide(answer(405, "<html>")).state, "failed");
  EXPECT_EQ(decide(answer(405, R"({"message":"no"})")).state, "failed");
  net::HttpAnswer moved = answer(302);
  moved.headers.set("Location", "https://login.example.com/?next=x");
  const WebhookCheckRow redirect = decide(moved);
  EXPECT_NE(redirect.detail.find("login.example.com"), std::string::npos);
  for (const int status : {200, 302, 401, 403, 404, 413, 500, 502, 503}) {
    const WebhookCheckRow row = decide(answer(status));
    EXPECT_EQ(row.state, "failed") << status;
    EXPECT_FALSE(row.remedy.empty()) << status;
    EXPECT_NE(row.detail.find(std::to_string(status)), std::string::npos);
  }
  for (const ErrorCode code :
       {ErrorCode::kDnsFailed, ErrorCode::kConnectFailed, ErrorCode::kTlsFailed,
        ErrorCode::kTimedOut, ErrorCode::kProxyRefused, ErrorCode::kInvalidArgument}) {
    const WebhookCheckRow row = decide(make_error(code, "because"));
    EXPECT_EQ(row.state, "failed");
    EXPECT_NE(row.detail.find("because"), std::string::npos);
    EXPECT_FALSE(row.remedy.empty());
  }
}

TEST(CheckRows, TheRegistrationIsWhatTheVendorListsAndNotWhatWeRemember) {
  store::WebhookHook hook;
  hook.state = "registered";
  hook.sealed_secret = "x";
  const auto decide = [&](Result<RemoteState> remote) {
    return decide_registered({true, &hook, std::move(remote)}).state;
  };
  RemoteState there;
  EXPECT_EQ(decide(there), "failed") << "not listed";
  there.listed = true;
  EXPECT_EQ(decide(there), "passed");
  there.last_error = "timed out";
  EXPECT_EQ(decide(there), "warning");
  there.last_error.clear();
  there.missing_events = {"sprint_closed"};
  EXPECT_EQ(decide(there), "warning");
  there.enabled = false;
  EXPECT_EQ(decide(there), "failed");
  EXPECT_EQ(decide(make_error(ErrorCode::kVendorForbidden, "no right")), "warning");
  hook.state = "failed: no right";
  EXPECT_EQ(decide(there), "failed");
  hook.state = "wanted";
  EXPECT_EQ(decide(there), "warning");
  EXPECT_EQ(decide_registered({true, nullptr, there}).state, "failed");
  EXPECT_EQ(decide_registered({false, &hook, there}).state, "failed");
}

TEST(CheckRows, APostCountsWhenItArrivedHere) {
  EXPECT_EQ(decide_signed_post(answer(202), true, true).state, "passed");
  EXPECT_NE(decide_signed_post(answer(202), false, true).detail.find("another server"),
            std::string::npos);
  EXPECT_NE(decide_signed_post(answer(401), false, true).remedy.find("X-Hub-Signature"),
            std::string::npos);
  EXPECT_EQ(decide_signed_post(answer(404), false, true).state, "failed");
  EXPECT_EQ(decide_signed_post(make_error(ErrorCode::kTimedOut, "late"), false, true).state,
            "failed");
}

}  // namespace
}  // namespace tl::sync
