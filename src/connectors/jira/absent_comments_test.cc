// A comment that was deleted while nobody told us.
#include <gtest/gtest.h>

#include "connectors/jira/fake_site_for_test.h"
#include "connectors/jira/issue_fetch.h"
#include "domain/issue.h"

namespace tl::connectors::jira {
namespace {

using connector::PullScope;

class AbsentComments : public testing::Test {
 protected:
  AbsentComments() {
    scope_.fields = &fields_;
    scope_.known = [this](std::span<const IssueId> ids) {
      return known_ ? std::vector<IssueId>(ids.begin(), ids.end()) : std::vector<IssueId>();
    };
    scope_.stored = [](IssueId issue, domain::RecordKind kind) {
      EXPECT_EQ(issue, IssueId(5));
      EXPECT_EQ(kind, domain::RecordKind::kComment);
      return std::vector<std::string>{"8", "9"};
    };
  }

  // Of an issue with these comments; the ids that the page says were deleted.
  std::vector<std::string> deleted(const std::string& comments) {
    fake_.site.on("POST /rest/api/3/issue/bulkfetch", 200,
                  R"({"issues":[{"id":"5","key":"ABC-5","fields":{"updated":1772000900)" +
                      comments + R"(},"changelog":{"total":0,"histories":[]}}]})");
    const std::vector<IssueId> ids = {IssueId(5)};
    const auto page = fetch_by_id(Client(fake_.session), ids, scope_);
    EXPECT_TRUE(page.ok()) << (page.ok() ? "" : page.error().detail);
    std::vector<std::string> gone;
    if (!page.ok()) return gone;
    for (const domain::Record& record : page->changes.records) {
      const auto found = record.attributes.find(domain::kDeleted);
      if (record.kind != domain::RecordKind::kComment || found == record.attributes.end()) continue;
      if (found->second.value != domain::Value(true)) continue;
      EXPECT_EQ(found->second.version.instant, Instant(1'772'000'900'000));
      EXPECT_EQ(record.issue, IssueId(5));
      gone.push_back(record.id);
    }
    return gone;
  }

  const std::string one_ = R"(,"comment":{"total":1,"comments":[{"id":"8","updated":1772000000}]})";
  bool known_ = true;
  FakeSession fake_;
  domain::FieldCatalogue fields_;
  PullScope scope_;
};

TEST_F(AbsentComments, OneThatIsNoLongerInTheListIsDeleted) {
  EXPECT_EQ(deleted(one_), std::vector<std::string>{"9"});
  EXPECT_EQ(fake_.site.count("GET /rest/api/3/issue/5/comment/9"), 1);
  EXPECT_EQ(fake_.site.count("GET /rest/api/3/issue/5/comment/8"), 0);
}

TEST_F(AbsentComments, AnEmptyListIsAListToo) {
  EXPECT_EQ(deleted(R"(,"comment":{"total":0,"comments":[]})"),
            (std::vector<std::string>{"8", "9"}));
}

// Pages that shift leave one out that is still there: Jira is asked before anything is said.
TEST_F(AbsentComments, OneThatJiraStillHasStays) {
  fake_.site.on("GET /rest/api/3/issue/5/comment/9", 200, R"({"id":"9"})");
  EXPECT_TRUE(deleted(one_).empty());
}

TEST_F(AbsentComments, NothingIsConcludedFromPartOfAList) {
  EXPECT_TRUE(deleted("").empty());
  EXPECT_TRUE(deleted(R"(,"comment":{"comments":[]})").empty());
  // Cut, and its pages cannot be had.
  EXPECT_TRUE(deleted(R"(,"comment":{"total":7,"comments":[{"id":"8"}]})").empty());
}

TEST_F(AbsentComments, ACutListIsCompletedFirst) {
  fake_.site.on("GET /rest/api/3/issue/5/comment", 200,
                R"({"total":2,"comments":[{"id":"8"},{"id":"10"}]})");
  EXPECT_EQ(deleted(R"(,"comment":{"total":2,"comments":[{"id":"8"}]})"),
            std::vector<std::string>{"9"});
}

TEST_F(AbsentComments, ANewIssueCostsNothing) {
  known_ = false;
  EXPECT_TRUE(deleted(one_).empty());
  EXPECT_EQ(fake_.site.asked.size(), 1u);
}

}  // namespace
}  // namespace tl::connectors::jira
