#include "measure/calendar.h"

#include <algorithm>
#include <chrono>
#include <stdexcept>

#include "measure/zone_spans.h"

namespace tl::measure {
namespace {

constexpr int64_t kDayMs = 86'400'000;
constexpr int64_t kMinuteMs = 60'000;
// Around the years of the calendar, so that no zone's first or last day is cut.
constexpr int64_t kMarginMs = 2 * kDayMs;

struct Segment {
  int64_t from = 0;  // milliseconds UTC
  int64_t to = 0;
  int64_t before = 0;  // working milliseconds before `from`
};

int64_t first_day_of_year(int year) {
  const std::chrono::sys_days day = std::chrono::year(year) / std::chrono::January / 1;
  return day.time_since_epoch().count();
}

int weekday_of(CivilDate date) {  // 0 Monday
  const int days = (date.days + 3) % 7;
  return days < 0 ? days + 7 : days;
}

}  // namespace

struct Calendar::Table {
  CalendarDocument document;
  std::vector<Segment> segments;
  std::vector<uint32_t> first_of_day;  // by UTC day: the first segment that ends after its midnight
  int64_t first_day = 0;

  [[nodiscard]] bool is_off(CivilDate date) const {
    const auto& days = document.days_off;
    const auto found =
        std::lower_bound(days.begin(), days.end(), date,
                         [](const DayOff& day, CivilDate wanted) { return day.date < wanted; });
    return found != days.end() && found->date == date;
  }
  // The working time of the wall clock's days [first, end) while the zone keeps one offset. Hours
  // that a jump of the clock leaves out lie in no span; those that come twice lie in two.
  void add_span(const ZoneSpan& span, int64_t first, int64_t end) {
    const int64_t wall_from = span.from + span.offset;
    const int64_t wall_to = span.to + span.offset;
    const int64_t last = std::min(end, (wall_to + kDayMs - 1) / kDayMs);
    for (int64_t day = std::max(first, wall_from / kDayMs); day < last; ++day) {
      const CivilDate date{static_cast<int32_t>(day)};
      if (is_off(date)) continue;
      for (const WorkInterval& time : document.weekdays[static_cast<size_t>(weekday_of(date))]) {
        const int64_t from = std::max(wall_from, day * kDayMs + time.from * kMinuteMs);
        const int64_t to = std::min(wall_to, day * kDayMs + time.to * kMinuteMs);
        if (from < to) add_segment(from - span.offset, to - span.offset);
      }
    }
  }
  void add_segment(int64_t from, int64_t to) {
    const int64_t before =
        segments.empty() ? 0 : segments.back().before + segments.back().to - segments.back().from;
    segments.push_back({from, to, before});
  }
  void index_days() {
    if (segments.empty()) return;
    first_day = segments.front().from / kDayMs;
    const int64_t last_day = segments.back().to / kDayMs;
    uint32_t segment = 0;
    for (int64_t day = first_day; day <= last_day; ++day) {
      while (segment < segments.size() && segments[segment].to <= day * kDayMs) ++segment;
      first_of_day.push_back(segment);
    }
  }
  // Working milliseconds before the instant.
  [[nodiscard]] int64_t until(int64_t at) const {
    const int64_t day = at / kDayMs - first_day;
    if (at < 0 || day < 0 || segments.empty()) return 0;
    size_t i = day < static_cast<int64_t>(first_of_day.size())
                   ? first_of_day[static_cast<size_t>(day)]
                   : segments.size();
    while (i < segments.size() && segments[i].to <= at) ++i;
    if (i == segments.size())
      return segments.back().before + segments.back().to - segments.back().from;
    return segments[i].before + std::max<int64_t>(0, at - segments[i].from);
  }
};

CalendarDocument default_calendar() {
  CalendarDocument calendar;
  for (size_t day = 0; day < 5; ++day) calendar.weekdays[day] = {{9 * 60, 17 * 60}};
  return calendar;
}

Calendar::Calendar() : Calendar(default_calendar(), "UTC") {}

Calendar::Calendar(const CalendarDocument& document, std::string_view zone) {
  auto table = std::make_shared<Table>();
  table->document = document;
  const int64_t first = first_day_of_year(kFirstYear);
  const int64_t end = first_day_of_year(kLastYear + 1);
  const auto spans = zone_spans(zone, first * kDayMs - kMarginMs, end * kDayMs + kMarginMs);
  if (spans.empty()) throw std::invalid_argument("no such time zone");
  for (const ZoneSpan& span : spans) table->add_span(span, first, end);
  table->index_days();
  table_ = std::move(table);
}

int64_t Calendar::working_seconds(Instant from, Instant to) const {
  if (to <= from) return 0;
  return (table_->until(to.ms) - table_->until(from.ms)) / 1000;
}

bool Calendar::is_working_day(CivilDate date) const {
  return !table_->document.weekdays[static_cast<size_t>(weekday_of(date))].empty() &&
         !table_->is_off(date);
}

int64_t Calendar::working_day_seconds() const { return table_->document.working_day_seconds; }
int64_t Calendar::version() const { return table_->document.version; }

}  // namespace tl::measure
