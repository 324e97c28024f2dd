// Blocked time, flow efficiency, time in status and in stage.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "measure/lens_for_test.h"
#include "metrics/flow/block_finder.h"
#include "metrics/flow/blocked.h"
#include "metrics/flow/time_in_status.h"
#include "metrics/flow/time_rows.h"

namespace tl::metrics::flow {
namespace {

using namespace measure::test;  // NOLINT
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Pair;
using testing::SizeIs;

constexpr int64_t kDaySeconds = 86'400;

lens::Link link(lens::Code type, int64_t other, int64_t since, int64_t until = lens::kNoInstant) {
  return {type, IssueId(other), since, until};
}

lens::RowAddress find(const Pinned& pinned, int64_t id) {
  return pinned.version->find({kSite, IssueId(id)}).value();
}

TEST(Blocked, UnionOfFlagStageAndLink) {
  TestLens lens;
  const lens::Code blocked_by = lens.code(lens::LensField::kLinkType, "in:10", "is blocked by");
  auto row = lens.story(1);
  lens.move(row, day(0), kDoing);
  lens.flag(row, day(1), true);
  lens.flag(row, day(3), false);
  lens.move(row, day(2), kStuck);
  lens.move(row, day(4), kDoing);
  lens.move(row, day(12), kDone);
  row.links.push_back(link(blocked_by, 2, day(6)));
  lens.add(row);
  auto blocker = lens.story(2);
  lens.move(blocker, day(7), kDone);
  lens.move(blocker, day(9), kDoing);  // open again: it blocks again
  lens.move(blocker, day(10), kDropped);
  lens.add(blocker);
  Pinned pinned(lens.build(day(20)));
  const auto address = find(pinned, 1);
  EXPECT_THAT(decide_blocked_spans(pinned.facts(), address, day(20)),
              ElementsAre(Pair(day(1), day(4)), Pair(day(6), day(7)), Pair(day(9), day(10))));
  EXPECT_THAT(decide_blocked_spans(pinned.facts(), address, day(20), BlockCause::kFlagged),
              ElementsAre(Pair(day(1), day(3))));
  EXPECT_THAT(decide_blocked_spans(pinned.facts(), address, day(20), BlockCause::kStage),
              ElementsAre(Pair(day(2), day(4))));
  EXPECT_THAT(decide_blocked_spans(pinned.facts(), address, day(6, 12)),
              ElementsAre(Pair(day(1), day(4)), Pair(day(6), day(6, 12))));
}

TEST(Blocked, LinksEndAndDirectionsMatter) {
  TestLens lens;
  const lens::Code in = lens.code(lens::LensField::kLinkType, "in:10", "is blocked by");
  const lens::Code out = lens.code(lens::LensField::kLinkType, "out:10", "blocks");
  const lens::Code relates = lens.code(lens::LensField::kLinkType, "in:11", "relates to");
  lens.add(lens.story(2));
  auto row = lens.story(1);
  row.links = {link(in, 2, day(1), day(2)), link(out, 2, day(3)), link(relates, 2, day(4))};
  lens.add(row);
  auto gone = lens.story(3);
  TestLens::erase(gone, day(5));
  lens.add(gone);
  auto other = lens.story(4);
  other.links = {link(in, 3, day(1))};
  lens.add(other);
  auto unknown = lens.story(5);
  unknown.links = {link(in, 99, day(1), day(3))};
  lens.add(unknown);
  Pinned pinned(lens.build(day(20)));
  const auto spans = [&](int64_t id) {
    return decide_blocked_spans(pinned.facts(), find(pinned, id), day(20));
  };
  EXPECT_THAT(spans(1), ElementsAre(Pair(day(1), day(2))));
  EXPECT_THAT(spans(4), ElementsAre(Pair(day(1), day(5))));  // a deleted issue blocks nobody
  EXPECT_THAT(spans(5), ElementsAre(Pair(day(1), day(3))));
}

TEST(Blocked, PhrasesOfOtherLanguages) {
  EXPECT_TRUE(says_blocked_by("Is Blocked  By"));
  EXPECT_TRUE(says_blocked_by("wird blockiert von"));
  EXPECT_FALSE(says_blocked_by("blocks"));
  EXPECT_FALSE(says_blocked_by("is duplicated by"));
  EXPECT_TRUE(says_blocks("Blockiert"));
  TestLens lens;
  const lens::Code in = lens.code(lens::LensField::kLinkType, "in:10", "waits for");
  const lens::Code other = lens.code(lens::LensField::kLinkType, "in:11", "waits for");
  lens.code(lens::LensField::kLinkType, "out:10", "blocks");
  lens.code(lens::LensField::kLinkType, "out:11", "helps");
  const lens::Code ended =
      lens.code(lens::LensField::kLinkType, "name:is blocked by", "is blocked by");
  const lens::Code ended_own = lens.code(lens::LensField::kLinkType, "name:waits for", "waits for");
  const auto version = lens.build(day(0));
  const auto codes = decide_blocking_links(version->dictionary());
  EXPECT_EQ(codes[in], 1);     // its other direction says "blocks"
  EXPECT_EQ(codes[other], 0);  // a name of its own: nobody can know
  EXPECT_EQ(codes[ended], 1);
  EXPECT_EQ(codes[ended_own], 1);
}

TEST(Blocked, FlaggedFromTheBeginning) {
  TestLens lens;
  auto since_birth = lens.story(1, day(2));
  since_birth.flags |= lens::kRowFlagged;
  lens.add(since_birth);
  auto taken_away = lens.story(2, day(2));
  lens.flag(taken_away, day(5), false);
  lens.add(taken_away);
  Pinned pinned(lens.build(day(20)));
  EXPECT_THAT(decide_blocked_spans(pinned.facts(), find(pinned, 1), day(9)),
              ElementsAre(Pair(day(2), day(9))));
  EXPECT_THAT(decide_blocked_spans(pinned.facts(), find(pinned, 2), day(9)),
              ElementsAre(Pair(day(2), day(5))));
}

// Ten days of cycle time: 4 active (1 of them flagged), 2 blocked, 4 in review.
Pinned ten_days() {
  TestLens lens;
  auto row = lens.story(1);
  lens.move(row, day(0), kDoing);
  lens.flag(row, day(1), true);
  lens.flag(row, day(2), false);
  lens.move(row, day(4), kStuck);
  lens.move(row, day(6), kInReview);
  lens.move(row, day(10), kDone);
  lens.flag(row, day(10), true);  // after the finish: does not count
  lens.add(row);
  auto quick = lens.story(2);
  lens.move(quick, day(3), kDoing);
  lens.move(quick, day(3) + 400, kDone);
  lens.add(quick);
  auto unstarted = lens.story(3);
  lens.move(unstarted, day(3), kDone);
  lens.add(unstarted);
  return Pinned(lens.build(day(20)));
}

TEST(Efficiency, SumsSharesAndCauses) {
  Pinned pinned = ten_days();
  const auto answer =
      decide_efficiency(pinned.facts(), question(0, 13, day(20)), PeriodLength::kWeek).value();
  EXPECT_EQ(answer.all.n, 1u);
  EXPECT_EQ(answer.all.cycle_seconds, 10 * kDaySeconds);
  EXPECT_EQ(answer.all.active_seconds, 3 * kDaySeconds);
  EXPECT_EQ(answer.all.blocked_seconds, 3 * kDaySeconds);
  EXPECT_DOUBLE_EQ(*answer.all.ratio(), 0.3);
  ASSERT_THAT(answer.series, SizeIs(2));
  EXPECT_EQ(answer.series[0].n, 0u);
  EXPECT_FALSE(answer.series[0].ratio());
  EXPECT_EQ(answer.series[1].n, 1u);
  EXPECT_THAT(answer.blocked_issues_series, ElementsAre(0, 1));
  ASSERT_THAT(answer.causes, SizeIs(2));
  EXPECT_EQ(answer.causes[0].seconds, kDaySeconds);
  EXPECT_EQ(answer.causes[1].seconds, 2 * kDaySeconds);
  ASSERT_THAT(answer.stages, SizeIs(3));
  EXPECT_EQ(answer.stages[0].seconds, 4 * kDaySeconds);
  EXPECT_EQ(answer.considered, 3u);
  std::vector<std::string> codes;
  for (const Exclusion& one : answer.exclusions) codes.push_back(one.code);
  EXPECT_THAT(codes, ElementsAre("n_no_start", "zero_cycle"));
}

TEST(Efficiency, WorkingTime) {
  Pinned pinned = ten_days();  // a Monday to the Thursday of the week after
  Question asked = question(0, 13, day(20));
  asked.unit = TimeUnit::kWorking;
  const auto answer = decide_efficiency(pinned.facts(), asked, PeriodLength::kWeek).value();
  EXPECT_EQ(answer.all.cycle_seconds, 8 * 8 * 3600);    // eight working days
  EXPECT_EQ(answer.all.active_seconds, 3 * 8 * 3600);   // Monday, Wednesday, Thursday
  EXPECT_EQ(answer.all.blocked_seconds, 2 * 8 * 3600);  // Tuesday, Friday
}

TEST(Efficiency, ItemsAreAsManyAsTheNumbers) {
  Pinned pinned = ten_days();
  const Question asked = question(0, 13, day(20));
  const auto list = [&](const Mark& mark) {
    return decide_efficiency_items(pinned.facts(), asked, mark).value();
  };
  EXPECT_THAT(list({}).items, SizeIs(1));
  EXPECT_THAT(list({}).items[0].note, HasSubstr("30 %"));
  Mark cause;
  cause.cause = BlockCause::kStage;
  ASSERT_THAT(list(cause).items, SizeIs(1));
  EXPECT_EQ(list(cause).items[0].seconds, 2 * kDaySeconds);
  cause.cause = BlockCause::kLink;
  EXPECT_THAT(list(cause).items, IsEmpty());
  Mark any;
  any.finding = "blocked";
  EXPECT_EQ(list(any).items.at(0).seconds, 3 * kDaySeconds);
  Mark stage;
  stage.stage = Stage::kReview;
  EXPECT_EQ(list(stage).items.at(0).seconds, 4 * kDaySeconds);
  Mark zero;
  zero.exclusion = "zero_cycle";
  EXPECT_THAT(list(zero).items, SizeIs(1));
  Mark period;
  period.on = date_of(Instant(day(0)));
  EXPECT_THAT(list(period).items, IsEmpty());
}

// --- time in status ------------------------------------------------------------------------------

const TimeRow* row_of(const TimeInStatusAnswer& answer, const std::string& name) {
  for (const TimeRow& row : answer.rows) {
    if (row.name == name) return &row;
  }
  return nullptr;
}

TEST(TimeInStatus, SumsOfAllStaysWithoutDone) {
  TestLens lens;
  for (int64_t i = 1; i <= 5; ++i) {
    auto row = lens.story(i);
    lens.move(row, day(1), kDoing);
    lens.move(row, day(2), kInReview);
    lens.move(row, day(3), kDoing);
    lens.move(row, day(3) + i * kDayMs, kDone);
    lens.add(row);
  }
  auto open = lens.story(9);
  lens.move(open, day(1), kDoing);
  lens.add(open);
  Pinned pinned(lens.build(day(20)));
  const auto answer = decide_time_in_status(pinned.facts(), question(0, 13, day(20)),
                                            StayUnit::kStatus, PeriodLength::kWeek)
                          .value();
  EXPECT_EQ(answer.n, 5u);
  std::vector<std::string> names;
  for (const TimeRow& row : answer.rows) names.push_back(row.name);
  EXPECT_THAT(names, ElementsAre("To Do", "Doing", "In review"));
  const TimeRow* doing = row_of(answer, "Doing");
  EXPECT_EQ(doing->n, 5u);
  EXPECT_EQ(doing->total_seconds, (5 + 1 + 2 + 3 + 4 + 5) * kDaySeconds);
  EXPECT_EQ(doing->p50, 4 * kDaySeconds);
  EXPECT_FALSE(doing->p85);
  ASSERT_THAT(doing->cells, SizeIs(2));
  EXPECT_EQ(doing->cells[0].n, 3u);  // up to Sunday
  EXPECT_EQ(doing->cells[1].n, 2u);
  EXPECT_FALSE(doing->cells[0].p50);
}

TEST(TimeInStatus, RowsMergeByNameStageAndScope) {
  TestLens lens;
  lens.add_status(20, "Building", "indeterminate");
  lens.add_status(21, "building", "indeterminate");
  lens.add_status(22, "Building", "indeterminate", "10");
  lens.add_status(23, "Building", "new");
  auto row = lens.story(1);
  for (const int64_t status : {20, 21, 22, 23}) lens.move(row, day(status - 19), status);
  lens.move(row, day(5), kDone);
  lens.add(row);
  Pinned pinned(lens.build(day(20)));
  const Question asked = question(0, 13, day(20));
  const auto answer =
      decide_time_in_status(pinned.facts(), asked, StayUnit::kStatus, PeriodLength::kWeek).value();
  std::vector<std::string> rows;
  for (const TimeRow& one : answer.rows)
    rows.push_back(one.name + "/" + std::string(to_text(one.stage)) + "/" +
                   std::to_string(one.total_seconds / kDaySeconds));
  EXPECT_THAT(rows, ElementsAre("Building/queue/1", "To Do/queue/1", "Building/active/2",
                                "Building (T)/active/1"));
  Mark mark;
  mark.status = "Building";
  mark.stage = Stage::kActive;
  const auto list = decide_time_in_status_items(pinned.facts(), asked, mark).value();
  ASSERT_THAT(list.items, SizeIs(1));
  EXPECT_EQ(list.items[0].seconds, 2 * kDaySeconds);
  const auto stages =
      decide_time_in_status(pinned.facts(), asked, StayUnit::kStage, PeriodLength::kWeek).value();
  EXPECT_THAT(stages.rows, SizeIs(2));
  EXPECT_EQ(row_of(stages, "active")->total_seconds, 3 * kDaySeconds);
  EXPECT_EQ(decide_time_in_status_items(pinned.facts(), asked, {}).error().code,
            ErrorCode::kInvalidArgument);
}

TEST(TimeInStatus, SelectedPercentilesAreThoseOfSortedValues) {
  std::mt19937_64 random(5);
  for (const size_t n : {0u, 4u, 5u, 19u, 20u, 333u, 20'000u, 20'001u, 50'000u}) {
    for (const int64_t below : {int64_t{1}, int64_t{700}, int64_t{1} << 38}) {
      std::vector<int64_t> values(n);
      for (int64_t& value : values)
        value = static_cast<int64_t>(random() % static_cast<uint64_t>(below));
      std::vector<int64_t> sorted = values;
      std::sort(sorted.begin(), sorted.end());
      for (const int percent : {50, 85})
        EXPECT_EQ(select_percentile(values, percent), percentile_if(sorted, percent)) << n;
    }
  }
}

TEST(TimeInStatus, AtMostSixtyRowsAndANote) {
  TestLens lens;
  auto row = lens.story(1);
  for (int64_t i = 0; i < 70; ++i) {
    lens.add_status(100 + i, "Step " + std::to_string(i), "indeterminate");
    lens.move(row, day(1) + i * kHourMs, 100 + i);
  }
  lens.move(row, day(9), kDone);
  lens.add(row);
  Pinned pinned(lens.build(day(20)));
  const auto answer = decide_time_in_status(pinned.facts(), question(0, 13, day(20)),
                                            StayUnit::kStatus, PeriodLength::kWeek)
                          .value();
  EXPECT_EQ(answer.rows.size(), kMaxStatusRows);
  EXPECT_NE(row_of(answer, "Step 69"), nullptr);  // the longest
  EXPECT_THAT(answer.notes, testing::Contains(HasSubstr("11 more statuses")));
}

}  // namespace
}  // namespace tl::metrics::flow
