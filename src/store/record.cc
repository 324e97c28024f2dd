#include "domain/record.h"

#include "store/core.h"
#include "store/tenant_store.h"

namespace tl::store {
namespace {

using domain::Record;
using domain::RecordKind;

std::vector<Record> load_many(Session& session, std::string_view where, const Params& params) {
  std::vector<Record> records;
  session.query("SELECT kind, id, issue, doc FROM record WHERE tenant = $1 AND instance = $2 " +
                    std::string(where),
                params, [&](const Row& row) {
                  Record record;
                  record.kind = static_cast<RecordKind>(row.integer(0));
                  record.id = row.string(1);
                  record.issue = IssueId(row.integer(2));
                  auto attributes = domain::unpack_attributes(row.blob(3));
                  if (attributes.ok()) record.attributes = std::move(*attributes);
                  records.push_back(std::move(record));
                });
  return records;
}

}  // namespace

Result<std::vector<Record>> TenantStore::load_issue_records(IssueRef ref, RecordKind kind) const {
  return core_->facts().read([&](Session& session) {
    return load_many(session, "AND issue = $3 AND kind = $4 ORDER BY id",
                     {raw(tenant_), raw(ref.instance), raw(ref.issue), static_cast<int64_t>(kind)});
  });
}

Result<std::vector<Record>> TenantStore::load_records(InstanceId instance, RecordKind kind) const {
  return core_->facts().read([&](Session& session) {
    return load_many(session, "AND kind = $3 ORDER BY id",
                     {raw(tenant_), raw(instance), static_cast<int64_t>(kind)});
  });
}

Result<std::optional<Record>> TenantStore::load_record(InstanceId instance, RecordKind kind,
                                                       std::string_view id) const {
  return core_->facts().read([&](Session& session) {
    auto found = load_many(session, "AND kind = $3 AND id = $4",
                           {raw(tenant_), raw(instance), static_cast<int64_t>(kind), id});
    return found.empty() ? std::nullopt : std::optional(std::move(found.front()));
  });
}

Result<domain::FieldCatalogue> TenantStore::load_field_catalogue(InstanceId instance) const {
  TL_TRY(const auto fields, load_records(instance, RecordKind::kField));
  domain::FieldCatalogue catalogue;
  for (const Record& field : fields) catalogue.add(field);
  return catalogue;
}

}  // namespace tl::store
