// The tables behind decide_category. All names as fold_name gives; a test holds them to it.
#pragma once

#include <span>
#include <string_view>

#include "mapping/category.h"

namespace tl::mapping {

struct KnownName {
  std::string_view name;
  Category category;
};
[[nodiscard]] std::span<const KnownName> known_names();

// In the order in which they are tried.
struct NamePart {
  std::string_view part;
  Category category;
};
[[nodiscard]] std::span<const NamePart> name_parts();

// What Jira calls its own types in other languages. Each means what its English name means.
struct ForeignName {
  std::string_view name;
  Category category;
  std::string_view language;
  std::string_view english;
};
[[nodiscard]] std::span<const ForeignName> foreign_names();

}  // namespace tl::mapping
