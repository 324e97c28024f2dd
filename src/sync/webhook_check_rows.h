// The rows of a webhook check, decided from what was seen. Pure; each that did not pass says what
// broke and what to do.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "net/http_client.h"
#include "store/sync_state.h"
#include "sync/delivery_view.h"
#include "sync/hook_keeper.h"

namespace tl::sync {

inline constexpr std::string_view kPublicUrlRow = "public_url";
inline constexpr std::string_view kReachableRow = "reachable";
inline constexpr std::string_view kRegisteredRow = "registered";
inline constexpr std::string_view kSignedPostRow = "signed_post";
inline constexpr std::string_view kEventRow = "event";

// All rows, pending.
[[nodiscard]] std::vector<WebhookCheckRow> pending_check_rows();

// `cloud`: the vendor's cloud delivers, from the internet.
[[nodiscard]] WebhookCheckRow decide_public_url(std::string_view public_url, bool cloud);

// Of a GET to our own delivery address: only we say "reachable; expects POST".
[[nodiscard]] WebhookCheckRow decide_reachable(const Result<net::HttpAnswer>& answer,
                                               std::string_view public_url);

struct RegisteredInput {
  bool wanted = false;                         // webhooks of the connection are switched on
  const store::WebhookHook* hook = nullptr;    // the main one; nullptr: none
  Result<RemoteState> remote = RemoteState{};  // or why the list could not be asked
};
[[nodiscard]] WebhookCheckRow decide_registered(const RegisteredInput& in);

// Of the POST of a signed ping to ourselves. `arrived`: it is in the inbox.
[[nodiscard]] WebhookCheckRow decide_signed_post(const Result<net::HttpAnswer>& answer,
                                                 bool arrived, bool is_signed);

// "passed", "warning" or "failed": the worst of the rows.
[[nodiscard]] std::string worst_of(const std::vector<WebhookCheckRow>& rows);

}  // namespace tl::sync
