// Reading the inbox: the delivery log, counts, and having what is there processed again.
#include <fmt/format.h>

#include <algorithm>

#include "store/inbox_impl.h"

namespace tl::store {
namespace {

constexpr size_t kMaxPage = 500;
constexpr int64_t kMaxEventNames = 200;

constexpr std::string_view kColumns =
    "SELECT a.tenant, a.id, a.instance, a.arrival_key, a.kind, a.received, a.finished, a.state,"
    " a.detail, a.event, a.issue, a.issue_key, a.attempt, a.bytes, a.repeats, a.last_repeat,"
    " a.replays";
constexpr int kBodyColumn = 17;  // the first one behind them

StoredArrival read_arrival(const Row& row, bool with_body) {
  StoredArrival out;
  out.id = ArrivalId(row.integer(1));
  out.finished = maybe_instant(row, 6);
  out.bytes = row.integer(13);
  out.repeats = row.integer(14);
  out.last_repeat = maybe_instant(row, 15);
  out.replays = row.integer(16);
  Arrival& a = out.arrival;
  a.tenant = TenantId(row.integer(0));
  a.instance = InstanceId(row.integer(2));
  a.key = row.string(3);
  a.kind = row.string(4);
  a.received = Instant(row.integer(5));
  a.state = static_cast<ArrivalState>(row.integer(7));
  a.detail = row.string(8);
  a.event = row.string(9);
  a.issue = IssueId(row.integer(10));
  a.issue_key = row.string(11);
  a.attempt = row.integer(12);
  if (with_body) {
    a.headers = row.string(kBodyColumn);
    a.body = unpack_body(static_cast<Packing>(row.integer(kBodyColumn + 1)),
                         row.blob(kBodyColumn + 2), kMaxArrivalBytes);
  }
  return out;
}

std::string select_arrivals(std::string_view where, bool with_body) {
  constexpr std::string_view kBody = ", b.headers, b.packing, b.body";
  constexpr std::string_view kJoin =
      " LEFT JOIN arrival_body b ON b.tenant = a.tenant AND b.id = a.id";
  return fmt::format("{}{} FROM arrival a{} {}", kColumns, with_body ? kBody : "",
                     with_body ? kJoin : "", where);
}

std::vector<StoredArrival> read_arrivals(Session& session, std::string_view sql,
                                         const Params& params, bool with_body) {
  std::vector<StoredArrival> found;
  session.query(sql, params,
                [&](const Row& row) { found.push_back(read_arrival(row, with_body)); });
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

// `where`: begins with "a.instance", or is "".
ArrivalCounts count_states(Session& session, std::string_view where, const Params& params) {
  ArrivalCounts counts;
  session.query(
      fmt::format("SELECT a.state, COUNT(*), CAST(SUM(a.repeats) AS bigint)"
                  " FROM arrival a WHERE {}a.tenant = $1{}{} GROUP BY a.state",
                  where.empty() ? "" : session.off_index(), where.empty() ? "" : " AND ", where),
      params, [&](const Row& row) {
        count_state(counts, static_cast<ArrivalState>(row.integer(0)), row.integer(1));
        counts.repeats += row.integer(2);
      });
  return counts;
}

// The condition of a query, over arrivals `a`. Columns are kept off an index where SQLite would
// take one that reads far more than the one that is meant.
class Condition {
 public:
  Condition(Session& session, const ArrivalQuery& query) {
    const bool waiting = query.state == ArrivalState::kWaiting;  // has an index of its own
    const bool other_index = waiting || query.instance || query.issue;
    const std::string_view off = session.off_index();
    add("WHERE ", other_index ? off : "", "a.tenant = $", raw(query.tenant));
    if (query.instance) add(" AND ", waiting ? off : "", "a.instance = $", raw(*query.instance));
    // A literal, so that the partial indexes are found by it.
    if (query.state) text_ += fmt::format(" AND a.state = {}", number(*query.state));
    if (query.repeated) text_ += " AND a.repeats > 0";
    if (!query.event.empty()) add(" AND a.event = $", std::string_view(query.event));
    if (query.issue) add(" AND a.issue <> 0 AND a.issue = $", raw(*query.issue));
    if (query.from || query.to) add_range(session, query);
  }

  void add(std::string_view text, Param param) { add("", "", text, param); }
  [[nodiscard]] bool matches_nothing() const { return nothing_; }
  [[nodiscard]] const std::string& text() const { return text_; }
  [[nodiscard]] const Params& params() const { return params_; }

 private:
  // Ids rise with arrival, and the tally knows which ones an hour has.
  void add_range(Session& session, const ArrivalQuery& query) {
    const Instant from = query.from.value_or(Instant(INT64_MIN));
    const Instant to = query.to.value_or(Instant(INT64_MAX));
    nothing_ = true;
    if (from >= to) return;
    IntList ids;
    session.query(
        "SELECT MIN(first_id), MAX(last_id) FROM arrival_tally WHERE tenant = $1"
        " AND ($2 = 0 OR instance = $2) AND hour >= $3 AND hour <= $4 AND stored > deleted",
        {raw(query.tenant), raw(query.instance.value_or(InstanceId{})), tally_hour(from),
         tally_hour(to)},
        [&](const Row& row) {
          if (!row.is_null(0)) ids = {row.integer(0), row.integer(1)};
        });
    if (ids.empty()) return;
    nothing_ = false;
    add(" AND a.id >= $", ids[0]);
    add(" AND a.id <= $", ids[1]);
    add(" AND ", session.off_index(), "a.received >= $", from.ms);
    add(" AND ", session.off_index(), "a.received < $", to.ms);
  }

  void add(std::string_view word, std::string_view off, std::string_view text, Param param) {
    params_.push_back(param);
    text_ += fmt::format("{}{}{}{}", word, off, text, params_.size());
  }

  std::string text_;
  Params params_;
  bool nothing_ = false;
};

int64_t replay_some(Session& session, const ArrivalQuery& query, size_t limit) {
  Condition where(session, query);
  if (where.matches_nothing()) return 0;
  where.add(" AND a.state NOT IN (1, 5) ORDER BY a.id LIMIT $", static_cast<int64_t>(limit));
  return session.exec(
      "UPDATE arrival SET state = 1, finished = NULL, replays = replays + 1"
      " WHERE (tenant, id) IN (SELECT a.tenant, a.id FROM arrival a " +
          where.text() + ")",
      where.params());
}

}  // namespace

std::vector<StoredArrival> load_arrivals(Session& session, std::string_view where,
                                         const Params& params, bool with_body) {
  return read_arrivals(session, select_arrivals(where, with_body), params, with_body);
}

ListStatement list_statement(Session& session, const ArrivalQuery& query) {
  Condition where(session, query);
  if (where.matches_nothing()) return {};
  if (query.before) where.add(" AND a.id < $", raw(query.before));
  where.add(" ORDER BY a.id DESC LIMIT $", static_cast<int64_t>(std::min(query.limit, kMaxPage)));
  return {select_arrivals(where.text(), query.with_body), where.params()};
}

Result<std::vector<StoredArrival>> Inbox::list(const ArrivalQuery& query) {
  return impl_->database.read([&](Session& session) {
    const ListStatement list = list_statement(session, query);
    if (list.sql.empty()) return std::vector<StoredArrival>{};
    return read_arrivals(session, list.sql, list.params, query.with_body);
  });
}

Result<std::optional<StoredArrival>> Inbox::load(TenantId tenant, ArrivalId id) {
  return impl_->database.read([&](Session& session) {
    auto found =
        load_arrivals(session, "WHERE a.tenant = $1 AND a.id = $2", {raw(tenant), raw(id)}, true);
    return found.empty() ? std::nullopt : std::optional(std::move(found.front()));
  });
}

Result<std::string> Inbox::load_account(TenantId tenant, ArrivalId id) {
  return impl_->database.read([&](Session& session) {
    std::string account;
    session.query("SELECT account FROM arrival_account WHERE tenant = $1 AND id = $2",
                  {raw(tenant), raw(id)}, [&](const Row& row) { account = row.string(0); });
    return account;
  });
}

// From name to name in the index, not over all rows.
Result<std::vector<std::string>> Inbox::list_events(TenantId tenant, InstanceId instance) {
  return impl_->database.read([&](Session& session) {
    std::vector<std::string> names;
    session.query(
        fmt::format("WITH RECURSIVE known (event) AS (SELECT MIN(a.event) FROM arrival a"
                    " WHERE {0}a.tenant = $1 AND a.instance = $2 AND a.event > ''"
                    " UNION ALL SELECT (SELECT MIN(a.event) FROM arrival a WHERE {0}a.tenant = $1"
                    " AND a.instance = $2 AND a.event > known.event) FROM known"
                    " WHERE known.event IS NOT NULL)"
                    " SELECT event FROM known WHERE event IS NOT NULL LIMIT $3",
                    session.off_index()),
        {raw(tenant), raw(instance), kMaxEventNames},
        [&](const Row& row) { names.push_back(row.string(0)); });
    return names;
  });
}

Result<ArrivalCounts> Inbox::counts(TenantId tenant, std::optional<InstanceId> instance) {
  return impl_->database.read([&](Session& session) {
    if (!instance) return count_states(session, "", {raw(tenant)});
    return count_states(session, "a.instance = $2", {raw(tenant), raw(*instance)});
  });
}

Result<ArrivalCounts> Inbox::counts_since(TenantId tenant, InstanceId instance, Instant since) {
  return impl_->database.read([&](Session& session) {
    const auto first = session.query_int(
        "SELECT first_id FROM arrival_tally WHERE tenant = $1 AND instance = $2 AND hour >= $3"
        " AND stored > deleted ORDER BY first_id LIMIT 1",
        {raw(tenant), raw(instance), tally_hour(since)});
    if (!first) return ArrivalCounts{};
    return count_states(session, "a.instance = $2 AND a.id >= $3 AND a.received >= $4",
                        {raw(tenant), raw(instance), *first, since.ms});
  });
}

Result<int64_t> Inbox::count_waiting(TenantId tenant, InstanceId instance) {
  TL_TRY(const ArrivalQueue waiting, queue(tenant, instance));
  return waiting.waiting;
}

Result<int64_t> Inbox::count_refused(TenantId tenant, InstanceId instance) {
  return impl_->database.read([&](Session& session) {
    return session
        .query_int(fmt::format("SELECT COUNT(*) FROM arrival WHERE state = 4 AND {}tenant = $1"
                               " AND instance = $2",
                               session.off_index()),
                   {raw(tenant), raw(instance)})
        .value_or(0);
  });
}

Result<ArrivalTally> Inbox::tally(TenantId tenant, InstanceId instance) {
  return impl_->database.read_snapshot([&](Session& session) {
    ArrivalTally tally;
    const Params params = {raw(tenant), raw(instance)};
    session.query(
        "SELECT CAST(COALESCE(SUM(stored), 0) AS bigint), CAST(COALESCE(SUM(deleted), 0) AS bigint)"
        " FROM arrival_tally WHERE tenant = $1 AND instance = $2",
        params, [&](const Row& row) {
          tally.stored = row.integer(0);
          tally.deleted = row.integer(1);
        });
    tally.now = count_states(session, "a.instance = $2", params);
    return tally;
  });
}

Result<ArrivalQueue> Inbox::queue(TenantId tenant, std::optional<InstanceId> instance) {
  return impl_->database.read([&](Session& session) {
    ArrivalQueue queue;
    session.query(fmt::format("SELECT COUNT(*), MIN(received) FROM arrival WHERE state = 1"
                              " AND {}tenant = $1 AND ($2 = 0 OR instance = $2)",
                              session.off_index()),
                  {raw(tenant), raw(instance.value_or(InstanceId{}))}, [&](const Row& row) {
                    queue.waiting = row.integer(0);
                    queue.oldest = maybe_instant(row, 1);
                  });
    return queue;
  });
}

Result<int64_t> Inbox::retry_refused(TenantId tenant, InstanceId instance) {
  auto moved = impl_->database.write([&](Session& session) {
    return session.exec(fmt::format("UPDATE arrival SET state = 1, finished = NULL"
                                    " WHERE state = 4 AND {}tenant = $1 AND instance = $2",
                                    session.off_index()),
                        {raw(tenant), raw(instance)});
  });
  if (moved.ok()) impl_->raise();
  return moved;
}

Result<int64_t> Inbox::replay(const ArrivalQuery& query, size_t limit) {
  if (query.state == ArrivalState::kWaiting || query.state == ArrivalState::kRejected) return 0;
  auto moved =
      impl_->database.write([&](Session& session) { return replay_some(session, query, limit); });
  if (moved.ok()) impl_->raise();
  return moved;
}

Result<int64_t> Inbox::replay_one(TenantId tenant, ArrivalId id) {
  auto moved = impl_->database.write([&](Session& session) {
    return session.exec(
        "UPDATE arrival SET state = 1, finished = NULL, replays = replays + 1"
        " WHERE tenant = $1 AND id = $2 AND state NOT IN (1, 5)",
        {raw(tenant), raw(id)});
  });
  if (moved.ok()) impl_->raise();
  return moved;
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
