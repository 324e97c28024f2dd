// A fixed number of threads that run blocking jobs from a bounded queue.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace tl::net {

class WorkerPool {
 public:
  // `queue_limit`: jobs that may wait while all threads are busy.
  WorkerPool(int threads, size_t queue_limit);
  ~WorkerPool() { stop(); }

  // False when the queue is full or the pool stops; the job is then destroyed by the caller.
  // A job must not throw.
  [[nodiscard]] bool submit(std::function<void()> job);
  // Destroys what waits, waits for what runs, joins. Idempotent.
  void stop();
  [[nodiscard]] size_t queued() const;

 private:
  void run();

  const size_t queue_limit_;
  mutable std::mutex mutex_;
  std::condition_variable woken_;
  std::deque<std::function<void()>> queue_;
  size_t idle_ = 0;
  bool stopping_ = false;
  std::vector<std::thread> threads_;  // last: they use the members above
};

}  // namespace tl::net
