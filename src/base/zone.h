// Civil dates in IANA time zones. The rules come from the system's database.
#pragma once

#include <optional>
#include <string_view>

#include "base/time_text.h"

namespace tl {

[[nodiscard]] bool zone_exists(std::string_view zone);

// The first instant of `date` in `zone` (where midnight does not exist, the instant the clock
// jumped); nothing for an unknown zone.
[[nodiscard]] std::optional<Instant> start_of_day(std::string_view zone, CivilDate date);

// The date on a wall calendar in `zone`; nothing for an unknown zone.
[[nodiscard]] std::optional<CivilDate> date_in_zone(std::string_view zone, Instant instant);

// The instant at which the wall clock of `zone` shows `minutes` after midnight of `date`: where it
// shows that twice the first, where never the instant it jumped. Nothing for an unknown zone.
[[nodiscard]] std::optional<Instant> instant_at(std::string_view zone, CivilDate date, int minutes);

}  // namespace tl
