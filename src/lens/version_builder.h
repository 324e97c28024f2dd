// Makes the next version of a lens out of the present one and a chunk of changed rows.
//
// Parts are kept in a ladder of sizes: a few big ones (the base) and ever smaller ones (the delta).
// Two parts are merged when the smaller is not much smaller, so a change is copied a number of
// times that grows with the logarithm of the lens, and there are never many parts.
#pragma once

#include <memory>
#include <vector>

#include "lens/version.h"

namespace tl::lens {

inline constexpr uint32_t kMergeRatio = 2;  // merged when smaller * ratio >= larger
inline constexpr uint32_t kMaxReplacedPart =
    4;  // rewritten when over 1 / this of the rows are dead

class VersionBuilder {
 public:
  VersionBuilder() = default;
  explicit VersionBuilder(const LensVersion& base);

  void set_dictionary(Dictionary dictionary) { dictionary_ = std::move(dictionary); }
  // The rows of `chunk` replace those of the same issues.
  void append(std::shared_ptr<const Chunk> chunk);
  // A part as it was in another version. REQUIRES: no issue of it is live in another one.
  void restore(Part part);
  void remove(IssueRef ref);  // nothing happens when it is not there
  void remove_instance(InstanceId instance);
  void compact();
  [[nodiscard]] VersionPtr finish(int64_t position, Instant now);

 private:
  void replace(Part& part, uint32_t row);
  bool merge_two();
  void drop_dead();
  std::vector<Part> parts_;
  std::vector<std::shared_ptr<RowSet>> own_;  // bitmaps of parts_ that are ours to change
  Dictionary dictionary_;
};

// The live rows of both as one chunk.
[[nodiscard]] std::shared_ptr<const Chunk> merge_parts(const Part& a, const Part& b);

}  // namespace tl::lens
