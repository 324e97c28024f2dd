// Working time: the hours of a week in which people work, and the days on which they do not.
//
// Stored as a versioned JSON document of the tenant:
//   {"version":3,"weekdays":[[{"from":"09:00","to":"17:00"}],...],   Monday first, "24:00" allowed
//    "days_off":[{"date":"2026-12-25","name":"Christmas"}],"working_day_seconds":28800}
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "base/result.h"
#include "base/time_text.h"

namespace tl::measure {

inline constexpr size_t kMaxDaysOff = 5000;
inline constexpr size_t kMaxIntervalsPerDay = 12;
inline constexpr size_t kMaxDayOffNameBytes = 200;
inline constexpr size_t kMaxCalendarProblems = 50;  // collected of one document

struct WorkInterval {  // of a day, minutes of the wall clock, [from, to), 0 <= from < to <= 1440
  int from = 0;
  int to = 0;
  bool operator==(const WorkInterval&) const = default;
};

struct DayOff {
  CivilDate date;
  std::string name;
  bool operator==(const DayOff&) const = default;
};

// Default: Monday to Friday 09:00 to 17:00, no days off.
struct CalendarDocument {
  int64_t version = 0;                                // 0: nothing was ever set
  std::array<std::vector<WorkInterval>, 7> weekdays;  // Monday first; sorted, none over another
  std::vector<DayOff> days_off;                       // sorted, each date once
  int64_t working_day_seconds = 8 * 3600;             // what "1 wd" is
  bool operator==(const CalendarDocument&) const = default;
};

[[nodiscard]] CalendarDocument default_calendar();

struct CalendarProblem {
  std::string member;  // "weekdays[2][0].to", "days_off[3].date"
  std::string message;
};
// Reads what a person wants; all problems are collected, and the document counts only when there
// are none. At least one weekday must have working time. Without "working_day_seconds" (or null)
// it is the sum of the longest weekday. Members that only the server sets ("version", "saved_at",
// "saved_by", "time_zone") are ignored, others that are not known refused.
[[nodiscard]] CalendarDocument read_calendar(JsonElement root,
                                             std::vector<CalendarProblem>& problems);
// A stored document, with its version; members that are not known are ignored. Errors: kUnreadable,
// kInvalidArgument naming the first member that is wrong.
[[nodiscard]] Result<CalendarDocument> parse_calendar(std::string_view json);
[[nodiscard]] std::string render_calendar(const CalendarDocument& calendar);
// The members of an open object but "version": weekdays, days_off, working_day_seconds.
void render_calendar_members(JsonWriter& out, const CalendarDocument& calendar);

// A calendar in a zone, made for many quick questions. Immutable, cheap to copy, thread-safe.
// Before kFirstYear and after kLastYear no time is working time.
class Calendar {
 public:
  static constexpr int kFirstYear = 1995;
  static constexpr int kLastYear = 2060;

  // REQUIRES: the zone exists. Wall-clock hours that do not exist on a day the clock jumps are not
  // worked; hours that come twice count twice.
  Calendar(const CalendarDocument& document, std::string_view zone);
  Calendar();  // default_calendar() in UTC

  // Whole seconds of working time in [from, to); 0 when to <= from.
  [[nodiscard]] int64_t working_seconds(Instant from, Instant to) const;
  [[nodiscard]] bool is_working_day(CivilDate date) const;  // in the calendar's zone
  [[nodiscard]] int64_t working_day_seconds() const;
  [[nodiscard]] int64_t version() const;

 private:
  struct Table;
  std::shared_ptr<const Table> table_;
};

}  // namespace tl::measure
