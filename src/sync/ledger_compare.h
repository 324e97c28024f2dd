// What the ledger decides, pure: which pairs differ, what a difference means, and when to look.
#pragma once

#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "connector/census.h"
#include "connector/pull.h"
#include "domain/value.h"
#include "store/facts.h"
#include "store/ledger.h"

namespace tl::sync {

// A delivery or a poll may take so long, so nothing younger is claimed.
inline constexpr Millis kProofLag = minutes(2);
// The vendor's search may be behind by so much on top of it; what is younger is looked at again.
inline constexpr Millis kLateLag = minutes(5);
inline constexpr Millis kCensusEvery = hours(24);

// The pairs of one window of change instants.
struct Candidate {
  IssueId issue;
  bool there = false;            // the vendor lists it in this window
  bool here = false;             // we do
  std::optional<Instant> stamp;  // there, or here when it is not listed there
};
struct Comparison {
  int64_t equal = 0;
  std::vector<Candidate> candidates;  // by issue
};
// Sorts both. An issue with another instant in each is one candidate.
[[nodiscard]] Comparison compare_stamps(std::vector<connector::IssueStamp> theirs,
                                        std::vector<store::IssueStamp> ours);

// All that is known of a candidate once the vendor and the store were asked for it by id.
struct Evidence {
  Candidate candidate;
  // Here.
  bool known = false;
  bool deleted = false;
  bool invisible = false;
  bool of_project = false;  // here it is of the project that is compared
  std::string key;
  std::optional<Instant> here;  // its last change
  // At the vendor, by id; nothing: not shown.
  std::optional<connector::LiveIssue> live;
  bool live_of_project = false;
  bool live_chosen = false;  // of any project of the connection
  // How it should have come.
  bool hooks_live = false;         // a webhook was registered when it changed
  bool delivery_waits = false;     // in the inbox, not processed yet
  bool delivery_accepted = false;  // came by webhook and was taken
  std::string refused;             // why a delivery or an item of it could not be read; "" it was
  bool filtered = false;           // the connection has a filter
};

// kNewer: it changed after what is claimed. kLate: it may still be on its way.
enum class Outcome : uint8_t { kEqual, kNewer, kLate, kDiffers };

struct Verdict {
  Outcome finding = Outcome::kEqual;
  std::string kind;   // as in store::LedgerDifference
  std::string cause;  // the same
  std::string detail;
  std::optional<Instant> since;
};

struct CensusTimes {
  Instant now;
  Instant until;  // of the census
  Instant since;  // closed issues that did not change since are not asked for
};
[[nodiscard]] Verdict decide_verdict(const Evidence& evidence, const CensusTimes& times);

// Whether a difference is over, by the same evidence. What was done, for a person; nothing: it is
// not over.
[[nodiscard]] std::optional<std::string> decide_healed(const Evidence& evidence);

// The cheap look.
struct LookInput {
  connector::QuickLook look;
  int64_t ours = 0;
  std::optional<Instant> newest_ours;
  int64_t bias = 0;  // by how much the vendor's count was greater when all was proven equal
  Instant now;
};
enum class LookResult : uint8_t { kAgrees, kLate, kDiffers };
[[nodiscard]] LookResult decide_look(const LookInput& input);
[[nodiscard]] bool newest_agrees(const LookInput& input);

// When the next census of a project is due: between 18 and 24 hours after the last one, each
// project at its own time, so that many are spread over the day.
[[nodiscard]] Instant next_census(std::string_view project_id, Instant last);

// Attributes that two readings of one issue do not agree on. Names that the vendor gives to ids may
// change without the issue; they do not count.
[[nodiscard]] std::vector<std::string> differing_attributes(const domain::Attributes& before,
                                                            const domain::Attributes& after);

}  // namespace tl::sync
