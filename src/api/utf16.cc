#include "api/utf16.h"

#include <algorithm>

namespace tl::api {
namespace {

// Units of the character that begins with this byte; none of a byte that continues one.
uint32_t units(char c) {
  const auto byte = static_cast<unsigned char>(c);
  if ((byte & 0xC0) == 0x80) return 0;
  return byte >= 0xF0 ? 2 : 1;
}

bool continues(char c) { return (static_cast<unsigned char>(c) & 0xC0) == 0x80; }

}  // namespace

Utf16Offsets::Utf16Offsets(std::string_view text) : text_(text) {
  uint32_t count = 0;
  for (size_t i = 0; i < text.size(); ++i) {
    if (i % kStep == 0) marks_.push_back(count);
    count += units(text[i]);
  }
  if (text.size() % kStep == 0) marks_.push_back(count);
}

uint32_t Utf16Offsets::at(size_t byte) const {
  byte = std::min(byte, text_.size());
  while (byte > 0 && byte < text_.size() && continues(text_[byte])) --byte;
  uint32_t count = marks_[byte / kStep];
  for (size_t i = byte / kStep * kStep; i < byte; ++i) count += units(text_[i]);
  return count;
}

uint32_t Utf16Offsets::byte_of(size_t utf16) const {
  const auto after = std::upper_bound(marks_.begin(), marks_.end(), utf16);
  const auto mark = static_cast<size_t>(after - marks_.begin()) - 1;
  size_t count = marks_[mark];
  size_t byte = mark * kStep;
  while (byte < text_.size()) {
    const size_t next = count + units(text_[byte]);
    if (next > utf16) break;
    count = next;
    ++byte;
  }
  return static_cast<uint32_t>(byte);
}

}  // namespace tl::api
