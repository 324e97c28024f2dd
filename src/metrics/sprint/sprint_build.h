// The issues of sprints, decided one by one: what report, list and history are made of. Not for
// others than this room.
#pragma once

#include <map>
#include <vector>

#include "measure/excluded.h"
#include "measure/scope.h"
#include "metrics/sprint/membership.h"
#include "metrics/sprint/sprint_report.h"

namespace tl::metrics::sprint {

enum class SprintReason : uint8_t { kDeleted };
[[nodiscard]] std::span<const measure::ExclusionText> sprint_reason_texts();

struct SprintContent {
  SprintWindow window;
  std::vector<SprintItem> items;  // in no particular order
  measure::Excluded excluded{sprint_reason_texts()};
  size_t incomplete = 0;  // of `items`: not all of their changes have been read
};

// All of them in one pass over the lens. An issue can be in several.
[[nodiscard]] std::vector<SprintContent> build_sprints(const Facts& facts, const Question& question,
                                                       const std::vector<SprintWindow>& windows);

[[nodiscard]] SprintAmounts sum_up(const std::vector<SprintItem>& items);

// Remaining and completed work at the end of each day in the question's zone. At most
// kMaxSprintDays, the last ones.
inline constexpr size_t kMaxSprintDays = 400;
[[nodiscard]] std::vector<SprintDay> decide_days(const Facts& facts, const Question& question,
                                                 const SprintContent& content);

}  // namespace tl::metrics::sprint
