// Keys of issues as they are ordered: by project, then by number, so that OPS-9 is before OPS-10.
#pragma once

#include <cstdint>
#include <string_view>

namespace tl::jql {

struct KeyParts {
  std::string_view project;  // all of it where there is no number
  int64_t number = -1;
  auto operator<=>(const KeyParts&) const = default;
};

[[nodiscard]] KeyParts parts_of_key(std::string_view key);

}  // namespace tl::jql
