#include "net/worker_pool.h"

#include <algorithm>

namespace tl::net {

WorkerPool::WorkerPool(int threads, size_t queue_limit)
    : queue_limit_(queue_limit), idle_(static_cast<size_t>(std::max(threads, 1))) {
  for (int i = 0; i < std::max(threads, 1); ++i) threads_.emplace_back([this] { run(); });
}

bool WorkerPool::submit(std::function<void()> job) {
  {
    std::lock_guard lock(mutex_);
    if (stopping_ || queue_.size() >= queue_limit_ + idle_) return false;
    queue_.push_back(std::move(job));
  }
  woken_.notify_one();
  return true;
}

void WorkerPool::stop() {
  std::deque<std::function<void()>> dropped;
  {
    std::lock_guard lock(mutex_);
    stopping_ = true;
    dropped.swap(queue_);
  }
  woken_.notify_all();
  dropped.clear();  // outside the lock: a dropped job may answer
  for (auto& thread : threads_) {
    if (thread.joinable()) thread.join();
  }
}

size_t WorkerPool::queued() const {
  std::lock_guard lock(mutex_);
  return queue_.size();
}

// A thread counts as idle from its start: each idle thread stands for one job of the queue.
void WorkerPool::run() {
  std::unique_lock lock(mutex_);
  while (true) {
    woken_.wait(lock, [this] { return stopping_ || !queue_.empty(); });
    if (stopping_) return;
    std::function<void()> job = std::move(queue_.front());
    queue_.pop_front();
    --idle_;
    lock.unlock();
    job();
    job = nullptr;
    lock.lock();
    ++idle_;
  }
}

}  // namespace tl::net
