// Shapes of deliveries that have broken somebody. Numbers are those of the shared list of shapes.
#include <gtest/gtest.h>

#include "connectors/jira/facts_for_test.h"

namespace tl::connectors::jira {
namespace {

using domain::RecordKind;
using Refetch = std::vector<IssueId>;

constexpr std::string_view kIssue =
    R"("issue":{"id":"10","key":"A-1",)"
    R"("fields":{"updated":"2026-03-05T12:00:00.100Z","summary":"s"}})";

std::string with_change(std::string_view items) {
  return std::string(kIssue) + R"(,"changelog":{"id":"70","items":[)" + std::string(items) + "]}";
}

TEST(ShapesWebhook, S1_WorklogHoldsOnlyTheIssuesId) {
  const auto read =
      deliver("worklog_created", R"("worklog":{"id":"5","issueId":"10","timeSpentSeconds":60})");
  ASSERT_NE(find_record(read.changes, RecordKind::kWorklog, "5"), nullptr);
  EXPECT_EQ(find_record(read.changes, RecordKind::kWorklog, "5")->issue, IssueId(10));
  EXPECT_EQ(read.changes.refetch, Refetch{IssueId(10)});
}

TEST(ShapesWebhook, S3_DeletionMayHoldIdAndKeyAlone) {
  const auto read = deliver("jira:issue_deleted", R"("issue":{"id":"10","key":"A-1"})");
  const auto& attributes = only_issue(read.changes);
  EXPECT_TRUE(domain::flag_of(attributes, domain::kDeleted));
  EXPECT_EQ(attributes.at("$deleted").version.instant, Instant(1'772'712'000'500));
  EXPECT_EQ(attributes.at("key").version.rank, domain::SourceRank::kThin);
  EXPECT_TRUE(read.changes.refetch.empty());
}

TEST(ShapesWebhook, S4_DeletedWorklogInsideAnIssueEvent) {
  const std::string change =
      with_change(R"({"field":"WorklogId","fieldtype":"jira","from":"55","to":null})");
  // A site of one's own writes this for every act.
  const auto unclear = deliver("jira:worklog_updated", change);
  EXPECT_EQ(find_record(unclear.changes, RecordKind::kWorklog, "55"), nullptr);
  EXPECT_EQ(unclear.changes.refetch, Refetch{IssueId(10)});
  const auto cloud = deliver("jira:worklog_updated", change + R"(,"user":{"accountId":"1:a"})");
  ASSERT_NE(find_record(cloud.changes, RecordKind::kWorklog, "55"), nullptr);
  const auto read = deliver("jira:worklog_updated",
                            change + R"(,"issue_event_type_name":"issue_worklog_deleted")");
  const auto* worklog = find_record(read.changes, RecordKind::kWorklog, "55");
  ASSERT_NE(worklog, nullptr);
  EXPECT_TRUE(domain::flag_of(worklog->attributes, domain::kDeleted));
  const auto edited =
      deliver("jira:worklog_updated",
              with_change(R"({"field":"WorklogId","fieldtype":"jira","from":"55","to":"55"})"));
  EXPECT_EQ(find_record(edited.changes, RecordKind::kWorklog, "55"), nullptr);
}

TEST(ShapesWebhook, S5_ServerCommentTellsItsIssueByAddress) {
  const auto read =
      deliver("comment_created",
              R"("comment":{"id":"78","self":"https://x/rest/api/2/issue/26313/comment/78"})");
  EXPECT_EQ(find_record(read.changes, RecordKind::kComment, "78")->issue, IssueId(26313));
  EXPECT_EQ(read.changes.refetch, Refetch{IssueId(26313)});
}

TEST(ShapesWebhook, S6_ThinIssueOnlyFillsGaps) {
  const auto read = deliver(
      "comment_updated",
      R"("comment":{"id":"78"},"issue":{"id":"10","key":"A-1","fields":{"assignee":null}})");
  EXPECT_EQ(only_issue(read.changes).at("assignee").version.rank, domain::SourceRank::kThin);
  EXPECT_EQ(domain::find_value(only_issue(read.changes), "labels"), nullptr);
  EXPECT_EQ(domain::find_value(only_issue(read.changes), domain::kDeleted), nullptr);
  EXPECT_EQ(read.changes.refetch, Refetch{IssueId(10)});
}

TEST(ShapesWebhook, S8_DeletedCommentComesWhole) {
  const auto read =
      deliver("comment_deleted", R"("comment":{"id":"78","body":"b","author":{"accountId":"1:a"},)"
                                 R"("updated":"2026-03-05T12:00:00.100Z"})");
  const auto* comment = find_record(read.changes, RecordKind::kComment, "78");
  ASSERT_NE(comment, nullptr);
  EXPECT_TRUE(domain::flag_of(comment->attributes, domain::kDeleted));
}

TEST(ShapesWebhook, S9_S10_IssueEventWithoutChangelog) {
  const auto read = deliver("jira:issue_updated", std::string(kIssue) + R"(,"comment":{"id":"1"})");
  EXPECT_TRUE(read.changes.histories.empty());
  EXPECT_NE(find_record(read.changes, RecordKind::kComment, "1"), nullptr);
  EXPECT_EQ(deliver("jira:issue_updated", kIssue).changes.issues.size(), 1u);
}

TEST(ShapesWebhook, S13_ChangelogOfACreationIsNoHistory) {
  const auto read =
      deliver("jira:issue_created",
              with_change(R"({"field":"Status","fieldId":"status","from":null,"to":"1"})"));
  EXPECT_TRUE(read.changes.histories.empty());
  EXPECT_EQ(read.changes.issues.size(), 1u);
}

TEST(ShapesWebhook, S14_FieldIsKnownByItsIdInAnyLanguage) {
  const auto read =
      deliver("jira:issue_updated",
              with_change(R"({"field":"Статус","fieldId":"status","from":"1","to":"2"},)"
                          R"({"field":"Status","from":"1","to":"2"})"));
  ASSERT_EQ(read.changes.histories.size(), 1u);
  EXPECT_EQ(read.changes.histories[0].items[0].field_id, "status");
  EXPECT_EQ(read.changes.histories[0].items[1].field_id, "status");
}

TEST(ShapesWebhook, S15_ChangelogWithoutItems) {
  const auto read = deliver("jira:issue_updated", with_change(""));
  ASSERT_EQ(read.changes.histories.size(), 1u);
  EXPECT_TRUE(read.changes.histories[0].items.empty());
}

TEST(ShapesWebhook, S17_MovedIssueKeepsItsId) {
  const auto read = deliver(
      "jira:issue_updated",
      with_change(
          R"({"field":"Key","from":null,"fromString":"OLD-2","to":null,"toString":"A-1"})"));
  const auto& item = read.changes.histories.at(0).items.at(0);
  EXPECT_EQ(item.field_id, "Key");
  EXPECT_EQ(item.from_text, "OLD-2");
  EXPECT_EQ(item.from_id, std::nullopt);
  EXPECT_EQ(read.changes.issues[0].id, IssueId(10));
}

TEST(ShapesWebhook, S19_IdsAreNeverReadFromTheIssuesAddress) {
  const auto read = deliver("jira:issue_updated",
                            R"("issue":{"self":"https://x/rest/api/2/issue/10360","key":"A-1"})");
  EXPECT_TRUE(read.changes.issues.empty());
  ASSERT_EQ(read.refused.size(), 1u);
}

TEST(ShapesWebhook, S20_UnreadableTimestampFallsBackToTheIssue) {
  const auto read = normalise_delivery(
      R"({"timestamp":"6/13/2019, 12:51:58 PM,687","webhookEvent":"jira:issue_deleted",)"
      R"("issue":{"id":"10","key":"A-1","fields":{"updated":"2019-06-13T09:51:58.248Z"}}})",
      {nullptr, Instant(9)});
  const auto& deleted = only_issue(read.changes).at("$deleted");
  EXPECT_EQ(deleted.value, domain::Value(true));
  EXPECT_EQ(deleted.version.instant, Instant(1'560'419'518'248));
}

TEST(ShapesWebhook, S21_LinkNamesIssuesByNumber) {
  const auto read = deliver("issuelink_deleted",
                            R"("issueLink":{"sourceIssueId":11442,"destinationIssueId":11961})");
  EXPECT_EQ(read.changes.refetch, (Refetch{IssueId(11442), IssueId(11961)}));
  const auto project = deliver("project_created", R"("project":{"id":10181,"key":"DTP"})");
  EXPECT_NE(find_record(project.changes, RecordKind::kProject, "10181"), nullptr);
}

TEST(ShapesWebhook, S22_RestChangelogBesideTheDelivered) {
  const auto read = deliver(
      "jira:issue_updated",
      R"("issue":{"id":"10","key":"A-1","fields":{"updated":"2026-03-05T12:00:00.100Z"},)"
      R"("changelog":{"total":1,"histories":[{"id":"60","created":"2026-03-04T12:00:00.000Z",)"
      R"("items":[]}]}},"changelog":{"id":"70","items":[]})");
  EXPECT_EQ(read.changes.histories.size(), 2u);
  EXPECT_EQ(domain::find_value(only_issue(read.changes), domain::kHistoryTotal), nullptr);
}

TEST(ShapesWebhook, S23_StrangersAreIgnoredWithAReason) {
  EXPECT_TRUE(deliver("attachment_created", R"("attachment":{"id":"1"})").ignored);
  EXPECT_TRUE(deliver("", "").ignored);
  EXPECT_TRUE(deliver("something_new", "").ignored);
  EXPECT_TRUE(normalise_delivery("{}", {}).ignored);
  EXPECT_TRUE(normalise_delivery("7", {}).ignored);
  EXPECT_TRUE(normalise_delivery("[]", {}).ignored);
  EXPECT_EQ(normalise_delivery("no JSON", {}).refused.size(), 1u);
}

TEST(ShapesWebhook, S25_ListOfDeliveries) {
  const auto read = normalise_delivery(
      R"([{"webhookEvent":"worklog_created","worklog":{"id":"5","issueId":"10"}},)"
      R"({"webhookEvent":"nothing"},{"webhookEvent":"worklog_deleted",)"
      R"("worklog":{"id":"6","issueId":"10"}}])",
      {});
  EXPECT_EQ(read.changes.records.size(), 2u);
  EXPECT_EQ(read.changes.refetch.size(), 1u);
  EXPECT_FALSE(read.ignored);
}

TEST(ShapesWebhook, ChangeHappenedWhenTheIssueSaysSo) {
  const auto read = deliver("jira:issue_updated", with_change(R"({"field":"status"})"));
  EXPECT_EQ(read.changes.histories.at(0).at(), Instant(1'772'712'000'100));
  EXPECT_EQ(only_issue(read.changes).at("summary").version.history, 70);
}

TEST(ShapesWebhook, DeletedSprintAndVersionAreMarked) {
  const auto sprint = deliver("sprint_deleted", R"("sprint":{"id":7,"name":"S","state":"future"})");
  EXPECT_TRUE(domain::flag_of(find_record(sprint.changes, RecordKind::kSprint, "7")->attributes,
                              domain::kDeleted));
  const auto version = deliver("jira:version_deleted", R"("version":{"id":"3"},"mergedTo":"4")");
  EXPECT_TRUE(domain::flag_of(find_record(version.changes, RecordKind::kVersion, "3")->attributes,
                              domain::kDeleted));
}

TEST(ShapesWebhook, EventsWithoutTheirNounAreRefused) {
  for (const std::string_view event : {"jira:issue_updated", "comment_created", "worklog_deleted",
                                       "sprint_closed", "issuelink_created", "user_created"}) {
    EXPECT_EQ(deliver(event, "").refused.size(), 1u) << event;
  }
}

}  // namespace
}  // namespace tl::connectors::jira
