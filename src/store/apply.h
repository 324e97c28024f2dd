// What apply takes beside the change set, and what it says afterwards.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/ids.h"
#include "domain/change_set.h"
#include "store/inbox.h"
#include "store/ledger.h"
#include "store/outbox.h"
#include "store/sync_state.h"

namespace tl::store {

// Done in the same transaction as the facts, or not at all. All optional.
struct ApplyContext {
  std::vector<PullCursor> cursors;  // saved as they are; `updated` is set by store
  std::vector<domain::Refused> refused;
  int64_t normaliser_version = 0;
  std::string refetch_reason = "incomplete payload";  // of change_set.refetch
  std::vector<Refetch> refetched;       // removed where the generation is still the same
  std::vector<domain::Effect> effects;  // into the outbox, due at once
  std::vector<EffectUpdate> effect_updates;
  std::optional<Run> run;
  // Issues that the vendor, asked by id, did not give: known ones get domain::kInvisible.
  std::vector<IssueId> lost_sight;
  // Known issues that match the filter of the connection (again), or do not any more.
  std::vector<IssueId> in_filter;
  std::vector<IssueId> left_filter;
  // Marked done in the inbox after the commit. It is another database, so a crash in between makes
  // them come again; applying twice is harmless.
  std::vector<FinishedArrival> arrivals;
  // Added to the tally of the instance: what the caller read, refused and left out. `applied` is
  // counted by apply itself, from the issues of the change set. Only when `counts` is set.
  bool counts = false;
  PullTally tally;
};

struct ApplyReport {
  int64_t issues_changed = 0, issues_unchanged = 0;
  int64_t histories_changed = 0, histories_unchanged = 0;
  int64_t records_changed = 0, records_unchanged = 0;
  int64_t worklogs_changed = 0;     // of records_changed
  int64_t feed_position = 0;        // of the last feed row of the tenant after this
  std::vector<IssueId> incomplete;  // of the set: no full reading yet and not deleted
  // What was not as it is now before, of the set: issues, (issue, history id), (kind, record id).
  std::vector<IssueId> changed_issues;
  std::vector<std::pair<IssueId, std::string>> changed_histories;
  std::vector<std::pair<domain::RecordKind, std::string>> changed_records;
};

}  // namespace tl::store
