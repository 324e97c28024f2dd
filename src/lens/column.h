// A column of whole numbers, as narrow as its values allow. It is filled wide and packed once;
// reading a packed value is one unaligned load, whatever the width.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <limits>
#include <span>
#include <vector>

namespace tl::lens {

// `kNone` is the one value that may lie far from all others (kNoInstant, kNoCode) and costs
// nothing.
template <typename T, T kNone>
class Column {
 public:
  // --- filling ---
  void reserve(size_t count) { wide_.reserve(count); }
  void push_back(T value) { wide_.push_back(value); }
  // Ends the filling; afterwards the column does not change.
  void pack();

  // --- reading --- REQUIRES: packed, i < size()
  [[nodiscard]] size_t size() const { return packed_ ? count_ : wide_.size(); }
  [[nodiscard]] T operator[](size_t i) const {
    uint64_t raw = 0;
    std::memcpy(&raw, bytes_.data() + i * width_, sizeof(raw));
    raw &= mask_;
    // Unsigned, because the bits of doubles lie far apart; the sum is the value that was packed.
    return raw == 0 ? kNone
                    : static_cast<T>(static_cast<int64_t>(static_cast<uint64_t>(base_) + raw - 1));
  }
  [[nodiscard]] size_t memory_bytes() const {
    return wide_.capacity() * sizeof(T) + bytes_.capacity();
  }

  // --- snapshot --- the state of a packed column
  struct Shape {
    uint64_t count = 0;
    int64_t base = 0;
    uint32_t width = 0;  // bytes a value, 0 to 8
  };
  [[nodiscard]] Shape shape() const { return {count_, base_, width_}; }
  [[nodiscard]] std::span<const uint8_t> bytes() const { return bytes_; }
  // False when shape and bytes do not fit together; the column is then empty.
  [[nodiscard]] bool restore(const Shape& shape, std::span<const uint8_t> bytes);

 private:
  static constexpr size_t kPadding = 8;  // a load at the last value stays inside
  void set_width(uint32_t width) {
    width_ = width;
    mask_ = width >= 8 ? ~uint64_t{0} : (uint64_t{1} << (8 * width)) - 1;
  }
  std::vector<T> wide_;
  std::vector<uint8_t> bytes_ = std::vector<uint8_t>(kPadding);
  uint64_t count_ = 0;
  int64_t base_ = 0;
  uint64_t mask_ = 0;
  uint32_t width_ = 0;
  bool packed_ = false;
};

template <typename T, T kNone>
void Column<T, kNone>::pack() {
  int64_t low = std::numeric_limits<int64_t>::max();
  int64_t high = std::numeric_limits<int64_t>::min();
  bool any = false;
  for (const T value : wide_) {
    if (value == kNone) continue;
    any = true;
    low = std::min(low, static_cast<int64_t>(value));
    high = std::max(high, static_cast<int64_t>(value));
  }
  base_ = any ? low : 0;
  const uint64_t most = any ? static_cast<uint64_t>(high) - static_cast<uint64_t>(low) + 1 : 0;
  uint32_t width = 0;
  while (width < 8 && (most >> (8 * width)) != 0) ++width;
  set_width(width);
  count_ = wide_.size();
  bytes_.assign(count_ * width_ + kPadding, 0);
  for (size_t i = 0; i < count_; ++i) {
    if (wide_[i] == kNone) continue;
    const uint64_t raw =
        static_cast<uint64_t>(static_cast<int64_t>(wide_[i])) - static_cast<uint64_t>(base_) + 1;
    std::memcpy(bytes_.data() + i * width_, &raw, width_);  // little endian, checked in column.cc
  }
  bytes_.shrink_to_fit();
  std::vector<T>().swap(wide_);  // gives the memory back, which = {} does not
  packed_ = true;
}

template <typename T, T kNone>
bool Column<T, kNone>::restore(const Shape& shape, std::span<const uint8_t> bytes) {
  if (shape.width > 8 || shape.count > (uint64_t{1} << 40) ||
      bytes.size() != shape.count * shape.width + kPadding)
    return false;
  std::vector<T>().swap(wide_);  // gives the memory back, which = {} does not
  bytes_.assign(bytes.begin(), bytes.end());
  count_ = shape.count;
  base_ = shape.base;
  set_width(shape.width);
  packed_ = true;
  return true;
}

}  // namespace tl::lens
