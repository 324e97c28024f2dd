// Shapes of REST answers that have broken somebody. Numbers are those of the shared list of shapes.
#include <gtest/gtest.h>

#include "connectors/jira/facts_for_test.h"
#include "connectors/jira/nouns.h"

namespace tl::connectors::jira {
namespace {

using domain::RecordKind;
using domain::Ref;
using domain::Refs;
using domain::Value;

Value value_of(std::string_view fields, std::string_view name,
               const domain::FieldCatalogue* known = nullptr) {
  const Facts facts = read_fields_of(fields, known);
  const Value* found = domain::find_value(only_issue(facts.changes), name);
  return found == nullptr ? Value(std::string("(absent)")) : *found;
}

const Value kAbsent = Value(std::string("(absent)"));
const Value kEmpty = Value(std::monostate{});

std::vector<domain::HistoryItem> items_of(std::string_view items) {
  const Facts facts =
      read_rest(R"("fields":{"updated":"2026-03-01T00:00:00.000Z"},"changelog":{"total":1,)"
                R"("histories":[{"id":"1","created":"2026-03-01T00:00:00.000Z","items":[)" +
                std::string(items) + "]}]}");
  return facts.changes.histories.empty() ? std::vector<domain::HistoryItem>()
                                         : facts.changes.histories[0].items;
}

std::string id_of_user(std::string_view user) {
  const auto document = JsonDocument::parse(user);
  return document.ok() ? account_id_of(document->root()) : "(unreadable)";
}

TEST(ShapesRest, S26_SixShapesOfUsers) {
  EXPECT_EQ(id_of_user(R"({"accountId":"557058:f5-cb"})"), "557058:f5-cb");
  EXPECT_EQ(id_of_user(R"({"name":"fokkezb","key":"fokke"})"), "key:fokke");
  EXPECT_EQ(id_of_user(R"({"name":"n","key":"k","accountId":"5b"})"), "5b");
  EXPECT_EQ(id_of_user(R"({"name":"Anonymous"})"), "");
  EXPECT_EQ(id_of_user(R"({"name":"gone","active":false})"), "name:gone");
  EXPECT_EQ(id_of_user(R"({"displayName":"x","timeZone":"Europe/Berlin"})"), "");
}

TEST(ShapesRest, S28_EmptyAccountIdIsInTheAddress) {
  EXPECT_EQ(id_of_user(R"({"accountId":"","self":"https://x/user?accountId=5fb4"})"), "5fb4");
  EXPECT_EQ(id_of_user(R"({"accountId":"","self":"https://x/user?accountId=1%3Aa&x=1"})"), "1:a");
}

TEST(ShapesRest, S29_HiddenAddressesAreNone) {
  for (const std::string_view email : {"", "?", "wojciech dot x at y dot com", "\\\"?\\\""}) {
    const Facts facts = read_fields_of(R"("assignee":{"accountId":"a","emailAddress":")" +
                                       std::string(email) + "\"}");
    const auto* account = find_record(facts.changes, RecordKind::kAccount, "a");
    ASSERT_NE(account, nullptr);
    EXPECT_EQ(domain::find_value(account->attributes, "email"), nullptr) << email;
  }
}

TEST(ShapesRest, S32_HistoryWithoutAuthor) {
  const Facts facts = read_rest(
      R"("fields":{"updated":"2026-03-01T00:00:00.000Z"},"changelog":{"total":1,"histories":)"
      R"([{"id":"1","created":"2026-03-01T00:00:00.000Z"}]})");
  EXPECT_EQ(facts.changes.histories.at(0).author.id, "");
}

TEST(ShapesRest, S33_WorklogsWithoutAuthorOrSeconds) {
  const Facts facts = read_fields_of(
      R"("worklog":{"worklogs":[{"id":"1","minutesSpent":5,"author":{"name":"Anonymous"}},)"
      R"({"minutesSpent":5}]})");
  const auto* worklog = find_record(facts.changes, RecordKind::kWorklog, "1");
  ASSERT_NE(worklog, nullptr);
  EXPECT_EQ(domain::number_of(worklog->attributes, "seconds"), 300);
  EXPECT_EQ(*domain::find_value(worklog->attributes, "author"), kEmpty);
  EXPECT_EQ(facts.refused.size(), 1u);
}

TEST(ShapesRest, S34_EmptyAndAbsentAreNotTheSame) {
  EXPECT_EQ(value_of(R"("reporter":null)", "reporter"), kEmpty);
  EXPECT_EQ(value_of(R"("reporter":null)", "creator"), kAbsent);
}

TEST(ShapesRest, S38_CutChangelogIsFetchedAgain) {
  const Facts facts = read_rest(R"("fields":{"updated":"2026-03-01T00:00:00.000Z"},)"
                                R"("changelog":{"maxResults":2,"total":2,"histories":[]})");
  EXPECT_EQ(facts.changes.refetch, std::vector<IssueId>{IssueId(10)});
  EXPECT_EQ(domain::find_value(only_issue(facts.changes), domain::kHistoryTotal), nullptr);
}

TEST(ShapesRest, S38_CompleteChangelogSaysItsTotal) {
  const Facts facts = read_rest(R"("fields":{"updated":"2026-03-01T00:00:00.000Z"},)"
                                R"("changelog":{"startAt":0,"total":0,"histories":[]})");
  EXPECT_EQ(domain::number_of(only_issue(facts.changes), domain::kHistoryTotal), 0);
  EXPECT_TRUE(facts.changes.refetch.empty());
}

TEST(ShapesRest, S39_S41_ItemsWithoutFieldIdOrIds) {
  const auto items =
      items_of(R"({"field":"Link","from":null,"to":"A-2","toString":"This issue blocks A-2"},)"
               R"({"field":"Fix Version","to":"20","toString":"1.0"},)"
               R"({"field":"Story Points","fieldtype":"custom","fromString":"","toString":"13"})");
  ASSERT_EQ(items.size(), 3u);
  EXPECT_EQ(items[0].field_id, "Link");
  EXPECT_EQ(items[1].field_id, "fixVersions");
  EXPECT_EQ(items[2].field_id, "Story Points");
  EXPECT_EQ(items[2].from_text, std::nullopt);
  EXPECT_EQ(items[2].to_text, "13");
}

TEST(ShapesRest, S47_ParentsUnderTwoNames) {
  const auto items = items_of(R"({"field":"Parent","to":"5"},)"
                              R"({"field":"IssueParentAssociation","to":"5"},)"
                              R"({"field":"Epic Link","fieldId":"customfield_10014","to":"5"})");
  EXPECT_EQ(items.at(0).field_id, "parent");
  EXPECT_EQ(items.at(1).field_id, "parent");
  EXPECT_EQ(items.at(1).field_name, "IssueParentAssociation");
  EXPECT_EQ(items.at(2).field_id, "customfield_10014");
}

TEST(ShapesRest, S50_TextsOfPeopleInChangesAreCut) {
  const auto items = items_of(
      R"({"field":"Comment","from":"{\"ari\":1}","fromString":"SECRET","to":null},)"
      R"({"field":"description","fieldId":"description","toString":"SECRET"},)"
      R"({"field":"Notes","fieldtype":"custom","fieldId":"customfield_9","toString":"a\nSECRET"})");
  ASSERT_EQ(items.size(), 3u);
  for (const auto& item : items) {
    EXPECT_FALSE(item.from_text || item.to_text || item.from_id || item.to_id) << item.field_name;
  }
}

TEST(ShapesRest, S54_OnlyUserFieldsNamePeople) {
  domain::FieldCatalogue known;
  known.add({"customfield_1", "Reviewer", "user", "", ""});
  const Facts facts = read_rest(
      R"("fields":{"updated":"2026-03-01T00:00:00.000Z"},"changelog":{"total":1,"histories":)"
      R"([{"id":"1","author":{"accountId":"a"},"created":1772323200,"items":[)"
      R"({"field":"Reviewer","fieldId":"customfield_1","to":"uid1","toString":"One"},)"
      R"({"field":"Other","fieldId":"customfield_2","to":"not_a_user"},)"
      R"({"field":"assignee","fieldId":"assignee","to":"uid2"}]}]})",
      &known);
  EXPECT_NE(find_record(facts.changes, RecordKind::kAccount, "uid1"), nullptr);
  EXPECT_NE(find_record(facts.changes, RecordKind::kAccount, "uid2"), nullptr);
  EXPECT_EQ(find_record(facts.changes, RecordKind::kAccount, "not_a_user"), nullptr);
}

TEST(ShapesRest, S56_ManyFormsOfInstants) {
  const Value expected = Instant(1'772'323'200'000);
  for (const std::string_view text :
       {"\"2026-03-01T08:00:00.000+0800\"", "\"2026-03-01T00:00:00.00Z\"", "1772323200",
        "\"2026-02-28T19:00:00-05:00\"", "\"2026-03-01T01:00+0100\"", "1772323200000"}) {
    EXPECT_EQ(value_of("\"created\":" + std::string(text), "created"), expected) << text;
  }
  EXPECT_EQ(value_of(R"("created":"2014-04-14 16:00:37.849")", "created"), kAbsent);
}

TEST(ShapesRest, S57_DueDateIsADate) {
  EXPECT_EQ(value_of(R"("duedate":"2025-03-09")", "duedate"), Value(*parse_date("2025-03-09")));
}

TEST(ShapesRest, S59_StoryPointsInAnyForm) {
  domain::FieldCatalogue known;
  known.add({"customfield_10016", "Story Points", "number", "", ""});
  EXPECT_EQ(value_of(R"("customfield_10016":2.0)", "customfield_10016", &known), Value(2.0));
  EXPECT_EQ(value_of(R"("customfield_10016":"-1")", "customfield_10016", &known), Value(-1.0));
  EXPECT_EQ(value_of(R"("customfield_10016":null)", "customfield_10016", &known), kEmpty);
  EXPECT_EQ(value_of(R"("customfield_10016":3)", "customfield_10016"), Value(3.0));
}

TEST(ShapesRest, S60_ThreeFormsOfSprints) {
  const Value expected = Refs{{"7", "S"}};
  EXPECT_EQ(value_of(R"("customfield_1":[{"id":7,"name":"S","state":"active","boardId":4}])",
                     "customfield_1"),
            expected);
  EXPECT_EQ(value_of(R"("customfield_1":["com.atlassian.greenhopper.service.sprint.Sprint@1)"
                     R"([id=7,rapidViewId=4,state=ACTIVE,name=S]"])",
                     "customfield_1"),
            expected);
  EXPECT_EQ(value_of(R"("sprint":null,"closedSprints":[{"id":7,"name":"S","originBoardId":4}])",
                     "sprint"),
            expected);
}

TEST(ShapesRest, S60_EmbeddedSprintsOnlyFillGaps) {
  const Facts facts =
      read_fields_of(R"("customfield_1":[{"id":7,"name":"S","state":"active","boardId":4}])");
  const auto* sprint = find_record(facts.changes, RecordKind::kSprint, "7");
  ASSERT_NE(sprint, nullptr);
  EXPECT_EQ(sprint->attributes.at("state").version.rank, domain::SourceRank::kThin);
}

TEST(ShapesRest, S63_S64_ComputedTextsAreNotStored) {
  for (const std::string_view text :
       {"{}", "{summaryBean=com.atlassian.x}", "PullRequestOverallDetails{openCount=1}",
        "10029_*:*_1_*:*_6795292_*|*_3"}) {
    EXPECT_EQ(value_of("\"customfield_10020\":\"" + std::string(text) + "\"", "customfield_10020"),
              kAbsent)
        << text;
  }
}

TEST(ShapesRest, S65_CategoryIsKnownByItsKey) {
  const auto category = [](std::string_view json) {
    const auto document = JsonDocument::parse(json);
    return document.ok() ? category_key(document->root()) : "";
  };
  EXPECT_EQ(category(R"({"id":3,"key":"new","name":"Neu"})"), "new");
  EXPECT_EQ(category(R"({"id":"3","name":"Complete"})"), "done");
  EXPECT_EQ(category(R"({"id":4})"), "indeterminate");
  EXPECT_EQ(category(R"({"id":1,"key":"undefined","name":"No Category"})"), "undefined");
  EXPECT_EQ(category("{}"), "undefined");
}

TEST(ShapesRest, S66_OddValuesOfKnownFields) {
  EXPECT_EQ(value_of(R"("description":"b","environment":"e")", "description"), kAbsent);
  EXPECT_EQ(value_of(R"("issuelinks":[{"id":"1","outwardIssue":{}}])", "issuelinks"),
            Value(Refs{}));
  EXPECT_EQ(value_of(R"("labels":"x","priority":[])", "priority"), kAbsent);
  EXPECT_EQ(value_of(R"("components":null)", "components"), Value(Refs{}));
}

TEST(ShapesRest, S67_RichTextOfAnyFieldIsNotStored) {
  EXPECT_EQ(value_of(R"("customfield_1":{"type":"doc","version":1,"content":[]})", "customfield_1"),
            kAbsent);
  EXPECT_EQ(value_of("\"customfield_1\":\"" + std::string(256, 'x') + "\"", "customfield_1"),
            kAbsent);
  EXPECT_EQ(value_of("\"customfield_1\":\"" + std::string(255, 'x') + "\"", "customfield_1"),
            Value(std::string(255, 'x')));
}

TEST(ShapesRest, S69_WorklogsAsABareList) {
  const Facts facts = read_fields_of(R"("worklog":[{"id":"1","timeSpentSeconds":60}])");
  ASSERT_NE(find_record(facts.changes, RecordKind::kWorklog, "1"), nullptr);
  EXPECT_EQ(find_record(facts.changes, RecordKind::kWorklog, "1")->issue, IssueId(10));
}

TEST(ShapesRest, S73_IdsAsNumbers) {
  const auto document = JsonDocument::parse(R"({"id":10,"fields":{}})");
  ASSERT_TRUE(document.ok());
  Facts facts(nullptr, domain::SourceRank::kRest, Instant());
  EXPECT_EQ(read_issue(document->root(), {}, facts), IssueId(10));
}

TEST(ShapesRest, S74_ControlCharactersAreStorable) {
  EXPECT_EQ(value_of(R"("summary":"a\u0000b\u001bc")", "summary"), Value(std::string("a\xE2\x90\x80"
                                                                                     "b\x1b"
                                                                                     "c")));
}

TEST(ShapesRest, S77_StatusOfATeamManagedProject) {
  const Facts facts = read_fields_of(
      R"("status":{"id":"10","name":"In Progress","statusCategory":{"key":"indeterminate"},)"
      R"("scope":{"type":"PROJECT","project":{"id":"10002"}}})");
  const auto* status = find_record(facts.changes, RecordKind::kStatus, "10");
  ASSERT_NE(status, nullptr);
  EXPECT_EQ(domain::ref_of(status->attributes, "project").id, "10002");
}

TEST(ShapesRest, VersionIsTheIssuesOwnState) {
  const Facts facts = read_rest(R"("fields":{"updated":"2026-03-01T00:00:00.000Z","summary":"s"},)"
                                R"("changelog":{"total":1,"histories":[{"id":"60","created":1}]})");
  const domain::Version& version = only_issue(facts.changes).at("summary").version;
  EXPECT_EQ(version.instant, Instant(1'772'323'200'000));
  EXPECT_EQ(version.history, 60);
  EXPECT_EQ(version.rank, domain::SourceRank::kRest);
}

TEST(ShapesRest, ManyRecordsOfOneThingBecomeOne) {
  const Facts facts = read_fields_of(
      R"("assignee":{"accountId":"a"},"reporter":{"accountId":"a","displayName":"Ada"},)"
      R"("creator":{"accountId":"a","displayName":"Ada"})");
  ASSERT_EQ(facts.changes.records.size(), 1u);
  EXPECT_EQ(domain::text_of(facts.changes.records[0].attributes, "name"), "Ada");
}

}  // namespace
}  // namespace tl::connectors::jira
