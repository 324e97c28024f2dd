#include "vault/password.h"

#include <sodium.h>

#include <array>

namespace tl::vault {

Result<std::string> hash_password(std::string_view password, PasswordCost cost) {
  if (sodium_init() < 0) return make_error(ErrorCode::kInternal, "libsodium does not start");
  std::array<char, crypto_pwhash_STRBYTES> hash{};
  if (crypto_pwhash_str_alg(hash.data(), password.data(), password.size(), cost.operations,
                            cost.memory_bytes, crypto_pwhash_ALG_ARGON2ID13) != 0) {
    return make_error(ErrorCode::kInternal, "not enough memory to hash a password");
  }
  return std::string(hash.data());
}

bool verify_password(std::string_view password, const std::string& hash) {
  if (sodium_init() < 0 || hash.size() >= crypto_pwhash_STRBYTES) return false;
  return crypto_pwhash_str_verify(hash.c_str(), password.data(), password.size()) == 0;
}

bool needs_rehash(const std::string& hash, PasswordCost cost) {
  return hash.size() >= crypto_pwhash_STRBYTES ||
         crypto_pwhash_str_needs_rehash(hash.c_str(), cost.operations, cost.memory_bytes) != 0;
}

}  // namespace tl::vault
