// Dates of queries, in the asker's time zone.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "jql/field.h"

namespace tl::jql {

struct DateGround {
  Instant now;
  std::string zone = "UTC";  // IANA; an unknown one is read as UTC
  int week_start = 1;        // ISO weekday
};

// Milliseconds UTC. `from` is the instant meant; [from, to] all that was named: the day of a date
// without a time, the minute of one with a time.
struct Moment {
  int64_t from = 0;
  int64_t to = 0;
  TimeNeed need = TimeNeed::kNone;
};

// "2026-05-01", "2026/05/01 17:30", "-4w 2d" (from now, to the millisecond: a day is 24 hours),
// and "1767225600000" (milliseconds since 1970, eleven digits at least). Nothing when it is none.
[[nodiscard]] std::optional<Moment> parse_moment(std::string_view text, const DateGround& ground);

enum class Period : uint8_t { kDay, kWeek, kMonth, kYear };
enum class Edge : uint8_t { kStart, kEnd };

// startOfMonth("-1M") and the like; `increment` "" none: sign, number, unit of y M w d h m, the
// period's own when left out. An increment of the own unit moves the period; another one moves the
// edge on the wall calendar, hours and minutes by the clock. The end is the last millisecond.
// Nothing when the increment is none, or beyond ten thousand periods.
[[nodiscard]] std::optional<Moment> edge_of(Period period, Edge edge, std::string_view increment,
                                            const DateGround& ground);

// The whole day that holds the instant.
[[nodiscard]] Moment day_around(int64_t ms, std::string_view zone);

// Days since 1970 of an instant in the zone.
[[nodiscard]] int64_t day_of(int64_t ms, std::string_view zone);

}  // namespace tl::jql
