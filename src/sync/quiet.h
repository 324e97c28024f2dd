// Quiet hours: when a connection makes no requests. Pure.
#pragma once

#include <optional>
#include <string_view>

#include "base/clock.h"
#include "domain/connection.h"

namespace tl::sync {

// When the quiet hours end that hold at `now` in `zone` (IANA; an unknown one counts as UTC);
// nothing outside of them. On the day of a clock change the end is where the wall clock shows it.
[[nodiscard]] std::optional<Instant> quiet_until(const std::optional<domain::QuietHours>& hours,
                                                 std::string_view zone, Instant now);

}  // namespace tl::sync
