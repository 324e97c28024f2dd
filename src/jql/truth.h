// Three answers (Kleene's strong logic): what cannot be decided stays undecided unless the rest of
// the query decides it.
#pragma once

#include <algorithm>
#include <cstdint>

namespace tl::jql {

enum class Truth : uint8_t { kNo = 0, kUndecided = 1, kYes = 2 };

[[nodiscard]] constexpr Truth both(Truth a, Truth b) { return std::min(a, b); }
[[nodiscard]] constexpr Truth either(Truth a, Truth b) { return std::max(a, b); }
[[nodiscard]] constexpr Truth opposite(Truth a) {
  return static_cast<Truth>(2 - static_cast<uint8_t>(a));
}
[[nodiscard]] constexpr Truth truth_of(bool yes) { return yes ? Truth::kYes : Truth::kNo; }

}  // namespace tl::jql
