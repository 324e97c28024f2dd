#include "lens/version.h"

namespace tl::lens {

size_t LensVersion::issue_count() const {
  size_t count = 0;
  for (const Part& part : parts_) count += part.chunk->rows() - part.replaced_count;
  return count;
}

size_t LensVersion::memory_bytes() const {
  size_t sum = memory_bytes_;
  for (const Part& part : parts_) sum += part.chunk->kept.memory_bytes();
  return sum;
}

std::optional<RowAddress> LensVersion::find(IssueRef ref) const {
  for (uint32_t i = 0; i < parts_.size(); ++i) {
    const auto row = parts_[i].chunk->find(ref);
    if (row && parts_[i].live(*row)) return RowAddress{i, *row};
  }
  return std::nullopt;
}

std::optional<IssueRow> LensVersion::issue(IssueRef ref) const {
  const auto address = find(ref);
  if (!address) return std::nullopt;
  return parts_[address->part].chunk->row(address->row);
}

}  // namespace tl::lens
