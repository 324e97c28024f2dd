// When members of a field that holds many came and went, as the lens keeps it: one rule for a row
// of the lens and for an issue in hand.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "domain/membership.h"

namespace tl::lens {

inline constexpr size_t kNoItem = static_cast<size_t>(-1);

struct MemberTurn {
  int64_t at = 0;  // milliseconds UTC
  bool entered = false;
  std::string id;
  std::string name;       // as last told
  std::string written;    // as the item wrote it; `name` where it wrote a list
  size_t item = kNoItem;  // index of the item that tells it; kNoItem: an end that none tells
};

// Sorted by time; leaving before entering, then by id. `items` are those of one field in the order
// of domain::effective_histories; see domain::decide_item_stays. A stay that began with the issue
// has no beginning here.
[[nodiscard]] std::vector<MemberTurn> decide_member_turns(std::span<const domain::StayItem> items,
                                                          bool words,
                                                          const domain::Present& present,
                                                          Instant created);

}  // namespace tl::lens
