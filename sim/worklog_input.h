// The body of a worklog request, checked as strictly as Jira checks it.
#pragma once

#include <optional>
#include <string>

#include "sim/call.h"

namespace tl::sim {

struct WorklogInput {
  std::optional<int64_t> started;
  std::optional<int32_t> seconds;
  std::optional<std::string> comment;  // stored form
  std::string properties;              // raw JSON array or ""
  std::optional<Response> refusal;
};

// `complete`: a new worklog, which needs a time spent.
[[nodiscard]] WorklogInput read_worklog(Call& call, bool complete);

// "2026-11-20T14:02:11.123+0000" and nothing else: three digits, an offset without a colon.
[[nodiscard]] std::optional<int64_t> parse_started(std::string_view text);

// "1w 2d 3h 30m" in seconds; weeks of 5 days, days of 8 hours.
[[nodiscard]] std::optional<int32_t> parse_spent(std::string_view text);

struct Adjusted {
  std::optional<int32_t> remaining;  // nothing: leave it
  std::optional<Response> refusal;
};
// The remaining estimate after a worklog changed from `before` to `after` seconds, by
// adjustEstimate.
[[nodiscard]] Adjusted adjust_estimate(const Call& call, const Issue& issue, int32_t after,
                                       int32_t before);

}  // namespace tl::sim
