// Nearest rank, needed numbers, sorting.
#include "measure/percentiles.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <random>

namespace tl::measure {
namespace {

std::vector<int64_t> up_to(int64_t n) {
  std::vector<int64_t> values;
  for (int64_t i = 1; i <= n; ++i) values.push_back(i * 10);
  return values;
}

TEST(Percentiles, NearestRankTable) {
  struct Row {
    int64_t n;
    int percent;
    int64_t rank;
  };
  for (const Row& row : {Row{1, 50, 1},
                         {2, 50, 1},
                         {3, 50, 2},
                         {5, 50, 3},
                         {10, 50, 5},
                         {10, 70, 7},
                         {10, 85, 9},
                         {20, 85, 17},
                         {21, 85, 18},
                         {60, 95, 57},
                         {61, 95, 58},
                         {100, 85, 85},
                         {100, 95, 95},
                         {7, 100, 7},
                         {100, 1, 1}}) {
    EXPECT_EQ(nearest_rank(up_to(row.n), row.percent), row.rank * 10)
        << row.n << " values, p" << row.percent;
  }
}

TEST(Percentiles, NeededNumberAndOneBelow) {
  for (const PercentileRule& rule : kPercentileRules) {
    const auto of = [&](size_t n) {
      for (const Percentile& one : decide_percentiles(up_to(static_cast<int64_t>(n)))) {
        if (one.percent == rule.percent) return one;
      }
      return Percentile{};
    };
    EXPECT_TRUE(of(rule.needed).value);
    EXPECT_EQ(of(rule.needed).absent, "");
    EXPECT_FALSE(of(rule.needed - 1).value);
    EXPECT_EQ(of(rule.needed - 1).absent, fmt::format("too few (n {})", rule.needed - 1));
    EXPECT_EQ(of(0).absent, "too few (n 0)");
  }
}

TEST(Percentiles, SortAndRankAgreeWithThePlainWay) {
  std::mt19937_64 random(3);
  for (const size_t n : {0u, 1u, 100u, 5000u, 50000u}) {
    std::vector<int64_t> values(n);
    const int64_t greatest = n % 3 == 0 ? 40 : int64_t{1} << 50;
    for (int64_t& value : values) value = static_cast<int64_t>(random() % greatest);
    std::vector<int64_t> plain = values;
    sort_values(values);
    std::sort(plain.begin(), plain.end());
    ASSERT_EQ(values, plain);
  }
  EXPECT_EQ(percentile_rank({1, 2, 2, 3}, 2), 75.0);
  EXPECT_EQ(percentile_rank({1, 2, 2, 3}, 0), 0.0);
  EXPECT_EQ(percentile_rank({1, 2, 2, 3}, 9), 100.0);
}

}  // namespace
}  // namespace tl::measure
