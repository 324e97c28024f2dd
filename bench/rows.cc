#include "rows.h"

#include <fmt/format.h>
#include <sys/resource.h>

#include <algorithm>
#include <cmath>
#include <cstdio>

namespace tl::bench {
namespace {

std::string number(double value) {
  if (std::abs(value) >= 100) return fmt::format("{:.0f}", value);
  return fmt::format("{:.{}f}", value, std::abs(value) >= 10 ? 1 : 2);
}

}  // namespace

void print_row(const Row& row) {
  const bool compared = !row.comparison.empty();
  fmt::print("row\t{}\t{} {}\t{}\t{}\t{}\t{}\n", row.what, number(row.figure), row.unit,
             compared ? row.comparison + " " + number(row.compared) : "-",
             compared && row.compared != 0 ? number(row.figure / row.compared) : "-",
             row.target.empty() ? "-" : row.target,
             row.target.empty() ? "-" : (row.met ? "met" : "MISSED"));
  std::fflush(stdout);
}

double median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return values[(values.size() - 1) / 2];
}

double process_cpu_seconds() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  auto seconds = [](const timeval& t) {
    return static_cast<double>(t.tv_sec) + static_cast<double>(t.tv_usec) / 1e6;
  };
  return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

}  // namespace tl::bench
