#include "jql/search.h"

#include <bit>

#include "jql/evaluate.h"
#include "jql/lens_row.h"
#include "jql/scan.h"

namespace tl::jql {

int64_t RowsOfParts::count() const {
  int64_t sum = 0;
  for (const lens::RowSet& part : parts) {
    for (const uint64_t word : part) sum += std::popcount(word);
  }
  return sum;
}

int64_t Selection::total() const {
  int64_t sum = 0;
  for (const InstanceCount& one : instances) sum += one.matched;
  return sum;
}

Selection select(const lens::LensVersion& version, std::span<const BoundQuery> queries) {
  Selection selection;
  for (const lens::Part& part : version.parts())
    selection.matched.parts.emplace_back((part.chunk->rows() + 63) / 64);
  for (const BoundQuery& query : queries)
    selection.instances.push_back(run_query(version, query, &selection.matched));
  return selection;
}

std::vector<InstanceCount> count(const lens::LensVersion& version,
                                 std::span<const BoundQuery> queries) {
  std::vector<InstanceCount> counts;
  for (const BoundQuery& query : queries) counts.push_back(run_query(version, query, nullptr));
  return counts;
}

Truth evaluate_row(const BoundQuery& query, const lens::LensVersion& version,
                   lens::RowAddress row) {
  return evaluate(query, LensRow(version, row));
}

}  // namespace tl::jql
