// Bodies at rest: zstd when that helps. Internal to store.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace tl::store {

enum class Packing : int64_t { kPlain = 0, kZstd = 1 };

struct Packed {
  Packing packing = Packing::kPlain;
  std::string bytes;
};

[[nodiscard]] Packed pack_body(std::string body);

// Throws SqlFailure (kDatabase) when `bytes` are damaged or larger than `max_size` unpacked.
[[nodiscard]] std::string unpack_body(Packing packing, std::string_view bytes, size_t max_size);

}  // namespace tl::store
