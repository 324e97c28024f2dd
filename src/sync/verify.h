// The sample behind the verify page: which issues are compared with the vendor, and how.
#pragma once

#include <vector>

#include "sync/visit.h"

namespace tl::sync {

inline constexpr size_t kSampleSize = 20;

// Issues to compare: for each project its newest ones in turn, for half of the places; then random
// ones. Without deleted and invisible ones. Fewer when there are not as many.
[[nodiscard]] Result<std::vector<store::IssueRow>> choose_sample(const store::TenantStore& tenant,
                                                                 InstanceId instance);

// One issue here and at the vendor; `live` is nullptr when the vendor does not show it.
[[nodiscard]] VerifySample compare_status(const store::IssueRow& here,
                                          const connector::LiveIssue* live);

// True when the vendor changed it so recently that it may not be here yet without any fault.
[[nodiscard]] bool is_fresh(const connector::LiveIssue& live, Instant now);

// The rows about the issues of each project, of which the vendor gave `visible`.
[[nodiscard]] VerifyRow count_row(const domain::Connection& connection, bool reading,
                                  const std::map<std::string, int64_t>& here,
                                  const std::vector<connector::KeyVerdict>& visible);

}  // namespace tl::sync
