// Looks whether our webhooks are still there at the vendor, and has them made again when not. Ends
// what is being replaced once its successor has been heard from.
//
// Webhooks that end by themselves (those of an OAuth app) would be extended here, from the expiry
// in the vendor's list; those of an administrator, the only ones so far, do not expire.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sync/runtime.h"

namespace tl::sync {

// The one of `remote` that is `hook`: by the vendor's id, else by its address. nullptr: none is.
[[nodiscard]] const connector::RemoteHook* find_remote(
    const std::vector<connector::RemoteHook>& remote, const store::WebhookHook& hook);

// What the vendor's list says of a registration. It may be several of the vendor's webhooks (issues
// and worklogs apart): all must be there.
struct RemoteState {
  bool listed = false;
  bool enabled = true;
  std::vector<std::string> events;          // of all of them
  std::vector<std::string> missing_events;  // that it should send and does not
  std::string last_error;
};
[[nodiscard]] RemoteState look_up(const std::vector<connector::RemoteHook>& remote,
                                  const store::WebhookHook& hook);

// Marks registered hooks that the vendor does not list as "missing", switched off ones as
// "disabled", and puts their registration into the outbox. How many there were.
Result<int64_t> renew_missing(Runtime& runtime, TenantId tenant, InstanceId instance,
                              const std::vector<connector::RemoteHook>& remote);

class HookKeeper {
 public:
  HookKeeper(Runtime& runtime, TenantId tenant, InstanceId instance)
      : runtime_(runtime), tenant_(tenant), instance_(instance) {}

  // Asks the vendor at first, then every six hours (every hour when `silent`: polls find what no
  // webhook said), or when `asked`. A refusal is no error: not every account may list webhooks.
  // True when there is something to be made.
  Result<bool> look(const connector::Connector& connector, const connector::Session& session,
                    const domain::Connection& connection, bool asked, bool silent = false);

 private:
  [[nodiscard]] bool is_due(Instant now, bool asked, bool silent) const;
  Result<bool> keep_own();

  Runtime& runtime_;
  TenantId tenant_;
  InstanceId instance_;
  std::optional<Instant> looked_;
  bool resumed_ = false;
};

}  // namespace tl::sync
