// Throughput: issues finished per period, and the mix of work by category.
//
// Finished as cycle_time.h says; an issue without a start counts too. Periods without events are
// zero. The median is of complete periods only.
#pragma once

#include <array>
#include <optional>
#include <vector>

#include "base/result.h"
#include "metrics/flow/names.h"

namespace tl::metrics::flow {

inline constexpr size_t kMedianPeriods = 4;
inline constexpr size_t kCategories = 6;  // mapping::Category
using ByCategory = std::array<int64_t, kCategories>;

struct ThroughputPeriod {
  Period period;
  size_t count = 0;
  ByCategory by_category{};
  std::optional<double> median;  // of the kMedianPeriods complete periods that end with this one
};

struct ThroughputAnswer : About {
  std::vector<ThroughputPeriod> periods;
  size_t total = 0;                         // n
  std::optional<double> median_per_period;  // of all complete periods; at least 4
};

[[nodiscard]] Result<ThroughputAnswer> decide_throughput(const Facts& facts,
                                                         const Question& question,
                                                         PeriodLength length);
// Marks: on + period, category, exclusion.
[[nodiscard]] Result<ItemList> decide_throughput_items(const Facts& facts, const Question& question,
                                                       const Mark& mark);

// Mix: share of throughput in the window, of WIP now, and of hours logged in the window
// (worklogs by their start; deleted ones do not count) by category.
struct MixAnswer : About {
  ByCategory finished{};
  ByCategory in_progress{};
  ByCategory seconds{};
  std::vector<ThroughputPeriod> periods;
};
[[nodiscard]] Result<MixAnswer> decide_mix(const Facts& facts, const Question& question,
                                           PeriodLength length);

extern const Definition kThroughput;
extern const Definition kMix;

}  // namespace tl::metrics::flow
