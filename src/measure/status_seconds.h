// How long each issue of a chunk was in each status, derived once per chunk and kept beside it.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "lens/version.h"

namespace tl::measure {

// Whole seconds of calendar time, as one knows it now: the sum of all stays of an issue in a status
// that have ended, each rounded down. Rows lie in blocks, so that what a question says of a block's
// rows stays near. Of one status and block those with fewest seconds come first. Six bytes an issue
// and status.
class StatusSeconds : public lens::Kept::Thing {
 public:
  static constexpr uint32_t kBlockRows = 1u << 16;

  struct List {
    lens::Code status = lens::kNoCode;
    uint32_t block = 0;
    std::span<const uint16_t> rows;  // of the block
    std::span<const uint32_t> seconds;
  };

  explicit StatusSeconds(const lens::Chunk& chunk);

  // False when a time does not fit (more than a century): there are no lists then.
  [[nodiscard]] bool is_exact() const { return exact_; }
  // Ordered by block and status.
  template <typename Visit>
  void each_list(Visit visit) const {
    for (size_t i = 0; i < runs_.size(); ++i) {
      const size_t begin = runs_[i].begin;
      const size_t size = (i + 1 < runs_.size() ? runs_[i + 1].begin : rows_.size()) - begin;
      visit(List{runs_[i].status, runs_[i].block, std::span(rows_).subspan(begin, size),
                 std::span(seconds_).subspan(begin, size)});
    }
  }
  [[nodiscard]] size_t memory_bytes() const override;

 private:
  struct Run {
    lens::Code status = lens::kNoCode;
    uint32_t block = 0;
    size_t begin = 0;
  };
  class Block;
  void add(uint32_t number, Block& block);

  bool exact_ = true;
  std::vector<Run> runs_;
  std::vector<uint16_t> rows_;
  std::vector<uint32_t> seconds_;
};

// Those of a chunk, from beside it where they are.
[[nodiscard]] std::shared_ptr<const StatusSeconds> status_seconds(const lens::Chunk& chunk);

}  // namespace tl::measure
