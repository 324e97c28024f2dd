#include "store/core.h"
#include "store/tenant_store.h"

namespace tl::store {
namespace {

class SqlSnapshot final : public Snapshot {
 public:
  SqlSnapshot(Session& session, TenantId tenant)
      : session_(session), tenant_(tenant), position_(feed_head(session, tenant)) {}

  int64_t feed_position() const override { return position_; }

  void scan_issues(const std::function<void(const ScannedIssue&)>& fn) override {
    session_.stream(
        "SELECT i.instance, i.issue, i.issue_key, i.project, i.status, i.type, i.created,"
        " i.updated, i.deleted, d.doc FROM issue i JOIN issue_doc d ON d.tenant = i.tenant"
        " AND d.instance = i.instance AND d.issue = i.issue WHERE i.tenant = $1"
        " ORDER BY i.instance, i.issue",
        {raw(tenant_)}, [&](const Row& row) {
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

  void scan_changes(const std::vector<std::string>& fields,
                    const std::function<void(const ScannedChange&)>& fn) override {
    const IntList ids = field_ids(fields);
    std::string sql =
        "SELECT instance, issue, history, ordinal, field, at, actor, from_value, to_value"
        " FROM change WHERE tenant = $1 AND absorbed = 0 AND field <> 0";
    Params params = {raw(tenant_)};
    if (!fields.empty()) {
      sql += " AND " + session_.in("field", 2);
      params.emplace_back(&ids);
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
    session_.stream(
        "SELECT instance, issue, id, author, at, seconds FROM record"
        " WHERE tenant = $1 AND kind = $2 AND deleted = 0 ORDER BY instance, id",
        {raw(tenant_), static_cast<int64_t>(domain::RecordKind::kWorklog)}, [&](const Row& row) {
          ScannedWorklog worklog;
          worklog.ref = {InstanceId(row.integer(0)), IssueId(row.integer(1))};
          worklog.id = row.text(2);
          worklog.author = DictId(row.integer(3));
          worklog.started = Instant(row.integer(4));
          worklog.seconds = row.integer(5);
          fn(worklog);
        });
  }

  void scan_records(domain::RecordKind kind,
                    const std::function<void(InstanceId, const domain::Record&)>& fn) override {
    session_.stream(
        "SELECT instance, id, issue, doc FROM record WHERE tenant = $1 AND kind = $2"
        " ORDER BY instance, id",
        {raw(tenant_), static_cast<int64_t>(kind)}, [&](const Row& row) {
          auto attributes = domain::unpack_attributes(row.blob(3));
          if (!attributes.ok()) return;
          fn(InstanceId(row.integer(0)),
             {kind, row.string(1), IssueId(row.integer(2)), std::move(*attributes)});
        });
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

 private:
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
