// What apply takes beside the change set, and what it says afterwards.
#pragma once

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/ids.h"
#include "domain/change_set.h"
#include "store/inbox.h"
#include "store/ledger.h"
#include "store/outbox.h"
#include "store/sync_state.h"

namespace tl::store {

enum class FilterWord : uint8_t { kUndecided, kIn, kOut };

// An issue as it is with what is applied. Views: valid during the call. What the judge does not
// look at is empty.
struct MergedIssue {
  const domain::Issue& issue;
  std::span<const domain::History> histories;  // as stored: see domain::effective_histories
  std::span<const domain::Record> worklogs;    // deleted ones too
};

// The filter of a connection, by somebody who can read it. Called within the transaction, on the
// writer's thread: pure, no I/O. Empty: nothing is decided here.
struct FilterJudge {
  std::function<FilterWord(const MergedIssue&)> decide;
  bool histories = false;  // it looks at them
  bool worklogs = false;
  explicit operator bool() const { return static_cast<bool>(decide); }
};

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
  // Issues that match the filter of the connection (again), and known ones that do not any more, as
  // the vendor says. The judge's word goes before it: the vendor's index may be behind the facts.
  std::vector<IssueId> in_filter;
  std::vector<IssueId> left_filter;
  // Judges the known issues of the set by their merged facts, and admits unknown ones: those that
  // are out are left away with what hangs on them unless in_filter has them; those that it cannot
  // decide too when `ask_unknown`, then they are put on the list to be fetched again.
  FilterJudge filter;
  bool ask_unknown = false;
  std::vector<IssueId> judge_too;  // known ones of which the set says nothing
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
  // Of ApplyContext::filter: unknown issues that are out, and those that the vendor is to be asked
  // about; how many known ones left the filter with this, how many came back.
  std::vector<IssueId> not_admitted, asked;
  int64_t left_filter = 0, returned_to_filter = 0;
};

}  // namespace tl::store
