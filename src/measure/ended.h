// Issues that ended in a question's window, and why some of them do not count: one rule for all
// numbers of what was finished.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "measure/about.h"
#include "measure/flow_columns.h"
#include "measure/row_filter.h"
#include "measure/scope.h"

namespace tl::measure {

enum class ExclusionReason : uint8_t {
  kNoStart,            // "n_no_start": done without crossing the start line; still throughput
  kCancelled,          // "cancelled": in a cancelled stage, or done with a cancelling resolution
  kReopened,           // "reopened": was done in the window, but is not any more
  kDeleted,            // "deleted"
  kNegative,           // "negative": finished before it started, a data-quality finding
  kHistoryIncomplete,  // "history_incomplete": not all of its changes have been read yet
  kHistoryMismatch,    // "history_mismatch": the changes do not lead to the present status
};

struct ExclusionText {
  std::string_view code;
  std::string_view text;  // for people
  bool finding = false;
};

inline constexpr size_t kExclusionReasons = 7;
extern const std::array<ExclusionText, kExclusionReasons> kExclusionTexts;  // by reason

// Finished, whether or not it can be timed: what throughput counts.
[[nodiscard]] constexpr bool is_finished(std::optional<ExclusionReason> reason) {
  return !reason || *reason == ExclusionReason::kNoStart || *reason == ExclusionReason::kNegative;
}

struct Ended {
  int64_t end = 0;    // milliseconds
  int64_t start = 0;  // lens::kNoInstant: none
  uint32_t part = 0;
  uint32_t row = 0;
  [[nodiscard]] lens::RowAddress address() const { return {part, row}; }
};

// Why an issue that ended does not count; nothing: it does.
[[nodiscard]] inline std::optional<ExclusionReason> decide_exclusion(const lens::Chunk& chunk,
                                                                     Outcome outcome,
                                                                     const Ended& item,
                                                                     std::optional<Instant> as_of) {
  const uint8_t flags = chunk.flags[item.row];
  const bool sound =
      (flags & (lens::kRowDeleted | lens::kRowHistoryComplete)) == lens::kRowHistoryComplete;
  const bool timed = item.start != lens::kNoInstant && item.start <= item.end;
  if (sound && timed && outcome == Outcome::kFinished) return std::nullopt;  // nearly all
  const bool deleted =
      (flags & lens::kRowDeleted) != 0 && (!as_of || chunk.deleted_at[item.row] <= as_of->ms);
  if (deleted) return ExclusionReason::kDeleted;
  if ((flags & lens::kRowHistoryComplete) == 0) return ExclusionReason::kHistoryIncomplete;
  if (outcome == Outcome::kMismatch) return ExclusionReason::kHistoryMismatch;
  if (outcome == Outcome::kCancelled) return ExclusionReason::kCancelled;
  if (outcome == Outcome::kReopened) return ExclusionReason::kReopened;
  if (item.start == lens::kNoInstant) return ExclusionReason::kNoStart;
  if (item.end < item.start) return ExclusionReason::kNegative;
  return std::nullopt;
}

// Calls visit(const Ended&, std::optional<ExclusionReason>) for every issue of the scope that ended
// in the question's window, as of the question's instant.
template <typename Visit>
void each_ended(const Facts& facts, const Question& question, const Scope& scope, Visit visit) {
  for (uint32_t index = 0; index < facts.version.parts().size(); ++index) {
    const lens::Part& part = facts.version.parts()[index];
    const lens::Chunk& chunk = *part.chunk;
    const auto columns = flow_columns(chunk, facts.stages, as_of_ms(question));
    const auto in_window = [&, from = question.from.ms, to = question.to.ms](uint32_t row) {
      const int64_t end = columns->end(row);
      return is_within(end, from, to) & (end != lens::kNoInstant);
    };
    each_row_where(chunk.rows(), in_window, [&](uint32_t row) {
      const Outcome outcome = columns->outcome(row);
      if (outcome == Outcome::kOpen || !part.live(row) || !scope.holds(chunk, row)) return;
      const Ended item{columns->end(row), columns->start(row, question.start_rule), index, row};
      visit(item, decide_exclusion(chunk, outcome, item, question.as_of));
    });
  }
}

// Keeps the `limit` items that ended last out of any number, in little memory.
class LastItems {
 public:
  explicit LastItems(size_t limit) : limit_(limit) {}
  void add(const Ended& item);
  [[nodiscard]] size_t count() const { return count_; }
  [[nodiscard]] bool was_cut() const { return count_ > limit_; }
  [[nodiscard]] const std::vector<Ended>& kept();    // in no particular order
  [[nodiscard]] const std::vector<Ended>& sorted();  // those that ended last first

 private:
  void cut();
  size_t limit_;
  size_t count_ = 0;
  int64_t floor_ = lens::kNoInstant;
  std::vector<Ended> items_;
};

// Counts what was left out, by reason, with the ids of those that ended last.
class Exclusions {
 public:
  // `texts` must outlive it.
  explicit Exclusions(std::span<const ExclusionText> texts = kExclusionTexts);
  // REQUIRES: reason < number of texts
  void add(size_t reason, const Ended& item) { items_[reason].add(item); }
  void add(ExclusionReason reason, const Ended& item) { add(static_cast<size_t>(reason), item); }
  // Appends those that occur, in the order of the texts, and sets about.considered to about.n with
  // all that was left out. `version`: what the items were found in.
  void fill(const lens::LensVersion& version, About& about);

 private:
  std::span<const ExclusionText> texts_;
  std::vector<LastItems> items_;
};

}  // namespace tl::measure
