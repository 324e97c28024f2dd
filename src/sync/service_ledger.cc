// The ledger as the api asks for it.
#include <algorithm>

#include "sync/backfill.h"
#include "sync/ledger_report.h"
#include "sync/service_impl.h"

namespace tl::sync {
namespace {

// Whether the worker of a connection will ever say that everything up to some instant is here.
bool is_followed(const ConnectionLedger& ledger) {
  return ledger.state != "files_only" && ledger.state != "stopped";
}

}  // namespace

Result<LedgerReport> Service::ledger(TenantId tenant, std::optional<InstanceId> instance) {
  Runtime& runtime = impl_->runtime;
  store::TenantStore store = runtime.store.tenant(tenant);
  LedgerReport report;
  report.at = runtime.clock.now();
  std::vector<domain::Connection> connections;
  if (instance) {
    TL_TRY(domain::Connection one, store.load_connection(*instance));
    connections.push_back(std::move(one));
  } else {
    TL_TRY(connections, store.list_connections());
  }
  bool unknown = false;
  for (const domain::Connection& connection : connections) {
    std::optional<Progress> progress;
    if (const auto worker = impl_->worker(connection.id)) progress = worker->status().progress;
    if (!progress) {
      TL_TRY(progress, load_latest_run(store, connection.id));
    }
    TL_TRY(ConnectionLedger ledger, load_ledger(store, connection, progress, report.at, true));
    if (is_followed(ledger)) {
      unknown |= !ledger.complete_as_of;
      const auto& complete = ledger.complete_as_of;
      if (complete) {
        report.complete_as_of = std::min(report.complete_as_of.value_or(*complete), *complete);
      }
    }
    report.connections.push_back(std::move(ledger));
  }
  if (unknown) report.complete_as_of.reset();
  return report;
}

Result<DifferencePage> Service::differences(TenantId tenant, const store::DifferenceQuery& query) {
  store::TenantStore store = impl_->runtime.store.tenant(tenant);
  if (query.instance) TL_CHECK_OK(store.load_connection(*query.instance));
  store::DifferenceQuery asked = query;
  const size_t wanted = std::clamp<size_t>(query.limit, 1, 499);
  asked.limit = wanted + 1;
  DifferencePage page;
  TL_TRY(page.items, store.list_differences(asked));
  if (page.items.size() > wanted) {
    page.items.resize(wanted);
    page.next_before = page.items.back().id;
  }
  return page;
}

Result<void> Service::prove_now(TenantId tenant, InstanceId instance,
                                const std::vector<std::string>& project_keys) {
  TL_TRY(const domain::Connection connection,
         impl_->runtime.store.tenant(tenant).load_connection(instance));
  const auto worker = impl_->worker(instance);
  if (connection.flavour == kImportFlavour) {
    return make_error(ErrorCode::kConflict, connection.name + " is known from files only");
  }
  if (connection.state != domain::ConnectionState::kActive || worker == nullptr) {
    return make_error(ErrorCode::kConflict, connection.name + " is " +
                                                std::string(to_text(connection.state)) +
                                                "; resume it or sign in anew first");
  }
  worker->request_proof(project_keys);
  return {};
}

}  // namespace tl::sync
