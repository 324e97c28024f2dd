// Items: the issues behind a number or a mark of a chart. Whoever makes a number can list them, and
// the list is as long as the number says.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "lens/version.h"
#include "measure/periods.h"
#include "measure/stage_map.h"

namespace tl::measure {

struct Item {
  lens::RowAddress address;  // in the pinned version
  int64_t from = lens::kNoInstant;
  int64_t at = lens::kNoInstant;
  std::optional<int64_t> seconds;
  std::string note;  // for people; "" mostly
};

// Titles are empty where the items have no such value.
struct ItemList {
  std::string title;  // "Finished in the week of 2026-10-05"
  std::string from_title, at_title, seconds_title;
  std::vector<Item> items;  // in no particular order; the caller sorts and pages
};

enum class BlockCause : uint8_t { kFlagged, kStage, kLink };
[[nodiscard]] std::string_view to_text(BlockCause cause);  // "flagged", "stage", "link"
[[nodiscard]] std::optional<BlockCause> parse_block_cause(std::string_view text);

// Which part of a number was pointed at. Members not set do not restrict; a metric refuses those
// it has no meaning for (kInvalidArgument, naming the member as the API does: "on", "stage", ...).
struct Mark {
  std::optional<std::string> exclusion;  // Exclusion::code; nothing: what was counted
  std::optional<CivilDate> on;           // first day of a period; of a day's count: that day
  PeriodLength period = PeriodLength::kWeek;
  std::optional<Stage> stage;
  std::optional<std::string> status;  // name
  std::optional<Category> category;
  std::optional<int64_t> longer_than;   // seconds, inclusive
  std::optional<int64_t> shorter_than;  // seconds, exclusive
  std::optional<int> band;              // 0 (at most p50) ... 4 (above p95)
  std::optional<BlockCause> cause;
  std::string sprint_group;  // "committed", "added", ...
  std::string finding;       // code of a finding
};

}  // namespace tl::measure
