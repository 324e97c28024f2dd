// Text to query. Hand-written recursive descent with bounded depth and sizes; no state, no I/O.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "jql/ast.h"

namespace tl::jql {

inline constexpr size_t kMaxQueryBytes = 100'000;
inline constexpr size_t kMaxDepth = 200;         // of parentheses, NOT and nested lists together
inline constexpr size_t kMaxListItems = 10'000;  // of one list
inline constexpr size_t kMaxClauses = 5'000;
inline constexpr size_t kMaxPredicates = 100;  // of one clause
inline constexpr size_t kMaxProperties = 20;   // brackets and paths of one field
inline constexpr size_t kMaxSortKeys = 100;

// Of `name(...)` as a field: names that are fields with an argument, "timeInStatus". Any case.
[[nodiscard]] bool is_field_with_argument(std::string_view name);

enum class Dialect : uint8_t {
  kJira,         // what Jira's server takes
  kThroughline,  // and `timeInStatus("In Review") > 3d`, which is kept as `timeInStatus["In
                 // Review"]`
};

// Exactly one of both. The first problem only: what stands after it is not looked at.
struct ParseResult {
  std::optional<Query> query;
  std::optional<Problem> problem;
  [[nodiscard]] bool ok() const { return query.has_value(); }
};

// Refuses what Jira's server refuses: a number beyond 64 bits, an empty field or function name, a
// property path that does not begin with one dot.
[[nodiscard]] ParseResult parse_query(std::string_view text, Dialect dialect = Dialect::kJira);

}  // namespace tl::jql
