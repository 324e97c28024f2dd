// Stays: in which status an issue was, from when to when. The issue page's status band.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "lens/version.h"
#include "measure/stage_map.h"

namespace tl::measure {

struct StatusStay {
  lens::Code status = lens::kNoCode;
  std::string status_id;
  std::string status_name;
  Stage stage = Stage::kUnmapped;
  Instant from;
  Instant to;            // for the present stay: `now`, or its beginning when it does not grow
  int64_t seconds = 0;   // whole; never negative
  bool ongoing = false;  // the present stay of an issue that is neither done nor cancelled
};

// Every stay in order, without gaps. A stay that has not ended counts up to `now` only for open
// issues: the last stay beyond the finish line or in a cancelled stage has zero seconds ("Done
// never grows").
// Changes between equal statuses do not split a stay.
[[nodiscard]] std::vector<StatusStay> status_stays(const lens::IssueRow& issue,
                                                   const lens::Dictionary& dictionary,
                                                   const StageMap& stages, Instant now);

struct StatusTotal {
  lens::Code status = lens::kNoCode;
  std::string status_name;
  Stage stage = Stage::kUnmapped;
  int64_t seconds = 0;
  size_t stays = 0;
};

// Time in status: the sum of all stays in each, in the order of first entry.
[[nodiscard]] std::vector<StatusTotal> time_in_status(const std::vector<StatusStay>& stays);

// How one issue went: for the head of its page. Seconds only when it is finished and had a start.
struct IssueFlow {
  std::optional<Instant> started;
  std::optional<Instant> finished;
  std::optional<int64_t> cycle_seconds;
  std::optional<int64_t> age_seconds;  // started and neither finished nor cancelled: start -> now
  bool cancelled = false;
  bool reopened = false;
};
[[nodiscard]] IssueFlow decide_issue_flow(const lens::IssueRow& issue, const StageMap& stages,
                                          Instant now);

}  // namespace tl::measure
