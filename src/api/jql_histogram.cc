#include "api/jql_histogram.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>
#include <optional>

#include "base/time_text.h"
#include "base/zone.h"

namespace tl::api {
namespace {

using jql::ValueKind;

constexpr int kUsualPercent = 98;  // up to here bins are of one width
constexpr double kDaySeconds = 86'400;
// Seconds, up to a year of 52 weeks; then doubled.
constexpr std::array<double, 20> kDurationSteps = {
    60,        300,       600,       900,       1800,       3600,      7200,
    14'400,    28'800,    43'200,    86'400,    172'800,    259'200,   604'800,
    1'209'600, 2'419'200, 4'838'400, 7'862'400, 15'724'800, 31'449'600};
constexpr std::array<double, 4> kRound = {1, 2, 2.5, 5};

size_t bins_of(double low, double high, double step) {
  return static_cast<size_t>(std::floor(high / step) - std::floor(low / step)) + 1;
}

double duration_step(double low, double high) {
  for (const double step : kDurationSteps) {
    if (bins_of(low, high, step) < kMaxBins) return step;
  }
  double step = kDurationSteps.back();
  while (bins_of(low, high, step) >= kMaxBins) step *= 2;
  return step;
}

double number_step(double low, double high, bool whole) {
  const double range = high - low;
  if (!(range > 0)) return 1;
  double power = std::pow(10, std::floor(std::log10(range / static_cast<double>(kMaxBins))));
  for (;; power *= 10) {
    for (const double round : kRound) {
      const double step = round * power;
      if (whole && step != std::floor(step)) continue;
      if (step > 0 && bins_of(low, high, step) < kMaxBins) return step;
    }
  }
}

void fill(const std::vector<double>& sorted, std::vector<HistogramBin>& bins) {
  size_t bin = 0;
  for (const double value : sorted) {
    while (bin + 1 < bins.size() && value >= bins[bin].to) ++bin;
    ++bins[bin].issues;
  }
}

std::vector<HistogramBin> even_bins(const std::vector<double>& sorted, ValueKind kind) {
  const double low = sorted.front();
  const size_t rank = (sorted.size() * kUsualPercent + 99) / 100;
  const double high = sorted[rank - 1];
  const bool whole = std::all_of(sorted.begin(), sorted.end(),
                                 [](double value) { return value == std::floor(value); });
  const double step =
      kind == ValueKind::kDuration ? duration_step(low, high) : number_step(low, high, whole);
  const double first = std::floor(low / step);
  std::vector<HistogramBin> bins;
  for (size_t i = 0; i < bins_of(low, high, step); ++i) {
    const double begin = first + static_cast<double>(i);
    bins.push_back({begin * step, (begin + 1) * step, 0});
  }
  if (sorted.back() >= bins.back().to) bins.push_back({bins.back().to, sorted.back(), 0});
  fill(sorted, bins);
  return bins;
}

// --- dates ---

namespace chrono = std::chrono;

struct DateStep {
  int days = 0;  // 0: months
  int months = 0;
};
constexpr std::array<DateStep, 11> kDateSteps = {{{1, 0},
                                                  {7, 0},
                                                  {0, 1},
                                                  {0, 3},
                                                  {0, 12},
                                                  {0, 24},
                                                  {0, 60},
                                                  {0, 120},
                                                  {0, 300},
                                                  {0, 1200},
                                                  {0, 12'000}}};

int months_of(int32_t days) {
  const chrono::year_month_day date{chrono::sys_days(chrono::days(days))};
  return static_cast<int>(date.year()) * 12 +
         static_cast<int>(static_cast<unsigned>(date.month())) - 1;
}

int32_t first_of_month(int months) {
  const int year = months >= 0 ? months / 12 : (months - 11) / 12;
  const chrono::sys_days day(chrono::year(year) /
                             chrono::month(static_cast<unsigned>(months - year * 12 + 1)) / 1);
  return static_cast<int32_t>(day.time_since_epoch().count());
}

// Where the step that holds the day begins, and where the next one does.
int32_t begin_of(int32_t day, const DateStep& step, int week_start) {
  if (step.days == 1) return day;
  if (step.days == 7) {
    const chrono::weekday weekday{chrono::sys_days(chrono::days(day))};
    return day - (static_cast<int>(weekday.iso_encoding()) - week_start + 7) % 7;
  }
  const int months = months_of(day);
  return first_of_month(months - ((months % step.months) + step.months) % step.months);
}

int32_t next_of(int32_t begin, const DateStep& step) {
  return step.days > 0 ? begin + step.days : first_of_month(months_of(begin) + step.months);
}

std::vector<int32_t> edges_between(int32_t low, int32_t high, int week_start) {
  std::vector<int32_t> edges;
  for (const DateStep& step : kDateSteps) {
    edges.assign(1, begin_of(low, step, week_start));
    while (edges.back() <= high && edges.size() <= kMaxBins + 1)
      edges.push_back(next_of(edges.back(), step));
    if (edges.size() <= kMaxBins + 1 && edges.back() > high) return edges;
  }
  return {low, high + 1};
}

// Days that a calendar can hold: what lies outside of them is shown at their ends.
int32_t day_of(double value, ValueKind kind, std::string_view zone) {
  constexpr double kEarliest = -700'000;  // about the year 53
  constexpr double kLatest = 2'900'000;   // about the year 9900
  if (kind == ValueKind::kDay) return static_cast<int32_t>(std::clamp(value, kEarliest, kLatest));
  const double ms = std::clamp(value, kEarliest * kDaySeconds * 1000, kLatest * kDaySeconds * 1000);
  const Instant instant(static_cast<int64_t>(ms));
  const auto date = date_in_zone(zone, instant);
  return date ? date->days : date_of(instant).days;
}

double edge_value(int32_t day, ValueKind kind, std::string_view zone) {
  if (kind == ValueKind::kDay) return day;
  const auto begin = start_of_day(zone, CivilDate{day});
  return begin ? static_cast<double>(begin->ms) : day * kDaySeconds * 1000;
}

std::vector<HistogramBin> date_bins(const std::vector<double>& sorted, ValueKind kind,
                                    std::string_view zone, int week_start) {
  const auto edges = edges_between(day_of(sorted.front(), kind, zone),
                                   day_of(sorted.back(), kind, zone), week_start);
  std::vector<HistogramBin> bins;
  for (size_t i = 0; i + 1 < edges.size(); ++i) {
    bins.push_back({edge_value(edges[i], kind, zone), edge_value(edges[i + 1], kind, zone), 0});
  }
  fill(sorted, bins);
  return bins;
}

}  // namespace

std::vector<HistogramBin> decide_bins(const std::vector<double>& sorted, ValueKind kind,
                                      std::string_view zone, int week_start) {
  if (kind == ValueKind::kInstant || kind == ValueKind::kDay)
    return date_bins(sorted, kind, zone, week_start);
  return even_bins(sorted, kind);
}

}  // namespace tl::api
