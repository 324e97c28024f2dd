// The inbox: what vendors sent us, durable before they see 2xx (invariant 1). Its own database file
// (SQLite) or connection (PostgreSQL) and its own writer, so that no backfill delays an answer.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/ids.h"
#include "base/result.h"

namespace tl::store {

class Database;

using ArrivalId = Id<struct ArrivalTag>;  // rises in the order of arrival

enum class ArrivalState : uint8_t {
  kWaiting = 1,  // to be processed
  kDone,         // facts stored, or it said nothing new
  kIgnored,      // understood, of no interest
  kRefused,      // could not be read; kept to be tried again
  kRejected,     // not verified (signature, site): headers only, never processed
};

[[nodiscard]] std::string_view to_text(ArrivalState state);
[[nodiscard]] std::optional<ArrivalState> parse_arrival_state(std::string_view text);

struct Arrival {
  TenantId tenant;
  InstanceId instance;
  std::string key;   // vendor delivery id, else "sha256:" + hex of the body; unique per instance
  std::string kind;  // "webhook"
  Instant received;
  std::string headers;                          // JSON object; the caller has masked secrets
  std::string body;                             // raw bytes; compressed at rest
  ArrivalState state = ArrivalState::kWaiting;  // or kRefused, kRejected
  std::string detail;                           // for a person
  std::string event;                            // the vendor's name of it; "" unknown
  IssueId issue;                                // that it is about, as far as its body says
  std::string issue_key;                        // "" unknown
  int64_t attempt = 0;  // the vendor's count of retries when it was stored; 0: the first try
  // Put again under a known key, this many are added to the stored one's repeats. A rejection is
  // put once for many, under one key an hour, so that nobody can fill the disk with them.
  int64_t times = 1;
};

struct StoredArrival {
  ArrivalId id;
  Arrival arrival;  // `headers` and `body` are "" where a list was asked for without bodies
  std::optional<Instant> finished;
  int64_t bytes = 0;    // of the body as it is kept, unpacked
  int64_t repeats = 0;  // further deliveries of the same
  std::optional<Instant> last_repeat;
  int64_t replays = 0;  // how often a person had it processed again
};

// How an arrival ended. `account`: JSON of sync's own, at most kMaxAccountBytes: processing steps
// and what changed by it. "" leaves what is stored.
struct FinishedArrival {
  ArrivalId id;
  ArrivalState state = ArrivalState::kDone;
  std::string detail;
  std::string account;
};
constexpr size_t kMaxAccountBytes = 8192;  // above: stored without its account

enum class PutOutcome { kStored, kDuplicate };
using PutCallback = std::function<void(Result<PutOutcome>)>;

struct ArrivalCounts {
  int64_t waiting = 0, done = 0, ignored = 0, refused = 0, rejected = 0;
  int64_t repeats = 0;  // further deliveries of those counted above
  [[nodiscard]] int64_t all() const { return waiting + done + ignored + refused + rejected; }
};

// What was stored against what is there or was taken away: invariant 4 for arrivals. Counted in the
// transaction that stores or deletes.
struct ArrivalTally {
  int64_t stored = 0;   // ever, of this instance
  int64_t deleted = 0;  // by retention
  ArrivalCounts now;
  [[nodiscard]] bool balanced() const { return stored == deleted + now.all(); }
};

// The queue: how much waits and since when.
struct ArrivalQueue {
  int64_t waiting = 0;
  std::optional<Instant> oldest;  // received
};

struct ArrivalQuery {
  TenantId tenant;
  std::optional<InstanceId> instance;
  std::optional<ArrivalState> state;
  bool repeated = false;  // only those that came more than once
  std::string event;      // "" any
  std::optional<IssueId> issue;
  std::optional<Instant> from, to;  // received, [from, to)
  ArrivalId before;                 // none: from the newest
  size_t limit = 50;                // at most 500
  bool with_body = false;
};

// One step of rewriting bodies.
struct RewrittenBodies {
  ArrivalId last;  // where the next step begins
  int64_t changed = 0;
  bool done = false;
};

constexpr size_t kMaxInboxQueue = 4096;            // arrivals not yet durable; above: kQueueFull
constexpr size_t kMaxInboxQueueBytes = 64u << 20;  // of their bodies; above: kQueueFull
constexpr size_t kMaxArrivalBytes = 16u << 20;     // of one body; above: kTooLarge

// Thread-safe. Owned by Store; valid until Store::close().
class Inbox {
 public:
  explicit Inbox(Database& database, const Clock& clock);  // made by Store
  ~Inbox();

