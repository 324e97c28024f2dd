#include "metrics/flow/flow_columns.h"

#include "metrics/flow/passage.h"

namespace tl::metrics::flow {
namespace {

// A map made for a later version knows more codes; a chunk only holds those of its own time.
template <typename T>
bool agree(const std::vector<T>& a, const std::vector<T>& b) {
  const size_t size = std::min(a.size(), b.size());
  return std::equal(a.begin(), a.begin() + static_cast<std::ptrdiff_t>(size), b.begin());
}

}  // namespace

Passage decide_passage(const lens::Chunk& chunk, uint32_t row, const StageMap& stages,
                       std::optional<int64_t> as_of) {
  return follow_passage(ChunkFacts(chunk, row), stages, as_of);
}

std::shared_ptr<const FlowColumns> derive_columns(const lens::Chunk& chunk, const StageMap& stages,
                                                  std::optional<int64_t> as_of) {
  auto columns = std::make_shared<FlowColumns>();
  columns->first_start.resize(chunk.rows());
  columns->last_start.resize(chunk.rows());
  columns->end.resize(chunk.rows());
  columns->outcome.resize(chunk.rows());
  for (uint32_t row = 0; row < chunk.rows(); ++row) {
    const Passage passage = decide_passage(chunk, row, stages, as_of);
    columns->first_start[row] = passage.first_start;
    columns->last_start[row] = passage.last_start;
    columns->end[row] = passage.end;
    columns->outcome[row] = passage.outcome;
  }
  return columns;
}

std::shared_ptr<const FlowColumns> FlowCache::find(uint64_t serial, const StageMap& stages) {
  for (auto it = entries_.begin(); it != entries_.end(); ++it) {
    if (it->serial != serial || !agree(it->zones, stages.zones()) ||
        !agree(it->cancelling, stages.cancelling()))
      continue;
    entries_.splice(entries_.begin(), entries_, it);
    return entries_.front().columns;
  }
  return nullptr;
}

std::shared_ptr<const FlowColumns> FlowCache::columns(
    const std::shared_ptr<const lens::Chunk>& chunk, const StageMap& stages) {
  {
    const std::lock_guard lock(mutex_);
    if (auto known = find(chunk->serial, stages)) return known;
  }
  auto derived = derive_columns(*chunk, stages);  // two threads may do this at once; both are right
  const std::lock_guard lock(mutex_);
  if (auto known = find(chunk->serial, stages)) return known;
  std::erase_if(entries_, [](const Entry& entry) { return entry.chunk.expired(); });
  entries_.push_front({chunk, chunk->serial, stages.zones(), stages.cancelling(), derived});
  size_t of_chunk = 0;
  std::erase_if(entries_, [&](const Entry& entry) {
    return entry.serial == chunk->serial && ++of_chunk > kMaxMapsPerChunk;
  });
  return derived;
}

size_t FlowCache::entries() const {
  const std::lock_guard lock(mutex_);
  return entries_.size();
}

}  // namespace tl::metrics::flow
