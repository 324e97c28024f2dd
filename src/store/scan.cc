#include <fmt/format.h>

#include "store/core.h"
#include "store/tenant_store.h"

namespace tl::store {
namespace {

class SqlSnapshot final : public Snapshot {
 public:
  SqlSnapshot(Session& session, TenantId tenant)
      : session_(session), tenant_(tenant), position_(feed_head(session, tenant)) {}

  int64_t feed_position() const override { return position_; }

  void scan_issues(const IssueScope& scope, int64_t limit,
                   const std::function<void(const ScannedIssue&)>& fn) override {
    Params params = {raw(tenant_)};
    const std::string where = of_scope(scope, "i.", params);
    params.emplace_back(limit);
    session_.stream(
        fmt::format(
            "SELECT i.instance, i.issue, i.issue_key, i.project, i.status, i.type, i.created,"
            " i.updated, i.deleted, d.doc FROM issue i JOIN issue_doc d ON d.tenant = i.tenant"
            " AND d.instance = i.instance AND d.issue = i.issue WHERE i.tenant = $1{}"
            " ORDER BY i.instance, i.issue LIMIT ${}",
            where, params.size()),
        params, [&](const Row& row) {
          ScannedIssue issue;
          issue.ref = {InstanceId(row.integer(0)), IssueId(row.integer(1))};
          issue.key = row.text(2);
          issue.project_id = row.text(3);
          issue.status_id = row.text(4);
          issue.type_id = row.text(5);
          issue.created = Instant(row.integer(6));
          issue.updated = Instant(row.integer(7));
          issue.deleted = row.integer(8) != 0;
          issue.document = row.blob(9);
          fn(issue);
        });
  }

  void scan_changes(const IssueScope& scope, const std::vector<std::string>& fields,
                    const std::function<void(const ScannedChange&)>& fn) override {
    const IntList ids = field_ids(fields);
    Params params = {raw(tenant_)};
    std::string sql =
        "SELECT instance, issue, history, ordinal, field, at, actor, from_value, to_value"
        " FROM change WHERE tenant = $1" +
        of_scope(scope, "", params) + " AND absorbed = 0 AND field <> 0";
    if (!fields.empty()) {
      params.emplace_back(&ids);
      sql += " AND " + session_.in("field", static_cast<int>(params.size()));
    }
    session_.stream(sql + " ORDER BY instance, issue, history, ordinal", params,
                    [&](const Row& row) {
                      ScannedChange change;
                      change.ref = {InstanceId(row.integer(0)), IssueId(row.integer(1))};
                      change.history = row.text(2);
                      change.ordinal = row.integer(3);
                      change.field = DictId(row.integer(4));
                      change.at = Instant(row.integer(5));
                      change.actor = DictId(row.integer(6));
                      change.from = DictId(row.integer(7));
                      change.to = DictId(row.integer(8));
                      fn(change);
                    });
  }

  void scan_worklogs(const std::function<void(const ScannedWorklog&)>& fn) override {
    session_.stream(kWorklogs + " ORDER BY instance, id", {raw(tenant_), kWorklogKind},
                    [&](const Row& row) { fn(read_worklog(row)); });
  }

  void scan_worklogs(const IssueScope& scope,
                     const std::function<void(const ScannedWorklog&)>& fn) override {
    session_.stream(
        kWorklogs + " AND instance = $3 AND " + session_.in("issue", 4) + " ORDER BY instance, id",
        {raw(tenant_), kWorklogKind, raw(scope.instance), scope.issues},
        [&](const Row& row) { fn(read_worklog(row)); });
  }

  void scan_comments(const IssueScope* scope, const std::function<void(IssueRef)>& fn) override {
    std::string sql =
        "SELECT instance, issue FROM record WHERE tenant = $1 AND kind = $2 AND deleted = 0";
    Params params = {raw(tenant_), static_cast<int64_t>(domain::RecordKind::kComment)};
    if (scope != nullptr) {
      sql += " AND instance = $3 AND " + session_.in("issue", 4);
      params.emplace_back(raw(scope->instance));
      params.emplace_back(scope->issues);
    }
    session_.stream(sql, params, [&](const Row& row) {
      fn({InstanceId(row.integer(0)), IssueId(row.integer(1))});
    });
  }

  void scan_records(domain::RecordKind kind,
                    const std::function<void(InstanceId, const domain::Record&)>& fn) override {
    session_.stream(
        "SELECT instance, id, issue, doc FROM record WHERE tenant = $1 AND kind = $2"
        " ORDER BY instance, id",
        {raw(tenant_), static_cast<int64_t>(kind)},
        [&](const Row& row) { give_record(row, kind, fn); });
  }

  void load_records(InstanceId instance, domain::RecordKind kind,
                    const std::vector<std::string>& ids,
                    const std::function<void(InstanceId, const domain::Record&)>& fn) override {
    session_.stream(
        "SELECT instance, id, issue, doc FROM record WHERE tenant = $1 AND instance = $2"
        " AND kind = $3 AND " +
            session_.in("id", 4) + " ORDER BY id",
        {raw(tenant_), raw(instance), static_cast<int64_t>(kind), &ids},
        [&](const Row& row) { give_record(row, kind, fn); });
  }

