#include "sync/quiet.h"

#include <date/tz.h>

#include <chrono>
#include <stdexcept>

namespace tl::sync {
namespace {

using Minutes = std::chrono::minutes;
using LocalTime = date::local_time<std::chrono::milliseconds>;

const date::time_zone* find_zone(std::string_view name) {
  try {
    return date::locate_zone(name.empty() ? "UTC" : name);
  } catch (const std::runtime_error&) {
    return date::locate_zone("UTC");
  }
}

}  // namespace

std::optional<Instant> quiet_until(const std::optional<domain::QuietHours>& hours,
                                   std::string_view zone, Instant now) {
  if (!hours || hours->from == hours->to) return std::nullopt;
  const date::time_zone* where = find_zone(zone);
  const LocalTime local =
      where->to_local(date::sys_time<std::chrono::milliseconds>{std::chrono::milliseconds(now.ms)});
  const auto day = date::floor<date::days>(local);
  const auto minute = std::chrono::duration_cast<Minutes>(local - day).count();
  const bool past_midnight = hours->from > hours->to;
  const bool quiet = past_midnight ? minute >= hours->from || minute < hours->to
                                   : minute >= hours->from && minute < hours->to;
  if (!quiet) return std::nullopt;
  const bool ends_tomorrow = past_midnight && minute >= hours->from;
  const auto end = day + date::days{ends_tomorrow ? 1 : 0} + Minutes{hours->to};
  const auto instant = where->to_sys(end, date::choose::latest);
  return Instant(
      std::chrono::duration_cast<std::chrono::milliseconds>(instant.time_since_epoch()).count());
}

}  // namespace tl::sync
