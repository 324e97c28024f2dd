// Time in status and in stage: of issues that finished in the window, the sum of all their stays.
// An issue counts in a row only when it was there. Stays in done and cancelled statuses do not grow
// and are left out. Statuses of one name, stage and project scope are one row.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "metrics/flow/names.h"

namespace tl::metrics::flow {

inline constexpr size_t kMaxStatusRows = 60;  // those with most time; a note says what is left out

enum class StayUnit : uint8_t { kStatus, kStage };

struct TimeCell {  // issues that finished in one period
  size_t n = 0;
  std::optional<int64_t> p50, p85;  // absent below their needed n
};

struct TimeRow {
  std::string name;  // of the status; of a stage its word
  Stage stage = Stage::kUnmapped;
  std::vector<lens::Code> statuses;
  size_t n = 0;
  int64_t total_seconds = 0;
  std::optional<int64_t> p50, p85;
  std::vector<TimeCell> cells;  // of `periods`
};

struct TimeInStatusAnswer : About {
  StayUnit by = StayUnit::kStatus;
  std::vector<Period> periods;  // by finishing
  std::vector<TimeRow> rows;    // in workflow order
};

[[nodiscard]] Result<TimeInStatusAnswer> decide_time_in_status(const Facts& facts,
                                                               const Question& question,
                                                               StayUnit by, PeriodLength length);
// Marks: status (a row's name) or stage (one is needed; both: the row of that name and stage), on +
// period, longer_than, shorter_than, exclusion.
[[nodiscard]] Result<ItemList> decide_time_in_status_items(const Facts& facts,
                                                           const Question& question,
                                                           const Mark& mark);

extern const Definition kTimeInStatus;
extern const Definition kTimeInStage;

}  // namespace tl::metrics::flow
