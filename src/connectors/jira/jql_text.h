// JQL that we send. Instants are epoch milliseconds: date texts are read in the zone of the user
// and to the minute only, which skips or repeats hours.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/ids.h"

namespace tl::connectors::jira {

[[nodiscard]] std::string jql_quote(std::string_view text);

// A text that Jira may not read as JQL punctuation; keys are upper-cased. Keys that cannot be keys
// are left out, so that one wrong word does not fail the whole query.
[[nodiscard]] std::vector<std::string> usable_keys(const std::vector<std::string>& keys);

struct IssueQuery {
  std::vector<std::string> project_keys;  // empty: all
  std::optional<Instant> updated_from;    // inclusive
  std::optional<Instant> updated_to;      // inclusive
  std::optional<Instant> updated_below;   // exclusive
  std::optional<Instant> closed_since;    // of older ones only those that are not done
  bool open_only = false;                 // not done
  std::string filter;                     // a condition as a person wrote it; "" none
  bool ascending = false;                 // by updated, then key; else descending
  // By key instead, highest first: keys do not change while one reads.
  bool by_key = false;
  std::string key_at_most;  // with by_key: this issue and those below it; "" all
};

// Always bounded: Jira refuses queries without a condition.
[[nodiscard]] std::string render_jql(const IssueQuery& query);
// The same without order, for counting.
[[nodiscard]] std::string render_condition(const IssueQuery& query);

struct PlainFilter {
  std::string condition;  // trimmed; "" admits all
  bool had_order = false;
};

// A filter without its ORDER BY; words within quotes are left alone.
[[nodiscard]] PlainFilter strip_order(std::string_view jql);

// "id in (10001, 10002)"
[[nodiscard]] std::string render_ids(std::span<const IssueId> ids);

}  // namespace tl::connectors::jira
