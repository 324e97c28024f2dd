#include "domain/field_role.h"

#include <gtest/gtest.h>

#include "domain/field_catalogue.h"

namespace tl::domain {
namespace {

constexpr std::string_view kPlain = "com.atlassian.jira.plugin.system.customfieldtypes:";

struct Case {
  std::string name;
  std::string schema_custom;  // a leading ":" stands for Jira's own plugin
  std::string_view role;
};

std::string full_key(const Case& given) {
  return given.schema_custom.starts_with(':') ? std::string(kPlain) + given.schema_custom.substr(1)
                                              : given.schema_custom;
}

TEST(FieldRole, IsDecidedByTypeKeyAndOnlyThenByName) {
  const std::vector<Case> cases = {
      {"Sprint", "com.pyxis.greenhopper.jira:gh-sprint", "sprint"},
      {"Спринт", "com.pyxis.greenhopper.jira:gh-sprint", "sprint"},
      {"Sprint", ":textfield", ""},
      {"Story point estimate", "com.pyxis.greenhopper.jira:jsw-story-points", "story_points"},
      {"Story Points", ":float", "story_points"},
      {"story-points", ":float", "story_points"},
      {"Storypunkte", ":float", "story_points"},
      {"故事点", ":float", "story_points"},
      {"ストーリー ポイント", ":float", "story_points"},
      {"Story Points", ":select", ""},
      {"Story Points Sum", ":float", ""},
      {"Effort", ":float", ""},
      {"Epic Link", "com.pyxis.greenhopper.jira:gh-epic-link", "epic_link"},
      {"Epic Name", "com.pyxis.greenhopper.jira:gh-epic-label", "epic_name"},
      {"Epic Status", "com.pyxis.greenhopper.jira:gh-epic-status", "epic_status"},
      {"Rank", "com.pyxis.greenhopper.jira:gh-lexo-rank", "rank"},
      {"Rank (Obsolete)", "com.pyxis.greenhopper.jira:gh-global-rank", "rank"},
      {"Flagged", ":multicheckboxes", "flagged"},
      {"Markiert", ":multicheckboxes", "flagged"},
      {"Platforms", ":multicheckboxes", ""},
      {"Team", ":atlassian-team", "team"},
      {"Team", "com.atlassian.teams:rm-teams-custom-field-team", "team"},
      {"Team", ":select", ""},
      {"Start date", ":datepicker", "start_date"},
      {"Startdatum", ":datepicker", "start_date"},
      {"Start date", ":datetime", ""},
      {"Target start", "com.atlassian.jpo:jpo-custom-field-baseline-start", "target_start"},
      {"Target end", "com.atlassian.jpo:jpo-custom-field-baseline-end", "target_end"},
      {"Parent Link", "com.atlassian.jpo:jpo-custom-field-parent", "parent_link"},
      {"Request Type", "com.atlassian.servicedesk:vp-origin", "request_type"},
      {"Customer Request Type", "com.atlassian.servicedesk:vp-origin", "request_type"},
      {"Organizations", "com.atlassian.servicedesk:sd-customer-organizations", "organisations"},
      {"Time to resolution", "com.atlassian.servicedesk:sd-sla-field", "sla"},
      {"Development", "com.atlassian.jira.plugins.jira-development-integration-plugin:devsummarycf",
       "development"},
      {"[CHART] Time in Status", "com.atlassian.jira.ext.charting:timeinstatus", "time_in_status"},
      {"Summary", "", ""},
  };
  for (const Case& given : cases) {
    FieldInfo field;
    field.id = "customfield_1";
    field.name = given.name;
    field.schema_custom = full_key(given);
    EXPECT_EQ(to_text(decide_field_role(field)), given.role) << given.name << given.schema_custom;
  }
}

TEST(FieldRole, TextsGoBothWays) {
  for (int i = 1; i <= static_cast<int>(FieldRole::kTimeInStatus); ++i) {
    const auto role = static_cast<FieldRole>(i);
    EXPECT_FALSE(to_text(role).empty()) << i;
    EXPECT_EQ(parse_field_role(to_text(role)), role);
  }
  EXPECT_EQ(parse_field_role("nothing"), std::nullopt);
}

TEST(FieldRole, StoryPointsOfTwoFields) {
  FieldCatalogue fields;
  fields.add({"customfield_10016", "Story point estimate", "number", "",
              "com.pyxis.greenhopper.jira:jsw-story-points"});
  fields.add({"customfield_10028", "Story Points", "number", "", std::string(kPlain) + "float"});
  EXPECT_EQ(fields.find_role(FieldRole::kStoryPoints).size(), 2u);
  EXPECT_EQ(fields.role("customfield_10028"), FieldRole::kStoryPoints);
  EXPECT_EQ(fields.role("customfield_1"), FieldRole::kNone);
  const Version version{Instant(1), 0, SourceRank::kRest, 0};
  Attributes issue;
  EXPECT_EQ(decide_story_points(issue, fields), std::nullopt);
  set_attribute(issue, "customfield_10028", std::monostate{}, version);
  set_attribute(issue, "customfield_10016", 3.0, version);
  EXPECT_EQ(decide_story_points(issue, fields), 3.0);
  set_attribute(issue, "customfield_10028", 0.0, version);
  EXPECT_EQ(decide_story_points(issue, fields), 0.0);
}

}  // namespace
}  // namespace tl::domain
