#include "sync/outbox.h"

#include "base/json.h"
#include "base/log.h"
#include "base/random.h"
#include "base/text.h"
#include "sync/backfill.h"

namespace tl::sync {
namespace {

constexpr Millis kRetryRefused = hours(1);  // a permission may be granted meanwhile
constexpr Millis kRetryUnknown = seconds(30);

std::string secret_name(std::string_view path_id) { return "hook:" + std::string(path_id); }

// The effect names the hook by its path id; the outbox is ours alone, no log shows payloads.
std::string payload_of(std::string_view path_id) {
  JsonWriter out;
  out.begin_object().member("path_id", path_id).end_object();
  return out.take();
}

Result<void> put_hook_effect(Runtime& runtime, store::TenantStore& store,
                             const store::WebhookHook& hook, std::string_view kind) {
  domain::Effect effect;
  effect.key = std::string(kind) + ":" + hook.path_id + ":" +
               format_instant(runtime.clock.now());  // the version: when it was wanted
  effect.instance = hook.instance;
  effect.kind = kind;
  effect.payload = payload_of(hook.path_id);
  TL_CHECK_OK(store.put_effect(effect, runtime.clock.now()));
  return {};
}

Result<store::WebhookHook> find_hook(store::TenantStore& tenant, const domain::Effect& effect) {
  TL_TRY(const JsonDocument payload, JsonDocument::parse(effect.payload));
  const std::string path_id = json_id(payload.root(), "path_id");
  TL_TRY(const std::vector<store::WebhookHook> hooks, tenant.list_hooks(effect.instance));
  for (const store::WebhookHook& hook : hooks) {
    if (hook.path_id == path_id) return hook;
  }
  return make_error(ErrorCode::kNotFound, "the webhook is no longer wanted");
}

Result<connector::EffectContext> context_of(Runtime& runtime, TenantId tenant,
                                            const domain::Connection& connection,
                                            const store::WebhookHook& hook) {
  TL_TRY(const store::Tenant owner, runtime.store.tenant(tenant).load_tenant());
  connector::EffectContext context;
  context.connection_id = connection.public_id;
  context.delivery_url = delivery_url(runtime.public_url(), owner.public_id, hook.path_id);
  context.worklog_delivery_url =
      worklog_delivery_url(runtime.public_url(), owner.public_id, hook.path_id);
  context.vendor_id = hook.vendor_id;
  if (!hook.sealed_secret.empty()) {
    TL_TRY(context.delivery_secret,
           runtime.unseal(tenant, connection.id, secret_name(hook.path_id), hook.sealed_secret));
  }
  return context;
}

}  // namespace

Result<void> want_webhook(Runtime& runtime, TenantId tenant, InstanceId instance, bool again) {
  store::TenantStore store = runtime.store.tenant(tenant);
  TL_TRY(std::vector<store::WebhookHook> hooks, store.list_hooks(instance));
  if (!hooks.empty() && hooks.front().state != kRetiring && !again) return {};
  store::WebhookHook hook;
  if (hooks.empty()) {
    hook.tenant = tenant;
    hook.instance = instance;
    hook.path_id = random_public_id();
    hook.created = runtime.clock.now();
  } else {
    hook = hooks.front();
  }
  // One that is there is only confirmed.
  if (hook.vendor_id.empty() || hook.state == kRetiring) hook.state = "wanted";
  TL_CHECK_OK(store.save_hook(hook));
  return put_hook_effect(runtime, store, hook, kRegister);
}

Result<void> retire_webhooks(Runtime& runtime, TenantId tenant, InstanceId instance) {
  store::TenantStore store = runtime.store.tenant(tenant);
  TL_TRY(const std::vector<store::WebhookHook> hooks, store.list_hooks(instance));
  for (store::WebhookHook hook : hooks) {
    if (hook.state == kRetiring) continue;
    hook.state = kRetiring;
    TL_CHECK_OK(store.save_hook(hook));
    TL_CHECK_OK(put_hook_effect(runtime, store, hook, kRemove));
  }
  return {};
}

bool is_allowed(const domain::Connection& connection, std::string_view kind) {
  const domain::ConnectionOptions& options = connection.options;
  if (kind == kRegister) return connection.webhooks_wanted;
  if (kind.starts_with("worklog.")) return options.writes_worklogs;
  if (kind.starts_with("remote_link.")) return options.writes_remote_links;
  if (kind.starts_with("rule.")) return options.writes_rule_actions;
  return true;  // cleaning up after ourselves
}

Result<bool> Outbox::step(const connector::Connector& connector, const connector::Session& session,
                          const domain::Connection& connection) {
  store::TenantStore tenant = runtime_.store.tenant(tenant_);
  TL_TRY(const std::vector<store::OutboxEffect> due,
         tenant.list_due_effects(instance_, runtime_.clock.now(), 16));
  for (const store::OutboxEffect& effect : due) {
    TL_CHECK_OK(attempt(connector, session, connection, effect));
  }
  return !due.empty();
}

Result<void> Outbox::attempt(const connector::Connector& connector,
                             const connector::Session& session,
                             const domain::Connection& connection, const store::OutboxEffect& due) {
  store::TenantStore tenant = runtime_.store.tenant(tenant_);
  if (!is_allowed(connection, due.effect.kind)) {
    return tenant.save_effect_state({due.effect.key,
                                     store::EffectState::kOff,
                                     "Switched off for this connection; nothing was sent.",
                                     {}});
  }
  auto hook = find_hook(tenant, due.effect);
  if (hook.ok() && due.effect.kind == kRemove && hook->state != kRetiring) {
    hook = make_error(ErrorCode::kNotFound, "the webhook is wanted again");
  }
  if (!hook.ok()) {
    return tenant.save_effect_state(
        {due.effect.key, store::EffectState::kFailed, hook.error().detail, {}});
  }
  store::WebhookHook wanted = *hook;
  if (due.effect.kind == kRegister && wanted.sealed_secret.empty()) {
    // None was agreed on, or the site did not sign before. It holds once the site has taken it.
    TL_TRY(wanted.sealed_secret, runtime_.seal(tenant_, instance_, secret_name(wanted.path_id),
                                               to_hex(random_bytes(32))));
  }
  TL_TRY(const connector::EffectContext context, context_of(runtime_, tenant_, connection, wanted));
  TL_CHECK_OK(tenant.begin_effect(due.effect.key));
  auto outcome = connector.apply_effect(session, due.effect, context);
  if (!outcome.ok()) return note_failure(due, *hook, outcome.error());
  TL_CHECK_OK(note_done(due.effect.kind, std::move(wanted), *outcome));
  TL_CHECK_OK(
      tenant.save_effect_state({due.effect.key, store::EffectState::kDone, outcome->summary, {}}));
  runtime_.events.publish({Event::Kind::kConnection, tenant_, instance_, 0});
  return {};
}

Result<void> Outbox::note_done(std::string_view kind, store::WebhookHook hook,
                               const connector::EffectOutcome& outcome) {
  store::TenantStore tenant = runtime_.store.tenant(tenant_);
  if (kind == kRemove) {
    TL_CHECK_OK(tenant.delete_hook(hook.path_id));
  } else {
    hook.vendor_id = outcome.vendor_id;
    hook.state = "registered";
    if (!outcome.signed_deliveries) hook.sealed_secret.clear();
    TL_CHECK_OK(tenant.save_hook(hook));
  }
  if (runtime_.on_hooks_changed) runtime_.on_hooks_changed();
  return {};
}

Result<void> Outbox::note_failure(const store::OutboxEffect& due, const store::WebhookHook& hook,
                                  const Error& error) {
  store::TenantStore tenant = runtime_.store.tenant(tenant_);
  const bool refused = is_gap(error.code);
  const Instant again = runtime_.clock.now() + (refused ? kRetryRefused : kRetryUnknown);
  TL_CHECK_OK(tenant.save_effect_state(
      {due.effect.key, store::EffectState::kUnknown, error.detail, again}));
  if (!refused) return error;
  log_error("outbox, " + due.effect.kind, error);
  store::WebhookHook failed = hook;
  failed.state = "failed: " + error.detail;
  if (hook.state != kRetiring) TL_CHECK_OK(tenant.save_hook(failed));
  runtime_.events.publish({Event::Kind::kConnection, tenant_, instance_, 0});
  return {};
}

Result<void> remove_webhooks(Runtime& runtime, const connector::Connector& connector,
                             const connector::Session& session, TenantId tenant,
                             const domain::Connection& connection) {
  store::TenantStore store = runtime.store.tenant(tenant);
  TL_TRY(const std::vector<store::WebhookHook> hooks, store.list_hooks(connection.id));
  for (const store::WebhookHook& hook : hooks) {
    TL_TRY(const connector::EffectContext context, context_of(runtime, tenant, connection, hook));
    domain::Effect effect;
    effect.key = std::string(kRemove) + ":" + hook.path_id + ":farewell";
    effect.instance = connection.id;
    effect.kind = kRemove;
    effect.payload = payload_of(hook.path_id);
    TL_CHECK_OK(store.put_effect(effect, runtime.clock.now()));
    auto outcome = connector.apply_effect(session, effect, context);
    if (!outcome.ok()) log_error("removing a webhook", outcome.error());
    const auto state = outcome.ok() ? store::EffectState::kDone : store::EffectState::kFailed;
    TL_CHECK_OK(store.save_effect_state(
        {effect.key, state, outcome.ok() ? outcome->summary : outcome.error().detail, {}}));
    TL_CHECK_OK(store.delete_hook(hook.path_id));
  }
  return {};
}

}  // namespace tl::sync
