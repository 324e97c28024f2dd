// What servers say about their limits in headers of good and bad answers.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "net/headers.h"

namespace tl::net {

// One policy of the structured headers RateLimit and RateLimit-Policy (IETF draft "RateLimit header
// fields for HTTP"; Atlassian sends them with the prefix Beta- as well).
struct RatePolicy {
  std::string name;
  std::optional<int64_t> remaining;  // r; absent while the limit is far
  std::optional<Millis> reset;       // t, to go
  std::optional<int64_t> quota;      // q, of RateLimit-Policy
};

// "\"global-app-quota\";r=0;t=120, \"tenant\";r=500;t=1200"; what cannot be read is left out.
[[nodiscard]] std::vector<RatePolicy> parse_rate_limit(std::string_view text);

// Both headers joined by name.
[[nodiscard]] std::vector<RatePolicy> read_rate_limit(const Headers& headers);

// Less than a fifth of a limit is left: X-RateLimit-NearLimit, RateLimit against RateLimit-Policy,
// X-RateLimit-Remaining against X-RateLimit-Limit.
[[nodiscard]] bool is_near_limit(const Headers& headers);

// Requests that Data Center's bucket of this user still has; nothing when no bucket is told of.
[[nodiscard]] std::optional<int64_t> tokens_left(const Headers& headers);

}  // namespace tl::net
