// The words people see about a connection: tile badge and webhook state (ux 2.2). Pure.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "store/sync_state.h"
#include "sync/edge.h"
#include "sync/service.h"
#include "sync/worker.h"

namespace tl::sync {

[[nodiscard]] WebhookStatus decide_webhook_status(const domain::Connection& connection,
                                                  const std::vector<store::WebhookHook>& hooks,
                                                  const DeliveryCounts& counts,
                                                  const WorkerStatus& worker,
                                                  const std::string& public_url);

// REQUIRES: all of `status` but the badge is set.
[[nodiscard]] Badge decide_badge(const ConnectionStatus& status, const WorkerStatus& worker,
                                 Instant now);

}  // namespace tl::sync
