// The ways of all issues of a chunk through stages and zones, derived once per chunk and stage map
// and kept beside the chunk: what numbers over many issues follow instead of their changes.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "lens/version.h"
#include "measure/stage_map.h"
#include "measure/track.h"

namespace tl::measure {

// One issue's way is the stays of its Track, where stays that follow each other in one stage and
// zone are one step. Only the last stay stands for itself when it is done: with a resolution that
// cancels it means something else than the stays before it. About 20 bytes an issue.
class StagePaths : public lens::Kept::Thing {
 public:
  // `kinds`: stage and zone by status code, as kinds_of gives. `as_of`: see Track.
  StagePaths(const lens::Chunk& chunk, std::vector<uint8_t> kinds, std::optional<int64_t> as_of);

  [[nodiscard]] static std::vector<uint8_t> kinds_of(const StageMap& stages);

  // Calls visit(stage, zone, from, to) for each step in order; `to` of the last one is kForever.
  // REQUIRES: row < rows of the chunk
  template <typename Visit>
  void each_step(uint32_t row, Visit visit) const {
    const uint32_t end = begin_[row + 1];
    uint32_t i = begin_[row];
    if (i == end) return;
    int64_t word = words_[i];
    for (++i; i < end; ++i) {
      const int64_t next = words_[i];
      visit(stage_of(word), zone_of(word), word >> kKindBits, next >> kKindBits);
      word = next;
    }
    visit(stage_of(word), zone_of(word), word >> kKindBits, kForever);
  }
  [[nodiscard]] bool is_empty(uint32_t row) const { return begin_[row] == begin_[row + 1]; }

  [[nodiscard]] const std::vector<uint8_t>& kinds() const { return kinds_; }
  [[nodiscard]] std::optional<int64_t> as_of() const { return as_of_; }
  [[nodiscard]] size_t memory_bytes() const override;

 private:
  static constexpr int kStageBits = 3;
  static constexpr int kKindBits = 6;
  static Stage stage_of(int64_t word) { return static_cast<Stage>(word & 7); }
  static Zone zone_of(int64_t word) { return static_cast<Zone>(word >> kStageBits & 7); }
  void add(const lens::Chunk& chunk, uint32_t row);

  std::vector<uint8_t> kinds_;
  std::optional<int64_t> as_of_;
  std::vector<uint32_t> begin_{0};  // rows + 1
  lens::InstantColumn words_;       // where a step begins, then its kind in the last bits
};

// The ways of a chunk's issues, from beside the chunk where they are.
[[nodiscard]] std::shared_ptr<const StagePaths> stage_paths(
    const lens::Chunk& chunk, const StageMap& stages, std::optional<int64_t> as_of = std::nullopt);

}  // namespace tl::measure
