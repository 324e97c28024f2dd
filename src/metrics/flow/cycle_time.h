// Cycle time: from the start line to the finish line, per issue and as percentiles.
//
// Definition (cycle_time_text is the wording people read):
//   start   the first entry into a status that has started: of stage active, review or blocked, or
//           at or beyond the start line where a person has drawn one (mapping/workflow.h); an issue
//           created in one started when it was created. Rule "last": the last time it came there
//           from before the line.
//   finish  the instant the present unbroken stay in done statuses began: of stage done, or at or
//           beyond the finish line where one is drawn. A reopened issue is not finished. A
//           cancelled stage, or done with a cancelling resolution, is not finished and is counted
//           apart.
//   window  items that finished in [from, to).
//   lead time goes from the creation to the finish, in calendar time whatever the question says.
// Durations are whole seconds, of calendar or of working time. Status before the first change: what
// that change came from, else the present status. A history whose parts do not fit together is
// followed by the instants of its changes.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "measure/about.h"
#include "measure/ended.h"
#include "measure/item.h"
#include "measure/percentiles.h"
#include "metrics/flow/names.h"

namespace tl::metrics::flow {

inline constexpr size_t kMaxPoints = 20'000;   // points in one answer
inline constexpr size_t kLongestPoints = 200;  // points kept beside bins
inline constexpr size_t kMaxHistogramBins = 400;
inline constexpr size_t kScatterRows = 60;  // rows of bins in a binned scatter

enum class FlowSpan : uint8_t { kCycle, kLead };        // start -> finish, created -> finish
[[nodiscard]] std::string_view to_text(FlowSpan span);  // "cycle", "lead"

struct CycleTimeQuery : Question {
  FlowSpan span = FlowSpan::kCycle;
  PeriodLength period = PeriodLength::kWeek;  // of the series
  size_t max_points = kMaxPoints;             // at most kMaxPoints
};

struct CycleTimePoint {
  IssueRef issue;
  std::string key;
  std::string summary;
  std::string type;
  Category category = Category::kOther;
  std::string project;  // key
  Instant started;      // of lead time: created
  Instant finished;
  int64_t seconds = 0;
  double percentile_rank = 0;  // percent of the counted items that took as long or less
};

struct HistogramBin {
  int64_t from_seconds = 0;  // [from, to)
  int64_t to_seconds = 0;
  size_t count = 0;
};

struct SeriesValue {  // one a period; percentiles absent below their needed n
  size_t n = 0;
  std::optional<int64_t> p50;
  std::optional<int64_t> p85;
};

struct ScatterBin {  // all points of one day (or CycleTimeAnswer::bin_length) in [from, to) seconds
  CivilDate date;    // the period's first day; a mark that means it has `on` = date
  int64_t from_seconds = 0;
  int64_t to_seconds = 0;
  size_t count = 0;
};

struct CycleTimeAnswer : About {
  FlowSpan span = FlowSpan::kCycle;
  size_t finished = 0;     // throughput of the window: counted or not
  size_t in_progress = 0;  // WIP at the end of the window's knowledge (now or as_of)
  std::vector<Percentile> percentiles;
  std::vector<CycleTimePoint> points;  // by (finished, issue); when cut, the longest kLongestPoints
  bool points_cut = false;             // there are more than max_points; n is exact all the same
  std::vector<ScatterBin> bins;        // of all points, only when they are cut; no empty ones
  PeriodLength bin_length = PeriodLength::kDay;  // of a bin: longer for a window of many days
  std::vector<HistogramBin> histogram;  // one-day (or working-day) bins without gaps; the last
                                        // takes all above
  std::vector<Period> periods;
  std::vector<SeriesValue> series;  // of `periods`
};

// Errors: kInvalidArgument for an empty window, an empty population or too many periods.
[[nodiscard]] Result<CycleTimeAnswer> decide_cycle_time(const Facts& facts,
                                                        const CycleTimeQuery& query);

// Marks: exclusion, on + period (of finishing), longer_than, shorter_than, category.
[[nodiscard]] Result<ItemList> decide_cycle_time_items(const Facts& facts,
                                                       const CycleTimeQuery& query,
                                                       const Mark& mark);

[[nodiscard]] std::string_view cycle_time_text(StartRule rule);
extern const Definition kCycleTime;
extern const Definition kLeadTime;

}  // namespace tl::metrics::flow
