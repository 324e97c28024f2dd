// Going through many rows of which some matter.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>

namespace tl::measure {

// Calls visit(row) for the rows below `rows` of which `holds` is true, in order. A block's rows are
// looked at before any is visited, so that no branch depends on what a row holds: a processor that
// guesses wrongly for every other row takes longer for the guess than for the row. `holds` should
// not branch either.
template <typename Holds, typename Visit>
void each_row_where(uint32_t rows, Holds holds, Visit visit) {
  constexpr uint32_t kBlock = 1024;
  std::array<uint32_t, kBlock> found;
  for (uint32_t begin = 0; begin < rows; begin += kBlock) {
    const uint32_t end = std::min(rows, begin + kBlock);
    uint32_t count = 0;
    for (uint32_t row = begin; row < end; ++row) {
      found[count] = row;
      count += holds(row) ? 1 : 0;
    }
    for (uint32_t i = 0; i < count; ++i) visit(found[i]);
  }
}

// from <= instant < to, without a branch.
[[nodiscard]] inline bool is_within(int64_t instant, int64_t from, int64_t to) {
  return (instant >= from) & (instant < to);
}

}  // namespace tl::measure
