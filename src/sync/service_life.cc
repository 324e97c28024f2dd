// The life of a connection after it was made.
#include "base/log.h"
#include "base/text.h"
#include "sync/outbox.h"
#include "sync/service_impl.h"

namespace tl::sync {
namespace {

Result<void> set_state(Runtime& runtime, TenantId tenant, InstanceId instance,
                       domain::ConnectionState state, std::string_view reason) {
  auto changed = runtime.store.tenant(tenant).set_connection_state(instance, state, reason);
  if (!changed.ok()) return std::move(changed).error();
  runtime.events.publish({Event::Kind::kConnection, tenant, instance, 0});
  return {};
}

}  // namespace

Result<ConnectionStatus> Service::change(TenantId tenant, InstanceId instance, int64_t revision,
                                         const ConnectionChange& change) {
  store::TenantStore store = impl_->runtime.store.tenant(tenant);
  TL_TRY(domain::Connection connection, store.load_connection(instance));
  const bool projects_changed =
      change.project_keys && *change.project_keys != connection.project_keys;
  connection.revision = revision;
  if (change.name) connection.name = *change.name;
  if (change.project_keys) connection.project_keys = *change.project_keys;
  if (change.token_expires) connection.token_expires = change.token_expires;
  if (change.webhooks) connection.webhooks_wanted = *change.webhooks;
  TL_TRY(connection, store.update_connection(connection));
  if (connection.webhooks_wanted && !impl_->runtime.public_url().empty()) {
    TL_CHECK_OK(want_webhook(impl_->runtime, tenant, instance, false));
    TL_CHECK_OK(impl_->edge.reload());
  }
  if (projects_changed) {
    // The new projects have a past to be read: a run of its own, newest first as ever.
    impl_->stop_worker(instance);
    const connector::Connector& connector = *impl_->runtime.connector(connection.vendor);
    TL_CHECK_OK(store.save_run(to_row(new_run(connector, impl_->runtime.clock.now()), instance)));
    impl_->start_worker(tenant, instance);
  }
  impl_->wake(instance);
  return impl_->status_of(tenant, std::move(connection));
}

Result<void> Service::sync_now(TenantId tenant, InstanceId instance) {
  TL_TRY(const domain::Connection connection,
         impl_->runtime.store.tenant(tenant).load_connection(instance));
  if (connection.state != domain::ConnectionState::kActive) {
    return make_error(ErrorCode::kConflict, connection.name + " is " +
                                                std::string(to_text(connection.state)) +
                                                "; resume it or replace its token first");
  }
  if (const auto worker = impl_->worker(instance)) worker->request_sync();
  return {};
}

Result<void> Service::pause(TenantId tenant, InstanceId instance, std::string_view by) {
  TL_CHECK_OK(set_state(impl_->runtime, tenant, instance, domain::ConnectionState::kPaused,
                        "Paused by " + std::string(by)));
  if (const auto worker = impl_->worker(instance)) worker->reload();
  return {};
}

Result<void> Service::resume(TenantId tenant, InstanceId instance) {
  TL_TRY(const domain::Connection connection,
         impl_->runtime.store.tenant(tenant).load_connection(instance));
  if (connection.state == domain::ConnectionState::kDisconnected) {
    return make_error(ErrorCode::kConflict, connection.name + " is disconnected; connect it again");
  }
  TL_CHECK_OK(set_state(impl_->runtime, tenant, instance, domain::ConnectionState::kActive, ""));
  impl_->start_worker(tenant, instance);
  if (const auto worker = impl_->worker(instance)) worker->request_sync();
  return {};
}

Result<void> Service::replace_token(TenantId tenant, InstanceId instance, const std::string& email,
                                    const std::string& token, std::optional<CivilDate> expires) {
  store::TenantStore store = impl_->runtime.store.tenant(tenant);
  TL_TRY(domain::Connection connection, store.load_connection(instance));
  SignIn sign_in;
  sign_in.vendor = connection.vendor;
  sign_in.base_url = connection.base_url;
  sign_in.email = email.empty() ? connection.account_email : email;
  sign_in.token = token;
  connector::CheckRequest ask;
  ask.project_keys = connection.project_keys;
  ask.webhooks_wanted = connection.webhooks_wanted;
  ask.expected_site_id = connection.site_id;
  TL_TRY(const CheckOutcome checked, impl_->check(sign_in, ask));
  if (!checked.report.can_proceed) return check_error(checked.report);
  TL_CHECK_OK(impl_->runtime.save_secret(tenant, instance, kTokenSecret, trim(token)));
  connection.account_email = trim(sign_in.email);
  connection.account_name = checked.report.identity.account_name;
  connection.account_id = checked.report.identity.account_id;
  connection.token_expires = expires;
  if (connection.state == domain::ConnectionState::kNeedsSignIn) {
    connection.state = domain::ConnectionState::kActive;
    connection.state_reason.clear();
  }
  auto saved = store.update_connection(connection);
  if (!saved.ok()) return std::move(saved).error();
  if (const auto worker = impl_->worker(instance)) {
    worker->reload();
    worker->request_sync();
  }
  impl_->runtime.events.publish({Event::Kind::kConnection, tenant, instance, 0});
  return {};
}

Result<void> Service::disconnect(TenantId tenant, InstanceId instance, bool delete_facts) {
  store::TenantStore store = impl_->runtime.store.tenant(tenant);
  TL_TRY(const domain::Connection connection, store.load_connection(instance));
  impl_->stop_worker(instance);
  const auto token = impl_->runtime.load_secret(tenant, instance, kTokenSecret);
  const connector::Connector* connector = impl_->runtime.connector(connection.vendor);
  if (token.ok() && connector != nullptr) {
    const Visit visit(impl_->runtime, connection.base_url, connection.account_email,
                      token->reveal(), {}, {});
    auto removed = remove_webhooks(impl_->runtime, *connector, visit.session, tenant, connection);
    if (!removed.ok()) log_error("removing webhooks", removed.error());
  }
  TL_CHECK_OK(store.delete_secret(instance, kTokenSecret));
  TL_CHECK_OK(impl_->edge.reload());
  if (delete_facts) return store.delete_connection(instance);
  return set_state(impl_->runtime, tenant, instance, domain::ConnectionState::kDisconnected, "");
}

}  // namespace tl::sync
