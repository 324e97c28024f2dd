#include "store/inbox.h"

#include <fmt/format.h>

#include <deque>
#include <future>
#include <iterator>
#include <map>
#include <mutex>
#include <tuple>

#include "base/log.h"
#include "base/text.h"
#include "store/core.h"
#include "store/database.h"
#include "store/packing.h"

namespace tl::store {
namespace {

constexpr int64_t kSignalKey = 0;

constexpr std::string_view kColumns =
    "SELECT tenant, id, instance, arrival_key, kind, received, finished, state, detail, headers";

int64_t number(ArrivalState state) { return static_cast<int64_t>(state); }

StoredArrival read_arrival(const Row& row, bool with_body) {
  StoredArrival out;
  out.id = ArrivalId(row.integer(1));
  out.finished = maybe_instant(row, 6);
  Arrival& a = out.arrival;
  a.tenant = TenantId(row.integer(0));
  a.instance = InstanceId(row.integer(2));
  a.key = row.string(3);
  a.kind = row.string(4);
  a.received = Instant(row.integer(5));
  a.state = static_cast<ArrivalState>(row.integer(7));
  a.detail = row.string(8);
  a.headers = row.string(9);
  if (with_body) {
    a.body = unpack_body(static_cast<Packing>(row.integer(10)), row.blob(11), kMaxArrivalBytes);
  }
  return out;
}

std::vector<StoredArrival> load_arrivals(Session& session, std::string_view where,
                                         const Params& params, bool with_body) {
  std::vector<StoredArrival> found;
  session.query(
      fmt::format("{}{} FROM arrival {}", kColumns, with_body ? ", packing, body" : "", where),
      params, [&](const Row& row) { found.push_back(read_arrival(row, with_body)); });
  return found;
}

void count_state(ArrivalCounts& counts, ArrivalState state, int64_t n) {
  switch (state) {
    case ArrivalState::kWaiting:
      counts.waiting = n;
      break;
    case ArrivalState::kDone:
      counts.done = n;
      break;
    case ArrivalState::kIgnored:
      counts.ignored = n;
      break;
    case ArrivalState::kRefused:
      counts.refused = n;
      break;
    case ArrivalState::kRejected:
      counts.rejected = n;
      break;
  }
}

ArrivalCounts count_states(Session& session, std::string_view where, const Params& params) {
  ArrivalCounts counts;
  session.query(
      fmt::format("SELECT state, COUNT(*) FROM arrival WHERE tenant = $1 {} GROUP BY state", where),
      params, [&](const Row& row) {
        count_state(counts, static_cast<ArrivalState>(row.integer(0)), row.integer(1));
      });
  return counts;
}

// One arrival on its way into the database.
struct Pending {
  Arrival arrival;
  Packed body;
  PutCallback done;
  PutOutcome outcome = PutOutcome::kDuplicate;
  size_t bytes = 0;
};

using ArrivalKey = std::tuple<int64_t, int64_t, std::string>;
ArrivalKey key_of(const Arrival& a) { return {raw(a.tenant), raw(a.instance), a.key}; }

constexpr int64_t kIdBlock = 10'000;  // ids taken from the counter at once

// The last id of a fresh block.
int64_t next_block(Session& session) {
  return session
      .query_int(
          "INSERT INTO arrival_counter (tenant, value) VALUES (0, $1) ON CONFLICT (tenant)"
          " DO UPDATE SET value = arrival_counter.value + excluded.value RETURNING value",
          {kIdBlock})
      .value();
}

// Calls the callback; one that throws must not keep others from being called.
void tell(Pending& pending, const Result<void>& committed) {
  try {
    if (committed.ok()) {
      pending.done(pending.outcome);
    } else {
      pending.done(committed.error());
    }
  } catch (const std::exception& bug) {
    log_error("inbox callback", make_error(ErrorCode::kInternal, bug.what()));
  }
}

using ByKey = std::map<ArrivalKey, Pending*>;

// Inserts what is new and marks it so. Ids of the others are left unused.
void insert_arrivals(Session& session, const std::vector<Pending*>& fresh, const ByKey& by_key,
                     const std::function<int64_t()>& id) {
  using enum ColumnType;
  Batch rows("arrival",
             {{"tenant"},
              {"id"},
              {"instance"},
              {"arrival_key", kText},
              {"kind", kText},
              {"received"},
              {"state"},
              {"detail", kText},
              {"headers", kText},
              {"packing"},
              {"body", kBlob}},
             "ON CONFLICT (tenant, instance, arrival_key) DO NOTHING"
             " RETURNING tenant, instance, arrival_key");
  for (const Pending* p : fresh) {
    const Arrival& a = p->arrival;
    rows.add({raw(a.tenant), id(), raw(a.instance), a.key, a.kind, a.received.ms, number(a.state),
              a.detail, a.headers, static_cast<int64_t>(p->body.packing), Blob{p->body.bytes}});
  }
  session.insert(rows, [&](const Row& row) {
    by_key.at({row.integer(0), row.integer(1), row.string(2)})->outcome = PutOutcome::kStored;
  });
}

}  // namespace

struct Inbox::Impl {
  Impl(Database& d, const Clock& c) : database(d), clock(c) {}

