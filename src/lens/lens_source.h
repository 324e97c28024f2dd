// Where a lens reads from: the facts of one tenant. The store's implementation is store_source.h;
// tests have one in memory. All calls come from one thread at a time.
#pragma once

#include <cstdint>
#include <optional>
#include <stop_token>
#include <string>
#include <utility>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "domain/history.h"
#include "domain/issue.h"
#include "domain/record.h"
#include "lens/chunk.h"
#include "lens/field_roles.h"

namespace tl::lens {

class LensBuilder;
class RowMaker;

// An issue as it is stored, with all its histories in any order, doubles included.
struct SourceIssue {
  InstanceId instance;
  domain::Issue issue;
  std::vector<domain::History> histories;
  std::vector<domain::Record> worklogs = {};  // deleted ones too
  std::optional<int64_t> comments = {};       // how many are stored, without deleted ones
};

// What the feed says has changed in (after, position].
struct FeedNews {
  int64_t position = 0;  // up to where this reaches; equal to `after` when there is no news
  // Whose attributes, histories, worklogs or comments changed, in any order, doubles included.
  std::vector<IssueRef> issues;
  std::vector<InstanceId> removed;  // connections that are gone, with all their issues
  // Statuses, types, projects, sprints, versions, ... that changed, as they are now.
  std::vector<std::pair<InstanceId, domain::Record>> records;
  std::vector<InstanceId> fields;  // whose catalogue of fields changed
  bool lost = false;               // the feed was trimmed beyond `after`: build anew
};

class LensSource {
 public:
  virtual ~LensSource() = default;

  // The feed's present position. What scan() then gives is at least as new.
  virtual Result<int64_t> load_position() = 0;
  // Gives the builder everything: the catalogue and all issues with their changes.
  virtual Result<void> scan(LensBuilder& into, const std::stop_token& stop) = 0;
  virtual Result<FeedNews> load_news(int64_t after, size_t limit) = 0;
  // What the fields of all instances are for, now.
  virtual Result<RoleMap> load_roles() = 0;
  // The rows of those of `refs` that are stored, sorted like them. REQUIRES: sorted, each once.
  // The number of queries does not grow with that of issues.
  virtual Result<std::vector<IssueRow>> load_rows(const std::vector<IssueRef>& refs,
                                                  RowMaker& maker) = 0;
  // A text kept with the facts ("" at first): see SnapshotHead::seal.
  virtual Result<std::string> load_seal() = 0;
  virtual Result<void> save_seal(const std::string& seal) = 0;
  // Sleeps until the feed is beyond `after`, `at_most` has passed or stop is requested.
  virtual void wait_news(int64_t after, Millis at_most, const std::stop_token& stop) = 0;
};

}  // namespace tl::lens
