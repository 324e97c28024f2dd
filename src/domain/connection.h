// A connection: one connected vendor site of a tenant, as configured by an admin. No secret here;
// those lie sealed in the vault under the connection's id.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/ids.h"
#include "base/time_text.h"

namespace tl::domain {

enum class ConnectionState : uint8_t {
  kActive = 1,
  kPaused,       // by a person
  kNeedsSignIn,  // the vendor rejected the credentials; work waits, nothing is dropped
  kDisconnected,
};

[[nodiscard]] std::string_view to_text(ConnectionState state);  // "active", "needs_sign_in", ...
[[nodiscard]] std::optional<ConnectionState> parse_connection_state(std::string_view text);

struct Connection {
  InstanceId id;
  std::string public_id;  // 26 characters, in URLs of the API
  std::string vendor;     // "jira"
  std::string flavour;    // "cloud"
  std::string name;       // for people, by default the host
  std::string base_url;   // "https://acme.atlassian.net", no trailing slash
  std::string site_id;    // cloud id or server id: what identifies the instance
  std::string account_email;
  std::string account_name;  // as the vendor shows it
  std::string account_id;
  std::optional<CivilDate> token_expires;
  std::vector<std::string> project_keys;  // empty: all that the account can see, future ones too
  int32_t backfill_days = 90;
  bool webhooks_wanted = true;
  ConnectionState state = ConnectionState::kActive;
  std::string state_reason;  // for a person; why it is not active
  Instant state_since;
  Instant created;
  int64_t revision = 1;  // for If-Match
};

}  // namespace tl::domain
