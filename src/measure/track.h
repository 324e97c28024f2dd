// The way of one issue through its statuses, as one knows it at an instant. What is inline here is
// what numbers over all issues ask of each of them.
#pragma once

#include <algorithm>
#include <cstdint>
#include <limits>
#include <optional>

#include "lens/version.h"
#include "measure/stage_map.h"

namespace tl::measure {

inline constexpr int64_t kForever = std::numeric_limits<int64_t>::max();

// The stays of one issue in its statuses, in order. Changes after `as_of` are not known; without
// `as_of` the last stay is in the status the issue has now, wherever its changes lead. An issue
// created after `as_of` has no stay. Stays of negative length are left out.
class Track {
 public:
  Track(const lens::Chunk& chunk, uint32_t row, std::optional<int64_t> as_of)
      : chunk_(chunk), range_(chunk.changes(row, lens::ChangeField::kStatus)) {
    const lens::Code present = chunk.status[row];
    created_ = chunk.created[row];
    initial_ = range_.empty() ? present : chunk.change.from[range_.begin];
    last_ = range_.empty() ? present : lens::kNoCode;
    if (!as_of) {
      last_ = present;
      return;
    }
    if (created_ > *as_of) {
      exists_ = false;
      return;
    }
    while (range_.end > range_.begin && chunk.change.at[range_.end - 1] > *as_of) --range_.end;
  }

  // visit(status, from, to) of [from, to); `to` of the last stay is kForever. Without a creation
  // date the ways begin with the first change.
  template <typename Visit>
  void each_stay(Visit visit) const {
    if (!exists_) return;
    lens::Code status = range_.empty() ? last_or(initial_) : initial_;
    int64_t from = created_;
    for (uint32_t i = range_.begin; i < range_.end; ++i) {
      const int64_t at = chunk_.change.at[i];
      if (from != lens::kNoInstant && from < at) visit(status, from, at);
      status = chunk_.change.to[i];
      from = from == lens::kNoInstant ? at : std::max(from, at);
    }
    if (!range_.empty()) status = last_or(status);
    if (from != lens::kNoInstant) visit(status, from, kForever);
  }

  // The status at the end of what is known; kNoCode for an issue that is not there yet.
  [[nodiscard]] lens::Code last_status() const {
    if (!exists_) return lens::kNoCode;
    return last_or(range_.empty() ? initial_ : chunk_.change.to[range_.end - 1]);
  }

 private:
  [[nodiscard]] lens::Code last_or(lens::Code status) const {
    return last_ != lens::kNoCode ? last_ : status;
  }
  const lens::Chunk& chunk_;
  lens::Range range_;
  int64_t created_ = lens::kNoInstant;
  lens::Code initial_ = lens::kNoCode;
  lens::Code last_ = lens::kNoCode;  // what the present says, kNoCode: the changes decide
  bool exists_ = true;
};

// Where a stage lies on the way, for telling moves backwards: queue 0, active 1, review 2, done 3.
// Blocked is no place on the way: leaving it for the stage one came from is no step back.
[[nodiscard]] constexpr std::optional<int> place_of(Stage stage) {
  switch (stage) {
    case Stage::kQueue:
      return 0;
    case Stage::kActive:
      return 1;
    case Stage::kReview:
      return 2;
    case Stage::kDone:
      return 3;
    case Stage::kUnmapped:
    case Stage::kBlocked:
    case Stage::kCancelled:
      break;
  }
  return std::nullopt;
}

// The value of a field of one value at the instant: what the last change up to then made it, else
// what the first one came from, else the present value.
[[nodiscard]] inline lens::Code value_at(const lens::Chunk& chunk, uint32_t row,
                                         lens::ChangeField field, lens::Code present,
                                         int64_t instant) {
  const lens::Range changes = chunk.changes(row, field);
  if (changes.empty()) return present;
  uint32_t end = changes.end;
  while (end > changes.begin && chunk.change.at[end - 1] > instant) --end;
  return end == changes.begin ? chunk.change.from[end] : chunk.change.to[end - 1];
}

// Flagged, as far as one knows at `as_of` (nothing: now).
[[nodiscard]] inline bool is_flagged(const lens::Chunk& chunk, uint32_t row,
                                     std::optional<int64_t> as_of) {
  const bool now = (chunk.flags[row] & lens::kRowFlagged) != 0;
  if (!as_of) return now;
  return value_at(chunk, row, lens::ChangeField::kFlag, now ? lens::kFlagged : lens::kNoCode,
                  *as_of) != lens::kNoCode;
}

}  // namespace tl::measure
