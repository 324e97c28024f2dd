#include "metrics/flow/scatter.h"

#include <algorithm>
#include <array>

namespace tl::metrics::flow {
namespace {

constexpr int64_t kDayMs = 86'400'000;

// A height that people can name: whole minutes, hours or days.
int64_t row_height(int64_t top) {
  constexpr std::array<int64_t, 16> kHeights = {
      60,     300,    900,    1800,    3600,    7200,    10'800,  14'400,
      21'600, 43'200, 86'400, 172'800, 259'200, 432'000, 604'800, 1'209'600};
  const int64_t least = top / static_cast<int64_t>(kScatterRows - 1) + 1;
  for (const int64_t height : kHeights) {
    if (height >= least) return height;
  }
  const int64_t last = kHeights.back();
  return (least + last - 1) / last * last;
}

}  // namespace

PeriodLength decide_column_length(const Question& question) {
  const auto days = static_cast<size_t>((question.to.ms - question.from.ms) / kDayMs);
  if (days <= kMaxScatterColumns) return PeriodLength::kDay;
  return days <= 7 * kMaxScatterColumns ? PeriodLength::kWeek : PeriodLength::kMonth;
}

std::vector<ScatterBin> decide_scatter(const std::vector<ScatterPoint>& points,
                                       const std::vector<int64_t>& sorted,
                                       const std::vector<Period>& columns) {
  std::vector<ScatterBin> bins;
  if (points.empty()) return bins;
  const int64_t height = row_height(nearest_rank(sorted, kScatterShare));
  const auto last_row = static_cast<int64_t>(kScatterRows - 1);
  std::vector<size_t> counts(columns.size() * kScatterRows);
  const PeriodFinder finder(columns);
  for (const ScatterPoint& point : points) {
    const auto column = finder.find(point.at);
    if (!column) continue;
    ++counts[*column * kScatterRows +
             static_cast<size_t>(std::min(point.seconds / height, last_row))];
  }
  for (size_t i = 0; i < counts.size(); ++i) {
    if (counts[i] == 0) continue;
    const auto row = static_cast<int64_t>(i % kScatterRows);
    ScatterBin& bin = bins.emplace_back();
    bin.date = columns[i / kScatterRows].first;
    bin.from_seconds = row * height;
    bin.to_seconds =
        row == last_row ? std::max((row + 1) * height, sorted.back() + 1) : (row + 1) * height;
    bin.count = counts[i];
  }
  return bins;
}

}  // namespace tl::metrics::flow