  // Stores an arrival; `done` is called once, after it is durable, on the inbox's writer thread (it
  // must not block), or at once on this thread with kQueueFull, kTooLarge or kStopping.
  void put(Arrival arrival, PutCallback done);
  // The same, waiting for the outcome.
  [[nodiscard]] Result<PutOutcome> put_and_wait(Arrival arrival);

  // Waiting arrivals of all tenants with id > `after`, oldest first, with bodies.
  [[nodiscard]] Result<std::vector<StoredArrival>> take(size_t limit, ArrivalId after = {});
  // Blocks until an arrival with id > `after` was stored, time is up (real time) or `stop`. True
  // when there is (or may be) one.
  bool wait(ArrivalId after, Millis timeout, const std::stop_token& stop);

  // Ends processing. Unknown ids are no error (retention may have been quicker).
  [[nodiscard]] Result<void> finish(ArrivalId id, ArrivalState state, std::string detail);
  // The same for many, without waiting; lost at a crash, which is harmless: they are taken again.
  void finish_later(std::vector<FinishedArrival> finished);
  // Back to kWaiting, for refused ones after an upgrade (all of the instance). How many.
  [[nodiscard]] Result<int64_t> retry_refused(TenantId tenant, InstanceId instance);
  // Back to kWaiting because a person asked: what matches `query` (its page members are ignored),
  // was received and can be processed (not kRejected, not kWaiting), at most `limit`, oldest first.
  // Counts replays. Processing is idempotent, so this changes nothing that is known. How many.
  [[nodiscard]] Result<int64_t> replay(const ArrivalQuery& query, size_t limit);
  [[nodiscard]] Result<int64_t> replay_one(TenantId tenant, ArrivalId id);  // 0 or 1

  [[nodiscard]] Result<ArrivalCounts> counts(TenantId tenant, std::optional<InstanceId> instance);
  // How many wait, and how many could not be read; quick whatever else is kept.
  [[nodiscard]] Result<int64_t> count_waiting(TenantId tenant, InstanceId instance);
  [[nodiscard]] Result<int64_t> count_refused(TenantId tenant, InstanceId instance);
  // Of what was received since `since`.
  [[nodiscard]] Result<ArrivalCounts> counts_since(TenantId tenant, InstanceId instance,
                                                   Instant since);
  [[nodiscard]] Result<std::vector<StoredArrival>> list(const ArrivalQuery& query);
  [[nodiscard]] Result<std::optional<StoredArrival>> load(TenantId tenant, ArrivalId id);
  [[nodiscard]] Result<std::string> load_account(TenantId tenant, ArrivalId id);  // "" none
  // Names of events that are kept, each once, for the filter.
  [[nodiscard]] Result<std::vector<std::string>> list_events(TenantId tenant, InstanceId instance);
  // Counts all rows: not for every page load.
  [[nodiscard]] Result<ArrivalTally> tally(TenantId tenant, InstanceId instance);
  [[nodiscard]] Result<ArrivalQueue> queue(TenantId tenant, std::optional<InstanceId> instance);

  // Puts in place of each body what `rewrite` makes of it (nothing: it stays), for at most `limit`
  // arrivals of the instance with id > `after`, whatever their state. `rewrite` runs on this
  // thread.
  using RewriteBody = std::function<std::optional<std::string>(std::string_view body)>;
  [[nodiscard]] Result<RewrittenBodies> rewrite_bodies(TenantId tenant, InstanceId instance,
                                                       ArrivalId after, size_t limit,
                                                       const RewriteBody& rewrite);

  // Deletes what was received before `older_than` and waits no longer. How many.
  [[nodiscard]] Result<int64_t> prune(Instant older_than);
  [[nodiscard]] Result<void> delete_instance(TenantId tenant, InstanceId instance);

  // How many puts wait for their commit: for the edge's 503 and for the status page.
  [[nodiscard]] size_t queued() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace tl::store
