// What the ledger keeps: for each project when it was last looked at and last proven equal, and
// every difference that was found, with its cause and how it was healed. Plain data.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/ids.h"
#include "base/result.h"

namespace tl::store {

// One project of an instance against the vendor. Also kWorklogs ("$worklogs"): all worklogs of an
// instance, which vendors list by time and not by project.
inline constexpr std::string_view kWorklogAccount = "$worklogs";
// Whole histories of issues, compared by a rotating sample.
inline constexpr std::string_view kSampleAccount = "$histories";

struct LedgerAccount {
  InstanceId instance;
  std::string account;  // vendor's project id, or one of the names above
  std::string key;      // "ABC"; "" when the vendor did not say, or none
  std::string state;    // sync's words: "unproven", "nothing_new", "proven", "differs", "cannot"
  // The cheap look: the vendor's count and newest change against ours.
  std::optional<Instant> looked;
  std::optional<int64_t> theirs;
  int64_t ours = 0;
  std::optional<Instant> newest_theirs;
  std::optional<Instant> newest_ours;
  // The full census: every (id, updated) compared.
  std::optional<Instant> census;  // end of the last one, whatever it found
  std::optional<Instant> proven;  // everything up to this instant is equal; it lies a lag before
                                  // the census that showed it
  int64_t compared = 0;           // pairs, in the last census
  int64_t look_requests = 0;      // of the last look
  int64_t census_requests = 0;    // of the last census
  std::string detail;             // for a person
};

// A difference between the vendor and us. Open until `healed`. One open one for each subject.
struct LedgerDifference {
  int64_t id = 0;  // given by store; rises
  InstanceId instance;
  std::string account;  // as in LedgerAccount
  std::string subject;  // "issue:10042", "worklog:77": unique among open ones of the instance
  IssueId issue;        // none for a worklog whose issue is not known
  std::string key;      // of the issue, "" unknown
  std::string kind;     // "missing", "changed", "extra", "content"
  std::string cause;    // "missed_webhook", "missed_poll", "lost_access", "deleted", "moved_away",
                        // "left_filter", "late_index", "our_fault", "unexplained"
  std::optional<Instant> since;  // the vendor's stamp of what was missing
  Instant found;
  std::optional<Instant> healed;
  std::string how;     // for a person: "read again"; "" while open
  std::string detail;  // for a person
};

struct DifferenceQuery {
  std::optional<InstanceId> instance;
  std::string account;  // "" any
  bool open_only = false;
  int64_t before = 0;  // id; 0: from the newest
  size_t limit = 50;   // at most 500
};

// One side of a census: an issue that is here, neither deleted nor invisible, inside the filter.
struct IssueStamp {
  IssueId issue;
  Instant updated;
};

// Issues read from the vendor against what became of them; counted in the transactions that store
// them, so that it survives a crash (invariant 4). read == applied + refused + left_out.
struct PullTally {
  int64_t read = 0;
  int64_t applied = 0;   // merged, whether that changed anything or not
  int64_t refused = 0;   // could not be read; listed
  int64_t left_out = 0;  // not of this connection: another project, outside of the filter
  [[nodiscard]] bool balanced() const { return read == applied + refused + left_out; }
};

}  // namespace tl::store
