#include "domain/field_role.h"

#include <algorithm>
#include <array>
#include <string>
#include <utility>

#include "base/text.h"
#include "domain/field_catalogue.h"

namespace tl::domain {
namespace {

using Name = std::pair<FieldRole, std::string_view>;

constexpr std::array kNames = {
    Name{FieldRole::kStoryPoints, "story_points"},
    Name{FieldRole::kSprint, "sprint"},
    Name{FieldRole::kEpicLink, "epic_link"},
    Name{FieldRole::kEpicName, "epic_name"},
    Name{FieldRole::kEpicStatus, "epic_status"},
    Name{FieldRole::kParentLink, "parent_link"},
    Name{FieldRole::kRank, "rank"},
    Name{FieldRole::kFlagged, "flagged"},
    Name{FieldRole::kTeam, "team"},
    Name{FieldRole::kStartDate, "start_date"},
    Name{FieldRole::kTargetStart, "target_start"},
    Name{FieldRole::kTargetEnd, "target_end"},
    Name{FieldRole::kRequestType, "request_type"},
    Name{FieldRole::kOrganisations, "organisations"},
    Name{FieldRole::kParticipants, "request_participants"},
    Name{FieldRole::kSla, "sla"},
    Name{FieldRole::kApprovals, "approvals"},
    Name{FieldRole::kDevelopment, "development"},
    Name{FieldRole::kTimeInStatus, "time_in_status"},
};

// Type keys that say all.
constexpr std::array kTypeKeys = {
    Name{FieldRole::kStoryPoints, "com.pyxis.greenhopper.jira:jsw-story-points"},
    Name{FieldRole::kSprint, "com.pyxis.greenhopper.jira:gh-sprint"},
    Name{FieldRole::kEpicLink, "com.pyxis.greenhopper.jira:gh-epic-link"},
    Name{FieldRole::kEpicName, "com.pyxis.greenhopper.jira:gh-epic-label"},
    Name{FieldRole::kEpicStatus, "com.pyxis.greenhopper.jira:gh-epic-status"},
    Name{FieldRole::kRank, "com.pyxis.greenhopper.jira:gh-lexo-rank"},
    Name{FieldRole::kRank, "com.pyxis.greenhopper.jira:gh-global-rank"},
    Name{FieldRole::kParentLink, "com.atlassian.jpo:jpo-custom-field-parent"},
    Name{FieldRole::kTargetStart, "com.atlassian.jpo:jpo-custom-field-baseline-start"},
    Name{FieldRole::kTargetEnd, "com.atlassian.jpo:jpo-custom-field-baseline-end"},
    Name{FieldRole::kTeam, "com.atlassian.jira.plugin.system.customfieldtypes:atlassian-team"},
    Name{FieldRole::kTeam, "com.atlassian.teams:rm-teams-custom-field-team"},
    Name{FieldRole::kRequestType, "com.atlassian.servicedesk:vp-origin"},
    Name{FieldRole::kOrganisations, "com.atlassian.servicedesk:sd-customer-organizations"},
    Name{FieldRole::kParticipants, "com.atlassian.servicedesk:sd-request-participants"},
    Name{FieldRole::kSla, "com.atlassian.servicedesk:sd-sla-field"},
    Name{FieldRole::kApprovals, "com.atlassian.servicedesk.approvals-plugin:sd-approvals"},
    Name{FieldRole::kTimeInStatus, "com.atlassian.jira.ext.charting:timeinstatus"},
};

// Endings of keys that came from several plugins.
constexpr std::array kTypeKeyEndings = {
    Name{FieldRole::kDevelopment, ":devsummary"},
    Name{FieldRole::kDevelopment, ":devsummarycf"},
    Name{FieldRole::kDevelopment, ":designcf"},
    Name{FieldRole::kDevelopment, ":vulnerabilitycf"},
    Name{FieldRole::kTimeInStatus, ":timeinstatus"},
};

// Names of fields whose type key many fields share, as folded() makes them.
struct NamedField {
  FieldRole role;
  std::string_view type_key;  // ending of the type key
  std::string_view name;
};

constexpr std::array kNamedFields = {
    NamedField{FieldRole::kStoryPoints, ":float", "storypoints"},
    NamedField{FieldRole::kStoryPoints, ":float", "storypoint"},
    NamedField{FieldRole::kStoryPoints, ":float", "storypointestimate"},
    NamedField{FieldRole::kStoryPoints, ":float", "storypunkte"},
    NamedField{FieldRole::kStoryPoints, ":float", "storypunten"},
    NamedField{FieldRole::kStoryPoints, ":float", "pointsd'histoire"},
    NamedField{FieldRole::kStoryPoints, ":float", "pointsderécit"},
    NamedField{FieldRole::kStoryPoints, ":float", "pointsdestory"},
    NamedField{FieldRole::kStoryPoints, ":float", "puntosdehistoria"},
    NamedField{FieldRole::kStoryPoints, ":float", "puntosdelahistoria"},
    NamedField{FieldRole::kStoryPoints, ":float", "puntistoria"},
    NamedField{FieldRole::kStoryPoints, ":float", "pontosdehistória"},
    NamedField{FieldRole::kStoryPoints, ":float", "pontosdahistória"},
    NamedField{FieldRole::kStoryPoints, ":float", "punktyhistorii"},
    NamedField{FieldRole::kStoryPoints, ":float", "故事点"},
    NamedField{FieldRole::kStoryPoints, ":float", "故事点数"},
    NamedField{FieldRole::kStoryPoints, ":float", "ストーリーポイント"},
    NamedField{FieldRole::kStoryPoints, ":float", "스토리포인트"},
    NamedField{FieldRole::kStoryPoints, ":float", "Очкиистории"},
    NamedField{FieldRole::kFlagged, ":multicheckboxes", "flagged"},
    NamedField{FieldRole::kFlagged, ":multicheckboxes", "markiert"},
    NamedField{FieldRole::kFlagged, ":multicheckboxes", "gekennzeichnet"},
    NamedField{FieldRole::kFlagged, ":multicheckboxes", "marqué"},
    NamedField{FieldRole::kFlagged, ":multicheckboxes", "marcado"},
    NamedField{FieldRole::kFlagged, ":multicheckboxes", "sinalizado"},
    NamedField{FieldRole::kFlagged, ":multicheckboxes", "contrassegnato"},
    NamedField{FieldRole::kFlagged, ":multicheckboxes", "已标记"},
    NamedField{FieldRole::kFlagged, ":multicheckboxes", "フラグ付き"},
    NamedField{FieldRole::kFlagged, ":multicheckboxes", "Помечено"},
    NamedField{FieldRole::kStartDate, ":datepicker", "startdate"},
    NamedField{FieldRole::kStartDate, ":datepicker", "startdatum"},
    NamedField{FieldRole::kStartDate, ":datepicker", "datededébut"},
    NamedField{FieldRole::kStartDate, ":datepicker", "fechadeinicio"},
    NamedField{FieldRole::kStartDate, ":datepicker", "datadiinizio"},
    NamedField{FieldRole::kStartDate, ":datepicker", "datadeinício"},
    NamedField{FieldRole::kStartDate, ":datepicker", "开始日期"},
    NamedField{FieldRole::kStartDate, ":datepicker", "開始日"},
    NamedField{FieldRole::kStartDate, ":datepicker", "Датаначала"},
    NamedField{FieldRole::kTargetStart, ":datepicker", "targetstart"},
    NamedField{FieldRole::kTargetEnd, ":datepicker", "targetend"},
};

// ASCII letters small, without spaces, hyphens, underscores and dots.
std::string folded(std::string_view name) {
  std::string out = to_lower(name);
  std::erase_if(out, [](char c) { return c == ' ' || c == '-' || c == '_' || c == '.'; });
  return out;
}

FieldRole role_by_name(const FieldInfo& field) {
  const std::string name = folded(field.name);
  for (const NamedField& known : kNamedFields) {
    if (field.schema_custom.ends_with(known.type_key) && name == folded(known.name)) {
      return known.role;
    }
  }
  return FieldRole::kNone;
}

// Team-managed projects have a type of their own.
bool is_team_managed(const FieldInfo& field) {
  return field.schema_custom.ends_with(":jsw-story-points");
}

}  // namespace

std::string_view to_text(FieldRole role) {
  for (const auto& [known, name] : kNames) {
    if (known == role) return name;
  }
  return "";
}

std::optional<FieldRole> parse_field_role(std::string_view text) {
  for (const auto& [role, name] : kNames) {
    if (name == text) return role;
  }
  return std::nullopt;
}

FieldRole decide_field_role(const FieldInfo& field) {
  for (const auto& [role, key] : kTypeKeys) {
    if (field.schema_custom == key) return role;
  }
  for (const auto& [role, ending] : kTypeKeyEndings) {
    if (field.schema_custom.ends_with(ending)) return role;
  }
  return role_by_name(field);
}

std::optional<double> decide_story_points(const Attributes& issue, const FieldCatalogue& fields) {
  std::optional<double> team_managed;
  for (const FieldInfo* field : fields.find_role(FieldRole::kStoryPoints)) {
    const auto number = number_of(issue, field->id);
    if (!number) continue;
    if (!is_team_managed(*field)) return number;
    if (!team_managed) team_managed = number;
  }
  return team_managed;
}

}  // namespace tl::domain
