// What a field is for. Found by the vendor's type key (schema.custom), never by id: ids differ by
// site. Names decide only where many fields share one type key, in the languages of Jira.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "domain/attributes.h"

namespace tl::domain {

struct FieldInfo;
class FieldCatalogue;

enum class FieldRole : uint8_t {
  kNone = 0,
  kStoryPoints,  // a site has up to two: of company-managed and of team-managed projects
  kSprint,
  kEpicLink,
  kEpicName,
  kEpicStatus,
  kParentLink,  // Advanced Roadmaps: the issue above an epic
  kRank,
  kFlagged,
  kTeam,
  kStartDate,
  kTargetStart,
  kTargetEnd,
  kRequestType,
  kOrganisations,
  kParticipants,
  kSla,
  kApprovals,
  kDevelopment,   // summary of commits and pull requests, computed
  kTimeInStatus,  // computed
};

[[nodiscard]] std::string_view to_text(FieldRole role);  // "story_points", "sprint", ...; "" none
[[nodiscard]] std::optional<FieldRole> parse_field_role(std::string_view text);

// Pure. kNone for most fields.
[[nodiscard]] FieldRole decide_field_role(const FieldInfo& field);

// The story points of an issue: of the fields with that role the first that has a number, those of
// company-managed projects before those of team-managed ones. Nothing when all are empty.
[[nodiscard]] std::optional<double> decide_story_points(const Attributes& issue,
                                                        const FieldCatalogue& fields);

}  // namespace tl::domain
