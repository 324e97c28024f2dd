#include "sync/outbox.h"

#include <algorithm>

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

// Addresses of the others that are to stay at the vendor.
std::vector<std::string> kept_urls_of(const std::vector<store::WebhookHook>& hooks,
                                      const store::WebhookHook& hook, std::string_view public_url,
                                      std::string_view owner) {
  std::vector<std::string> kept;
  for (const store::WebhookHook& other : hooks) {
    if (other.path_id == hook.path_id || other.state == kRetiring) continue;
    kept.push_back(delivery_url(public_url, owner, other.path_id));
    kept.push_back(worklog_delivery_url(public_url, owner, other.path_id));
  }
  return kept;
}

// So that the edge knows an address before the vendor does.
void tell_hooks_changed(const Runtime& runtime) {
  if (runtime.on_hooks_changed) runtime.on_hooks_changed();
}

bool is_open(store::EffectState state) {
  return state != store::EffectState::kDone && state != store::EffectState::kFailed;
}

// What the state of a hook asks for; "" nothing.
std::string_view wanted_effect(const std::vector<store::WebhookHook>& hooks,
                               const store::WebhookHook& hook) {
  if (hook.state == kRetiring) return kRemove;
  if (hook.state == "registered" || is_replaced(hooks, hook)) return "";
  return kRegister;
}

store::WebhookHook new_hook(const Runtime& runtime, TenantId tenant, InstanceId instance) {
  store::WebhookHook hook;
  hook.tenant = tenant;
  hook.instance = instance;
  hook.path_id = random_public_id();
  hook.created = runtime.clock.now();
  hook.state = "wanted";
  return hook;
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
  TL_TRY(const std::vector<store::WebhookHook> hooks,
         runtime.store.tenant(tenant).list_hooks(connection.id));
  context.kept_urls = kept_urls_of(hooks, hook, runtime.public_url(), owner.public_id);
  TL_TRY(context.delivery_secret, hook_secret(runtime, hook));
  return context;
}

}  // namespace

const store::WebhookHook* main_hook(const std::vector<store::WebhookHook>& hooks) {
  const store::WebhookHook* newest = nullptr;
  for (const store::WebhookHook& hook : hooks) {
    if (hook.state == kRetiring) continue;
    const bool newer = newest == nullptr || std::pair(newest->created, newest->path_id) <
                                                std::pair(hook.created, hook.path_id);
    if (newer) newest = &hook;
  }
  return newest;
}

Result<std::vector<store::WebhookHook>> load_main_hook(const store::TenantStore& tenant,
                                                       InstanceId instance) {
  TL_TRY(std::vector<store::WebhookHook> hooks, tenant.list_hooks(instance));
  if (const store::WebhookHook* main = main_hook(hooks)) return std::vector{*main};
  if (hooks.size() > 1) hooks.resize(1);  // all are being removed
  return hooks;
}

Result<connector::SecretText> hook_secret(const Runtime& runtime, const store::WebhookHook& hook) {
  if (hook.sealed_secret.empty()) return connector::SecretText();
  return runtime.unseal(hook.tenant, hook.instance, secret_name(hook.path_id), hook.sealed_secret);
}

bool is_replaced(const std::vector<store::WebhookHook>& hooks, const store::WebhookHook& hook) {
  const store::WebhookHook* main = main_hook(hooks);
  return hook.state != kRetiring && main != nullptr && main->path_id != hook.path_id;
}

Result<void> want_webhook(Runtime& runtime, TenantId tenant, InstanceId instance, bool again) {
  store::TenantStore store = runtime.store.tenant(tenant);
  TL_TRY(const std::vector<store::WebhookHook> hooks, store.list_hooks(instance));
  const store::WebhookHook* main = main_hook(hooks);
  if (main != nullptr && !again) return {};
  if (main == nullptr && !hooks.empty()) main = &hooks.back();  // it is not removed after all
  store::WebhookHook hook = main == nullptr ? new_hook(runtime, tenant, instance) : *main;
  // One that is there is only confirmed.
  if (hook.vendor_id.empty() || hook.state == kRetiring) hook.state = "wanted";
  TL_CHECK_OK(store.save_hook(hook));
  tell_hooks_changed(runtime);
  return put_hook_effect(runtime, store, hook, kRegister);
}

Result<void> rotate_webhook(Runtime& runtime, TenantId tenant, InstanceId instance) {
  store::TenantStore store = runtime.store.tenant(tenant);
  TL_TRY(const std::vector<store::WebhookHook> hooks, store.list_hooks(instance));
  const store::WebhookHook* main = main_hook(hooks);
  if (main == nullptr || main->state != "registered") {
    return make_error(ErrorCode::kConflict,
                      "the present webhook is not registered yet; renew it first");
  }
  if (hooks.size() > 1) {
    return make_error(ErrorCode::kConflict,
                      "the webhook is being replaced already; the old one goes once the new one "
                      "has been heard from, at the latest after a day");
  }
  store::WebhookHook hook = new_hook(runtime, tenant, instance);
  hook.created = std::max(hook.created, main->created + Millis(1));  // whatever the clock did
  TL_CHECK_OK(store.save_hook(hook));
  tell_hooks_changed(runtime);
  return put_hook_effect(runtime, store, hook, kRegister);
}

