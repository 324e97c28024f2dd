// Words with a meaning of their own. In any case; only as a whole, unquoted token without escapes.
#pragma once

#include <span>
#include <string_view>

#include "jql/token.h"

namespace tl::jql {

// kWord for a word without a meaning, kReservedWord for one that is kept for later.
[[nodiscard]] TokenKind find_word(std::string_view word);

// In lower case, sorted: "after", "and", ... / "abort", "access", ... The two share no word.
[[nodiscard]] std::span<const std::string_view> keywords();
[[nodiscard]] std::span<const std::string_view> reserved_words();

}  // namespace tl::jql
