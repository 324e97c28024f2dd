// The inside of Service. Order of members is the order of start; stop is the reverse.
#pragma once

#include <map>
#include <memory>
#include <mutex>

#include "sync/edge.h"
#include "sync/intake.h"
#include "sync/runtime.h"
#include "sync/service.h"
#include "sync/worker.h"

namespace tl::sync {

// What a short visit to a site needs, outside of any worker: checks, pickers, a farewell.
// Not to be moved: the session refers to the budget.
struct Visit {
  net::RateBudget budget;
  connector::Session session;

  Visit(Runtime& runtime, std::string base_url, std::string email, std::string token,
        std::string ca_pem, std::string proxy)
      : budget(runtime.clock),
        session{.base_url = std::move(base_url),
                .email = std::move(email),
                .token = connector::SecretText(std::move(token)),
                .transport = runtime.transport,
                .budget = budget,
                .clock = runtime.clock,
                .stop = {},
                .ca_bundle_pem = std::move(ca_pem),
                .proxy = std::move(proxy),
                .on_retry = {},
                .on_answer = {}} {}
};

struct Service::Impl {
  Runtime runtime;
  Edge edge;
  std::mutex mutex;  // guards workers and started
  std::map<InstanceId, std::shared_ptr<Worker>> workers;
  bool started = false;
  Intake intake;  // last: its callback looks for workers

  Impl(store::Store& store, vault::Vault& vault, net::HttpTransport& transport, const Clock& clock,
       const std::vector<std::unique_ptr<connector::Connector>>& connectors, ServiceOptions options)
      : runtime(store, vault, transport, clock, connectors, std::move(options)),
        edge(runtime),
        intake(runtime, [this](InstanceId instance) { wake(instance); }) {}

  [[nodiscard]] std::shared_ptr<Worker> worker(InstanceId instance);
  void wake(InstanceId instance);
  void start_worker(TenantId tenant, InstanceId instance);
  void stop_worker(InstanceId instance);

  [[nodiscard]] Result<CheckOutcome> check(const SignIn& sign_in,
                                           const connector::CheckRequest& ask);
  [[nodiscard]] Result<ConnectionStatus> status_of(TenantId tenant, domain::Connection connection);
  [[nodiscard]] Result<domain::Connection> save_connection(TenantId tenant,
                                                           const ConnectRequest& request,
                                                           const CheckOutcome& checked);
};

// The first row that failed, as an error.
[[nodiscard]] Error check_error(const connector::CheckReport& report);

}  // namespace tl::sync
