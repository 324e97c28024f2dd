// What flow metrics need of every issue, derived once per chunk and stage map and kept beside the
// chunk. Chunks are immutable, so a new version of a lens only derives its new chunks.
#pragma once

#include <algorithm>
#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "lens/version.h"
#include "measure/question.h"
#include "measure/stage_map.h"

namespace tl::measure {

enum class Outcome : uint8_t {
  kOpen,       // never was done or in a cancelled stage
  kFinished,   // beyond the finish line now
  kCancelled,  // in a cancelled stage, or done with a cancelling resolution
  kReopened,   // was done or cancelled, is not now
  kMismatch,   // the present status is not where the changes lead, and lies elsewhere
};

// One issue on its way. Instants in milliseconds or lens::kNoInstant.
struct Passage {
  Outcome outcome = Outcome::kOpen;
  int64_t first_start = lens::kNoInstant;
  int64_t last_start = lens::kNoInstant;
  // Where it counts in time: finish; the beginning of the cancelled stay; when it was last done
  // (reopened); last known change (mismatch).
  int64_t end = lens::kNoInstant;
  bool ended_often = false;  // `end` is not the only time that it came to be done or cancelled
  bool operator==(const Passage&) const = default;
};

// Of one chunk as many are kept: a stage map or an instant (`as_of`) each.
inline constexpr size_t kMaxMapsPerChunk = 4;

// A map made for a later version knows more codes; a chunk only holds those of its own time.
template <typename T>
[[nodiscard]] bool agree(const std::vector<T>& a, const std::vector<T>& b) {
  const size_t size = std::min(a.size(), b.size());
  return std::equal(a.begin(), a.begin() + static_cast<std::ptrdiff_t>(size), b.begin());
}

// Passages of all rows of a chunk, packed: about 16 bytes a row.
class FlowColumns : public lens::Kept::Thing {
 public:
  // What they depend on besides the chunk.
  struct Key {
    std::vector<Zone> zones;
    std::vector<uint8_t> cancelling;
    std::optional<int64_t> as_of;
  };
  explicit FlowColumns(Key key = {}) : key_(std::move(key)) {}
  [[nodiscard]] const Key& key() const { return key_; }

  void reserve(size_t rows);
  void add(const Passage& passage);
  void pack();  // ends the filling

  // REQUIRES: packed, row < rows of the chunk
  [[nodiscard]] int64_t start(uint32_t row, StartRule rule) const {
    return rule == StartRule::kFirst ? first_start_[row] : last_start_[row];
  }
  [[nodiscard]] int64_t end(uint32_t row) const { return end_[row]; }
  [[nodiscard]] Outcome outcome(uint32_t row) const {
    return static_cast<Outcome>(state_[row] & kOutcomeMask);
  }
  [[nodiscard]] bool ended_often(uint32_t row) const { return (state_[row] & kEndedOften) != 0; }
  [[nodiscard]] size_t memory_bytes() const override;

 private:
  static constexpr uint8_t kOutcomeMask = 0x0f;
  static constexpr uint8_t kEndedOften = 0x10;
  Key key_;
  lens::InstantColumn first_start_, last_start_, end_;
  std::vector<uint8_t> state_;
};

// Follows the changes of one row up to `as_of` (nothing: all of them).
[[nodiscard]] Passage decide_passage(const lens::Chunk& chunk, uint32_t row, const StageMap& stages,
                                     std::optional<int64_t> as_of = std::nullopt);

[[nodiscard]] std::shared_ptr<const FlowColumns> derive_columns(
    const lens::Chunk& chunk, const StageMap& stages, std::optional<int64_t> as_of = std::nullopt);

// The same, from beside the chunk where they are.
[[nodiscard]] std::shared_ptr<const FlowColumns> flow_columns(
    const lens::Chunk& chunk, const StageMap& stages, std::optional<int64_t> as_of = std::nullopt);

}  // namespace tl::measure
