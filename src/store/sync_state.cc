#include "store/sync_state.h"

#include <set>

#include "base/hash.h"
#include "base/text.h"
#include "store/core.h"
#include "store/sync_state_sql.h"
#include "store/tenant_store.h"

namespace tl::store {
namespace {

constexpr size_t kMaxRefusedBytes = 64u << 10;

constexpr std::string_view kSelectRun =
    "SELECT id, instance, kind, state, started, finished, phases, wait_reason, wait_until, detail,"
    " updated FROM run WHERE tenant = $1 ";

Run read_run(const Row& row) {
  Run run;
  run.id = row.string(0);
  run.instance = InstanceId(row.integer(1));
  run.kind = row.string(2);
  run.state = row.string(3);
  run.started = Instant(row.integer(4));
  run.finished = maybe_instant(row, 5);
  run.phases = row.string(6);
  run.wait_reason = row.string(7);
  run.wait_until = maybe_instant(row, 8);
  run.detail = row.string(9);
  run.updated = Instant(row.integer(10));
  return run;
}

PullCursor read_cursor(const Row& row) {
  return {row.string(0), row.string(1), Instant(row.integer(2))};
}

// The vendor's id, or one made of the text when there is none.
std::string refused_id(const domain::Refused& item) {
  return item.id.empty() ? "~" + to_hex(sha256(item.text).substr(0, 16)) : item.id;
}

}  // namespace

void write_cursor(Session& session, const Scope& scope, const PullCursor& cursor) {
  session.exec(
      "INSERT INTO pull_cursor (tenant, instance, stream, state, updated)"
      " VALUES ($1, $2, $3, $4, $5) ON CONFLICT (tenant, instance, stream)"
      " DO UPDATE SET state = excluded.state, updated = excluded.updated",
      {raw(scope.tenant), raw(scope.instance), cursor.stream, cursor.state, scope.now.ms});
}

void write_run(Session& session, const Scope& scope, const Run& run) {
  session.exec(
      "INSERT INTO run (tenant, id, instance, kind, state, started, finished, phases, wait_reason,"
      " wait_until, detail, updated) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)"
      " ON CONFLICT (tenant, id) DO UPDATE SET kind = excluded.kind, state = excluded.state,"
      " started = excluded.started, finished = excluded.finished, phases = excluded.phases,"
      " wait_reason = excluded.wait_reason, wait_until = excluded.wait_until,"
      " detail = excluded.detail, updated = excluded.updated",
      {raw(scope.tenant), run.id, raw(run.instance), run.kind, run.state, run.started.ms,
       maybe(run.finished), run.phases, run.wait_reason, maybe(run.wait_until), run.detail,
       scope.now.ms});
}

void write_refetch(Session& session, const Scope& scope, const std::vector<IssueId>& issues,
                   std::string_view reason) {
  Batch batch("refetch",
              {{"tenant"},
               {"instance"},
               {"issue"},
               {"reason", ColumnType::kText},
               {"since"},
               {"generation"}},
              "ON CONFLICT (tenant, instance, issue)"
              " DO UPDATE SET generation = refetch.generation + 1");
  for (const IssueId issue : std::set<IssueId>(issues.begin(), issues.end())) {
    batch.add({raw(scope.tenant), raw(scope.instance), raw(issue), reason, scope.now.ms, 1});
  }
  session.insert(batch);
}

void remove_refetch(Session& session, const Scope& scope, const std::vector<Refetch>& done) {
  for (const Refetch& item : done) {
    session.exec(
        "DELETE FROM refetch WHERE tenant = $1 AND instance = $2 AND issue = $3"
        " AND generation = $4",
        {raw(scope.tenant), raw(scope.instance), raw(item.issue), item.generation});
  }
}

void write_refused(Session& session, const Scope& scope, const std::vector<domain::Refused>& items,
                   int64_t normaliser_version) {
  for (const domain::Refused& item : items) {
    const std::string id = refused_id(item);
    const std::string body = shortened(item.text, kMaxRefusedBytes);
    session.exec(
        "INSERT INTO refused (tenant, instance, kind, id, vendor_id, reason, body, normaliser,"
        " since) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)"
        " ON CONFLICT (tenant, instance, kind, id) DO UPDATE SET reason = excluded.reason,"
        " body = excluded.body, normaliser = excluded.normaliser",
        {raw(scope.tenant), raw(scope.instance), item.kind, id, item.id, item.reason, body,
         normaliser_version, scope.now.ms});
  }
}

Result<std::optional<PullCursor>> TenantStore::load_cursor(InstanceId instance,
                                                           std::string_view stream) const {
  return core_->facts().read([&](Session& session) {
    std::optional<PullCursor> cursor;
    session.query(
        "SELECT stream, state, updated FROM pull_cursor"
        " WHERE tenant = $1 AND instance = $2 AND stream = $3",
        {raw(tenant_), raw(instance), stream}, [&](const Row& row) { cursor = read_cursor(row); });
    return cursor;
  });
}

Result<std::vector<PullCursor>> TenantStore::list_cursors(InstanceId instance) const {
  return core_->facts().read([&](Session& session) {
    std::vector<PullCursor> cursors;
    session.query(
        "SELECT stream, state, updated FROM pull_cursor WHERE tenant = $1 AND instance = $2"
        " ORDER BY stream",
        {raw(tenant_), raw(instance)},
        [&](const Row& row) { cursors.push_back(read_cursor(row)); });
    return cursors;
  });
}

Result<void> TenantStore::save_cursor(InstanceId instance, const PullCursor& cursor) {
  return core_->facts().write(
      [&](Session& session) { write_cursor(session, {tenant_, instance, core_->now()}, cursor); });
}

Result<void> TenantStore::delete_cursor(InstanceId instance, std::string_view stream) {
  return core_->facts().write([&](Session& session) {
    session.exec("DELETE FROM pull_cursor WHERE tenant = $1 AND instance = $2 AND stream = $3",
                 {raw(tenant_), raw(instance), stream});
  });
}

Result<void> TenantStore::save_run(const Run& run) {
  return core_->facts().write(
      [&](Session& session) { write_run(session, {tenant_, run.instance, core_->now()}, run); });
}

Result<Run> TenantStore::load_run(std::string_view run_id) const {
  return core_->facts().read([&](Session& session) -> Result<Run> {
    std::optional<Run> run;
    session.query(std::string(kSelectRun) + "AND id = $2", {raw(tenant_), run_id},
                  [&](const Row& row) { run = read_run(row); });
    if (!run) return make_error(ErrorCode::kNotFound, "no such run");
    return *std::move(run);
  });
}

Result<std::vector<Run>> TenantStore::list_runs(InstanceId instance, size_t limit) const {
  return core_->facts().read([&](Session& session) {
    std::vector<Run> runs;
    session.query(
        std::string(kSelectRun) + "AND instance = $2 ORDER BY started DESC, id DESC LIMIT $3",
        {raw(tenant_), raw(instance), static_cast<int64_t>(limit)},
        [&](const Row& row) { runs.push_back(read_run(row)); });
    return runs;
  });
}

Result<void> TenantStore::prune_runs(InstanceId instance, std::string_view kind, size_t keep) {
  return core_->facts().write([&](Session& session) {
    session.exec(
        "DELETE FROM run WHERE tenant = $1 AND instance = $2 AND kind = $3 AND id NOT IN"
        " (SELECT id FROM run WHERE tenant = $1 AND instance = $2 AND kind = $3"
        " ORDER BY started DESC, id DESC LIMIT $4)",
        {raw(tenant_), raw(instance), kind, static_cast<int64_t>(keep)});
  });
}

Result<void> TenantStore::add_refetch(InstanceId instance, const std::vector<IssueId>& issues,
                                      std::string_view reason) {
  return core_->facts().write([&](Session& session) {
    write_refetch(session, {tenant_, instance, core_->now()}, issues, reason);
  });
}

Result<std::vector<Refetch>> TenantStore::list_refetch(InstanceId instance, size_t limit) const {
  return core_->facts().read([&](Session& session) {
    std::vector<Refetch> items;
    session.query(
        "SELECT issue, reason, since, generation FROM refetch WHERE tenant = $1 AND instance = $2"
        " ORDER BY since, issue LIMIT $3",
        {raw(tenant_), raw(instance), static_cast<int64_t>(limit)}, [&](const Row& row) {
          items.push_back(
              {IssueId(row.integer(0)), row.string(1), Instant(row.integer(2)), row.integer(3)});
        });
    return items;
  });
}

Result<int64_t> TenantStore::count_refetch(InstanceId instance) const {
  return core_->facts().read([&](Session& session) {
    return session
        .query_int("SELECT COUNT(*) FROM refetch WHERE tenant = $1 AND instance = $2",
                   {raw(tenant_), raw(instance)})
        .value_or(0);
  });
}

Result<void> TenantStore::finish_refetch(InstanceId instance, const std::vector<Refetch>& done) {
  return core_->facts().write(
      [&](Session& session) { remove_refetch(session, {tenant_, instance, core_->now()}, done); });
}

Result<void> TenantStore::add_refused(InstanceId instance,
                                      const std::vector<domain::Refused>& items,
                                      int64_t normaliser_version) {
  return core_->facts().write([&](Session& session) {
    write_refused(session, {tenant_, instance, core_->now()}, items, normaliser_version);
  });
}

Result<std::vector<RefusedItem>> TenantStore::list_refused(InstanceId instance,
                                                           size_t limit) const {
  return core_->facts().read([&](Session& session) {
    std::vector<RefusedItem> items;
    session.query(
        "SELECT kind, vendor_id, reason, body, normaliser, since FROM refused"
        " WHERE tenant = $1 AND instance = $2 ORDER BY since, kind, id LIMIT $3",
        {raw(tenant_), raw(instance), static_cast<int64_t>(limit)}, [&](const Row& row) {
          items.push_back({{row.string(0), row.string(1), row.string(2), row.string(3)},
                           row.integer(4),
                           Instant(row.integer(5))});
        });
    return items;
  });
}

Result<int64_t> TenantStore::count_refused(InstanceId instance) const {
  return core_->facts().read([&](Session& session) {
    return session
        .query_int("SELECT COUNT(*) FROM refused WHERE tenant = $1 AND instance = $2",
                   {raw(tenant_), raw(instance)})
        .value_or(0);
  });
}

Result<void> TenantStore::delete_refused(InstanceId instance, std::string_view kind,
                                         std::string_view id) {
  return core_->facts().write([&](Session& session) {
    session.exec(
        "DELETE FROM refused WHERE tenant = $1 AND instance = $2 AND kind = $3"
        " AND vendor_id = $4",
        {raw(tenant_), raw(instance), kind, id});
  });
}

Result<void> TenantStore::probe_writes() {
  return core_->facts().write([&](Session& session) {
    // A row that comes and goes: its page is written by the commit. No stream has this name.
    const Params params = {raw(tenant_)};
    session.exec(
        "INSERT INTO pull_cursor (tenant, instance, stream, state, updated)"
        " VALUES ($1, 0, '$probe', '', 0)",
        params);
    session.exec("DELETE FROM pull_cursor WHERE tenant = $1 AND instance = 0 AND stream = '$probe'",
                 params);
  });
}

}  // namespace tl::store
