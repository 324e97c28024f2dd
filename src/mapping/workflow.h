// The statuses of a connection in the order of the workflow, and where the lines drawn in it put
// each of them.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "lens/dictionary.h"
#include "mapping/document.h"

namespace tl::mapping {

// One status as its place is decided.
struct PlacedStatus {
  lens::Code code = lens::kNoCode;
  std::string id;
  Stage stage = Stage::kUnmapped;
  Zone zone = Zone::kUnknown;
};

// All statuses of `instance`, in order:
//  - default: by category (unknown, undefined, new, indeterminate, done), then stage (queue,
//    active, blocked, review, done, cancelled), name, id. It does not depend on issues, so that a
//    line does not move when some arrive.
//  - a saved order wins; a status it does not name comes before the first of it that by default
//    comes later, else at the end.
// Zones: by stage where no line is drawn. With a start line, what lies before it is before and what
// lies at or beyond it has started, unless it is done; with a finish line, what lies at or beyond
// it is done and what lies before it is not, whatever its stage. Cancelled stages stay cancelled,
// unmapped ones unknown. A line at a status that is neither here nor in the order counts as not
// drawn.
[[nodiscard]] std::vector<PlacedStatus> decide_workflow(const lens::FieldDictionary& statuses,
                                                        InstanceId instance,
                                                        const Mapping& mapping);

// What is wrong with the lines of a mapping, nothing when they are well. "finish_line" must come
// after "start_line".
[[nodiscard]] std::optional<MemberProblem> check_lines(const lens::FieldDictionary& statuses,
                                                       InstanceId instance, const Mapping& mapping);

}  // namespace tl::mapping
