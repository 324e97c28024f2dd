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
  ArrivalState state = ArrivalState::kWaiting;  // or kRejected
  std::string detail;                           // for a person
};

struct StoredArrival {
  ArrivalId id;
  Arrival arrival;
  std::optional<Instant> finished;
};

enum class PutOutcome { kStored, kDuplicate };
using PutCallback = std::function<void(Result<PutOutcome>)>;

struct ArrivalCounts {
  int64_t waiting = 0, done = 0, ignored = 0, refused = 0, rejected = 0;
};

struct ArrivalQuery {
  TenantId tenant;
  std::optional<InstanceId> instance;
  std::optional<ArrivalState> state;
  ArrivalId before;  // none: from the newest
  size_t limit = 50;
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
  void finish_later(std::vector<ArrivalId> ids, ArrivalState state);
  // Back to kWaiting, for refused ones after an upgrade (all of the instance). How many.
  [[nodiscard]] Result<int64_t> retry_refused(TenantId tenant, InstanceId instance);

  [[nodiscard]] Result<ArrivalCounts> counts(TenantId tenant, std::optional<InstanceId> instance);
  // How many wait, and how many could not be read; quick whatever else is kept.
  [[nodiscard]] Result<int64_t> count_waiting(TenantId tenant, InstanceId instance);
  [[nodiscard]] Result<int64_t> count_refused(TenantId tenant, InstanceId instance);
  // Of what was received since `since`.
  [[nodiscard]] Result<ArrivalCounts> counts_since(TenantId tenant, InstanceId instance,
                                                   Instant since);
  [[nodiscard]] Result<std::vector<StoredArrival>> list(const ArrivalQuery& query);
  [[nodiscard]] Result<std::optional<StoredArrival>> load(TenantId tenant, ArrivalId id);

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
