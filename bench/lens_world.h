// A lens of ordinary issues with all columns, made without a store; the same for every run.
#pragma once

#include <cstdint>
#include <functional>

#include "lens/lens_builder.h"

namespace tl::bench {

inline constexpr int64_t kDay = 86'400'000;
inline constexpr int64_t kYearStart = 1'735'689'600'000;  // 2025-01-01
inline constexpr int kStatuses = 12;                      // 1-3 new, 4-10 in progress, 11-12 done
inline constexpr int kProjects = 40;
inline constexpr int kPeople = 400;
inline const InstanceId kInstance{1};

struct World {
  lens::VersionPtr version;
  size_t changes = 0;  // of all fields
  double fill_seconds = 0;
};

// `per_issue` changes an issue, three quarters of them of its status; two worklogs an issue.
// `texts`: keys and summaries. `see` is shown every row; codes of statuses, projects and people are
// their numbers, 1 to k...
[[nodiscard]] World make_world(int64_t issues, int per_issue, bool texts,
                               const std::function<void(const lens::IssueRow&)>& see);

}  // namespace tl::bench
