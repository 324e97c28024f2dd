#include "jql/lexer.h"

#include <array>

#include "jql/reserved.h"

namespace tl::jql {
namespace {

// What a byte does outside quotes.
enum class ByteClass : uint8_t {
  kWord,
  kSpace,
  kSign,
  kQuote,
  kBackslash,
  kReserved,
  kIllegal,
  kHigh
};

constexpr std::array<ByteClass, 256> make_classes() {
  std::array<ByteClass, 256> classes{};
  for (size_t i = 0; i < 0x20; ++i) classes[i] = ByteClass::kIllegal;
  classes[0x7F] = ByteClass::kIllegal;
  for (size_t i = 0x80; i < 256; ++i) classes[i] = ByteClass::kHigh;
  for (const char c : std::string_view(" \t\r\n"))
    classes[static_cast<uint8_t>(c)] = ByteClass::kSpace;
  for (const char c : std::string_view("()[],!<>=~&|")) {
    classes[static_cast<uint8_t>(c)] = ByteClass::kSign;
  }
  for (const char c : std::string_view("\"'")) classes[static_cast<uint8_t>(c)] = ByteClass::kQuote;
  for (const char c : std::string_view("{}*/%+^$#@?;")) {
    classes[static_cast<uint8_t>(c)] = ByteClass::kReserved;
  }
  classes['\\'] = ByteClass::kBackslash;
  return classes;
}

constexpr std::array<ByteClass, 256> kClasses = make_classes();

ByteClass class_of(char c) { return kClasses[static_cast<uint8_t>(c)]; }

bool is_hex(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

bool is_number(std::string_view word) {
  if (word.starts_with('-')) word.remove_prefix(1);
  if (word.empty()) return false;
  for (const char c : word) {
    if (c < '0' || c > '9') return false;
  }
  return true;
}

uint32_t hex_value(std::string_view digits) {
  uint32_t value = 0;
  for (const char c : digits) {
    const auto digit = static_cast<uint32_t>(c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10);
    value = value * 16 + digit;
  }
  return value;
}

void append_utf8(std::string& out, char32_t c) {
  const auto byte = [&](char32_t value) { out += static_cast<char>(value); };
  if (c < 0x80) {
    byte(c);
  } else if (c < 0x800) {
    byte(0xC0 | (c >> 6U));
    byte(0x80 | (c & 0x3FU));
  } else if (c < 0x10000) {
    byte(0xE0 | (c >> 12U));
    byte(0x80 | ((c >> 6U) & 0x3FU));
    byte(0x80 | (c & 0x3FU));
  } else {
    byte(0xF0 | (c >> 18U));
    byte(0x80 | ((c >> 12U) & 0x3FU));
    byte(0x80 | ((c >> 6U) & 0x3FU));
    byte(0x80 | (c & 0x3FU));
  }
}

bool is_high_half(uint32_t unit) { return unit >= 0xD800 && unit < 0xDC00; }
bool is_low_half(uint32_t unit) { return unit >= 0xDC00 && unit < 0xE000; }

// Appends the character of the \uXXXX at `at`; returns how many bytes of text it took.
uint32_t append_unicode_escape(std::string& out, std::string_view text, size_t at) {
  const uint32_t unit = hex_value(text.substr(at + 2, 4));
  if (is_high_half(unit) && at + 6 < text.size() && escape_length(text, at + 6) == 6) {
    const uint32_t low = hex_value(text.substr(at + 8, 4));
    if (is_low_half(low)) {
      append_utf8(out, 0x10000 + ((unit - 0xD800) << 10U) + (low - 0xDC00));
      return 12;
    }
  }
  append_utf8(out, is_high_half(unit) || is_low_half(unit) ? 0xFFFD : unit);
  return 6;
}

std::string unescaped(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (size_t i = 0; i < text.size();) {
    const uint32_t length = text[i] == '\\' ? escape_length(text, i) : 0;
    if (length == 0) {
      out += text[i++];
    } else if (length == 6) {
      i += append_unicode_escape(out, text, i);
    } else {
      const char c = text[i + 1];
      out += c == 't' ? '\t' : c == 'n' ? '\n' : c == 'r' ? '\r' : c;
      i += 2;
    }
  }
  return out;
}

}  // namespace

uint32_t escape_length(std::string_view text, size_t at) {
  if (at + 1 >= text.size() || text[at] != '\\') return 0;
  const char c = text[at + 1];
  if (c == 'u') {
    if (at + 6 > text.size()) return 0;
    for (size_t i = at + 2; i < at + 6; ++i) {
      if (!is_hex(text[i])) return 0;
    }
    return 6;
  }
  return std::string_view("tnr\"'\\ ").find(c) == std::string_view::npos ? 0 : 2;
}

bool is_illegal(char32_t c) {
  return (c < 0x20 && c != '\n' && c != '\r') || (c >= 0x7F && c <= 0x9F) ||
         (c >= 0xFDD0 && c <= 0xFDEF) || c == 0xFFFE || c == 0xFFFF;
}

std::optional<Utf8Character> utf8_at(std::string_view text, size_t at) {
  if (at >= text.size()) return std::nullopt;
  const auto first = static_cast<uint8_t>(text[at]);
  if (first < 0x80) return Utf8Character{first, 1};
  const uint32_t length = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2;
  if (first < 0xC2 || first > 0xF4 || at + length > text.size()) return std::nullopt;
  char32_t c = first & (0x7FU >> length);
  for (size_t i = at + 1; i < at + length; ++i) {
    const auto byte = static_cast<uint8_t>(text[i]);
    if ((byte & 0xC0U) != 0x80) return std::nullopt;
    c = (c << 6U) | (byte & 0x3FU);
  }
  const bool overlong = (length == 3 && c < 0x800) || (length == 4 && c < 0x10000);
  if (overlong || c > 0x10FFFF || (c >= 0xD800 && c < 0xE000)) return std::nullopt;
  return Utf8Character{c, length};
}

std::string token_value(std::string_view text, const Token& token) {
  uint32_t begin = token.span.begin;
  uint32_t end = token.span.end;
  if (token.kind == TokenKind::kQuoted) --end;
  if (token.kind == TokenKind::kQuoted || token.kind == TokenKind::kUnfinished) ++begin;
  const std::string_view inside = text.substr(begin, end - begin);
  return token.escaped ? unescaped(inside) : std::string(inside);
}

Token Lexer::ended(TokenKind kind, uint32_t begin, uint32_t end, bool escaped) {
  at_ = end;
  return {kind, escaped, {begin, end}};
}

Token Lexer::sign(TokenKind kind, uint32_t length) { return ended(kind, at_, at_ + length); }

Token Lexer::bang_or_comparison(char first) {
  const char second = at_ + 1 < text_.size() ? text_[at_ + 1] : ' ';
  switch (first) {
    case '!':
      if (second == '=') return sign(TokenKind::kNotEquals, 2);
      return second == '~' ? sign(TokenKind::kNotLike, 2) : sign(TokenKind::kBang, 1);
    case '<':
      return second == '=' ? sign(TokenKind::kLessEquals, 2) : sign(TokenKind::kLess, 1);
    case '>':
      return second == '=' ? sign(TokenKind::kGreaterEquals, 2) : sign(TokenKind::kGreater, 1);
    case '&':
      return sign(TokenKind::kAnd, second == '&' ? 2 : 1);
    default:
      return sign(TokenKind::kOr, second == '|' ? 2 : 1);
  }
}

Token Lexer::quoted(char quote) {
  const uint32_t begin = at_;
  bool escaped = false;
  for (uint32_t i = begin + 1; i < text_.size();) {
    const char c = text_[i];
    if (c == quote) return ended(TokenKind::kQuoted, begin, i + 1, escaped);
    if (c == '\\') {
      const uint32_t length = escape_length(text_, i);
      if (length == 0) return ended(TokenKind::kIllegalEscape, begin, i + 1);
      escaped = true;
      i += length;
      continue;
    }
    const auto character = utf8_at(text_, i);
    if (!character) return ended(TokenKind::kNotUtf8, i, i + 1);
    i += character->length;
    if (is_illegal(character->character)) return ended(TokenKind::kIllegalChar, begin, i);
  }
  const auto size = static_cast<uint32_t>(text_.size());
  return ended(TokenKind::kUnfinished, begin, size, escaped);
}

Token Lexer::word() {
  const uint32_t begin = at_;
  bool escaped = false;
  uint32_t i = begin;
  while (i < text_.size()) {
    const ByteClass kind = class_of(text_[i]);
    uint32_t length = 1;
    if (kind == ByteClass::kHigh) {
      const auto character = utf8_at(text_, i);
      if (!character || is_illegal(character->character)) break;
      length = character->length;
    } else if (kind == ByteClass::kBackslash) {
      length = escape_length(text_, i);
      if (length == 0) break;
      escaped = true;
    } else if (kind != ByteClass::kWord) {
      break;
    }
    i += length;
  }
  if (i == begin) {  // a character that begins nothing
    if (text_[i] == '\\') return ended(TokenKind::kIllegalEscape, begin, begin + 1);
    const auto character = utf8_at(text_, i);
    if (!character) return ended(TokenKind::kNotUtf8, begin, begin + 1);
    return ended(TokenKind::kIllegalChar, begin, begin + character->length);
  }
  if (escaped) return ended(TokenKind::kWord, begin, i, true);
  const std::string_view text = text_.substr(begin, i - begin);
  return ended(is_number(text) ? TokenKind::kNumber : find_word(text), begin, i);
}

Token Lexer::next() {
  while (at_ < text_.size() && class_of(text_[at_]) == ByteClass::kSpace) ++at_;
  if (at_ >= text_.size()) return sign(TokenKind::kEnd, 0);
  const char c = text_[at_];
  switch (class_of(c)) {
    case ByteClass::kQuote:
      return quoted(c);
    case ByteClass::kReserved:
      return sign(TokenKind::kReservedChar, 1);
    case ByteClass::kSign:
      break;
    default:
      return word();
  }
  switch (c) {
    case '(':
      return sign(TokenKind::kLeftParen, 1);
    case ')':
      return sign(TokenKind::kRightParen, 1);
    case '[':
      return sign(TokenKind::kLeftBracket, 1);
    case ']':
      return sign(TokenKind::kRightBracket, 1);
    case ',':
      return sign(TokenKind::kComma, 1);
    case '=':
      return sign(TokenKind::kEquals, 1);
    case '~':
      return sign(TokenKind::kLike, 1);
    default:
      return bang_or_comparison(c);
  }
}

}  // namespace tl::jql
