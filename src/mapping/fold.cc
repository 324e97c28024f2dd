#include "mapping/fold.h"

#include <cstdint>

namespace tl::mapping {
namespace {

struct Decoded {
  char32_t point = 0;
  size_t size = 0;  // 0: not UTF-8 here
};

Decoded decode(std::string_view text) {
  const auto byte = [&](size_t i) { return static_cast<uint8_t>(text[i]); };
  const auto tail = [&](size_t i) { return i < text.size() && (byte(i) & 0xC0) == 0x80; };
  const uint8_t first = byte(0);
  if (first < 0x80) return {first, 1};
  if (first >= 0xC2 && first < 0xE0 && tail(1))
    return {char32_t((first & 0x1F) << 6 | (byte(1) & 0x3F)), 2};
  if (first >= 0xE0 && first < 0xF0 && tail(1) && tail(2))
    return {char32_t((first & 0x0F) << 12 | (byte(1) & 0x3F) << 6 | (byte(2) & 0x3F)), 3};
  return {};
}

void encode(char32_t point, std::string& out) {
  if (point < 0x80) {
    out += static_cast<char>(point);
  } else if (point < 0x800) {
    out += static_cast<char>(0xC0 | point >> 6);
    out += static_cast<char>(0x80 | (point & 0x3F));
  } else {
    out += static_cast<char>(0xE0 | point >> 12);
    out += static_cast<char>(0x80 | (point >> 6 & 0x3F));
    out += static_cast<char>(0x80 | (point & 0x3F));
  }
}

bool in(char32_t point, char32_t first, char32_t last) { return point >= first && point <= last; }

// Pairs of upper and lower case that lie side by side.
char32_t fold_pair(char32_t point, bool upper_is_even) {
  return (point % 2 == 0) == upper_is_even ? point + 1 : point;
}

char32_t fold_latin_extended(char32_t point) {
  if (point == 0x178) return 0xFF;  // Y with diaeresis
  if (point == 0x130 || point == 0x131 || point == 0x138 || point == 0x149 || point == 0x17F)
    return point;  // without a partner of its own
  const bool even = point < 0x139 || in(point, 0x14A, 0x177);
  return fold_pair(point, even);
}

char32_t fold_greek(char32_t point) {
  if (point == 0x386) return 0x3AC;
  if (in(point, 0x388, 0x38A)) return point + 37;
  if (point == 0x38C) return 0x3CC;
  if (in(point, 0x38E, 0x38F)) return point + 63;
  if (in(point, 0x391, 0x3AB) && point != 0x3A2) return point + 32;
  return point == 0x3C2 ? 0x3C3 : point;  // final sigma
}

char32_t fold_point(char32_t point) {
  if (in(point, 'A', 'Z')) return point + 32;
  if (in(point, 0xC0, 0xDE) && point != 0xD7) return point + 32;
  if (in(point, 0x100, 0x17F)) return fold_latin_extended(point);
  if (in(point, 0x386, 0x3C2)) return fold_greek(point);
  if (in(point, 0x400, 0x40F)) return point + 80;
  if (in(point, 0x410, 0x42F)) return point + 32;
  if (in(point, 0x460, 0x481) || in(point, 0x48A, 0x4BF) || in(point, 0x4D0, 0x52F))
    return fold_pair(point, true);
  if (in(point, 0x1E00, 0x1E95) || in(point, 0x1EA0, 0x1EFF)) return fold_pair(point, true);
  if (point == 0x2018 || point == 0x2019) return '\'';
  return point;
}

bool is_space(char32_t point) {
  return point == ' ' || in(point, '\t', '\r') || point == 0xA0 || point == 0x3000 ||
         in(point, 0x2000, 0x200A) || point == 0x202F;
}

// What a word of an alphabet is made of. Chinese and Japanese write without blanks between words.
bool is_word_part(char32_t point) {
  return in(point, 'a', 'z') || in(point, '0', '9') || in(point, 0xC0, 0x52F) ||
         in(point, 0x1E00, 0x1EFF);
}

bool ends_with_word_part(std::string_view text) {
  if (text.empty()) return false;
  size_t at = text.size() - 1;
  while (at > 0 && (static_cast<uint8_t>(text[at]) & 0xC0) == 0x80) --at;
  return is_word_part(decode(text.substr(at)).point);
}

}  // namespace

std::string fold_name(std::string_view name) {
  std::string out;
  bool space = false;
  for (size_t at = 0; at < name.size();) {
    const Decoded next = decode(name.substr(at));
    if (next.size != 0 && is_space(next.point)) {
      space = true;
      at += next.size;
      continue;
    }
    if (space && !out.empty()) out += ' ';
    space = false;
    if (next.size == 0) {
      out += name[at++];
      continue;
    }
    if (next.point == 0xDF || next.point == 0x1E9E)
      out += "ss";
    else
      encode(fold_point(next.point), out);
    at += next.size;
  }
  return out;
}

bool has_word(std::string_view folded, std::string_view word) {
  for (size_t at = folded.find(word); at != std::string_view::npos;
       at = folded.find(word, at + 1)) {
    const std::string_view after = folded.substr(at + word.size());
    const bool ends = after.empty() || !is_word_part(decode(after).point);
    if (ends && !ends_with_word_part(folded.substr(0, at))) return true;
  }
  return false;
}

}  // namespace tl::mapping
