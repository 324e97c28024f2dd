// The master keys: reading, making, writing. Internal to vault.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "vault/secret_text.h"

namespace tl::vault {

constexpr size_t kKeyBytes = 32;
constexpr size_t kKeyIdBytes = 8;  // the first bytes of the key's SHA-256

struct MasterKey {
  std::string id;  // kKeyIdBytes raw bytes
  SecretText key;  // kKeyBytes
};

// REQUIRES: `key` has kKeyBytes.
[[nodiscard]] MasterKey make_master_key(std::string_view key);
[[nodiscard]] MasterKey fresh_master_key();

// base64 of kKeyBytes, white space around it allowed. kUnreadable.
[[nodiscard]] Result<MasterKey> parse_master_key(std::string_view base64);

// The lines of a key file; lines that are empty or begin with '#' do not count. kUnreadable.
[[nodiscard]] Result<std::vector<MasterKey>> parse_key_file(std::string_view text);
[[nodiscard]] std::string render_key_line(const MasterKey& key);

// Nothing when there is no such file. kUnreadable otherwise, also when others may read it.
[[nodiscard]] Result<std::optional<std::string>> read_key_file(const std::string& file);
// Replaces the file at once (0600, synced). kInvalidArgument, kDiskFull.
[[nodiscard]] Result<void> write_key_file(const std::string& file, std::string_view text);

}  // namespace tl::vault
