#include "sync/events.h"

#include <shared_mutex>

namespace tl::sync {

// Publishing holds `mutex` shared, unsubscribing holds it alone: after unsubscribing no call runs.
struct EventHub::State {
  std::shared_mutex mutex;
  std::map<int64_t, Subscriber> subscribers;
  int64_t next = 1;
};

EventHub::EventHub() : state_(std::make_shared<State>()) {}

EventHub::Subscription EventHub::subscribe(Subscriber subscriber) {
  std::unique_lock lock(state_->mutex);
  const int64_t id = state_->next++;
  state_->subscribers.emplace(id, std::move(subscriber));
  return std::shared_ptr<void>(nullptr, [state = state_, id](void*) {
    std::unique_lock unlock(state->mutex);
    state->subscribers.erase(id);
  });
}

void EventHub::publish(const Event& event) {
  std::shared_lock lock(state_->mutex);
  for (const auto& [id, subscriber] : state_->subscribers) subscriber(event);
}

}  // namespace tl::sync
