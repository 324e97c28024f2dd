// Lengths of time as people write them: "4h 30m", "1.5d", "2w".
#pragma once

#include <optional>
#include <string_view>

namespace tl::jql {

struct WorkingTime {
  double hours_per_day = 24;  // behind "d"
  double days_per_week = 7;   // behind "w"
};

// In seconds. A number without a unit is minutes. Units w d h m, in any case; a sign may lead.
// Nothing when it is no duration, or above a thousand years.
[[nodiscard]] std::optional<double> parse_duration(std::string_view text, const WorkingTime& work);

}  // namespace tl::jql
