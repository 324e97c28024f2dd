// Runs plans over the rows of a version, block by block, by two threads where that pays.
#pragma once

#include <span>
#include <vector>

#include "jql/search.h"

namespace tl::jql {

// Below this many rows one thread is as quick.
inline constexpr uint32_t kRowsForTwoThreads = 200'000;

// The rows [first, end) of a part, those of one instance.
struct InstanceRows {
  uint32_t part = 0;
  uint32_t first = 0;
  uint32_t end = 0;
};
[[nodiscard]] std::vector<InstanceRows> rows_of_instance(const lens::LensVersion& version,
                                                         InstanceId instance);

// Counts, and where `matched` is not nullptr the rows: its parts have room for all rows.
[[nodiscard]] InstanceCount run_query(const lens::LensVersion& version, const BoundQuery& query,
                                      RowsOfParts* matched);

}  // namespace tl::jql
