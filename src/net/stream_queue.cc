#include "net/stream_queue.h"

#include <utility>

namespace tl::net {

bool StreamQueue::send(std::string_view bytes) {
  std::unique_lock lock(mutex_);
  if (ended_) return false;
  if (bytes.size() > limit_bytes_ - pending_.size()) {
    ended_ = true;  // the reader is too slow; what it has got so far is still whole
    wake_if_asleep(std::move(lock));
    return false;
  }
  pending_ += bytes;
  wake_if_asleep(std::move(lock));
  return true;
}

void StreamQueue::end() {
  std::unique_lock lock(mutex_);
  ended_ = true;
  wake_if_asleep(std::move(lock));
}

bool StreamQueue::closed() const {
  std::lock_guard lock(mutex_);
  return ended_;
}

void StreamQueue::attach(std::function<void()> wake) {
  std::lock_guard lock(mutex_);
  wake_ = std::move(wake);
}

StreamQueue::Batch StreamQueue::take() {
  std::lock_guard lock(mutex_);
  Batch batch{std::exchange(pending_, {}), ended_};
  asleep_ = batch.bytes.empty() && !batch.ended;
  return batch;
}

void StreamQueue::abandon() {
  std::function<void()> dropped;
  std::lock_guard lock(mutex_);
  ended_ = true;
  asleep_ = false;
  pending_.clear();
  dropped.swap(wake_);
}

void StreamQueue::wake_if_asleep(std::unique_lock<std::mutex> lock) {
  if (!asleep_ || !wake_) return;
  asleep_ = false;
  const std::function<void()> wake = wake_;
  lock.unlock();
  wake();
}

}  // namespace tl::net
