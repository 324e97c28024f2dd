// Payload in, facts out: every file of testdata against the lines beside it.
#include <gtest/gtest.h>

#include "connectors/jira/cut_body.h"
#include "connectors/jira/payloads_for_test.h"
#include "connectors/jira/webhook.h"

namespace tl::connectors::jira {
namespace {

namespace fs = std::filesystem;

const fs::path kData = fs::path(TL_SOURCE_DIR) / "src/connectors/jira/testdata";

std::string kind_of(const std::string& name) {
  for (const std::string_view kind :
       {"webhook", "changelog", "worklog", "user", "sprint", "field", "saved"}) {
    if (name.starts_with(kind)) return std::string(kind);
  }
  return "issue";
}

class InspectFile : public testing::TestWithParam<std::string> {};

std::string fields_of(const std::string& name) {
  return read_file(kData / (name == "issue-v3" ? "fields.json" : name + ".fields.json"));
}

TEST_P(InspectFile, PrintsWhatStandsBeside) {
  const std::string name = GetParam();
  const Printed printed =
      print(kind_of(name), read_file(kData / (name + ".json")), fields_of(name));
  EXPECT_EQ(printed.lines, read_file(kData / (name + ".ndjson")));
  const bool refused = printed.lines.find("{\"refused\"") != std::string::npos;
  EXPECT_EQ(printed.status, refused ? 1 : 0);
}

TEST_P(InspectFile, KeepsNoTextOfPeople) {
  const std::string text = read_file(kData / (GetParam() + ".json"));
  const std::string fields = fields_of(GetParam());
  for (const std::string_view kind : inspect_kinds()) {
    EXPECT_EQ(print(kind, text, fields).lines.find("SECRET BODY"), std::string::npos) << kind;
  }
  const domain::FieldCatalogue catalogue = catalogue_of(fields);
  const auto cut = cut_body(text, {&catalogue});
  ASSERT_TRUE(cut.ok());
  EXPECT_EQ(cut->find("SECRET BODY"), std::string::npos);
  EXPECT_EQ(cut->find("avatarUrls"), std::string::npos);
}

// What the inbox stores must say the same as what came.
TEST_P(InspectFile, CuttingChangesNoFact) {
  const std::string text = read_file(kData / (GetParam() + ".json"));
  const auto cut = cut_body(text);
  ASSERT_TRUE(cut.ok());
  const std::string kind = kind_of(GetParam());
  const std::string fields = fields_of(GetParam());
  EXPECT_EQ(print(kind, *cut, fields).lines, print(kind, text, fields).lines);
  const auto again = cut_body(*cut);
  ASSERT_TRUE(again.ok());
  EXPECT_EQ(*again, *cut);
}

std::vector<std::string> names() {
  std::vector<std::string> found;
  for (const auto& entry : fs::directory_iterator(kData)) {
    const std::string name = entry.path().stem();
    if (entry.path().extension() == ".json" && !name.ends_with(".fields")) found.push_back(name);
  }
  std::sort(found.begin(), found.end());
  return found;
}

std::string test_name(const testing::TestParamInfo<std::string>& info) {
  std::string name = info.param;
  std::replace(name.begin(), name.end(), '-', '_');
  return name;
}

INSTANTIATE_TEST_SUITE_P(Testdata, InspectFile, testing::ValuesIn(names()), test_name);

TEST(Inspect, UnknownKindIsWrongUsage) { EXPECT_EQ(print("epic", "{}", "").status, 2); }

TEST(Inspect, UnreadableTextIsRefused) {
  const Printed printed = print("issue", "{\"id\":", "");
  EXPECT_EQ(printed.status, 1);
  EXPECT_TRUE(printed.lines.starts_with("{\"refused\":")) << printed.lines;
}

TEST(Inspect, UnreadableCatalogueIsRefused) {
  EXPECT_EQ(print("issue", R"({"id":"1","fields":{}})", "<html>").status, 1);
}

TEST(Inspect, EmptyPageIsIgnoredWithAReason) {
  const Printed printed = print("search", R"({"issues":[],"isLast":true})", "");
  EXPECT_EQ(printed.status, 0);
  EXPECT_TRUE(printed.lines.starts_with("{\"ignored\":")) << printed.lines;
}

TEST(Inspect, EveryKindStandsAnyJson) {
  for (const std::string_view text :
       {"null", "true", "1", "\"x\"", "[]", "{}", "[[[]]]", "[1,null,\"x\",{}]", R"({"issues":{}})",
        R"({"issue":[],"webhookEvent":"jira:issue_updated"})",
        R"({"issue":null,"webhookEvent":"worklog_created","worklog":7})",
        R"({"id":-5,"fields":[],"changelog":[]})", R"({"id":"99999999999999999999"})",
        R"({"id":"1","fields":{"updated":"2026-03-05T11:30:00Z","labels":{"a":1},"status":[],)"
        R"("assignee":"x","worklog":{"worklogs":{}},"sprint":[],"closedSprints":{}},)"
        R"("changelog":{"histories":[null,1,{}],"total":"g2b"}})"}) {
    for (const std::string_view kind : inspect_kinds()) {
      const Printed printed = print(kind, text, "");
      EXPECT_FALSE(printed.lines.empty()) << kind << ' ' << text;
      EXPECT_LT(printed.status, 2) << kind << ' ' << text;
    }
  }
}

}  // namespace
}  // namespace tl::connectors::jira
