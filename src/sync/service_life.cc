// The life of a connection after it was made.
#include "base/log.h"
#include "base/text.h"
#include "sync/outbox.h"
#include "sync/service_impl.h"

namespace tl::sync {
namespace {

Error not_running(const domain::Connection& connection) {
  return make_error(ErrorCode::kConflict, connection.name + " is " +
                                              std::string(to_text(connection.state)) +
                                              "; resume it or sign in anew first");
}

// The connection without anything to sign in with; all in one transaction.
Result<void> sign_out(const Runtime& runtime, TenantId tenant, InstanceId instance) {
  store::TenantStore store = runtime.store.tenant(tenant);
  TL_TRY(domain::Connection connection, store.load_connection(instance));
  connection.options.proxy_login = false;
  connection.state = domain::ConnectionState::kDisconnected;
  connection.state_reason.clear();
  TL_CHECK_OK(store.update_connection(std::move(connection), seal_secrets(runtime, tenant, {})));
  return {};
}

}  // namespace

Result<void> Service::Impl::set_state(TenantId tenant, InstanceId instance,
                                      domain::ConnectionState state, std::string_view reason) {
  auto changed = runtime.store.tenant(tenant).set_connection_state(instance, state, reason);
  if (!changed.ok()) return std::move(changed).error();
  publish(tenant, instance);
  return {};
}

Result<void> Service::sync_now(TenantId tenant, InstanceId instance) {
  TL_TRY(const domain::Connection connection,
         impl_->runtime.store.tenant(tenant).load_connection(instance));
  if (connection.flavour == kImportFlavour) {
    return make_error(ErrorCode::kConflict, connection.name + " is known from files only");
  }
  if (connection.state != domain::ConnectionState::kActive) return not_running(connection);
  if (const auto worker = impl_->worker(instance)) worker->request_sync();
  return {};
}

Result<void> Service::pause(TenantId tenant, InstanceId instance, std::string_view by) {
  TL_CHECK_OK(impl_->set_state(tenant, instance, domain::ConnectionState::kPaused,
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
  TL_CHECK_OK(impl_->set_state(tenant, instance, domain::ConnectionState::kActive, ""));
  impl_->start_worker(tenant, connection);
  if (const auto worker = impl_->worker(instance)) worker->request_sync();
  return {};
}

Result<void> Service::disconnect(TenantId tenant, InstanceId instance, bool delete_facts) {
  Runtime& runtime = impl_->runtime;
  store::TenantStore store = runtime.store.tenant(tenant);
  TL_CHECK_OK(store.load_connection(instance));
  impl_->stop_worker(instance);
  if (const auto access = load_access(runtime, tenant, instance); access.ok()) {
    const Visit visit(runtime, *access);
    auto removed =
        remove_webhooks(runtime, *access->connector, visit.session, tenant, access->connection);
    if (!removed.ok()) log_error("removing webhooks", removed.error());
  }
  TL_CHECK_OK(sign_out(runtime, tenant, instance));
  TL_CHECK_OK(impl_->edge.reload());
  if (delete_facts) return store.delete_connection(instance);
  impl_->publish(tenant, instance);
  return {};
}

}  // namespace tl::sync
