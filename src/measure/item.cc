#include "measure/item.h"

#include <array>

namespace tl::measure {
namespace {

constexpr std::array<std::string_view, 3> kCauses = {"flagged", "stage", "link"};

}  // namespace

std::string_view to_text(BlockCause cause) { return kCauses[static_cast<size_t>(cause)]; }

std::optional<BlockCause> parse_block_cause(std::string_view text) {
  for (size_t i = 0; i < kCauses.size(); ++i) {
    if (kCauses[i] == text) return static_cast<BlockCause>(i);
  }
  return std::nullopt;
}

}  // namespace tl::measure
