#include "jql/issue_file.h"

#include <gtest/gtest.h>

#include "jql/file_search_for_test.h"

namespace tl::jql {
namespace {

constexpr std::string_view kContext = R"({"now": "2026-01-01T00:00:00Z"})";

std::string file_of(std::string_view context, std::string_view instances) {
  return "{\"context\":" + std::string(context) + ",\"instances\":" + std::string(instances) + "}";
}

std::string error_of(std::string_view json) {
  const auto file = parse_issue_file(json);
  if (file.ok()) return "";
  EXPECT_EQ(file.error().code, ErrorCode::kUnreadable) << json;
  return file.error().detail;
}

TEST(IssueFile, BadOnesSayWhere) {
  const auto one = [](std::string_view instance) {
    return file_of(kContext, "[" + std::string(instance) + "]");
  };
  struct Row {
    std::string json;
    std::string_view words;
  };
  const Row rows[] = {
      {"", "the file: expected an object"},
      {"[]", "the file: expected an object"},
      {"{\"context\": {}", "the object is not closed"},
      {"{\"context\": {}} x", "text follows the object"},
      {"{}", "there is no \"context\""},
      {"{\"context\": {}}", "there are no \"instances\""},
      {"{\"context\" {}}", "expected ':'"},
      {"{\"context\": \"abc}", "not closed"},
      {file_of("{}", "[]"), "context.now"},
      {file_of("[]", "[]"), "context: expected an object"},
      {file_of("{\"now\": \"tomorrow\"}", "[]"), "context.now"},
      {file_of("{\"now\": nonsense}", "[]"), "context: "},
      {file_of(R"({"now": "2026-01-01T00:00:00Z", "timeZone": "Mars"})", "[]"), "Mars"},
      {file_of(R"({"now": "2026-01-01T00:00:00Z", "weekStart": "someday"})", "[]"), "someday"},
      {file_of(kContext, "{}"), "instances: expected a list"},
      {file_of(kContext, "[{}]"), "instances[0]: the instance has no \"id\""},
      {one(R"({"id": "a"})"), "instances[0]: the instance has no \"issues\""},
      {one(R"({"id": "a", "issues": 3})"), "instances[0].issues: expected a list"},
      {one(R"({"id": "a", "issues": [3]})"), "instances[0].issues[0]: expected an object"},
      {one(R"({"id": "a", "issues": [{"fields": {}}]})"), "has no \"key\""},
      {one(R"({"id": "a", "issues": [{"key": "A-1"}]})"), "has no \"fields\""},
      {one(R"({"id": "a", "issues": [{"key": "A-1", "fields": {}},
                                     {"key": "A-1", "fields": {}}]})"),
       "instances[0].issues[1]: the key A-1 is there twice"},
      {one(R"({"id": "a", "issues": [{"key": "A-1", "fields": {,}}]})"),
       "instances[0].issues[0]: "},
      {one(R"({"id": "a", "users": 5, "issues": []})"), "instances[0]: users: expected a list"},
      {one(R"({"id": "a", "statuses": [1], "issues": []})"), "statuses[0]: expected an object"},
      {file_of(kContext, R"([{"id": "a", "issues": []}, {"id": "a", "issues": []}])"),
       "instances[1]: an instance named a is there already"},
      {file_of(R"({"now": "2026-01-01T00:00:00Z", "currentUser": {"a": "zoe"}})",
               R"([{"id": "a", "issues": []}])"),
       "a has no user zoe"},
  };
  for (const Row& row : rows) {
    const std::string error = error_of(row.json);
    EXPECT_NE(error.find(row.words), std::string::npos) << row.json << "\n  said: " << error;
  }
}

TEST(IssueFile, TheLeastThatIsAFile) {
  const auto file = parse_issue_file(file_of(kContext, R"([{"id": "a", "issues": []}])"));
  ASSERT_TRUE(file.ok());
  EXPECT_EQ(file->asker.zone, "UTC");
  EXPECT_NE(file->find("a"), nullptr);
  EXPECT_EQ(file->find("b"), nullptr);
}

