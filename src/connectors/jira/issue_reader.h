// Reads one page of issues for a cursor, and makes sure that rows which move between two pages of
// a bulk edit take no others with them.
#pragma once

#include <vector>

#include "connectors/jira/cursor.h"

namespace tl::connectors::jira {

struct IssueRead {
  IssuePage page;
  std::vector<IssueMark> fresh;  // of the window, not delivered before, each once
  bool last = false;             // nothing is left in the window
};

// `base`: the conditions beside the window. `marks_only`: no facts. Moves `cursor` on success only.
Result<IssueRead> read_at(const Client& client, const IssueQuery& base, int rows, bool marks_only,
                          const connector::PullScope& scope, Cursor& cursor);

}  // namespace tl::connectors::jira
