// Reopen rate: of issues that finished for the first time in the window, the share that left done
// within 14 days. Those that finished less than 14 days before now are immature: counted apart, out
// of the rate.
#pragma once

#include <optional>
#include <vector>

#include "base/result.h"
#include "metrics/flow/names.h"

namespace tl::metrics::flow {

inline constexpr int64_t kReopenWindowMs = 14LL * 86'400'000;
inline constexpr size_t kReopenNeeded = 5;  // mature issues; below, no rate

struct ReopenValue {
  size_t n = 0;         // mature
  size_t reopened = 0;  // of them
  size_t immature = 0;
};

struct ReopenAnswer : About {
  ReopenValue all;
  std::vector<Period> periods;
  std::vector<ReopenValue> series;
};

[[nodiscard]] Result<ReopenAnswer> decide_reopen(const Facts& facts, const Question& question,
                                                 PeriodLength length);
// Marks: on + period. Items: those that were reopened; with exclusion "immature" or "kept" the
// rest.
[[nodiscard]] Result<ItemList> decide_reopen_items(const Facts& facts, const Question& question,
                                                   const Mark& mark);

extern const Definition kReopenRate;

}  // namespace tl::metrics::flow
