// Ways through stages: what following the changes gives, in fewer steps.
#include "measure/stage_paths.h"

#include <gtest/gtest.h>

#include <random>
#include <tuple>

#include "measure/lens_for_test.h"
#include "measure/status_seconds.h"

namespace tl::measure::test {
namespace {

using Step = std::tuple<Stage, Zone, int64_t, int64_t>;

std::vector<Step> steps_of(const StagePaths& paths, uint32_t row) {
  std::vector<Step> steps;
  paths.each_step(row, [&](Stage stage, Zone zone, int64_t from, int64_t to) {
    steps.emplace_back(stage, zone, from, to);
  });
  EXPECT_EQ(paths.is_empty(row), steps.empty());
  return steps;
}

// Statuses at random; sometimes without a creation date, created late, or elsewhere now.
lens::IssueRow random_row(TestLens& lens, std::mt19937& random, int64_t id) {
  const auto below = [&](int n) {
    return static_cast<int64_t>(random() % static_cast<unsigned>(n));
  };
  lens::IssueRow row = lens.story(id, day(below(5)));
  int64_t at = row.created;
  for (int64_t i = below(9); i > 0; --i) {
    at += below(4) == 0 ? 0 : below(40) * kHourMs / 3;
    lens.move(row, at, 1 + below(8));
  }
  const int64_t kind = below(8);
  if (kind == 0) row.created = lens::kNoInstant;
  if (kind == 1) row.created += 30 * kHourMs;
  if (below(8) == 0) row.status = lens.status(1 + below(8));
  return row;
}

Pinned random_lens(unsigned seed) {
  std::mt19937 random(seed);
  TestLens lens;
  for (int64_t id = 1; id <= 300; ++id) lens.add(random_row(lens, random, id));
  return Pinned(lens.build(day(60)));
}

// Stays of one stage and zone that follow each other are one step, but for the last done one.
std::vector<Step> expected(const Pinned& pinned, const Track& track) {
  std::vector<Step> steps;
  track.each_stay([&](lens::Code status, int64_t from, int64_t to) {
    const Stage stage = pinned.stages.stage(status);
    const Zone zone = pinned.stages.zone(status);
    const bool alone = to == kForever && zone == Zone::kDone;
    if (!steps.empty() && std::get<0>(steps.back()) == stage && std::get<1>(steps.back()) == zone &&
        !alone)
      std::get<3>(steps.back()) = to;
    else
      steps.emplace_back(stage, zone, from, to);
  });
  return steps;
}

TEST(StagePathsTest, AreTheStaysInFewerSteps) {
  for (unsigned seed = 1; seed <= 20; ++seed) {
    const Pinned pinned = random_lens(seed);
    const lens::Chunk& chunk = *pinned.version->parts()[0].chunk;
    for (const std::optional<int64_t> as_of :
         {std::optional<int64_t>(), std::optional(day(3)), std::optional(day(-1))}) {
      const auto paths = stage_paths(chunk, pinned.stages, as_of);
      for (uint32_t row = 0; row < chunk.rows(); ++row)
        ASSERT_EQ(steps_of(*paths, row), expected(pinned, Track(chunk, row, as_of)))
            << "seed " << seed << " row " << row;
    }
  }
}

TEST(StagePathsTest, ALastStayThatIsDoneStandsForItself) {
  TestLens lens;
  lens::IssueRow row = lens.story(1);
  lens.move(row, day(1), kDone);
  lens.move(row, day(2), kReleased);
  lens.add(row);
  const Pinned pinned(lens.build(day(9)));
  const auto steps = steps_of(*stage_paths(*pinned.version->parts()[0].chunk, pinned.stages), 0);
  EXPECT_EQ(steps, (std::vector<Step>{{Stage::kQueue, Zone::kBefore, kMonday, day(1)},
                                      {Stage::kDone, Zone::kDone, day(1), day(2)},
                                      {Stage::kDone, Zone::kDone, day(2), kForever}}));
}

TEST(StagePathsTest, AMapGivesWaysOfItsOwn) {
  const Pinned pinned = random_lens(3);
  const lens::Chunk& chunk = *pinned.version->parts()[0].chunk;
  const auto paths = stage_paths(chunk, pinned.stages);
  EXPECT_EQ(stage_paths(chunk, pinned.stages), paths);
  Mapping mapping;
  mapping.statuses[std::to_string(kDoing)] = Stage::kReview;
  const StageMap other = StageMap::make(*pinned.version, {{kSite, mapping}});
  EXPECT_NE(stage_paths(chunk, other), paths);
  EXPECT_EQ(stage_paths(chunk, pinned.stages), paths);
  EXPECT_EQ(chunk.kept.memory_bytes(),
            paths->memory_bytes() + stage_paths(chunk, other)->memory_bytes());
}

TEST(StatusSecondsTest, AreTheSumsOfTheStays) {
  for (unsigned seed = 1; seed <= 20; ++seed) {
    const Pinned pinned = random_lens(seed);
    const lens::Chunk& chunk = *pinned.version->parts()[0].chunk;
    std::map<std::pair<lens::Code, uint32_t>, int64_t> wanted;
    for (uint32_t row = 0; row < chunk.rows(); ++row) {
      Track(chunk, row, std::nullopt).each_stay([&](lens::Code status, int64_t from, int64_t to) {
        if (to != kForever) wanted[{status, row}] += (to - from) / 1000;
      });
    }
    const auto seconds = status_seconds(chunk);
    ASSERT_TRUE(seconds->is_exact());
    std::map<std::pair<lens::Code, uint32_t>, int64_t> got;
    seconds->each_list([&](const StatusSeconds::List& list) {
      EXPECT_EQ(list.block, 0u);
      EXPECT_TRUE(std::is_sorted(list.seconds.begin(), list.seconds.end()));
      for (size_t i = 0; i < list.rows.size(); ++i) {
        const bool once = got.try_emplace({list.status, list.rows[i]}, list.seconds[i]).second;
        EXPECT_TRUE(once);
      }
    });
    ASSERT_EQ(got, wanted) << "seed " << seed;
    EXPECT_EQ(status_seconds(chunk), seconds) << "kept";
  }
}

TEST(StatusSecondsTest, SayWhenATimeDoesNotFit) {
  TestLens lens;
  lens::IssueRow row = lens.story(1, -70'000'000'000'000);  // before our era
  lens.move(row, day(1), kDoing);
  lens.add(row);
  const Pinned pinned(lens.build(day(9)));
  const auto seconds = status_seconds(*pinned.version->parts()[0].chunk);
  EXPECT_FALSE(seconds->is_exact());
  seconds->each_list([](const StatusSeconds::List&) { FAIL(); });
}

}  // namespace
}  // namespace tl::measure::test
