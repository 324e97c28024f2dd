// What a delivery is about, as far as its body says, beside the body as it is kept.
#include <gtest/gtest.h>

#include "connectors/jira/cut_body.h"
#include "connectors/jira/payloads_for_test.h"
#include "connectors/jira/webhook.h"

namespace tl::connectors::jira {
namespace {

std::string testdata(const std::string& name) {
  return read_file(std::filesystem::path(TL_SOURCE_DIR) / "src/connectors/jira/testdata" / name);
}

struct Row {
  const char* file;
  const char* event;
  int64_t issue;
  const char* key;
};

TEST(CutDelivery, NamesEventAndIssue) {
  for (const Row& row : {
           Row{"webhook-created.json", "jira:issue_created", 10011, "ABC-11"},
           Row{"webhook-updated.json", "jira:issue_updated", 10002, "ABC-2"},
           Row{"webhook-deleted.json", "jira:issue_deleted", 10011, "ABC-11"},
           Row{"webhook-comment.json", "comment_created", 10002, "ABC-2"},
           Row{"webhook-comment-deleted-server.json", "comment_deleted", 10002, ""},
           Row{"webhook-sprint.json", "sprint_closed", 0, ""},
           Row{"webhook-link.json", "issuelink_created", 0, ""},
           Row{"webhook-unknown.json", "option_voting_changed", 0, ""},
           Row{"webhook-no-event.json", "", 0, ""},
           Row{"webhook-worklog.json", "worklog_created", 0, ""},  // a list of several
       }) {
    const std::string text = testdata(row.file);
    ASSERT_FALSE(text.empty()) << row.file;
    const auto cut = cut_delivery(text);
    ASSERT_TRUE(cut.ok()) << row.file;
    EXPECT_EQ(cut->event, row.event) << row.file;
    EXPECT_EQ(cut->issue, IssueId(row.issue)) << row.file;
    EXPECT_EQ(cut->issue_key, row.key) << row.file;
    EXPECT_EQ(cut->body, *cut_body(text)) << row.file;
  }
}

// Cutting takes none of it away: a kept body names the same, and so does its normalisation.
TEST(CutDelivery, ACutBodyNamesTheSame) {
  const auto folder = std::filesystem::path(TL_SOURCE_DIR) / "src/connectors/jira/testdata";
  int files = 0;
  for (const auto& path : files_of(folder, ".json")) {
    if (path.filename().string().find("webhook") == std::string::npos) continue;
    const auto first = cut_delivery(read_file(path));
    ASSERT_TRUE(first.ok()) << path;
    const auto again = cut_delivery(first->body);
    ASSERT_TRUE(again.ok()) << path;
    EXPECT_EQ(again->event, first->event) << path;
    EXPECT_EQ(again->issue, first->issue) << path;
    EXPECT_EQ(again->issue_key, first->issue_key) << path;
    EXPECT_EQ(again->body, first->body) << path;
    const auto normalised = normalise_delivery(first->body, {});
    if (!first->event.empty()) EXPECT_EQ(normalised.event, first->event) << path;
    ++files;
  }
  EXPECT_GT(files, 30);
}

TEST(CutDelivery, AWorklogNamesTheIdAlone) {
  const auto cut = cut_delivery(
      R"({"webhookEvent":"worklog_updated","worklog":{"id":"5","issueId":"10042","comment":"x"}})");
  ASSERT_TRUE(cut.ok());
  EXPECT_EQ(cut->event, "worklog_updated");
  EXPECT_EQ(cut->issue, IssueId(10042));
  EXPECT_EQ(cut->issue_key, "");
  EXPECT_EQ(cut->body.find("\"x\""), std::string::npos);
}

TEST(CutDelivery, HostileNamesAreShortAndPlain) {
  const std::string name(5000, 'x');
  const auto cut = cut_delivery(R"({"webhookEvent":")" + name + R"(","issue":{"id":"-5","key":")" +
                                name + R"("}})");
  ASSERT_TRUE(cut.ok());
  EXPECT_LE(cut->event.size(), 84u);
  EXPECT_LE(cut->issue_key.size(), 84u);
  EXPECT_FALSE(cut->issue);
  for (const char* body : {"[]", "3", "\"text\"", "null", "{}", "[[]]", "[3]",
                           R"({"webhookEvent":7,"issue":[],"worklog":"x","comment":null})"}) {
    const auto odd = cut_delivery(body);
    ASSERT_TRUE(odd.ok()) << body;
    EXPECT_EQ(odd->event, "") << body;
    EXPECT_FALSE(odd->issue) << body;
  }
  EXPECT_FALSE(cut_delivery("{").ok());
  EXPECT_FALSE(cut_delivery("").ok());
}

}  // namespace
}  // namespace tl::connectors::jira
