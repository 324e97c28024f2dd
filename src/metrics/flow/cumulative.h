// Cumulative flow: how many issues are in each stage, instant by instant.
//
//   counts       at the end of each day (or week): issues created by then, by the stage of their
//                status then; unmapped statuses count as queue. What is deleted as the question
//                sees it counts on no day
//   arrivals     entries past the start line since the window's beginning, net of returns and of
//                work that was cancelled: arrivals less departures is the growth of WIP
//   departures   finished since the window's beginning, net of reopenings
//   backward     moves to a stage that lies before the one left, in the window; blocked, cancelled
//                and unmapped are no places on the way
#pragma once

#include <vector>

#include "base/result.h"
#include "metrics/flow/names.h"

namespace tl::metrics::flow {

inline constexpr int kDailyUpTo = 190;  // days; a longer window goes by weeks

struct CumulativeStage {
  Stage stage = Stage::kQueue;
  std::vector<int64_t> counts;  // of `dates`
};

struct CumulativeAnswer : About {
  PeriodLength step = PeriodLength::kDay;
  std::vector<CivilDate> dates;         // each stands for its end (today: now)
  std::vector<CumulativeStage> stages;  // done first, then back along the workflow; all stages that
                                        // ever hold an issue
  std::vector<int64_t> arrivals;        // cumulative, of `dates`
  std::vector<int64_t> departures;
  size_t backward_moves = 0;
};

[[nodiscard]] Result<CumulativeAnswer> decide_cumulative(const Facts& facts,
                                                         const Question& question);
// Marks: on (that day; without it the last), stage, exclusion; finding "backward_moves": an item a
// move.
[[nodiscard]] Result<ItemList> decide_cumulative_items(const Facts& facts, const Question& question,
                                                       const Mark& mark);

extern const Definition kCumulative;

}  // namespace tl::metrics::flow
