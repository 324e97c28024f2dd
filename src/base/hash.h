// Hashes: SHA-256 and HMAC for what must be hard to forge, a 64-bit one for what must be quick.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace tl {

[[nodiscard]] std::string sha256(std::string_view bytes);  // 32 raw bytes
[[nodiscard]] std::string hmac_sha256(std::string_view key,
                                      std::string_view bytes);  // 32 raw bytes

// True when equal; takes the same time whatever the position of the first difference.
[[nodiscard]] bool equal_constant_time(std::string_view a, std::string_view b);

// FNV-1a 64 with a final mix: stable over versions and machines, so it may be stored.
[[nodiscard]] uint64_t stable_hash(std::string_view bytes, uint64_t seed = 0);

}  // namespace tl
