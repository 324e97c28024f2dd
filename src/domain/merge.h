// Merging what we know with what we are told. Pure. Commutative, associative and idempotent
// (merge_test.cc holds it so), hence any order, duplication or replay of arrivals ends alike.
#pragma once

#include <vector>

#include "domain/attributes.h"
#include "domain/history.h"

namespace tl::domain {

// Takes from `from` each attribute that is unknown in `into` or has the greater version.
// True when `into` changed.
bool merge_attributes(Attributes& into, const Attributes& from);

// Replaces `into` when `from` has the greater version. REQUIRES: same issue and id.
bool merge_history(History& into, const History& from);

// The histories of one issue as they count: sorted by (instant, numeric id, id), and without those
// that came id-less and whose act is also present with the vendor's id.
[[nodiscard]] std::vector<History> effective_histories(std::vector<History> histories);

}  // namespace tl::domain
