// Cycle time: mappings, population, limits, the answer itself.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "metrics/flow/cycle_time.h"
#include "metrics/flow/test_issue.h"

namespace tl::metrics::flow::test {
namespace {

// Finished after `hours` of work.
TestIssue finished(int64_t id, int64_t hours) {
  TestIssue issue(id);
  issue.set("created", Instant(kStart));
  issue.set("status", status(4));
  issue.change("status", Instant(kStart + kHour), status(1), status(2));
  issue.change("status", Instant(kStart + (1 + hours) * kHour), status(2), status(4));
  return issue;
}

// --- stage map -----------------------------------------------------------------------------------

TEST(StageMapTest, PersonOverGuessAndVersionInTheAnswer) {
  const auto version = build({finished(1, 5)});
  Mapping config;
  config.version = 4;
  config.statuses["2"] = Stage::kQueue;  // "Doing" does not count any more
  const auto answer = ask(version, config, everything());
  EXPECT_EQ(answer.config_versions.at(kInstance), 4);
  EXPECT_EQ(answer.n, 0u);
  ASSERT_EQ(answer.exclusions.size(), 1u);
  EXPECT_EQ(answer.exclusions[0].code, "n_no_start");
  EXPECT_EQ(answer.exclusions[0].keys, std::vector<std::string>{"T-1"});
}

TEST(StageMapTest, ResolutionCanBeSetNotToCancel) {
  TestIssue issue = finished(1, 5);
  issue.set("resolution", domain::Ref{"8", "Incomplete"});
  const auto version = build({issue});
  EXPECT_EQ(ask(version, everything()).n, 0u);
  Mapping config;
  config.resolutions["8"] = false;
  EXPECT_EQ(ask(version, config, everything()).n, 1u);
}

TEST(StageMapTest, LinesAreNamedInTheAnswer) {
  const auto version = build({finished(1, 5)});
  Mapping config;
  config.version = 9;
  config.start_line = "3";
  config.finish_line = "5";
  CycleTimeQuery query = everything();
  const auto answer = ask(version, config, query);
  EXPECT_EQ(answer.config_versions.at(kInstance), 9);
  EXPECT_THAT(answer.notes, testing::ElementsAre("the start line is drawn at \"Review\"",
                                                 "the finish line is drawn at \"Released\""));
  query.projects = {{InstanceId(77), "X"}};
  EXPECT_THAT(ask(version, config, query).notes,
              testing::ElementsAre("project X is not known here"))
      << "lines of others";
}

// --- categories ----------------------------------------------------------------------------------

TEST(Categories, FilterTheQuestionAndMarkThePoints) {
  const auto typed = [](int64_t id, const char* type, const char* name, const char* project) {
    TestIssue issue = finished(id, 5);
    issue.set("issuetype", domain::Ref{type, name});
    issue.set("project", domain::Ref{project, project});
    return issue;
  };
  const auto version =
      build({typed(1, "1", "Story", "10"), typed(2, "2", "Bug", "10"), typed(3, "1", "Story", "20"),
             typed(4, "3", "Widget", "20"), finished(5, 5)});
  Mapping mapping;
  mapping.types = {{"20/1", Category::kBug}};
  const TestFacts facts(version, {{kInstance, mapping}});
  const auto keys = [&](std::vector<Category> categories, std::vector<std::string> types = {}) {
    CycleTimeQuery query = everything();
    query.categories = std::move(categories);
    query.types = std::move(types);
    std::string text;
    const CycleTimeAnswer answer = ask(facts, query);
    for (const auto& point : answer.points)
      text += fmt::format("{}{} {}", text.empty() ? "" : ", ", point.key, to_text(point.category));
    return text;
  };
  EXPECT_EQ(keys({}), "T-1 feature, T-2 bug, T-3 bug, T-4 other, T-5 other");
  EXPECT_EQ(keys({Category::kFeature}), "T-1 feature");
  EXPECT_EQ(keys({Category::kBug}), "T-2 bug, T-3 bug");
  EXPECT_EQ(keys({Category::kOther}), "T-4 other, T-5 other");
  EXPECT_EQ(keys({Category::kBug, Category::kFeature}), "T-1 feature, T-2 bug, T-3 bug");
  EXPECT_EQ(keys({Category::kIncident}), "");
  EXPECT_EQ(keys({Category::kBug}, {"Story"}), "T-3 bug");
  EXPECT_EQ(keys({Category::kFeature}, {"Widget"}), "");
}

// --- the answer ----------------------------------------------------------------------------------

TEST(CycleTimeTest, AnswerCarriesAllThatIsNeeded) {
  std::vector<TestIssue> issues;
  for (int64_t id = 1; id <= 20; ++id) issues.push_back(finished(id, id * 10));
  const auto answer = ask(build(issues), everything());
  EXPECT_EQ(answer.definition.id, "flow.cycle_time");
  EXPECT_EQ(answer.definition.version, 3);
  EXPECT_EQ(answer.seconds_per_working_day, 8 * 3600);
  EXPECT_THAT(answer.definition_text, testing::HasSubstr("first time"));
  EXPECT_EQ(answer.n, 20u);
  EXPECT_EQ(answer.considered, 20u);
  ASSERT_EQ(answer.percentiles.size(), 4u);
  EXPECT_EQ(answer.percentiles[0].value, 100 * 3600);
  EXPECT_EQ(answer.percentiles[1].value, 140 * 3600);
  EXPECT_EQ(answer.percentiles[2].value, 170 * 3600);
  EXPECT_EQ(answer.percentiles[3].absent, "too few (n 20)");
  ASSERT_EQ(answer.points.size(), 20u);
  EXPECT_EQ(answer.points[0].key, "T-1");
  EXPECT_EQ(answer.points[0].project, "T");
  EXPECT_EQ(answer.points[0].percentile_rank, 5.0);
  EXPECT_EQ(answer.points[19].percentile_rank, 100.0);
  size_t binned = 0;
  for (const HistogramBin& bin : answer.histogram) binned += bin.count;
  EXPECT_EQ(binned, 20u);
  EXPECT_EQ(answer.histogram.size(), 9u);  // 200 h
  EXPECT_EQ(answer.histogram[0].count, 2u);
}

TEST(CycleTimeTest, ExclusionIdsAreBoundedAndCountsExact) {
  std::vector<TestIssue> issues;
  for (size_t id = 1; id <= kMaxExclusionIds + 1; ++id) {
    issues.push_back(finished(static_cast<int64_t>(id), 1));
    issues.back().set(domain::kDeleted, true, Instant(kStart));
  }
  const auto answer = ask(build(issues), everything());
  ASSERT_EQ(answer.exclusions.size(), 1u);
  EXPECT_EQ(answer.exclusions[0].code, "deleted");
  EXPECT_EQ(answer.exclusions[0].count, kMaxExclusionIds + 1);
  EXPECT_EQ(answer.exclusions[0].issues.size(), kMaxExclusionIds);
  EXPECT_EQ(answer.exclusions[0].keys.size(), kMaxExclusionIds);
}

TEST(CycleTimeTest, VeryLongOnesGoIntoTheLastBin) {
  const auto answer = ask(build({finished(1, 24 * 5000), finished(2, 1)}), everything());
  EXPECT_EQ(answer.histogram.size(), kMaxHistogramBins);
  EXPECT_EQ(answer.histogram.back().count, 1u);
  EXPECT_GT(answer.histogram.back().to_seconds, 5000 * 86400);
}

domain::Record type_record(const std::string& id, const std::string& name, double level) {
  domain::Record record;
  record.kind = domain::RecordKind::kIssueType;
  record.id = id;
  set_attribute(record.attributes, "name", name, {});
  set_attribute(record.attributes, "level", level, {});
  return record;
}

TEST(CycleTimeTest, PopulationTypesAndProjects) {
  std::vector<TestIssue> issues;
  for (int64_t id = 1; id <= 5; ++id) issues.push_back(finished(id, id));
  issues[0].set("issuetype", domain::Ref{"s", "Sub-task"});
  issues[1].set("issuetype", domain::Ref{"e", "Epic"});
  issues[2].set("issuetype", domain::Ref{"b", "Bug"});
  issues[3].set("project", domain::Ref{"11", "OTHER"});
  const auto version = build(issues, {type_record("s", "Sub-task", -1), type_record("e", "Epic", 1),
                                      type_record("b", "Bug", 0)});
  const auto keys = [&](const CycleTimeQuery& query) {
    std::vector<std::string> all;
    for (const CycleTimePoint& point : ask(version, query).points) all.push_back(point.key);
    return all;
  };
  using Keys = std::vector<std::string>;
  CycleTimeQuery query = everything();
  EXPECT_EQ(keys(query), (Keys{"T-3", "T-4", "T-5"}));
  query.population = {false, true, false};
  EXPECT_EQ(keys(query), (Keys{"T-1"}));
  query.population = {false, false, true};
  EXPECT_EQ(keys(query), (Keys{"T-2"}));
  query.population = {true, true, true};
  EXPECT_EQ(keys(query).size(), 5u);
  query.types = {"bug", "EPIC"};
  EXPECT_EQ(keys(query), (Keys{"T-2", "T-3"}));
  query.types = {};
  query.projects = {{kInstance, "other"}};
  EXPECT_EQ(keys(query), (Keys{"T-4"}));
  query.projects = {{InstanceId(2), "OTHER"}};
  EXPECT_TRUE(keys(query).empty());
  EXPECT_EQ(ask(version, query).notes.size(), 1u);
}

TEST(CycleTimeTest, RefusesWhatMakesNoSense) {
  const TestFacts facts(build({}));
  const auto refused = [&](const CycleTimeQuery& query) {
    const auto answer = decide_cycle_time(facts.facts(), query);
    return !answer.ok() && answer.error().code == ErrorCode::kInvalidArgument;
  };
  EXPECT_FALSE(refused(everything()));
  CycleTimeQuery query = everything();
  query.to = query.from;
  EXPECT_TRUE(refused(query));
  query = everything();
  query.population = {false, false, false};
  EXPECT_TRUE(refused(query));
  query = everything();
  query.period = PeriodLength::kDay;  // far too many of them
  EXPECT_TRUE(refused(query));
  query = everything();
  query.zone = "Nowhere/At_all";
  EXPECT_TRUE(refused(query));
}

TEST(CycleTimeTest, EmptyAndUnmapped) {
  TestIssue issue = finished(1, 5);
  issue.change("status", Instant(kStart + 100 * kHour), status(4), status(7));
  issue.set("status", status(7));
  CycleTimeQuery query = everything();
  query.complete_back_to = Instant(5);
  const auto answer = ask(build({issue}), query);
  EXPECT_EQ(answer.n, 0u);
  EXPECT_TRUE(answer.points.empty());
  EXPECT_TRUE(answer.histogram.empty());
  EXPECT_EQ(answer.unmapped_statuses, std::vector<std::string>{"Somewhere"});
  EXPECT_EQ(answer.notes.size(), 1u) << "the window begins before the data is complete";
}

}  // namespace
}  // namespace tl::metrics::flow::test
