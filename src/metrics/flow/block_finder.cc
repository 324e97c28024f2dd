#include "metrics/flow/block_finder.h"

namespace tl::metrics::flow {
namespace {

bool is_ended(Zone zone) { return zone == Zone::kDone || zone == Zone::kCancelled; }

}  // namespace

const std::vector<Span>& BlockFinder::find(lens::RowAddress address, int64_t until,
                                           std::optional<BlockCause> cause) {
  spans_.clear();
  const lens::Chunk& chunk = chunk_of(facts_, address);
  if (!cause || *cause == BlockCause::kFlagged) add_flagged(chunk, address.row);
  if (!cause || *cause == BlockCause::kStage) add_stages(chunk, address.row);
  if (!cause || *cause == BlockCause::kLink) add_links(chunk, address.row, until);
  clip_and_merge(until);
  return spans_;
}

// Flagged since its creation where no change says since when.
void BlockFinder::add_flagged(const lens::Chunk& chunk, uint32_t row) {
  const lens::Range changes = chunk.changes(row, lens::ChangeField::kFlag);
  bool flagged = changes.empty() ? (chunk.flags[row] & lens::kRowFlagged) != 0
                                 : chunk.change.from[changes.begin] != lens::kNoCode;
  int64_t from = chunk.created[row];
  for (uint32_t i = changes.begin; i < changes.end; ++i) {
    const int64_t at = chunk.change.at[i];
    if (flagged) spans_.emplace_back(from, at);
    flagged = chunk.change.to[i] != lens::kNoCode;
    from = at;
  }
  if (flagged) spans_.emplace_back(from, kForever);
}

void BlockFinder::add_stages(const lens::Chunk& chunk, uint32_t row) {
  Track(chunk, row, std::nullopt).each_stay([&](lens::Code status, int64_t from, int64_t to) {
    if (facts_.stages.stage(status) == Stage::kBlocked) spans_.emplace_back(from, to);
  });
}

void BlockFinder::add_links(const lens::Chunk& chunk, uint32_t row, int64_t until) {
  const lens::Range links = chunk.links(row);
  for (uint32_t i = links.begin; i < links.end; ++i) {
    const lens::Link link = chunk.link_at(i);
    if (link.type >= blocking_.size() || blocking_[link.type] == 0) continue;
    const int64_t from = link.since == lens::kNoInstant ? chunk.created[row] : link.since;
    const int64_t to = link.until == lens::kNoInstant ? kForever : link.until;
    if (from >= std::min(to, until)) continue;
    const auto blocker = facts_.version.find({InstanceId(chunk.instance[row]), link.other});
    if (blocker) {
      add_open_times(*blocker, from, to);
    } else {
      ++unknown_;
      spans_.emplace_back(from, to);
    }
  }
}

// The parts of [from, to) in which the blocking issue was there and neither done nor cancelled.
void BlockFinder::add_open_times(lens::RowAddress blocker, int64_t from, int64_t to) {
  const lens::Chunk& chunk = chunk_of(facts_, blocker);
  if ((chunk.flags[blocker.row] & lens::kRowDeleted) != 0)
    to = std::min(to, chunk.deleted_at[blocker.row]);
  Track(chunk, blocker.row, std::nullopt)
      .each_stay([&](lens::Code status, int64_t begin, int64_t end) {
        if (is_ended(facts_.stages.zone(status))) return;
        begin = std::max(begin, from);
        end = std::min(end, to);
        if (begin < end) spans_.emplace_back(begin, end);
      });
}

void BlockFinder::clip_and_merge(int64_t until) {
  for (Span& span : spans_) span.second = std::min(span.second, until);
  std::erase_if(spans_, [](const Span& span) { return span.first >= span.second; });
  if (spans_.size() < 2) return;
  std::sort(spans_.begin(), spans_.end());
  size_t last = 0;
  for (size_t i = 1; i < spans_.size(); ++i) {
    if (spans_[i].first <= spans_[last].second)
      spans_[last].second = std::max(spans_[last].second, spans_[i].second);
    else
      spans_[++last] = spans_[i];
  }
  spans_.resize(last + 1);
}

int64_t overlap_seconds(const Facts& facts, TimeUnit unit, const std::vector<Span>& spans,
                        int64_t from, int64_t to) {
  int64_t sum = 0;
  for (const Span& span : spans) {
    if (span.first >= to) break;
    sum += seconds_between(facts, unit, std::max(from, span.first), std::min(to, span.second));
  }
  return sum;
}

std::vector<Span> decide_blocked_spans(const Facts& facts, lens::RowAddress address, int64_t until,
                                       std::optional<BlockCause> cause) {
  return BlockFinder(facts).find(address, until, cause);
}

}  // namespace tl::metrics::flow
