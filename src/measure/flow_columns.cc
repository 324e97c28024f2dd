#include "measure/flow_columns.h"

#include "measure/passage.h"

namespace tl::measure {

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
         end_.memory_bytes() + state_.capacity() + key_.zones.capacity() * sizeof(Zone) +
         key_.cancelling.capacity();
}

std::shared_ptr<const FlowColumns> derive_columns(const lens::Chunk& chunk, const StageMap& stages,
                                                  std::optional<int64_t> as_of) {
  auto columns =
      std::make_shared<FlowColumns>(FlowColumns::Key{stages.zones(), stages.cancelling(), as_of});
  columns->reserve(chunk.rows());
  for (uint32_t row = 0; row < chunk.rows(); ++row)
    columns->add(decide_passage(chunk, row, stages, as_of));
  columns->pack();
  return columns;
}

std::shared_ptr<const FlowColumns> flow_columns(const lens::Chunk& chunk, const StageMap& stages,
                                                std::optional<int64_t> as_of) {
  const auto fits = [&](const FlowColumns& one) {
    return one.key().as_of == as_of && agree(one.key().zones, stages.zones()) &&
           agree(one.key().cancelling, stages.cancelling());
  };
  if (auto known = chunk.kept.find<FlowColumns>(fits)) return known;
  // Two threads may do this at once; both are right.
  return chunk.kept.keep(derive_columns(chunk, stages, as_of), fits, kMaxMapsPerChunk);
}

}  // namespace tl::measure
