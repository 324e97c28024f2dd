// History, list, and over random sprints: every number opens, the groups add up.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "metrics/sprint/sprint_for_test.h"

namespace tl::metrics::sprint {
namespace {

using namespace test;  // NOLINT
using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

TEST(Sprint, HistoryOfTheLastOfABoard) {
  SprintLens lens;
  auto row = lens.story(1, day(-5));
  lens.come(row, day(-1), "1");
  lens.come(row, day(14, 9), "2");
  lens.move(row, day(20), kDone);
  lens.add(row);
  Pinned pinned(lens.build(day(40)));
  const auto all = decide_sprint_history(pinned.facts(), seen(), kSite, "", 10).value();
  EXPECT_THAT(all.sprints, SizeIs(3));
  const auto board = decide_sprint_history(pinned.facts(), seen(), kSite, "7", 10).value();
  ASSERT_THAT(board.sprints, SizeIs(2));
  EXPECT_EQ(board.sprints[0].amounts.completed.issues, 0u);
  EXPECT_EQ(board.sprints[1].amounts.completed.issues, 1u);
  EXPECT_EQ(board.n, 1u);
  const auto last = decide_sprint_history(pinned.facts(), seen(), kSite, "7", 1).value();
  ASSERT_THAT(last.sprints, SizeIs(1));
  EXPECT_EQ(last.sprints[0].sprint, board.sprints[1].sprint);
  Question before = seen();
  before.as_of = Instant(day(20));  // the second was still open
  EXPECT_THAT(decide_sprint_history(pinned.facts(), before, kSite, "7", 10).value().sprints,
              SizeIs(1));
  for (const size_t count : {size_t{0}, kMaxSprintHistory + 1})
    EXPECT_FALSE(decide_sprint_history(pinned.facts(), seen(), kSite, "", count).ok());
}

TEST(Sprint, ListNewestFirst) {
  SprintLens lens;
  auto row = lens.story(1, day(-5));
  lens.come(row, day(-1), "1");
  lens.add(row);
  auto gone = lens.story(2, day(-5));
  lens.come(gone, day(-1), "1");
  TestLens::erase(gone, day(3));
  lens.add(gone);
  Pinned pinned(lens.build(day(40)));
  const auto ids = [&](const SprintQuery& query) {
    std::vector<std::string> out;
    for (const SprintFound& one : list_sprints(*pinned.version, query))
      out.push_back(pinned.version->dictionary().at(lens::LensField::kSprint, one.sprint).id);
    return out;
  };
  EXPECT_THAT(ids({}), ElementsAre("4", "5", "2", "1", "3"));
  EXPECT_THAT(ids({{}, "7", {"closed"}, ""}), ElementsAre("2", "1"));
  EXPECT_THAT(ids({{}, "", {}, "sprint 3"}), ElementsAre("3"));
  EXPECT_THAT(ids({InstanceId(9), "", {}, ""}), IsEmpty());
  for (const SprintFound& one : list_sprints(*pinned.version, {{}, "", {}, "Sprint 1"}))
    EXPECT_EQ(one.issues, 1u);
}

// --- whatever happens ----------------------------------------------------------------------------

// Random membership, moves and points.
Pinned random_sprint(uint64_t seed) {
  std::mt19937_64 random(seed);
  const auto pick = [&](int64_t below) {
    return static_cast<int64_t>(random() % static_cast<uint64_t>(below));
  };
  SprintLens lens;
  for (int64_t id = 1; id <= 40; ++id) {
    auto row = lens.story(id, day(-10));
    bool in = false;
    int64_t at = day(-9);
    for (int64_t i = pick(9); i > 0; --i) {
      at += pick(6) * kDayMs + pick(24) * kHourMs + 1;
      switch (pick(3)) {
        case 0:
          lens.move(row, at, 1 + pick(6));
          break;
        case 1:
          lens.worth(row, at, std::to_string(1 + pick(8)));
          break;
        default:
          in ? lens.leave(row, at) : lens.come(row, at);
          in = !in;
      }
    }
    if (pick(10) == 0) TestLens::erase(row, day(pick(20)));
    lens.add(row);
  }
  return Pinned(lens.build(day(40)));
}

TEST(Sprint, EveryNumberOpensAndTheGroupsAddUp) {
  for (uint64_t seed = 1; seed <= 60; ++seed) {
    Pinned pinned = random_sprint(seed);
    const SprintAnswer answer = report(pinned);
    const SprintAmounts& sums = answer.amounts;
    Question asked = seen();
    asked.sprints = {kFirst};
    const auto listed = [&](const std::string& group) {
      Mark mark;
      mark.sprint_group = group;
      return decide_sprint_items(pinned.facts(), asked, mark).value().items.size();
    };
    EXPECT_EQ(listed("committed"), sums.committed.issues) << seed;
    EXPECT_EQ(listed("added"), sums.added.issues) << seed;
    EXPECT_EQ(listed("removed"), sums.removed.issues) << seed;
    EXPECT_EQ(listed("completed"), sums.completed.issues) << seed;
    EXPECT_EQ(listed("not_completed"), sums.not_completed.issues) << seed;
    EXPECT_EQ(listed("done_before"), sums.done_before.issues) << seed;
    EXPECT_EQ(listed("done_after"), sums.done_after.issues) << seed;
    EXPECT_EQ(listed(""), answer.n) << seed;
    for (const auto& exclusion : answer.exclusions) {
      Mark mark;
      mark.exclusion = exclusion.code;
      EXPECT_THAT(decide_sprint_items(pinned.facts(), asked, mark).value().items,
                  SizeIs(exclusion.count));
    }
    EXPECT_EQ(sums.committed.issues + sums.added.issues, answer.n) << seed;
    EXPECT_EQ(sums.completed.issues + sums.not_completed.issues + sums.removed.issues +
                  sums.done_before.issues + sums.done_after.issues,
              answer.n)
        << seed;
    const SprintDay& last = answer.days.back();
    EXPECT_EQ(last.scope.issues, answer.n - sums.removed.issues) << seed;
    EXPECT_EQ(last.completed.issues, sums.completed.issues) << seed;
    EXPECT_EQ(last.completed.points, sums.completed.points) << seed;
    EXPECT_EQ(last.remaining.issues, sums.not_completed.issues + sums.done_after.issues) << seed;
  }
}

TEST(Sprint, MarksThatMeanNothing) {
  SprintLens lens;
  Pinned pinned(lens.build(day(40)));
  Question asked = seen();
  Mark mark;
  EXPECT_FALSE(decide_sprint_items(pinned.facts(), asked, mark).ok());  // no sprint named
  asked.sprints = {kFirst};
  mark.sprint_group = "carried";
  EXPECT_FALSE(decide_sprint_items(pinned.facts(), asked, mark).ok());
  mark.sprint_group = "added";
  mark.band = 1;
  EXPECT_FALSE(decide_sprint_items(pinned.facts(), asked, mark).ok());
}

}  // namespace
}  // namespace tl::metrics::sprint
