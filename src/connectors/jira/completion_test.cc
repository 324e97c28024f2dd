// What Jira leaves out of a page is fetched, and no more than that.
#include "connectors/jira/completion.h"

#include <gtest/gtest.h>

#include <set>

#include "connectors/jira/fake_site_for_test.h"
#include "connectors/jira/issues.h"

namespace tl::connectors::jira {
namespace {

class Completing : public testing::Test {
 protected:
  // Reads the issue as a search page would, and completes it.
  Facts complete(const std::string& issue) {
    Facts facts(nullptr, domain::SourceRank::kRest, fake_.clock.now());
    Completion missing;
    add(issue, facts, missing);
    const auto done = missing.fetch(Client(fake_.session), nullptr, facts);
    EXPECT_TRUE(done.ok()) << (done.ok() ? "" : done.error().detail);
    return facts;
  }
  static void add(const std::string& issue, Facts& facts, Completion& missing) {
    const auto json = JsonDocument::parse(issue);
    missing.note(json->root(), read_issue(json->root(), {}, facts));
  }
  static std::string issue(const std::string& fields, const std::string& items = "") {
    return R"({"id":"5","key":"ABC-5","fields":{"updated":1772000000)" + fields +
           R"(},"changelog":{"total":1,"histories":[{"id":"1","created":1772000000,"items":[)" +
           items + "]}]}}";
  }
  // Different ones: what came twice is merged later.
  static size_t count(const Facts& facts, domain::RecordKind kind) {
    std::set<std::string> ids;
    for (const auto& record : facts.changes.records) {
      if (record.kind == kind) ids.insert(record.id);
    }
    return ids.size();
  }
  FakeSession fake_;
};

using domain::RecordKind;

TEST_F(Completing, WholeIssuesCostNothing) {
  complete(issue(R"(,"worklog":{"total":1,"worklogs":[{"id":"1","issueId":"5"}]})"));
  EXPECT_TRUE(fake_.site.asked.empty());
}

TEST_F(Completing, CutWorklogsAndCommentsArePaged) {
  fake_.site.on("GET /rest/api/3/issue/5/worklog", [](const net::HttpRequest& request) {
    const bool first = FakeSite::asks(request, "startAt=0&");
    return FakeSite::answer(200, first ? R"({"total":3,"worklogs":[{"id":"1","issueId":"5"},)"
                                         R"({"id":"2","issueId":"5"}]})"
                                       : R"({"total":3,"worklogs":[{"id":"3","issueId":"5"}]})");
  });
  fake_.site.on("GET /rest/api/3/issue/5/comment", 200,
                R"({"total":2,"comments":[{"id":"8"},{"id":"9"}]})");
  const Facts facts =
      complete(issue(R"(,"worklog":{"total":3,"worklogs":[{"id":"1","issueId":"5"}]},)"
                     R"("comment":{"total":2,"comments":[]})"));
  EXPECT_EQ(count(facts, RecordKind::kWorklog), 3u);
  EXPECT_EQ(count(facts, RecordKind::kComment), 2u);
}

// Gone since the search: what we have stays.
TEST_F(Completing, IssueThatVanishedIsNoError) {
  const Facts facts = complete(issue(R"(,"comment":{"total":2,"comments":[{"id":"8"}]})"));
  EXPECT_EQ(count(facts, RecordKind::kComment), 1u);
}

TEST_F(Completing, LinksAreFetchedWhereTheHistoryTellsOfOne) {
  fake_.site.on("GET /rest/api/3/issue/5/remotelink", 200,
                R"([{"id":10,"object":{"url":"https://wiki.example/x","title":"Design"}}])");
  complete(issue(""));
  EXPECT_TRUE(fake_.site.asked.empty());
  const Facts facts = complete(issue("", R"({"field":"RemoteIssueLink","to":"10"})"));
  EXPECT_EQ(count(facts, RecordKind::kRemoteLink), 1u);
}

TEST_F(Completing, LinksOfManyIssuesAreLimited) {
  for (const size_t extra : {0u, 1u}) {
    fake_.site.asked.clear();
    Facts facts(nullptr, domain::SourceRank::kRest, fake_.clock.now());
    Completion missing;
    for (size_t i = 1; i <= Completion::kMaxLinked + extra; ++i) {
      std::string text = issue("", R"({"field":"RemoteIssueLink","to":"10"})");
      text.replace(text.find("\"5\""), 3, "\"" + std::to_string(i) + "\"");
      add(text, facts, missing);
    }
    ASSERT_TRUE(missing.fetch(Client(fake_.session), nullptr, facts).ok());
    EXPECT_EQ(fake_.site.asked.size(), Completion::kMaxLinked);
    EXPECT_EQ(missing.links_left_out(), extra);
  }
}

// An answer that fails for good fails the page; nothing is taken for complete.
TEST_F(Completing, FailureIsTold) {
  fake_.site.on("GET /rest/api/3/issue/5/comment", 401, "");
  Facts facts(nullptr, domain::SourceRank::kRest, fake_.clock.now());
  Completion missing;
  add(issue(R"(,"comment":{"total":2,"comments":[]})"), facts, missing);
  const auto done = missing.fetch(Client(fake_.session), nullptr, facts);
  ASSERT_FALSE(done.ok());
  EXPECT_EQ(done.error().code, ErrorCode::kVendorRejectedCredentials);
}

}  // namespace
}  // namespace tl::connectors::jira
