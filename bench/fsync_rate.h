// What the disk allows: small appends made durable one by one.
#pragma once

#include <string>

#include "base/result.h"

namespace tl::bench {

struct FsyncRate {
  double per_second = 0;
  double p50_ms = 0;
  double p99_ms = 0;
};

// Appends of 4 KiB to a file in `folder` that is gone afterwards. kDiskFull when it cannot.
[[nodiscard]] Result<FsyncRate> measure_fsync(const std::string& folder, double seconds);

}  // namespace tl::bench
