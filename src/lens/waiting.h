// Rows that name other issues by key alone (epics of old sites, links that ended) hold what the key
// meant when they were made. When issues come, are renamed or go, those rows are made again.
#pragma once

#include <vector>

#include "lens/version.h"

namespace tl::lens {

// The rows of `version` that must be made again, sorted, each once, when `changed` (sorted) were
// read and `rows` of them (sorted) are stored now. May name some of `changed` too.
[[nodiscard]] std::vector<IssueRef> find_concerned(const LensVersion& version,
                                                   const std::vector<IssueRef>& changed,
                                                   const std::vector<IssueRow>& rows);

}  // namespace tl::lens
