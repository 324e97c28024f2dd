#include "measure/flow_columns.h"

#include "measure/passage.h"

namespace tl::measure {
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

void FlowColumns::reserve(size_t rows) {
  for (lens::InstantColumn* column : {&first_start_, &last_start_, &end_}) column->reserve(rows);
  state_.reserve(rows);
}

void FlowColumns::add(const Passage& passage) {
  first_start_.push_back(passage.first_start);
  last_start_.push_back(passage.last_start);
  end_.push_back(passage.end);
  const auto outcome = static_cast<unsigned>(passage.outcome);
  state_.push_back(static_cast<uint8_t>(outcome | (passage.ended_often ? kEndedOften : 0u)));
}

void FlowColumns::pack() {
  for (lens::InstantColumn* column : {&first_start_, &last_start_, &end_}) column->pack();
}

size_t FlowColumns::memory_bytes() const {
  return sizeof(*this) + first_start_.memory_bytes() + last_start_.memory_bytes() +
         end_.memory_bytes() + state_.capacity();
}

std::shared_ptr<const FlowColumns> derive_columns(const lens::Chunk& chunk, const StageMap& stages,
                                                  std::optional<int64_t> as_of) {
  auto columns = std::make_shared<FlowColumns>();
  columns->reserve(chunk.rows());
  for (uint32_t row = 0; row < chunk.rows(); ++row)
    columns->add(decide_passage(chunk, row, stages, as_of));
  columns->pack();
  return columns;
}

std::shared_ptr<const FlowColumns> FlowCache::find(uint64_t serial, const StageMap& stages,
                                                   std::optional<int64_t> as_of) {
  for (auto it = entries_.begin(); it != entries_.end(); ++it) {
    if (it->serial != serial || it->as_of != as_of || !agree(it->zones, stages.zones()) ||
        !agree(it->cancelling, stages.cancelling()))
      continue;
    entries_.splice(entries_.begin(), entries_, it);
    return entries_.front().columns;
  }
  return nullptr;
}

std::shared_ptr<const FlowColumns> FlowCache::columns(
    const std::shared_ptr<const lens::Chunk>& chunk, const StageMap& stages,
    std::optional<int64_t> as_of) {
  {
    const std::lock_guard lock(mutex_);
    if (auto known = find(chunk->serial, stages, as_of)) return known;
  }
  // Two threads may do this at once; both are right.
  auto derived = derive_columns(*chunk, stages, as_of);
  const std::lock_guard lock(mutex_);
  if (auto known = find(chunk->serial, stages, as_of)) return known;
  std::erase_if(entries_, [](const Entry& entry) { return entry.chunk.expired(); });
  entries_.push_front({chunk, chunk->serial, stages.zones(), stages.cancelling(), as_of, derived});
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

size_t FlowCache::memory_bytes() const {
  const std::lock_guard lock(mutex_);
  size_t sum = 0;
  for (const Entry& entry : entries_) sum += entry.columns->memory_bytes();
  return sum;
}

}  // namespace tl::measure
