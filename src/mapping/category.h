// What kind of work an issue type stands for: feature, bug, chore, discovery, incident or other.
// Guessed from the type's name by the rules of docs/mapping.md; a person's word goes before.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace tl::mapping {

enum class Category : uint8_t { kOther, kFeature, kBug, kChore, kDiscovery, kIncident };
inline constexpr size_t kCategoryCount = 6;

[[nodiscard]] std::string_view to_text(Category category);  // "feature", "bug", ...
[[nodiscard]] std::optional<Category> parse_category(std::string_view text);

// Where a decision comes from.
enum class Origin : uint8_t {
  kNone,      // no rule fits
  kExact,     // types: the whole name is known, in English or another language of Jira
  kPart,      // types: a part of the name is known
  kCategory,  // statuses: Jira's status category alone
  kName,      // statuses, resolutions: the name
  kPerson,    // somebody has set it
};
[[nodiscard]] std::string_view to_text(Origin origin);  // "none", "exact", ...

struct CategoryGuess {
  Category category = Category::kOther;
  Origin origin = Origin::kNone;
  std::string
      rule;  // the name or part that decided: "Story", "defect", "Aufgabe (German for Task)"
};

// Whole names first, then parts in the order incident, bug, discovery, feature, chore; then whole
// names of other languages; else other. Case does not matter.
[[nodiscard]] CategoryGuess decide_category(std::string_view type_name);

}  // namespace tl::mapping
