// The world behind the test vendor: issues and worklogs as its site has them, and what its lists
// show of them.
#pragma once

#include <algorithm>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/text.h"
#include "connector/connector.h"

namespace tl::sync {

struct FakeIssue {
  std::string key;  // "SHOP-7": of the project SHOP
  Instant updated;
  bool hidden = false;            // shown to nobody: gone, or out of sight
  bool unmatched = false;         // by the filter of the connection
  bool unlisted = false;          // shown by id and in no list: the search is behind
  std::optional<Instant> listed;  // the instant that the lists still show
  std::string summary = "as in the world";
  int64_t histories = 0;  // numbered from 1
};

struct FakeWorklog {
  int64_t issue = 0;
  Instant updated;
  bool deleted = false;
};

struct FakeWorld {
  bool on = false;  // off: what tests script is all there is
  std::map<int64_t, FakeIssue> issues;
  std::map<std::string, FakeWorklog> worklogs;
  bool exact = true;                          // the count of a look
  int64_t count_error = 0;                    // by which it is wrong
  size_t page = 1000;                         // pairs of a census page, and the page size it names
  std::map<std::string, ErrorCode> refusals;  // by project key: of looks and censuses
  // How often it was asked.
  int64_t looks = 0, pages = 0, lives = 0, reads = 0, worklog_pages = 0;
  std::map<std::string, int64_t> requests;  // of looks and censuses, by project key

  [[nodiscard]] bool shows(IssueId id) const {
    const auto at = issues.find(id.value);
    return at != issues.end() && !at->second.hidden;
  }
  [[nodiscard]] std::vector<connector::IssueStamp> listed(const std::string& project) const {
    std::vector<connector::IssueStamp> stamps;
    for (const auto& [id, issue] : issues) {
      if (issue.hidden || issue.unlisted || issue.unmatched ||
          split(issue.key, '-').front() != project)
        continue;
      stamps.push_back({IssueId(id), issue.listed.value_or(issue.updated)});
    }
    std::sort(stamps.begin(), stamps.end(),
              [](const auto& a, const auto& b) { return a.updated > b.updated; });
    return stamps;
  }

  Result<connector::QuickLook> look(const connector::CensusScope& scope) {
    ++looks;
    requests[scope.project_key] += 2;
    if (refusals.contains(scope.project_key)) {
      return make_error(refusals[scope.project_key], "scripted");
    }
    const auto stamps = listed(scope.project_key);
    connector::QuickLook look;
    look.count = static_cast<int64_t>(stamps.size()) + count_error;
    look.exact = exact;
    if (!stamps.empty()) look.newest = stamps.front();
    look.requests = 2;
    return look;
  }

  // `state`: the `from` of the former page.
  Result<connector::CensusPage> census(const connector::CensusScope& scope,
                                       std::string_view state) {
    ++pages;
    requests[scope.project_key] += 1;
    if (refusals.contains(scope.project_key)) {
      return make_error(refusals[scope.project_key], "scripted");
    }
    connector::CensusPage made;
    made.to = state.empty() ? scope.until : Instant(parse_int(state).value_or(0));
    made.from = Instant(INT64_MIN);
    made.requests = 1;
    made.page_size = static_cast<int64_t>(page);
    made.done = true;
    for (const connector::IssueStamp& stamp : listed(scope.project_key)) {
      if (stamp.updated > made.to) continue;
      // Pairs of one instant stay together.
      const bool full = made.stamps.size() >= page;
      if (full && stamp.updated != made.stamps.back().updated) {
        made.from = stamp.updated;
        made.done = false;
        break;
      }
      made.stamps.push_back(stamp);
    }
    if (!made.done) made.next_state = std::to_string(made.from.ms);
    return made;
  }

  std::vector<connector::LiveIssue> live(std::span<const IssueId> ids) {
    ++lives;
    std::vector<connector::LiveIssue> found;
    for (const IssueId id : ids) {
      const auto at = issues.find(id.value);
      if (at == issues.end() || at->second.hidden) continue;
      found.push_back({id, at->second.key, {}, at->second.updated});
    }
    return found;
  }

  connector::WorklogStampPage stamps(Instant from, Instant to) {
    ++worklog_pages;
    connector::WorklogStampPage made;
    made.from = from;
    made.to = to;
    made.done = true;
    made.requests = 2;
    for (const auto& [id, worklog] : worklogs) {
      if (worklog.updated < from || worklog.updated >= to) continue;
      made.stamps.push_back({id, worklog.updated, worklog.deleted});
    }
    return made;
  }

  std::vector<connector::WorklogPlace> places(std::span<const std::string> ids) const {
    std::vector<connector::WorklogPlace> found;
    for (const std::string& id : ids) {
      const auto at = worklogs.find(id);
      if (at == worklogs.end() || at->second.deleted) continue;
      found.push_back({id, IssueId(at->second.issue), at->second.updated});
    }
    return found;
  }
};

}  // namespace tl::sync
