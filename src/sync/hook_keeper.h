// Looks whether our webhooks are still there at the vendor, and has them made again when not.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "sync/runtime.h"

namespace tl::sync {

// The one of `remote` that is `hook`: by the vendor's id, else by its address. nullptr: none is.
[[nodiscard]] const connector::RemoteHook* find_remote(
    const std::vector<connector::RemoteHook>& remote, const store::WebhookHook& hook);

// Marks registered hooks that the vendor does not list as "missing" and puts their registration
// into the outbox. How many there were.
Result<int64_t> renew_missing(Runtime& runtime, TenantId tenant, InstanceId instance,
                              const std::vector<connector::RemoteHook>& remote);

class HookKeeper {
 public:
  HookKeeper(Runtime& runtime, TenantId tenant, InstanceId instance)
      : runtime_(runtime), tenant_(tenant), instance_(instance) {}

  // Asks the vendor at most every six hours, or when `asked`. A refusal is no error: not every
  // account may list webhooks. True when there is something to be made.
  Result<bool> look(const connector::Connector& connector, const connector::Session& session,
                    const domain::Connection& connection, bool asked);

 private:
  Runtime& runtime_;
  TenantId tenant_;
  InstanceId instance_;
  std::optional<Instant> looked_;
};

}  // namespace tl::sync
