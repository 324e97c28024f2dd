// Which row of time in status a status belongs to. Not for others than time_in_status.cc.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "metrics/flow/inner.h"
#include "metrics/flow/time_in_status.h"

namespace tl::metrics::flow {

inline constexpr uint32_t kNoRow = 0xffffffff;

// Rows of all statuses that are neither done nor cancelled; name, stage, statuses are filled.
struct StatusRows {
  std::vector<TimeRow> rows;
  std::vector<uint32_t> row_of;  // by status code; kNoRow: a stay there does not count
};

// By status: statuses of one name (ASCII case ignored), stage and project scope are one row. The
// name of a status that belongs to one project is followed by the project's key where others have
// the same. By stage: one row a stage.
[[nodiscard]] StatusRows decide_status_rows(const Facts& facts, StayUnit by);

// Where a percentile by nearest rank lies among `n` sorted values, from 0; nothing below its needed
// n.
[[nodiscard]] std::optional<size_t> rank_of(size_t n, int percent);

// A percentile by nearest rank without sorting; absent below its needed n. Puts the values into
// another order. Not negative.
[[nodiscard]] std::optional<int64_t> select_percentile(std::span<int64_t> values, int percent);

}  // namespace tl::metrics::flow
