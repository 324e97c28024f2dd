#include "sync/ledger_compare.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "base/hash.h"
#include "base/time_text.h"

namespace tl::sync {
namespace {

constexpr Millis kCensusSpread = hours(6);

Verdict late() { return {Outcome::kLate, "", "late_index", "", {}}; }
Verdict equal() { return {}; }

// Why a change that the vendor made is not here.
void blame(const Evidence& e, Verdict& verdict) {
  if (!e.refused.empty()) {
    verdict.cause = "our_fault";
    verdict.detail = "It came and could not be read: " + e.refused;
  } else if (e.delivery_accepted) {
    verdict.cause = "our_fault";
    verdict.detail = "A delivery named it and was accepted, and it was not stored";
  } else if (e.hooks_live) {
    verdict.cause = "missed_webhook";
    verdict.detail = "No delivery named it, and the polls since did not bring it";
  } else {
    verdict.cause = "missed_poll";
    verdict.detail = "The polls since did not bring it";
  }
}

// The vendor does not show by id what is here.
Verdict decide_gone(const Evidence& e, const CensusTimes& times) {
  if (!e.known || e.deleted || e.invisible) return equal();  // nowhere, or known to be gone
  if (e.here && *e.here > times.now - kLateLag) return late();
  return {Outcome::kDiffers, "extra", "lost_access",
          "Jira no longer shows it: deleted without a word, moved out of sight, or closed to this "
          "account. Its history is kept",
          e.here};
}

// Shown by the vendor, and not in a project of this connection.
Verdict decide_foreign(const Evidence& e) {
  if (!e.known || !e.of_project || e.deleted) return equal();
  return {Outcome::kDiffers, "extra", "moved_away",
          "It is " + e.live->key + " now, in a project that is not chosen. It is followed there",
          e.live->updated};
}

Verdict decide_unknown(const Evidence& e) {
  Verdict verdict{Outcome::kDiffers, "missing", "", "", e.live->updated};
  if (e.deleted) {
    verdict.cause = "unexplained";
    verdict.detail = "Here it counts as deleted, and Jira shows it";
  } else if (e.invisible) {
    verdict.cause = "lost_access";
    verdict.detail = "It was out of sight, and Jira shows it again";
  } else {
    blame(e, verdict);
  }
  return verdict;
}

Verdict decide_known(const Evidence& e, const CensusTimes& times) {
  const bool same = e.here == e.live->updated;
  if (!same && e.here && *e.here > e.live->updated) {
    if (*e.here > times.now - kLateLag) return late();  // the vendor's answer is behind
    return {Outcome::kDiffers, "changed", "unexplained",
            "Here it changed later than in Jira: at " + format_instant(*e.here), e.live->updated};
  }
  Verdict verdict{Outcome::kDiffers, "changed", "", "", e.live->updated};
  if (!same) {
    blame(e, verdict);
    return verdict;
  }
  if (e.of_project != e.live_of_project) {
    blame(e, verdict);  // it moved between chosen projects
    return verdict;
  }
  if (e.candidate.there && e.filtered && e.of_project) {
    verdict.cause = "left_filter";
    verdict.kind = "missing";
    verdict.detail = "It matches the filter again";
    return verdict;
  }
  if (!e.candidate.there && e.filtered && e.live_of_project) {
    verdict.cause = "left_filter";
    verdict.kind = "extra";
    verdict.detail = "It does not match the filter any more. It is followed";
    return verdict;
  }
  return equal();  // the list was behind, or it closed before the first day that is asked for
}

std::string named_value(const domain::Value& value) {
  if (const domain::Ref* ref = domain::as_ref(value)) return ref->id;
  if (const domain::Refs* refs = domain::as_refs(value)) {
    std::string ids;
    for (const domain::Ref& ref : *refs) ids += ref.id + "\n";
    return ids;
  }
  return domain::encode_value(value);
}

}  // namespace

Comparison compare_stamps(std::vector<connector::IssueStamp> theirs,
                          std::vector<store::IssueStamp> ours) {
  std::map<IssueId, Instant> there;
  for (const auto& stamp : theirs) {
    const auto [slot, is_new] = there.emplace(stamp.id, stamp.updated);
    if (!is_new) slot->second = std::max(slot->second, stamp.updated);
  }
  Comparison comparison;
  std::map<IssueId, Candidate> odd;
  for (const auto& stamp : ours) {
    const auto found = there.find(stamp.issue);
    if (found == there.end()) {
      odd.emplace(stamp.issue, Candidate{stamp.issue, false, true, stamp.updated});
      continue;
    }
    if (found->second == stamp.updated) {
      ++comparison.equal;
    } else {
      odd.emplace(stamp.issue, Candidate{stamp.issue, true, true, found->second});
    }
    there.erase(found);
  }
  for (const auto& [issue, updated] : there)
    odd.emplace(issue, Candidate{issue, true, false, updated});
  for (auto& [issue, candidate] : odd) comparison.candidates.push_back(candidate);
  return comparison;
}

Verdict decide_verdict(const Evidence& e, const CensusTimes& times) {
  if (!e.live) return decide_gone(e, times);
  if (e.live->updated > times.until - kProofLag) return {Outcome::kNewer, "", "", "", {}};
  const bool here = e.known && !e.deleted && !e.invisible;
  if (here && e.here == e.live->updated && !e.filtered && e.of_project == e.live_of_project) {
    return equal();
  }
  if (e.delivery_waits) return late();
  if (!e.live_chosen) return decide_foreign(e);
  const Verdict verdict = here ? decide_known(e, times) : decide_unknown(e);
  const bool young = e.live->updated > times.now - kLateLag;
  return verdict.finding == Outcome::kDiffers && young ? late() : verdict;
}

std::optional<std::string> decide_healed(const Evidence& e) {
  if (!e.live) {
    if (e.deleted) return "its deletion is known now";
    if (e.invisible) return "kept as no longer visible";
    return e.known ? std::nullopt : std::optional<std::string>("gone at both");
  }
  const bool here = e.known && !e.deleted && !e.invisible;
  if (here && e.here && *e.here >= e.live->updated) {
    return !e.live_chosen ? "followed to " + e.live->key : "read again";
  }
  if (!e.known && e.filtered) return "does not match the filter";
  if (!e.known && !e.live_chosen) return "moved to a project that is not chosen";
  return std::nullopt;
}

bool newest_agrees(const LookInput& in) {
  if (!in.look.newest) return !in.newest_ours;
  return in.newest_ours == in.look.newest->updated;
}

LookResult decide_look(const LookInput& in) {
  const bool same_count = !in.look.count || *in.look.count - in.ours == in.bias;
  const bool same_newest = newest_agrees(in);
  if (same_count && same_newest) return LookResult::kAgrees;
  const Instant young = in.now - kLateLag;
  const bool fresh_there = in.look.newest && in.look.newest->updated > young;
  const bool fresh_here = in.newest_ours && *in.newest_ours > young;
  return fresh_there || fresh_here ? LookResult::kLate : LookResult::kDiffers;
}

Instant next_census(std::string_view project_id, Instant last) {
  const auto spread =
      static_cast<int64_t>(stable_hash(project_id) % static_cast<uint64_t>(kCensusSpread.ms));
  return last + Millis(kCensusEvery.ms - spread);
}

std::vector<std::string> differing_attributes(const domain::Attributes& before,
                                              const domain::Attributes& after) {
  std::vector<std::string> names;
  for (const auto& [name, attribute] : after) {
    if (name.starts_with('$')) continue;
    const domain::Value* former = domain::find_value(before, name);
    const bool same = former != nullptr && named_value(*former) == named_value(attribute.value);
    if (!same) names.push_back(name);
  }
  return names;
}

}  // namespace tl::sync
