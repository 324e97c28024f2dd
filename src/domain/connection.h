// A connection: one connected vendor site of a tenant, as configured by an admin. No secret here;
// those lie sealed in the vault under the connection's id.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/ids.h"
#include "base/result.h"
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

// How a connection signs in. Which of them a site knows depends on its flavour and version.
enum class SignInMethod : uint8_t {
  kApiToken = 1,   // Cloud: e-mail and API token, at the site
  kScopedToken,    // Cloud: e-mail and scoped or service account token, at the gateway
  kPersonalToken,  // Data Center, Server from 8.14: personal access token
  kPassword,       // Server: user name and password
};

[[nodiscard]] std::string_view to_text(SignInMethod method);  // "api_token", "personal_token", ...
[[nodiscard]] std::optional<SignInMethod> parse_sign_in_method(std::string_view text);

// When no requests are made, in minutes of the day in the tenant's zone; may pass midnight.
struct QuietHours {
  int32_t from = 0;  // 0..1439
  int32_t to = 0;    // exclusive; not equal to `from`
  bool operator==(const QuietHours&) const = default;
};

// What an admin may choose beyond the sign-in. Saved as one document.
struct ConnectionOptions {
  // JQL that admits issues; "" admits all. An admitted issue is followed for good (product.md C6).
  std::string filter_jql;
  std::string ca_pem;        // own certificate authorities; "" the system's
  std::string proxy;         // "http://proxy:3128", never with a login; "" none
  bool proxy_login = false;  // a user, maybe with a password, is sealed beside the sign-in
  // Which writes are allowed, beside Connection::webhooks_wanted (product.md C15).
  bool writes_worklogs = false;
  bool writes_rule_actions = false;
  bool writes_remote_links = false;
  // Custom fields that are stored, by id; empty: all that can be typed.
  std::vector<std::string> custom_fields;
  // Whether description texts of issues are stored (product.md S2, S7). Off: they reach no disk.
  bool descriptions = false;
  int32_t requests_per_minute = 0;  // own cap; 0 none
  std::optional<QuietHours> quiet_hours;
  bool operator==(const ConnectionOptions&) const = default;
};

[[nodiscard]] std::string render_options(const ConnectionOptions& options);
// Unknown members are ignored, absent ones have their default. kUnreadable: not a JSON object.
[[nodiscard]] Result<ConnectionOptions> parse_options(std::string_view json);

struct Connection {
  InstanceId id;
  std::string public_id;  // 26 characters, in URLs of the API
  std::string vendor;     // "jira"
  std::string flavour;    // "cloud", "data_center", "server"; "import": files only
  std::string version;    // "9.12.4", as the site last said; "" unknown
  std::string name;       // for people, by default the host
  std::string base_url;   // "https://acme.atlassian.net", no trailing slash
  std::string api_url;    // where requests go when that is not base_url (the gateway); else ""
  std::string site_id;    // cloud id or server id: what identifies the instance
  SignInMethod method = SignInMethod::kApiToken;
  std::string account_email;  // or the user name; what is sent beside the secret
  std::string account_name;   // as the vendor shows it
  std::string account_id;
  std::optional<CivilDate> token_expires;
  std::vector<std::string> project_keys;  // empty: all that the account can see, future ones too
  int32_t backfill_days = 90;
  bool webhooks_wanted = true;
  ConnectionOptions options;
  ConnectionState state = ConnectionState::kActive;
  std::string state_reason;  // for a person; why it is not active
  Instant state_since;
  Instant created;
  int64_t revision = 1;  // for If-Match
};

}  // namespace tl::domain
