#include "metrics/flow/inner.h"

namespace tl::metrics::flow {
namespace {

constexpr int64_t kDayMs = 86'400'000;

}  // namespace

CountPoints::CountPoints(std::vector<int64_t> at)
    : at_(std::move(at)), first_(at_.front()), after_(at_.back() + 1) {
  at_.push_back(kForever);
  uint32_t next = 0;
  for (int64_t begin = first_; begin <= after_; begin += int64_t{1} << kStepBits) {
    while (at_[next] < begin) ++next;
    of_step_.push_back(next);
  }
}

Result<ReadingDays> decide_reading_days(const Question& question, size_t daily_up_to) {
  const int64_t seen = question.seen_from().ms;
  Question until = question;  // what lies in the future is not read
  until.to = Instant(std::min(question.to.ms, seen + 1));
  if (until.to <= until.from)
    return make_error(ErrorCode::kInvalidArgument, question.from >= question.to
                                                       ? "the window must begin before it ends"
                                                       : "the window begins after what is known");
  ReadingDays out;
  const int64_t days = (until.to.ms - until.from.ms + kDayMs - 1) / kDayMs;
  if (days > static_cast<int64_t>(daily_up_to)) out.step = PeriodLength::kWeek;
  TL_TRY(const std::vector<Period> periods, decide_periods(until, out.step));
  for (const Period& period : periods) {
    out.dates.push_back(period.last);
    out.at.push_back(std::min(period.to.ms - 1, seen));
  }
  return out;
}

Result<int64_t> find_reading(const ReadingDays& days, std::optional<CivilDate> on) {
  if (!on) return days.at.back();
  for (size_t i = 0; i < days.dates.size(); ++i) {
    if (days.dates[i] == *on) return days.at[i];
  }
  return make_error(ErrorCode::kInvalidArgument, "on: not a date of this chart");
}

}  // namespace tl::metrics::flow
