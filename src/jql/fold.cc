#include "jql/fold.h"

#include <algorithm>
#include <array>

#include "jql/fold_table.h"
#include "jql/text_query.h"

namespace tl::jql {
namespace {

constexpr char32_t kReplacement = 0xFFFD;

bool in(char32_t point, char32_t first, char32_t last) { return point >= first && point <= last; }

bool is_tail(std::string_view text, size_t at) {
  return at < text.size() && (static_cast<uint8_t>(text[at]) & 0xC0) == 0x80;
}

char32_t tail(std::string_view text, size_t at) { return static_cast<uint8_t>(text[at]) & 0x3F; }

char32_t look_up_fold(char32_t point) {
  const FoldRun* end = kFoldRuns + kFoldRunCount;
  const FoldRun* run = std::lower_bound(kFoldRuns, end, point,
                                        [](const FoldRun& r, char32_t p) { return r.last < p; });
  if (run == end || point < run->first || (point - run->first) % run->stride != 0) return point;
  return static_cast<char32_t>(static_cast<int32_t>(point) + run->delta);
}

bool look_up_word(char32_t point) {
  const WordRange* end = kWordRanges + kWordRangeCount;
  const WordRange* range = std::lower_bound(
      kWordRanges, end, point, [](const WordRange& r, char32_t p) { return r.last < p; });
  return range != end && point >= range->first;
}

}  // namespace

Character character_at(std::string_view text, size_t at) {
  const auto first = static_cast<uint8_t>(text[at]);
  if (first < 0x80) return {first, 1};
  if (in(first, 0xC2, 0xDF) && is_tail(text, at + 1))
    return {char32_t(first & 0x1Fu) << 6 | tail(text, at + 1), 2};
  if (in(first, 0xE0, 0xEF) && is_tail(text, at + 1) && is_tail(text, at + 2)) {
    const char32_t point =
        char32_t(first & 0x0Fu) << 12 | tail(text, at + 1) << 6 | tail(text, at + 2);
    if (point >= 0x800 && !in(point, 0xD800, 0xDFFF)) return {point, 3};
  }
  if (in(first, 0xF0, 0xF4) && is_tail(text, at + 1) && is_tail(text, at + 2) &&
      is_tail(text, at + 3)) {
    const char32_t point = char32_t(first & 0x07u) << 18 | tail(text, at + 1) << 12 |
                           tail(text, at + 2) << 6 | tail(text, at + 3);
    if (in(point, 0x10000, 0x10FFFF)) return {point, 4};
  }
  return {kReplacement, 1};
}

void append_character(char32_t point, std::string& out) {
  if (point < 0x80) {
    out += static_cast<char>(point);
    return;
  }
  if (point < 0x800) {
    out += static_cast<char>(0xC0 | point >> 6);
  } else {
    if (point < 0x10000) {
      out += static_cast<char>(0xE0 | point >> 12);
    } else {
      out += static_cast<char>(0xF0 | point >> 18);
      out += static_cast<char>(0x80 | (point >> 12 & 0x3F));
    }
    out += static_cast<char>(0x80 | (point >> 6 & 0x3F));
  }
  out += static_cast<char>(0x80 | (point & 0x3F));
}

char32_t fold_character(char32_t point) {
  if (point < 0x80) return in(point, 'A', 'Z') ? point + 32 : point;
  return look_up_fold(point);
}

bool is_word_character(char32_t point) {
  if (point < 0x80) {
    return in(point, 'a', 'z') || in(point, 'A', 'Z') || in(point, '0', '9');
  }
  return point != kReplacement && look_up_word(point);
}

bool is_word_alone(char32_t point) {
  return in(point, 0x3040, 0x30FF) || in(point, 0x3400, 0x4DBF) || in(point, 0x4E00, 0x9FFF) ||
         in(point, 0xF900, 0xFAFF) || in(point, 0x20000, 0x3FFFF) || in(point, 0x0E00, 0x0E7F);
}

void fold_into(std::string_view text, std::string& out) {
  out.clear();
  for (size_t at = 0; at < text.size();) {
    const Character next = character_at(text, at);
    if (next.point == kReplacement && next.size == 1)
      out += text[at];  // not UTF-8: as it is, so that different bytes stay different
    else
      append_character(fold_character(next.point), out);
    at += next.size;
  }
}

std::string fold(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  fold_into(text, out);
  return out;
}

bool equals_folded(std::string_view a, std::string_view folded_b) {
  size_t other = 0;
  for (size_t at = 0; at < a.size();) {
    const auto byte = static_cast<uint8_t>(a[at]);
    if (byte < 0x80) {
      if (other >= folded_b.size()) return false;
      const char low = byte >= 'A' && byte <= 'Z' ? static_cast<char>(byte + 32) : a[at];
      if (folded_b[other] != low) return false;
      ++at, ++other;
      continue;
    }
    const Character next = character_at(a, at);
    if (next.point == kReplacement && next.size == 1) {
      if (other >= folded_b.size() || folded_b[other] != a[at]) return false;
      ++at, ++other;
      continue;
    }
    if (other >= folded_b.size()) return false;
    const Character theirs = character_at(folded_b, other);
    const bool broken = theirs.point == kReplacement && theirs.size == 1;
    if (broken || theirs.point != fold_character(next.point)) return false;
    at += next.size, other += theirs.size;
  }
  return other == folded_b.size();
}

}  // namespace tl::jql
