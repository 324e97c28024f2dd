#include "measure/percentiles.h"

#include <fmt/format.h>

#include <algorithm>

namespace tl::measure {
namespace {

constexpr size_t kRadixFrom = 4096;  // below this std::sort is as quick
constexpr int kDigitBits = 11;
constexpr size_t kDigits = size_t{1} << kDigitBits;

}  // namespace

int64_t nearest_rank(const std::vector<int64_t>& sorted, int percent) {
  const size_t rank = (sorted.size() * static_cast<size_t>(percent) + 99) / 100;  // from 1
  return sorted[rank - 1];
}

std::vector<Percentile> decide_percentiles(const std::vector<int64_t>& sorted) {
  std::vector<Percentile> all;
  for (const PercentileRule& rule : kPercentileRules) {
    Percentile& one = all.emplace_back();
    one.percent = rule.percent;
    one.needed = rule.needed;
    if (sorted.size() >= rule.needed)
      one.value = nearest_rank(sorted, rule.percent);
    else
      one.absent = fmt::format("too few (n {})", sorted.size());
  }
  return all;
}

double percentile_rank(const std::vector<int64_t>& sorted, int64_t value) {
  const auto above = std::upper_bound(sorted.begin(), sorted.end(), value);
  return 100.0 * static_cast<double>(above - sorted.begin()) / static_cast<double>(sorted.size());
}

// Least significant digit first, with as many passes as the greatest value has digits.
void sort_values(std::vector<int64_t>& values, int skipped_bits) {
  if (values.size() < kRadixFrom) {
    std::sort(values.begin(), values.end());
    return;
  }
  const int64_t greatest = *std::max_element(values.begin(), values.end());
  std::vector<int64_t> other(values.size());
  std::vector<size_t> begin(kDigits + 1);
  for (int shift = skipped_bits; shift < 63 && greatest >> shift != 0; shift += kDigitBits) {
    std::fill(begin.begin(), begin.end(), 0);
    const auto digit = [&](int64_t value) {
      return static_cast<size_t>(value >> shift) & (kDigits - 1);
    };
    for (const int64_t value : values) ++begin[digit(value) + 1];
    for (size_t i = 1; i < begin.size(); ++i) begin[i] += begin[i - 1];
    for (const int64_t value : values) other[begin[digit(value)]++] = value;
    values.swap(other);
  }
}

}  // namespace tl::measure
