// WIP by day, aging against the pace, cumulative flow.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "measure/lens_for_test.h"
#include "metrics/flow/cumulative.h"
#include "metrics/flow/wip.h"

namespace tl::metrics::flow {
namespace {

using namespace measure::test;  // NOLINT
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

std::vector<size_t> counts(const WipAnswer& answer) {
  std::vector<size_t> out;
  for (const WipDay& one : answer.days) out.push_back(one.count);
  return out;
}

std::vector<int64_t> stage_counts(const CumulativeAnswer& answer, Stage stage) {
  for (const CumulativeStage& one : answer.stages) {
    if (one.stage == stage) return one.counts;
  }
  return {};
}

std::vector<std::string> keys(const Pinned& pinned, const ItemList& list) {
  std::vector<std::string> out;
  for (const Item& item : list.items) out.push_back(pinned.key(item.address));
  std::sort(out.begin(), out.end());
  return out;
}

// 1 works Tuesday to Thursday; 2 works since Wednesday; 3 is cancelled on Friday while in review;
// 4 was deleted on Friday; 5 was never begun; 6 finished before the window.
Pinned five_days() {
  TestLens lens;
  auto one = lens.story(1);
  lens.move(one, day(1, 9), kDoing);
  lens.move(one, day(3, 9), kDone);
  lens.add(one);
  auto two = lens.story(2);
  lens.move(two, day(2, 9), kDoing);
  lens.add(two);
  auto three = lens.story(3);
  lens.move(three, day(1, 10), kInReview);
  lens.move(three, day(4, 10), kDropped);
  lens.add(three);
  auto four = lens.story(4);
  lens.move(four, day(0, 12), kDoing);
  TestLens::erase(four, day(4, 12));
  lens.add(four);
  lens.add(lens.story(5));
  auto six = lens.story(6, day(-9));
  lens.move(six, day(-8), kDoing);
  lens.move(six, day(-5), kDone);
  lens.add(six);
  return Pinned(lens.build(day(4, 18)));
}

TEST(Wip, EndOfEachDayAndNow) {
  Pinned pinned = five_days();
  const auto answer = decide_wip(pinned.facts(), question(0, 6, day(4, 18))).value();
  EXPECT_THAT(counts(answer), ElementsAre(0, 2, 3, 2, 1));  // up to today; the deleted one nowhere
  EXPECT_EQ(answer.days.back().date, date_of(Instant(day(4))));
  EXPECT_EQ(answer.wip, 1u);
  EXPECT_EQ(answer.n, 1u);
  EXPECT_EQ(answer.considered, 2u);
  ASSERT_THAT(answer.exclusions, SizeIs(1));
  EXPECT_EQ(answer.exclusions[0].code, "deleted");
  EXPECT_THAT(answer.exclusions[0].keys, ElementsAre("T-4"));
  EXPECT_THAT(answer.p85_note, HasSubstr("20 are needed"));
}

TEST(Wip, AsOfBeforeTheDeletionKeepsIt) {
  Pinned pinned = five_days();
  Question asked = question(0, 6, day(4, 18));
  asked.as_of = Instant(day(3, 12));
  const auto answer = decide_wip(pinned.facts(), asked).value();
  EXPECT_THAT(counts(answer), ElementsAre(1, 3, 4, 3));  // issue 1 is done by then, 3 is in review
  EXPECT_EQ(answer.wip, 3u);
  EXPECT_THAT(answer.exclusions, IsEmpty());
  EXPECT_THAT(keys(pinned, decide_wip_items(pinned.facts(), asked, {}).value()),
              ElementsAre("T-2", "T-3", "T-4"));
}

TEST(Wip, AMomentOnMidnightBelongsToTheNewDay) {
  TestLens lens;
  auto row = lens.story(1);
  lens.move(row, day(1), kDoing);
  lens.move(row, day(3), kDone);
  lens.add(row);
  Pinned pinned(lens.build(day(5)));
  const auto answer = decide_wip(pinned.facts(), question(0, 3, day(5))).value();
  EXPECT_THAT(counts(answer), ElementsAre(0, 1, 1, 0));
}

TEST(Wip, DaysLieInTheTenantsZone) {
  TestLens lens;
  auto row = lens.story(1);
  lens.move(row, day(1, 3), kDoing);  // in New York still Monday
  lens.add(row);
  Pinned pinned(lens.build(day(5)));
  Question asked = question(0, 2, day(5));
  asked.zone = "America/New_York";
  asked.from = Instant(day(0, 5));
  asked.to = Instant(day(3, 5));
  EXPECT_THAT(counts(decide_wip(pinned.facts(), asked).value()), ElementsAre(1, 1, 1));
}

TEST(Wip, MarksOfADayAStageAndACategory) {
  Pinned pinned = five_days();
  const Question asked = question(0, 6, day(4, 18));
  Mark mark;
  mark.on = date_of(Instant(day(2)));
  const ItemList list = decide_wip_items(pinned.facts(), asked, mark).value();
  EXPECT_THAT(keys(pinned, list), ElementsAre("T-1", "T-2", "T-3"));
  EXPECT_THAT(list.title, HasSubstr("2026-01-07"));
  mark.stage = Stage::kReview;
  EXPECT_THAT(keys(pinned, decide_wip_items(pinned.facts(), asked, mark).value()),
              ElementsAre("T-3"));
  mark.stage.reset();
  mark.category = Category::kBug;
  EXPECT_THAT(decide_wip_items(pinned.facts(), asked, mark).value().items, IsEmpty());
  Mark bad;
  bad.status = "Doing";
  EXPECT_EQ(decide_wip_items(pinned.facts(), asked, bad).error().code, ErrorCode::kInvalidArgument);
  bad = {};
  bad.on = date_of(Instant(day(20)));
  EXPECT_EQ(decide_wip_items(pinned.facts(), asked, bad).error().code, ErrorCode::kInvalidArgument);
}

TEST(Wip, LongWindowsGoByWeeks) {
  Pinned pinned = five_days();
  const auto answer = decide_wip(pinned.facts(), question(-1400, 4, day(4, 18))).value();
  EXPECT_LE(answer.days.size(), 202u);
  EXPECT_EQ(answer.days.back().count, 1u);
  EXPECT_EQ(decide_wip(pinned.facts(), question(5, 9, day(4, 18))).error().code,
            ErrorCode::kInvalidArgument);  // all of it lies in the future
}

// 60 finished issues that were i days in Doing, then a day in review; and some open ones.
struct Paced {
  Paced() {
    for (int64_t i = 1; i <= 60; ++i) {
      auto row = lens.story(i, day(0));
      lens.move(row, day(0), kDoing);
      lens.move(row, day(i), kInReview);
      lens.move(row, day(i + 1), kDone);
      lens.add(row);
    }
  }
  lens::IssueRow open(int64_t id, int64_t age_days) {
    auto row = lens.story(id, day(100 - age_days));
    lens.move(row, day(100 - age_days), kDoing);
    return row;
  }
  TestLens lens;
};

TEST(Aging, BandsAndRanksAgainstThePaceOfTheStage) {
  Paced paced;
  for (const int64_t age : {30, 31, 43, 52, 58}) paced.lens.add(paced.open(100 + age, age));
  Pinned pinned(paced.lens.build(day(100)));
  const auto answer = decide_aging(pinned.facts(), question(0, 99, day(100))).value();
  ASSERT_THAT(answer.items, SizeIs(5));
  EXPECT_EQ(answer.items_total, 5u);
  const std::vector<int> bands = {4, 3, 2, 1, 0};  // p50 30, p70 42, p85 51, p95 57
  for (size_t i = 0; i < 5; ++i) EXPECT_EQ(answer.items[i].band, bands[i]) << i;
  EXPECT_EQ(pinned.key(answer.items[0].address), "T-158");
  EXPECT_EQ(answer.items[0].age_seconds, 58 * 86'400);
  EXPECT_EQ(answer.items[0].stage_seconds, 58 * 86'400);
  EXPECT_DOUBLE_EQ(*answer.items[4].rank_percent, 50.0);
  ASSERT_THAT(answer.columns, SizeIs(2));
  EXPECT_EQ(answer.columns[0].stage, Stage::kActive);
  EXPECT_EQ(answer.columns[0].count, 5u);
  EXPECT_EQ(*answer.columns[0].pace[2].value, 51 * 86'400);
  EXPECT_EQ(*answer.columns[1].pace[2].value, 52 * 86'400);  // leaving review: a day more
  const auto wip = decide_wip(pinned.facts(), question(0, 99, day(100))).value();
  EXPECT_EQ(wip.over_p85, 2u);
  EXPECT_EQ(wip.p85_note, "");
  Mark over;
  over.finding = "over_p85";
  EXPECT_THAT(
      keys(pinned, decide_wip_items(pinned.facts(), question(0, 99, day(100)), over).value()),
      ElementsAre("T-152", "T-158"));
}

TEST(Aging, NoBandBelowTheNeededNumber) {
  Paced paced;
  paced.lens.add(paced.open(200, 70));
  Pinned pinned(paced.lens.build(day(100)));
  const auto few = decide_aging(pinned.facts(), question(0, 59, day(100))).value();
  ASSERT_THAT(few.items, SizeIs(1));
  EXPECT_FALSE(few.items[0].band);  // 59 finished: no p95
  EXPECT_TRUE(few.items[0].rank_percent);
}

TEST(Aging, TheLastLeavingOfAStageCounts) {
  TestLens lens;
  for (int64_t i = 1; i <= 5; ++i) {
    auto row = lens.story(i);
    lens.move(row, day(0), kDoing);
    lens.move(row, day(1), kInReview);
    lens.move(row, day(2), kDoing);
    lens.move(row, day(6), kInReview);
    lens.move(row, day(7), kDone);
    lens.add(row);
  }
  Pinned pinned(lens.build(day(9)));
  const auto answer = decide_aging(pinned.facts(), question(0, 8, day(9))).value();
  ASSERT_THAT(answer.columns, SizeIs(2));
  EXPECT_EQ(*answer.columns[0].pace[0].value, 6 * 86'400);
  EXPECT_EQ(*answer.columns[1].pace[0].value, 7 * 86'400);
}

TEST(Aging, LeftOutWhenNobodyKnowsSinceWhen) {
  TestLens lens;
  auto unread = lens.story(1);
  lens.move(unread, day(1), kDoing);
  unread.flags = 0;
  lens.add(unread);
  auto flagged = lens.story(2);
  lens.move(flagged, day(1), kDoing);
  lens.flag(flagged, day(2), true);
  lens.add(flagged);
  Pinned pinned(lens.build(day(9)));
  Question asked = question(0, 8, day(9));
  const auto answer = decide_aging(pinned.facts(), asked).value();
  EXPECT_EQ(answer.n, 1u);
  EXPECT_EQ(answer.considered, 2u);
  ASSERT_THAT(answer.items, SizeIs(1));
  EXPECT_TRUE(answer.items[0].flagged);
  EXPECT_TRUE(answer.items[0].blocked);
  asked.as_of = Instant(day(1, 12));
  EXPECT_FALSE(decide_aging(pinned.facts(), asked).value().items[0].blocked);
  EXPECT_EQ(decide_wip(pinned.facts(), asked).value().wip, 2u);  // both are in progress
}

// --- cumulative flow -----------------------------------------------------------------------------

TEST(Cumulative, CountsByStageArrivalsAndDepartures) {
  Pinned pinned = five_days();
  const auto answer = decide_cumulative(pinned.facts(), question(0, 4, day(4, 18))).value();
  EXPECT_THAT(stage_counts(answer, Stage::kDone), ElementsAre(1, 1, 1, 2, 2));
  EXPECT_THAT(stage_counts(answer, Stage::kActive), ElementsAre(0, 1, 2, 1, 1));
  EXPECT_THAT(stage_counts(answer, Stage::kReview), ElementsAre(0, 1, 1, 1, 0));
  EXPECT_THAT(stage_counts(answer, Stage::kCancelled), ElementsAre(0, 0, 0, 0, 1));
  EXPECT_THAT(stage_counts(answer, Stage::kQueue), ElementsAre(4, 2, 1, 1, 1));
  EXPECT_THAT(answer.arrivals, ElementsAre(0, 2, 3, 3, 2));  // the cancelled one goes again
  EXPECT_THAT(answer.departures, ElementsAre(0, 0, 0, 1, 1));
  EXPECT_EQ(answer.stages.front().stage, Stage::kDone);
  EXPECT_EQ(answer.n, 5u);
  EXPECT_EQ(answer.considered, 6u);  // the deleted one
}

TEST(Cumulative, MovesBackAreCountedAndListed) {
  TestLens lens;
  auto row = lens.story(1);
  lens.move(row, day(0, 1), kDoing);
  lens.move(row, day(0, 2), kInReview);
  lens.move(row, day(1), kDoing);  // back
  lens.move(row, day(2), kStuck);  // no step back
  lens.move(row, day(3), kDoing);  // nor this
  lens.move(row, day(4), kDone);
  lens.move(row, day(5), kToDo);  // back, and a return
  lens.add(row);
  Pinned pinned(lens.build(day(8)));
  const Question asked = question(0, 6, day(8));
  const auto answer = decide_cumulative(pinned.facts(), asked).value();
  EXPECT_EQ(answer.backward_moves, 2u);
  EXPECT_THAT(answer.arrivals, ElementsAre(1, 1, 1, 1, 1, 0, 0));
  EXPECT_THAT(answer.departures, ElementsAre(0, 0, 0, 0, 1, 0, 0));
  Mark mark;
  mark.finding = "backward_moves";
  const ItemList list = decide_cumulative_items(pinned.facts(), asked, mark).value();
  ASSERT_THAT(list.items, SizeIs(2));
  EXPECT_EQ(list.items[0].note, "from review back to active");
}

TEST(Cumulative, LongWindowsGoByWeeksAndUnmappedIsQueue) {
  TestLens lens;
  auto row = lens.story(1, day(-300));
  lens.move(row, day(-200), kNowhere);
  lens.add(row);
  Pinned pinned(lens.build(day(8)));
  const auto daily = decide_cumulative(pinned.facts(), question(-189, 0, day(8))).value();
  EXPECT_EQ(daily.step, PeriodLength::kDay);
  EXPECT_EQ(daily.dates.size(), 190u);
  const auto weekly = decide_cumulative(pinned.facts(), question(-190, 0, day(8))).value();
  EXPECT_EQ(weekly.step, PeriodLength::kWeek);
  EXPECT_THAT(weekly.stages, SizeIs(1));
  EXPECT_EQ(stage_counts(weekly, Stage::kQueue).back(), 1);
  Mark mark;
  mark.stage = Stage::kQueue;
  EXPECT_THAT(
      decide_cumulative_items(pinned.facts(), question(-190, 0, day(8)), mark).value().items,
      SizeIs(1));
}

}  // namespace
}  // namespace tl::metrics::flow