TEST(IssueFile, AHistoryThatIsCutIsNotAnswered) {
  const auto file = parse_issue_file(file_of(kContext, R"([{"id": "a", "statuses": [
      {"id": "1", "name": "New"}], "issues": [
      {"id": "1", "key": "A-1", "fields": {"status": {"id": "1", "name": "New"}},
       "changelog": {"total": 2, "histories": []}},
      {"id": "2", "key": "A-2", "fields": {"status": {"id": "1", "name": "New"}},
       "changelog": {"total": 0, "histories": []}}]}])"));
  ASSERT_TRUE(file.ok()) << file.error().detail;
  const FileAnswer answer = ask_file(*file, file->instances[0], "", "status was New");
  EXPECT_EQ(answer.keys, std::vector<std::string>{"A-2"});
  EXPECT_EQ(answer.undecided, std::vector<std::string>{"A-1"});
}

TEST(IssueFile, CustomFieldsWithoutAnEntryAreKnownByWhatTheyHold) {
  const auto file = parse_issue_file(file_of(kContext, R"([{"id": "a", "issues": [
      {"id": "1", "key": "A-1", "fields": {"customfield_1": 4, "customfield_2": "2026-02-03",
       "customfield_3": "some words", "customfield_4": ["x", "y"],
       "customfield_5": "2026-02-03T10:00:00.000+0000",
       "customfield_6": {"id": "3", "value": "Red", "child": {"id": "4", "value": "Dark"}},
       "customfield_7": {"accountId": "u1", "displayName": "Ina Lund"}}}]}])"));
  ASSERT_TRUE(file.ok()) << file.error().detail;
  const auto finds = [&](std::string_view jql) {
    const FileAnswer answer = ask_file(*file, file->instances[0], "", jql);
    EXPECT_FALSE(answer.problem) << jql << ": " << answer.problem->message;
    return !answer.keys.empty();
  };
  EXPECT_TRUE(finds("cf[1] > 3"));
  EXPECT_TRUE(finds("cf[2] = 2026-02-03"));
  EXPECT_TRUE(finds("cf[3] ~ word"));
  EXPECT_TRUE(finds("cf[4] = X"));
  EXPECT_TRUE(finds("cf[5] > 2026-02-03"));
  EXPECT_TRUE(finds("cf[6] = dark"));
  EXPECT_TRUE(finds("cf[6] = Red"));
  EXPECT_TRUE(finds("cf[7] is not EMPTY"));
  EXPECT_FALSE(finds("cf[4] = z"));
}

TEST(IssueFile, PeopleByWhateverNamesThem) {
  const auto file = parse_issue_file(file_of(kContext, R"([{"id": "a", "issues": [], "users": [
      {"accountId": "u1", "displayName": "u2", "emailAddress": "a@x"},
      {"accountId": "u2", "displayName": "Bo", "emailAddress": "B@x"}]}])"));
  ASSERT_TRUE(file.ok());
  const Catalogue& catalogue = *file->instances[0].catalogue;
  EXPECT_EQ(find_account(catalogue, "u2"), "u2");
  EXPECT_EQ(find_account(catalogue, "b@X"), "u2");
  EXPECT_EQ(find_account(catalogue, "BO"), "u2");
  EXPECT_EQ(find_account(catalogue, "nobody"), std::nullopt);
}

TEST(IssueFile, ManyIssuesAreReadOneByOne) {
  constexpr int kIssues = 20'000;
  std::string issues = "[";
  for (int i = 1; i <= kIssues; ++i) {
    if (i > 1) issues += ',';
    issues += R"({"id":")" + std::to_string(i) + R"(","key":"A-)" + std::to_string(i) +
              R"(","fields":{"summary":"Issue )" + std::to_string(i % 10) +
              R"(","created":"2026-01-01T00:00:00.000+0000","labels":["l)" + std::to_string(i % 7) +
              R"("]}})";
  }
  const auto file =
      parse_issue_file(file_of(kContext, R"([{"id": "a", "issues": )" + issues + "]}]"));
  ASSERT_TRUE(file.ok()) << file.error().detail;
  ASSERT_EQ(file->instances[0].issues.size(), static_cast<size_t>(kIssues));
  const FileAnswer answer =
      ask_file(*file, file->instances[0], "", "labels = L3 and summary ~ 4 order by key desc");
  ASSERT_EQ(answer.keys.size(), 286u);
  EXPECT_EQ(answer.keys.front(), "A-19974");
}

}  // namespace
}  // namespace tl::jql
