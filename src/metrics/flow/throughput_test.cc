// Throughput by period and its medians, the mix of work, working time, scatter bins.
#include "metrics/flow/throughput.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "metrics/flow/scatter.h"
#include "metrics/flow/test_issue.h"

namespace tl::metrics::flow::test {
namespace {

// Finished `day` days after 2026-01-05, a Monday, straight from the queue.
TestIssue done_on(int64_t id, int day, const std::string& type = "Story") {
  TestIssue issue(id);
  const Instant at = Instant(kStart) + days(4 + day) + hours(12);
  issue.set("created", at - days(1));
  issue.set("status", status(4));
  issue.set("issuetype", domain::Ref{type, type});
  issue.change("status", at, status(1), status(4));
  return issue;
}

Question weeks(int count) {
  Question question;
  question.from = Instant(kStart) + days(4);
  question.to = question.from + days(7 * count);
  question.now = question.to;
  return question;
}

TEST(ThroughputTest, PeriodsWithoutEventsAreZeroAndMediansAreOfFourWholeOnes) {
  std::vector<TestIssue> issues;
  int64_t id = 0;
  const std::vector<int> per_week = {1, 0, 4, 2, 9, 3};
  for (size_t week = 0; week < per_week.size(); ++week) {
    for (int i = 0; i < per_week[week]; ++i)
      issues.push_back(done_on(++id, static_cast<int>(week) * 7 + i % 7));
  }
  const TestFacts test(build(issues));
  Question question = weeks(6);
  const auto answer = decide_throughput(test.facts(), question, PeriodLength::kWeek).value();
  ASSERT_EQ(answer.periods.size(), 6u);
  for (size_t i = 0; i < 6; ++i)
    EXPECT_EQ(answer.periods[i].count, static_cast<size_t>(per_week[i]));
  EXPECT_EQ(answer.total, 19u);
  EXPECT_EQ(answer.n, 19u) << "without a start, too";
  EXPECT_FALSE(answer.periods[2].median);
  EXPECT_EQ(answer.periods[3].median, 1.5);
  EXPECT_EQ(answer.periods[4].median, 3);
  EXPECT_EQ(answer.periods[5].median, 3.5);
  EXPECT_EQ(answer.median_per_period, 2.5);
  question.now = question.to - days(1);  // the last week is running
  const auto running = decide_throughput(test.facts(), question, PeriodLength::kWeek).value();
  EXPECT_FALSE(running.periods[5].median);
  EXPECT_EQ(running.median_per_period, 2);
  const auto few = decide_throughput(test.facts(), weeks(3), PeriodLength::kWeek).value();
  EXPECT_FALSE(few.median_per_period);
}

lens::VersionPtr with_worklogs() {
  lens::LensBuilder builder;
  for (const TestStatus& one : kStatuses) builder.add_record(kInstance, status_record(one));
  const auto add = [&](int64_t id, const std::string& type, int status_id, uint8_t flags) {
    lens::IssueRow row;
    row.ref = {kInstance, IssueId(id)};
    row.key = "T-" + std::to_string(id);
    row.created = kStart;
    row.flags = flags;
    row.type = builder.dictionary().code_of(lens::LensField::kType, kInstance, {type, type});
    row.status =
        builder.dictionary().code_of(lens::LensField::kStatus, kInstance, status(status_id));
    const int64_t begin = weeks(1).from.ms;
    row.worklogs = {{begin - 1, 1000, 0},
                    {begin, 60, 0},
                    {begin + 7 * 24 * kHour - 1, 6, 0},
                    {begin + 7 * 24 * kHour, 2000, 0}};
    builder.add(std::move(row));
  };
  add(1, "Story", 2, lens::kRowHistoryComplete);
  add(2, "Bug", 3, lens::kRowHistoryComplete);
  add(3, "Bug", 1, lens::kRowHistoryComplete);
  add(4, "Bug", 2, lens::kRowHistoryComplete | lens::kRowDeleted);
  return builder.finish(1, Instant(kStart));
}

TEST(MixTest, HoursInTheWindowAndWorkInProgressByCategory) {
  const TestFacts test(with_worklogs());
  const auto of = [](const ByCategory& values, Category category) {
    return values[static_cast<size_t>(category)];
  };
  Question question = weeks(1);
  auto answer = decide_mix(test.facts(), question, PeriodLength::kWeek).value();
  EXPECT_EQ(of(answer.seconds, Category::kFeature), 66);
  EXPECT_EQ(of(answer.seconds, Category::kBug), 132) << "not of the deleted one";
  EXPECT_EQ(of(answer.in_progress, Category::kFeature), 1);
  EXPECT_EQ(of(answer.in_progress, Category::kBug), 1);
  question.categories = {Category::kBug};
  answer = decide_mix(test.facts(), question, PeriodLength::kWeek).value();
  EXPECT_EQ(of(answer.seconds, Category::kFeature), 0);
  EXPECT_EQ(of(answer.seconds, Category::kBug), 132);
  question = weeks(1);
  question.as_of = question.from;  // the instant itself is known
  answer = decide_mix(test.facts(), question, PeriodLength::kWeek).value();
  EXPECT_EQ(of(answer.seconds, Category::kFeature), 60);
}

// --- working time, lead time, bins --------------------------------------------------------------

TestIssue worked(int64_t id, const char* created, const char* started, const char* finished) {
  const auto at = [](const char* text) { return parse_instant(text).value(); };
  TestIssue issue(id);
  issue.set("created", at(created));
  issue.set("status", status(4));
  issue.change("status", at(started), status(1), status(2));
  issue.change("status", at(finished), status(2), status(4));
  return issue;
}

CycleTimeQuery year(TimeUnit unit, FlowSpan span = FlowSpan::kCycle) {
  CycleTimeQuery query;
  query.from = parse_instant("2026-01-01T00:00:00Z").value();
  query.to = parse_instant("2027-01-01T00:00:00Z").value();
  query.now = query.to;
  query.unit = unit;
  query.span = span;
  return query;
}

TEST(WorkingTimeTest, NightsAndWeekendsDoNotCountAndZeroStaysZero) {
  const TestFacts test(
      build({worked(1, "2026-11-01T00:00:00Z", "2026-11-20T16:00:00Z", "2026-11-23T10:00:00Z"),
             worked(2, "2026-11-01T00:00:00Z", "2026-11-21T10:00:00Z", "2026-11-22T10:00:00Z"),
             worked(3, "2026-11-01T00:00:00Z", "2026-11-16T09:00:00Z", "2026-11-18T09:00:00Z")}));
  const auto answer = ask(test, year(TimeUnit::kWorking));
  ASSERT_EQ(answer.n, 3u);
  EXPECT_EQ(answer.points[0].key, "T-3");
  EXPECT_EQ(answer.points[0].seconds, 2 * 8 * 3600);
  EXPECT_EQ(answer.points[1].key, "T-2");
  EXPECT_EQ(answer.points[1].seconds, 0) << "a weekend";
  EXPECT_EQ(answer.points[2].seconds, 2 * 3600);
  EXPECT_EQ(answer.unit, TimeUnit::kWorking);
  ASSERT_EQ(answer.histogram.size(), 3u) << "bins of working days";
  EXPECT_EQ(answer.histogram[0].to_seconds, 8 * 3600);
  EXPECT_EQ(answer.histogram[0].count, 2u);
  EXPECT_EQ(answer.histogram[2].count, 1u);
}

TEST(LeadTimeTest, FromCreationAlwaysInCalendarTime) {
  TestIssue straight =
      worked(2, "2026-11-16T09:00:00Z", "2026-11-16T09:00:00Z", "2026-11-16T09:00:00Z");
  TestIssue no_start(3);
  no_start.set("created", parse_instant("2026-11-16T09:00:00Z").value());
  no_start.set("status", status(4));
  no_start.change("status", parse_instant("2026-11-17T09:00:00Z").value(), status(1), status(4));
  TestIssue early =
      worked(4, "2026-11-20T00:00:00Z", "2026-11-16T09:00:00Z", "2026-11-18T09:00:00Z");
  const TestFacts test(
      build({worked(1, "2026-11-01T00:00:00Z", "2026-11-16T09:00:00Z", "2026-11-18T00:00:00Z"),
             straight, no_start, early}));
  const auto answer = ask(test, year(TimeUnit::kWorking, FlowSpan::kLead));
  EXPECT_EQ(answer.definition.id, "flow.lead_time");
  EXPECT_EQ(answer.unit, TimeUnit::kCalendar);
  EXPECT_THAT(answer.notes, testing::Contains("lead time is always counted in calendar time"));
  ASSERT_EQ(answer.n, 3u) << "also the one that nobody started";
  EXPECT_EQ(answer.points[0].seconds, 0);
  EXPECT_EQ(answer.points[1].seconds, 86'400);
  EXPECT_EQ(answer.points[2].seconds, 17 * 86'400);
  ASSERT_EQ(answer.exclusions.size(), 1u);
  EXPECT_EQ(answer.exclusions[0].code, "negative");
  EXPECT_THAT(answer.exclusions[0].text, testing::HasSubstr("created"));
  EXPECT_EQ(answer.finished, 4u);
}

TEST(ScatterTest, AboveTheLimitPointsAreTheLongestBesideBins) {
  std::vector<TestIssue> issues;
  for (int64_t id = 1; id <= 300; ++id) {
    TestIssue issue(id);
    issue.set("created", Instant(kStart));
    issue.set("status", status(4));
    issue.change("status", Instant(kStart + kHour), status(1), status(2));
    issue.change("status", Instant(kStart + (1 + (id * 37) % 301) * kHour), status(2), status(4));
    issues.push_back(issue);
  }
  const TestFacts test(build(issues));
  CycleTimeQuery query = year(TimeUnit::kCalendar);
  query.to = query.from + days(28);
  query.max_points = 300;
  EXPECT_FALSE(ask(test, query).points_cut);
  EXPECT_TRUE(ask(test, query).bins.empty());
  query.max_points = 299;
  const auto answer = ask(test, query);
  EXPECT_TRUE(answer.points_cut);
  EXPECT_EQ(answer.n, 300u);
  ASSERT_EQ(answer.points.size(), kLongestPoints);
  EXPECT_EQ(answer.points.back().seconds, 300 * 3600) << "by finish";
  EXPECT_EQ(answer.points.front().seconds, 101 * 3600);
  EXPECT_EQ(answer.bin_length, PeriodLength::kDay);
  size_t count = 0;
  for (const ScatterBin& bin : answer.bins) {
    EXPECT_GT(bin.count, 0u);
    EXPECT_LT(bin.from_seconds, bin.to_seconds);
    count += bin.count;
  }
  EXPECT_EQ(count, 300u);
  query.max_points = 10;
  EXPECT_EQ(ask(test, query).points.size(), 10u);
  query.max_points = 0;
  EXPECT_TRUE(ask(test, query).points.empty());
}

TEST(ScatterTest, RowsAreEvenAndTheLastTakesAllAbove) {
  Question question = weeks(1);
  const auto columns = decide_periods(question, PeriodLength::kDay).value();
  std::vector<ScatterPoint> points;
  std::vector<int64_t> sorted;
  for (int64_t i = 0; i < 1000; ++i) {
    sorted.push_back(i == 999 ? 9'000'000 : i * 600);
    points.push_back({question.from.ms + i, sorted.back()});
  }
  const auto bins = decide_scatter(points, sorted, columns);
  const int64_t height = bins[0].to_seconds;
  EXPECT_EQ(height, 10'800);  // 98 % lie below 588,000 s: 59 rows of a little under 3 hours
  for (const ScatterBin& bin : bins) {
    EXPECT_EQ(bin.from_seconds % height, 0);
    EXPECT_LE(bin.from_seconds / height, static_cast<int64_t>(kScatterRows) - 1);
  }
  EXPECT_EQ(bins.back().to_seconds, 9'000'001);
  EXPECT_EQ(bins.back().from_seconds, height * static_cast<int64_t>(kScatterRows - 1));
  EXPECT_TRUE(decide_scatter({}, {}, columns).empty());
}

TEST(ScatterTest, ColumnsGrowWithTheWindow) {
  EXPECT_EQ(decide_column_length(weeks(12)), PeriodLength::kDay);
  EXPECT_EQ(decide_column_length(weeks(52)), PeriodLength::kWeek);
  EXPECT_EQ(decide_column_length(weeks(520)), PeriodLength::kMonth);
}

TEST(SeriesTest, PercentilesNeedTheirNumber) {
  std::vector<TestIssue> issues;
  for (int64_t id = 1; id <= 24; ++id)
    issues.push_back(worked(id, "2026-11-01T00:00:00Z", "2026-11-16T00:00:00Z",
                            id <= 4 ? "2026-11-17T00:00:00Z" : "2026-11-25T00:00:00Z"));
  CycleTimeQuery query = year(TimeUnit::kCalendar);
  query.from = parse_instant("2026-11-16T00:00:00Z").value();
  query.to = query.from + days(21);
  const auto answer = ask(build(issues), query);
  ASSERT_EQ(answer.series.size(), 3u);
  EXPECT_EQ(answer.series[0].n, 4u);
  EXPECT_FALSE(answer.series[0].p50);
  EXPECT_EQ(answer.series[1].n, 20u);
  EXPECT_EQ(answer.series[1].p50, 9 * 86'400);
  EXPECT_EQ(answer.series[1].p85, 9 * 86'400);
  EXPECT_EQ(answer.series[2].n, 0u);
}

}  // namespace
}  // namespace tl::metrics::flow::test
