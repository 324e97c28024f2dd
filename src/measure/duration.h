// Durations in the unit of a question.
#pragma once

#include <cstdint>
#include <string_view>

#include "measure/facts.h"
#include "measure/question.h"

namespace tl::measure {

inline constexpr int64_t kMsPerSecond = 1000;
inline constexpr int64_t kSecondsPerDay = 86'400;

class Durations {
 public:
  // `facts` must outlive it.
  Durations(const Facts& facts, TimeUnit unit)
      : calendar_(facts.calendar), working_(unit == TimeUnit::kWorking) {}

  // Whole seconds from one instant (milliseconds) to another; 0 when it does not lie after.
  [[nodiscard]] int64_t seconds(int64_t from, int64_t to) const {
    if (to <= from) return 0;
    return working_ ? calendar_.working_seconds(Instant(from), Instant(to))
                    : (to - from) / kMsPerSecond;
  }
  // What a day is in this unit.
  [[nodiscard]] int64_t day_seconds() const {
    return working_ ? calendar_.working_day_seconds() : kSecondsPerDay;
  }
  [[nodiscard]] std::string_view day_word() const { return working_ ? "working day" : "day"; }

 private:
  const Calendar& calendar_;
  bool working_;
};

}  // namespace tl::measure
