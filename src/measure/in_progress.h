// Where an issue stood at an instant, and which issues are in progress: one rule for WIP, the head
// of cycle time and the mix.
#pragma once

#include <cstdint>
#include <optional>

#include "measure/facts.h"
#include "measure/row_filter.h"
#include "measure/scope.h"

namespace tl::measure {

// The status at an instant (milliseconds). Before the first change: what that change came from.
// kNoCode when the issue was not created yet.
[[nodiscard]] inline lens::Code status_at(const lens::Chunk& chunk, uint32_t row, int64_t instant) {
  if (chunk.created[row] > instant) return lens::kNoCode;
  const lens::Range changes = chunk.changes(row, lens::ChangeField::kStatus);
  if (changes.empty()) return chunk.status[row];
  uint32_t end = changes.end;
  while (end > changes.begin && chunk.change.at[end - 1] > instant) --end;
  return end == changes.begin ? chunk.change.from[end] : chunk.change.to[end - 1];
}

// Is it deleted, now or as of an instant?
[[nodiscard]] inline bool is_deleted(const lens::Chunk& chunk, uint32_t row,
                                     std::optional<Instant> as_of) {
  return (chunk.flags[row] & lens::kRowDeleted) != 0 &&
         (!as_of || chunk.deleted_at[row] <= as_of->ms);
}

// Calls visit(part, row) for every issue of the scope that lies between the lines, now (by its
// present status) or as of the question's instant.
template <typename Visit>
void each_in_progress(const Facts& facts, const Question& question, const Scope& scope,
                      Visit visit) {
  for (uint32_t index = 0; index < facts.version.parts().size(); ++index) {
    const lens::Part& part = facts.version.parts()[index];
    const lens::Chunk& chunk = *part.chunk;
    const auto is_started = [&](uint32_t row) {
      const lens::Code status =
          question.as_of ? status_at(chunk, row, question.as_of->ms) : chunk.status[row];
      return facts.stages.zone(status) == Zone::kStarted;
    };
    each_row_where(chunk.rows(), is_started, [&](uint32_t row) {
      if (part.live(row) && scope.holds(chunk, row) && !is_deleted(chunk, row, question.as_of))
        visit(index, row);
    });
  }
}

}  // namespace tl::measure
