#include "store/packing.h"

#include <zstd.h>

#include <memory>

#include "store/sql.h"

namespace tl::store {
namespace {

constexpr size_t kSmallestPacked = 256;  // below, packing gains nothing
constexpr int kLevel = 1;                // bodies are written once and read about once

struct FreeContext {
  void operator()(ZSTD_CCtx* context) const { ZSTD_freeCCtx(context); }
};

}  // namespace

Packed pack_body(std::string body) {
  thread_local const std::unique_ptr<ZSTD_CCtx, FreeContext> context(ZSTD_createCCtx());
  if (body.size() < kSmallestPacked || context == nullptr)
    return {Packing::kPlain, std::move(body)};
  std::string out(ZSTD_compressBound(body.size()), '\0');
  const size_t size =
      ZSTD_compressCCtx(context.get(), out.data(), out.size(), body.data(), body.size(), kLevel);
  if (ZSTD_isError(size) != 0 || size >= body.size()) return {Packing::kPlain, std::move(body)};
  out.resize(size);
  return {Packing::kZstd, std::move(out)};
}

std::string unpack_body(Packing packing, std::string_view bytes, size_t max_size) {
  if (packing == Packing::kPlain) return std::string(bytes);
  const unsigned long long size = ZSTD_getFrameContentSize(bytes.data(), bytes.size());
  if (size > max_size) fail_sql(ErrorCode::kDatabase, "a stored body is damaged");
  std::string out(size, '\0');
  const size_t got = ZSTD_decompress(out.data(), out.size(), bytes.data(), bytes.size());
  if (ZSTD_isError(got) != 0 || got != size) {
    fail_sql(ErrorCode::kDatabase, "a stored body is damaged");
  }
  return out;
}

}  // namespace tl::store
