#include "base/zone.h"

#include <date/tz.h>

#include <chrono>
#include <stdexcept>

namespace tl {
namespace {

const date::time_zone* find_zone(std::string_view name) {
  if (name.empty() || name.size() > 64) return nullptr;
  try {
    return date::locate_zone(name);
  } catch (const std::runtime_error&) {
    return nullptr;
  }
}

}  // namespace

bool zone_exists(std::string_view zone) { return find_zone(zone) != nullptr; }

std::optional<Instant> start_of_day(std::string_view zone, CivilDate date) {
  return instant_at(zone, date, 0);
}

std::optional<Instant> instant_at(std::string_view zone, CivilDate date, int minutes) {
  const date::time_zone* found = find_zone(zone);
  if (found == nullptr) return std::nullopt;
  const date::local_seconds wall =
      date::local_days{date::days{date.days}} + std::chrono::minutes(minutes);
  const auto instant = found->to_sys(wall, date::choose::earliest);
  return Instant(
      std::chrono::duration_cast<std::chrono::milliseconds>(instant.time_since_epoch()).count());
}

std::optional<CivilDate> date_in_zone(std::string_view zone, Instant instant) {
  const date::time_zone* found = find_zone(zone);
  if (found == nullptr) return std::nullopt;
  const date::sys_time<std::chrono::milliseconds> when{std::chrono::milliseconds(instant.ms)};
  const auto local = date::floor<date::days>(found->to_local(when));
  return CivilDate{static_cast<int32_t>(local.time_since_epoch().count())};
}

}  // namespace tl
