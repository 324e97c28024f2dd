#include "measure/periods.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <chrono>

#include "base/zone.h"

namespace tl::measure {
namespace {

constexpr std::array<std::string_view, 3> kLengths = {"day", "week", "month"};
constexpr int64_t kDayMs = 86'400'000;
constexpr int64_t kLongestMonthMs = 32 * kDayMs;
// Windows lie between these years; far more than any vendor knows.
constexpr int64_t kEarliestMs = -2'208'988'800'000;  // 1900
constexpr int64_t kLatestMs = 7'258'118'400'000;     // 2200

std::chrono::sys_days days_of(CivilDate date) {
  return std::chrono::sys_days(std::chrono::days(date.days));
}

CivilDate date_of_days(std::chrono::sys_days day) {
  return CivilDate{static_cast<int32_t>(day.time_since_epoch().count())};
}

CivilDate first_of_period(CivilDate date, PeriodLength length, int week_start) {
  if (length == PeriodLength::kDay) return date;
  if (length == PeriodLength::kMonth) {
    const std::chrono::year_month_day day(days_of(date));
    return date_of_days(day.year() / day.month() / std::chrono::day(1));
  }
  const auto weekday = static_cast<int>(std::chrono::weekday(days_of(date)).iso_encoding());
  return CivilDate{date.days - (weekday - week_start + 7) % 7};
}

CivilDate first_of_next(CivilDate first, PeriodLength length) {
  if (length == PeriodLength::kDay) return CivilDate{first.days + 1};
  if (length == PeriodLength::kWeek) return CivilDate{first.days + 7};
  const std::chrono::year_month_day day(days_of(first));
  return date_of_days((day.year() / day.month() + std::chrono::months(1)) / std::chrono::day(1));
}

Error too_many() {
  return make_error(ErrorCode::kInvalidArgument,
                    fmt::format("the window has more than {} periods of this length: choose a "
                                "longer period or a shorter window",
                                kMaxPeriods));
}

// Whether all of a period is known: it lies inside the window, is over, and everything that
// happened in it has been read.
bool is_whole(const Question& question, Instant begin, Instant end) {
  return begin >= question.from && end <= question.to && end <= question.seen_from() &&
         (!question.complete_back_to || begin >= *question.complete_back_to);
}

}  // namespace

std::string_view to_text(PeriodLength length) { return kLengths[static_cast<size_t>(length)]; }

std::optional<PeriodLength> parse_period_length(std::string_view text) {
  for (size_t i = 0; i < kLengths.size(); ++i) {
    if (kLengths[i] == text) return static_cast<PeriodLength>(i);
  }
  return std::nullopt;
}

Result<std::vector<Period>> decide_periods(const Question& question, PeriodLength length) {
  const auto bad = [](const char* what) { return make_error(ErrorCode::kInvalidArgument, what); };
  if (question.from >= question.to) return bad("the window must begin before it ends");
  if (!zone_exists(question.zone)) return bad("the time zone is not known");
  if (question.week_start < 1 || question.week_start > 7) return bad("the week has seven days");
  if (question.from.ms < kEarliestMs || question.to.ms > kLatestMs)
    return bad("the window must lie between 1900 and 2200");
  if (question.to.ms - question.from.ms > static_cast<int64_t>(kMaxPeriods) * kLongestMonthMs)
    return too_many();
  const CivilDate begin = *date_in_zone(question.zone, question.from);
  const CivilDate last = *date_in_zone(question.zone, Instant(question.to.ms - 1));
  std::vector<Period> periods;
  CivilDate first = first_of_period(begin, length, question.week_start);
  Instant from = *start_of_day(question.zone, first);
  while (first <= last) {
    if (periods.size() == kMaxPeriods) return too_many();
    const CivilDate next = first_of_next(first, length);
    const Instant to = *start_of_day(question.zone, next);
    Period& period = periods.emplace_back();
    period.first = std::max(first, begin);
    period.last = std::min(CivilDate{next.days - 1}, last);
    period.from = std::max(from, question.from);
    period.to = std::min(to, question.to);
    period.complete = is_whole(question, from, to);
    first = next;
    from = to;
  }
  return periods;
}

std::optional<size_t> find_period(const std::vector<Period>& periods, int64_t instant_ms) {
  const auto after = std::upper_bound(
      periods.begin(), periods.end(), instant_ms,
      [](int64_t instant, const Period& period) { return instant < period.to.ms; });
  if (after == periods.end() || instant_ms < after->from.ms) return std::nullopt;
  return static_cast<size_t>(after - periods.begin());
}

PeriodFinder::PeriodFinder(const std::vector<Period>& periods) : periods_(periods) {
  if (periods.empty()) return;
  from_ = periods.front().from.ms;
  uint32_t index = 0;
  for (int64_t at = from_; at < periods.back().to.ms; at += kStepMs) {
    while (periods[index].to.ms <= at) ++index;
    days_.push_back(index);
  }
}

}  // namespace tl::measure
