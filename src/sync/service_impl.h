// The inside of Service. Order of members is the order of start; stop is the reverse.
#pragma once

#include <map>
#include <memory>
#include <mutex>

#include "sync/edge.h"
#include "sync/intake.h"
#include "sync/runtime.h"
#include "sync/service.h"
#include "sync/visit.h"
#include "sync/webhook_check.h"
#include "sync/worker.h"

namespace tl::sync {

struct Service::Impl {
  Runtime runtime;
  Edge edge;
  std::mutex mutex;  // guards workers and started
  std::map<InstanceId, std::shared_ptr<Worker>> workers;
  bool started = false;
  WebhookChecks checks;
  Intake intake;  // last: its callbacks look for workers and the edge

  Impl(store::Store& store, vault::Vault& vault, net::HttpTransport& transport, const Clock& clock,
       const std::vector<std::unique_ptr<connector::Connector>>& connectors, ServiceOptions options)
      : runtime(store, vault, transport, clock, connectors, std::move(options)),
        edge(runtime),
        checks(runtime, edge, [this](InstanceId instance) { wake(instance); }),
        intake(
            runtime, [this](InstanceId instance) { wake(instance); },
            [this] { edge.flush_rejections(false); }) {
    runtime.hook_heard = [this](std::string_view path_id) { return edge.heard(path_id); };
    runtime.on_hooks_changed = [this] { reload_edge(); };
    runtime.on_fields_changed = [this](TenantId tenant, InstanceId instance) {
      refresh_fields(tenant, instance);
    };
  }

  [[nodiscard]] std::shared_ptr<Worker> worker(InstanceId instance);
  void wake(InstanceId instance);
  void start_worker(TenantId tenant, const domain::Connection& connection);
  void stop_worker(InstanceId instance);
  void reload_edge();
  void refresh_fields(TenantId tenant, InstanceId instance);
  void publish(TenantId tenant, InstanceId instance);

  [[nodiscard]] Result<CheckOutcome> check(const Access& access,
                                           const connector::CheckRequest& ask);
  [[nodiscard]] Result<ConnectionStatus> status_of(TenantId tenant, domain::Connection connection);
  Result<void> add_filter_here(TenantId tenant, ConnectionStatus& status);
  // Puts the registration of our webhooks into the outbox when they are wanted and can be reached.
  Result<void> want_hooks(TenantId tenant, const domain::Connection& connection);
  Result<void> set_state(TenantId tenant, InstanceId instance, domain::ConnectionState state,
                         std::string_view reason);
  // Queues what the connection no longer asks for to be taken away.
  Result<void> drop_outside(TenantId tenant, const domain::Connection& before,
                            const domain::Connection& after);
  // Webhooks are made or removed, and what waited for a switch goes out.
  Result<void> apply_switches(TenantId tenant, const domain::Connection& before,
                              const domain::Connection& after);
  // Deletes stored descriptions, or forgets that it was done; deliveries follow the new choice.
  Result<void> switch_descriptions(TenantId tenant, const domain::Connection& after);
  // A run of its own for what a new choice brings; a run that is under way gives way to it.
  Result<void> begin_backfill(TenantId tenant, const domain::Connection& connection);
};

// The first row that failed, as an error.
[[nodiscard]] Error check_error(const connector::CheckReport& report);

}  // namespace tl::sync
