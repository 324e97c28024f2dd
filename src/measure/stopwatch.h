// How long an answer took.
#pragma once

#include <chrono>
#include <cstdint>

namespace tl::measure {

class Stopwatch {
 public:
  [[nodiscard]] int64_t us() const {
    return std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::steady_clock::now() -
                                                                 began_)
        .count();
  }

 private:
  std::chrono::steady_clock::time_point began_ = std::chrono::steady_clock::now();
};

}  // namespace tl::measure
