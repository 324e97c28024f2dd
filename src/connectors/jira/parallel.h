// Doing several requests at once. How many really go out is the rate budget's business.
#pragma once

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <exception>
#include <mutex>
#include <thread>
#include <vector>

namespace tl::connectors::jira {

constexpr size_t kMaxParallel = 8;

// Calls each(0) to each(count - 1) on at most `most` threads, the caller's being one, and waits for
// all. What an `each` throws is thrown again when all have ended.
template <typename Each>
void run_parallel(size_t count, size_t most, const Each& each) {
  if (count == 0) return;
  std::atomic<size_t> next = 0;
  std::mutex mutex;
  std::exception_ptr thrown;
  const auto work = [&] {
    for (size_t i = next++; i < count; i = next++) {
      try {
        each(i);
      } catch (...) {
        const std::lock_guard lock(mutex);
        if (!thrown) thrown = std::current_exception();
      }
    }
  };
  {
    std::vector<std::jthread> threads;
    for (size_t i = 1; i < std::min(count, most); ++i) threads.emplace_back(work);
    work();
  }
  if (thrown) std::rethrow_exception(thrown);
}

}  // namespace tl::connectors::jira
