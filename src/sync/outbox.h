// The outbox: writes to the vendor. For this version: our webhook registration, and the label of a
// webhook check.
//
// A connection has one webhook. While it is being replaced it has two: the newest is to stay, the
// other serves until the newest has been heard from. Every step is in the database before the next
// one is tried, and resume_hooks picks up where a crash left it.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "sync/runtime.h"

namespace tl::sync {

inline constexpr std::string_view kRegister = "webhook.register";
inline constexpr std::string_view kRemove = "webhook.remove";
inline constexpr std::string_view kCheckIssue = "webhook.check";
// States of a hook. One that is to be removed at the vendor, one that serves until its successor
// has been heard from (only shown: it is told by its age), one that the vendor switched off.
inline constexpr std::string_view kRetiring = "retiring";
inline constexpr std::string_view kReplacing = "replacing";
inline constexpr std::string_view kDisabled = "disabled";

// The one of a connection that is to stay: the newest that is not retiring. nullptr: none.
[[nodiscard]] const store::WebhookHook* main_hook(const std::vector<store::WebhookHook>& hooks);
// That one alone, or none.
[[nodiscard]] Result<std::vector<store::WebhookHook>> load_main_hook(
    const store::TenantStore& tenant, InstanceId instance);
// Its secret, opened; empty when the vendor does not sign (yet).
[[nodiscard]] Result<connector::SecretText> hook_secret(const Runtime& runtime,
                                                        const store::WebhookHook& hook);
// Whether it only serves until the main one has been heard from.
[[nodiscard]] bool is_replaced(const std::vector<store::WebhookHook>& hooks,
                               const store::WebhookHook& hook);

// Makes a webhook address with a fresh secret and puts its registration into the outbox; both are
// there before anything is tried. A hook that exists is kept: `again` puts a new registration of
// it.
Result<void> want_webhook(Runtime& runtime, TenantId tenant, InstanceId instance, bool again);

// A second address with a fresh secret beside the present one; both serve. kConflict: there is none
// that is registered, or one is being replaced already.
Result<void> rotate_webhook(Runtime& runtime, TenantId tenant, InstanceId instance);

// Puts the removal of one, or of all our webhooks of the connection, into the outbox.
Result<void> retire_webhook(Runtime& runtime, store::WebhookHook hook);
Result<void> retire_webhooks(Runtime& runtime, TenantId tenant, InstanceId instance);

// Puts what should be in the outbox and is not, because the server ended in between. True when
// there was something.
Result<bool> resume_hooks(Runtime& runtime, TenantId tenant, InstanceId instance);

// Has the label put on and taken off that a person confirmed. Gives the key of the effect.
Result<std::string> want_check(Runtime& runtime, TenantId tenant, InstanceId instance,
                               std::string_view check_id, std::string_view issue_key);

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
  Result<void> attempt_check(const connector::Connector& connector,
                             const connector::Session& session,
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
