// Where a page ended, as text: the sort values of its last row. It stays good when facts change.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/ids.h"
#include "jql/bound.h"
#include "jql/sort.h"

namespace tl::jql {

struct SortCursor {
  std::vector<SortValue> values;  // one for each key of the order
  std::string key;                // of the row
  IssueRef ref;
};

// The fields and directions; a cursor is good for that order alone.
[[nodiscard]] uint64_t hash_of(const std::vector<BoundSort>& order);

// Fit to stand in an address.
[[nodiscard]] std::string render_cursor(const SortCursor& cursor, uint64_t order);
// Nothing when it is none, or of another order.
[[nodiscard]] std::optional<SortCursor> parse_cursor(std::string_view text, uint64_t order,
                                                     size_t keys);

}  // namespace tl::jql
