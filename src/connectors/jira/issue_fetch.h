// Fetching whole issues: pages of a search, or by id; completed where Jira cuts (histories above 40
// an issue, worklogs above 20, comments).
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "connector/pull.h"
#include "connectors/jira/client.h"
#include "domain/field_catalogue.h"

namespace tl::connectors::jira {

// What an issue of a page was, for cursors.
struct IssueMark {
  IssueId id;
  std::string key;
  Instant updated;
};

struct IssuePage {
  domain::ChangeSet changes;
  std::vector<domain::Refused> refused;
  std::vector<IssueMark> marks;  // in the order of the answer; refused ones too
  std::string next_token;        // "" on the last page
  Instant server_time;
};

constexpr int kSearchPage = 100;  // Jira's cap with more than id and key

// Asks for these fields: all that is stored, none that may not be (texts of people, attachments).
[[nodiscard]] std::vector<std::string> wanted_fields(const domain::FieldCatalogue& fields);

// `known`: ids whose items of the answer are not wanted again.
Result<IssuePage> fetch_search_page(Client& client, const std::string& jql,
                                    const std::string& token, const connector::PullScope& scope,
                                    const std::vector<std::string>& known);

// At most 100. What Jira did not give is in `lost_sight` of the page.
Result<connector::PulledPage> fetch_by_id(Client& client, std::span<const IssueId> ids,
                                          const connector::PullScope& scope);

// About how many issues match; nothing when Jira does not say.
[[nodiscard]] std::optional<int64_t> fetch_count(Client& client, const std::string& condition);

}  // namespace tl::connectors::jira
