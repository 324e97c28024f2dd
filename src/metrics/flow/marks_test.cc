// Every number opens: over random histories the list behind each number is as long as it says.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "measure/lens_for_test.h"
#include "metrics/flow/blocked.h"
#include "metrics/flow/cumulative.h"
#include "metrics/flow/time_in_status.h"
#include "metrics/flow/wip.h"

namespace tl::metrics::flow {
namespace {

using namespace measure::test;  // NOLINT

constexpr int64_t kIssues = 150;
constexpr int64_t kNow = day(60, 15);

class Dice {
 public:
  explicit Dice(uint64_t seed) : random_(seed) {}
  int64_t below(int64_t n) { return static_cast<int64_t>(random_() % static_cast<uint64_t>(n)); }

 private:
  std::mt19937_64 random_;
};

Pinned random_world(uint64_t seed) {
  Dice dice(seed);
  TestLens lens;
  const lens::Code blocked_by = lens.code(lens::LensField::kLinkType, "in:10", "is blocked by");
  for (int64_t id = 1; id <= kIssues; ++id) {
    int64_t at = day(dice.below(50), dice.below(24));
    auto row = lens.story(id, at);
    bool flagged = false;
    for (int64_t i = dice.below(10); i > 0; --i) {
      at += dice.below(5) * kDayMs + dice.below(24) * kHourMs + dice.below(3600) * 1000;
      if (at > kNow) break;
      if (dice.below(4) == 0)
        lens.flag(row, at, flagged = !flagged);
      else
        lens.move(row, at, 1 + dice.below(8));
    }
    if (dice.below(8) == 0)
      row.links.push_back({blocked_by, IssueId(1 + dice.below(200)), day(20)});
    if (dice.below(12) == 0) TestLens::erase(row, std::min(kNow, at + kDayMs));
    if (dice.below(15) == 0)
      row.flags &= static_cast<uint8_t>(~unsigned{lens::kRowHistoryComplete});
    if (dice.below(20) == 0) row.status = lens.status(1 + dice.below(8));  // does not fit
    lens.add(row);
  }
  return Pinned(lens.build(kNow));
}

std::vector<Question> questions() {
  Question plain = question(5, 60, kNow);
  Question past = question(5, 40, kNow);
  Question as_of = question(5, 60, kNow);
  as_of.as_of = Instant(day(35, 7));
  Question working = question(10, 60, kNow);
  working.unit = TimeUnit::kWorking;
  working.start_rule = StartRule::kLast;
  return {plain, past, as_of, working};
}

template <typename Check>
void everywhere(Check check) {
  for (uint64_t seed = 1; seed <= 5; ++seed) {
    Pinned pinned = random_world(seed);
    for (const Question& asked : questions()) {
      SCOPED_TRACE("seed " + std::to_string(seed));
      check(pinned.facts(), asked);
    }
  }
}

size_t total(const Result<ItemList>& list) { return list.value().items.size(); }

template <typename List>
void expect_exclusions(const About& about, List list) {
  size_t left_out = 0;
  for (const Exclusion& one : about.exclusions) {
    Mark mark;
    mark.exclusion = one.code;
    EXPECT_EQ(total(list(mark)), one.count) << one.code;
    EXPECT_EQ(one.keys.size(), one.issues.size());
    left_out += one.count;
  }
  EXPECT_EQ(about.considered, about.n + left_out);
}

TEST(Marks, Wip) {
  everywhere([](const Facts& facts, const Question& asked) {
    const auto list = [&](const Mark& mark) { return decide_wip_items(facts, asked, mark); };
    const auto answer = decide_wip(facts, asked).value();
    EXPECT_EQ(total(list({})), answer.wip);
    for (const WipDay& one : answer.days) {
      Mark mark;
      mark.on = one.date;
      ASSERT_EQ(total(list(mark)), one.count) << format_date(one.date);
    }
    size_t of_stages = 0;
    for (int stage = 0; stage < 7; ++stage) {
      Mark mark;
      mark.stage = static_cast<Stage>(stage);
      of_stages += total(list(mark));
    }
    EXPECT_EQ(of_stages, answer.wip);
    Mark over;
    over.finding = "over_p85";
    EXPECT_EQ(total(list(over)), answer.over_p85);
    expect_exclusions(answer, list);
  });
}

TEST(Marks, Aging) {
  everywhere([](const Facts& facts, const Question& asked) {
    const auto list = [&](const Mark& mark) { return decide_aging_items(facts, asked, mark); };
    const auto answer = decide_aging(facts, asked).value();
    EXPECT_EQ(total(list({})), answer.n);
    EXPECT_EQ(answer.items_total, answer.n);
    for (const AgingColumn& column : answer.columns) {
      Mark mark;
      mark.stage = column.stage;
      EXPECT_EQ(total(list(mark)), column.count);
    }
    for (int band = 0; band <= 4; ++band) {
      Mark mark;
      mark.band = band;
      const auto in_band = std::count_if(answer.items.begin(), answer.items.end(),
                                         [&](const AgingItem& item) { return item.band == band; });
      EXPECT_EQ(total(list(mark)), static_cast<size_t>(in_band));
    }
    expect_exclusions(answer, list);
  });
}

TEST(Marks, CumulativeFlow) {
  everywhere([](const Facts& facts, const Question& asked) {
    const auto list = [&](const Mark& mark) { return decide_cumulative_items(facts, asked, mark); };
    const auto answer = decide_cumulative(facts, asked).value();
    const auto wip = decide_wip(facts, asked).value();
    ASSERT_EQ(answer.dates.size(), wip.days.size());
    for (size_t day_index = 0; day_index < answer.dates.size(); ++day_index) {
      Mark mark;
      mark.on = answer.dates[day_index];
      int64_t in_progress = 0;
      for (const CumulativeStage& one : answer.stages) {
        mark.stage = one.stage;
        ASSERT_EQ(total(list(mark)), static_cast<size_t>(one.counts[day_index]));
        if (is_started(one.stage)) in_progress += one.counts[day_index];
      }
      EXPECT_EQ(static_cast<size_t>(in_progress), wip.days[day_index].count);
    }
    Mark moves;
    moves.finding = "backward_moves";
    EXPECT_EQ(total(list(moves)), answer.backward_moves);
    EXPECT_EQ(total(list({})), answer.n);
    expect_exclusions(answer, list);
  });
}

TEST(Marks, TimeInStatusAndStage) {
  everywhere([](const Facts& facts, const Question& asked) {
    const auto list = [&](const Mark& mark) {
      return decide_time_in_status_items(facts, asked, mark);
    };
    for (const StayUnit by : {StayUnit::kStatus, StayUnit::kStage}) {
      const auto answer = decide_time_in_status(facts, asked, by, PeriodLength::kWeek).value();
      for (const TimeRow& row : answer.rows) {
        Mark mark;
        if (by == StayUnit::kStatus) mark.status = row.name;
        mark.stage = row.stage;
        const ItemList items = list(mark).value();
        ASSERT_EQ(items.items.size(), row.n) << row.name;
        int64_t sum = 0;
        for (const Item& item : items.items) sum += *item.seconds;
        EXPECT_EQ(sum, row.total_seconds);
        for (size_t i = 0; i < answer.periods.size(); ++i) {
          mark.on = answer.periods[i].first;
          EXPECT_EQ(total(list(mark)), row.cells[i].n);
        }
      }
      expect_exclusions(answer, list);
    }
  });
}

TEST(Marks, Efficiency) {
  everywhere([](const Facts& facts, const Question& asked) {
    const auto list = [&](const Mark& mark) { return decide_efficiency_items(facts, asked, mark); };
    const auto answer = decide_efficiency(facts, asked, PeriodLength::kWeek).value();
    EXPECT_EQ(total(list({})), answer.all.n);
    EXPECT_LE(answer.all.active_seconds, answer.all.cycle_seconds);
    EXPECT_GE(answer.all.active_seconds, 0);
    Mark any;
    any.finding = "blocked";
    EXPECT_EQ(total(list(any)), answer.blocked_issues);
    for (const BlockedCause& cause : answer.causes) {
      Mark mark;
      mark.cause = cause.cause;
      EXPECT_EQ(total(list(mark)), cause.issues);
    }
    for (size_t i = 0; i < answer.periods.size(); ++i) {
      Mark mark;
      mark.on = answer.periods[i].first;
      EXPECT_EQ(total(list(mark)), answer.series[i].n);
      mark.finding = "blocked";
      EXPECT_EQ(total(list(mark)), answer.blocked_issues_series[i]);
    }
    for (const StageShare& share : answer.stages) {
      Mark mark;
      mark.stage = share.stage;
      const ItemList items = list(mark).value();
      int64_t sum = 0;
      for (const Item& item : items.items) sum += *item.seconds;
      EXPECT_EQ(sum, share.seconds);
    }
    expect_exclusions(answer, list);
  });
}

}  // namespace
}  // namespace tl::metrics::flow
