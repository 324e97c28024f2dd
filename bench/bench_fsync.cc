// bench_fsync [DIR] [SECONDS]: how many small appends a second this disk makes durable, one by one.
// Every figure about durable intake is to be read beside it.
#include <fmt/format.h>

#include <cstdlib>

#include "fsync_rate.h"
#include "rows.h"

int main(int argc, char** argv) {
  const std::string folder = argc > 1 ? argv[1] : ".";
  const double seconds = argc > 2 ? std::atof(argv[2]) : 3;
  if (argc > 3 || seconds <= 0 || seconds > 60) {
    fmt::print(stderr, "usage: bench_fsync [DIR] [SECONDS]\n");
    return 2;
  }
  const auto rate = tl::bench::measure_fsync(folder, seconds);
  if (!rate.ok()) {
    fmt::print(stderr, "{}\n", rate.error().detail);
    return 1;
  }
  tl::bench::print_row({.what = "raw fdatasync after 4 KiB",
                        .figure = rate->per_second,
                        .unit = "/s",
                        .comparison = "",
                        .compared = 0,
                        .target = "",
                        .met = true});
  tl::bench::print_row({.what = "raw fdatasync, p99",
                        .figure = rate->p99_ms,
                        .unit = "ms",
                        .comparison = "p50",
                        .compared = rate->p50_ms,
                        .target = "",
                        .met = true});
  return 0;
}
