// Rows of time in status counted from what is kept beside each chunk, without following a single
// issue: for questions in calendar time, as of today. Not for others than time_in_status.cc.
#pragma once

#include <memory>
#include <vector>

#include "measure/status_seconds.h"
#include "metrics/flow/time_rows.h"

namespace tl::metrics::flow {

class TimeCells {
 public:
  // `facts` must outlive it. `periods`: how many, at most kMaxPeriods.
  TimeCells(const Facts& facts, size_t periods);

  // False when a chunk's times cannot be kept: each issue must be followed instead.
  [[nodiscard]] bool is_exact() const;
  // An issue of the answer, each once. `period` < periods.
  void add(const Ended& issue, size_t period);
  // All but names and statuses of the rows.
  void fill(StatusRows& rows) const;

 private:
  struct PartCells {
    std::shared_ptr<const measure::StatusSeconds> seconds;
    std::vector<uint16_t> places;  // by row: 0 not counted, else period + 1; empty: none is
  };
  const Facts& facts_;
  size_t periods_;
  std::vector<PartCells> parts_;
};

}  // namespace tl::metrics::flow
