// Questions about many issues of an instance at once, and taking issues away.
#include <fmt/format.h>

#include <set>

#include "base/text.h"
#include "store/core.h"
#include "store/sync_state_sql.h"
#include "store/tenant_store.h"

namespace tl::store {
namespace {

IntList raw_ids(const std::vector<IssueId>& issues) {
  IntList ids;
  for (const IssueId issue : std::set(issues.begin(), issues.end())) ids.push_back(raw(issue));
  return ids;
}

std::vector<IssueId> load_ids(Session& session, std::string_view sql, const Params& params) {
  std::vector<IssueId> ids;
  session.query(sql, params, [&](const Row& row) { ids.emplace_back(row.integer(0)); });
  return ids;
}

IssueCounts count_some(Session& session, TenantId tenant, InstanceId instance, const IntList& ids) {
  IssueCounts counts;
  session.query(
      "SELECT COUNT(*), CAST(COALESCE(SUM(deleted), 0) AS bigint),"
      " CAST(COALESCE(SUM(invisible), 0) AS bigint), CAST(COALESCE(SUM(incomplete), 0) AS bigint)"
      " FROM issue WHERE tenant = $1 AND instance = $2 AND " +
          session.in("issue", 3),
      {raw(tenant), raw(instance), &ids}, [&](const Row& row) {
        counts.present = row.integer(0) - row.integer(1);
        counts.deleted = row.integer(1);
        counts.invisible = row.integer(2);
        counts.incomplete = row.integer(3);
      });
  return counts;
}

// Worklogs and comments of the issues, as feed rows, so that readers drop them.
std::vector<FeedRow> record_rows(Session& session, TenantId tenant, InstanceId instance,
                                 const IntList& ids) {
  std::vector<FeedRow> rows;
  session.query("SELECT kind, id, issue FROM record WHERE tenant = $1 AND instance = $2 AND " +
                    session.in("issue", 3) + " ORDER BY kind, id",
                {raw(tenant), raw(instance), &ids}, [&](const Row& row) {
                  rows.push_back({0, FeedKind::kRecord, instance, IssueId(row.integer(2)),
                                  static_cast<domain::RecordKind>(row.integer(0)), row.string(1)});
                });
  return rows;
}

int64_t remove_step(Session& session, const Scope& scope, const IntList& ids) {
  IssueCounts gone = count_some(session, scope.tenant, scope.instance, ids);
  std::vector<FeedRow> rows = record_rows(session, scope.tenant, scope.instance, ids);
  const Params params = {raw(scope.tenant), raw(scope.instance), &ids};
  for (const IssueId issue :
       load_ids(session,
                "SELECT issue FROM issue WHERE tenant = $1 AND instance = $2 AND " +
                    session.in("issue", 3) + " ORDER BY issue",
                params)) {
    FeedRow row;
    row.instance = scope.instance;
    row.issue = issue;
    rows.push_back(std::move(row));
  }
  const auto remove = [&](std::string_view table) {
    return session.exec(fmt::format("DELETE FROM {} WHERE tenant = $1 AND instance = $2 AND {}",
                                    table, session.in("issue", 3)),
                        params);
  };
  for (const std::string_view table :
       {"issue_doc", "change", "change_text", "record", "issue_alias", "refetch", "issue"}) {
    remove(table);
  }
  gone.left_filter = remove("filter_exit");
  add_counts(session, scope,
             {-gone.present, -gone.deleted, -gone.invisible, -gone.incomplete, -gone.left_filter});
  return append_feed(session, scope.tenant, rows);
}

}  // namespace

void add_counts(Session& session, const Scope& scope, const IssueCounts& growth) {
  const auto& [present, deleted, invisible, incomplete, left_filter] = growth;
  if (present == 0 && deleted == 0 && invisible == 0 && incomplete == 0 && left_filter == 0) return;
  session.exec(
      "INSERT INTO issue_count (tenant, instance, present, deleted, invisible, incomplete,"
      " left_filter) VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (tenant, instance)"
      " DO UPDATE SET present = issue_count.present + excluded.present,"
      " deleted = issue_count.deleted + excluded.deleted,"
      " invisible = issue_count.invisible + excluded.invisible,"
      " incomplete = issue_count.incomplete + excluded.incomplete,"
      " left_filter = issue_count.left_filter + excluded.left_filter",
      {raw(scope.tenant), raw(scope.instance), present, deleted, invisible, incomplete,
       left_filter});
}

Result<IssueCounts> TenantStore::count_issues(InstanceId instance) const {
  return core_->facts().read([&](Session& session) {
    IssueCounts counts;
    session.query(
        "SELECT present, deleted, invisible, incomplete, left_filter FROM issue_count"
        " WHERE tenant = $1 AND instance = $2",
        {raw(tenant_), raw(instance)}, [&](const Row& row) {
          counts = {row.integer(0), row.integer(1), row.integer(2), row.integer(3), row.integer(4)};
        });
    return counts;
  });
}

Result<std::vector<IssueId>> TenantStore::known_issues(InstanceId instance,
                                                       const std::vector<IssueId>& issues) const {
  if (issues.empty()) return std::vector<IssueId>();
  const IntList ids = raw_ids(issues);
  return core_->facts().read([&](Session& session) {
    return load_ids(session,
                    "SELECT issue FROM issue WHERE tenant = $1 AND instance = $2 AND " +
                        session.in("issue", 3) + " ORDER BY issue",
                    {raw(tenant_), raw(instance), &ids});
  });
}

Result<std::vector<IssueId>> TenantStore::list_issue_ids(InstanceId instance, IssueId after,
                                                         size_t limit) const {
  return core_->facts().read([&](Session& session) {
    return load_ids(session,
                    "SELECT issue FROM issue WHERE tenant = $1 AND instance = $2 AND issue > $3"
                    " ORDER BY issue LIMIT $4",
                    {raw(tenant_), raw(instance), raw(after), static_cast<int64_t>(limit)});
  });
}

Result<std::optional<std::pair<IssueId, IssueId>>> TenantStore::issue_id_range(
    InstanceId instance) const {
  return core_->facts().read([&](Session& session) {
    std::optional<std::pair<IssueId, IssueId>> range;
    session.query("SELECT MIN(issue), MAX(issue) FROM issue WHERE tenant = $1 AND instance = $2",
                  {raw(tenant_), raw(instance)}, [&](const Row& row) {
                    if (row.is_null(0)) return;
                    range.emplace(IssueId(row.integer(0)), IssueId(row.integer(1)));
                  });
    return range;
  });
}

Result<std::vector<IssueId>> TenantStore::list_issues_of_projects(
    InstanceId instance, const std::vector<std::string>& key_projects, size_t limit) const {
  return core_->facts().read([&](Session& session) {
    return load_ids(session,
                    "SELECT issue FROM issue WHERE tenant = $1 AND instance = $2 AND " +
                        session.in("key_project", 3) + " LIMIT $4",
                    {raw(tenant_), raw(instance), &key_projects, static_cast<int64_t>(limit)});
  });
}

Result<std::vector<IssueId>> TenantStore::list_invisible(InstanceId instance, IssueId after,
                                                         size_t limit) const {
  return core_->facts().read([&](Session& session) {
    return load_ids(session,
                    "SELECT issue FROM issue WHERE tenant = $1 AND instance = $2"
                    " AND invisible = 1 AND issue > $3 ORDER BY issue LIMIT $4",
                    {raw(tenant_), raw(instance), raw(after), static_cast<int64_t>(limit)});
  });
}

Result<std::map<std::string, int64_t>> TenantStore::count_issues_by_key_project(
    InstanceId instance) const {
  return core_->facts().read([&](Session& session) {
    std::map<std::string, int64_t> counts;
    session.query(
        "SELECT key_project, COUNT(*) FROM issue WHERE tenant = $1 AND instance = $2"
        " GROUP BY key_project",
        {raw(tenant_), raw(instance)},
        [&](const Row& row) { counts[row.string(0)] = row.integer(1); });
    return counts;
  });
}

Result<void> TenantStore::remove_issues(InstanceId instance, const std::vector<IssueId>& issues) {
  constexpr size_t kStep = 500;  // issues a transaction
  const IntList all = raw_ids(issues);
  for (size_t at = 0; at < all.size(); at += kStep) {
    const auto first = all.begin() + static_cast<std::ptrdiff_t>(at);
    const IntList ids(first, first + static_cast<std::ptrdiff_t>(std::min(kStep, all.size() - at)));
    TL_TRY(const int64_t head, core_->facts().write([&](Session& session) {
      return remove_step(session, {tenant_, instance, core_->now()}, ids);
    }));
    core_->feed().raise(raw(tenant_), head);
  }
  return {};
}

Result<void> TenantStore::forget_filter(InstanceId instance) {
  return core_->facts().write([&](Session& session) {
    const int64_t gone = session.exec("DELETE FROM filter_exit WHERE tenant = $1 AND instance = $2",
                                      {raw(tenant_), raw(instance)});
    IssueCounts growth;
    growth.left_filter = -gone;
    add_counts(session, {tenant_, instance, core_->now()}, growth);
  });
}

}  // namespace tl::store
