// The worker of one connection: the only thread that makes its requests. In order of urgency:
// effects, issues to be read again, polls that are due, the next page of the backfill; when the
// past has been read, the ledger.
#pragma once

#include <atomic>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>

#include "sync/backfill.h"
#include "sync/descriptions.h"
#include "sync/dropper.h"
#include "sync/hook_keeper.h"
#include "sync/ledger.h"
#include "sync/outbox.h"
#include "sync/poller.h"
#include "sync/refilter.h"
#include "sync/request_cap.h"
#include "sync/round_log.h"
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
  bool quiet = false;                   // waiting: the quiet hours of the connection
  bool own_limit = false;               // waiting: the request limit of the connection
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
  // A census of these projects (keys; empty: all) with the next step.
  void request_proof(const std::vector<std::string>& project_keys);
  void reload();  // connection or token changed
  [[nodiscard]] WorkerStatus status() const;

 private:
  enum class Next { kAtOnce, kIdle, kResting };
  struct Site;  // what one step works with
  void run(const std::stop_token& stop);
  Result<Next> step(const std::stop_token& stop);
  Result<Next> work(const Site& site);
  [[nodiscard]] Result<bool> is_quiet(const domain::Connection& connection);
  Result<bool> keep_house(const Site& site, bool asked);
  Result<void> retry_refused(const connector::Connector& connector);
  Result<void> load_progress(const connector::Connector& connector);
  Result<bool> poll_round(const Site& site, bool asked);
  Result<bool> balance(const Site& site);
  void note_round(Instant begun, const domain::Connection& connection, const RoundReport& report);
  [[nodiscard]] bool looks_again(const Error& error);
  void note_own_limit(std::optional<Instant> until);
  [[nodiscard]] bool poll_due(bool& asked);
  void note_error(const Error& error, int failures);
  void note_progress();
  void note_request();
  void note_retry(const connector::RetryNote& note);
  void sleep_until_work(const std::stop_token& stop, bool resting);
  [[nodiscard]] Millis poll_interval(const domain::Connection& connection, bool silent) const;

  Runtime& runtime_;
  const TenantId tenant_;
  const InstanceId instance_;
  const std::function<std::optional<Instant>()> last_event_;
  net::RateBudget budget_;
  RequestCap cap_;
  Dropper dropper_;
  DescriptionRemover remover_;
  Refilter refilter_;
  HookKeeper hooks_;
  RoundLog rounds_;
  Backfill backfill_;
  Poller poller_;
  Outbox outbox_;
  Ledger ledger_;
  std::optional<Progress> progress_;  // the worker thread's own
  std::atomic<int64_t> requests_ = 0;
  bool looked_again_ = false;  // a rejected sign-in was tried once more already
  bool refused_retried_ = false;
  std::optional<Instant> lost_looked_;  // when issues out of sight were last asked about
  IssueId lost_after_;

  mutable std::mutex mutex_;
  std::condition_variable_any woken_;
  bool awake_ = false;
  bool sync_asked_ = false;
  std::vector<std::vector<std::string>> proofs_asked_;
  std::optional<Instant> retry_at_;
  WorkerStatus status_;
  std::jthread thread_;  // last: it uses all of the above
};

}  // namespace tl::sync
