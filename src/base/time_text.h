// Instants and dates as text. Jira writes many forms; all that are unambiguous are read.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/clock.h"

namespace tl {

// A civil date as days since 1970-01-01.
struct CivilDate {
  int32_t days = 0;
  auto operator<=>(const CivilDate&) const = default;
};

// ISO 8601 forms seen from Jira: "2021-03-28T16:06:08.713+0800", "...Z", "...-07:00",
// one to nine fraction digits, seconds left out. Nothing when there is no offset (that would be a
// guess), when a part is out of range, or when text follows.
[[nodiscard]] std::optional<Instant> parse_instant(std::string_view text);

// An integer as an instant: below 1e11 seconds since 1970, else milliseconds.
[[nodiscard]] Instant instant_from_number(int64_t number);

// "2025-03-09", nothing else.
[[nodiscard]] std::optional<CivilDate> parse_date(std::string_view text);

[[nodiscard]] std::string format_instant(Instant instant);  // "2026-11-20T14:02:11.123Z"
[[nodiscard]] std::string format_date(CivilDate date);      // "2026-11-20"
[[nodiscard]] CivilDate date_of(Instant instant);           // in UTC

}  // namespace tl
