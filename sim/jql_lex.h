// Words of a JQL text.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace tl::sim {

struct JqlToken {
  enum class Kind { kWord, kQuoted, kSymbol, kEnd } kind = Kind::kEnd;
  std::string text;  // of a symbol: ( ) , = != < <= > >= ~ !~ && || !
  size_t position = 0;
};

// Ends with a kEnd token. An unterminated quote sets `error`.
[[nodiscard]] std::vector<JqlToken> lex_jql(std::string_view text, std::string& error);

}  // namespace tl::sim
