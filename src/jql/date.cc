#include "jql/date.h"

#include <algorithm>
#include <chrono>

#include "base/text.h"
#include "base/zone.h"
#include "jql/duration.h"

namespace tl::jql {
namespace {

namespace chrono = std::chrono;

constexpr int64_t kMinuteMs = 60'000;
constexpr int64_t kMostSteps = 10'000;

bool is_digit(char c) { return c >= '0' && c <= '9'; }

int64_t start_ms(std::string_view zone, CivilDate date) {
  if (const auto at = start_of_day(zone, date)) return at->ms;
  return int64_t{date.days} * 86'400'000;
}

int64_t end_ms(std::string_view zone, CivilDate date) {
  return start_ms(zone, CivilDate{date.days + 1}) - 1;
}

CivilDate date_at(std::string_view zone, int64_t ms) {
  if (const auto date = date_in_zone(zone, Instant(ms))) return *date;
  return date_of(Instant(ms));
}

chrono::year_month_day split_date(CivilDate date) {
  return chrono::sys_days(chrono::days(date.days));
}

CivilDate join_date(chrono::year_month_day date) {
  return CivilDate{static_cast<int32_t>(chrono::sys_days(date).time_since_epoch().count())};
}

// The same day of a later month, or the last one of it.
CivilDate add_months(CivilDate from, int64_t months) {
  const chrono::year_month_day date = split_date(from);
  const chrono::year_month month =
      chrono::year_month(date.year(), date.month()) + chrono::months(months);
  const chrono::year_month_day_last last = month / chrono::last;
  return join_date(month / std::min(date.day(), last.day()));
}

// Reads digits of 1 to `most` places; -1 when there are none.
int read_digits(std::string_view& text, size_t most) {
  int number = -1;
  size_t i = 0;
  for (; i < text.size() && i < most && is_digit(text[i]); ++i) {
    number = std::max(number, 0) * 10 + (text[i] - '0');
  }
  text = text.substr(i);
  return number;
}

bool take(std::string_view& text, char wanted) {
  if (text.empty() || text[0] != wanted) return false;
  text = text.substr(1);
  return true;
}

std::optional<CivilDate> read_date(std::string_view& text) {
  if (text.size() < 8 || !std::all_of(text.begin(), text.begin() + 4, is_digit)) {
    return std::nullopt;
  }
  const int year = read_digits(text, 4);
  const char separator = text[0];
  if (separator != '-' && separator != '/') return std::nullopt;
  text = text.substr(1);
  const int month = read_digits(text, 2);
  if (month < 1 || !take(text, separator)) return std::nullopt;
  const int day = read_digits(text, 2);
  if (day < 1) return std::nullopt;
  const chrono::year_month_day date{chrono::year(year), chrono::month(unsigned(month)),
                                    chrono::day(unsigned(day))};
  if (!date.ok()) return std::nullopt;
  return join_date(date);
}

std::optional<Moment> parse_literal(std::string_view text, const DateGround& ground) {
  const std::optional<CivilDate> date = read_date(text);
  if (!date) return std::nullopt;
  if (text.empty()) return Moment{start_ms(ground.zone, *date), end_ms(ground.zone, *date)};
  if (!take(text, ' ')) return std::nullopt;
  text = trim(text);
  const int hour = read_digits(text, 2);
  if (hour < 0 || hour > 23 || !take(text, ':')) return std::nullopt;
  const int minute = read_digits(text, 2);
  if (minute < 0 || minute > 59 || !text.empty()) return std::nullopt;
  const auto at = instant_at(ground.zone, *date, hour * 60 + minute);
  const int64_t ms =
      at ? at->ms : int64_t{date->days} * 86'400'000 + (hour * 60 + minute) * kMinuteMs;
  return Moment{ms, ms + kMinuteMs - 1};
}

// "-5d", "4w 2d": whole numbers, each with its unit, months have none.
bool is_relative(std::string_view text) {
  if (!text.empty() && (text[0] == '-' || text[0] == '+')) text = text.substr(1);
  char last = 0;
  for (const char c : text) {
    if (c == '.' || c == 'M') return false;
    last = c;
  }
  return !text.empty() && !is_digit(last);
}

std::optional<Moment> parse_relative(std::string_view text, const DateGround& ground) {
  if (text == "0") return Moment{ground.now.ms, ground.now.ms, TimeNeed::kMinute};
  if (!is_relative(text)) return std::nullopt;
  const std::optional<double> seconds = parse_duration(text, WorkingTime{});
  if (!seconds) return std::nullopt;
  const int64_t at = ground.now.ms + static_cast<int64_t>(*seconds) * 1000;
  return Moment{at, at, TimeNeed::kMinute};
}

struct Increment {
  int64_t count = 0;
  char unit = 0;  // 0: the period's own
};

std::optional<Increment> parse_increment(std::string_view text) {
  text = trim(text);
  Increment made;
  if (text.empty()) return made;
  const bool minus = text[0] == '-';
  if (minus || text[0] == '+') text = trim(text.substr(1));
  size_t digits = 0;
  while (digits < text.size() && is_digit(text[digits])) ++digits;
  const std::optional<int64_t> count = parse_int(text.substr(0, digits));
  if (digits == 0 || !count || *count > kMostSteps) return std::nullopt;
  made.count = minus ? -*count : *count;
  text = trim(text.substr(digits));
  if (text.empty()) return made;
  if (text.size() > 1) return std::nullopt;
  constexpr std::string_view kUnits = "yMwdhmYWDH";
  if (kUnits.find(text[0]) == std::string_view::npos) return std::nullopt;
  made.unit = text[0] == 'M' || text[0] == 'm' ? text[0] : to_lower(text)[0];
  return made;
}

constexpr char unit_of(Period period) {
  constexpr char kUnits[] = {'d', 'w', 'M', 'y'};
  return kUnits[static_cast<size_t>(period)];
}

// The first day of the period the date is in.
CivilDate first_of(Period period, CivilDate date, int week_start) {
  const chrono::year_month_day parts = split_date(date);
  switch (period) {
    case Period::kDay:
      return date;
    case Period::kWeek: {
      const auto weekday = int(chrono::weekday(chrono::sys_days(parts)).iso_encoding());
      return CivilDate{date.days - (weekday - week_start + 7) % 7};
    }
    case Period::kMonth:
      return join_date(parts.year() / parts.month() / chrono::day(1));
    case Period::kYear:
      return join_date(parts.year() / chrono::January / chrono::day(1));
  }
  return date;
}

CivilDate add(CivilDate date, int64_t count, char unit) {
  switch (unit) {
    case 'd':
      return CivilDate{date.days + static_cast<int32_t>(count)};
    case 'w':
      return CivilDate{date.days + static_cast<int32_t>(count * 7)};
    case 'M':
      return add_months(date, count);
    case 'y':
      return add_months(date, count * 12);
    default:
      return date;
  }
}

}  // namespace

std::optional<Moment> parse_moment(std::string_view text, const DateGround& ground) {
  text = trim(text);
  if (auto literal = parse_literal(text, ground)) return literal;
  if (text.size() >= 11 && text.size() <= 14) {
    if (const auto ms = parse_int(text); ms && *ms > 0) return Moment{*ms, *ms};
  }
  return parse_relative(text, ground);
}

std::optional<Moment> edge_of(Period period, Edge edge, std::string_view increment,
                              const DateGround& ground) {
  const std::optional<Increment> move = parse_increment(increment);
  if (!move) return std::nullopt;
  const char own = unit_of(period);
  const bool moves_period = move->unit == 0 || move->unit == own;
  const int week_start = std::clamp(ground.week_start, 1, 7);
  CivilDate day = first_of(period, date_at(ground.zone, ground.now.ms), week_start);
  if (moves_period) day = add(day, move->count, own);
  if (edge == Edge::kEnd) day = CivilDate{add(day, 1, own).days - 1};
  if (!moves_period) day = add(day, move->count, move->unit);
  int64_t at = edge == Edge::kStart ? start_ms(ground.zone, day) : end_ms(ground.zone, day);
  if (move->unit == 'h') at += move->count * 60 * kMinuteMs;
  if (move->unit == 'm') at += move->count * kMinuteMs;
  return Moment{at, at, TimeNeed::kDay};
}

Moment day_around(int64_t ms, std::string_view zone) {
  const CivilDate date = date_at(zone, ms);
  return Moment{start_ms(zone, date), end_ms(zone, date)};
}

int64_t day_of(int64_t ms, std::string_view zone) { return date_at(zone, ms).days; }

}  // namespace tl::jql
