// Work in progress and its age.
//
//   WIP at t   issues whose zone at t is "started": between start line and finish line, neither
//              done nor cancelled. What is deleted as the question sees it counts on no day. Now
//              the present status decides, before it the changes
//   age        start -> now, in calendar time, whole seconds; the start as cycle_time.h decides
//   pace       for each stage: p50, p70, p85, p95 of the ages at which issues that finished in the
//              window left that stage for the last time (age at leaving: start -> leaving)
//   band       where an item's age stands against the pace of its present stage: 0 at most p50,
//              1 at most p70, 2 at most p85, 3 at most p95, 4 above; nothing while a needed
//              percentile is absent
#pragma once

#include <optional>
#include <vector>

#include "base/result.h"
#include "metrics/flow/names.h"

namespace tl::metrics::flow {

inline constexpr size_t kMaxAgingItems = 2000;

struct AgingColumn {
  Stage stage = Stage::kActive;
  size_t count = 0;              // items in it now
  std::vector<Percentile> pace;  // as percentiles.h, seconds
};

struct AgingItem {
  lens::RowAddress address;
  Stage stage = Stage::kActive;
  Instant started;
  int64_t age_seconds = 0;
  int64_t stage_seconds = 0;  // in the present stage, this stay
  std::optional<int> band;
  std::optional<double> rank_percent;  // of the ages of the pace of its stage at or below its age
  bool flagged = false;
  bool blocked = false;  // by any cause of blocked.h
};

struct AgingAnswer : About {
  std::vector<AgingColumn> columns;  // stages in workflow order that hold items or have a pace
  std::vector<AgingItem> items;      // oldest first, at most kMaxAgingItems
  size_t items_total = 0;
};

[[nodiscard]] Result<AgingAnswer> decide_aging(const Facts& facts, const Question& question);
// Marks: stage, band, longer_than, shorter_than (of age), category, exclusion.
[[nodiscard]] Result<ItemList> decide_aging_items(const Facts& facts, const Question& question,
                                                  const Mark& mark);

struct WipDay {
  CivilDate date;
  size_t count = 0;  // at the end of the day; of the running day: now
};

struct WipAnswer : About {
  std::vector<WipDay> days;  // of the window, up to today; at most kMaxPeriods, else by week
  size_t wip = 0;            // now (or as_of)
  size_t over_p85 = 0;       // older than the p85 of their stage
  std::string p85_note;      // when no stage has a p85
};

[[nodiscard]] Result<WipAnswer> decide_wip(const Facts& facts, const Question& question);
// Marks: on (that day), stage, category, exclusion; finding "over_p85". Without `on`: now.
[[nodiscard]] Result<ItemList> decide_wip_items(const Facts& facts, const Question& question,
                                                const Mark& mark);

extern const Definition kAging;
extern const Definition kWip;

}  // namespace tl::metrics::flow
