// What is left to read of a backfill: windows of change instants, newest first. Several are read at
// once ("lanes"), each a slice about as long as a page of issues lasts. All of it fits in a cursor
// of bounded size, however many issues there are.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "connectors/jira/issue_reader.h"

namespace tl::connectors::jira {

struct Piece {
  Window window;
  int64_t rate = 0;  // milliseconds an issue, about; 0 unknown: it is read in one lane at first
};

struct Lane {
  Cursor cursor;
  bool old = false;  // before the first day that was asked for: open issues only
};

class Territory {
 public:
  // All time, in two parts: since `since`, and before it.
  [[nodiscard]] static Territory begin(Instant since);
  // Nothing when the state holds none.
  [[nodiscard]] static std::optional<Territory> parse(const PullState& state, Instant since);
  void save(PullState& state) const;

  // Cuts slices off the newest pieces until `most` lanes are open.
  void open_lanes(size_t most, int rows);
  // A lane has read a page: `fresh` issues, `last` when its window is finished.
  void note(size_t lane, const IssueRead& read, int rows);
  // Drops finished lanes.
  void settle();

  [[nodiscard]] bool finished() const { return lanes.empty() && pieces_.empty(); }
  // Everything younger has been delivered; nothing when that cannot be said yet.
  [[nodiscard]] std::optional<Instant> complete_back_to() const;

  std::vector<Lane> lanes;

 private:
  explicit Territory(Instant since) : since_(since) {}
  void give_back_rest(Lane& lane, const IssueRead& read, int rows);

  Instant since_;
  std::vector<Piece> pieces_;  // newest first
  std::vector<bool> done_;     // by lane
  int64_t span_ = 0;           // of the slices that were finished since settle()
  int64_t issues_ = 0;
};

}  // namespace tl::connectors::jira
