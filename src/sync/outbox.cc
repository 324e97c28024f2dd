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
  context.vendor_id = hook.vendor_id;
  TL_TRY(context.delivery_secret,
         runtime.unseal(tenant, connection.id, secret_name(hook.path_id), hook.sealed_secret));
  return context;
}

}  // namespace

Result<void> want_webhook(Runtime& runtime, TenantId tenant, InstanceId instance, bool again) {
  store::TenantStore store = runtime.store.tenant(tenant);
  TL_TRY(std::vector<store::WebhookHook> hooks, store.list_hooks(instance));
  if (!hooks.empty() && !again) return {};
  store::WebhookHook hook;
  if (hooks.empty()) {
    hook.tenant = tenant;
    hook.instance = instance;
    hook.path_id = random_public_id();
    hook.created = runtime.clock.now();
    TL_TRY(hook.sealed_secret,
           runtime.seal(tenant, instance, secret_name(hook.path_id), to_hex(random_bytes(32))));
  } else {
    hook = hooks.front();
  }
  if (hook.vendor_id.empty()) hook.state = "wanted";  // a registered one is only confirmed
  TL_CHECK_OK(store.save_hook(hook));
  domain::Effect effect;
  effect.key = std::string(kRegister) + ":" + hook.path_id + ":" +
               format_instant(runtime.clock.now());  // the version: when it was wanted
  effect.instance = instance;
  effect.kind = kRegister;
  effect.payload = payload_of(hook.path_id);
  TL_CHECK_OK(store.put_effect(effect, runtime.clock.now()));
  return {};
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
  auto hook = find_hook(tenant, due.effect);
  if (!hook.ok()) {
    return tenant.save_effect_state(
        {due.effect.key, store::EffectState::kFailed, hook.error().detail, {}});
  }
  TL_TRY(const connector::EffectContext context, context_of(runtime_, tenant_, connection, *hook));
  TL_CHECK_OK(tenant.begin_effect(due.effect.key));
  auto outcome = connector.apply_effect(session, due.effect, context);
  if (!outcome.ok()) return note_failure(due, *hook, outcome.error());
  hook->vendor_id = outcome->vendor_id;
  hook->state = "registered";
  TL_CHECK_OK(tenant.save_hook(*hook));
  TL_CHECK_OK(
      tenant.save_effect_state({due.effect.key, store::EffectState::kDone, outcome->summary, {}}));
  runtime_.events.publish({Event::Kind::kConnection, tenant_, instance_, 0});
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
  log_error("registering a webhook", error);
  store::WebhookHook failed = hook;
  failed.state = "failed: " + error.detail;
  TL_CHECK_OK(tenant.save_hook(failed));
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
    effect.key = std::string(kRemove) + ":" + hook.path_id;
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
