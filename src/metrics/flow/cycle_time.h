// Cycle time: from the start line to the finish line, per issue and as percentiles.
//
// Definition (version kCycleTimeVersion; cycle_time_text is the wording people read):
//   start   the first entry into a status that has started: of stage active, review or blocked, or
//           at or beyond the start line where a person has drawn one (mapping/workflow.h); an issue
//           created in one started when it was created. Rule "last": the last time it came there
//           from before the line.
//   finish  the instant the present unbroken stay in done statuses began: of stage done, or at or
//           beyond the finish line where one is drawn. A reopened issue is not finished. A
//           cancelled stage, or done with a cancelling resolution, is not finished and is counted
//           apart.
//   window  items that finished in [from, to).
// Durations are whole seconds of calendar time. Status before the first change: what that change
// came from, else the present status. A history whose parts do not fit together is followed by the
// instants of its changes.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "metrics/flow/percentiles.h"
#include "metrics/flow/stage_map.h"

namespace tl::metrics::flow {

inline constexpr std::string_view kCycleTimeId = "flow.cycle_time";
inline constexpr int kCycleTimeVersion = 2;
inline constexpr std::string_view kWindowRule =
    "items that finished in the window, its end left out";
inline constexpr size_t kMaxPoints = 20'000;      // points in one answer
inline constexpr size_t kMaxExclusionIds = 1000;  // ids of each exclusion in one answer
inline constexpr size_t kMaxHistogramBins = 400;

enum class TimeUnit : uint8_t { kCalendar, kWorking };
enum class StartRule : uint8_t { kFirst, kLast };

[[nodiscard]] std::string_view to_text(TimeUnit unit);   // "calendar", "working"
[[nodiscard]] std::string_view to_text(StartRule rule);  // "first", "last"

struct ProjectRef {
  InstanceId instance;
  std::string key;
};

// Which levels of issue types count. By default Jira's standard level alone; an issue whose type
// is in no catalogue counts as standard.
struct Population {
  bool standard = true;
  bool subtask = false;
  bool epic = false;  // epics and levels above
};

struct CycleTimeQuery {
  Instant from;
  Instant to;
  std::vector<ProjectRef> projects;  // empty: all
  std::vector<std::string> types;    // names of issue types, any case; empty: all
  std::vector<Category> categories;  // of their types; empty: all
  Population population;
  TimeUnit unit = TimeUnit::kCalendar;  // kWorking is refused until calendars exist
  StartRule start_rule = StartRule::kFirst;
  // What was true then, by today's knowledge (fields other than status, resolution and deletion are
  // today's). Nothing: now.
  std::optional<Instant> as_of;
  std::optional<Instant> complete_back_to;  // known to the caller; handed on into the answer
  size_t max_points = kMaxPoints;           // at most kMaxPoints
};

enum class ExclusionReason : uint8_t {
  kNoStart,            // "n_no_start": done without crossing the start line; still throughput
  kCancelled,          // "cancelled": in a cancelled stage, or done with a cancelling resolution
  kReopened,           // "reopened": was done in the window, but is not any more
  kDeleted,            // "deleted"
  kNegative,           // "negative": finished before it started, a data-quality finding
  kHistoryIncomplete,  // "history_incomplete": not all of its changes have been read yet
  kHistoryMismatch,    // "history_mismatch": the changes do not lead to the present status
};

struct Exclusion {
  std::string code;
  std::string text;  // for people
  size_t count = 0;
  std::vector<IssueRef> issues;   // at most kMaxExclusionIds, those that ended last
  std::vector<std::string> keys;  // of `issues`, same order
  bool finding = false;           // points at a problem in the data
};

struct CycleTimePoint {
  IssueRef issue;
  std::string key;
  std::string summary;
  std::string type;
  Category category = Category::kOther;
  std::string project;  // key
  Instant started;
  Instant finished;
  int64_t seconds = 0;
  double percentile_rank = 0;  // percent of the counted items that took as long or less
};

struct HistogramBin {
  int64_t from_seconds = 0;  // [from, to)
  int64_t to_seconds = 0;
  size_t count = 0;
};

struct CycleTimeAnswer {
  std::string definition_id;
  int definition_version = 0;
  std::string definition_text;
  TimeUnit unit = TimeUnit::kCalendar;
  StartRule start_rule = StartRule::kFirst;
  std::string window_rule;
  std::string statistic;  // "nearest rank"
  Instant from;
  Instant to;
  std::optional<Instant> as_of;
  std::optional<Instant> complete_back_to;

  size_t n = 0;                       // items in the percentiles
  size_t considered = 0;              // n + all exclusions
  std::vector<Exclusion> exclusions;  // those that occur, in the order of ExclusionReason
  std::vector<Percentile> percentiles;
  std::vector<CycleTimePoint> points;   // by (finished, issue); when cut, those that finished last
  bool points_cut = false;              // there are more than max_points; n is exact all the same
  std::vector<HistogramBin> histogram;  // one-day bins without gaps; the last takes all above

  std::map<InstanceId, int64_t> config_versions;
  std::vector<std::string> unmapped_statuses;  // names of statuses without a stage
  std::vector<std::string> notes;              // for people: "project X is not known here"
  int64_t position = 0;                        // of the lens
  Instant built_at;                            // of the lens
  std::optional<Instant> data_to;
  int64_t computed_in_us = 0;
};

// Derived columns per chunk and stage map, kept while the chunk lives. Thread-safe; holds a lock
// only while it looks up.
class FlowCache;

// Errors: kInvalidArgument for an empty window, an empty population or working time.
// `cache` may be nullptr; then everything is derived anew (about four times slower).
[[nodiscard]] Result<CycleTimeAnswer> decide_cycle_time(const lens::LensVersion& version,
                                                        const StageMap& stages,
                                                        const CycleTimeQuery& query,
                                                        FlowCache* cache = nullptr);

[[nodiscard]] std::string_view cycle_time_text(StartRule rule);

}  // namespace tl::metrics::flow
