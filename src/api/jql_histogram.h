// Bins of numbers, durations, instants and days: round edges, at most kMaxBins.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "jql/field.h"

namespace tl::api {

inline constexpr size_t kMaxBins = 40;

struct HistogramBin {
  double from = 0;  // inclusive
  double to = 0;    // exclusive; of the last one inclusive
  int64_t issues = 0;
};

// Numbers as in a jql::Value: seconds of durations, milliseconds of instants, days since 1970.
// Of numbers and durations the last bin takes the few that lie far above all others; instants and
// days lie in days, weeks, months, quarters or years of `zone`. REQUIRES: sorted, not empty.
[[nodiscard]] std::vector<HistogramBin> decide_bins(const std::vector<double>& sorted,
                                                    jql::ValueKind kind, std::string_view zone,
                                                    int week_start);

}  // namespace tl::api
