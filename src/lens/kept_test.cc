// What is kept beside a chunk: found again, few of a kind, counted, gone with the chunk.
#include "lens/kept.h"

#include <gtest/gtest.h>

#include <thread>
#include <vector>

namespace tl::lens {
namespace {

struct Number : Kept::Thing {
  explicit Number(int kept_value) : value(kept_value) {}
  [[nodiscard]] size_t memory_bytes() const override { return 100; }
  int value;
};
struct Word : Kept::Thing {
  [[nodiscard]] size_t memory_bytes() const override { return 7; }
};

auto is(int value) {
  return [value](const Number& one) { return one.value == value; };
}

std::shared_ptr<const Number> keep(Kept& kept, int value, size_t most = 3) {
  return kept.keep(std::make_shared<const Number>(value), is(value), most);
}

TEST(KeptTest, FindsWhatWasKept) {
  Kept kept;
  EXPECT_EQ(kept.find<Number>(is(1)), nullptr);
  const auto one = keep(kept, 1);
  EXPECT_EQ(kept.find<Number>(is(1)), one);
  EXPECT_EQ(kept.find<Number>(is(2)), nullptr);
  EXPECT_EQ(keep(kept, 1), one) << "who comes second gets the first one's";
  EXPECT_EQ(kept.memory_bytes(), 100u);
}

TEST(KeptTest, TheOneNotFoundForLongestGoes) {
  Kept kept;
  for (const int value : {1, 2, 3}) (void)keep(kept, value);
  EXPECT_NE(kept.find<Number>(is(1)), nullptr);
  (void)keep(kept, 4);
  EXPECT_EQ(kept.find<Number>(is(2)), nullptr);
  for (const int value : {1, 3, 4}) EXPECT_NE(kept.find<Number>(is(value)), nullptr) << value;
  EXPECT_EQ(kept.memory_bytes(), 300u);
}

TEST(KeptTest, KindsDoNotPushEachOtherOut) {
  Kept kept;
  const auto any = [](const Word&) { return true; };
  const auto word = kept.keep(std::make_shared<const Word>(), any, 1);
  for (int value = 0; value < 10; ++value) (void)keep(kept, value);
  EXPECT_EQ(kept.find<Word>(any), word);
  EXPECT_EQ(kept.memory_bytes(), 307u);
}

TEST(KeptTest, WhoHoldsSomethingKeepsIt) {
  std::shared_ptr<const Number> held;
  {
    Kept kept;
    held = keep(kept, 5);
    EXPECT_EQ(held.use_count(), 2);
  }
  EXPECT_EQ(held.use_count(), 1) << "gone with the chunk, but for who uses it";
}

TEST(KeptTest, ManyThreadsAgree) {
  Kept kept;
  std::vector<std::shared_ptr<const Number>> got(4);
  {
    std::vector<std::jthread> threads;
    for (auto& mine : got) {
      threads.emplace_back([&] {
        for (int round = 0; round < 500; ++round) mine = keep(kept, round % 3);
      });
    }
  }
  EXPECT_EQ(kept.memory_bytes(), 300u);
  for (const auto& one : got) EXPECT_EQ(one, kept.find<Number>(is(499 % 3)));
}

}  // namespace
}  // namespace tl::lens
