#include "domain/issue_view.h"

#include <gtest/gtest.h>

namespace tl::domain {
namespace {

constexpr std::string_view kPlain = "com.atlassian.jira.plugin.system.customfieldtypes:";

class IssueView : public testing::Test {
 protected:
  IssueView() {
    fields_.add({"cf_flag", "Flagged", "array", "option", std::string(kPlain) + "multicheckboxes"});
    fields_.add({"cf_sprint", "Sprint", "array", "json", "com.pyxis.greenhopper.jira:gh-sprint"});
    fields_.add({"cf_epic", "Epic Link", "any", "", "com.pyxis.greenhopper.jira:gh-epic-link"});
    fields_.add(
        {"cf_above", "Parent Link", "any", "", "com.atlassian.jpo:jpo-custom-field-parent"});
    fields_.add({"cf_team", "Team", "team", "", std::string(kPlain) + "atlassian-team"});
    fields_.add({"cf_start", "Start date", "date", "", std::string(kPlain) + "datepicker"});
  }
  void set(std::string_view name, Value value, int64_t at = 1) {
    set_attribute(issue_, name, std::move(value), Version{Instant(at), 0, SourceRank::kRest, 0});
  }

  FieldCatalogue fields_;
  Attributes issue_;
};

TEST_F(IssueView, FlaggedByEitherField) {
  EXPECT_FALSE(decide_flagged(issue_, fields_));
  set("flagged", false);
  set("cf_flag", Refs{});
  EXPECT_FALSE(decide_flagged(issue_, fields_));
  set("cf_flag", Refs{{"10019", "Impediment"}});
  EXPECT_TRUE(decide_flagged(issue_, fields_));
  issue_.erase("cf_flag");
  set("flagged", true);
  EXPECT_TRUE(decide_flagged(issue_, fields_));
}

TEST_F(IssueView, SprintsAsToldLast) {
  set("sprint", Refs{{"7", "S7"}}, 1);
  EXPECT_EQ(decide_sprints(issue_, fields_), (Refs{{"7", "S7"}}));
  set("cf_sprint", Refs{{"7", "S7"}, {"8", "S8"}}, 2);
  EXPECT_EQ(decide_sprints(issue_, fields_).size(), 2u);
  set("sprint", Refs{}, 3);
  EXPECT_TRUE(decide_sprints(issue_, fields_).empty());
}

TEST_F(IssueView, ParentUnderAnyName) {
  EXPECT_EQ(decide_parent(issue_, fields_), Ref());
  set("cf_above", std::string("TOP-1"));
  EXPECT_EQ(decide_parent(issue_, fields_), (Ref{"", "TOP-1"}));
  set("cf_epic", std::string("EPIC-1"));
  EXPECT_EQ(decide_parent(issue_, fields_), (Ref{"", "EPIC-1"}));
  set("epic", Ref{"9", "EPIC-1"});
  EXPECT_EQ(decide_parent(issue_, fields_), (Ref{"9", "EPIC-1"}));
  set("parent", Ref{"5", "STORY-1"});
  EXPECT_EQ(decide_parent(issue_, fields_), (Ref{"5", "STORY-1"}));
}

TEST_F(IssueView, TeamAsObjectOrId) {
  set("cf_team", std::string("12"));
  EXPECT_EQ(decide_team(issue_, fields_), (Ref{"12", ""}));
  set("cf_team", Ref{"t-1", "Payments"});
  EXPECT_EQ(decide_team(issue_, fields_), (Ref{"t-1", "Payments"}));
}

TEST_F(IssueView, PlannedDates) {
  EXPECT_EQ(decide_planned_date(issue_, fields_, FieldRole::kStartDate), std::nullopt);
  set("cf_start", *parse_date("2026-03-07"));
  EXPECT_EQ(decide_planned_date(issue_, fields_, FieldRole::kStartDate), parse_date("2026-03-07"));
  EXPECT_EQ(decide_planned_date(issue_, fields_, FieldRole::kTargetEnd), std::nullopt);
}

}  // namespace
}  // namespace tl::domain
