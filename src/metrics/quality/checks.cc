#include "metrics/quality/checks.h"

#include <algorithm>
#include <array>

#include "measure/in_progress.h"
#include "measure/track.h"

namespace tl::metrics::quality {
namespace {

using measure::ExclusionReason;
using measure::Stage;
using measure::Track;
using measure::Zone;

using At = std::optional<int64_t>;

constexpr int64_t kInOneGoMs = 60'000;

std::optional<int64_t> as_of_ms(const Look& look) {
  return look.question.as_of ? At(look.question.as_of->ms) : std::nullopt;
}

At when_left_out(const Look& look, ExclusionReason reason) {
  return look.reason == reason ? At(look.item.end) : std::nullopt;
}

At history_incomplete(const Look& look) {
  if ((look.chunk.flags[look.row()] & lens::kRowHistoryComplete) != 0) return std::nullopt;
  return look.instant();
}

// The changes lead elsewhere, or one of them begins where the one before it did not end.
At history_mismatch(const Look& look) {
  const bool broken = (look.chunk.flags[look.row()] & lens::kRowChainBroken) != 0;
  if (look.outcome != measure::Outcome::kMismatch && !broken) return std::nullopt;
  return look.instant();
}

At no_start(const Look& look) { return when_left_out(look, ExclusionReason::kNoStart); }
At reopened(const Look& look) { return when_left_out(look, ExclusionReason::kReopened); }

// Finished before it started, or changed before it was created.
At negative(const Look& look) {
  if (look.reason == ExclusionReason::kNegative) return look.item.end;
  const lens::Range changes = look.chunk.changes(look.row(), lens::ChangeField::kStatus);
  const int64_t created = look.chunk.created[look.row()];
  if (changes.empty() || look.chunk.change.at[changes.begin] >= created) return std::nullopt;
  return look.instant();
}

// Started and finished, but never in an active stage, or all of it within a minute.
At skipped_stages(const Look& look) {
  if (look.reason) return std::nullopt;
  if (look.item.end - look.item.start <= kInOneGoMs) return look.item.end;
  bool active = false;
  Track(look.chunk, look.row(), as_of_ms(look)).each_stay([&](lens::Code status, int64_t, int64_t) {
    active = active || look.facts.stages.stage(status) == Stage::kActive;
  });
  return active ? std::nullopt : At(look.item.end);
}

// The last move back in the window.
At backward_moves(const Look& look) {
  const int64_t updated = look.chunk.updated[look.row()];
  if (updated != lens::kNoInstant && updated < look.question.from.ms) return std::nullopt;
  At last;
  std::optional<int> place;
  Track(look.chunk, look.row(), as_of_ms(look))
      .each_stay([&](lens::Code status, int64_t from, int64_t /*to*/) {
        const auto next = measure::place_of(look.facts.stages.stage(status));
        if (!next) return;
        if (place && *next < *place && from >= look.question.from.ms && from < look.question.to.ms)
          last = from;
        place = next;
      });
  return last;
}

At unmapped_status(const Look& look) {
  if (look.facts.stages.stage(look.status) != Stage::kUnmapped) return std::nullopt;
  int64_t since = lens::kNoInstant;
  Track(look.chunk, look.row(), as_of_ms(look))
      .each_stay([&](lens::Code /*status*/, int64_t from, int64_t /*to*/) { since = from; });
  return since;
}

At no_category(const Look& look) {
  const auto category = look.facts.stages.category(look.chunk, look.row());
  return category == measure::Category::kOther ? At(look.instant()) : std::nullopt;
}

// The last change of any kind, as far as one knows.
int64_t last_touched(const Look& look) {
  const auto as_of = as_of_ms(look);
  const int64_t updated = look.chunk.updated[look.row()];
  if (updated != lens::kNoInstant && (!as_of || updated <= *as_of)) return updated;
  int64_t last = look.chunk.created[look.row()];
  for (uint32_t i = look.chunk.change.begin[look.row()];
       i < look.chunk.change.begin[look.row() + 1]; ++i) {
    const int64_t at = look.chunk.change.at[i];
    if (!as_of || at <= *as_of) last = std::max(last, at);
  }
  return last;
}

At stale_in_progress(const Look& look) {
  const int64_t last = last_touched(look);
  if (last == lens::kNoInstant || look.seen - last < kStaleMs) return std::nullopt;
  return last + kStaleMs;
}

At stale_sprint(const Look& look) {
  return look.sprint_end && *look.sprint_end < look.seen ? look.sprint_end : std::nullopt;
}

At done_without_resolution(const Look& look) {
  const lens::Code resolution =
      measure::value_at(look.chunk, look.row(), lens::ChangeField::kResolution,
                        look.chunk.resolution[look.row()], look.seen);
  const lens::Code known = look.question.as_of ? resolution : look.chunk.resolution[look.row()];
  return known == lens::kNoCode ? At(look.item.end) : std::nullopt;
}

At no_estimate_in_sprint(const Look& look) {
  const lens::Code now = look.chunk.points[look.row()];
  const lens::Code points =
      look.question.as_of
          ? measure::value_at(look.chunk, look.row(), lens::ChangeField::kPoints, now, look.seen)
          : now;
  return points == lens::kNoCode ? At(look.instant()) : std::nullopt;
}

At unassigned_in_progress(const Look& look) {
  return look.chunk.assignee[look.row()] == lens::kNoCode ? At(last_touched(look)) : std::nullopt;
}

At flagged_long(const Look& look) {
  if (!measure::is_flagged(look.chunk, look.row(), as_of_ms(look))) return std::nullopt;
  const lens::Range changes = look.chunk.changes(look.row(), lens::ChangeField::kFlag);
  int64_t since = look.chunk.created[look.row()];
  for (uint32_t i = changes.begin; i < changes.end && look.chunk.change.at[i] <= look.seen; ++i) {
    if (look.chunk.change.to[i] != lens::kNoCode) since = look.chunk.change.at[i];
  }
  if (since == lens::kNoInstant || look.seen - since < kFlaggedLongMs) return std::nullopt;
  return since + kFlaggedLongMs;
}

constexpr std::array kChecks = {
    Check{"history_incomplete", "History not read yet",
          "Not all changes of these issues have been read from Jira. Until then nobody can say "
          "when they started or finished, so they are left out of times.",
          kEveryone, history_incomplete, "Last known", Fix::kSync,
          "Let the connection finish reading", ExclusionReason::kHistoryIncomplete},
    Check{"history_mismatch", "History does not fit the status",
          "The changes of these issues do not follow from each other or do not lead to the status "
          "they have now. Imports and edited workflows leave such traces.",
          kEveryone, history_mismatch, "Last known", Fix::kIssues,
          "Look at the issues; reading them again can help", ExclusionReason::kHistoryMismatch},
    Check{"no_start", "Done without a start",
          "These issues finished without ever crossing the start line, so they have no cycle time. "
          "They count in throughput all the same.",
          kFinished, no_start, "Finished", Fix::kMapping,
          "Draw the start line earlier, or move issues as work begins", ExclusionReason::kNoStart},
    Check{"reopened", "Done and open again",
          "These issues were done in the window and are open again, so they are not finished.",
          kEnded, reopened, "Was done", Fix::kIssues, "See whether they are really open",
          ExclusionReason::kReopened},
    Check{"negative", "Dates in the wrong order",
          "These issues finished before they started, or changed before they were created. No time "
          "can be taken from them.",
          kEveryone, negative, "Ended", Fix::kIssues, "Check the dates of these issues",
          ExclusionReason::kNegative},
    Check{"skipped_stages", "Moved to done in one go",
          "These issues went through the workflow within a minute or were never in an active "
          "stage: the board was moved after the work, and their times say little.",
          kFinished, skipped_stages, "Finished", Fix::kIssues,
          "Move issues when work on them moves", std::nullopt},
    Check{"backward_moves", "Moved back",
          "These issues went back to an earlier stage in the window. Their time there counts "
          "again.",
          kEveryone, backward_moves, "Moved back", Fix::kIssues, "See why they came back",
          std::nullopt},
    Check{"unmapped_status", "Status without a stage",
          "Nobody knows what the status of these issues means for the flow of work: it neither "
          "starts nor finishes them.",
          kOpen, unmapped_status, "In it since", Fix::kMapping, "Give the status a stage",
          std::nullopt},
    Check{"no_category", "Type without a category",
          "The type of these issues is neither feature, bug, chore, discovery nor incident, so the "
          "mix shows them as other.",
          kEveryone, no_category, "Last known", Fix::kMapping, "Give the type a category",
          std::nullopt},
    Check{"stale_in_progress", "In progress, but untouched",
          "These issues are in progress and nothing about them has changed for 30 days. They make "
          "work in progress and its age look worse than it is.",
          kInProgress, stale_in_progress, "Stale since", Fix::kIssues,
          "Move them on, or back to the backlog", std::nullopt},
    Check{"stale_sprint", "Sprint past its end",
          "These issues are in an active sprint whose planned end is over. Its report stays "
          "provisional until it is completed.",
          kInSprint, stale_sprint, "Planned end", Fix::kSprint, "Complete the sprint in Jira",
          std::nullopt},
    Check{"done_without_resolution", "Done without a resolution",
          "These issues are done but have no resolution. Work that was dropped cannot be told from "
          "work that was finished.",
          kFinished, done_without_resolution, "Finished", Fix::kIssues,
          "Set a resolution when issues are done", std::nullopt},
    Check{"no_estimate_in_sprint", "In a sprint without points",
          "These issues are in an active sprint and have no story points, so its points are too "
          "few.",
          kInSprint, no_estimate_in_sprint, "Last known", Fix::kSprint, "Estimate them",
          std::nullopt},
    Check{"unassigned_in_progress", "In progress, nobody's",
          "These issues are in progress and assigned to nobody.", kInProgress,
          unassigned_in_progress, "Last change", Fix::kIssues, "Assign them, or move them back",
          std::nullopt},
    Check{"flagged_long", "Flagged for long",
          "These open issues have been flagged for 14 days or more. The time counts as blocked.",
          kOpen, flagged_long, "Too long since", Fix::kIssues,
          "Solve what holds them up, or take the flag away", std::nullopt},
};

}  // namespace

std::span<const Check> all_checks() { return kChecks; }

}  // namespace tl::metrics::quality
