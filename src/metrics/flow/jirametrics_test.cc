// The five issues of the jirametrics fixtures, read by a tiny reader of their own: real histories
// against cycle times worked out by hand.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "base/json.h"
#include "base/text.h"
#include "measure/stays.h"
#include "metrics/flow/cycle_time.h"
#include "metrics/flow/test_issue.h"

namespace tl::metrics::flow::test {
namespace {

const std::filesystem::path kFolder =
    std::filesystem::path(TL_SHARED_DIR) / "fixtures/jirametrics/testdata";

JsonDocument read_json(const std::string& name) {
  std::ifstream in(kFolder / name);
  std::stringstream text;
  text << in.rdbuf();
  return std::move(JsonDocument::parse(text.str())).value();
}

JsonElement at(JsonElement from, std::string_view key) { return json_get(from, key).value(); }

domain::Ref ref(JsonElement from, std::string_view id, std::string_view name) {
  return {json_id(from, id), std::string(json_text(from, name).value_or(""))};
}

Instant instant(JsonElement from, std::string_view key) {
  return parse_instant(json_text(from, key).value()).value();
}

void add_changes(TestIssue& issue, JsonElement changelog) {
  for (const JsonElement history : at(changelog, "histories").get_array().value()) {
    for (const JsonElement item : at(history, "items").get_array().value()) {
      const std::string field(json_text(item, "field").value());
      if (field != "status" && field != "resolution") continue;
      issue.change(field, instant(history, "created"), ref(item, "from", "fromString"),
                   ref(item, "to", "toString"));
    }
  }
}

TestIssue read_issue(const std::string& file) {
  const JsonDocument document = read_json(file);
  const JsonElement root = document.root();
  const JsonElement fields = at(root, "fields");
  TestIssue issue(*parse_int(json_id(root, "id")));
  issue.set("key", std::string(*json_text(root, "key")));
  issue.set("created", instant(fields, "created"));
  issue.set("status", ref(at(fields, "status"), "id", "name"));
  if (const auto resolution = json_get(fields, "resolution"); resolution && !resolution->is_null())
    issue.set("resolution", ref(*resolution, "id", "name"));
  add_changes(issue, at(root, "changelog"));
  return issue;
}

class Jirametrics : public testing::Test {
 protected:
  void SetUp() override {
    if (!std::filesystem::exists(kFolder)) GTEST_SKIP() << "no fixtures at " << kFolder;
    lens::LensBuilder builder;
    const JsonDocument statuses = read_json("sample_statuses.json");
    for (const JsonElement one : statuses.root().get_array().value()) {
      builder.add_record(
          kInstance, status_record({json_id(one, "id"), std::string(*json_text(one, "name")),
                                    std::string(*json_text(at(one, "statusCategory"), "key"))}));
    }
    for (const char* key : {"SP-1", "SP-10", "SP-13", "SP-14", "SP-15"})
      builder.add(read_issue(fmt::format("{}.json", key)).source());
    version_ = builder.finish(1, Instant(0));
  }
  lens::VersionPtr version_;
};

TEST_F(Jirametrics, CycleTimes) {
  CycleTimeQuery query = everything();
  const auto text = [&] {
    std::string all;
    const auto answer = ask(version_, query);
    for (const CycleTimePoint& point : answer.points)
      all += fmt::format("{} {} {}\n", point.key, format_instant(point.finished), point.seconds);
    EXPECT_TRUE(answer.exclusions.empty());
    return all;
  };
  const std::string wanted =
      "SP-10 2021-09-06T04:34:26.239Z 642477\n"  // 7 d 10:27:57.522
      "SP-14 2022-04-19T01:53:07.054Z 1294\n"    // 21:34.387
      "SP-13 2022-04-19T01:53:42.206Z 1331\n";   // 22:11.496
  EXPECT_EQ(text(), wanted);
  // None of them went back to a queue, so the last crossing is the first.
  query.start_rule = StartRule::kLast;
  EXPECT_EQ(text(), wanted);
}

TEST_F(Jirametrics, StaysOfTheIssueThatWentBackAndForth) {
  const auto row = version_->issue({kInstance, IssueId(10017)});
  ASSERT_TRUE(row) << "SP-10";
  std::string all;
  for (const StatusStay& stay :
       status_stays(*row, version_->dictionary(), StageMap::make(*version_), Instant(0)))
    all += fmt::format("{} {}\n", stay.status_name, stay.seconds);
  EXPECT_EQ(all,
            "Backlog 6218615\n"
            "Selected for Development 26\n"
            "In Progress 642375\n"
            "Selected for Development 51\n"
            "In Progress 19\n"
            "Review 4\n"
            "Done 0\n");
}

}  // namespace
}  // namespace tl::metrics::flow::test
