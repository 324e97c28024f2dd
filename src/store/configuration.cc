#include "store/core.h"
#include "store/tenant_store.h"

namespace tl::store {

Result<Configuration> TenantStore::save_configuration(InstanceId instance,
                                                      std::string_view document, UserId by,
                                                      std::optional<int64_t> expected) {
  int64_t head = 0;
  auto saved = core_->facts().write([&](Session& session) -> Result<Configuration> {
    Configuration made{instance, 0, std::string(document), core_->now(), by};
    const int64_t newest = session
                               .query_int(
                                   "SELECT COALESCE(MAX(version), 0) FROM configuration"
                                   " WHERE tenant = $1 AND instance = $2",
                                   {raw(tenant_), raw(instance)})
                               .value_or(0);
    if (expected && *expected != newest)
      return make_error(ErrorCode::kConflict, "the configuration was changed by somebody else");
    made.version = newest + 1;
    session.exec(
        "INSERT INTO configuration (tenant, instance, version, document, created, created_by)"
        " VALUES ($1, $2, $3, $4, $5, $6)",
        {raw(tenant_), raw(instance), made.version, document, made.created.ms, raw(by)});
    FeedRow row;
    row.kind = FeedKind::kConfiguration;
    row.instance = instance;
    head = append_feed(session, tenant_, {row});
    return made;
  });
  if (saved.ok()) core_->feed().raise(raw(tenant_), head);
  return saved;
}

Result<std::optional<Configuration>> TenantStore::load_configuration(
    InstanceId instance, std::optional<int64_t> version) const {
  return core_->facts().read([&](Session& session) {
    std::optional<Configuration> found;
    session.query(
        "SELECT version, document, created, created_by FROM configuration"
        " WHERE tenant = $1 AND instance = $2 AND ($3 = 0 OR version = $3)"
        " ORDER BY version DESC LIMIT 1",
        {raw(tenant_), raw(instance), version.value_or(0)}, [&](const Row& row) {
          found = Configuration{instance, row.integer(0), row.string(1), Instant(row.integer(2)),
                                UserId(row.integer(3))};
        });
    return found;
  });
}

Result<std::vector<Configuration>> TenantStore::list_configurations(InstanceId instance,
                                                                    size_t limit) const {
  return core_->facts().read([&](Session& session) {
    std::vector<Configuration> all;
    session.query(
        "SELECT version, document, created, created_by FROM configuration"
        " WHERE tenant = $1 AND instance = $2 ORDER BY version DESC LIMIT $3",
        {raw(tenant_), raw(instance), static_cast<int64_t>(limit)}, [&](const Row& row) {
          all.push_back({instance, row.integer(0), row.string(1), Instant(row.integer(2)),
                         UserId(row.integer(3))});
        });
    return all;
  });
}

}  // namespace tl::store
