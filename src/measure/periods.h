// Periods: days, weeks and months of a window, in the tenant's zone.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/time_text.h"
#include "measure/question.h"

namespace tl::measure {

inline constexpr size_t kMaxPeriods = 1100;  // three years of days

enum class PeriodLength : uint8_t { kDay, kWeek, kMonth };

[[nodiscard]] std::string_view to_text(PeriodLength length);  // "day", "week", "month"
[[nodiscard]] std::optional<PeriodLength> parse_period_length(std::string_view text);

struct Period {
  CivilDate first;  // both dates belong to it; cut to the window
  CivilDate last;
  Instant from;  // [from, to)
  Instant to;
  // False for the running period, one that the window cuts, and one that begins before the data is
  // complete: a series leaves those out of medians and trends, and draws them hatched.
  bool complete = true;
};

// All periods that overlap [from, to), in order, without gaps. Errors: kInvalidArgument for an
// empty window, an unknown zone or more than kMaxPeriods.
[[nodiscard]] Result<std::vector<Period>> decide_periods(const Question& question,
                                                         PeriodLength length);

// The period that holds the instant.
[[nodiscard]] std::optional<size_t> find_period(const std::vector<Period>& periods,
                                                int64_t instant_ms);

// The same for very many instants: two loads mostly.
class PeriodFinder {
 public:
  // `periods` must outlive it, and come from decide_periods.
  explicit PeriodFinder(const std::vector<Period>& periods);
  [[nodiscard]] std::optional<size_t> find(int64_t instant_ms) const {
    if (days_.empty() || instant_ms < from_ || instant_ms >= periods_.back().to.ms)
      return std::nullopt;
    size_t index = days_[static_cast<size_t>((instant_ms - from_) / kStepMs)];
    while (periods_[index].to.ms <= instant_ms) ++index;
    return index;
  }

 private:
  static constexpr int64_t kStepMs = 86'400'000;
  const std::vector<Period>& periods_;
  int64_t from_ = 0;
  std::vector<uint32_t> days_;  // by steps from `from_`: the period that holds the step's beginning
};

}  // namespace tl::measure
