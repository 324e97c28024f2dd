#include "sync/hook_keeper.h"

#include <algorithm>

#include "base/log.h"
#include "base/text.h"
#include "sync/backfill.h"
#include "sync/outbox.h"

namespace tl::sync {
namespace {

constexpr Millis kLookEvery = hours(6);
constexpr Millis kLookWhenSilent = hours(1);
constexpr Millis kServeBoth = hours(24);  // at most, while one replaces the other

bool has_id(const std::vector<std::string_view>& ids, const connector::RemoteHook& remote) {
  return !remote.vendor_id.empty() &&
         std::find(ids.begin(), ids.end(), remote.vendor_id) != ids.end();
}

bool has_path(const connector::RemoteHook& remote, const store::WebhookHook& hook) {
  return remote.url.find(hook.path_id) != std::string::npos;
}

// Whether `main` has been heard from, or had a day to be.
bool may_replace(const Runtime& runtime, const store::WebhookHook& main) {
  if (main.state != "registered") return false;
  const bool heard = main.last_event || (runtime.hook_heard && runtime.hook_heard(main.path_id));
  return heard || runtime.clock.now() - main.created >= kServeBoth;
}

}  // namespace

const connector::RemoteHook* find_remote(const std::vector<connector::RemoteHook>& remote,
                                         const store::WebhookHook& hook) {
  const auto ids = split(hook.vendor_id, ',');
  for (const connector::RemoteHook& candidate : remote) {
    if (has_id(ids, candidate) || has_path(candidate, hook)) return &candidate;
  }
  return nullptr;
}

RemoteState look_up(const std::vector<connector::RemoteHook>& remote,
                    const store::WebhookHook& hook) {
  const auto ids = split(hook.vendor_id, ',');
  RemoteState state;
  size_t found = 0;
  for (const connector::RemoteHook& candidate : remote) {
    if (!has_id(ids, candidate) && !has_path(candidate, hook)) continue;
    ++found;
    state.enabled = state.enabled && candidate.enabled;
    state.events.insert(state.events.end(), candidate.events.begin(), candidate.events.end());
    const auto& missing = candidate.missing_events;
    state.missing_events.insert(state.missing_events.end(), missing.begin(), missing.end());
    if (!candidate.last_error.empty()) state.last_error = candidate.last_error;
  }
  state.listed = found > 0 && (hook.vendor_id.empty() || found >= ids.size());
  return state;
}

Result<int64_t> renew_missing(Runtime& runtime, TenantId tenant, InstanceId instance,
                              const std::vector<connector::RemoteHook>& remote) {
  store::TenantStore store = runtime.store.tenant(tenant);
  TL_TRY(const std::vector<store::WebhookHook> hooks, store.list_hooks(instance));
  const store::WebhookHook* main = main_hook(hooks);
  if (main == nullptr || main->state != "registered") return int64_t{0};
  const RemoteState there = look_up(remote, *main);
  if (there.listed && there.enabled) return int64_t{0};
  store::WebhookHook hook = *main;
  hook.state = there.listed ? kDisabled : "missing";
  // With one of several gone the others are found again by the registration.
  if (!there.listed) hook.vendor_id.clear();
  TL_CHECK_OK(store.save_hook(hook));
  TL_CHECK_OK(want_webhook(runtime, tenant, instance, true));
  return int64_t{1};
}

bool HookKeeper::is_due(Instant now, bool asked, bool silent) const {
  if (asked || !looked_ || now < *looked_) return true;
  return now - *looked_ >= (silent ? kLookWhenSilent : kLookEvery);
}

// What needs no word of the vendor: when each was heard from, what a crash left, what is replaced.
Result<bool> HookKeeper::keep_own() {
  bool more = false;
  if (!resumed_) {
    TL_TRY(more, resume_hooks(runtime_, tenant_, instance_));
    resumed_ = true;
  }
  store::TenantStore store = runtime_.store.tenant(tenant_);
  TL_TRY(const std::vector<store::WebhookHook> hooks, store.list_hooks(instance_));
  for (const store::WebhookHook& hook : hooks) {
    const auto heard = runtime_.hook_heard ? runtime_.hook_heard(hook.path_id) : std::nullopt;
    if (heard && heard != hook.last_event) TL_CHECK_OK(store.touch_hook(hook.path_id, *heard));
  }
  const store::WebhookHook* main = main_hook(hooks);
  if (main == nullptr || !may_replace(runtime_, *main)) return more;
  for (const store::WebhookHook& hook : hooks) {
    if (!is_replaced(hooks, hook)) continue;
    TL_CHECK_OK(retire_webhook(runtime_, hook));
    runtime_.events.publish({Event::Kind::kConnection, tenant_, instance_, 0});
    more = true;
  }
  return more;
}

Result<bool> HookKeeper::look(const connector::Connector& connector,
                              const connector::Session& session,
                              const domain::Connection& connection, bool asked, bool silent) {
  TL_TRY(const bool more, keep_own());
  if (!connection.webhooks_wanted || runtime_.public_url().empty()) return more;
  const Instant now = runtime_.clock.now();
  if (!is_due(now, asked, silent)) return more;
  looked_ = now;
  const auto remote = connector.fetch_hooks(session);
  if (!remote.ok() && is_gap(remote.error().code)) return more;
  if (!remote.ok()) return remote.error();
  TL_TRY(const int64_t missing, renew_missing(runtime_, tenant_, instance_, *remote));
  if (missing > 0) {
    log_warning("the webhook of {} was gone or switched off at the vendor and is made again",
                connection.public_id);
    runtime_.events.publish({Event::Kind::kConnection, tenant_, instance_, 0});
  }
  return more || missing > 0;
}

}  // namespace tl::sync
