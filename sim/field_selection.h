// Which fields of an issue a caller wants.
#pragma once

#include <bitset>
#include <string>
#include <vector>

#include "sim/fields.h"

namespace tl::sim {

struct FieldSelection {
  std::bitset<static_cast<size_t>(Out::kCount)> wanted;
  [[nodiscard]] bool has(Out field) const { return wanted[static_cast<size_t>(field)]; }
  // Nothing beyond id and key: such pages may be longer.
  [[nodiscard]] bool none() const { return wanted.none(); }
  // Only instants beside id and key: the index holds them, so pages may be long too.
  [[nodiscard]] bool only_instants() const {
    auto rest = wanted;
    rest.reset(static_cast<size_t>(Out::kCreated)).reset(static_cast<size_t>(Out::kUpdated));
    return rest.none();
  }
};

// Each entry may be a list with commas: field ids, "*all", "*navigable", "-field", "-all".
// Nothing asked: `otherwise`, one of those words or "".
[[nodiscard]] FieldSelection select_fields(const std::vector<std::string>& asked,
                                           const char* otherwise, const Flavour& flavour);

}  // namespace tl::sim
