// Reading a mark: which members a metric has a meaning for, and what they say in its terms.
#pragma once

#include <initializer_list>
#include <optional>
#include <span>
#include <string>

#include "base/result.h"
#include "measure/duration.h"
#include "measure/ended.h"
#include "measure/item.h"
#include "measure/question.h"

namespace tl::measure {

enum class MarkPart : uint8_t {
  kExclusion,
  kOn,  // with `period`
  kStage,
  kStatus,
  kCategory,
  kSeconds,  // longer_than, shorter_than
  kBand,
  kCause,
  kSprintGroup,
  kFinding,
};

// Refuses members that are set and not `allowed` (kInvalidArgument, beginning with the member's
// name as the API has it), and values out of range.
[[nodiscard]] Result<void> check_mark(const Mark& mark, std::initializer_list<MarkPart> allowed);

// Refuses what no metric can answer: an empty window, an empty population (kInvalidArgument).
[[nodiscard]] Result<void> check_question(const Question& question);

// The period that `on` points at: the one of length mark.period that holds the date. Nothing
// without `on`. Errors: kInvalidArgument for a date outside of the window.
[[nodiscard]] Result<std::optional<Period>> period_of(const Question& question, const Mark& mark);

// Which of a metric's exclusions; nothing for what was counted. Errors: kInvalidArgument for a code
// that is none of them.
[[nodiscard]] Result<std::optional<size_t>> exclusion_of(
    const Mark& mark, std::span<const ExclusionText> texts = kExclusionTexts);

[[nodiscard]] inline bool is_as_long(const Mark& mark, int64_t seconds) {
  return (!mark.longer_than || seconds >= *mark.longer_than) &&
         (!mark.shorter_than || seconds < *mark.shorter_than);
}

// For titles: "3 days or longer", "under 3 days", "2 days to under 3 days"; "" without either.
[[nodiscard]] std::string length_text(const Mark& mark, const Durations& durations);

// For titles: "in the week of 2026-10-05", "in October 2026", "on 2026-10-05"; "" without period.
[[nodiscard]] std::string when_text(const std::optional<Period>& period, PeriodLength length);

}  // namespace tl::measure
