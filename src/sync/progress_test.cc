#include "sync/progress.h"

#include <gtest/gtest.h>

namespace tl::sync {
namespace {

Phase phase(std::string id, RunState state, int64_t done, std::optional<int64_t> total) {
  Phase made;
  made.id = std::move(id);
  made.title = "A phase";
  made.state = state;
  made.done = done;
  made.total = total;
  return made;
}

Progress sample() {
  Progress progress;
  progress.run = "run1";
  progress.state = RunState::kRunning;
  progress.started = Instant(1'000'000);
  progress.requests = 12;
  progress.refused = 1;
  progress.waiting = Waiting{"Jira asked to wait", Instant(2'000'000)};
  progress.complete_back_to = Instant(500'000);
  progress.phases = {phase("catalogue", RunState::kCompleted, 40, 40),
                     phase("issues", RunState::kRunning, 250, 1000),
                     phase("worklogs", RunState::kQueued, 0, std::nullopt)};
  progress.phases[1].started = Instant(1'010'000);
  progress.phases[1].last_activity = Instant(1'060'000);
  progress.phases[1].current = "SHOP-7";
  return progress;
}

TEST(Progress, WhatIsStoredIsReadBack) {
  Progress before = sample();
  update_percent(before);
  const auto after = parse_progress(render_progress(before));
  ASSERT_TRUE(after.ok());
  EXPECT_EQ(render_progress(*after), render_progress(before));
  EXPECT_EQ(after->phases[1].current, "SHOP-7");
  EXPECT_EQ(after->waiting->until, Instant(2'000'000));
  EXPECT_FALSE(after->phases[2].total.has_value());
}

TEST(Progress, DamagedTextIsRefused) {
  EXPECT_FALSE(parse_progress("").ok());
  EXPECT_FALSE(parse_progress("{}").ok());
  EXPECT_FALSE(parse_progress(R"({"started":"yesterday"})").ok());
}

TEST(Progress, PercentNeverFallsWhenTheTotalGrows) {
  Progress progress = sample();
  update_percent(progress);
  const double before = progress.percent;
  EXPECT_GT(before, 0);
  progress.phases[1].total = 100'000;
  update_percent(progress);
  EXPECT_EQ(progress.percent, before);
}

TEST(Progress, PercentIsHundredOnlyWhenAllPhasesAreDone) {
  Progress progress = sample();
  progress.phases[1].done = 1000;  // all of the total, but not said to be complete
  update_percent(progress);
  EXPECT_LT(progress.percent, 100);
  for (Phase& each : progress.phases) each.state = RunState::kCompleted;
  update_percent(progress);
  EXPECT_EQ(progress.percent, 100);
}

TEST(Progress, EtaIsHiddenAtFirstAndWhileWaiting) {
  Progress progress = sample();
  update_percent(progress);
  EXPECT_FALSE(decide_eta(progress, progress.started + seconds(29)));
  const auto eta = decide_eta(progress, progress.started + seconds(60));
  ASSERT_TRUE(eta);
  EXPECT_LT(eta->low_s, eta->high_s);
  progress.state = RunState::kWaiting;
  EXPECT_FALSE(decide_eta(progress, progress.started + seconds(60)));
}

TEST(Progress, RateCountsFromTheStartOfThePhase) {
  const Progress progress = sample();
  EXPECT_FALSE(per_minute(progress.phases[1], Instant(1'012'000)));
  EXPECT_DOUBLE_EQ(*per_minute(progress.phases[1], Instant(1'070'000)), 250.0);
  EXPECT_FALSE(per_minute(progress.phases[2], Instant(1'070'000)));
}

TEST(Progress, EveryStateHasAWord) {
  for (const auto state : {RunState::kQueued, RunState::kRunning, RunState::kWaiting,
                           RunState::kRetrying, RunState::kCompleted, RunState::kCompletedWithGaps,
                           RunState::kFailed, RunState::kCancelled}) {
    EXPECT_EQ(parse_run_state(to_text(state)), state);
  }
  EXPECT_FALSE(parse_run_state("almost"));
}

}  // namespace
}  // namespace tl::sync
