// What scripts/bench reads: one line per row of its table, fields separated by tabs.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace tl::bench {

struct Row {
  std::string what;  // "HTTP routed GET"
  double figure = 0;
  std::string unit;        // "µs CPU"
  std::string comparison;  // what was measured in the same run; "" none
  double compared = 0;     // in the same unit
  std::string target;      // "<= 12 µs CPU"; "" none
  bool met = true;         // looked at only with a target
};

// Prints "row\tWHAT\tFIGURE UNIT\tCOMPARISON VALUE\tRATIO\tTARGET\tmet|MISSED|-".
void print_row(const Row& row);

// The middle value; of an even count the lower middle. REQUIRES: not empty.
[[nodiscard]] double median(std::vector<double> values);

// CPU time of this whole process in seconds, user and system.
[[nodiscard]] double process_cpu_seconds();

}  // namespace tl::bench
