// Offsets in a text as JavaScript counts them: in UTF-16 units.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

namespace tl::api {

class Utf16Offsets {
 public:
  // `text`: UTF-8; it must outlive this.
  explicit Utf16Offsets(std::string_view text);

  // Of a byte; inside of a character its beginning, beyond the end the end.
  [[nodiscard]] uint32_t at(size_t byte) const;
  // The byte of an offset; inside of a pair its beginning, beyond the end the end.
  [[nodiscard]] uint32_t byte_of(size_t utf16) const;

 private:
  static constexpr size_t kStep = 64;  // bytes between two marks
  std::string_view text_;
  std::vector<uint32_t> marks_;  // UTF-16 units that begin before byte i * kStep
};

}  // namespace tl::api
