// What an issue is now, whichever of the vendor's fields says it. Pure. Fields are found by their
// role, so that the same question works on every site and API.
#pragma once

#include <optional>

#include "base/time_text.h"
#include "domain/attributes.h"
#include "domain/field_catalogue.h"

namespace tl::domain {

// Marked as impeded.
[[nodiscard]] bool decide_flagged(const Attributes& issue, const FieldCatalogue& fields);

// All sprints it is or was in when they ended, as the vendor lists them. Of several fields that say
// it the one that was told last.
[[nodiscard]] Refs decide_sprints(const Attributes& issue, const FieldCatalogue& fields);

// The issue above: parent, else epic, else the epic's field. id: the numeric id, "" where only the
// key is known; name: the key. Both empty: none.
[[nodiscard]] Ref decide_parent(const Attributes& issue, const FieldCatalogue& fields);

// id and name of the team; a site of one's own tells the id alone.
[[nodiscard]] Ref decide_team(const Attributes& issue, const FieldCatalogue& fields);

// kStartDate, kTargetStart, kTargetEnd.
[[nodiscard]] std::optional<CivilDate> decide_planned_date(const Attributes& issue,
                                                           const FieldCatalogue& fields,
                                                           FieldRole role);

}  // namespace tl::domain
