#include "lens/version_builder.h"

#include <algorithm>

namespace tl::lens {
namespace {

uint32_t live_rows(const Part& part) { return part.chunk->rows() - part.replaced_count; }

// No row of one can be in the other.
bool apart(const Chunk& a, const Chunk& b) {
  if (a.rows() == 0 || b.rows() == 0) return true;
  return a.ref(a.rows() - 1) < b.ref(0) || b.ref(b.rows() - 1) < a.ref(0);
}

std::shared_ptr<const Chunk> live_only(const Part& part) {
  ChunkBuilder out;
  out.reserve(live_rows(part), part.chunk->change.at.size());
  for (uint32_t row = 0; row < part.chunk->rows(); ++row) {
    if (part.live(row)) out.copy(*part.chunk, row);
  }
  return out.finish();
}

uint32_t next_live(const Part& part, uint32_t row) {
  while (row < part.chunk->rows() && !part.live(row)) ++row;
  return row;
}

}  // namespace

std::shared_ptr<const Chunk> merge_parts(const Part& a, const Part& b) {
  ChunkBuilder out;
  out.reserve(live_rows(a) + live_rows(b), a.chunk->change.at.size() + b.chunk->change.at.size());
  uint32_t i = next_live(a, 0);
  uint32_t j = next_live(b, 0);
  while (i < a.chunk->rows() || j < b.chunk->rows()) {
    const bool take_a =
        j == b.chunk->rows() || (i < a.chunk->rows() && a.chunk->ref(i) < b.chunk->ref(j));
    if (take_a) {
      out.copy(*a.chunk, i);
      i = next_live(a, i + 1);
    } else {
      out.copy(*b.chunk, j);
      j = next_live(b, j + 1);
    }
  }
  return out.finish();
}

VersionBuilder::VersionBuilder(const LensVersion& base)
    : parts_(base.parts()), own_(base.parts().size()), dictionary_(base.dictionary()) {}

void VersionBuilder::replace(Part& part, uint32_t row) {
  auto& own = own_[static_cast<size_t>(&part - parts_.data())];
  if (!own) {
    own = part.replaced ? std::make_shared<RowSet>(*part.replaced)
                        : std::make_shared<RowSet>((part.chunk->rows() + 63) / 64);
    part.replaced = own;
  }
  (*own)[row >> 6] |= uint64_t{1} << (row & 63);
  ++part.replaced_count;
}

void VersionBuilder::remove(IssueRef ref) {
  for (Part& part : parts_) {
    const auto row = part.chunk->find(ref);
    if (!row || !part.live(*row)) continue;
    replace(part, *row);
    return;
  }
}

void VersionBuilder::remove_instance(InstanceId instance) {
  for (Part& part : parts_) {
    for (uint32_t row = 0; row < part.chunk->rows(); ++row) {
      if (part.chunk->instance[row] == instance.value && part.live(row)) replace(part, row);
    }
  }
}

void VersionBuilder::append(std::shared_ptr<const Chunk> chunk) {
  if (chunk->rows() == 0) return;
  const bool new_only = std::all_of(parts_.begin(), parts_.end(),
                                    [&](const Part& part) { return apart(*part.chunk, *chunk); });
  for (uint32_t row = 0; row < chunk->rows() && !new_only; ++row) remove(chunk->ref(row));
  parts_.push_back(Part{std::move(chunk), nullptr, 0});
  own_.emplace_back();
}

void VersionBuilder::restore(Part part) {
  parts_.push_back(std::move(part));
  own_.emplace_back();
}

void VersionBuilder::drop_dead() {
  std::vector<Part> kept;
  for (Part& part : parts_) {
    if (live_rows(part) == 0) continue;
    if (part.replaced_count > part.chunk->rows() / kMaxReplacedPart)
      kept.push_back(Part{live_only(part), nullptr, 0});
    else
      kept.push_back(std::move(part));
  }
  parts_ = std::move(kept);
}

bool VersionBuilder::merge_two() {
  for (size_t i = parts_.size(); i-- > 1;) {
    const uint32_t larger = live_rows(parts_[i - 1]);
    const uint32_t smaller = live_rows(parts_[i]);
    if (uint64_t{smaller} * kMergeRatio < larger || smaller + larger > kMaxChunkRows) continue;
    parts_[i - 1] = Part{merge_parts(parts_[i - 1], parts_[i]), nullptr, 0};
    parts_.erase(parts_.begin() + static_cast<std::ptrdiff_t>(i));
    return true;
  }
  return false;
}

void VersionBuilder::compact() {
  drop_dead();
  const auto larger = [](const Part& a, const Part& b) {
    const uint32_t left = live_rows(a);
    const uint32_t right = live_rows(b);
    return left != right ? left > right : a.chunk->serial < b.chunk->serial;
  };
  do {
    std::sort(parts_.begin(), parts_.end(), larger);
  } while (merge_two());
  own_.assign(parts_.size(), nullptr);  // the next change copies a bitmap before it writes
}

VersionPtr VersionBuilder::finish(int64_t position, Instant now) {
  auto version = std::make_shared<LensVersion>();
  int64_t updated = kNoInstant;
  size_t memory = dictionary_.memory_bytes();
  for (const Part& part : parts_) {
    updated = std::max(updated, part.chunk->greatest_updated);
    memory += part.chunk->memory_bytes();
    if (part.replaced) memory += part.replaced->size() * sizeof(uint64_t);
  }
  version->parts_ = std::move(parts_);
  version->dictionary_ = std::move(dictionary_);
  version->position_ = position;
  version->built_at_ = now;
  if (updated != kNoInstant) version->data_to_ = Instant(updated);
  version->memory_bytes_ = memory;
  return version;
}

}  // namespace tl::lens
