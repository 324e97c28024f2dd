// Which facts of an arrival or page belong to a connection. Pure.
// An issue is admitted by its project and, where there is one, by the filter; once here it is
// followed wherever it moves and whatever it becomes.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "domain/change_set.h"

namespace tl::sync {

// All issues that the set names.
[[nodiscard]] std::vector<IssueId> issues_of(const domain::ChangeSet& set);

struct Admission {
  const std::vector<std::string>& project_keys;  // empty: all
  const std::set<IssueId>& known;                // those of issues_of(set) that are stored
  // There is a filter. An unknown issue waits for the vendor's word on it: it is left out and put
  // into `set.refetch`. For arrivals; pages were filtered by the vendor already.
  bool ask_filter = false;
  // With ask_filter: unless the filter is decided here, see store::ApplyContext::filter.
  bool decided_here = false;
  // Also of an issue of which only something that hangs on it came the vendor is asked.
  bool ask_unknown = false;
};

// Removes issues of projects that are not chosen unless known, and whatever hangs on them. Facts
// that name no issue stay when all projects are chosen. Gives how many issues were left out.
int64_t admit(domain::ChangeSet& set, const Admission& admission);

}  // namespace tl::sync
