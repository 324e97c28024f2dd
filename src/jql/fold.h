// Characters of UTF-8, as names and words are compared by them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace tl::jql {

struct Character {
  char32_t point = 0;
  uint32_t size = 0;  // bytes; a byte that is no UTF-8 counts as one character U+FFFD
};

// The character at `at`. REQUIRES: at < text.size().
[[nodiscard]] Character character_at(std::string_view text, size_t at);
void append_character(char32_t point, std::string& out);

// Unicode simple case fold: one character to one.
[[nodiscard]] char32_t fold_character(char32_t point);
// Letters, digits and the marks on them.
[[nodiscard]] bool is_word_character(char32_t point);
// Of scripts that write without blanks: each character is a word of its own.
[[nodiscard]] bool is_word_alone(char32_t point);

// As fold(), into a text that is kept.
void fold_into(std::string_view text, std::string& out);

}  // namespace tl::jql
