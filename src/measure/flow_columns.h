// What flow metrics need of every issue, derived once per chunk and stage map. Chunks are
// immutable, so a new version of a lens only derives its new chunks.
#pragma once

#include <cstdint>
#include <list>
#include <memory>
#include <mutex>
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

// Passages of all rows of a chunk, packed: about 16 bytes a row.
class FlowColumns {
 public:
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
  [[nodiscard]] size_t memory_bytes() const;

 private:
  static constexpr uint8_t kOutcomeMask = 0x0f;
  static constexpr uint8_t kEndedOften = 0x10;
  lens::InstantColumn first_start_, last_start_, end_;
  std::vector<uint8_t> state_;
};

// Follows the changes of one row up to `as_of` (nothing: all of them).
[[nodiscard]] Passage decide_passage(const lens::Chunk& chunk, uint32_t row, const StageMap& stages,
                                     std::optional<int64_t> as_of = std::nullopt);

[[nodiscard]] std::shared_ptr<const FlowColumns> derive_columns(
    const lens::Chunk& chunk, const StageMap& stages, std::optional<int64_t> as_of = std::nullopt);

// Thread-safe. Entries live as long as their chunk and at most kMaxMapsPerChunk of them (a stage
// map or an `as_of` each).
class FlowCache {
 public:
  static constexpr size_t kMaxMapsPerChunk = 4;

  [[nodiscard]] std::shared_ptr<const FlowColumns> columns(
      const std::shared_ptr<const lens::Chunk>& chunk, const StageMap& stages,
      std::optional<int64_t> as_of = std::nullopt);
  [[nodiscard]] size_t entries() const;
  [[nodiscard]] size_t memory_bytes() const;

 private:
  struct Entry {
    std::weak_ptr<const lens::Chunk> chunk;
    uint64_t serial = 0;
    std::vector<Zone> zones;
    std::vector<uint8_t> cancelling;
    std::optional<int64_t> as_of;
    std::shared_ptr<const FlowColumns> columns;
  };
  std::shared_ptr<const FlowColumns> find(uint64_t serial, const StageMap& stages,
                                          std::optional<int64_t> as_of);
  mutable std::mutex mutex_;
  std::list<Entry> entries_;  // the most recently used first
};

}  // namespace tl::measure
