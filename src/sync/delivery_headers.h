// Headers of a delivery as they are kept: those that tell a person something. What proves who sent
// it is kept by name alone.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "net/headers.h"

namespace tl::sync {

inline constexpr std::string_view kMasked = "masked";

// A JSON object of names and values, in the order they came; at most some KiB whatever was sent.
[[nodiscard]] std::string render_kept_headers(const net::Headers& headers);
// The reverse; empty for what is no such object.
[[nodiscard]] std::vector<std::pair<std::string, std::string>> parse_kept_headers(
    std::string_view json);

// The vendor's count of its retries; 0 for the first try, or when it does not say.
[[nodiscard]] int64_t attempt_of(const net::Headers& headers);

}  // namespace tl::sync
