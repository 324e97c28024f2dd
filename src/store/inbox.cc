#include "store/inbox.h"

#include <future>
#include <iterator>
#include <map>
#include <tuple>

#include "base/log.h"
#include "base/text.h"
#include "store/inbox_impl.h"

namespace tl::store {
namespace {

constexpr int64_t kSignalKey = 0;
constexpr int64_t kIdBlock = 10'000;  // ids taken from the counter at once

using ArrivalKey = std::tuple<int64_t, int64_t, std::string>;
ArrivalKey key_of(const Arrival& a) { return {raw(a.tenant), raw(a.instance), a.key}; }

// All of one key in a batch.
struct Incoming {
  PendingArrival* first = nullptr;
  int64_t id = 0;
  int64_t repeats = 0;
  Instant newest;
};
using ByKey = std::map<ArrivalKey, size_t>;

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
void tell(PendingArrival& pending, const Result<void>& committed) {
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

// Each key once, in order of arrival.
std::vector<Incoming> gather(std::vector<PendingArrival>& batch, ByKey& by_key) {
  std::vector<Incoming> incoming;
  for (PendingArrival& p : batch) {
    const int64_t times = std::max<int64_t>(1, p.arrival.times);
    const auto [slot, is_new] = by_key.emplace(key_of(p.arrival), incoming.size());
    if (is_new) {
      incoming.push_back({&p, 0, times - 1, p.arrival.received});
      continue;
    }
    Incoming& known = incoming[slot->second];
    known.repeats += times;
    known.newest = std::max(known.newest, p.arrival.received);
  }
  return incoming;
}

constexpr std::string_view kRepeatedArrival =
    "ON CONFLICT (tenant, instance, arrival_key) DO UPDATE SET"
    " repeats = arrival.repeats + excluded.repeats + 1,"
    " last_repeat = CASE WHEN arrival.last_repeat >"
    " COALESCE(excluded.last_repeat, excluded.received) THEN arrival.last_repeat"
    " ELSE COALESCE(excluded.last_repeat, excluded.received) END"
    " RETURNING tenant, instance, arrival_key, id";

// Inserts what is new and marks it so; adds to the repeats of what is not. Ids of the latter are
// left unused.
void insert_arrivals(Session& session, const std::vector<Incoming>& incoming, const ByKey& by_key) {
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
              {"event", kText},
              {"issue"},
              {"issue_key", kText},
              {"attempt"},
              {"bytes"},
              {"repeats"},
              {"last_repeat"},
              {"replays"}},
             kRepeatedArrival);
  for (const Incoming& in : incoming) {
    const Arrival& a = in.first->arrival;
    rows.add({raw(a.tenant), in.id, raw(a.instance), a.key, a.kind, a.received.ms, number(a.state),
              a.detail, a.event, raw(a.issue), a.issue_key, a.attempt, in.first->body_bytes,
              in.repeats, in.repeats > 0 ? Param(in.newest.ms) : Param(nullptr), 0});
  }
  session.insert(rows, [&](const Row& row) {
    const Incoming& in = incoming[by_key.at({row.integer(0), row.integer(1), row.string(2)})];
    const bool is_new = row.integer(3) == in.id;
    in.first->outcome = is_new ? PutOutcome::kStored : PutOutcome::kDuplicate;
  });
}

void insert_bodies(Session& session, const std::vector<const Incoming*>& stored) {
  Batch rows("arrival_body", {{"tenant"},
                              {"id"},
                              {"headers", ColumnType::kText},
                              {"packing"},
                              {"body", ColumnType::kBlob}});
  for (const Incoming* in : stored) {
    const Packed& body = in->first->body;
    rows.add({raw(in->first->arrival.tenant), in->id, in->first->arrival.headers,
              static_cast<int64_t>(body.packing), Blob{body.bytes}});
  }
  session.insert(rows);
}

struct HourGrowth {
  int64_t stored = 0, first_id = 0, last_id = 0;
};

void count_stored(Session& session, const std::vector<const Incoming*>& stored) {
  std::map<std::tuple<int64_t, int64_t, int64_t>, HourGrowth> hours;
  for (const Incoming* in : stored) {  // by id
    const Arrival& a = in->first->arrival;
    HourGrowth& hour = hours[{raw(a.tenant), raw(a.instance), tally_hour(a.received)}];
    if (hour.stored++ == 0) hour.first_id = in->id;
    hour.last_id = in->id;
  }
  Batch rows(
      "arrival_tally",
      {{"tenant"}, {"instance"}, {"hour"}, {"stored"}, {"deleted"}, {"first_id"}, {"last_id"}},
      "ON CONFLICT (tenant, instance, hour) DO UPDATE SET"
      " stored = arrival_tally.stored + excluded.stored,"
      " first_id = CASE WHEN arrival_tally.stored = arrival_tally.deleted"
      " OR excluded.first_id < arrival_tally.first_id THEN excluded.first_id"
      " ELSE arrival_tally.first_id END,"
      " last_id = CASE WHEN excluded.last_id > arrival_tally.last_id THEN excluded.last_id"
      " ELSE arrival_tally.last_id END");
  for (const auto& [key, hour] : hours) {
    const auto& [tenant, instance, at] = key;
    rows.add({tenant, instance, at, hour.stored, 0, hour.first_id, hour.last_id});
  }
  session.insert(rows);
}

}  // namespace

