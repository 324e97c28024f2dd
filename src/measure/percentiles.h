// Percentiles by nearest rank, with the number of values each needs.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace tl::measure {

struct PercentileRule {
  int percent;
  size_t needed;  // below this many values it is absent
};
inline constexpr std::array<PercentileRule, 4> kPercentileRules = {
    {{50, 5}, {70, 10}, {85, 20}, {95, 60}}};

struct Percentile {
  int percent = 0;
  size_t needed = 0;             // values needed for it to be shown
  std::optional<int64_t> value;  // seconds
  std::string absent;            // "too few (n 12)" when there is no value
};

// The smallest value with at least `percent` % of the values at or below it.
// REQUIRES: sorted ascending, not empty, 0 < percent <= 100.
[[nodiscard]] int64_t nearest_rank(const std::vector<int64_t>& sorted, int percent);

// All of kPercentileRules over sorted values.
[[nodiscard]] std::vector<Percentile> decide_percentiles(const std::vector<int64_t>& sorted);

// Share of the values at or below `value`, in percent (0 to 100). REQUIRES: sorted, not empty.
[[nodiscard]] double percentile_rank(const std::vector<int64_t>& sorted, int64_t value);

// Sorts values that are not negative; faster than std::sort for many. `skipped_bits`: the last
// ones, which come in order already where the others are equal.
void sort_values(std::vector<int64_t>& values, int skipped_bits = 0);

}  // namespace tl::measure
