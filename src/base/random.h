// Randomness from the operating system, and ids made of it.
#pragma once

#include <cstddef>
#include <string>

namespace tl {

// `size` random bytes (OpenSSL's generator). Throws std::runtime_error if the system has none.
[[nodiscard]] std::string random_bytes(size_t size);

// `length` characters of lower-level base32 (A-Z 2-7), 5 random bits each.
[[nodiscard]] std::string random_base32(size_t length);

// A public id: 128 random bits as 26 lower-case base32 characters; unguessable.
[[nodiscard]] std::string random_public_id();

}  // namespace tl
