// A version of one tenant's lens: an immutable state of all its issues. Readers hold (pin) it by a
// shared pointer for as long as a question takes; nothing in it changes and no lock is needed.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "lens/chunk.h"
#include "lens/dictionary.h"

namespace tl::lens {

using RowSet = std::vector<uint64_t>;  // a bit a row

[[nodiscard]] inline bool has_row(const RowSet& set, uint32_t row) {
  return (set[row >> 6] >> (row & 63) & 1) != 0;
}

// A chunk and which of its rows were replaced by rows of later chunks.
struct Part {
  std::shared_ptr<const Chunk> chunk;
  std::shared_ptr<const RowSet> replaced;  // nullptr: none
  uint32_t replaced_count = 0;

  [[nodiscard]] bool live(uint32_t row) const {
    return replaced == nullptr || !has_row(*replaced, row);
  }
};

struct RowAddress {
  uint32_t part = 0;
  uint32_t row = 0;
};

class LensVersion {
 public:
  // Each issue is live in exactly one part. Deleted issues are rows with kRowDeleted.
  [[nodiscard]] const std::vector<Part>& parts() const { return parts_; }
  [[nodiscard]] const Dictionary& dictionary() const { return dictionary_; }

  [[nodiscard]] int64_t position() const { return position_; }  // feed position it includes
  [[nodiscard]] Instant built_at() const { return built_at_; }
  // The greatest "updated" of any issue: the vendor's clock up to which something is known.
  // Nothing while there is no issue.
  [[nodiscard]] std::optional<Instant> data_to() const { return data_to_; }

  [[nodiscard]] size_t issue_count() const;  // live rows, deleted ones included
  // With what is kept beside the chunks, which comes and goes.
  [[nodiscard]] size_t memory_bytes() const;
  [[nodiscard]] std::optional<RowAddress> find(IssueRef ref) const;
  [[nodiscard]] std::optional<IssueRow> issue(IssueRef ref) const;

 private:
  friend class VersionBuilder;
  std::vector<Part> parts_;
  Dictionary dictionary_;
  int64_t position_ = 0;
  Instant built_at_;
  std::optional<Instant> data_to_;
  size_t memory_bytes_ = 0;  // of what does not change
};

using VersionPtr = std::shared_ptr<const LensVersion>;

}  // namespace tl::lens
