// Keyset cursors: opaque to callers, good for one query only.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "api/body.h"
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

// For lists by one rising number, newest first: the cursor of what comes below `before`; "" for 0,
// the end of the list.
inline constexpr size_t kMaxPlaceChars = 4096;
[[nodiscard]] std::string render_place(int64_t before, std::string_view query);
// A cursor that is none of this list is a problem of `reader`, and gives 0.
[[nodiscard]] int64_t read_place(std::string_view cursor, std::string_view query,
                                 QueryReader& reader);

[[nodiscard]] std::string base64url_encode(std::string_view bytes);
[[nodiscard]] std::optional<std::string> base64url_decode(std::string_view text);

}  // namespace tl::api
