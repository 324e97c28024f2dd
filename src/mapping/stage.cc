#include "mapping/stage.h"

#include <algorithm>
#include <array>
#include <utility>

#include "mapping/fold.h"
#include "mapping/stage_names.h"

namespace tl::mapping {
namespace {

constexpr std::array<std::pair<Stage, std::string_view>, 7> kStageTexts = {{
    {Stage::kUnmapped, "unmapped"},
    {Stage::kQueue, "queue"},
    {Stage::kActive, "active"},
    {Stage::kReview, "review"},
    {Stage::kBlocked, "blocked"},
    {Stage::kDone, "done"},
    {Stage::kCancelled, "cancelled"},
}};

StageGuess by_name(std::span<const StageName> names, std::string_view name, Stage otherwise) {
  const std::string folded = fold_name(name);
  for (const StageName& known : names) {
    if (fits(known, folded)) return {known.stage, Origin::kName};
  }
  return {otherwise, Origin::kCategory};
}

}  // namespace

std::string_view to_text(Stage stage) {
  for (const auto& [known, text] : kStageTexts) {
    if (known == stage) return text;
  }
  return "unmapped";
}

std::optional<Stage> parse_stage(std::string_view text) {
  for (const auto& [stage, known] : kStageTexts) {
    if (known == text && stage != Stage::kUnmapped) return stage;
  }
  return std::nullopt;
}

Zone zone_of(Stage stage) {
  switch (stage) {
    case Stage::kUnmapped:
      return Zone::kUnknown;
    case Stage::kQueue:
      return Zone::kBefore;
    case Stage::kActive:
    case Stage::kReview:
    case Stage::kBlocked:
      return Zone::kStarted;
    case Stage::kDone:
      return Zone::kDone;
    case Stage::kCancelled:
      return Zone::kCancelled;
  }
  return Zone::kUnknown;
}

std::string_view to_text(State state) {
  switch (state) {
    case State::kOpen:
      return "open";
    case State::kInProgress:
      return "in_progress";
    case State::kClosed:
      return "closed";
  }
  return "open";
}

State decide_state(lens::StatusCategory category) {
  switch (category) {
    case lens::StatusCategory::kUnknown:
    case lens::StatusCategory::kUndefined:
    case lens::StatusCategory::kNew:
      return State::kOpen;
    case lens::StatusCategory::kIndeterminate:
      return State::kInProgress;
    case lens::StatusCategory::kDone:
      return State::kClosed;
  }
  return State::kOpen;
}

State state_of(Stage stage) {
  if (is_started(stage)) return State::kInProgress;
  return stage == Stage::kDone || stage == Stage::kCancelled ? State::kClosed : State::kOpen;
}

StageGuess decide_stage(lens::StatusCategory category, std::string_view name) {
  switch (category) {
    case lens::StatusCategory::kUnknown:
      return {Stage::kUnmapped, Origin::kCategory};
    case lens::StatusCategory::kUndefined:
    case lens::StatusCategory::kNew:
      return {Stage::kQueue, Origin::kCategory};
    case lens::StatusCategory::kIndeterminate:
      return by_name(started_names(), name, Stage::kActive);
    case lens::StatusCategory::kDone:
      return by_name(ended_names(), name, Stage::kDone);
  }
  return {};
}

bool decide_cancels(std::string_view resolution_name) {
  const auto names = cancelling_resolutions();
  return std::find(names.begin(), names.end(), fold_name(resolution_name)) != names.end();
}

}  // namespace tl::mapping