Result<void> retire_webhook(Runtime& runtime, store::WebhookHook hook) {
  store::TenantStore store = runtime.store.tenant(hook.tenant);
  hook.state = kRetiring;
  TL_CHECK_OK(store.save_hook(hook));
  return put_hook_effect(runtime, store, hook, kRemove);
}

Result<void> retire_webhooks(Runtime& runtime, TenantId tenant, InstanceId instance) {
  TL_TRY(const std::vector<store::WebhookHook> hooks,
         runtime.store.tenant(tenant).list_hooks(instance));
  for (const store::WebhookHook& hook : hooks) {
    if (hook.state != kRetiring) TL_CHECK_OK(retire_webhook(runtime, hook));
  }
  return {};
}

Result<bool> resume_hooks(Runtime& runtime, TenantId tenant, InstanceId instance) {
  constexpr size_t kLookedAt = 200;
  store::TenantStore store = runtime.store.tenant(tenant);
  TL_TRY(const std::vector<store::WebhookHook> hooks, store.list_hooks(instance));
  TL_TRY(const std::vector<store::OutboxEffect> effects, store.list_effects(instance, kLookedAt));
  bool found = false;
  for (const store::WebhookHook& hook : hooks) {
    const std::string_view kind = wanted_effect(hooks, hook);
    if (kind.empty()) continue;
    const std::string payload = payload_of(hook.path_id);
    const bool there = std::any_of(effects.begin(), effects.end(), [&](const auto& effect) {
      return effect.effect.kind == kind && effect.effect.payload == payload &&
             is_open(effect.state);
    });
    if (there) continue;
    TL_CHECK_OK(put_hook_effect(runtime, store, hook, kind));
    found = true;
  }
  return found;
}

Result<std::string> want_check(Runtime& runtime, TenantId tenant, InstanceId instance,
                               std::string_view check_id, std::string_view issue_key) {
  JsonWriter payload;
  payload.begin_object().member("issue_key", issue_key).end_object();
  domain::Effect effect;
  effect.key = std::string(kCheckIssue) + ":" + std::string(check_id);
  effect.instance = instance;
  effect.kind = kCheckIssue;
  effect.payload = payload.take();
  TL_CHECK_OK(runtime.store.tenant(tenant).put_effect(effect, runtime.clock.now()));
  return effect.key;
}

bool is_allowed(const domain::Connection& connection, std::string_view kind) {
  const domain::ConnectionOptions& options = connection.options;
  if (kind == kCheckIssue) return true;  // a person confirmed this very one
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
  if (due.effect.kind == kCheckIssue) return attempt_check(connector, session, connection, due);
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

// On an issue that a person named. What is refused is not tried again: nobody waits for it any
// more.
Result<void> Outbox::attempt_check(const connector::Connector& connector,
                                   const connector::Session& session,
                                   const domain::Connection& connection,
                                   const store::OutboxEffect& due) {
  store::TenantStore tenant = runtime_.store.tenant(tenant_);
  connector::EffectContext context;
  context.connection_id = connection.public_id;
  TL_CHECK_OK(tenant.begin_effect(due.effect.key));
  const auto outcome = connector.apply_effect(session, due.effect, context);
  if (outcome.ok()) {
    return tenant.save_effect_state(
        {due.effect.key, store::EffectState::kDone, outcome->summary, {}});
  }
  const bool refused = is_gap(outcome.error().code);
  TL_CHECK_OK(tenant.save_effect_state(
      {due.effect.key, refused ? store::EffectState::kFailed : store::EffectState::kUnknown,
       outcome.error().detail,
       refused ? std::nullopt : std::optional(runtime_.clock.now() + kRetryUnknown)}));
  if (refused) return {};
  return outcome.error();
}

Result<void> Outbox::note_done(std::string_view kind, store::WebhookHook hook,
                               const connector::EffectOutcome& outcome) {
  store::TenantStore tenant = runtime_.store.tenant(tenant_);
  if (kind == kRemove) {
    TL_CHECK_OK(tenant.delete_hook(hook.path_id));
  } else {
    // A person may have switched webhooks off while it was being made; then it is removed again.
    TL_TRY(const std::vector<store::WebhookHook> hooks, tenant.list_hooks(instance_));
    const bool unwanted = std::any_of(hooks.begin(), hooks.end(), [&](const auto& now) {
      return now.path_id == hook.path_id && now.state == kRetiring;
    });
    hook.vendor_id = outcome.vendor_id;
    hook.state = unwanted && hook.state != kRetiring ? kRetiring : "registered";
    if (!outcome.signed_deliveries) hook.sealed_secret.clear();
    TL_CHECK_OK(tenant.save_hook(hook));
  }
  tell_hooks_changed(runtime_);
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
    TL_TRY(connector::EffectContext context, context_of(runtime, tenant, connection, hook));
    context.kept_urls.clear();  // nothing of ours stays
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
