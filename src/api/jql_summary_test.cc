// Groups and histograms over HTTP, and the bins by themselves.
#include <gmock/gmock.h>

#include "api/jql_for_test.h"
#include "api/jql_histogram.h"
#include "base/text.h"

namespace tl::api {
namespace {

using jql::ValueKind;
using testing::HasSubstr;

Answer group(QueryWorld& world, std::string_view jql, std::string_view by) {
  auto answer = world.post("summary", jql_body(jql, "\"group_by\":" + json_quote(by)));
  EXPECT_EQ(answer.status, 200) << by << answer.body;
  return answer;
}

Answer histogram(QueryWorld& world, std::string_view jql, std::string_view of) {
  auto answer = world.post("summary", jql_body(jql, "\"histogram\":" + json_quote(of)));
  EXPECT_EQ(answer.status, 200) << of << answer.body;
  return answer;
}

// Sum of "issues" of a list.
int64_t sum(Answer answer, const char* list) {
  int64_t issues = 0;
  for (const JsonElement one : simdjson::dom::array(answer.json()[list]))
    issues += json_int(one, "issues").value_or(0);
  return issues;
}

TEST(JqlSummary, groups_by_names) {
  QueryWorld world;
  auto types = group(world, "", "type");
  EXPECT_EQ(types.text("/kind"), "groups");
  EXPECT_EQ(types.text("/column/title"), "Type");
  EXPECT_EQ(types.text("/groups/0"), R"({"value":{"id":"10","name":"Story"},"issues":44})");
  EXPECT_EQ(types.text("/groups/1/issues"), "15");
  EXPECT_EQ(types.text("/total"), "59");
  EXPECT_EQ(types.text("/other"), "");
  auto labels = group(world, "project = ACME", "labels");
  EXPECT_EQ(labels.text("/groups/0/value/name"), "even");
  EXPECT_EQ(labels.text("/groups/0/issues"), "20");
  auto people = group(world, "", "assignee");
  EXPECT_EQ(people.text("/groups/1"), R"({"value":null,"issues":12})") << people.body;
  auto statuses = group(world, "", "status");
  EXPECT_EQ(sum(statuses, "groups"), 59);
  EXPECT_EQ(statuses.text("/groups/0/value/category"), "done");
  auto categories = group(world, "", "statusCategory");
  EXPECT_EQ(sum(categories, "groups"), 59);
  EXPECT_EQ(categories.text("/groups/0/value"), R"({"id":"done","name":"Done"})");
  EXPECT_EQ(sum(group(world, "", "stage"), "groups"), 59);
  auto points = group(world, "", "Story Points");
  EXPECT_EQ(sum(points, "groups"), 59);
  EXPECT_THAT(points.text("/groups"), HasSubstr(R"({"value":null,"issues":10})"));
}

TEST(JqlSummary, several_values_count_in_each_group_and_instances_meet_by_name) {
  QueryWorld world;
  const InstanceId second = world.instance_id(world.connect(world.cookie, "beta"));
  world.add_catalogue(world.tenant_id(), second);
  world.add_issue(world.tenant_id(), second, 1, "ACME-1", "Other", world.clock.now() - days(3), 60);
  auto types = group(world, "", "type");
  EXPECT_EQ(types.text("/groups/0/issues"), "45");
  auto sprints = group(world, "sprint is not EMPTY", "sprint");
  EXPECT_GE(sum(sprints, "groups"), NumbersWorld::count(sprints, "/total"));
}

TEST(JqlSummary, shows_a_hundred_groups_and_counts_the_rest) {
  QueryWorld world;
  for (int64_t n = 1; n <= 103; ++n) {
    domain::ChangeSet set;
    domain::Attributes values;
    const auto put = [&](std::string_view name, domain::Value value) {
      domain::set_attribute(values, name, std::move(value), {world.clock.now(), 0, {}, 0});
    };
    put("key", "ACME-" + std::to_string(9000 + n));
    put("project", domain::Ref{"10000", "ACME"});
    put("created", world.clock.now());
    put("labels", domain::Refs{{"l" + std::to_string(n), "l" + std::to_string(n)}});
    put(domain::kDeleted, false);
    set.issues.push_back({IssueId(9000 + n), std::move(values)});
    ASSERT_TRUE(world.store->tenant(world.tenant_id()).apply(world.instance, set, {}).ok());
  }
  auto labels = group(world, "", "labels");
  EXPECT_EQ(simdjson::dom::array(labels.json()["groups"]).size(), 100u);
  EXPECT_EQ(labels.text("/other"), "5") << "105 labels";
}

TEST(JqlSummary, bins_durations_numbers_and_dates) {
  QueryWorld world;
  auto cycle = histogram(world, "", "cycleTime");
  EXPECT_EQ(cycle.text("/kind"), "histogram");
  EXPECT_EQ(cycle.text("/column/kind"), "duration");
  EXPECT_EQ(sum(cycle, "bins") + NumbersWorld::count(cycle, "/empty"), 59);
  EXPECT_LE(simdjson::dom::array(cycle.json()["bins"]).size(), kMaxBins);
  EXPECT_GT(NumbersWorld::count(cycle, "/p85"), 0);
  auto created = histogram(world, "", "created");
  EXPECT_EQ(sum(created, "bins"), 59);
  EXPECT_EQ(created.text("/empty"), "0");
  EXPECT_THAT(created.text("/bins/0/from"), HasSubstr("T2"))
      << "midnight in Berlin is 22 or 23 o'clock in UTC: " << created.body;
  auto points = histogram(world, "", "Story Points");
  EXPECT_EQ(points.text("/empty"), "10");
  EXPECT_EQ(points.text("/bins/0/from"), "1");
  auto nothing = histogram(world, "project = ACME AND project = BETA", "cycleTime");
  EXPECT_EQ(nothing.text("/bins"), "[]") << nothing.body;
  EXPECT_EQ(nothing.text("/p50"), "null");
}

TEST(JqlSummary, refuses_what_it_cannot_sum_up) {
  QueryWorld world;
  const struct {
    std::string more, field;
  } wrong[] = {
      {"", "group_by"},
      {R"("group_by":"type","histogram":"created")", "group_by"},
      {R"("group_by":"created")", "group_by"},
      {R"("group_by":"summary")", "group_by"},
      {R"("histogram":"type")", "histogram"},
      {R"("histogram":"nowhere")", "histogram"},
      {R"("group_by":"type","x":1)", "x"},
  };
  for (const auto& one : wrong) {
    auto answer = world.post("summary", jql_body("", one.more));
    EXPECT_EQ(answer.status, 400) << one.more;
    EXPECT_EQ(answer.text("/errors/0/field"), one.field) << answer.body;
  }
  auto broken = world.post("summary", jql_body("a =", R"("group_by":"type")"));
  EXPECT_EQ(broken.text("/jql/kind"), "parse");
  world.add_tenant("Other");
  auto empty = world.post("summary", jql_body("", R"("group_by":"type")"),
                          world.sign_in("admin@other.example"));
  EXPECT_EQ(empty.text("/groups"), "[]") << empty.body;
}

// --- bins ---

int64_t total(const std::vector<HistogramBin>& bins) {
  int64_t issues = 0;
  for (const HistogramBin& bin : bins) issues += bin.issues;
  return issues;
}

void check(const std::vector<double>& sorted, ValueKind kind) {
  const auto bins = decide_bins(sorted, kind, "Europe/Berlin", 1);
  ASSERT_FALSE(bins.empty());
  EXPECT_LE(bins.size(), kMaxBins) << sorted.back();
  EXPECT_EQ(total(bins), static_cast<int64_t>(sorted.size()));
  EXPECT_LE(bins.front().from, sorted.front());
  EXPECT_GE(bins.back().to, sorted.back());
  for (size_t i = 1; i < bins.size(); ++i) EXPECT_EQ(bins[i].from, bins[i - 1].to);
}

TEST(Histogram, holds_everything_in_at_most_forty_bins) {
  for (const ValueKind kind : {ValueKind::kNumber, ValueKind::kDuration}) {
    for (const double scale : {1e-9, 0.5, 1.0, 3600.0, 1e6, 1e15}) {
      check({7 * scale}, kind);
      check({-5 * scale, 0, 5 * scale}, kind);
      std::vector<double> many;
      for (int i = 0; i < 1000; ++i) many.push_back(i * scale);
      check(many, kind);
      many.push_back(1e6 * scale);  // far above all others
      check(many, kind);
    }
  }
}

TEST(Histogram, one_that_lies_far_off_does_not_flatten_the_rest) {
  std::vector<double> values;
  for (int i = 0; i < 400; ++i) values.push_back(i * 900);  // up to four days
  values.push_back(400.0 * 86'400);
  const auto bins = decide_bins(values, ValueKind::kDuration, "UTC", 1);
  EXPECT_GT(bins.size(), 20u);
  EXPECT_LT(bins.back().issues, 20);
  EXPECT_EQ(bins.back().to, values.back());
}

TEST(Histogram, dates_lie_in_days_weeks_months_quarters_and_years) {
  const auto days = [](double from, double to) {
    return decide_bins({from, to}, ValueKind::kDay, "UTC", 1);
  };
  EXPECT_EQ(days(20'000, 20'010)[0].to - days(20'000, 20'010)[0].from, 1);
  const auto weeks = days(20'000, 20'100);
  EXPECT_EQ(weeks[0].to - weeks[0].from, 7);
  EXPECT_EQ(static_cast<int64_t>(weeks[0].from) % 7, 4) << "a Monday: day 0 was a Thursday";
  const auto months = days(20'000, 21'000);
  EXPECT_GE(months[0].to - months[0].from, 28);
  EXPECT_LE(months[0].to - months[0].from, 31);
  EXPECT_LE(days(0, 100'000).size(), kMaxBins);
  EXPECT_LE(days(-700'000, 2'900'000).size(), kMaxBins);
  const auto absurd = decide_bins({-1e18, 0, 1e18}, ValueKind::kDay, "UTC", 1);
  EXPECT_LE(absurd.size(), kMaxBins);
  EXPECT_EQ(total(absurd), 3) << "what no calendar holds lies at its ends";
  EXPECT_EQ(total(decide_bins({-9e15, 9e15}, ValueKind::kInstant, "UTC", 1)), 2);
  // The clock changes in October: each bin begins at midnight in Berlin.
  const auto autumn =
      decide_bins({1'792'700'000'000, 1'793'200'000'000}, ValueKind::kInstant, "Europe/Berlin", 1);
  double longest = 0;
  for (const HistogramBin& bin : autumn) longest = std::max(longest, bin.to - bin.from);
  EXPECT_EQ(longest, 25 * 3'600'000.0);
}

}  // namespace
}  // namespace tl::api
