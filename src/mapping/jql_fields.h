// Fields of queries that follow from the mapping: stage, workCategory.
#pragma once

#include "jql/computed_field.h"
#include "mapping/stage_map.h"

namespace tl::mapping {

// stage         where the present status lies on the way: "queue", "active", "review", "blocked",
//               "done", "cancelled"; a status that nobody has mapped waits, as everywhere.
// workCategory  what kind of work it is: "feature", "bug", "chore", "discovery", "incident",
//               "other".
// Adds both; they are valid while `stages` lives.
void add_jql_fields(const StageMap& stages, jql::ComputedFields& fields);

}  // namespace tl::mapping
