// Packed columns give back what was put in, whatever the range of the values.
#include "lens/column.h"

#include <gtest/gtest.h>

#include <bit>

namespace tl::lens {
namespace {

constexpr int64_t kNone = std::numeric_limits<int64_t>::min();
using Numbers = std::vector<int64_t>;

Numbers packed(const Numbers& values) {
  Column<int64_t, kNone> column;
  for (const int64_t value : values) column.push_back(value);
  column.pack();
  Numbers out;
  for (size_t i = 0; i < column.size(); ++i) out.push_back(column[i]);
  return out;
}

TEST(Column, GivesBackWhatWasPutIn) {
  const int64_t most = std::numeric_limits<int64_t>::max();
  const std::vector<Numbers> cases = {
      {},
      {kNone, kNone},
      {7, 7, 7},
      {0, 1, 255, 256, 65'535, 65'536, kNone},
      {1'767'225'600'000, kNone, 1'767'225'600'001},
      {-5, 3, kNone, 0},
      {kNone + 1, most, kNone, 0},
      // Doubles by their bits: those below zero lie at the other end.
      {std::bit_cast<int64_t>(3.5), std::bit_cast<int64_t>(-2.25), kNone,
       std::bit_cast<int64_t>(0.0)},
  };
  for (const Numbers& values : cases) EXPECT_EQ(packed(values), values);
}

TEST(Column, ASnapshotOfAnotherShapeIsRefused) {
  Column<int64_t, kNone> column;
  column.push_back(1000);
  column.push_back(70'000);
  column.pack();
  Column<int64_t, kNone> copy;
  ASSERT_TRUE(copy.restore(column.shape(), column.bytes()));
  EXPECT_EQ(copy[1], 70'000);
  auto shape = column.shape();
  ++shape.count;
  EXPECT_FALSE(copy.restore(shape, column.bytes()));
  shape = column.shape();
  shape.width = 9;
  EXPECT_FALSE(copy.restore(shape, column.bytes()));
}

}  // namespace
}  // namespace tl::lens
