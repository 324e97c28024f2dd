// The filter of a connection asked of stored issues. Internal to store.
#pragma once

#include <functional>

#include "store/apply.h"
#include "store/sql.h"

namespace tl::store {

// Calls `fn` with the word of `judge` on each of `ids` that is stored and not deleted, by id; what
// it looks at is loaded for some hundred issues at once. REQUIRES: the judge decides.
void judge_stored(Session& session, TenantId tenant, InstanceId instance, const FilterJudge& judge,
                  const IntList& ids, const std::function<void(IssueId, FilterWord)>& fn);

}  // namespace tl::store
