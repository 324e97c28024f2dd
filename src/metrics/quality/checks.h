// The table of checks, and what each of them sees of an issue. Not for others than this room.
#pragma once

#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "measure/ended.h"
#include "metrics/quality/quality.h"

namespace tl::metrics::quality {

// Which issues a check looks at; an issue is of several.
enum Group : unsigned {
  kEveryone = 1,
  kEnded = 2,        // ended in the window, finished or not
  kFinished = 4,     // finished in the window
  kOpen = 8,         // neither done nor cancelled
  kInProgress = 16,  // between start line and finish line
  kInSprint = 32,    // open, and in an active sprint
};

// One issue.
struct Look {
  const Facts& facts;
  const Question& question;
  const lens::Chunk& chunk;
  measure::Ended item;  // end and start only of what ended in the window
  unsigned groups = kEveryone;
  std::optional<measure::ExclusionReason> reason;  // why cycle time leaves it out
  measure::Outcome outcome = measure::Outcome::kOpen;
  lens::Code status = lens::kNoCode;
  int64_t seen = 0;                   // the instant the question looks from
  std::optional<int64_t> sprint_end;  // the planned end of its active sprint, the earliest

  [[nodiscard]] uint32_t row() const { return item.row; }
  // Where the issue counts in time when a check has no better instant.
  [[nodiscard]] int64_t instant() const {
    return (groups & kEnded) != 0 ? item.end : chunk.updated[item.row];
  }
};

struct Check {
  std::string_view code;
  std::string_view title;
  std::string_view text;
  Group looks_at;
  // The instant at which it came to be so; nothing: the issue is well.
  std::optional<int64_t> (*look)(const Look& look);
  std::string_view at_title;  // of that instant
  Fix fix;
  std::string_view fix_text;
  std::optional<measure::ExclusionReason> excludes;  // from cycle time
};

[[nodiscard]] std::span<const Check> all_checks();

}  // namespace tl::metrics::quality
