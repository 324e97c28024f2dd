// The outbox: writes to the vendor. For this version: our webhook registration.
#pragma once

#include <string>

#include "sync/runtime.h"

namespace tl::sync {

inline constexpr std::string_view kRegister = "webhook.register";
inline constexpr std::string_view kRemove = "webhook.remove";
// State of a hook that is to be removed at the vendor.
inline constexpr std::string_view kRetiring = "retiring";

// Makes a webhook address with a fresh secret and puts its registration into the outbox; both are
// there before anything is tried. A hook that exists is kept: `again` puts a new registration of
// it.
Result<void> want_webhook(Runtime& runtime, TenantId tenant, InstanceId instance, bool again);

// Puts the removal of all our webhooks of the connection into the outbox.
Result<void> retire_webhooks(Runtime& runtime, TenantId tenant, InstanceId instance);

// Whether the write switches of the connection allow effects of the kind (product.md C15).
[[nodiscard]] bool is_allowed(const domain::Connection& connection, std::string_view kind);

class Outbox {
 public:
  Outbox(Runtime& runtime, TenantId tenant, InstanceId instance)
      : runtime_(runtime), tenant_(tenant), instance_(instance) {}

  // Tries what is due. Effects that the vendor refuses for good fail with their reason; errors that
  // concern the whole connection (401, no network) are returned and the effect stays in place.
  Result<bool> step(const connector::Connector& connector, const connector::Session& session,
                    const domain::Connection& connection);

 private:
  Result<void> attempt(const connector::Connector& connector, const connector::Session& session,
                       const domain::Connection& connection, const store::OutboxEffect& due);
  Result<void> note_done(std::string_view kind, store::WebhookHook hook,
                         const connector::EffectOutcome& outcome);
  Result<void> note_failure(const store::OutboxEffect& due, const store::WebhookHook& hook,
                            const Error& error);

  Runtime& runtime_;
  TenantId tenant_;
  InstanceId instance_;
};

// Removes all our webhooks of the connection at the vendor and here. Best effort at the vendor.
Result<void> remove_webhooks(Runtime& runtime, const connector::Connector& connector,
                             const connector::Session& session, TenantId tenant,
                             const domain::Connection& connection);

}  // namespace tl::sync
