// Time in status counted from what is kept, against the same question answered by following each
// issue (which is how it is answered as of an instant; here one after everything).
#include <gtest/gtest.h>

#include <random>

#include "measure/lens_for_test.h"
#include "metrics/flow/time_in_status.h"

namespace tl::metrics::flow::test {
namespace {

using namespace measure::test;  // NOLINT

constexpr int64_t kDays = 60;

// Finished issues with ways back and forth; two statuses of one name, so that a row has several.
Pinned world(unsigned seed, int64_t issues) {
  std::mt19937 random(seed);
  const auto below = [&](int64_t n) {
    return static_cast<int64_t>(random() % static_cast<uint64_t>(n));
  };
  TestLens lens;
  lens.add_status(20, "doing", "indeterminate");
  const std::vector<int64_t> open = {kToDo, kDoing, kInReview, kStuck, 20, kNowhere};
  for (int64_t id = 1; id <= issues; ++id) {
    lens::IssueRow row = lens.story(id, day(below(kDays)) + below(kDayMs));
    int64_t at = row.created;
    for (int64_t i = below(8); i > 0; --i) {
      at += below(below(10) == 0 ? 40 * kDayMs : 6 * kHourMs);
      lens.move(row, at, open[static_cast<size_t>(below(6))]);
    }
    at += below(3 * kDayMs);
    if (below(10) != 0) lens.move(row, at, kDone);
    if (below(50) == 0) lens.erase(row, at + 1);
    lens.add(row);
  }
  return Pinned(lens.build(day(400)));
}

void expect_same(const TimeInStatusAnswer& counted, const TimeInStatusAnswer& followed) {
  EXPECT_EQ(counted.n, followed.n);
  EXPECT_EQ(counted.considered, followed.considered);
  ASSERT_EQ(counted.rows.size(), followed.rows.size());
  for (size_t i = 0; i < counted.rows.size(); ++i) {
    const TimeRow& a = counted.rows[i];
    const TimeRow& b = followed.rows[i];
    SCOPED_TRACE(a.name);
    EXPECT_EQ(a.name, b.name);
    EXPECT_EQ(a.n, b.n);
    EXPECT_EQ(a.total_seconds, b.total_seconds);
    EXPECT_EQ(a.p50, b.p50);
    EXPECT_EQ(a.p85, b.p85);
    ASSERT_EQ(a.cells.size(), b.cells.size());
    for (size_t cell = 0; cell < a.cells.size(); ++cell) {
      EXPECT_EQ(a.cells[cell].n, b.cells[cell].n) << cell;
      EXPECT_EQ(a.cells[cell].p50, b.cells[cell].p50) << cell;
      EXPECT_EQ(a.cells[cell].p85, b.cells[cell].p85) << cell;
    }
  }
}

void check(Pinned& pinned, const Question& asked) {
  Question later = asked;
  later.as_of = later.now;
  for (const StayUnit by : {StayUnit::kStatus, StayUnit::kStage}) {
    for (const PeriodLength length :
         {PeriodLength::kDay, PeriodLength::kWeek, PeriodLength::kMonth}) {
      SCOPED_TRACE(to_text(length));
      expect_same(decide_time_in_status(pinned.facts(), asked, by, length).value(),
                  decide_time_in_status(pinned.facts(), later, by, length).value());
    }
  }
}

TEST(TimeCellsTest, CountAsFollowingDoes) {
  for (unsigned seed = 1; seed <= 6; ++seed) {
    SCOPED_TRACE(seed);
    Pinned pinned = world(seed, 40 + 300 * (seed - 1));
    check(pinned, question(0, 380, day(400)));
    check(pinned, question(10, 30, day(400)));
    Question bugs = question(0, 380, day(400));
    bugs.types = {"Bug"};
    check(pinned, bugs);
  }
}

// More rows than a block of what is kept holds.
TEST(TimeCellsTest, CountAcrossBlocks) {
  Pinned pinned = world(99, 70'000);
  check(pinned, question(0, 380, day(400)));
}

}  // namespace
}  // namespace tl::metrics::flow::test
