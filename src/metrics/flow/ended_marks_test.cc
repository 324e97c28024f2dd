// Every number of cycle time, throughput, mix and reopen rate against the list behind it.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include "metrics/flow/marks_for_test.h"
#include "metrics/flow/random_work_for_test.h"
#include "metrics/flow/reopen.h"
#include "metrics/flow/throughput.h"

namespace tl::metrics::flow::test {
namespace {

constexpr std::array kLengths = {PeriodLength::kDay, PeriodLength::kWeek, PeriodLength::kMonth};

std::string name_of(std::string_view what, const Period& period) {
  return fmt::format("{} {}", what, format_date(period.first));
}

std::vector<MarkRow> rows_of(const CycleTimeAnswer& answer, PeriodLength length) {
  std::vector<MarkRow> rows = rows_of_about(answer);
  size_t binned = 0;
  for (size_t i = 0; i < answer.histogram.size(); ++i) {
    const HistogramBin& bin = answer.histogram[i];
    Mark mark;
    mark.longer_than = bin.from_seconds;
    mark.shorter_than = bin.to_seconds;
    rows.push_back({fmt::format("bin {}", i), bin.count, mark});
    binned += bin.count;
  }
  EXPECT_EQ(binned, answer.n);
  for (size_t i = 0; i < answer.periods.size(); ++i)
    rows.push_back({name_of("series", answer.periods[i]), answer.series[i].n,
                    mark_of(answer.periods[i], length)});
  size_t scattered = 0;
  for (const ScatterBin& bin : answer.bins) {
    Mark mark;
    mark.on = bin.date;
    mark.period = answer.bin_length;
    mark.longer_than = bin.from_seconds;
    mark.shorter_than = bin.to_seconds;
    rows.push_back({"scatter " + format_date(bin.date), bin.count, mark});
    scattered += bin.count;
  }
  EXPECT_EQ(scattered, answer.points_cut ? answer.n : 0);
  return rows;
}

std::vector<CycleTimeQuery> cycle_questions() {
  std::vector<CycleTimeQuery> questions;
  for (const FlowSpan span : {FlowSpan::kCycle, FlowSpan::kLead}) {
    for (const TimeUnit unit : {TimeUnit::kCalendar, TimeUnit::kWorking}) {
      CycleTimeQuery query;
      static_cast<Question&>(query) = twelve_weeks();
      query.span = span;
      query.unit = unit;
      query.max_points = unit == TimeUnit::kWorking ? 20 : kMaxPoints;
      questions.push_back(query);
      query.as_of = Instant(kStart) + days(50);
      query.start_rule = StartRule::kLast;
      query.zone = "America/New_York";
      query.period = PeriodLength::kMonth;
      questions.push_back(query);
    }
  }
  return questions;
}

TEST(EndedMarks, CycleAndLeadTime) {
  for (unsigned seed = 1; seed <= 4; ++seed) {
    const TestFacts test(build(RandomWork(seed).issues(250)));
    for (const CycleTimeQuery& query : cycle_questions()) {
      SCOPED_TRACE(fmt::format("seed {}, {} {}", seed, to_text(query.span), to_text(query.unit)));
      const auto answer = decide_cycle_time(test.facts(), query).value();
      EXPECT_GT(answer.n, 0u);
      EXPECT_GT(answer.in_progress, 0u);
      const auto throughput = decide_throughput(test.facts(), query, query.period).value();
      EXPECT_EQ(answer.finished, throughput.total);
      EXPECT_EQ(answer.considered, throughput.considered);
      expect_lists(rows_of(answer, query.period), [&](const Mark& mark) {
        return decide_cycle_time_items(test.facts(), query, mark);
      });
    }
  }
}

TEST(EndedMarks, ThroughputAndMix) {
  const TestFacts test(build(RandomWork(9).issues(400)));
  for (const PeriodLength length : kLengths) {
    const Question question = twelve_weeks();
    const auto answer = decide_throughput(test.facts(), question, length).value();
    std::vector<MarkRow> rows = rows_of_about(answer);
    for (const ThroughputPeriod& one : answer.periods) {
      const Mark mark = mark_of(one.period, length);
      rows.push_back({name_of("period", one.period), one.count, mark});
      for (size_t i = 0; i < kCategories; ++i) {
        MarkRow row{name_of("category", one.period), static_cast<size_t>(one.by_category[i]), mark};
        row.mark.category = static_cast<Category>(i);
        rows.push_back(row);
      }
    }
    const auto mix = decide_mix(test.facts(), question, length).value();
    EXPECT_EQ(mix.n, answer.total);
    for (size_t i = 0; i < kCategories; ++i) {
      MarkRow row{"mix", static_cast<size_t>(mix.finished[i]), {}};
      row.mark.category = static_cast<Category>(i);
      rows.push_back(row);
    }
    expect_lists(rows, [&](const Mark& mark) {
      return decide_throughput_items(test.facts(), question, mark);
    });
  }
}

TEST(EndedMarks, ReopenRate) {
  for (unsigned seed = 20; seed < 24; ++seed) {
    const TestFacts test(build(RandomWork(seed).issues(300)));
    Question question = twelve_weeks();
    question.now = Instant(kStart) + days(60);
    if (seed % 2 == 1) question.as_of = Instant(kStart) + days(60);
    const auto answer = decide_reopen(test.facts(), question, PeriodLength::kWeek).value();
    EXPECT_GT(answer.all.reopened, 0u);
    EXPECT_GT(answer.all.immature, 0u);
    std::vector<MarkRow> rows = rows_of_about(answer);
    rows[0].number = answer.all.reopened;  // the list is of what the rate counts
    Mark kept;
    kept.exclusion = "kept";
    rows.push_back({"kept", answer.all.n - answer.all.reopened, kept});
    ReopenValue sum;
    for (size_t i = 0; i < answer.periods.size(); ++i) {
      const ReopenValue& value = answer.series[i];
      MarkRow row{name_of("series", answer.periods[i]), value.reopened,
                  mark_of(answer.periods[i], PeriodLength::kWeek)};
      rows.push_back(row);
      row.mark.exclusion = "immature";
      row.number = value.immature;
      rows.push_back(row);
      sum.n += value.n;
      sum.reopened += value.reopened;
      sum.immature += value.immature;
    }
    EXPECT_EQ(sum.n, answer.all.n);
    EXPECT_EQ(sum.reopened, answer.all.reopened);
    EXPECT_EQ(sum.immature, answer.all.immature);
    expect_lists(
        rows, [&](const Mark& mark) { return decide_reopen_items(test.facts(), question, mark); });
  }
}

TEST(EndedMarks, WhatHasNoMeaningIsRefused) {
  const TestFacts test(build({}));
  const CycleTimeQuery query = everything();
  Mark stage;
  stage.stage = Stage::kReview;
  EXPECT_FALSE(decide_cycle_time_items(test.facts(), query, stage).ok());
  EXPECT_FALSE(decide_throughput_items(test.facts(), query, stage).ok());
  EXPECT_FALSE(decide_reopen_items(test.facts(), query, stage).ok());
  Mark longer;
  longer.longer_than = 5;
  EXPECT_TRUE(decide_cycle_time_items(test.facts(), query, longer).ok());
  EXPECT_FALSE(decide_throughput_items(test.facts(), query, longer).ok());
  Mark code;
  code.exclusion = "weather";
  EXPECT_FALSE(decide_cycle_time_items(test.facts(), query, code).ok());
  EXPECT_FALSE(decide_reopen_items(test.facts(), query, code).ok());
  Mark outside;
  outside.on = *parse_date("1950-01-01");
  EXPECT_FALSE(decide_throughput_items(test.facts(), query, outside).ok());
  CycleTimeQuery empty = everything();
  empty.to = empty.from;
  EXPECT_FALSE(decide_throughput(test.facts(), empty, PeriodLength::kWeek).ok());
  EXPECT_FALSE(decide_mix(test.facts(), empty, PeriodLength::kWeek).ok());
  EXPECT_FALSE(decide_reopen(test.facts(), empty, PeriodLength::kWeek).ok());
  EXPECT_FALSE(decide_reopen_items(test.facts(), empty, {}).ok());
}

TEST(EndedMarks, TitlesSayWhatIsShown) {
  const TestFacts test(build({}));
  const Question question = twelve_weeks();
  Mark mark;
  mark.on = *parse_date("2026-01-07");
  mark.category = Category::kBug;
  EXPECT_EQ(decide_throughput_items(test.facts(), question, mark)->title,
            "Finished in the week of 2026-01-05, bug");
  mark = {};
  mark.exclusion = "deleted";
  EXPECT_EQ(decide_throughput_items(test.facts(), question, mark)->title,
            "Left out: deleted in Jira");
}

}  // namespace
}  // namespace tl::metrics::flow::test
