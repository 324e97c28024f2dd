// Rows of a chunk in blocks, and answers as bits. A row's answer is two bits: `yes` it matches,
// `can` it is not excluded; yes is part of can, what is in can alone is undecided. AND and OR are
// those of the bits.
#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>

#include "jql/lens_row.h"
#include "jql/truth.h"
#include "lens/version.h"

namespace tl::jql {

inline constexpr uint32_t kBlockRows = 1u << 14;
inline constexpr uint32_t kBlockWords = kBlockRows / 64;

using Bits = std::array<uint64_t, kBlockWords>;

// [first, first + 64 * words) of the rows of a part; what lies behind its last row is never active.
struct Block {
  const lens::Chunk& chunk;
  uint32_t part = 0;
  uint32_t first = 0;  // a multiple of kBlockRows
  uint32_t words = 0;
  LensRow& row;  // to look at single rows
};

struct Answer {
  Bits yes, can;
  void set(uint32_t index, Truth truth) {
    const uint64_t bit = uint64_t{1} << (index & 63);
    if (truth == Truth::kYes) yes[index >> 6] |= bit;
    if (truth != Truth::kNo) can[index >> 6] |= bit;
  }
  void clear(uint32_t words) {
    std::fill_n(yes.begin(), words, uint64_t{0});
    std::fill_n(can.begin(), words, uint64_t{0});
  }
  // Nothing is undecided.
  void decide(uint32_t words) { std::copy_n(yes.begin(), words, can.begin()); }
};

// Calls visit(row, index in the block) for each active row.
template <typename Visit>
void each_active(const Block& block, const Bits& active, Visit visit) {
  for (uint32_t word = 0; word < block.words; ++word) {
    for (uint64_t left = active[word]; left != 0; left &= left - 1) {
      const auto index = word * 64 + static_cast<uint32_t>(std::countr_zero(left));
      visit(block.first + index, index);
    }
  }
}

// bits[row] = fits(row) for active rows, 0 for others.
template <typename Fits>
void fill_bits(const Block& block, const Bits& active, Bits& bits, Fits fits) {
  for (uint32_t word = 0; word < block.words; ++word) {
    const uint64_t wanted = active[word];
    uint64_t found = 0;
    const uint32_t first = block.first + word * 64;
    if (wanted == ~uint64_t{0}) {
      for (uint32_t i = 0; i < 64; ++i) found |= uint64_t{fits(first + i) ? 1u : 0u} << i;
    } else {
      for (uint64_t left = wanted; left != 0; left &= left - 1) {
        const auto i = static_cast<uint32_t>(std::countr_zero(left));
        if (fits(first + i)) found |= left & (~left + 1);
      }
    }
    bits[word] = found;
  }
}

}  // namespace tl::jql
