// The buffer between whoever sends events and the connection that carries them. Internal to net/.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>

#include "net/router.h"

namespace tl::net {

// Thread-safe. The connection attaches once its head is out, then takes what is queued.
class StreamQueue {
 public:
  explicit StreamQueue(size_t limit_bytes) : limit_bytes_(limit_bytes) {}

  // The sender's side.
  bool send(std::string_view bytes);
  void end();  // nothing more will come; what is queued still goes out
  [[nodiscard]] bool closed() const;

  // The connection's side. `wake` is called (under no lock, from any thread) when there is
  // something to take and the connection has seen take() come back empty.
  void attach(std::function<void()> wake);
  struct Batch {
    std::string bytes;
    bool ended = false;
  };
  [[nodiscard]] Batch take();
  void abandon();  // the client has gone

 private:
  void wake_if_asleep(std::unique_lock<std::mutex> lock);

  const size_t limit_bytes_;
  mutable std::mutex mutex_;
  std::string pending_;
  bool ended_ = false;
  bool asleep_ = false;
  std::function<void()> wake_;
};

// What a handler holds; the last copy gone ends the stream.
class StreamHandle final : public StreamWriter {
 public:
  explicit StreamHandle(std::shared_ptr<StreamQueue> queue) : queue_(std::move(queue)) {}
  ~StreamHandle() override { queue_->end(); }
  bool send(std::string_view bytes) override { return queue_->send(bytes); }
  void close() override { queue_->end(); }
  bool closed() const override { return queue_->closed(); }

 private:
  std::shared_ptr<StreamQueue> queue_;
};

// Counts one open stream. When it goes, the sender sees its stream closed, however that came about.
class StreamLease {
 public:
  StreamLease() = default;
  StreamLease(std::shared_ptr<StreamQueue> queue, std::shared_ptr<std::atomic<uint64_t>> open)
      : queue_(std::move(queue)), open_(std::move(open)) {
    ++*open_;
  }
  StreamLease(StreamLease&&) noexcept = default;
  StreamLease& operator=(StreamLease&& other) noexcept {
    release();
    queue_ = std::move(other.queue_);
    open_ = std::move(other.open_);
    return *this;
  }
  ~StreamLease() { release(); }
  void release() {
    if (auto queue = std::exchange(queue_, nullptr)) queue->abandon();
    if (auto open = std::exchange(open_, nullptr)) --*open;
  }
  [[nodiscard]] StreamQueue* operator->() const { return queue_.get(); }
  explicit operator bool() const { return queue_ != nullptr; }

 private:
  std::shared_ptr<StreamQueue> queue_;
  std::shared_ptr<std::atomic<uint64_t>> open_;
};

}  // namespace tl::net
