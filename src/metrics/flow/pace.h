// How old finished work was when it left each stage: what the age of work in progress is held
// against.
#pragma once

#include <optional>
#include <vector>

#include "metrics/flow/inner.h"

namespace tl::metrics::flow {

// An age is counted from the start to the instant the issue left the stage for the last time;
// calendar time, whole seconds. Issues that finished in the question's window.
struct Pace {
  ByStage<std::vector<int64_t>> ages;  // sorted
  ByStage<std::vector<Percentile>> percentiles;

  // See AgingItem.
  [[nodiscard]] std::optional<int> band(Stage stage, int64_t age_seconds) const;
  [[nodiscard]] std::optional<double> rank(Stage stage, int64_t age_seconds) const;
  // Older than the p85 of its stage; false while there is none.
  [[nodiscard]] bool is_over_p85(Stage stage, int64_t age_seconds) const;
  [[nodiscard]] bool has_p85() const;  // of any stage
};

[[nodiscard]] Pace decide_pace(const Facts& facts, const Question& question);

// --- work in progress at the instant the question looks from ---

struct OpenIssue {
  lens::RowAddress address;
  Stage stage = Stage::kActive;
  int64_t start = lens::kNoInstant;
  int64_t age_seconds = 0;
};

enum class OpenReason : uint8_t { kDeleted, kHistoryIncomplete, kNoStart };
[[nodiscard]] std::span<const ExclusionText> open_reason_texts();  // by OpenReason

struct OpenIssues {
  std::vector<OpenIssue> issues;
  Excluded excluded{open_reason_texts()};
};
// `needs_age`: those whose start is not known are left out; else only deleted ones are.
[[nodiscard]] OpenIssues select_open(const Facts& facts, const Question& question, bool needs_age);

}  // namespace tl::metrics::flow
