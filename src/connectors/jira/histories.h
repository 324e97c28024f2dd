// Reading change logs: of the REST API and of deliveries.
#pragma once

#include <cstdint>
#include <optional>

#include "connectors/jira/facts.h"

namespace tl::connectors::jira {

// One history {id, author, created, items}. Adds it to the facts, with what follows from it: users,
// deleted worklogs. `at` stands in when it has no "created", `author` when it has no "author".
// Refused when there is no instant at all. Gives its numeric id, 0 when it has none.
int64_t read_history(JsonElement history, IssueId issue, std::optional<Instant> at,
                     const domain::Ref& author, Facts& facts);

struct ChangelogSummary {
  int64_t count = 0;      // histories that were there
  int64_t greatest = 0;   // numeric id
  bool complete = false;  // all that the vendor has, by its own total
};

// The "changelog" member of a REST issue: {startAt, maxResults, total, histories}.
ChangelogSummary read_changelog(JsonElement changelog, IssueId issue, Facts& facts);

}  // namespace tl::connectors::jira
