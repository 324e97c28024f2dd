#include "jql/duration.h"

#include "base/text.h"

namespace tl::jql {
namespace {

constexpr double kMostSeconds = 1000.0 * 366 * 86'400;

std::optional<double> seconds_of(char unit, const WorkingTime& work) {
  switch (unit) {
    case 'm':
    case 'M':
      return 60;
    case 'h':
    case 'H':
      return 3600;
    case 'd':
    case 'D':
      return 3600 * work.hours_per_day;
    case 'w':
    case 'W':
      return 3600 * work.hours_per_day * work.days_per_week;
    default:
      return std::nullopt;
  }
}

bool is_number_part(char c) { return (c >= '0' && c <= '9') || c == '.'; }

}  // namespace

std::optional<double> parse_duration(std::string_view text, const WorkingTime& work) {
  text = trim(text);
  double sign = 1;
  if (!text.empty() && (text[0] == '-' || text[0] == '+')) {
    if (text[0] == '-') sign = -1;
    text = trim(text.substr(1));
  }
  double sum = 0;
  bool any = false;
  while (!text.empty()) {
    size_t digits = 0;
    while (digits < text.size() && is_number_part(text[digits])) ++digits;
    const std::optional<double> number = parse_number(text.substr(0, digits));
    if (digits == 0 || !number) return std::nullopt;
    text = text.substr(digits);
    if (text.empty() && !any) {
      sum = *number * 60;
    } else {
      const std::optional<double> unit = text.empty() ? std::nullopt : seconds_of(text[0], work);
      if (!unit) return std::nullopt;
      sum += *number * *unit;
      text = trim(text.substr(1));
    }
    if (sum > kMostSeconds) return std::nullopt;
    any = true;
  }
  if (!any) return std::nullopt;
  return sign * sum;
}

}  // namespace tl::jql
