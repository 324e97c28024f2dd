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
#include "connectors/jira/completion.h"
#include "connectors/jira/facts.h"
#include "domain/field_catalogue.h"

namespace tl::connectors::jira {

// What an issue of a page was, for cursors.
struct IssueMark {
  IssueId id;
  std::string key;
  Instant updated;
};

struct SearchRequest {
  std::string jql;
  // Where to go on within the same query: a page token, or rows to skip. "" the first page.
  std::string position;
  int rows = 0;                   // 0: the site's usual page
  bool marks_only = false;        // ids and instants, no facts
  bool ids_only = false;          // with marks_only: no instants, for far longer pages
  bool validate = true;           // Data Center: refuse unknown ids and values
  std::vector<std::string> skip;  // ids whose items are not wanted again
};

// One page of a search, not yet completed.
struct IssuePage {
  Facts facts;
  Completion missing;
  std::vector<IssueMark> marks;  // in the order of the answer; refused and skipped ones too
  std::string next;              // position of the next page; "" on the last one
  Instant server_time;
  size_t bytes = 0;
  std::optional<int> granted;    // rows of a page that the site grants, when fewer than asked for
  std::optional<int64_t> total;  // where the search says it
  int64_t issues_read = 0;       // elements of the answer that were read: see PulledPage
};

// Asks for these fields: all that is stored, none that may not be (texts of people, attachments;
// the description only with scope.descriptions).
[[nodiscard]] std::vector<std::string> wanted_fields(const connector::PullScope& scope);

// An answer that is too long is asked for again with fewer rows.
Result<IssuePage> fetch_search_page(const Client& client, const SearchRequest& request,
                                    const connector::PullScope& scope);

// Completes the joined facts of pages and puts them on `page`.
Result<void> complete(const Client& client, std::vector<IssuePage> pages,
                      const connector::PullScope& scope, connector::PulledPage& page);

// At most 100. What Jira did not give is in `lost_sight` of the page. With a filter, unknown issues
// that do not match are left out and named in `not_admitted`.
Result<connector::PulledPage> fetch_by_id(const Client& client, std::span<const IssueId> ids,
                                          const connector::PullScope& scope);

// How many issues match, about; nothing when Jira does not say.
[[nodiscard]] std::optional<int64_t> fetch_count(const Client& client,
                                                 const std::string& condition);

// What the issues are right now; those not visible are left out.
Result<std::vector<connector::LiveIssue>> fetch_live(const Client& client,
                                                     std::span<const IssueId> ids);

}  // namespace tl::connectors::jira
