// When issues were blocked, for many of them: what is the same for all is decided once.
#pragma once

#include <vector>

#include "metrics/flow/blocked.h"
#include "metrics/flow/inner.h"

namespace tl::metrics::flow {

// "is blocked by" has no id of its own in Jira: sites name their link types. A code says so when
// its phrase is known to mean "is blocked by" in one of Jira's languages, or when the phrase of the
// other direction of its type is known to mean "blocks" (and its own means nothing known). By link
// type code, 1: blocks.
[[nodiscard]] bool says_blocked_by(std::string_view phrase);
[[nodiscard]] bool says_blocks(std::string_view phrase);
[[nodiscard]] std::vector<uint8_t> decide_blocking_links(const lens::Dictionary& dictionary);

class BlockFinder {
 public:
  explicit BlockFinder(const Facts& facts)
      : facts_(facts), blocking_(decide_blocking_links(facts.version.dictionary())) {}

  // As decide_blocked_spans. The result is overwritten by the next call.
  const std::vector<Span>& find(lens::RowAddress address, int64_t until,
                                std::optional<BlockCause> cause);

  // Blocking issues that are not stored here, met so far.
  [[nodiscard]] size_t unknown_blockers() const { return unknown_; }

 private:
  void add_flagged(const lens::Chunk& chunk, uint32_t row);
  void add_stages(const lens::Chunk& chunk, uint32_t row);
  void add_links(const lens::Chunk& chunk, uint32_t row, int64_t until);
  void add_open_times(lens::RowAddress blocker, int64_t from, int64_t to);
  void clip_and_merge(int64_t until);

  const Facts& facts_;
  std::vector<uint8_t> blocking_;  // by LensField::kLinkType code
  std::vector<Span> spans_;
  size_t unknown_ = 0;
};

// Milliseconds of [from, to) that lie in spans, which are merged and sorted, as seconds of the
// unit.
[[nodiscard]] int64_t overlap_seconds(const Facts& facts, TimeUnit unit,
                                      const std::vector<Span>& spans, int64_t from, int64_t to);

}  // namespace tl::metrics::flow
