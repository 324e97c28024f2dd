// Passwords of people who sign in here: argon2id.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "base/result.h"

namespace tl::vault {

// Defaults are libsodium's "interactive" limits. Tests use kFastForTests.
struct PasswordCost {
  unsigned long long operations = 2;
  size_t memory_bytes = 64u << 20;
};
inline constexpr PasswordCost kFastForTests{1, 8192};

// A string that holds algorithm, cost, salt and hash. kInternal when memory is short.
[[nodiscard]] Result<std::string> hash_password(std::string_view password, PasswordCost cost = {});

// False for a wrong password and for a hash that cannot be read.
[[nodiscard]] bool verify_password(std::string_view password, const std::string& hash);

// True when `hash` was made at another cost than `cost`: hash again at the next sign-in.
[[nodiscard]] bool needs_rehash(const std::string& hash, PasswordCost cost = {});

}  // namespace tl::vault
