#include "store/core.h"
#include "store/store.h"

namespace tl::store {
namespace {

std::vector<WebhookHook> load_hooks(Session& session, std::string_view where,
                                    const Params& params) {
  std::vector<WebhookHook> hooks;
  session.query(
      "SELECT tenant, instance, path_id, sealed_secret, vendor_id, state, created, last_event"
      " FROM webhook_hook " +
          std::string(where) + " ORDER BY tenant, created, path_id",
      params, [&](const Row& row) {
        hooks.push_back({TenantId(row.integer(0)), InstanceId(row.integer(1)), row.string(2),
                         std::string(row.blob(3)), row.string(4), row.string(5),
                         Instant(row.integer(6)), maybe_instant(row, 7)});
      });
  return hooks;
}

}  // namespace

Result<std::vector<WebhookHook>> Store::list_all_hooks() {
  return core_->facts().read([&](Session& session) { return load_hooks(session, "", {}); });
}

Result<void> TenantStore::save_hook(const WebhookHook& hook) {
  return core_->facts().write([&](Session& session) {
    session.exec(
        "INSERT INTO webhook_hook (tenant, path_id, instance, sealed_secret, vendor_id, state,"
        " created, last_event) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)"
        " ON CONFLICT (tenant, path_id) DO UPDATE SET sealed_secret = excluded.sealed_secret,"
        " vendor_id = excluded.vendor_id, state = excluded.state,"
        " last_event = COALESCE(excluded.last_event, webhook_hook.last_event)",
        {raw(tenant_), hook.path_id, raw(hook.instance), Blob{hook.sealed_secret}, hook.vendor_id,
         hook.state, hook.created.ms, maybe(hook.last_event)});
  });
}

Result<std::vector<WebhookHook>> TenantStore::list_hooks(InstanceId instance) const {
  return core_->facts().read([&](Session& session) {
    return load_hooks(session, "WHERE tenant = $1 AND instance = $2",
                      {raw(tenant_), raw(instance)});
  });
}

Result<void> TenantStore::touch_hook(std::string_view path_id, Instant last_event) {
  return core_->facts().write([&](Session& session) {
    session.exec("UPDATE webhook_hook SET last_event = $3 WHERE tenant = $1 AND path_id = $2",
                 {raw(tenant_), path_id, last_event.ms});
  });
}

Result<void> TenantStore::delete_hook(std::string_view path_id) {
  return core_->facts().write([&](Session& session) {
    session.exec("DELETE FROM webhook_hook WHERE tenant = $1 AND path_id = $2",
                 {raw(tenant_), path_id});
  });
}

}  // namespace tl::store
