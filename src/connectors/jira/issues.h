// Reading issues, worklogs and comments.
#pragma once

#include "connectors/jira/facts.h"

namespace tl::connectors::jira {

// How an issue came.
struct IssueEnvelope {
  int64_t history = 0;             // id of the change that was delivered with it
  IssueId id;                      // used when the issue itself has no numeric id
  std::optional<Instant> deleted;  // it is gone since then
};

// An issue of the REST API (v2, v3, agile; with or without changelog) or of a delivery. Adds it
// with all that it embeds. Refused when it has no numeric id. Thin (no readable "updated") ones and
// those with a cut change log are put on the list to fetch again. Gives the issue's id, 0 when
// refused.
IssueId read_issue(JsonElement issue, const IssueEnvelope& envelope, Facts& facts);

// `issue` is used when the worklog does not say it. Refused without an id.
void read_worklog(JsonElement worklog, IssueId issue, Facts& facts);
// Never reads the body.
void read_comment(JsonElement comment, IssueId issue, Facts& facts);

}  // namespace tl::connectors::jira
