// bench_fsync [DIR] [SECONDS]: how many small appends a second this disk makes durable, one by one.
// Every figure about durable intake is to be read beside it.
#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <string>
#include <vector>

#include "rows.h"

namespace {

constexpr size_t kBlock = 4096;

double seconds_since(std::chrono::steady_clock::time_point begin) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
}

}  // namespace

int main(int argc, char** argv) {
  const std::string folder = argc > 1 ? argv[1] : ".";
  const double seconds = argc > 2 ? std::atof(argv[2]) : 3;
  if (argc > 3 || seconds <= 0 || seconds > 60) {
    fmt::print(stderr, "usage: bench_fsync [DIR] [SECONDS]\n");
    return 2;
  }
  std::string name = folder + "/bench-fsync-XXXXXX";
  const int fd = mkstemp(name.data());
  if (fd < 0) {
    fmt::print(stderr, "cannot write in {}\n", folder);
    return 1;
  }
  unlink(name.c_str());  // gone whatever happens
  const std::string block(kBlock, 'x');
  std::vector<double> waits_ms;
  const auto begin = std::chrono::steady_clock::now();
  while (seconds_since(begin) < seconds) {
    const auto one = std::chrono::steady_clock::now();
    if (write(fd, block.data(), block.size()) != static_cast<ssize_t>(kBlock) ||
        fdatasync(fd) != 0) {
      fmt::print(stderr, "cannot write in {}\n", folder);
      return 1;
    }
    waits_ms.push_back(seconds_since(one) * 1e3);
  }
  const double per_second = static_cast<double>(waits_ms.size()) / seconds_since(begin);
  std::sort(waits_ms.begin(), waits_ms.end());
  tl::bench::print_row({.what = "raw fdatasync after 4 KiB",
                        .figure = per_second,
                        .unit = "/s",
                        .comparison = "",
                        .compared = 0,
                        .target = "",
                        .met = true});
  tl::bench::print_row({.what = "raw fdatasync, p99",
                        .figure = waits_ms[waits_ms.size() * 99 / 100],
                        .unit = "ms",
                        .comparison = "p50",
                        .compared = waits_ms[waits_ms.size() / 2],
                        .target = "",
                        .met = true});
  close(fd);
  return 0;
}
