// Reading saved answers of Jira's REST API, whatever they are, for `import jira FILE...`. Pure.
#pragma once

#include <string_view>

#include "base/result.h"
#include "connector/pull.h"

namespace tl::connectors::jira {

using connector::SavedAnswer;
using connector::SavedContext;

// `text`: JSON or NDJSON (also lines of Airbyte's RECORD messages). Understood: search pages,
// issues, bulk and single change logs, worklogs, comments, remote links, fields, statuses, issue
// types, priorities, resolutions, projects, users, boards, sprints, versions, components, audit
// records, webhook bodies; single, as a list, as a page, mixed.
// What says no instant of its own is as old as context.received. What says no issue of its own
// belongs to the one that the name of the file begins with; unknown keys are refused.
// kInvalidArgument: nothing of it is understood; says what was seen. kUnreadable: not JSON. Parts
// that cannot be read are in `refused`, each with a reason that names a remedy.
[[nodiscard]] Result<SavedAnswer> read_saved(std::string_view text, const SavedContext& context);

}  // namespace tl::connectors::jira
