// Who sent a delivery, and which one it is.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "net/headers.h"

namespace tl::connectors::jira {

// "X-Hub-Signature: sha256=HEX" over the raw bytes, in constant time. With an empty secret
// everything passes: the path is then the only proof. kUnauthenticated says what is wrong.
// Source: Atlassian's guide "Webhooks", section on signed hooks.
[[nodiscard]] Result<void> check_signature(const net::Headers& headers, std::string_view body,
                                           std::string_view secret);

// kForbidden when the delivery is of another site: its first "self" address and `site_url` are both
// of Jira Cloud (*.atlassian.net) and their hosts differ. Own sites are reached under several
// names (inside, outside, behind a proxy), so nothing is said about those. Scans, without parsing.
[[nodiscard]] Result<void> check_site(std::string_view body, std::string_view site_url);

// "X-Atlassian-Webhook-Identifier", which stays the same over retries; else a hash of the body.
[[nodiscard]] std::string delivery_key(const net::Headers& headers, std::string_view body);

}  // namespace tl::connectors::jira
