// The ledger: what was compared with the vendor, what differed, and our side of a comparison.
#include "store/ledger.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <tuple>

#include "store/core.h"
#include "store/sync_state_sql.h"
#include "store/tenant_store.h"

namespace tl::store {
namespace {

constexpr size_t kMaxPage = 500;

// Issues of a project that are here: neither deleted nor invisible nor outside of the filter.
constexpr std::string_view kStampsFrom =
    " FROM issue i WHERE i.tenant = $1 AND i.instance = $2 AND i.project = $3 AND i.deleted = 0"
    " AND i.invisible = 0 AND NOT EXISTS (SELECT 1 FROM filter_exit f WHERE f.tenant = i.tenant"
    " AND f.instance = i.instance AND f.issue = i.issue)";

Param maybe_number(const std::optional<int64_t>& n) { return n ? Param(*n) : Param(nullptr); }

LedgerAccount read_account(const Row& row) {
  LedgerAccount a;
  a.instance = InstanceId(row.integer(0));
  a.account = row.string(1);
  a.key = row.string(2);
  a.state = row.string(3);
  a.looked = maybe_instant(row, 4);
  a.theirs = row.maybe_integer(5);
  a.ours = row.integer(6);
  a.newest_theirs = maybe_instant(row, 7);
  a.newest_ours = maybe_instant(row, 8);
  a.census = maybe_instant(row, 9);
  a.proven = maybe_instant(row, 10);
  a.compared = row.integer(11);
  a.look_requests = row.integer(12);
  a.census_requests = row.integer(13);
  a.detail = row.string(14);
  return a;
}

LedgerDifference read_difference(const Row& row) {
  LedgerDifference d;
  d.id = row.integer(0);
  d.instance = InstanceId(row.integer(1));
  d.account = row.string(2);
  d.subject = row.string(3);
  d.issue = IssueId(row.integer(4));
  d.key = row.string(5);
  d.kind = row.string(6);
  d.cause = row.string(7);
  d.since = maybe_instant(row, 8);
  d.found = Instant(row.integer(9));
  d.healed = maybe_instant(row, 10);
  d.how = row.string(11);
  d.detail = row.string(12);
  return d;
}

using Subject = std::pair<int64_t, std::string>;  // instance, subject

// Each subject once: the last that was said of it.
std::map<Subject, const LedgerDifference*> by_subject(
    const std::vector<LedgerDifference>& differences) {
  std::map<Subject, const LedgerDifference*> out;
  for (const LedgerDifference& d : differences) {
    out.insert_or_assign(Subject(raw(d.instance), d.subject), &d);
  }
  return out;
}

// As open ones, whatever they are.
void upsert_open(Session& session, TenantId tenant,
                 const std::map<Subject, const LedgerDifference*>& differences) {
  using enum ColumnType;
  Batch rows("ledger_difference",
             {{"tenant"},
              {"id"},
              {"instance"},
              {"account", kText},
              {"subject", kText},
              {"issue"},
              {"issue_key", kText},
              {"kind", kText},
              {"cause", kText},
              {"since"},
              {"found"},
              {"how", kText},
              {"detail", kText}},
             "ON CONFLICT (tenant, instance, subject) WHERE healed IS NULL DO UPDATE SET"
             " account = excluded.account, issue = excluded.issue,"
             " issue_key = excluded.issue_key, kind = excluded.kind, cause = excluded.cause,"
             " since = excluded.since, how = excluded.how, detail = excluded.detail");
  const auto count = static_cast<int64_t>(differences.size());
  int64_t id = next_number(session, tenant, "difference", count) - count;
  for (const auto& [subject, d] : differences) {
    rows.add({raw(tenant), ++id, raw(d->instance), d->account, d->subject, raw(d->issue), d->key,
              d->kind, d->cause, maybe(d->since), d->found.ms, d->how, d->detail});
  }
  session.insert(rows);
}

// Those that were healed when they were noted.
void close_healed(Session& session, TenantId tenant,
                  const std::map<Subject, const LedgerDifference*>& differences) {
  for (const auto& [subject, d] : differences) {
    if (!d->healed) continue;
    session.exec(
        "UPDATE ledger_difference SET healed = $4 WHERE tenant = $1 AND instance = $2"
        " AND subject = $3 AND healed IS NULL",
        {raw(tenant), subject.first, subject.second, d->healed->ms});
  }
}

}  // namespace

void add_pull_tally(Session& session, const Scope& scope, const PullTally& growth) {
  session.exec(
      "INSERT INTO pull_tally (tenant, instance, issues_read, applied, refused, left_out)"
      " VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (tenant, instance) DO UPDATE SET"
      " issues_read = pull_tally.issues_read + excluded.issues_read,"
      " applied = pull_tally.applied + excluded.applied,"
      " refused = pull_tally.refused + excluded.refused,"
      " left_out = pull_tally.left_out + excluded.left_out",
      {raw(scope.tenant), raw(scope.instance), growth.read, growth.applied, growth.refused,
       growth.left_out});
}

Result<void> TenantStore::save_ledger_account(const LedgerAccount& a) {
  return core_->facts().write([&](Session& session) {
    session.exec(
        "INSERT INTO ledger_account (tenant, instance, account, project_key, state, looked, theirs,"
        " ours, newest_theirs, newest_ours, census, proven, compared, look_requests,"
        " census_requests, detail)"
        " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)"
        " ON CONFLICT (tenant, instance, account) DO UPDATE SET"
        " project_key = excluded.project_key, state = excluded.state, looked = excluded.looked,"
        " theirs = excluded.theirs, ours = excluded.ours, newest_theirs = excluded.newest_theirs,"
        " newest_ours = excluded.newest_ours, census = excluded.census, proven = excluded.proven,"
        " compared = excluded.compared, look_requests = excluded.look_requests,"
        " census_requests = excluded.census_requests, detail = excluded.detail",
        {raw(tenant_), raw(a.instance), a.account, a.key, a.state, maybe(a.looked),
         maybe_number(a.theirs), a.ours, maybe(a.newest_theirs), maybe(a.newest_ours),
         maybe(a.census), maybe(a.proven), a.compared, a.look_requests, a.census_requests,
         a.detail});
  });
}

Result<void> TenantStore::delete_ledger_account(InstanceId instance, std::string_view account) {
  return core_->facts().write([&](Session& session) {
    session.exec("DELETE FROM ledger_account WHERE tenant = $1 AND instance = $2 AND account = $3",
                 {raw(tenant_), raw(instance), account});
  });
}

Result<std::vector<LedgerAccount>> TenantStore::list_ledger_accounts(
    std::optional<InstanceId> instance) const {
  return core_->facts().read([&](Session& session) {
    std::vector<LedgerAccount> accounts;
    session.query(
        "SELECT instance, account, project_key, state, looked, theirs, ours, newest_theirs,"
        " newest_ours, census, proven, compared, look_requests, census_requests, detail"
        " FROM ledger_account WHERE tenant = $1 AND ($2 = 0 OR instance = $2)"
        " ORDER BY project_key, account, instance",
        {raw(tenant_), raw(instance.value_or(InstanceId{}))},
        [&](const Row& row) { accounts.push_back(read_account(row)); });
    return accounts;
  });
}

Result<void> TenantStore::add_differences(const std::vector<LedgerDifference>& differences) {
  if (differences.empty()) return {};
  return core_->facts().write([&](Session& session) {
    const auto subjects = by_subject(differences);
    upsert_open(session, tenant_, subjects);
    close_healed(session, tenant_, subjects);
  });
}

Result<void> TenantStore::heal_differences(const std::vector<int64_t>& ids, Instant now,
                                           std::string_view how) {
  if (ids.empty()) return {};
  return core_->facts().write([&](Session& session) {
    session.exec(
        "UPDATE ledger_difference SET healed = $3, how = $4"
        " WHERE tenant = $1 AND healed IS NULL AND " +
            session.in("id", 2),
        {raw(tenant_), &ids, now.ms, how});
  });
}

Result<std::vector<LedgerDifference>> TenantStore::list_differences(
    const DifferenceQuery& query) const {
  return core_->facts().read([&](Session& session) {
    std::vector<LedgerDifference> found;
    session.query(
        fmt::format(
            "SELECT id, instance, account, subject, issue, issue_key, kind, cause, since, found,"
            " healed, how, detail FROM ledger_difference WHERE tenant = $1"
            " AND ($2 = 0 OR instance = $2) AND ($3 = '' OR account = $3)"
            " AND ($4 = 0 OR id < $4){} ORDER BY id DESC LIMIT $5",
            query.open_only ? " AND healed IS NULL" : ""),
        {raw(tenant_), raw(query.instance.value_or(InstanceId{})), query.account, query.before,
         static_cast<int64_t>(std::min(query.limit, kMaxPage))},
        [&](const Row& row) { found.push_back(read_difference(row)); });
    return found;
  });
}

Result<int64_t> TenantStore::count_open_differences(InstanceId instance) const {
  return core_->facts().read([&](Session& session) {
    return session
        .query_int(
            "SELECT COUNT(*) FROM ledger_difference WHERE tenant = $1 AND instance = $2"
            " AND healed IS NULL",
            {raw(tenant_), raw(instance)})
        .value_or(0);
  });
}

Result<void> TenantStore::prune_differences(InstanceId instance, size_t keep) {
  return core_->facts().write([&](Session& session) {
    session.exec(
        "DELETE FROM ledger_difference WHERE tenant = $1 AND instance = $2"
        " AND healed IS NOT NULL AND id <= (SELECT id FROM ledger_difference WHERE tenant = $1"
        " AND instance = $2 AND healed IS NOT NULL ORDER BY id DESC LIMIT 1 OFFSET $3)",
        {raw(tenant_), raw(instance), static_cast<int64_t>(keep)});
  });
}

Result<std::optional<std::vector<IssueStamp>>> TenantStore::list_issue_stamps(
    InstanceId instance, std::string_view project_id, Instant from, Instant to,
    size_t limit) const {
  return core_->facts().read([&](Session& session) {
    std::optional<std::vector<IssueStamp>> stamps(std::in_place);
    session.query(
        fmt::format("SELECT i.issue, i.updated{} AND i.updated > $4 AND i.updated <= $5"
                    " ORDER BY i.updated, i.issue LIMIT $6",
                    kStampsFrom),
        {raw(tenant_), raw(instance), project_id, from.ms, to.ms, static_cast<int64_t>(limit) + 1},
        [&](const Row& row) {
          stamps->push_back({IssueId(row.integer(0)), Instant(row.integer(1))});
        });
    if (stamps->size() > limit) stamps.reset();
    return stamps;
  });
}

Result<Instant> TenantStore::find_stamp_boundary(InstanceId instance, std::string_view project_id,
                                                 Instant from, Instant to, size_t count) const {
  if (count == 0) return to;
  return core_->facts().read([&](Session& session) {
    const auto boundary = session.query_int(
        fmt::format("SELECT i.updated{} AND i.updated > $4 AND i.updated <= $5"
                    " ORDER BY i.updated DESC, i.issue DESC LIMIT 1 OFFSET $6",
                    kStampsFrom),
        {raw(tenant_), raw(instance), project_id, from.ms, to.ms, static_cast<int64_t>(count) - 1});
    return boundary ? Instant(*boundary) : from;
  });
}

Result<TenantStore::ProjectCount> TenantStore::count_project(InstanceId instance,
                                                             std::string_view project_id) const {
  return core_->facts().read_snapshot([&](Session& session) {
    ProjectCount count;
    const Params params = {raw(tenant_), raw(instance), project_id};
    count.issues =
        session
            .query_int(
                "SELECT COUNT(*) FROM issue WHERE tenant = $1 AND instance = $2 AND project = $3"
                " AND deleted = 0 AND invisible = 0",
                params)
            .value_or(0) -
        session
            .query_int(
                // CROSS: SQLite begins with the few.
                "SELECT COUNT(*) FROM filter_exit f CROSS JOIN issue i WHERE f.tenant = $1"
                " AND f.instance = $2 AND i.tenant = $1 AND i.instance = $2 AND i.issue = f.issue"
                " AND i.project = $3 AND i.deleted = 0 AND i.invisible = 0",
                params)
            .value_or(0);
    session.query(fmt::format("SELECT i.updated{} ORDER BY i.updated DESC LIMIT 1", kStampsFrom),
                  params, [&](const Row& row) { count.newest = Instant(row.integer(0)); });
    return count;
  });
}

Result<PullTally> TenantStore::load_pull_tally(InstanceId instance) const {
  return core_->facts().read([&](Session& session) {
    PullTally tally;
    session.query(
        "SELECT issues_read, applied, refused, left_out FROM pull_tally"
        " WHERE tenant = $1 AND instance = $2",
        {raw(tenant_), raw(instance)}, [&](const Row& row) {
          tally = {row.integer(0), row.integer(1), row.integer(2), row.integer(3)};
        });
    return tally;
  });
}

}  // namespace tl::store