  std::vector<DictEntry> load_dictionary() override { return load_dictionary_after({}); }

  std::vector<DictEntry> load_dictionary_after(DictId after) override {
    std::vector<DictEntry> entries;
    session_.stream(
        "SELECT id, field, vendor_id, name FROM dict WHERE tenant = $1 AND id > $2 ORDER BY id",
        {raw(tenant_), raw(after)}, [&](const Row& row) {
          entries.push_back({DictId(row.integer(0)), row.string(1), row.string(2), row.string(3)});
        });
    return entries;
  }

  std::vector<DictEntry> load_values(const std::vector<std::string>& fields) override {
    return load_full(session_.in("d.field", 2), &fields);
  }

  std::vector<DictEntry> load_values(const std::vector<int64_t>& ids) override {
    return load_full(session_.in("d.id", 2), &ids);
  }

  void find_keys(InstanceId instance, const std::vector<std::string>& keys,
                 const std::function<void(std::string_view, IssueId)>& fn) override {
    std::string last_key;  // of several issues the first counts
    session_.stream(
        "SELECT a.alias, a.issue, COALESCE(i.issue_key, '') = a.alias FROM issue_alias a"
        " LEFT JOIN issue i ON i.tenant = a.tenant AND i.instance = a.instance"
        " AND i.issue = a.issue WHERE a.tenant = $1 AND a.instance = $2 AND " +
            session_.in("a.alias", 3) +
            " ORDER BY a.alias, 3 DESC, COALESCE(i.deleted, 0), a.issue",
        {raw(tenant_), raw(instance), &keys}, [&](const Row& row) {
          if (row.text(0) == last_key) return;
          last_key = row.string(0);
          fn(last_key, IssueId(row.integer(1)));
        });
  }

 private:
  static constexpr auto kWorklogKind = static_cast<int64_t>(domain::RecordKind::kWorklog);
  static inline const std::string kWorklogs =
      "SELECT instance, issue, id, author, at, seconds FROM record"
      " WHERE tenant = $1 AND kind = $2 AND deleted = 0";

  static void give_record(const Row& row, domain::RecordKind kind,
                          const std::function<void(InstanceId, const domain::Record&)>& fn) {
    auto attributes = domain::unpack_attributes(row.blob(3));
    if (!attributes.ok()) return;
    fn(InstanceId(row.integer(0)),
       {kind, row.string(1), IssueId(row.integer(2)), std::move(*attributes)});
  }

  static ScannedWorklog read_worklog(const Row& row) {
    ScannedWorklog worklog;
    worklog.ref = {InstanceId(row.integer(0)), IssueId(row.integer(1))};
    worklog.id = row.text(2);
    worklog.author = DictId(row.integer(3));
    worklog.started = Instant(row.integer(4));
    worklog.seconds = row.integer(5);
    return worklog;
  }

  // The condition of a scope, with its parameters. `prefix`: of the columns ("i.").
  std::string of_scope(const IssueScope& scope, std::string_view prefix, Params& params) {
    const auto add = [&](Param param) {
      params.push_back(param);
      return params.size();
    };
    if (scope.issues != nullptr) {
      const size_t instance = add(raw(scope.instance));
      const auto issues = static_cast<int>(add(scope.issues));
      return fmt::format(" AND {0}instance = ${1} AND {2}", prefix, instance,
                         session_.in(fmt::format("{}issue", prefix), issues));
    }
    std::string where;
    for (const auto& [compare, bound] :
         {std::pair(">", scope.after), std::pair("<=", scope.last)}) {
      const size_t instance = add(raw(bound.instance));
      const size_t issue = add(raw(bound.issue));
      where += fmt::format(" AND ({0}instance, {0}issue) {1} (${2}, ${3})", prefix, compare,
                           instance, issue);
    }
    return where;
  }

  std::vector<DictEntry> load_full(const std::string& condition, Param list) {
    std::vector<DictEntry> entries;
    session_.stream(
        "SELECT d.id, d.field, COALESCE(t.vendor_id, d.vendor_id),"
        " COALESCE(t.name, d.name) FROM dict d LEFT JOIN dict_text t"
        " ON t.tenant = d.tenant AND t.id = d.id WHERE d.tenant = $1 AND " +
            condition + " ORDER BY d.id",
        {raw(tenant_), list}, [&](const Row& row) {
          entries.push_back({DictId(row.integer(0)), row.string(1), row.string(2), row.string(3)});
        });
    return entries;
  }

  // A field has an entry for each name it ever had.
  IntList field_ids(const std::vector<std::string>& fields) {
    IntList ids;
    session_.query(
        "SELECT id FROM dict WHERE tenant = $1 AND field = $2 AND " + session_.in("vendor_id", 3),
        {raw(tenant_), kFieldDict, &fields},
        [&](const Row& row) { ids.push_back(row.integer(0)); });
    return ids;
  }

  Session& session_;
  const TenantId tenant_;
  const int64_t position_;
};

}  // namespace

Result<void> TenantStore::read_snapshot(const std::function<void(Snapshot&)>& fn) const {
  return core_->facts().read_snapshot([&](Session& session) {
    SqlSnapshot snapshot(session, tenant_);
    fn(snapshot);
  });
}

}  // namespace tl::store
