// What a status means for the flow of work: its state, its stage, and on which side of the start
// and finish lines it lies. And whether a resolution cancels.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "lens/dictionary.h"
#include "mapping/category.h"

namespace tl::mapping {

// kUnmapped: nothing is known of the status (it is in no catalogue and nobody has set it). A stay
// in it neither starts nor finishes work, but it does end a stay beyond the finish line.
enum class Stage : uint8_t { kUnmapped, kQueue, kActive, kReview, kBlocked, kDone, kCancelled };

[[nodiscard]] std::string_view to_text(Stage stage);  // "queue", "active", ...
[[nodiscard]] std::optional<Stage> parse_stage(std::string_view text);

// Work is between start line and finish line in these, where no line is drawn.
[[nodiscard]] constexpr bool is_started(Stage stage) {
  return stage == Stage::kActive || stage == Stage::kReview || stage == Stage::kBlocked;
}

// Where a status lies: what the flow numbers follow.
enum class Zone : uint8_t { kUnknown, kBefore, kStarted, kDone, kCancelled };

[[nodiscard]] Zone zone_of(Stage stage);  // where no line is drawn

enum class State : uint8_t { kOpen, kInProgress, kClosed };
[[nodiscard]] std::string_view to_text(State state);  // "open", "in_progress", "closed"
// Jira's fourth category ("No Category"), and no category at all, are open: to be flagged.
[[nodiscard]] State decide_state(lens::StatusCategory category);
[[nodiscard]] State state_of(Stage stage);

struct StageGuess {
  Stage stage = Stage::kUnmapped;
  Origin origin = Origin::kCategory;  // or kName
};

// The guess when nobody has set the stage. The category alone decides on which side of the lines a
// status lies; its name tells review and blocked from active, and cancelled from done.
[[nodiscard]] StageGuess decide_stage(lens::StatusCategory category, std::string_view name);
[[nodiscard]] inline Stage decide_default_stage(lens::StatusCategory category,
                                                std::string_view name) {
  return decide_stage(category, name).stage;
}

// Does a resolution of this name cancel (Won't Do, Duplicate, ...)?
[[nodiscard]] bool decide_cancels(std::string_view resolution_name);

}  // namespace tl::mapping
