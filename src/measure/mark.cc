#include "measure/mark.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace tl::measure {
namespace {

constexpr std::array<std::string_view, 12> kMonths = {
    "January", "February", "March",     "April",   "May",      "June",
    "July",    "August",   "September", "October", "November", "December"};

struct MemberUse {
  MarkPart part;
  std::string_view member;
  bool used;
};

std::array<MemberUse, 11> uses_of(const Mark& mark) {
  return {{{MarkPart::kExclusion, "exclusion", mark.exclusion.has_value()},
           {MarkPart::kOn, "on", mark.on.has_value()},
           {MarkPart::kStage, "stage", mark.stage.has_value()},
           {MarkPart::kStatus, "status", mark.status.has_value()},
           {MarkPart::kCategory, "item_category", mark.category.has_value()},
           {MarkPart::kSeconds, "longer_than", mark.longer_than.has_value()},
           {MarkPart::kSeconds, "shorter_than", mark.shorter_than.has_value()},
           {MarkPart::kBand, "band", mark.band.has_value()},
           {MarkPart::kCause, "cause", mark.cause.has_value()},
           {MarkPart::kSprintGroup, "sprint_group", !mark.sprint_group.empty()},
           {MarkPart::kFinding, "finding", !mark.finding.empty()}}};
}

}  // namespace

Result<void> check_mark(const Mark& mark, std::initializer_list<MarkPart> allowed) {
  for (const MemberUse& use : uses_of(mark)) {
    if (use.used && std::find(allowed.begin(), allowed.end(), use.part) == allowed.end())
      return make_error(ErrorCode::kInvalidArgument,
                        fmt::format("{} has no meaning for this number", use.member));
  }
  if (mark.longer_than && *mark.longer_than < 0)
    return make_error(ErrorCode::kInvalidArgument, "longer_than must not be below zero");
  if (mark.shorter_than && *mark.shorter_than <= mark.longer_than.value_or(0))
    return make_error(ErrorCode::kInvalidArgument, "shorter_than must be above longer_than");
  if (mark.band && (*mark.band < 0 || *mark.band > 4))
    return make_error(ErrorCode::kInvalidArgument, "band must be 0 to 4");
  return {};
}

Result<void> check_question(const Question& question) {
  if (question.from >= question.to)
    return make_error(ErrorCode::kInvalidArgument, "the window must begin before it ends");
  const Population& population = question.population;
  if (!population.standard && !population.subtask && !population.epic)
    return make_error(ErrorCode::kInvalidArgument, "choose at least one level of issues");
  return {};
}

Result<std::optional<Period>> period_of(const Question& question, const Mark& mark) {
  if (!mark.on) return std::optional<Period>();
  TL_TRY(const auto periods, decide_periods(question, mark.period));
  for (const Period& period : periods) {
    if (period.first <= *mark.on && *mark.on <= period.last) return std::optional(period);
  }
  return make_error(ErrorCode::kInvalidArgument, "on lies outside of the window");
}

Result<std::optional<size_t>> exclusion_of(const Mark& mark, std::span<const ExclusionText> texts) {
  if (!mark.exclusion) return std::optional<size_t>();
  for (size_t i = 0; i < texts.size(); ++i) {
    if (texts[i].code == *mark.exclusion) return std::optional(i);
  }
  return make_error(ErrorCode::kInvalidArgument,
                    fmt::format("exclusion {} is none of this number's", *mark.exclusion));
}

std::string length_text(const Mark& mark, const Durations& durations) {
  const auto text = [&](int64_t seconds) {
    const int64_t day = durations.day_seconds();
    const bool days = seconds % day == 0;
    const int64_t count = days ? seconds / day : seconds / 3600;
    if (!days && seconds % 3600 != 0) return fmt::format("{} seconds", seconds);
    const std::string_view unit = days ? durations.day_word() : "hour";
    return fmt::format("{} {}{}", count, unit, count == 1 ? "" : "s");
  };
  if (mark.longer_than && mark.shorter_than)
    return fmt::format("{} to under {}", text(*mark.longer_than), text(*mark.shorter_than));
  if (mark.longer_than) return text(*mark.longer_than) + " or longer";
  return mark.shorter_than ? "under " + text(*mark.shorter_than) : "";
}

std::string when_text(const std::optional<Period>& period, PeriodLength length) {
  if (!period) return "";
  const std::string first = format_date(period->first);  // "2026-10-05"
  if (length == PeriodLength::kDay) return "on " + first;
  if (length == PeriodLength::kWeek) return "in the week of " + first;
  const auto month = static_cast<size_t>((first[5] - '0') * 10 + (first[6] - '0'));
  return fmt::format("in {} {}", kMonths[(month + 11) % 12], first.substr(0, 4));
}

}  // namespace tl::measure
