// Which facts of an arrival or page belong to a connection. Pure.
// An issue is admitted by its project; once here it is followed wherever it moves.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "domain/change_set.h"

namespace tl::sync {

// True when the issue is stored already.
using IsKnown = std::function<bool(IssueId)>;

// Removes issues of projects that are not in `project_keys` (empty: all) unless known, and whatever
// hangs on them. Facts that name no issue stay. Gives how many issues were left out.
int64_t admit(domain::ChangeSet& set, const std::vector<std::string>& project_keys,
              const IsKnown& is_known);

}  // namespace tl::sync
