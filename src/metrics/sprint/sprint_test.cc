// One sprint, by hand.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "metrics/sprint/sprint_for_test.h"

namespace tl::metrics::sprint {
namespace {

using namespace test;  // NOLINT
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

const SprintItem& item_of(const Pinned& pinned, const SprintAnswer& answer,
                          const std::string& key) {
  for (const SprintItem& item : answer.items) {
    if (pinned.key(item.address) == key) return item;
  }
  throw std::out_of_range(key);
}

std::tuple<size_t, double, size_t> parts(const Amount& amount) {
  return {amount.issues, amount.points, amount.unestimated};
}

TEST(Sprint, GroupsAndPoints) {
  SprintLens lens;
  auto done = lens.story(1, day(-5));  // re-estimated while in the sprint
  lens.come(done, day(-1));
  lens.worth(done, "3");
  lens.worth(done, day(3), "5");
  lens.move(done, day(2), kDoing);
  lens.move(done, day(10), kDone);
  lens.worth(done, day(20), "8");  // after the close
  lens.add(done);
  auto left_over = lens.story(2, day(-5));
  lens.come(left_over, day(-1));
  lens.move(left_over, day(2), kDoing);
  lens.move(left_over, day(16), kDone);
  lens.add(left_over);
  auto added = lens.story(3, day(-5));
  lens.come(added, day(4));
  lens.worth(added, "2");
  lens.add(added);
  auto removed = lens.story(4, day(-5));
  lens.come(removed, day(-1));
  lens.worth(removed, "1");
  lens.leave(removed, day(5));
  lens.add(removed);
  auto before = lens.story(5, day(-5));
  lens.come(before, day(-1));
  lens.move(before, day(-2), kDone);
  lens.add(before);
  auto never = lens.story(6, day(-5));  // left before the start
  lens.come(never, day(-3));
  lens.leave(never, day(-1));
  lens.add(never);
  Pinned pinned(lens.build(day(40)));
  const SprintAnswer answer = report(pinned);
  EXPECT_FALSE(answer.provisional);
  EXPECT_EQ(answer.close, Instant(day(14, 9)));
  EXPECT_EQ(parts(answer.amounts.committed), std::tuple(4u, 4.0, 2u));
  EXPECT_EQ(parts(answer.amounts.added), std::tuple(1u, 2.0, 0u));
  EXPECT_EQ(parts(answer.amounts.removed), std::tuple(1u, 1.0, 0u));
  EXPECT_EQ(parts(answer.amounts.completed), std::tuple(1u, 5.0, 0u));
  EXPECT_EQ(parts(answer.amounts.not_completed), std::tuple(1u, 2.0, 0u));
  EXPECT_EQ(parts(answer.amounts.done_before), std::tuple(1u, 0.0, 1u));
  EXPECT_EQ(parts(answer.amounts.done_after), std::tuple(1u, 0.0, 1u));
  EXPECT_EQ(answer.n, 5u);
  const SprintItem& one = item_of(pinned, answer, "T-1");
  EXPECT_EQ(one.points_at_commitment, 3.0);
  EXPECT_EQ(one.points_at_close, 5.0);
  EXPECT_EQ(one.finished, Instant(day(10)));
  EXPECT_EQ(item_of(pinned, answer, "T-2").outcome, Outcome::kDoneAfter);
  EXPECT_EQ(item_of(pinned, answer, "T-3").added_at, Instant(day(4)));
  EXPECT_EQ(item_of(pinned, answer, "T-4").removed_at, Instant(day(5)));
  EXPECT_TRUE(answer.items.back().added);  // committed first
}

TEST(Sprint, FactsAreThoseAtTheClose) {
  SprintLens lens;
  auto reopened = lens.story(1, day(-5));  // open again today, done at the close
  lens.come(reopened, day(-1));
  lens.move(reopened, day(9), kDone);
  lens.move(reopened, day(15), kDoing);
  lens.add(reopened);
  auto gone = lens.story(2, day(-5));  // deleted after the close
  lens.come(gone, day(-1));
  TestLens::erase(gone, day(20));
  lens.add(gone);
  auto gone_before = lens.story(3, day(-5));
  lens.come(gone_before, day(-1));
  TestLens::erase(gone_before, day(10));
  lens.add(gone_before);
  Pinned pinned(lens.build(day(40)));
  const SprintAnswer answer = report(pinned);
  EXPECT_EQ(item_of(pinned, answer, "T-1").outcome, Outcome::kCompleted);
  EXPECT_EQ(item_of(pinned, answer, "T-2").outcome, Outcome::kNotCompleted);
  EXPECT_THAT(answer.items, SizeIs(2));
  ASSERT_THAT(answer.exclusions, SizeIs(1));
  EXPECT_THAT(answer.exclusions[0].keys, ElementsAre("T-3"));
  EXPECT_EQ(answer.considered, 3u);
}

TEST(Sprint, LeavingAndComingBackIsNeither) {
  SprintLens lens;
  auto back = lens.story(1, day(-5));
  lens.come(back, day(-1));
  lens.leave(back, day(3));
  lens.come(back, day(4));
  lens.add(back);
  auto twice = lens.story(2, day(-5));
  lens.come(twice, day(2));
  lens.leave(twice, day(3));
  lens.add(twice);
  Pinned pinned(lens.build(day(40)));
  const SprintAnswer answer = report(pinned);
  EXPECT_EQ(answer.amounts.added.issues, 1u);
  EXPECT_EQ(answer.amounts.removed.issues, 1u);
  EXPECT_EQ(answer.amounts.committed.issues, 1u);
  EXPECT_FALSE(item_of(pinned, answer, "T-1").removed);
  EXPECT_TRUE(item_of(pinned, answer, "T-2").added);
  EXPECT_TRUE(item_of(pinned, answer, "T-2").removed);
}

TEST(Sprint, TheInstantsOfStartAndClose) {
  SprintLens lens;
  auto at_start = lens.story(1, day(-5));
  lens.come(at_start, day(0, 9));  // at the very start: committed
  lens.add(at_start);
  auto after_start = lens.story(2, day(-5));
  lens.come(after_start, day(0, 9) + 1);
  lens.add(after_start);
  auto moved_by_close = lens.story(3, day(-5));
  lens.come(moved_by_close, day(-1));
  lens.leave(moved_by_close, day(14, 9));  // Jira moves what is left over
  lens.add(moved_by_close);
  auto just_before = lens.story(4, day(-5));
  lens.come(just_before, day(-1));
  lens.leave(just_before, day(14, 9) - 1);
  lens.add(just_before);
  auto too_late = lens.story(5, day(-5));
  lens.come(too_late, day(14, 9));
  lens.add(too_late);
  Pinned pinned(lens.build(day(40)));
  const SprintAnswer answer = report(pinned);
  EXPECT_FALSE(item_of(pinned, answer, "T-1").added);
  EXPECT_TRUE(item_of(pinned, answer, "T-2").added);
  EXPECT_EQ(item_of(pinned, answer, "T-3").outcome, Outcome::kNotCompleted);
  EXPECT_EQ(item_of(pinned, answer, "T-4").outcome, Outcome::kRemoved);
  EXPECT_THAT(answer.items, SizeIs(4));
}

TEST(Sprint, AnIssueInSeveralSprints) {
  SprintLens lens;
  auto row = lens.story(1, day(-5));
  lens.come(row, day(-1), "1");
  lens.come(row, day(14, 9), "2");  // carried over; it stays a member of the closed one
  lens.move(row, day(20), kDone);
  lens.add(row);
  Pinned pinned(lens.build(day(40)));
  EXPECT_EQ(report(pinned).items.at(0).outcome, Outcome::kDoneAfter);
  const auto second = decide_sprint(pinned.facts(), seen(), {kSite, "2"}).value();
  EXPECT_EQ(second.items.at(0).outcome, Outcome::kCompleted);
  EXPECT_FALSE(second.items.at(0).added);
}

TEST(Sprint, OpenAndReopenedSprintsAreProvisional) {
  for (const auto complete : {std::optional<int64_t>(), std::optional(day(14, 9))}) {
    SprintLens lens({"active", day(0, 9), day(11, 9), complete, "7"});
    auto row = lens.story(1, day(-5));
    lens.come(row, day(-1));
    lens.move(row, day(16), kDone);
    lens.add(row);
    Pinned pinned(lens.build(day(20)));
    const SprintAnswer answer = report(pinned, seen(day(20)));
    EXPECT_TRUE(answer.provisional);
    EXPECT_EQ(answer.close, Instant(day(20)));
    EXPECT_EQ(answer.amounts.completed.issues, 1u);
    if (complete) EXPECT_THAT(answer.notes, Contains(HasSubstr("opened again")));
  }
}

TEST(Sprint, AsOfAnInstantWithinIt) {
  SprintLens lens;
  auto row = lens.story(1, day(-5));
  lens.come(row, day(-1));
  lens.move(row, day(9), kDone);
  lens.add(row);
  Pinned pinned(lens.build(day(40)));
  Question asked = seen();
  asked.as_of = Instant(day(5));
  const SprintAnswer answer = report(pinned, asked);
  EXPECT_TRUE(answer.provisional);
  EXPECT_EQ(answer.items.at(0).outcome, Outcome::kNotCompleted);
  asked.as_of = Instant(day(-5));
  EXPECT_EQ(decide_sprint(pinned.facts(), asked, kFirst).error().code, ErrorCode::kInvalidArgument);
}

TEST(Sprint, UnknownAndUnstartedOnes) {
  SprintLens lens;
  Pinned pinned(lens.build(day(40)));
  EXPECT_EQ(decide_sprint(pinned.facts(), seen(), {kSite, "99"}).error().code,
            ErrorCode::kNotFound);
  EXPECT_EQ(decide_sprint(pinned.facts(), seen(), {kSite, "4"}).error().code,
            ErrorCode::kInvalidArgument);
  const SprintAnswer empty = report(pinned);
  EXPECT_THAT(empty.items, IsEmpty());
  EXPECT_THAT(empty.days, SizeIs(15));
}

TEST(Sprint, SubTasksByPopulation) {
  SprintLens lens;
  auto sub = lens.story(1, day(-5));
  sub.type = lens.code(lens::LensField::kType, "2", "");
  lens.come(sub, day(-1));
  lens.add(sub);
  Pinned pinned(lens.build(day(40)));
  EXPECT_THAT(report(pinned).items, IsEmpty());
  Question asked = seen();
  asked.population.subtask = true;
  EXPECT_THAT(report(pinned, asked).items, SizeIs(1));
}

TEST(Sprint, BurndownByDaysOfTheZone) {
  SprintLens lens;
  auto one = lens.story(1, day(-5));
  lens.come(one, day(-1));
  lens.worth(one, "3");
  lens.move(one, day(2, 1), kDone);  // in New York the evening before
  lens.add(one);
  auto two = lens.story(2, day(-5));
  lens.come(two, day(3));
  lens.worth(two, "5");
  lens.add(two);
  Pinned pinned(lens.build(day(40)));
  Question asked = seen();
  asked.zone = "America/New_York";
  const SprintAnswer answer = report(pinned, asked);
  ASSERT_THAT(answer.days, SizeIs(15));
  EXPECT_EQ(answer.days[0].date, date_of(Instant(day(0))));
  EXPECT_EQ(answer.days[0].remaining.points, 3.0);
  EXPECT_EQ(answer.days[1].remaining.points, 0.0);
  EXPECT_EQ(answer.days[1].completed.points, 3.0);
  EXPECT_EQ(answer.days[1].scope.issues, 1u);
  EXPECT_EQ(answer.days[14].scope.points, 8.0);
  EXPECT_EQ(answer.days[14].remaining.points, 5.0);
  EXPECT_EQ(answer.days[14].completed.issues, answer.amounts.completed.issues);
}

}  // namespace
}  // namespace tl::metrics::sprint
