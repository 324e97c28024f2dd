// Small things that several numbers of this room use. Not for others.
#pragma once

#include <array>
#include <optional>
#include <span>
#include <vector>

#include "measure/duration.h"
#include "measure/ended.h"
#include "measure/excluded.h"
#include "measure/in_progress.h"
#include "measure/mark.h"
#include "measure/stage_paths.h"
#include "measure/stopwatch.h"
#include "measure/track.h"
#include "metrics/flow/names.h"

namespace tl::metrics::flow {

inline constexpr size_t kStages = 7;  // mapping::Stage

// All stages as work goes through them.
inline constexpr std::array<Stage, kStages> kWorkflow = {
    Stage::kUnmapped, Stage::kQueue, Stage::kActive,   Stage::kBlocked,
    Stage::kReview,   Stage::kDone,  Stage::kCancelled};

[[nodiscard]] constexpr size_t index_of(Stage stage) { return static_cast<size_t>(stage); }

template <typename T>
using ByStage = std::array<T, kStages>;  // by index_of

// Whole seconds of [from, to) in the question's unit.
[[nodiscard]] inline int64_t seconds_between(const Facts& facts, TimeUnit unit, int64_t from,
                                             int64_t to) {
  return Durations(facts, unit).seconds(from, to);
}

// The status as the question sees it: the present one, or that at as_of.
[[nodiscard]] inline lens::Code seen_status(const lens::Chunk& chunk, uint32_t row,
                                            const Question& question) {
  return question.as_of ? status_at(chunk, row, question.as_of->ms) : chunk.status[row];
}

[[nodiscard]] inline const lens::Chunk& chunk_of(const Facts& facts, lens::RowAddress address) {
  return *facts.version.parts()[address.part].chunk;
}

[[nodiscard]] inline Category category_of(const Facts& facts, lens::RowAddress address) {
  const lens::Chunk& chunk = chunk_of(facts, address);
  return facts.stages.category(chunk, address.row);
}

// A percentile, when there are as many values as it needs. REQUIRES: sorted.
[[nodiscard]] inline std::optional<int64_t> percentile_if(const std::vector<int64_t>& sorted,
                                                          int percent) {
  for (const PercentileRule& rule : kPercentileRules) {
    if (rule.percent == percent && sorted.size() >= rule.needed)
      return nearest_rank(sorted, percent);
  }
  return std::nullopt;
}

// Instants at which counts are taken, ascending, and sums of differences over them: an issue adds
// to the first instant at which it counts and takes away at the first at which it no longer does.
class CountPoints {
 public:
  explicit CountPoints(std::vector<int64_t> at);  // REQUIRES: not empty, ascending
  [[nodiscard]] size_t size() const { return at_.size() - 1; }
  [[nodiscard]] int64_t at(size_t i) const { return at_[i]; }
  // The first point at or after the instant; size() when there is none.
  [[nodiscard]] size_t first_from(int64_t instant) const {
    const int64_t within = std::clamp(instant, first_, after_);
    size_t i = of_step_[static_cast<size_t>(within - first_) >> kStepBits];
    i += at_[i] < within ? 1 : 0;  // for nearly all that is enough
    while (at_[i] < within) ++i;
    return i;
  }

 private:
  static constexpr int kStepBits = 26;  // 18 hours in milliseconds
  std::vector<int64_t> at_;             // and one that nothing lies after
  int64_t first_, after_;               // the first point, and what lies after the last one
  std::vector<uint32_t> of_step_;       // first_from of where each step from the first point begins
};

// The days (by weeks when they are many) at whose end a series is read: of the window, up to the
// instant the question looks from, which stands for the running day.
struct ReadingDays {
  PeriodLength step = PeriodLength::kDay;
  std::vector<CivilDate> dates;  // the last date of each
  std::vector<int64_t> at;       // its last millisecond
};
// Errors: those of decide_periods, kInvalidArgument for a window that begins in the future.
[[nodiscard]] Result<ReadingDays> decide_reading_days(const Question& question, size_t daily_up_to);
// The instant at which a series is read for `on`, which is one of its dates; nothing set: the last.
[[nodiscard]] Result<int64_t> find_reading(const ReadingDays& days, std::optional<CivilDate> on);

}  // namespace tl::metrics::flow
