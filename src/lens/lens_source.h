// Where a lens reads from: the facts of one tenant. The store's implementation is store_source.h;
// tests have one in memory. All calls come from one thread at a time.
#pragma once

#include <cstdint>
#include <optional>
#include <stop_token>
#include <utility>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "domain/history.h"
#include "domain/issue.h"
#include "domain/record.h"

namespace tl::lens {

class LensBuilder;

// An issue as it is stored, with all its histories in any order, doubles included.
struct SourceIssue {
  InstanceId instance;
  domain::Issue issue;
  std::vector<domain::History> histories;
};

// What the feed says has changed in (after, position].
struct FeedNews {
  int64_t position = 0;  // up to where this reaches; equal to `after` when there is no news
  std::vector<IssueRef> issues;
  std::vector<InstanceId> removed;  // connections that are gone, with all their issues
  // Statuses, types, projects, ... that changed, as they are now.
  std::vector<std::pair<InstanceId, domain::Record>> records;
  bool lost = false;  // the feed was trimmed beyond `after`: build anew
};

class LensSource {
 public:
  virtual ~LensSource() = default;

  // The feed's present position. What scan() then gives is at least as new.
  virtual Result<int64_t> load_position() = 0;
  // Gives the builder everything: the catalogue and all issues with their changes.
  virtual Result<void> scan(LensBuilder& into, const std::stop_token& stop) = 0;
  virtual Result<FeedNews> load_news(int64_t after, size_t limit) = 0;
  // Nothing when the issue is not (no longer) stored.
  virtual Result<std::optional<SourceIssue>> load_issue(IssueRef ref) = 0;
  // Sleeps until the feed is beyond `after`, `at_most` has passed or stop is requested.
  virtual void wait_news(int64_t after, Millis at_most, const std::stop_token& stop) = 0;
};

}  // namespace tl::lens
