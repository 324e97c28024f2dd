// Fetching what Jira leaves out of the issues of a page.
#pragma once

#include <vector>

#include "base/json.h"
#include "base/result.h"
#include "connectors/jira/client.h"
#include "connectors/jira/facts.h"

namespace tl::connectors::jira {

class Completion {
 public:
  // Notes what is missing of `issue`, which was read as `id` (0: was refused).
  void note(JsonElement issue, IssueId id);

  // Fetches it into `facts`: all cut histories of the page by few bulk requests, worklogs and
  // comments per issue. Sets kHistoryTotal and takes the completed issues off the list to fetch
  // again.
  Result<void> fetch(Client& client, Facts& facts);

 private:
  Result<void> fetch_histories(Client& client, Facts& facts);

  std::vector<IssueId> histories_;
  std::vector<IssueId> worklogs_;
  std::vector<IssueId> comments_;
};

}  // namespace tl::connectors::jira
