// Small text helpers. All work on UTF-8 bytes; case changes touch ASCII only.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tl {

[[nodiscard]] std::string_view trim(std::string_view text);  // ASCII white space, both ends
[[nodiscard]] std::string to_lower(std::string_view text);   // ASCII
[[nodiscard]] std::vector<std::string_view> split(std::string_view text, char separator);
[[nodiscard]] bool starts_with_no_case(std::string_view text, std::string_view prefix);
[[nodiscard]] bool equals_no_case(std::string_view a, std::string_view b);

// The whole of `text` as a decimal integer; nothing on any other character or overflow.
[[nodiscard]] std::optional<int64_t> parse_int(std::string_view text);
// A finite decimal number, all of the text: "3", "-0.5", "1e3".
[[nodiscard]] std::optional<double> parse_number(std::string_view text);

[[nodiscard]] std::string to_hex(std::string_view bytes);  // lower case
[[nodiscard]] std::string base64_encode(std::string_view bytes);
[[nodiscard]] std::optional<std::string> base64_decode(std::string_view text);

// Percent-encodes all but RFC 3986 unreserved characters.
[[nodiscard]] std::string url_encode(std::string_view text);
[[nodiscard]] std::optional<std::string> url_decode(std::string_view text, bool plus_is_space);

// Text that every database can hold: invalid UTF-8 becomes U+FFFD, U+0000 becomes U+2400.
[[nodiscard]] std::string storable_text(std::string_view text);

// A long text cut at a character boundary to at most `max_bytes`, with "…" when cut.
[[nodiscard]] std::string shortened(std::string_view text, size_t max_bytes);

}  // namespace tl