  // Takes what is queued into one job of the writer. At most one such job waits at a time.
  void schedule_drain();
  void drain_done(std::vector<Pending>& batch, const Result<void>& committed);
  void take_queue(std::vector<Pending>& batch);
  void store(Session& session, std::vector<Pending>& batch);
  // After a failure: the counter may have gone back behind them.
  void drop_ids() { first_free = last_free + 1; }

  Database& database;
  const Clock& clock;
  RisingSignal signal;
  std::mutex mutex;
  std::deque<Pending> queue;
  size_t waiting = 0, waiting_bytes = 0;  // queued or in a job that has not committed
  bool scheduled = false;
  int64_t first_free = 1, last_free = 0;  // ids taken from the counter; writer thread only
};

void Inbox::Impl::store(Session& session, std::vector<Pending>& batch) {
  std::vector<Pending*> fresh;  // the first of each key, in order of arrival
  ByKey by_key;
  for (Pending& p : batch) {
    if (by_key.emplace(key_of(p.arrival), &p).second) fresh.push_back(&p);
  }
  const auto next_id = [&] {
    if (first_free > last_free) {
      last_free = next_block(session);
      first_free = last_free - kIdBlock + 1;
    }
    return first_free++;
  };
  insert_arrivals(session, fresh, by_key, next_id);
}

void Inbox::Impl::schedule_drain() {
  auto batch = std::make_shared<std::vector<Pending>>();
  database.writer().post(
      [this, batch](Session& session) -> Result<void> {
        take_queue(*batch);
        try {
          store(session, *batch);
        } catch (...) {
          drop_ids();
          throw;
        }
        return {};
      },
      [this, batch](const Result<void>& committed) { drain_done(*batch, committed); });
}

void Inbox::Impl::take_queue(std::vector<Pending>& batch) {
  std::lock_guard lock(mutex);
  scheduled = false;
  batch.reserve(batch.size() + queue.size());
  std::move(queue.begin(), queue.end(), std::back_inserter(batch));
  queue.clear();
}

void Inbox::Impl::drain_done(std::vector<Pending>& batch, const Result<void>& committed) {
  if (!committed.ok()) {
    if (batch.empty()) {
      take_queue(batch);  // refused before it ran
    } else {
      drop_ids();
    }
  }
  {
    std::lock_guard lock(mutex);
    waiting -= batch.size();
    for (const Pending& p : batch) waiting_bytes -= p.bytes;
  }
  if (committed.ok() && !batch.empty()) signal.raise(kSignalKey, signal.value(kSignalKey) + 1);
  for (Pending& p : batch) tell(p, committed);
}

Inbox::Inbox(Database& database, const Clock& clock)
    : impl_(std::make_unique<Impl>(database, clock)) {}
Inbox::~Inbox() = default;

void Inbox::put(Arrival arrival, PutCallback done) {
  if (arrival.body.size() > kMaxArrivalBytes) {
    return done(make_error(ErrorCode::kTooLarge, "a delivery of more than 16 MiB"));
  }
  Pending pending;
  pending.body = pack_body(std::move(arrival.body));
  arrival.key = storable_text(arrival.key);
  pending.arrival = std::move(arrival);
  pending.done = std::move(done);
  pending.bytes = pending.body.bytes.size() + pending.arrival.headers.size();
  bool full = false, schedule = false;
  {
    std::lock_guard lock(impl_->mutex);
    full = impl_->waiting >= kMaxInboxQueue ||
           impl_->waiting_bytes + pending.bytes > kMaxInboxQueueBytes;
    if (!full) {
      ++impl_->waiting;
      impl_->waiting_bytes += pending.bytes;
      impl_->queue.push_back(std::move(pending));
      schedule = !impl_->scheduled;
      impl_->scheduled = true;
    }
  }
  if (full) {
    return pending.done(make_error(ErrorCode::kQueueFull, "too many deliveries wait (4096)"));
  }
  if (schedule) impl_->schedule_drain();
}

Result<PutOutcome> Inbox::put_and_wait(Arrival arrival) {
  // Shared: the waiter may be gone before set_value has returned.
  const auto promise = std::make_shared<std::promise<Result<PutOutcome>>>();
  auto outcome = promise->get_future();
  put(std::move(arrival),
      [promise](Result<PutOutcome> result) { promise->set_value(std::move(result)); });
  return outcome.get();
}

Result<std::vector<StoredArrival>> Inbox::take(size_t limit, ArrivalId after) {
  return impl_->database.read([&](Session& session) {
    return load_arrivals(session, "WHERE state = 1 AND id > $1 ORDER BY id LIMIT $2",
                         {raw(after), static_cast<int64_t>(limit)}, true);
  });
}

bool Inbox::wait(ArrivalId after, Millis timeout, const std::stop_token& stop) {
  const int64_t seen = impl_->signal.value(kSignalKey);
  const auto there = impl_->database.read([&](Session& session) {
    return session
        .query_int(
            "/* every tenant: one queue in order of arrival */ "
            "SELECT id FROM arrival WHERE state = 1 AND id > $1 ORDER BY id LIMIT 1",
            {raw(after)})
        .has_value();
  });
  if (there.ok() && *there) return true;
  return impl_->signal.wait(kSignalKey, seen, timeout.ms, stop) > seen;
}

Result<void> Inbox::finish(ArrivalId id, ArrivalState state, std::string detail) {
  const int64_t now = impl_->clock.now().ms;
  return impl_->database.write([&](Session& session) {
    session.exec(
        "/* every tenant: the id alone names it */ "
        "UPDATE arrival SET state = $2, detail = $3, finished = $4"
        " WHERE state = 1 AND id = $1",
        {raw(id), number(state), detail, now});
  });
}

void Inbox::finish_later(std::vector<ArrivalId> ids, ArrivalState state) {
  if (ids.empty()) return;
  const int64_t now = impl_->clock.now().ms;
  impl_->database.writer().post(
      [ids = std::move(ids), state, now](Session& session) -> Result<void> {
        IntList list;
        for (const ArrivalId id : ids) list.push_back(raw(id));
        session.exec(
            "/* every tenant: the ids alone name them */ "
            "UPDATE arrival SET state = $2, finished = $3 WHERE state = 1 AND " +
                session.in("id", 1),
            {&list, number(state), now});
        return {};
      },
      [](const Result<void>& result) {
        if (!result.ok() && result.error().code != ErrorCode::kStopping) {
          log_error("inbox, marking arrivals done", result.error());
        }
      });
}

Result<int64_t> Inbox::retry_refused(TenantId tenant, InstanceId instance) {
  auto moved = impl_->database.write([&](Session& session) {
    return session.exec(
        "UPDATE arrival SET state = $3, finished = NULL"
        " WHERE tenant = $1 AND instance = $2 AND state = $4",
        {raw(tenant), raw(instance), number(ArrivalState::kWaiting),
         number(ArrivalState::kRefused)});
  });
  if (moved.ok()) impl_->signal.raise(kSignalKey, impl_->signal.value(kSignalKey) + 1);
  return moved;
}

Result<ArrivalCounts> Inbox::counts(TenantId tenant, std::optional<InstanceId> instance) {
  return impl_->database.read([&](Session& session) {
    return count_states(session, "AND ($2 = 0 OR instance = $2)",
                        {raw(tenant), raw(instance.value_or(InstanceId{}))});
  });
}

Result<ArrivalCounts> Inbox::counts_since(TenantId tenant, InstanceId instance, Instant since) {
  return impl_->database.read([&](Session& session) {
    return count_states(session, "AND instance = $2 AND received >= $3",
                        {raw(tenant), raw(instance), since.ms});
  });
}

Result<int64_t> Inbox::count_waiting(TenantId tenant, InstanceId instance) {
  return impl_->database.read([&](Session& session) {
    return session
        .query_int("SELECT COUNT(*) FROM arrival WHERE state = 1 AND tenant = $1 AND instance = $2",
                   {raw(tenant), raw(instance)})
        .value_or(0);
  });
}

Result<int64_t> Inbox::count_refused(TenantId tenant, InstanceId instance) {
  return impl_->database.read([&](Session& session) {
    return session
        .query_int("SELECT COUNT(*) FROM arrival WHERE state = 4 AND tenant = $1 AND instance = $2",
                   {raw(tenant), raw(instance)})
        .value_or(0);
  });
}

Result<std::vector<StoredArrival>> Inbox::list(const ArrivalQuery& query) {
  constexpr size_t kMaxPage = 500;
  return impl_->database.read([&](Session& session) {
    const ArrivalState any{};
    return load_arrivals(
        session,
        "WHERE tenant = $1 AND ($2 = 0 OR instance = $2) AND ($3 = 0 OR state = $3)"
        " AND ($4 = 0 OR id < $4) ORDER BY id DESC LIMIT $5",
        {raw(query.tenant), raw(query.instance.value_or(InstanceId{})),
         number(query.state.value_or(any)), raw(query.before),
         static_cast<int64_t>(std::min(query.limit, kMaxPage))},
        query.with_body);
  });
}

Result<std::optional<StoredArrival>> Inbox::load(TenantId tenant, ArrivalId id) {
  return impl_->database.read([&](Session& session) {
    auto found =
        load_arrivals(session, "WHERE tenant = $1 AND id = $2", {raw(tenant), raw(id)}, true);
    return found.empty() ? std::nullopt : std::optional(std::move(found.front()));
  });
}

Result<int64_t> Inbox::prune(Instant older_than) {
  constexpr int64_t kStep = 5000;
  int64_t total = 0;
  while (true) {
    TL_TRY(const int64_t step, impl_->database.write([&](Session& session) {
      return session.exec(
          "DELETE FROM arrival WHERE (tenant, id) IN (SELECT tenant, id FROM arrival"
          " WHERE received < $1 AND state <> $2 LIMIT $3)",
          {older_than.ms, number(ArrivalState::kWaiting), kStep});
    }));
    total += step;
    if (step < kStep) return total;
  }
}

Result<RewrittenBodies> Inbox::rewrite_bodies(TenantId tenant, InstanceId instance, ArrivalId after,
                                              size_t limit, const RewriteBody& rewrite) {
  TL_TRY(const std::vector<StoredArrival> kept, impl_->database.read([&](Session& session) {
    return load_arrivals(
        session, "WHERE tenant = $1 AND instance = $2 AND id > $3 ORDER BY id LIMIT $4",
        {raw(tenant), raw(instance), raw(after), static_cast<int64_t>(limit)}, true);
  }));
  RewrittenBodies step{kept.empty() ? after : kept.back().id, 0, kept.size() < limit};
  std::vector<std::pair<int64_t, Packed>> bodies;
  for (const StoredArrival& stored : kept) {
    if (auto body = rewrite(stored.arrival.body)) {
      bodies.emplace_back(raw(stored.id), pack_body(std::move(*body)));
    }
  }
  if (bodies.empty()) return step;
  TL_CHECK_OK(impl_->database.write([&](Session& session) {
    for (const auto& [id, body] : bodies) {
      step.changed +=
          session.exec("UPDATE arrival SET packing = $3, body = $4 WHERE tenant = $1 AND id = $2",
                       {raw(tenant), id, static_cast<int64_t>(body.packing), Blob{body.bytes}});
    }
  }));
  return step;
}

Result<void> Inbox::delete_instance(TenantId tenant, InstanceId instance) {
  return impl_->database.write([&](Session& session) {
    session.exec("DELETE FROM arrival WHERE tenant = $1 AND instance = $2",
                 {raw(tenant), raw(instance)});
  });
}

size_t Inbox::queued() const {
  std::lock_guard lock(impl_->mutex);
  return impl_->waiting;
}

std::string_view to_text(ArrivalState state) {
  switch (state) {
    case ArrivalState::kWaiting:
      return "waiting";
    case ArrivalState::kDone:
      return "done";
    case ArrivalState::kIgnored:
      return "ignored";
    case ArrivalState::kRefused:
      return "refused";
    case ArrivalState::kRejected:
      return "rejected";
  }
  return "unknown";
}

std::optional<ArrivalState> parse_arrival_state(std::string_view text) {
  for (const auto state : {ArrivalState::kWaiting, ArrivalState::kDone, ArrivalState::kIgnored,
                           ArrivalState::kRefused, ArrivalState::kRejected}) {
    if (to_text(state) == text) return state;
  }
  return std::nullopt;
}

}  // namespace tl::store
