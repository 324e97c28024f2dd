// "Check connection": one row per thing that must or should hold, with its effect and remedy.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "domain/connection.h"

namespace tl::connector {

enum class CheckState : uint8_t {
  kPassed = 1,
  kMissing,    // optional and absent: one may go on, see `effect`
  kNotNeeded,  // nobody asked for what it is good for
  kWarning,    // works, but a person should know
  kFailed,     // one cannot go on
};

[[nodiscard]] std::string_view to_text(CheckState state);  // "passed", "not_needed", ...

struct CheckRow {
  std::string id;     // stable: "reachable", "tls", "signed_in", ...
  std::string title;  // "Signed in"
  CheckState state = CheckState::kPassed;
  std::string detail;  // what was found: "as Ada Example"
  std::string effect;  // what it means when it did not pass; "" when passed
  std::string remedy;  // what to do; "" when passed
};

// What identifies the site and the account. Empty where the check did not get that far.
struct SiteIdentity {
  // What identifies the instance for ever: cloud id or server id; the address where it tells none.
  std::string site_id;
  std::string address;     // "jira.acme.com/jira": host and context path as the site names them
  std::string flavour;     // "cloud", "data_center", "server"
  std::string version;     // as the vendor says it
  std::string site_title;  // as the vendor names the site
  std::string account_id;
  std::string account_name;
  std::string account_email;  // "" when hidden
  std::optional<Instant> server_time;
  std::string api_url;  // where requests go when that is not the site itself; else ""
  domain::SignInMethod method = domain::SignInMethod::kApiToken;  // that worked
};

// Whether what was found at `asked_url` is the site that was known by `known_id` at `known_url`. An
// id decides whatever the address. Where one of the two has none (the site told none then, or tells
// none now), it is the same as long as nobody gave another address. `known_id` "": never.
[[nodiscard]] bool is_same_site(std::string_view known_id, std::string_view known_url,
                                const SiteIdentity& found, std::string_view asked_url);

struct CheckRequest {
  std::vector<std::string> project_keys;  // empty: all that the account sees
  bool webhooks_wanted = true;
  bool writes_worklogs = false;
  std::string filter_jql;  // "" none
  // The site that is connected already; both "" at first. See is_same_site.
  std::string expected_site_id;
  std::string expected_url;
  std::function<void(const CheckRow&)> on_row;  // may be empty; called as each row is known
};

struct CheckReport {
  std::vector<CheckRow> rows;
  SiteIdentity identity;
  int64_t projects_visible = 0;
  bool can_proceed = false;  // no row failed

  // The report as lines of text that can be sent to an admin of the vendor's site.
  [[nodiscard]] std::string text() const;
};

}  // namespace tl::connector
