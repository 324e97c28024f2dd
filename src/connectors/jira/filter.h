// The connection's filter: JQL that admits issues. Jira decides what matches.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "connector/pull.h"
#include "connectors/jira/client.h"

namespace tl::connectors::jira {

// Which of the issues match the filter; those not visible do not.
Result<std::vector<IssueId>> fetch_matching(const Client& client, std::span<const IssueId> ids,
                                            const std::string& filter);

// What the filter of the scope means for issues that the account sees. All empty without a filter.
struct Membership {
  std::vector<IssueId> matching;
  std::vector<IssueId> followed;   // not matching, stored already
  std::vector<IssueId> strangers;  // neither: not of this connection
};
Result<Membership> fetch_membership(const Client& client, std::span<const IssueId> ids,
                                    const connector::PullScope& scope);

// "Error in the JQL Query: ... (line 1, character 9)": the place. Nothing when it names none.
struct JqlPlace {
  int line = 1;
  int column = 1;
};
[[nodiscard]] std::optional<JqlPlace> place_in(std::string_view message);

// The candidate that was probably meant by `word`: equal but for case, or few letters apart. "".
[[nodiscard]] std::string nearest(std::string_view word,
                                  const std::vector<std::string>& candidates);

// See FilterCheck. Errors are those of the way to Jira only.
Result<connector::FilterCheck> fetch_filter_check(const Client& client,
                                                  const connector::FilterQuery& query);

}  // namespace tl::connectors::jira
