// The clock of a time zone as stretches of constant distance from UTC.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

namespace tl::measure {

struct ZoneSpan {
  int64_t from = 0;  // milliseconds UTC, [from, to)
  int64_t to = 0;
  int64_t offset = 0;  // milliseconds to add to UTC for the wall clock
};

// The spans that make up [from, to) in order, without gaps. Empty for an unknown zone.
[[nodiscard]] std::vector<ZoneSpan> zone_spans(std::string_view zone, int64_t from, int64_t to);

}  // namespace tl::measure
