#include "connectors/jira/territory.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"

namespace tl::connectors::jira {
namespace {

constexpr Millis kShortestSlice = minutes(10);  // the overlap of slices must not weigh
constexpr Instant kOldest(946'684'800'000);     // 2000: nothing in a Jira is older
constexpr size_t kMaxPieces = 64;
constexpr double kFill = 0.8;  // of a page; a slice that is too long costs a second page

std::string text_of(const std::optional<Instant>& instant) {
  return instant ? std::to_string(instant->ms) : std::string();
}

std::optional<Instant> instant_in(std::string_view text) {
  const auto number = parse_int(text);
  return number ? std::optional(Instant(*number)) : std::nullopt;
}

Millis slice_of(int64_t rate, int rows) {
  const double span = static_cast<double>(rate) * rows * kFill;
  return Millis(static_cast<int64_t>(std::clamp(span, 1.0 * kShortestSlice.ms, 1e13)));
}

Lane make_lane(const Window& window, Instant since) {
  Lane lane;
  lane.cursor.window = window;
  lane.old = window.to && *window.to <= since;
  return lane;
}

// Milliseconds between two issues of a page.
int64_t rate_of(const IssueRead& read) {
  std::optional<Instant> newest;
  std::optional<Instant> oldest;
  for (const IssueMark& mark : read.page.marks) {
    if (mark.updated == Instant()) continue;
    newest = std::max(newest.value_or(mark.updated), mark.updated);
    oldest = std::min(oldest.value_or(mark.updated), mark.updated);
  }
  if (!newest || read.page.marks.size() < 2) return 0;
  const auto gaps = static_cast<int64_t>(read.page.marks.size()) - 1;
  return std::max<int64_t>(1, (*newest - *oldest).ms / gaps);
}

}  // namespace

Territory Territory::begin(Instant since) {
  Territory all(since);
  all.pieces_ = {{{since, std::nullopt}, 0}, {{std::nullopt, since}, 0}};
  return all;
}

std::optional<Territory> Territory::parse(const PullState& state, Instant since) {
  if (!state.number("begun")) return std::nullopt;
  Territory all(since);
  for (const std::string& text : state.list("lanes")) {
    const auto cursor = Cursor::parse(text);
    if (!cursor) return std::nullopt;
    Lane lane = make_lane(cursor->window, since);
    lane.cursor = *cursor;
    all.lanes.push_back(std::move(lane));
  }
  for (const std::string& text : state.list("pieces")) {
    const auto parts = split(text, ';');
    if (parts.size() != 3) return std::nullopt;
    all.pieces_.push_back({{instant_in(parts[0]), instant_in(parts[1])},
                           std::max<int64_t>(0, parse_int(parts[2]).value_or(0))});
  }
  all.done_.assign(all.lanes.size(), false);
  return all;
}

void Territory::save(PullState& state) const {
  std::vector<std::string> texts;
  for (const Lane& lane : lanes) texts.push_back(lane.cursor.render());
  state.set_list("lanes", std::move(texts));
  texts.clear();
  for (const Piece& piece : pieces_) {
    texts.push_back(
        fmt::format("{};{};{}", text_of(piece.window.from), text_of(piece.window.to), piece.rate));
  }
  state.set_list("pieces", std::move(texts));
  state.set("begun", 1);
}

void Territory::open_lanes(size_t most, int rows) {
  while (lanes.size() < most && !pieces_.empty()) {
    Piece& piece = pieces_.front();
    Window slice = piece.window;
    if (piece.rate > 0 && piece.window.to) {
      const Instant from = *piece.window.to - slice_of(piece.rate, rows);
      if (from > piece.window.from.value_or(kOldest) + kShortestSlice) slice.from = from;
    }
    lanes.push_back(make_lane(slice, since_));
    if (slice == piece.window) {
      pieces_.erase(pieces_.begin());
    } else {
      piece.window.to = slice.from;
    }
    // The first page of an unread part tells how long a slice should be.
    if (slice == Window{since_, std::nullopt}) break;
  }
  done_.assign(lanes.size(), false);
}

void Territory::note(size_t index, const IssueRead& read, int rows) {
  Lane& lane = lanes[index];
  const Window& window = lane.cursor.window;
  if (read.last) {
    done_[index] = true;
    if (window.from && window.to) {
      span_ += (*window.to - *window.from).ms;
      issues_ += static_cast<int64_t>(read.fresh.size());
    }
    return;
  }
  give_back_rest(lane, read, rows);
}

// A window that lasts for many pages is cut behind the next one, so that others can read the rest.
void Territory::give_back_rest(Lane& lane, const IssueRead& read, int rows) {
  const int64_t rate = rate_of(read);
  const bool dense = !lane.cursor.position.empty();
  if (dense || rate == 0 || !lane.cursor.floor || pieces_.size() >= kMaxPieces) return;
  Window& window = lane.cursor.window;
  const Instant cut = *lane.cursor.floor - slice_of(rate, rows);
  if (cut <= window.from.value_or(kOldest) + kShortestSlice) return;
  const Piece rest{{window.from, cut}, rate};
  window.from = cut;
  const auto older = std::find_if(pieces_.begin(), pieces_.end(), [&](const Piece& piece) {
    return piece.window.to && *piece.window.to < cut;
  });
  pieces_.insert(older, rest);
}

void Territory::settle() {
  std::vector<Lane> open;
  for (size_t i = 0; i < lanes.size(); ++i) {
    if (!done_[i]) open.push_back(std::move(lanes[i]));
  }
  lanes = std::move(open);
  done_.assign(lanes.size(), false);
  if (span_ > 0 && !pieces_.empty() && pieces_.front().rate > 0) {
    const int64_t rate = pieces_.front().rate;
    const int64_t seen = span_ / std::max<int64_t>(1, issues_);
    pieces_.front().rate = std::clamp(seen, std::max<int64_t>(1, rate / 4), rate * 4);
  }
  span_ = 0;
  issues_ = 0;
}

std::optional<Instant> Territory::complete_back_to() const {
  if (finished()) return since_;
  std::optional<Instant> newest;
  const auto take = [&](const std::optional<Instant>& open) {
    // A window without an upper bound of which nothing was read: nothing can be said.
    const Instant at = open.value_or(Instant(INT64_MAX));
    newest = std::max(newest.value_or(at), at);
  };
  for (const Lane& lane : lanes) {
    take(lane.cursor.floor ? lane.cursor.floor : lane.cursor.window.to);
  }
  for (const Piece& piece : pieces_) take(piece.window.to);
  if (!newest || newest->ms == INT64_MAX) return std::nullopt;
  return std::max(since_, *newest);
}

}  // namespace tl::connectors::jira
