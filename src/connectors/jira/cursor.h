// Where a reader of issues is, within one window of change instants.
//
// The cursor is the instant of the last delivered change ("floor"), not Jira's page position:
// tokens expire, and a page of a search that is sorted by a changing value shifts. Every request
// asks for what lies beyond the floor, with an overlap of a minute for the granularity of Jira's
// dates and for equal instants; ids that the overlap repeats are in the cursor ("known") and are
// left out. Only when a whole page lies within that minute (a bulk edit) does the position lead on,
// and then it is checked: see IssueReader.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "connectors/jira/issue_fetch.h"
#include "connectors/jira/jql_text.h"
#include "connectors/jira/pull_state.h"

namespace tl::connectors::jira {

constexpr Millis kGranularity = minutes(1);
constexpr size_t kMaxKnown = 5000;  // ids in a cursor

// Change instants in [from, to). Absent: no bound.
struct Window {
  std::optional<Instant> from;
  std::optional<Instant> to;
  bool operator==(const Window&) const = default;

  [[nodiscard]] bool holds(Instant at) const { return (!from || at >= *from) && (!to || at < *to); }
};

struct Cursor {
  Window window;
  bool ascending = false;
  std::optional<Instant> floor;    // the farthest change that was delivered
  std::optional<Instant> asked;    // the bound of the query that `position` belongs to
  std::string position;            // only within a bulk edit
  std::vector<std::string> known;  // ids delivered within the overlap
  std::vector<std::string> tail;   // ids at the end of the last page, in order
  bool overflown = false;          // `known` could not hold all

  // One line of text; parse gives nothing for nonsense.
  [[nodiscard]] std::string render() const;
  [[nodiscard]] static std::optional<Cursor> parse(std::string_view text);

  // The bounds of the next request, which may lie outside the window by the granularity.
  void bound(IssueQuery& query);
  // Moves behind a page. True when a run of positions has ended with it.
  void advance(const IssuePage& page);
};

}  // namespace tl::connectors::jira
