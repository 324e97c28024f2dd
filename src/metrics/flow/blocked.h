// Blocked time and flow efficiency, of issues that finished in the window.
//
//   blocked      union of: flagged; in a blocked stage; linked "is blocked by" to an issue that was
//                open then; clipped to start..finish
//   efficiency   (time in active stages - blocked time within them) / cycle time; review is not
//                active unless mapped so; issues with a cycle time above zero; over a set the sum
//                of the one by the sum of the other
// A blocking issue that is not stored here counts as open while the link lasts; a note says how
// many.
#pragma once

#include <array>
#include <optional>
#include <utility>
#include <vector>

#include "base/result.h"
#include "metrics/flow/names.h"

namespace tl::metrics::flow {

using Span = std::pair<int64_t, int64_t>;  // [from, to) in milliseconds

// All spans in which the issue was blocked, merged and sorted, up to `until`. `cause` nothing: any.
[[nodiscard]] std::vector<Span> decide_blocked_spans(const Facts& facts, lens::RowAddress address,
                                                     int64_t until,
                                                     std::optional<BlockCause> cause = {});

struct EfficiencyValue {
  size_t n = 0;
  int64_t active_seconds = 0;   // without blocked time
  int64_t blocked_seconds = 0;  // within start..finish, in any stage
  int64_t cycle_seconds = 0;
  [[nodiscard]] std::optional<double> ratio() const {
    if (cycle_seconds == 0) return std::nullopt;
    return static_cast<double>(active_seconds) / static_cast<double>(cycle_seconds);
  }
};

struct BlockedCause {
  BlockCause cause = BlockCause::kFlagged;
  size_t issues = 0;
  int64_t seconds = 0;  // causes can overlap
};

struct StageShare {
  Stage stage = Stage::kActive;
  int64_t seconds = 0;  // within start..finish
};

struct EfficiencyAnswer : About {
  EfficiencyValue all;
  std::vector<Period> periods;
  std::vector<EfficiencyValue> series;  // of `periods`
  std::vector<StageShare> stages;
  size_t blocked_issues = 0;
  std::vector<size_t> blocked_issues_series;  // of `periods`
  std::vector<BlockedCause> causes;           // those that occur
};

[[nodiscard]] Result<EfficiencyAnswer> decide_efficiency(const Facts& facts,
                                                         const Question& question,
                                                         PeriodLength length);
// Marks: on + period, cause (only blocked ones), finding "blocked" (by any cause), stage (time in
// it), exclusion.
[[nodiscard]] Result<ItemList> decide_efficiency_items(const Facts& facts, const Question& question,
                                                       const Mark& mark);

extern const Definition kEfficiency;

}  // namespace tl::metrics::flow
