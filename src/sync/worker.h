// The worker of one connection: the only thread that makes its requests. In order of urgency:
// effects, issues to be read again, polls that are due, the next page of the backfill.
#pragma once

#include <condition_variable>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>

#include "sync/backfill.h"
#include "sync/outbox.h"
#include "sync/poller.h"
#include "sync/runtime.h"

namespace tl::sync {

// What a worker says of itself. A copy; see ConnectionStatus for the meaning.
struct WorkerStatus {
  std::optional<Instant> last_sync;
  std::optional<Instant> next_poll;
  std::optional<Error> last_error;
  std::optional<Waiting> waiting;
  std::optional<Progress> progress;
  std::optional<Instant> silent_since;  // polls find what no webhook said
};

class Worker {
 public:
  Worker(Runtime& runtime, TenantId tenant, InstanceId instance,
         std::function<std::optional<Instant>()> last_event);
  ~Worker() { stop(); }

  void start();
  void request_stop();
  void stop();  // request_stop and join

  void wake();          // something is to be done
  void request_sync();  // poll all streams now; failed phases are tried again
  void reload();        // connection or token changed
  [[nodiscard]] WorkerStatus status() const;

 private:
  enum class Next { kAtOnce, kIdle, kResting };
  void run(const std::stop_token& stop);
  Result<Next> step(const std::stop_token& stop);
  Result<void> load_progress(const connector::Connector& connector);
  Result<void> poll_round(const connector::Connector& connector, const connector::Session& session,
                          const domain::Connection& connection, bool asked);
  [[nodiscard]] bool poll_due(bool& asked);
  void note_error(const Error& error, int failures);
  void note_progress();
  void note_request();
  void note_retry(const connector::RetryNote& note);
  void sleep_until_work(const std::stop_token& stop, bool resting);
  [[nodiscard]] Millis poll_interval(const domain::Connection& connection) const;

  Runtime& runtime_;
  const TenantId tenant_;
  const InstanceId instance_;
  const std::function<std::optional<Instant>()> last_event_;
  net::RateBudget budget_;
  Backfill backfill_;
  Poller poller_;
  Outbox outbox_;
  std::optional<Progress> progress_;  // the worker thread's own

  mutable std::mutex mutex_;
  std::condition_variable_any woken_;
  bool awake_ = false;
  bool sync_asked_ = false;
  std::optional<Instant> retry_at_;
  WorkerStatus status_;
  std::jthread thread_;  // last: it uses all of the above
};

}  // namespace tl::sync
