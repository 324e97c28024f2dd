// The vault: seals secrets so that the database alone gives nothing away. XChaCha20-Poly1305.
//
// Master keys lie in DIR/master.key (0600): one line "KEYID BASE64" a key, the last one seals, all
// open. Or the one key is given by THROUGHLINE_MASTER_KEY (base64 of 32 bytes).
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "base/result.h"
#include "vault/secret_text.h"

namespace tl::vault {

// Thread-safe.
class Vault {
 public:
  // Reads the keys; makes the file with a fresh key when there is none. A file that cannot be read
  // or a key of the wrong form gives a vault that is sealed (sealed() says why): the server runs on
  // and shows it. Never fails for a key; kInvalidArgument when `dir` cannot be written.
  // `may_create` false (secrets exist already): a missing file seals the vault instead.
  [[nodiscard]] static Result<std::unique_ptr<Vault>> open(const std::string& dir,
                                                           bool may_create = true);
  ~Vault();

  // Why nothing can be sealed or opened; "" when all is well.
  [[nodiscard]] std::string sealed_reason() const;
  [[nodiscard]] bool sealed() const { return !sealed_reason().empty(); }

  // `context` says whose secret it is ("tenant/instance/name"); the same one must be given to open,
  // so that a sealed secret moved to another row does not open. kVaultSealed.
  [[nodiscard]] Result<std::string> seal(std::string_view context,
                                         std::string_view plaintext) const;
  // kVaultSealed: the key is missing or wrong, the context is another, or the bytes are damaged.
  [[nodiscard]] Result<SecretText> open(std::string_view context, std::string_view sealed) const;

  // Adds a fresh key that seals from now on. Former ones go on opening. kVaultSealed; kForbidden
  // when the key comes from the environment.
  [[nodiscard]] Result<void> rotate();
  // True when `sealed` was made by another key than the present one: open it and seal it again.
  [[nodiscard]] bool needs_reseal(std::string_view sealed) const;

 private:
  struct Impl;
  explicit Vault(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace tl::vault
