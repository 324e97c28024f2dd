#include "fsync_rate.h"

#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <vector>

namespace tl::bench {
namespace {

constexpr size_t kBlock = 4096;

double seconds_since(std::chrono::steady_clock::time_point begin) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
}

}  // namespace

Result<FsyncRate> measure_fsync(const std::string& folder, double seconds) {
  std::string name = folder + "/bench-fsync-XXXXXX";
  const int fd = mkstemp(name.data());
  const auto failed = [&] { return make_error(ErrorCode::kDiskFull, "cannot write in " + folder); };
  if (fd < 0) return failed();
  unlink(name.c_str());  // gone whatever happens
  const std::string block(kBlock, 'x');
  std::vector<double> waits_ms;
  const auto begin = std::chrono::steady_clock::now();
  while (waits_ms.empty() || seconds_since(begin) < seconds) {
    const auto one = std::chrono::steady_clock::now();
    if (write(fd, block.data(), block.size()) != static_cast<ssize_t>(kBlock) ||
        fdatasync(fd) != 0) {
      close(fd);
      return failed();
    }
    waits_ms.push_back(seconds_since(one) * 1e3);
  }
  close(fd);
  FsyncRate rate;
  rate.per_second = static_cast<double>(waits_ms.size()) / seconds_since(begin);
  std::sort(waits_ms.begin(), waits_ms.end());
  rate.p50_ms = waits_ms[waits_ms.size() / 2];
  rate.p99_ms = waits_ms[waits_ms.size() * 99 / 100];
  return rate;
}

}  // namespace tl::bench
