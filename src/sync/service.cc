#include "sync/service.h"

#include "base/log.h"
#include "sync/descriptions.h"
#include "sync/ledger_report.h"
#include "sync/outbox.h"
#include "sync/service_impl.h"
#include "sync/status_words.h"

namespace tl::sync {

std::shared_ptr<Worker> Service::Impl::worker(InstanceId instance) {
  std::lock_guard lock(mutex);
  const auto found = workers.find(instance);
  return found == workers.end() ? nullptr : found->second;
}

void Service::Impl::wake(InstanceId instance) {
  if (const auto found = worker(instance)) found->wake();
}

void Service::Impl::reload_edge() {
  if (auto reloaded = edge.reload(); !reloaded.ok()) log_error("webhooks", reloaded.error());
}

void Service::Impl::refresh_fields(TenantId tenant, InstanceId instance) {
  const auto refreshed = edge.refresh_fields(tenant, instance);
  if (!refreshed.ok()) log_error("fields of a connection with webhooks", refreshed.error());
}

void Service::Impl::publish(TenantId tenant, InstanceId instance) {
  runtime.events.publish({Event::Kind::kConnection, tenant, instance, 0});
}

void Service::Impl::start_worker(TenantId tenant, const domain::Connection& connection) {
  if (connection.flavour == kImportFlavour) return;  // there is nobody to talk to
  const InstanceId instance = connection.id;
  std::lock_guard lock(mutex);
  if (!started || workers.contains(instance)) return;
  auto made = std::make_shared<Worker>(
      runtime, tenant, instance, [this, instance] { return edge.counts(instance).last_event; });
  made->start();
  workers.emplace(instance, std::move(made));
}

void Service::Impl::stop_worker(InstanceId instance) {
  std::shared_ptr<Worker> gone;
  {
    std::lock_guard lock(mutex);
    const auto found = workers.find(instance);
    if (found == workers.end()) return;
    gone = std::move(found->second);
    workers.erase(found);
  }
  gone->stop();
}

Result<ConnectionStatus> Service::Impl::status_of(TenantId tenant, domain::Connection connection) {
  store::TenantStore store = runtime.store.tenant(tenant);
  const InstanceId instance = connection.id;
  WorkerStatus working;
  if (const auto found = worker(instance)) working = found->status();
  ConnectionStatus status;
  status.connection = std::move(connection);
  status.last_sync = working.last_sync;
  status.next_poll = working.next_poll;
  if (working.last_error) status.last_error = working.last_error->detail;
  status.progress = working.progress;
  if (!status.progress) {
    TL_TRY(status.progress, load_latest_run(store, instance));
  }
  TL_TRY(const std::vector<store::WebhookHook> hooks, load_main_hook(store, instance));
  status.webhook = decide_webhook_status(status.connection, hooks, edge.counts(instance), working,
                                         runtime.public_url());
  TL_TRY(const store::IssueCounts counts, store.count_issues(instance));
  status.issues = counts.present;
  status.deleted_issues = counts.deleted;
  status.invisible = counts.invisible;
  status.left_filter = counts.left_filter;
  TL_CHECK_OK(add_filter_here(tenant, status));
  TL_TRY(status.webhook.queue, runtime.store.inbox().queue(tenant, instance));
  TL_TRY(const int64_t refetch, store.count_refetch(instance));
  TL_TRY(const std::vector<store::OutboxEffect> due,
         store.list_due_effects(instance, runtime.clock.now(), 100));
  status.pending = status.webhook.queue.waiting + refetch + static_cast<int64_t>(due.size());
  if (!status.connection.options.descriptions) {
    TL_TRY(const auto removal, load_removal(store, instance));
    if (removal) {
      status.removed_descriptions =
          RemovedDescriptions{removal->issues, removal->changes, removal->finished};
    }
  }
  TL_CHECK_OK(add_ledger(runtime, tenant, status));
  status.badge = decide_badge(status, working, runtime.clock.now());
  return status;
}

Service::Service(store::Store& store, vault::Vault& vault, net::HttpTransport& transport,
                 const Clock& clock,
                 const std::vector<std::unique_ptr<connector::Connector>>& connectors,
                 ServiceOptions options)
    : impl_(
          std::make_unique<Impl>(store, vault, transport, clock, connectors, std::move(options))) {}

Service::~Service() { stop(); }

Result<void> Service::start() {
  {
    std::lock_guard lock(impl_->mutex);
    impl_->started = true;
  }
  TL_CHECK_OK(impl_->edge.reload());
  TL_TRY(const std::vector<store::Tenant> tenants, impl_->runtime.store.list_tenants());
  for (const store::Tenant& tenant : tenants) {
    store::TenantStore store = impl_->runtime.store.tenant(tenant.id);
    TL_CHECK_OK(store.finish_deletions());
    TL_TRY(const std::vector<domain::Connection> connections, store.list_connections());
    for (const domain::Connection& connection : connections) {
      if (connection.state == domain::ConnectionState::kDisconnected) continue;
      impl_->start_worker(tenant.id, connection);
    }
  }
  impl_->intake.start();
  return {};
}

void Service::stop() {
  impl_->edge.stop();
  impl_->checks.stop();
  std::map<InstanceId, std::shared_ptr<Worker>> workers;
  {
    std::lock_guard lock(impl_->mutex);
    impl_->started = false;
    workers.swap(impl_->workers);
  }
  for (const auto& [instance, worker] : workers) worker->request_stop();
  for (const auto& [instance, worker] : workers) worker->stop();
  impl_->intake.stop();
  impl_->edge.flush_rejections(true);
}

EventHub& Service::events() { return impl_->runtime.events; }

void Service::set_public_url(std::string url) {
  if (url == impl_->runtime.public_url()) return;
  impl_->runtime.set_public_url(std::move(url));
  auto tenants = impl_->runtime.store.list_tenants();
  if (!tenants.ok()) return log_error("the new public URL", tenants.error());
  for (const store::Tenant& tenant : *tenants) {
    auto connections = impl_->runtime.store.tenant(tenant.id).list_connections();
    if (!connections.ok()) continue;
    for (const domain::Connection& connection : *connections) {
      const bool gone = connection.state == domain::ConnectionState::kDisconnected;
      if (gone || !connection.webhooks_wanted) continue;
      if (auto wanted = want_webhook(impl_->runtime, tenant.id, connection.id, true);
          !wanted.ok()) {
        log_error("the new public URL", wanted.error());
      }
      impl_->wake(connection.id);
    }
  }
}

Result<std::vector<ConnectionStatus>> Service::list(TenantId tenant) {
  TL_TRY(std::vector<domain::Connection> connections,
         impl_->runtime.store.tenant(tenant).list_connections());
  std::vector<ConnectionStatus> all;
  for (domain::Connection& connection : connections) {
    TL_TRY(ConnectionStatus status, impl_->status_of(tenant, std::move(connection)));
    all.push_back(std::move(status));
  }
  return all;
}

Result<ConnectionStatus> Service::status(TenantId tenant, InstanceId instance) {
  TL_TRY(domain::Connection connection,
         impl_->runtime.store.tenant(tenant).load_connection(instance));
  return impl_->status_of(tenant, std::move(connection));
}

Result<InstanceId> Service::find(TenantId tenant, std::string_view public_id) {
  TL_TRY(const domain::Connection connection,
         impl_->runtime.store.tenant(tenant).find_connection(public_id));
  return connection.id;
}

void Service::deliver(std::string_view tenant_public_id, std::string_view path_id,
                      const net::Headers& headers, std::string body, DeliveryDone done) {
  impl_->edge.deliver(tenant_public_id, path_id, headers, std::move(body), std::move(done));
}

}  // namespace tl::sync
