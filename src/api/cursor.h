// Keyset cursors: opaque to callers, good for one query only.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace tl::api {

// Packs the sort values and the id of the last row. `query` is every parameter that decides which
// rows come in which order; a cursor is refused for another one.
[[nodiscard]] std::string render_cursor(const std::vector<std::string>& values,
                                        std::string_view query);

// kInvalidArgument when it is broken, of another version or of another query, or has not `count`
// values.
[[nodiscard]] Result<std::vector<std::string>> parse_cursor(std::string_view cursor,
                                                            std::string_view query, size_t count);

[[nodiscard]] std::string base64url_encode(std::string_view bytes);
[[nodiscard]] std::optional<std::string> base64url_decode(std::string_view text);

}  // namespace tl::api
