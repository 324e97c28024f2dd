// PostgreSQL's binary format of parameters. Internal to store.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "store/sql.h"

namespace tl::store {

// Type ids of pg_type that are used here; they never change.
constexpr unsigned kOidBytea = 17, kOidInt8 = 20, kOidText = 25, kOidFloat8 = 701;
constexpr unsigned kOidByteaArray = 1001, kOidTextArray = 1009, kOidInt8Array = 1016,
                   kOidFloat8Array = 1022;

// One parameter as libpq wants it; null when `is_null`.
struct PgParam {
  unsigned type = 0;
  bool is_null = false;
  std::string bytes;
};

[[nodiscard]] PgParam encode_param(const Param& param);

// Column `column` of rows [begin, end) as an array.
[[nodiscard]] PgParam encode_column(const Batch& batch, size_t column, size_t begin, size_t end);

// A big-endian integer of 1, 2, 4 or 8 bytes.
[[nodiscard]] int64_t decode_integer(std::string_view bytes);

}  // namespace tl::store
