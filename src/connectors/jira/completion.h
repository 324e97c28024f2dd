// Fetching what Jira leaves out of the issues of a page.
#pragma once

#include <map>
#include <string>
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
  void join(Completion&& other);

  // Fetches it into `facts`, several requests at once: cut histories by few bulk requests where the
  // site has them (else by issue), worklogs and comments by issue, and the links to things outside
  // Jira of issues whose histories tell of one. Sets kHistoryTotal and takes the completed issues
  // off the list to fetch again. `fields` may be null.
  Result<void> fetch(const Client& client, const domain::FieldCatalogue* fields, Facts& facts);

  // Issues of which all comments are in the facts that fetch() was given, and their own instants.
  // Only after fetch().
  [[nodiscard]] const std::map<IssueId, Instant>& whole_comments() const { return whole_; }

  // Issues whose links were not asked for, because there were more than kMaxLinked at once.
  static constexpr size_t kMaxLinked = 100;
  [[nodiscard]] size_t links_left_out() const { return links_left_out_; }

 private:
  Result<void> fetch_histories(const Client& client, const domain::FieldCatalogue* fields,
                               Facts& facts);

  Result<void> fetch_links(const Client& client, const domain::FieldCatalogue* fields,
                           Facts& facts);

  size_t links_left_out_ = 0;
  std::vector<IssueId> histories_;
  std::vector<IssueId> worklogs_;
  std::vector<IssueId> comments_;
  std::map<IssueId, Instant> updated_;  // of those in comments_
  std::map<IssueId, Instant> whole_;
};

}  // namespace tl::connectors::jira
