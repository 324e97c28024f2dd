// What the ledger of a connection says, from what is stored: no requests.
#pragma once

#include "sync/runtime.h"
#include "sync/service.h"

namespace tl::sync {

// The ledger of one connection; with `rows` also of each project. `progress`: of its last backfill.
[[nodiscard]] Result<ConnectionLedger> load_ledger(const store::TenantStore& store,
                                                   const domain::Connection& connection,
                                                   const std::optional<Progress>& progress,
                                                   Instant now, bool rows);

// Sets what `status` says of the ledger. REQUIRES: its connection and progress are set.
[[nodiscard]] Result<void> add_ledger(const Runtime& runtime, TenantId tenant,
                                      ConnectionStatus& status);

}  // namespace tl::sync
