// What one arrival or one pulled page says. Webhooks, backfill and polling meet here; after it
// nobody can tell them apart. Pure data: made by normalise, applied by store.
#pragma once

#include <string>
#include <vector>

#include "domain/history.h"
#include "domain/issue.h"
#include "domain/record.h"

namespace tl::domain {

struct ChangeSet {
  std::vector<Issue> issues;
  std::vector<History> histories;
  std::vector<Record> records;
  // Issues to ask the vendor about again: a thin payload, or a truncated history.
  std::vector<IssueId> refetch;

  [[nodiscard]] bool empty() const {
    return issues.empty() && histories.empty() && records.empty() && refetch.empty();
  }
  void append(ChangeSet&& other);
};

// An item of a payload that cannot be read. It is kept and tried again after an upgrade.
struct Refused {
  std::string kind;    // "issue", "worklog", ...
  std::string id;      // the vendor's, when it could be read
  std::string reason;  // for a person
  std::string text;    // the item's JSON with bodies cut out
};

}  // namespace tl::domain
