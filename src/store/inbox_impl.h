// What the files of the inbox share. Internal to store.
#pragma once

#include <deque>
#include <functional>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "store/core.h"
#include "store/inbox.h"
#include "store/packing.h"

namespace tl::store {

// One arrival on its way into the database.
struct PendingArrival {
  Arrival arrival;
  Packed body;
  PutCallback done;
  PutOutcome outcome = PutOutcome::kDuplicate;
  int64_t body_bytes = 0;  // before packing
  size_t bytes = 0;
};

struct Inbox::Impl {
  Impl(Database& d, const Clock& c) : database(d), clock(c) {}

  // Takes what is queued into one job of the writer. At most one such job waits at a time.
  void schedule_drain();
  void drain_done(std::vector<PendingArrival>& batch, const Result<void>& committed);
  void take_queue(std::vector<PendingArrival>& batch);
  void store(Session& session, std::vector<PendingArrival>& batch);
  int64_t next_id(Session& session);
  // After a failure: the counter may have gone back behind them.
  void drop_ids() { first_free = last_free + 1; }
  // Tells those who wait that there is something to take.
  void raise();

  Database& database;
  const Clock& clock;
  RisingSignal signal;
  std::mutex mutex;
  std::deque<PendingArrival> queue;
  size_t waiting = 0, waiting_bytes = 0;  // queued or in a job that has not committed
  bool scheduled = false;
  int64_t first_free = 1, last_free = 0;  // ids taken from the counter; writer thread only
};

inline int64_t number(ArrivalState state) { return static_cast<int64_t>(state); }

// The row of arrival_tally that an arrival is counted in.
inline int64_t tally_hour(Instant received) { return received.ms / 3'600'000; }

// The statement of Inbox::list and what goes into it; "" when nothing can match. `query` must
// outlive it. By itself so that a test can ask the database how it would go about it.
struct ListStatement {
  std::string sql;
  Params params;
};
[[nodiscard]] ListStatement list_statement(Session& session, const ArrivalQuery& query);

// Arrivals `a`, with their bodies `b` when asked for. `where` comes behind the table.
[[nodiscard]] std::vector<StoredArrival> load_arrivals(Session& session, std::string_view where,
                                                       const Params& params, bool with_body);

}  // namespace tl::store
