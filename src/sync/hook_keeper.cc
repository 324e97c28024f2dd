#include "sync/hook_keeper.h"

#include <algorithm>

#include "base/log.h"
#include "base/text.h"
#include "sync/backfill.h"
#include "sync/outbox.h"

namespace tl::sync {
namespace {

constexpr Millis kLookEvery = hours(6);

}  // namespace

const connector::RemoteHook* find_remote(const std::vector<connector::RemoteHook>& remote,
                                         const store::WebhookHook& hook) {
  const auto ids = split(hook.vendor_id, ',');
  for (const connector::RemoteHook& candidate : remote) {
    const bool same_id = !hook.vendor_id.empty() &&
                         std::find(ids.begin(), ids.end(), candidate.vendor_id) != ids.end();
    if (same_id || candidate.url.find(hook.path_id) != std::string::npos) return &candidate;
  }
  return nullptr;
}

Result<int64_t> renew_missing(Runtime& runtime, TenantId tenant, InstanceId instance,
                              const std::vector<connector::RemoteHook>& remote) {
  store::TenantStore store = runtime.store.tenant(tenant);
  TL_TRY(const std::vector<store::WebhookHook> hooks, store.list_hooks(instance));
  int64_t missing = 0;
  for (store::WebhookHook hook : hooks) {
    if (hook.state != "registered" || find_remote(remote, hook) != nullptr) continue;
    ++missing;
    hook.state = "missing";
    hook.vendor_id.clear();
    TL_CHECK_OK(store.save_hook(hook));
  }
  if (missing > 0) TL_CHECK_OK(want_webhook(runtime, tenant, instance, true));
  return missing;
}

Result<bool> HookKeeper::look(const connector::Connector& connector,
                              const connector::Session& session,
                              const domain::Connection& connection, bool asked) {
  if (!connection.webhooks_wanted || runtime_.public_url().empty()) return false;
  const Instant now = runtime_.clock.now();
  if (!looked_) looked_ = now;  // the registration itself has just looked, or does so soon
  if (!asked && now - *looked_ < kLookEvery) return false;
  looked_ = now;
  const auto remote = connector.fetch_hooks(session);
  if (!remote.ok() && is_gap(remote.error().code)) return false;
  if (!remote.ok()) return remote.error();
  TL_TRY(const int64_t missing, renew_missing(runtime_, tenant_, instance_, *remote));
  if (missing > 0) {
    log_warning("{} webhooks of {} were gone and are made again", missing, connection.public_id);
    runtime_.events.publish({Event::Kind::kConnection, tenant_, instance_, 0});
  }
  return missing > 0;
}

}  // namespace tl::sync
