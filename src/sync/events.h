// News for whoever looks: published by sync, streamed to browsers by api. Nothing is stored; who
// missed something loads the state again.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>

#include "base/ids.h"

namespace tl::sync {

struct Event {
  enum class Kind : uint8_t { kConnection, kProgress, kFeed } kind = Kind::kConnection;
  TenantId tenant;
  InstanceId instance;        // kConnection, kProgress
  int64_t feed_position = 0;  // kFeed
};

// Thread-safe. Subscribers are called on the publishing thread and must not block.
class EventHub {
 public:
  using Subscriber = std::function<void(const Event&)>;

  // Unsubscribes when destroyed; after that no call is running or will begin. Must not be destroyed
  // inside a callback; may outlive the hub.
  class Subscription {
   public:
    Subscription() = default;
    Subscription(std::shared_ptr<void> token) : token_(std::move(token)) {}  // NOLINT: implicit

   private:
    std::shared_ptr<void> token_;
  };

  EventHub();
  [[nodiscard]] Subscription subscribe(Subscriber subscriber);
  void publish(const Event& event);

 private:
  struct State;
  std::shared_ptr<State> state_;
};

}  // namespace tl::sync
