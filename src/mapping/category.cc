#include "mapping/category.h"

#include <fmt/format.h>

#include <array>
#include <utility>

#include "base/text.h"
#include "mapping/category_names.h"
#include "mapping/fold.h"

namespace tl::mapping {
namespace {

constexpr std::array<std::pair<Category, std::string_view>, kCategoryCount> kCategoryTexts = {{
    {Category::kOther, "other"},
    {Category::kFeature, "feature"},
    {Category::kBug, "bug"},
    {Category::kChore, "chore"},
    {Category::kDiscovery, "discovery"},
    {Category::kIncident, "incident"},
}};

}  // namespace

std::string_view to_text(Category category) {
  for (const auto& [known, text] : kCategoryTexts) {
    if (known == category) return text;
  }
  return "other";
}

std::optional<Category> parse_category(std::string_view text) {
  for (const auto& [category, known] : kCategoryTexts) {
    if (known == text) return category;
  }
  return std::nullopt;
}

std::string_view to_text(Origin origin) {
  switch (origin) {
    case Origin::kNone:
      return "none";
    case Origin::kExact:
      return "exact";
    case Origin::kPart:
      return "part";
    case Origin::kCategory:
      return "category";
    case Origin::kName:
      return "name";
    case Origin::kPerson:
      return "person";
  }
  return "none";
}

CategoryGuess decide_category(std::string_view type_name) {
  const std::string name = fold_name(type_name);
  for (const KnownName& known : known_names()) {
    if (known.name == name) return {known.category, Origin::kExact, std::string(trim(type_name))};
  }
  for (const NamePart& part : name_parts()) {
    if (name.find(part.part) != std::string::npos)
      return {part.category, Origin::kPart, std::string(part.part)};
  }
  for (const ForeignName& known : foreign_names()) {
    if (known.name == name)
      return {known.category, Origin::kExact,
              fmt::format("{} ({} for {})", trim(type_name), known.language, known.english)};
  }
  return {};
}

}  // namespace tl::mapping
