#include "vault/vault.h"

#include <sodium.h>

#include <cstdlib>
#include <mutex>

#include "vault/master_keys.h"

namespace tl::vault {
namespace {

// A sealed secret: format, key id, nonce, ciphertext with tag.
constexpr char kFormat = 1;
constexpr size_t kNonceBytes = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES;
constexpr size_t kTagBytes = crypto_aead_xchacha20poly1305_ietf_ABYTES;
constexpr size_t kHeaderBytes = 1 + kKeyIdBytes + kNonceBytes;
constexpr char kEnvironment[] = "THROUGHLINE_MASTER_KEY";

const unsigned char* bytes(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}
unsigned char* bytes(std::string& text) { return reinterpret_cast<unsigned char*>(text.data()); }

Error sealed_error(std::string detail) {
  return make_error(ErrorCode::kVaultSealed, std::move(detail));
}

struct Keys {
  std::vector<MasterKey> list;  // the last one seals
  std::string sealed_reason;
};

Keys keys_or_reason(Result<std::vector<MasterKey>> keys) {
  if (keys.ok()) return {std::move(*keys), ""};
  return {{}, keys.error().detail};
}

Keys keys_of_environment(const char* value) {
  auto key = parse_master_key(value);
  if (!key.ok()) return {{}, std::string(kEnvironment) + ": " + key.error().detail};
  Keys keys;
  keys.list.push_back(std::move(*key));
  return keys;
}

}  // namespace

struct Vault::Impl {
  mutable std::mutex mutex;
  std::string file;  // "" when the key comes from the environment
  Keys keys;

  [[nodiscard]] const MasterKey* find(std::string_view id) const {
    for (const MasterKey& key : keys.list) {
      if (key.id == id) return &key;
    }
    return nullptr;
  }
};

Vault::Vault(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Vault::~Vault() = default;

Result<std::unique_ptr<Vault>> Vault::open(const std::string& dir, bool may_create) {
  if (sodium_init() < 0) return make_error(ErrorCode::kInternal, "libsodium does not start");
  auto impl = std::make_unique<Impl>();
  if (const char* value = std::getenv(kEnvironment); value != nullptr && *value != '\0') {
    impl->keys = keys_of_environment(value);
    return std::unique_ptr<Vault>(new Vault(std::move(impl)));
  }
  impl->file = dir + "/master.key";
  auto text = read_key_file(impl->file);
  if (!text.ok()) {
    impl->keys.sealed_reason = text.error().detail;
  } else if (text->has_value()) {
    impl->keys = keys_or_reason(parse_key_file(**text));
    sodium_memzero((*text)->data(), (*text)->size());
  } else if (!may_create) {
    impl->keys.sealed_reason = impl->file + " is missing";
  } else {
    MasterKey key = fresh_master_key();
    TL_CHECK_OK(write_key_file(impl->file, render_key_line(key)));
    impl->keys.list.push_back(std::move(key));
  }
  return std::unique_ptr<Vault>(new Vault(std::move(impl)));
}

std::string Vault::sealed_reason() const {
  std::lock_guard lock(impl_->mutex);
  return impl_->keys.sealed_reason;
}

Result<std::string> Vault::seal(std::string_view context, std::string_view plaintext) const {
  std::lock_guard lock(impl_->mutex);
  if (impl_->keys.list.empty()) return sealed_error(impl_->keys.sealed_reason);
  const MasterKey& key = impl_->keys.list.back();
  std::string nonce(kNonceBytes, '\0');
  randombytes_buf(nonce.data(), nonce.size());
  std::string cipher(plaintext.size() + kTagBytes, '\0');
  unsigned long long size = 0;
  crypto_aead_xchacha20poly1305_ietf_encrypt(
      bytes(cipher), &size, bytes(plaintext), plaintext.size(), bytes(context), context.size(),
      nullptr, bytes(std::string_view(nonce)), bytes(key.key.reveal()));
  return kFormat + key.id + nonce + cipher;
}

Result<SecretText> Vault::open(std::string_view context, std::string_view sealed) const {
  std::lock_guard lock(impl_->mutex);
  if (impl_->keys.list.empty()) return sealed_error(impl_->keys.sealed_reason);
  if (sealed.size() < kHeaderBytes + kTagBytes || sealed.front() != kFormat) {
    return sealed_error("a sealed secret is damaged");
  }
  const MasterKey* key = impl_->find(sealed.substr(1, kKeyIdBytes));
  if (key == nullptr) return sealed_error("a secret was sealed with another master key");
  const std::string_view nonce = sealed.substr(1 + kKeyIdBytes, kNonceBytes);
  const std::string_view cipher = sealed.substr(kHeaderBytes);
  std::string plain(cipher.size() - kTagBytes, '\0');
  unsigned long long size = 0;
  const int refused = crypto_aead_xchacha20poly1305_ietf_decrypt(
      bytes(plain), &size, nullptr, bytes(cipher), cipher.size(), bytes(context), context.size(),
      bytes(nonce), bytes(key->key.reveal()));
  if (refused != 0) return sealed_error("a sealed secret is damaged or belongs elsewhere");
  SecretText secret(plain);
  if (!plain.empty()) sodium_memzero(plain.data(), plain.size());
  return secret;
}

Result<void> Vault::rotate() {
  std::lock_guard lock(impl_->mutex);
  if (impl_->keys.list.empty()) return sealed_error(impl_->keys.sealed_reason);
  if (impl_->file.empty()) {
    return make_error(ErrorCode::kForbidden,
                      std::string("the master key is given by ") + kEnvironment);
  }
  MasterKey fresh = fresh_master_key();
  std::string text;
  for (const MasterKey& key : impl_->keys.list) text += render_key_line(key);
  text += render_key_line(fresh);
  const auto written = write_key_file(impl_->file, text);
  sodium_memzero(text.data(), text.size());
  if (!written.ok()) return written;
  impl_->keys.list.push_back(std::move(fresh));
  return {};
}

bool Vault::needs_reseal(std::string_view sealed) const {
  std::lock_guard lock(impl_->mutex);
  return !impl_->keys.list.empty() && sealed.size() > kHeaderBytes &&
         sealed.substr(1, kKeyIdBytes) != impl_->keys.list.back().id;
}

}  // namespace tl::vault
