// Data quality: what makes the numbers doubtful, how many issues, what it does to cycle time.
//
// Each check is one row of a table: code, title, text, what it looks at, and how it is mended. A
// check looks at the question's issues: those that finished in the window, or are open now.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "measure/about.h"
#include "measure/item.h"

namespace tl::metrics::quality {

using measure::About;
using measure::Definition;
using measure::Facts;
using measure::ItemList;
using measure::Mark;
using measure::Question;

inline constexpr size_t kSparkWeeks = 12;
inline constexpr int64_t kStaleMs = 30LL * 86'400'000;  // in progress without any change
inline constexpr int64_t kFlaggedLongMs = 14LL * 86'400'000;
inline constexpr size_t kMaxFindingKeys = 5;  // examples

// Where a person goes to mend it.
enum class Fix : uint8_t { kMapping, kIssues, kSprint, kSync };

struct Finding {
  std::string code;   // see the table in checks.cc
  std::string title;  // "Done without a start"
  std::string text;   // what it means and what it does to the numbers
  size_t count = 0;
  size_t of = 0;                                   // issues the check looked at
  std::optional<size_t> excluded_from_cycle_time;  // issues that it takes out of cycle time
  std::array<size_t, kSparkWeeks> spark{};         // of the last weeks, oldest first
  std::vector<std::string> examples;               // keys
  Fix fix = Fix::kIssues;
  std::string fix_text;                // "Give the status a stage"
  std::optional<InstanceId> instance;  // where most of them are
};

struct QualityAnswer : About {
  std::vector<Finding> findings;   // with a count, by excluded_from_cycle_time then count
  std::vector<std::string> clean;  // titles of the checks that found nothing
};

[[nodiscard]] Result<QualityAnswer> decide_quality(const Facts& facts, const Question& question);
// Marks: finding (needed), or exclusion.
[[nodiscard]] Result<ItemList> decide_quality_items(const Facts& facts, const Question& question,
                                                    const Mark& mark);

extern const Definition kQuality;

}  // namespace tl::metrics::quality
