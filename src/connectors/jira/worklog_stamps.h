// Worklogs of the whole site by the time of their last change, and where they are.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "connector/census.h"
#include "connectors/jira/client.h"

namespace tl::connectors::jira {

// Jira's lists of changed and of deleted worklogs hide what is younger than this.
constexpr Millis kWorklogBlindness = minutes(1);

// A page of one of the lists.
struct WorklogChanges {
  std::vector<connector::WorklogStamp> stamps;  // oldest first
  Instant until;                                // of the last one
  bool last = true;
  Instant server_time;
};

// `which` is "updated" or "deleted"; from `since` on, inclusive.
Result<WorklogChanges> fetch_worklog_changes(const Client& client, std::string_view which,
                                             Instant since);

// kVendorGone: this Jira has no such lists.
Result<connector::WorklogStampPage> fetch_worklog_stamps(const Client& client, Instant from,
                                                         Instant to);

// At most Connector::kMaxWorklogsPerFetch; ids that are no numbers are left out.
Result<std::vector<connector::WorklogPlace>> fetch_worklog_places(const Client& client,
                                                                  std::span<const std::string> ids);

}  // namespace tl::connectors::jira
