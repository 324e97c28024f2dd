// The webhooks of a connection: what they are, made again, replaced, checked.
#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "sync/hook_keeper.h"
#include "sync/outbox.h"
#include "sync/service_impl.h"

namespace tl::sync {
namespace {

HookView view_of(const store::WebhookHook& hook, const std::string& masked_url,
                 std::optional<Instant> heard) {
  HookView view;
  view.masked_url = masked_url;
  view.state = hook.state.starts_with("failed") ? "failed" : hook.state;
  if (view.state == "failed") view.detail = hook.state.substr(hook.state.find(':') + 1);
  view.detail = std::string(trim(view.detail));
  if (view.state == kDisabled)
    view.detail = "It was switched off at Jira and is switched on again.";
  view.vendor_id = hook.vendor_id;
  view.created = hook.created;
  view.last_event = heard ? heard : hook.last_event;
  view.expiry = "Does not expire";
  if (view.state == "registered") view.signed_deliveries = !hook.sealed_secret.empty();
  return view;
}

void compare(const std::vector<connector::RemoteHook>& remote, const store::WebhookHook& hook,
             HookView& view) {
  const RemoteState there = look_up(remote, hook);
  view.listed = there.listed;
  if (!there.listed) {
    if (hook.state == "registered") {
      view.state = "missing";
      view.detail = "Jira does not list it any more. Renew it.";
    }
    return;
  }
  view.events = there.events;
  if (!there.enabled) view.detail = "It is disabled at Jira. Renew it.";
  if (!there.last_error.empty()) view.detail = there.last_error;
}

int64_t count_foreign(const std::vector<connector::RemoteHook>& remote,
                      const std::vector<store::WebhookHook>& ours, const std::string& public_url) {
  return std::count_if(remote.begin(), remote.end(), [&](const connector::RemoteHook& hook) {
    const bool is_ours = std::any_of(ours.begin(), ours.end(), [&](const store::WebhookHook& own) {
      return hook.url.find(own.path_id) != std::string::npos;
    });
    return !is_ours && !public_url.empty() && starts_with_no_case(hook.url, public_url);
  });
}

Result<void> need_live_webhooks(const Runtime& runtime, const domain::Connection& connection) {
  if (connection.state != domain::ConnectionState::kActive || !connection.webhooks_wanted) {
    return make_error(ErrorCode::kConflict,
                      connection.name + " is not active, or its webhooks are switched off");
  }
  if (runtime.public_url().empty()) {
    return make_error(ErrorCode::kConflict,
                      "no public URL is set, so Jira could not reach this server");
  }
  return {};
}

std::optional<std::vector<connector::RemoteHook>> ask_for_hooks(const Runtime& runtime,
                                                                TenantId tenant,
                                                                InstanceId instance) {
  const auto access = load_access(runtime, tenant, instance);
  if (!access.ok()) return std::nullopt;
  const Visit visit(runtime, *access);
  auto listed = access->connector->fetch_hooks(visit.session);
  if (!listed.ok()) return std::nullopt;  // not every account may list them
  return std::move(*listed);
}

}  // namespace

Result<HookReport> Service::hooks(TenantId tenant, InstanceId instance) {
  Runtime& runtime = impl_->runtime;
  store::TenantStore store = runtime.store.tenant(tenant);
  TL_TRY(const domain::Connection connection, store.load_connection(instance));
  TL_TRY(const std::vector<store::WebhookHook> hooks, store.list_hooks(instance));
  HookReport report;
  report.public_url = runtime.public_url();
  if (!report.public_url.empty()) {
    report.curl = fmt::format("curl -sS -i {}/v1/issue", report.public_url);
  }
  const auto remote = ask_for_hooks(runtime, tenant, instance);
  for (const store::WebhookHook& hook : hooks) {
    HookView view =
        view_of(hook, delivery_url(report.public_url, "…", "…"), impl_->edge.heard(hook.path_id));
    if (remote) compare(*remote, hook, view);
    if (is_replaced(hooks, hook)) {
      view.state = kReplacing;
      view.detail = "It serves until its successor has been heard from, at most a day.";
    }
    report.hooks.push_back(std::move(view));
  }
  if (remote) report.foreign = count_foreign(*remote, hooks, report.public_url);
  TL_TRY(const store::ArrivalCounts day,
         runtime.store.inbox().counts_since(tenant, instance, runtime.clock.now() - hours(24)));
  report.accepted_24h = day.done + day.waiting;
  report.ignored_24h = day.ignored;
  report.refused_24h = day.refused + day.rejected;
  return report;
}

Result<void> Service::renew_hooks(TenantId tenant, InstanceId instance) {
  Runtime& runtime = impl_->runtime;
  TL_TRY(const domain::Connection connection,
         runtime.store.tenant(tenant).load_connection(instance));
  TL_CHECK_OK(need_live_webhooks(runtime, connection));
  TL_CHECK_OK(load_access(runtime, tenant, instance));
  if (const auto remote = ask_for_hooks(runtime, tenant, instance)) {
    TL_CHECK_OK(renew_missing(runtime, tenant, instance, *remote));
  }
  // Also what seems to be there: the registration is confirmed and its secret made the present one.
  TL_CHECK_OK(want_webhook(runtime, tenant, instance, true));
  TL_CHECK_OK(impl_->edge.reload());
  impl_->wake(instance);
  impl_->publish(tenant, instance);
  return {};
}

Result<void> Service::rotate_hooks(TenantId tenant, InstanceId instance) {
  Runtime& runtime = impl_->runtime;
  TL_TRY(const domain::Connection connection,
         runtime.store.tenant(tenant).load_connection(instance));
  TL_CHECK_OK(need_live_webhooks(runtime, connection));
  TL_CHECK_OK(rotate_webhook(runtime, tenant, instance));
  impl_->wake(instance);
  impl_->publish(tenant, instance);
  return {};
}

Result<WebhookCheck> Service::start_webhook_check(TenantId tenant, InstanceId instance,
                                                  const WebhookCheckRequest& request) {
  return impl_->checks.start(tenant, instance, request);
}

Result<WebhookCheck> Service::webhook_check(TenantId tenant, InstanceId instance) {
  TL_CHECK_OK(impl_->runtime.store.tenant(tenant).load_connection(instance));
  return impl_->checks.status(tenant, instance);
}

}  // namespace tl::sync
