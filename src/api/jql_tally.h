// How many queries were answered since the start, for GET /metrics.
#pragma once

#include <atomic>
#include <cstdint>

namespace tl::api {

struct JqlTally {
  std::atomic<int64_t> answered = 0;
  std::atomic<int64_t> undecided = 0;     // of these: not decided for every issue
  std::atomic<int64_t> refused = 0;       // wrong queries
  std::atomic<int64_t> microseconds = 0;  // of the answered ones, in all
  std::atomic<int64_t> saved = 0;         // evaluations of saved queries

  void note(int64_t undecided_issues, int64_t us) {
    ++answered;
    if (undecided_issues > 0) ++undecided;
    microseconds += us;
  }
};

}  // namespace tl::api
