// Derived columns: packed without loss, cached by chunk, map and instant.
#include "measure/flow_columns.h"

#include <gtest/gtest.h>

#include <thread>

#include "measure/delivered_for_test.h"
#include "measure/ended.h"

namespace tl::measure::delivered {
namespace {

TestIssue finished(int64_t id, int64_t hours) {
  TestIssue issue(id);
  issue.set("created", Instant(kStart));
  issue.set("status", status(4));
  issue.change("status", Instant(kStart + kHour), status(1), status(2));
  issue.change("status", Instant(kStart + (1 + hours) * kHour), status(2), status(4));
  return issue;
}

TestIssue back_and_forth(int64_t id) {
  TestIssue issue = finished(id, 5);
  issue.change("status", Instant(kStart + 10 * kHour), status(4), status(1));
  issue.change("status", Instant(kStart + 20 * kHour), status(1), status(3));
  issue.change("status", Instant(kStart + 30 * kHour), status(3), status(5));
  issue.set("status", status(5));
  return issue;
}

TEST(FlowColumnsTest, HoldWhatWasDecided) {
  TestIssue open(3);
  open.set("created", Instant(kStart));
  open.set("status", status(1));
  const TestFacts test(build({finished(1, 5), back_and_forth(2), open}));
  const lens::Chunk& chunk = *test.version->parts()[0].chunk;
  const auto columns = derive_columns(chunk, test.stages);
  for (uint32_t row = 0; row < chunk.rows(); ++row) {
    const Passage passage = decide_passage(chunk, row, test.stages);
    EXPECT_EQ(columns->start(row, StartRule::kFirst), passage.first_start);
    EXPECT_EQ(columns->start(row, StartRule::kLast), passage.last_start);
    EXPECT_EQ(columns->end(row), passage.end);
    EXPECT_EQ(columns->outcome(row), passage.outcome);
    EXPECT_EQ(columns->ended_often(row), passage.ended_often);
  }
  EXPECT_FALSE(columns->ended_often(0));
  EXPECT_TRUE(columns->ended_often(1));
  EXPECT_EQ(columns->start(1, StartRule::kFirst), kStart + kHour);
  EXPECT_EQ(columns->start(1, StartRule::kLast), kStart + 20 * kHour);
  EXPECT_EQ(columns->end(1), kStart + 30 * kHour);
  EXPECT_EQ(columns->end(2), lens::kNoInstant);
}

TEST(FlowColumnsTest, AreSmall) {
  std::vector<TestIssue> issues;
  for (int64_t id = 1; id <= 2000; ++id) issues.push_back(finished(id, id));
  const TestFacts test(build(issues));
  const auto columns = derive_columns(*test.version->parts()[0].chunk, test.stages);
  EXPECT_LE(columns->memory_bytes(), 2000u * 17);
}

TEST(FlowColumnsTest, AreSharedByThreads) {
  const TestFacts test(build({finished(1, 5), finished(2, 6)}));
  const lens::Chunk& chunk = *test.version->parts()[0].chunk;
  const size_t before = test.version->memory_bytes();
  {
    std::vector<std::jthread> threads;
    for (int i = 0; i < 4; ++i)
      threads.emplace_back(
          [&] { EXPECT_EQ(flow_columns(chunk, test.stages)->outcome(1), Outcome::kFinished); });
  }
  const size_t once = flow_columns(chunk, test.stages)->memory_bytes();
  EXPECT_EQ(test.version->memory_bytes(), before + once) << "the lens knows what it takes";
}

TEST(FlowColumnsTest, FewAreKeptAndToldApartByInstantAndMap) {
  const auto version = build({back_and_forth(1)});
  const lens::Chunk& chunk = *version->parts()[0].chunk;
  const TestFacts test(version);
  const auto outcome_at = [&](std::optional<int64_t> as_of) {
    return flow_columns(chunk, test.stages, as_of)->outcome(0);
  };
  EXPECT_EQ(outcome_at({}), Outcome::kFinished);
  EXPECT_EQ(outcome_at(kStart + 15 * kHour), Outcome::kReopened);
  EXPECT_EQ(outcome_at(kStart + 2 * kHour), Outcome::kOpen);
  EXPECT_EQ(outcome_at({}), Outcome::kFinished);
  const auto first = flow_columns(chunk, test.stages);
  const size_t three = chunk.kept.memory_bytes();
  EXPECT_GE(three, 3 * sizeof(FlowColumns));
  EXPECT_EQ(flow_columns(chunk, test.stages), first) << "kept";
  for (const Stage stage : {Stage::kQueue, Stage::kDone, Stage::kCancelled}) {
    Mapping mapping;
    mapping.statuses["3"] = stage;
    const TestFacts other(version, {{kInstance, mapping}});
    EXPECT_NE(flow_columns(chunk, other.stages), first);
  }
  EXPECT_EQ(flow_columns(chunk, test.stages), first) << "others went";
  for (int64_t hour = 1; hour <= 4; ++hour) (void)outcome_at(kStart + hour * kHour);
  EXPECT_LE(chunk.kept.memory_bytes(), 2 * three);
  EXPECT_NE(flow_columns(chunk, test.stages), first) << "the oldest went";
}

TEST(LastItemsTest, KeepThoseThatEndedLastAndCountAll) {
  for (const uint32_t count : {0u, 1u, 9u, 10u, 11u, 500u}) {
    LastItems items(10);
    for (uint32_t i = 0; i < count; ++i) items.add({(i * 37) % 501, 0, 0, i});
    EXPECT_EQ(items.count(), count);
    EXPECT_EQ(items.was_cut(), count > 10);
    const auto& kept = items.sorted();
    ASSERT_EQ(kept.size(), std::min(count, 10u));
    for (size_t i = 1; i < kept.size(); ++i) EXPECT_GT(kept[i - 1].end, kept[i].end);
    if (count == 500) {
      EXPECT_EQ(kept.front().end, 500);
    }
  }
}

}  // namespace
}  // namespace tl::measure::delivered