void Inbox::Impl::store(Session& session, std::vector<PendingArrival>& batch) {
  ByKey by_key;
  std::vector<Incoming> incoming = gather(batch, by_key);
  for (Incoming& in : incoming) in.id = next_id(session);
  insert_arrivals(session, incoming, by_key);
  std::vector<const Incoming*> stored;
  for (const Incoming& in : incoming) {
    if (in.first->outcome == PutOutcome::kStored) stored.push_back(&in);
  }
  insert_bodies(session, stored);
  count_stored(session, stored);
}

int64_t Inbox::Impl::next_id(Session& session) {
  if (first_free > last_free) {
    last_free = next_block(session);
    first_free = last_free - kIdBlock + 1;
  }
  return first_free++;
}

void Inbox::Impl::raise() { signal.raise(kSignalKey, signal.value(kSignalKey) + 1); }

void Inbox::Impl::schedule_drain() {
  auto batch = std::make_shared<std::vector<PendingArrival>>();
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

void Inbox::Impl::take_queue(std::vector<PendingArrival>& batch) {
  std::lock_guard lock(mutex);
  scheduled = false;
  batch.reserve(batch.size() + queue.size());
  std::move(queue.begin(), queue.end(), std::back_inserter(batch));
  queue.clear();
}

void Inbox::Impl::drain_done(std::vector<PendingArrival>& batch, const Result<void>& committed) {
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
    for (const PendingArrival& p : batch) waiting_bytes -= p.bytes;
  }
  if (committed.ok() && !batch.empty()) raise();
  for (PendingArrival& p : batch) tell(p, committed);
}

Inbox::Inbox(Database& database, const Clock& clock)
    : impl_(std::make_unique<Impl>(database, clock)) {}
Inbox::~Inbox() = default;

void Inbox::put(Arrival arrival, PutCallback done) {
  if (arrival.body.size() > kMaxArrivalBytes) {
    return done(make_error(ErrorCode::kTooLarge, "a delivery of more than 16 MiB"));
  }
  if (arrival.state == ArrivalState::kRejected) arrival.body.clear();  // of anybody at all
  PendingArrival pending;
  pending.body_bytes = static_cast<int64_t>(arrival.body.size());
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
    return load_arrivals(session, "WHERE a.state = 1 AND a.id > $1 ORDER BY a.id LIMIT $2",
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

namespace {

// Marks them; gives which were still waiting, as (tenant, id). SQLite has no round trips to save.
std::vector<std::pair<int64_t, int64_t>> mark_finished(Session& session,
                                                       const std::vector<FinishedArrival>& finished,
                                                       int64_t now) {
  std::vector<std::pair<int64_t, int64_t>> marked;
  const auto note = [&](const Row& row) { marked.emplace_back(row.integer(0), row.integer(1)); };
  if (!session.is_postgres()) {
    for (const FinishedArrival& f : finished) {
      session.query(
          "/* every tenant: the id alone names it */ "
          "UPDATE arrival SET state = $2, detail = $3, finished = $4"
          " WHERE state = 1 AND id = $1 RETURNING tenant, id",
          {raw(f.id), number(f.state), f.detail, now}, note);
    }
    return marked;
  }
  IntList ids, states;
  TextList details;
  for (const FinishedArrival& f : finished) {
    ids.push_back(raw(f.id));
    states.push_back(number(f.state));
    details.push_back(f.detail);
  }
  session.query(
      "/* every tenant: the ids alone name them */ "
      "UPDATE arrival SET state = f.state, detail = f.detail, finished = $4"
      " FROM unnest($1::bigint[], $2::bigint[], $3::text[]) AS f (id, state, detail)"
      " WHERE arrival.state = 1 AND arrival.id = f.id RETURNING arrival.tenant, arrival.id",
      {&ids, &states, &details, now}, note);
  return marked;
}

// Ends those that still wait, with their accounts.
void write_finished(Session& session, const std::vector<FinishedArrival>& finished, int64_t now) {
  std::map<int64_t, std::string_view> accounts;
  for (const FinishedArrival& f : finished) {
    if (!f.account.empty()) accounts.emplace(raw(f.id), f.account);
  }
  Batch rows("arrival_account", {{"tenant"}, {"id"}, {"account", ColumnType::kText}},
             "ON CONFLICT (tenant, id) DO UPDATE SET account = excluded.account");
  for (const auto& [tenant, id] : mark_finished(session, finished, now)) {
    const auto account = accounts.find(id);
    if (account == accounts.end()) continue;
    const bool fits = account->second.size() <= kMaxAccountBytes;
    rows.add({tenant, id, fits ? account->second : std::string_view()});
    accounts.erase(account);  // an id may have come twice
  }
  session.insert(rows);
}

}  // namespace

Result<void> Inbox::finish(ArrivalId id, ArrivalState state, std::string detail) {
  const int64_t now = impl_->clock.now().ms;
  const std::vector<FinishedArrival> one = {{id, state, std::move(detail), {}}};
  return impl_->database.write([&](Session& session) { write_finished(session, one, now); });
}

void Inbox::finish_later(std::vector<FinishedArrival> finished) {
  if (finished.empty()) return;
  const int64_t now = impl_->clock.now().ms;
  impl_->database.writer().post(
      [finished = std::move(finished), now](Session& session) -> Result<void> {
        write_finished(session, finished, now);
        return {};
      },
      [](const Result<void>& result) {
        if (!result.ok() && result.error().code != ErrorCode::kStopping) {
          log_error("inbox, marking arrivals done", result.error());
        }
      });
}

size_t Inbox::queued() const {
  std::lock_guard lock(impl_->mutex);
  return impl_->waiting;
}

}  // namespace tl::store
