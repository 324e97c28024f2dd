#include "measure/status_seconds.h"

#include <limits>

#include "measure/percentiles.h"
#include "measure/track.h"

namespace tl::measure {
namespace {

constexpr int kRowBits = 16;
static_assert(StatusSeconds::kBlockRows == 1u << kRowBits);

}  // namespace

// The rows of one block while they are followed.
class StatusSeconds::Block {
 public:
  // False when a time does not fit.
  bool add(const lens::Chunk& chunk, uint32_t row) {
    been_.clear();
    const Track track(chunk, row, std::nullopt);
    int64_t all = 0;
    track.each_stay([&](lens::Code status, int64_t from, int64_t to) {
      if (to == kForever || status == lens::kNoCode) return;
      if (status >= sums_.size()) sums_.resize(status + size_t{1}, kNever);
      if (sums_[status] == kNever) {
        sums_[status] = 0;
        been_.push_back(status);
      }
      sums_[status] += (to - from) / 1000;
      all += (to - from) / 1000;
    });
    if (entries_.size() < sums_.size()) entries_.resize(sums_.size());
    for (const lens::Code status : been_) {
      entries_[status].push_back(sums_[status] << kRowBits | row % kBlockRows);
      sums_[status] = kNever;
    }
    return all <= std::numeric_limits<uint32_t>::max();
  }
  // By status: seconds, and the row in the last bits.
  [[nodiscard]] std::vector<std::vector<int64_t>>& entries() { return entries_; }

 private:
  static constexpr int64_t kNever = -1;
  std::vector<int64_t> sums_;  // by status
  std::vector<lens::Code> been_;
  std::vector<std::vector<int64_t>> entries_;
};

StatusSeconds::StatusSeconds(const lens::Chunk& chunk) {
  for (uint32_t begin = 0; begin < chunk.rows() && exact_; begin += kBlockRows) {
    Block block;
    const uint32_t end = std::min(begin + kBlockRows, chunk.rows());
    for (uint32_t row = begin; row < end && exact_; ++row) exact_ = block.add(chunk, row);
    add(begin / kBlockRows, block);
  }
  if (!exact_) {
    runs_.clear();
    rows_.clear();
    seconds_.clear();
  }
  runs_.shrink_to_fit();
  rows_.shrink_to_fit();
  seconds_.shrink_to_fit();
}

void StatusSeconds::add(uint32_t number, Block& block) {
  for (size_t status = 0; status < block.entries().size(); ++status) {
    std::vector<int64_t>& entries = block.entries()[status];
    if (entries.empty()) continue;
    runs_.push_back({static_cast<lens::Code>(status), number, rows_.size()});
    sort_values(entries, kRowBits);
    for (const int64_t entry : entries) {
      rows_.push_back(static_cast<uint16_t>(entry & (kBlockRows - 1)));
      seconds_.push_back(static_cast<uint32_t>(entry >> kRowBits));
    }
  }
}

size_t StatusSeconds::memory_bytes() const {
  return sizeof(*this) + runs_.capacity() * sizeof(Run) + rows_.capacity() * sizeof(uint16_t) +
         seconds_.capacity() * sizeof(uint32_t);
}

std::shared_ptr<const StatusSeconds> status_seconds(const lens::Chunk& chunk) {
  const auto any = [](const StatusSeconds&) { return true; };
  if (auto known = chunk.kept.find<StatusSeconds>(any)) return known;
  // Two threads may do this at once; both are right.
  return chunk.kept.keep(std::make_shared<const StatusSeconds>(chunk), any, 1);
}

}  // namespace tl::measure
