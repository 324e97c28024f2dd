#include "lens/checksum.h"

#include <bit>
#include <cstring>

namespace tl::lens {
namespace {

constexpr uint64_t kFactor = 0xd6e8feb86659fd93ULL;  // odd

uint64_t load(const char* at, size_t size) {
  uint64_t word = 0;
  std::memcpy(&word, at, size);
  return word;
}

// A bijection for each word, so that no single change is lost.
uint64_t fold(uint64_t lane, uint64_t word) { return std::rotl(lane ^ word, 27) * kFactor; }

}  // namespace

void Checksum::add(std::string_view block) {
  const char* at = block.data();
  size_t left = block.size();
  for (; left >= 32; at += 32, left -= 32) {  // four chains at once keep the multiplier busy
    for (size_t i = 0; i < 4; ++i) lanes_[i] = fold(lanes_[i], load(at + 8 * i, 8));
  }
  for (size_t i = 0; left > 0; ++i) {
    const size_t size = left < 8 ? left : 8;
    lanes_[i] = fold(lanes_[i], load(at, size));
    at += size;
    left -= size;
  }
  lanes_[0] = fold(lanes_[0], block.size());
}

uint64_t Checksum::value() const {
  uint64_t sum = 0;
  for (const uint64_t lane : lanes_) sum = fold(sum, lane ^ (lane >> 31));
  return sum ^ (sum >> 32);
}

}  // namespace tl::lens
