// Bins of a scatter of many points.
#pragma once

#include <vector>

#include "metrics/flow/cycle_time.h"

namespace tl::metrics::flow {

inline constexpr int kScatterShare = 98;  // percent of the points lie below the last row
inline constexpr size_t kMaxScatterColumns = 200;

struct ScatterPoint {
  int64_t at = 0;  // milliseconds
  int64_t seconds = 0;
};

// The length of a column: days, or weeks or months where the window has more than
// kMaxScatterColumns of them.
[[nodiscard]] PeriodLength decide_column_length(const Question& question);

// By column, then by row. Rows are kScatterRows of equal height; the last one reaches up to the
// greatest value. `sorted`: the seconds of all points. No empty bins.
[[nodiscard]] std::vector<ScatterBin> decide_scatter(const std::vector<ScatterPoint>& points,
                                                     const std::vector<int64_t>& sorted,
                                                     const std::vector<Period>& columns);

}  // namespace tl::metrics::flow
