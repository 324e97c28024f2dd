// Text to tokens, one at a time, each byte looked at once. For the parser, and for editors that
// want to know what stands where in a text that is no query yet.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "jql/token.h"

namespace tl::jql {

class Lexer {
 public:
  // The text must outlive the lexer and be shorter than 4 GiB.
  explicit Lexer(std::string_view text, uint32_t from = 0) : text_(text), at_(from) {}

  // The next token behind white space; kEnd at the end, again and again. Never fails: what is no
  // part of any query is a token of its own kind.
  [[nodiscard]] Token next();

 private:
  [[nodiscard]] Token sign(TokenKind kind, uint32_t length);
  [[nodiscard]] Token bang_or_comparison(char first);
  [[nodiscard]] Token quoted(char quote);
  [[nodiscard]] Token word();
  [[nodiscard]] Token ended(TokenKind kind, uint32_t begin, uint32_t end, bool escaped = false);

  std::string_view text_;
  uint32_t at_;
};

// The length of the valid escape at `at`, where a backslash stands; 0: it is none.
[[nodiscard]] uint32_t escape_length(std::string_view text, size_t at);

// A character that must be escaped, quoted or not: control characters other than line ends, and
// what Unicode calls no character. `at` is its first byte.
[[nodiscard]] bool is_illegal(char32_t character);

// The valid UTF-8 character at `at`, and its length in bytes; nothing when there is none.
struct Utf8Character {
  char32_t character = 0;
  uint32_t length = 0;
};
[[nodiscard]] std::optional<Utf8Character> utf8_at(std::string_view text, size_t at);

// What a kWord, kQuoted, kUnfinished or kNumber token stands for: without quotes and escapes. Two
// escapes that form a surrogate pair are one character, half a pair is U+FFFD.
[[nodiscard]] std::string token_value(std::string_view text, const Token& token);

}  // namespace tl::jql
