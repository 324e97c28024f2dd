#include "measure/stage_paths.h"

#include <algorithm>

#include "measure/flow_columns.h"

namespace tl::measure {
namespace {

// Far from every window, and room enough for the kind.
constexpr int64_t kFarthest = int64_t{1} << 56;

}  // namespace

std::vector<uint8_t> StagePaths::kinds_of(const StageMap& stages) {
  std::vector<uint8_t> kinds(stages.zones().size());
  for (lens::Code code = 0; code < kinds.size(); ++code)
    kinds[code] = static_cast<uint8_t>(static_cast<unsigned>(stages.stage(code)) |
                                       static_cast<unsigned>(stages.zone(code)) << kStageBits);
  return kinds;
}

StagePaths::StagePaths(const lens::Chunk& chunk, std::vector<uint8_t> kinds,
                       std::optional<int64_t> as_of)
    : kinds_(std::move(kinds)), as_of_(as_of) {
  begin_.reserve(chunk.rows() + size_t{1});
  for (uint32_t row = 0; row < chunk.rows(); ++row) {
    add(chunk, row);
    begin_.push_back(static_cast<uint32_t>(words_.size()));
  }
  words_.pack();
}

void StagePaths::add(const lens::Chunk& chunk, uint32_t row) {
  constexpr uint8_t kNothing = 0xff;
  uint8_t before = kNothing;
  const Track track(chunk, row, as_of_);
  track.each_stay([&](lens::Code status, int64_t from, int64_t to) {
    const uint8_t kind = status < kinds_.size() ? kinds_[status] : 0;
    const bool last_done = to == kForever && zone_of(kind) == Zone::kDone;
    if (kind == before && !last_done) return;
    before = kind;
    words_.push_back(std::clamp(from, -kFarthest, kFarthest) * (int64_t{1} << kKindBits) | kind);
  });
}

size_t StagePaths::memory_bytes() const {
  return sizeof(*this) + kinds_.capacity() + begin_.capacity() * sizeof(uint32_t) +
         words_.memory_bytes();
}

std::shared_ptr<const StagePaths> stage_paths(const lens::Chunk& chunk, const StageMap& stages,
                                              std::optional<int64_t> as_of) {
  std::vector<uint8_t> kinds = StagePaths::kinds_of(stages);
  const auto fits = [&](const StagePaths& one) {
    return one.as_of() == as_of && agree(one.kinds(), kinds);
  };
  if (auto known = chunk.kept.find<StagePaths>(fits)) return known;
  // Two threads may do this at once; both are right.
  auto made = std::make_shared<const StagePaths>(chunk, kinds, as_of);
  return chunk.kept.keep(std::move(made), fits, kMaxMapsPerChunk);
}

}  // namespace tl::measure
