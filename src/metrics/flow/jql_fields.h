// Fields of queries that follow from flow: the numbers of one issue, as the metrics count it.
#pragma once

#include "jql/computed_field.h"
#include "metrics/flow/names.h"

namespace tl::metrics::flow {

// Durations are whole seconds of calendar time. Start and finish are those of cycle_time.h with the
// rule "first"; "empty" is no value.
//   cycleTime           start to finish, of finished issues that cycle time counts; else empty.
//   leadTime            creation to finish, of finished issues that lead time counts; else empty.
//   timeInStatus[NAME]  the sum of all stays in the statuses of that name, in any letter case. A
//                       stay that has not ended counts up to `now` for open issues and not at all
//                       for those done or cancelled. Empty when the issue never was there, or its
//                       history is not read in full.
//   age                 start to now, of issues between the lines (Aging); else empty.
// And those of mapping/jql_fields.h: stage, workCategory.
// All of it is valid while what `facts` refers to lives.
[[nodiscard]] jql::ComputedFields make_jql_fields(const Facts& facts, Instant now);

}  // namespace tl::metrics::flow
