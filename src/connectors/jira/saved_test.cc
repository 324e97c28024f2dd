#include "connectors/jira/saved.h"

#include <gtest/gtest.h>

#include "connectors/jira/facts_for_test.h"

namespace tl::connectors::jira {
namespace {

using domain::RecordKind;

constexpr std::string_view kChange =
    R"({"id":"60","created":"2026-03-04T12:00:00.000Z","items":[{"field":"status","to":"3"}]})";

SavedContext named(std::string file_name) {
  SavedContext context;
  context.received = Instant(1'772'712'000'000);
  context.file_name = std::move(file_name);
  context.find_issue = [](std::string_view key) -> std::optional<IssueId> {
    if (key == "ABC-12") return IssueId(10012);
    return std::nullopt;
  };
  return context;
}

SavedAnswer read(std::string_view text, std::string file_name = "answer.json") {
  auto answer = read_saved(text, named(std::move(file_name)));
  EXPECT_TRUE(answer.ok()) << answer.error().detail;
  return answer.ok() ? std::move(*answer) : SavedAnswer{};
}

std::string error_of(std::string_view text, ErrorCode code = ErrorCode::kInvalidArgument) {
  const auto answer = read_saved(text, named("answer.json"));
  EXPECT_FALSE(answer.ok()) << answer->kind;
  if (answer.ok()) return "";
  EXPECT_EQ(answer.error().code, code);
  return answer.error().detail;
}

std::string change_page(std::string_view more = "") {
  return "{" + std::string(more) + R"("isLast":true,"values":[)" + std::string(kChange) + "]}";
}

TEST(Saved, ChangesBelongToTheIssueOfTheAddress) {
  const auto by_id =
      read(change_page(R"("self":"https://x/rest/api/3/issue/10002/changelog?startAt=0",)"));
  ASSERT_EQ(by_id.changes.histories.size(), 1u);
  EXPECT_EQ(by_id.changes.histories[0].issue, IssueId(10002));
  EXPECT_EQ(by_id.kind, "changes");
  const auto by_key = read(change_page(R"("self":"https://x/rest/api/3/issue/ABC-12/changelog",)"));
  EXPECT_EQ(by_key.changes.histories.at(0).issue, IssueId(10012));
}

TEST(Saved, ChangesBelongToTheIssueOfTheFileName) {
  for (const char* name : {"ABC-12.changelog.json", "dumps/ABC-12.json", "ABC-12_2.json", "ABC-12",
                           "C:\\dumps\\ABC-12.json"}) {
    EXPECT_EQ(read(change_page(), name).changes.histories.at(0).issue, IssueId(10012)) << name;
  }
}

TEST(Saved, ChangesOfNoIssueAreRefusedOnceWithARemedy) {
  for (const char* name : {"changelog.json", "ABC-13.json", "ABC-12x.json", "-12.json", ""}) {
    const auto answer = read("[" + std::string(kChange) + "," + std::string(kChange) + "]", name);
    EXPECT_TRUE(answer.changes.histories.empty());
    ASSERT_EQ(answer.refused.size(), 1u) << name;
    EXPECT_NE(answer.refused[0].reason.find("ABC-12.changelog.json"), std::string::npos);
  }
}

TEST(Saved, IssuesOfTheSameFileAreKnownByTheirKeys) {
  const auto answer = read(
      R"([{"id":"77","key":"NEW-1","fields":{"updated":"2026-03-04T12:00:00Z"}},)"
      R"({"id":5,"self":"https://x/rest/api/2/issue/NEW-1/remotelink/5","object":{"url":"u"}}])");
  const auto* link = find_record(answer.changes, RecordKind::kRemoteLink, "5");
  ASSERT_NE(link, nullptr);
  EXPECT_EQ(link->issue, IssueId(77));
  EXPECT_EQ(answer.kind, "issues, remote links");
}

TEST(Saved, IssueWithoutIdIsKnownByItsKey) {
  const std::string issue = R"({"key":"ABC-12","fields":{"updated":"2026-03-04T12:00:00Z"}})";
  EXPECT_EQ(read(issue).changes.issues.at(0).id, IssueId(10012));
  const auto unknown = read(R"({"key":"ABC-13","fields":{}})");
  EXPECT_TRUE(unknown.changes.issues.empty());
  EXPECT_EQ(unknown.refused.size(), 1u);
}

TEST(Saved, SearchPagesOfBothFamilies) {
  const std::string issue =
      R"({"id":"77","key":"N-1","fields":{"updated":"2026-03-04T12:00:00Z"}})";
  for (const char* head : {R"("startAt":0,"total":1,)", R"("isLast":true,)", ""}) {
    const auto answer = read("{" + std::string(head) + R"("issues":[)" + issue + "]}");
    EXPECT_EQ(answer.changes.issues.size(), 1u);
    EXPECT_EQ(answer.kind, "search page, issues");
  }
  EXPECT_TRUE(read(R"({"issues":[],"isLast":true})").changes.empty());
}

TEST(Saved, PagesDescribeTheirFields) {
  const auto answer =
      read(R"({"names":{"customfield_1":"Notes"},"schema":{"customfield_1":{"type":"string",)"
           R"("custom":"com.atlassian.jira.plugin.system.customfieldtypes:textarea"}},"issues":[)"
           R"({"id":"7","fields":{"updated":"2026-03-04T12:00:00Z","customfield_1":"text"}}]})");
  EXPECT_NE(find_record(answer.changes, RecordKind::kField, "customfield_1"), nullptr);
  EXPECT_EQ(domain::find_value(only_issue(answer.changes), "customfield_1"), nullptr);
}

TEST(Saved, BulkChangeLog) {
  const auto answer = read(R"({"issueChangeLogs":[{"issueId":"7","changeHistories":[)" +
                           std::string(kChange) + R"(]}],"nextPageToken":"t"})");
  EXPECT_EQ(answer.changes.histories.at(0).issue, IssueId(7));
}

TEST(Saved, LinesOfJson) {
  const auto answer = read(
      "{\"id\":\"1\",\"name\":\"Open\",\"statusCategory\":{\"key\":\"new\"}}\r\n\n"
      "{\"accountId\":\"a\",\"displayName\":\"Ada\"}\nbroken\n");
  EXPECT_EQ(answer.changes.records.size(), 2u);
  EXPECT_EQ(answer.kind, "statuses, users");
  ASSERT_EQ(answer.refused.size(), 1u);
  EXPECT_EQ(answer.refused[0].id, "4");
}

TEST(Saved, WithoutAddressTheFileNameSaysWhatAListHolds) {
  EXPECT_EQ(read(R"([{"id":"1","name":"Done"}])", "resolutions.json").kind, "resolutions");
  EXPECT_EQ(read(R"([{"id":"1","name":"High"}])", "priority.json").kind, "priorities");
  EXPECT_NE(error_of(R"([{"id":"1","name":"Done"}])").find("members id, name"), std::string::npos);
}

TEST(Saved, RecordsAreAsOldAsTheFile) {
  const auto answer = read(R"({"accountId":"a","displayName":"Ada"})");
  EXPECT_EQ(answer.changes.records.at(0).attributes.at("name").version.instant,
            Instant(1'772'712'000'000));
}

TEST(Saved, UnknownThingsAreNamed) {
  const std::string detail = error_of(R"({"transitions":[],"expand":"x"})");
  EXPECT_NE(detail.find("an object with the members transitions, expand"), std::string::npos);
  EXPECT_NE(detail.find("search pages"), std::string::npos);
  EXPECT_NE(error_of("7").find("a single value"), std::string::npos);
  EXPECT_NE(error_of("{}").find("an empty object"), std::string::npos);
  EXPECT_NE(error_of(R"([[1]])").find("a single value"), std::string::npos);
  EXPECT_NE(error_of("{\"a\":1}\n{\"a\":2}\n").find("members a"), std::string::npos);
}

TEST(Saved, AnswersThatAreErrorsAreSaidToBe) {
  EXPECT_NE(error_of(R"({"errorMessages":["No rights"],"errors":{}})").find("No rights"),
            std::string::npos);
}

TEST(Saved, WhatIsNotJsonIsUnreadable) {
  error_of("<html>", ErrorCode::kUnreadable);
  error_of("<html>\n<body>\n</body>\n</html>\n", ErrorCode::kUnreadable);
  error_of("", ErrorCode::kUnreadable);
}

TEST(Saved, EmptyPagesAreNoError) {
  for (const std::string_view text :
       {"[]", "[]\n[]\n", R"({"values":[],"isLast":true})", "[[],[]]"}) {
    const auto answer = read(text);
    EXPECT_EQ(answer.kind, "empty page") << text;
    EXPECT_TRUE(answer.changes.empty());
  }
}

TEST(Saved, PartsThatAreNotUnderstoodAreToldBesideTheRest) {
  const auto answer = read(R"([{"accountId":"a","displayName":"Ada"},{"transitions":[]}])");
  EXPECT_EQ(answer.changes.records.size(), 1u);
  ASSERT_EQ(answer.refused.size(), 1u);
  EXPECT_NE(answer.refused[0].reason.find("transitions"), std::string::npos);
}

TEST(Saved, ListsInListsHaveALimit) {
  const std::string user = R"({"accountId":"a","displayName":"Ada"})";
  const auto nested = [&](size_t depth) {
    return std::string(depth, '[') + user + std::string(depth, ']');
  };
  EXPECT_EQ(read(nested(8)).changes.records.size(), 1u);
  error_of(nested(9));
}

TEST(Saved, DeliveriesAreReadAsDeliveries) {
  const auto answer = read(R"([{"webhookEvent":"worklog_created","timestamp":1772712000500,)"
                           R"("worklog":{"id":"5","issueId":"10"}},{"webhookEvent":"nothing"}])");
  EXPECT_EQ(answer.kind, "webhook bodies");
  EXPECT_NE(find_record(answer.changes, RecordKind::kWorklog, "5"), nullptr);
}

}  // namespace
}  // namespace tl::connectors::jira
