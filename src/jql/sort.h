// What issues are ordered by, taken apart once: for sorting many, for the first few, for cursors.
#pragma once

#include <cstdint>
#include <string>

#include "jql/bound.h"
#include "jql/issue_view.h"

namespace tl::jql {

// What one issue is sorted by for one key.
struct SortValue {
  bool absent = true;
  double number = 0;  // numbers, places
  std::string text;   // names and texts (folded), projects of keys
  int64_t at = 0;     // instants, days, numbers of keys
  bool operator==(const SortValue&) const = default;
};

[[nodiscard]] SortValue sort_value(const BoundSort& sort, const Value& value);
// Of several values the least, descending the greatest.
[[nodiscard]] SortValue find_sort_value(const BoundSort& sort, const IssueView& issue);

// < 0: a comes before b, by this key alone and in its direction. What is absent comes last.
[[nodiscard]] int compare_by(const BoundSort& sort, const SortValue& a, const SortValue& b);

}  // namespace tl::jql
