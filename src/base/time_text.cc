#include "base/time_text.h"

#include <date/date.h>
#include <fmt/format.h>

namespace tl {
namespace {

// Reads fixed-width parts from the front of a text.
class Reader {
 public:
  explicit Reader(std::string_view text) : text_(text) {}

  bool digits(size_t count, int& out) {
    if (text_.size() < count) return false;
    out = 0;
    for (size_t i = 0; i < count; ++i) {
      if (text_[i] < '0' || text_[i] > '9') return false;
      out = out * 10 + (text_[i] - '0');
    }
    text_.remove_prefix(count);
    return true;
  }
  bool literal(char c) {
    if (text_.empty() || text_.front() != c) return false;
    text_.remove_prefix(1);
    return true;
  }
  // Milliseconds of a fraction of one to nine digits; further digits than three are cut.
  bool fraction_ms(int& out) {
    size_t count = 0;
    out = 0;
    int scale = 100;
    while (count < text_.size() && text_[count] >= '0' && text_[count] <= '9') {
      out += (text_[count] - '0') * scale;
      scale /= 10;
      ++count;
    }
    text_.remove_prefix(count);
    return count >= 1 && count <= 9;
  }
  [[nodiscard]] bool done() const { return text_.empty(); }
  [[nodiscard]] char peek() const { return text_.empty() ? '\0' : text_.front(); }

 private:
  std::string_view text_;
};

std::optional<date::sys_days> read_date(Reader& in) {
  int year = 0, month = 0, day = 0;
  if (!in.digits(4, year) || !in.literal('-') || !in.digits(2, month) || !in.literal('-') ||
      !in.digits(2, day)) {
    return std::nullopt;
  }
  const date::year_month_day ymd{date::year(year), date::month(static_cast<unsigned>(month)),
                                 date::day(static_cast<unsigned>(day))};
  if (!ymd.ok()) return std::nullopt;
  return date::sys_days(ymd);
}

// Offset from UTC in minutes: "Z", "+0800", "-07:00", "+08".
std::optional<int> read_offset(Reader& in) {
  if (in.literal('Z')) return 0;
  const int sign = in.peek() == '-' ? -1 : 1;
  if (!in.literal('+') && !in.literal('-')) return std::nullopt;
  int hours = 0, minutes = 0;
  if (!in.digits(2, hours)) return std::nullopt;
  in.literal(':');
  if (!in.done() && !in.digits(2, minutes)) return std::nullopt;
  if (hours > 18 || minutes > 59) return std::nullopt;
  return sign * (hours * 60 + minutes);
}

}  // namespace

std::optional<Instant> parse_instant(std::string_view text) {
  Reader in(text);
  const auto day = read_date(in);
  if (!day || (!in.literal('T') && !in.literal(' '))) return std::nullopt;
  int hour = 0, minute = 0, second = 0, ms = 0;
  if (!in.digits(2, hour) || !in.literal(':') || !in.digits(2, minute)) return std::nullopt;
  if (in.literal(':') && !in.digits(2, second)) return std::nullopt;
  if (in.literal('.') && !in.fraction_ms(ms)) return std::nullopt;
  const auto offset = read_offset(in);
  if (!offset || !in.done() || hour > 23 || minute > 59 || second > 60) return std::nullopt;
  const int64_t days = day->time_since_epoch().count();
  return Instant(((days * 24 + hour) * 60 + minute - *offset) * 60'000 + second * 1000 + ms);
}

Instant instant_from_number(int64_t number) {
  constexpr int64_t kSmallestMillis = 100'000'000'000;  // 1973 in ms, year 5138 in s
  return Instant(number < kSmallestMillis && number > -kSmallestMillis ? number * 1000 : number);
}

std::optional<CivilDate> parse_date(std::string_view text) {
  Reader in(text);
  const auto day = read_date(in);
  if (!day || !in.done()) return std::nullopt;
  return CivilDate{static_cast<int32_t>(day->time_since_epoch().count())};
}

std::string format_instant(Instant instant) {
  const auto time =
      date::sys_time<std::chrono::milliseconds>(std::chrono::milliseconds(instant.ms));
  const auto day = date::floor<date::days>(time);
  const date::year_month_day ymd(day);
  const int64_t ms = (time - day).count();
  return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:03}Z", static_cast<int>(ymd.year()),
                     static_cast<unsigned>(ymd.month()), static_cast<unsigned>(ymd.day()),
                     ms / 3'600'000, ms / 60'000 % 60, ms / 1000 % 60, ms % 1000);
}

std::string format_date(CivilDate date) {
  const date::year_month_day ymd{date::sys_days(date::days(date.days))};
  return fmt::format("{:04}-{:02}-{:02}", static_cast<int>(ymd.year()),
                     static_cast<unsigned>(ymd.month()), static_cast<unsigned>(ymd.day()));
}

CivilDate date_of(Instant instant) {
  const auto time =
      date::sys_time<std::chrono::milliseconds>(std::chrono::milliseconds(instant.ms));
  return CivilDate{static_cast<int32_t>(date::floor<date::days>(time).time_since_epoch().count())};
}

}  // namespace tl
