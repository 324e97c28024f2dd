// When an issue was in a sprint, and what it was worth then. Not for others than this room.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "measure/facts.h"
#include "measure/question.h"

namespace tl::metrics::sprint {

// A sprint as it is reported.
struct SprintWindow {
  lens::Code code = lens::kNoCode;
  int64_t start = 0;
  int64_t close = 0;  // of an open one: the instant the question looks from
  bool open = false;
  std::string note;  // for people; "" mostly

  // Whether something that lasted [from, to) was so at the close. What happens at the very instant
  // of a close belongs to it: Jira moves what is left over then.
  [[nodiscard]] bool at_close(int64_t from, int64_t to) const {
    return open ? from <= close && close < to : from < close && close <= to;
  }
  [[nodiscard]] bool before_close(int64_t instant) const {
    return open ? instant <= close : instant < close;
  }
};

// Errors: kInvalidArgument for a sprint that never started, or had not by then.
[[nodiscard]] Result<SprintWindow> decide_window(const lens::DictionaryEntry& sprint,
                                                 lens::Code code,
                                                 const measure::Question& question);

// Stays of an issue in one sprint.
class Membership {
 public:
  Membership(const lens::Chunk& chunk, uint32_t row, lens::Code sprint);

  [[nodiscard]] bool in_at(int64_t instant) const;
  [[nodiscard]] bool in_at_close(const SprintWindow& window) const;
  // In it at some instant between start and close.
  [[nodiscard]] bool touches(const SprintWindow& window) const;
  // The first time it came after the start; nothing when it never did.
  [[nodiscard]] std::optional<int64_t> came_after(const SprintWindow& window) const;
  // The last time it left before the close.
  [[nodiscard]] std::optional<int64_t> left_before_close(const SprintWindow& window) const;

 private:
  struct Stay {
    int64_t from;
    int64_t to;
  };
  std::vector<Stay> stays_;
};

// Story points at an instant; nothing: not estimated then.
[[nodiscard]] std::optional<double> points_at(const lens::Dictionary& dictionary,
                                              const lens::Chunk& chunk, uint32_t row,
                                              int64_t instant);

}  // namespace tl::metrics::sprint
