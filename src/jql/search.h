// Queries over the whole lens: by columns, block by block. The answers are those of evaluate() on
// each row; a property test holds them equal.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "jql/bound.h"
#include "jql/truth.h"
#include "lens/version.h"

namespace tl::jql {

// A bit a row, of each part of the version.
struct RowsOfParts {
  std::vector<lens::RowSet> parts;
  [[nodiscard]] int64_t count() const;
  [[nodiscard]] bool holds(lens::RowAddress row) const {
    return lens::has_row(parts[row.part], row.row);
  }
};

struct UndecidedClause {
  Span span;
  std::string why;
  int64_t issues = 0;  // that are undecided and of which this clause is undecided
};

struct InstanceCount {
  InstanceId instance;
  int64_t issues = 0;  // here, not deleted
  int64_t matched = 0;
  int64_t undecided = 0;
  std::vector<UndecidedClause> clauses;  // of the undecided ones
};

struct Selection {
  RowsOfParts matched;
  std::vector<InstanceCount> instances;  // as the queries
  [[nodiscard]] int64_t total() const;
};

// Issues that are live and not deleted, of the instances of `queries` (each instance at most once).
[[nodiscard]] Selection select(const lens::LensVersion& version,
                               std::span<const BoundQuery> queries);
// The counts alone: nothing is kept.
[[nodiscard]] std::vector<InstanceCount> count(const lens::LensVersion& version,
                                               std::span<const BoundQuery> queries);
// One row against one query: for explain and for events.
[[nodiscard]] Truth evaluate_row(const BoundQuery& query, const lens::LensVersion& version,
                                 lens::RowAddress row);

// Where a page ended: the sort values of its last row, encoded; opaque, for the same order only.
struct Page {
  std::vector<lens::RowAddress> rows;
  std::string next;  // "" when nothing follows
};
// `after`: Page::next or "". Rows are in the order of the queries (which all have the same keys).
// Nothing when `after` is not of this order. REQUIRES: limit > 0.
[[nodiscard]] std::optional<Page> sort_page(const lens::LensVersion& version,
                                            std::span<const BoundQuery> queries,
                                            const RowsOfParts& rows, std::string_view after,
                                            size_t limit);

}  // namespace tl::jql
