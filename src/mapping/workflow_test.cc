// The order of statuses and what lines drawn in it do.
#include "mapping/workflow.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "mapping/lens_for_test.h"
#include "mapping/stage_map.h"

namespace tl::mapping {
namespace {

lens::VersionPtr site() {
  return test::LensMaker()
      .status("9", "Done", "done")
      .status("1", "Backlog", "new")
      .status("3", "Developing", "indeterminate")
      .status("2", "Analysing", "indeterminate")
      .status("4", "In Review", "indeterminate")
      .status("5", "On Hold", "indeterminate")
      .status("8", "Cancelled", "done")
      .status("6", "Odd", "undefined")
      .status("7", "Strange", "")
      .at(test::kElsewhere)
      .status("3", "Elsewhere", "new")
      .make();
}

const lens::FieldDictionary& statuses_of(const lens::VersionPtr& version) {
  return version->dictionary().field(lens::LensField::kStatus);
}

// "1< 2+ 9=": ids in order; "<" before, "+" started, "=" done, "x" cancelled, "?" unknown.
std::string shown(const lens::VersionPtr& version, const Mapping& mapping) {
  std::string text;
  for (const PlacedStatus& status : decide_workflow(statuses_of(version), test::kHere, mapping)) {
    const char zone = "?<+=x"[static_cast<size_t>(status.zone)];
    text += fmt::format("{}{}{}", text.empty() ? "" : " ", status.id, zone);
  }
  return text;
}

Mapping lines(std::optional<std::string> start, std::optional<std::string> finish) {
  Mapping mapping;
  mapping.start_line = std::move(start);
  mapping.finish_line = std::move(finish);
  return mapping;
}

TEST(Workflow, DefaultOrderIsCategoryStageName) {
  EXPECT_EQ(shown(site(), {}), "7? 6< 1< 2+ 3+ 5+ 4+ 9= 8x");
}

TEST(Workflow, APersonsStageMovesAStatusWithinItsCategory) {
  Mapping mapping;
  mapping.statuses["2"] = Stage::kReview;
  mapping.statuses["7"] = Stage::kActive;
  EXPECT_EQ(shown(site(), mapping), "7+ 6< 1< 3+ 5+ 2+ 4+ 9= 8x");
}

TEST(Workflow, Lines) {
  struct Row {
    std::optional<std::string> start, finish;
    const char* shown;
  };
  for (const Row& row : {Row{"3", std::nullopt, "7? 6< 1< 2< 3+ 5+ 4+ 9= 8x"},
                         {"1", std::nullopt, "7? 6< 1+ 2+ 3+ 5+ 4+ 9= 8x"},
                         {std::nullopt, "4", "7? 6< 1< 2+ 3+ 5+ 4= 9= 8x"},
                         {"3", "4", "7? 6< 1< 2< 3+ 5+ 4= 9= 8x"},
                         {"6", "1", "7? 6+ 1= 2= 3= 5= 4= 9= 8x"},
                         {"9", std::nullopt, "7? 6< 1< 2< 3< 5< 4< 9= 8x"},
                         {std::nullopt, "8", "7? 6< 1< 2+ 3+ 5+ 4+ 9+ 8x"},
                         {"nowhere", "gone", "7? 6< 1< 2+ 3+ 5+ 4+ 9= 8x"}})
    EXPECT_EQ(shown(site(), lines(row.start, row.finish)), row.shown);
}

TEST(Workflow, ASavedOrderWins) {
  Mapping mapping = lines("4", "9");
  mapping.order = {"1", "2", "4", "9", "3", "5", "8", "6", "7"};
  EXPECT_EQ(shown(site(), mapping), "1< 2< 4+ 9= 3= 5= 8x 6= 7?");
}

TEST(Workflow, NewcomersComeWhereTheyUsuallyWould) {
  Mapping mapping;
  mapping.order = {"1", "4", "9"};
  EXPECT_EQ(shown(site(), mapping), "7? 6< 1< 2+ 3+ 5+ 4+ 9= 8x");
  mapping.order = {"9", "1"};  // the other way round: before the first that comes later
  EXPECT_EQ(shown(site(), mapping), "7? 6< 2+ 3+ 5+ 4+ 9= 1< 8x");
}

TEST(Workflow, WhatIsGoneStillHoldsItsLine) {
  Mapping mapping = lines("gone", std::nullopt);
  mapping.order = {"1", "2", "gone", "3", "5", "4", "9", "8", "6", "7"};
  EXPECT_EQ(shown(site(), mapping), "1< 2< 3+ 5+ 4+ 9= 8x 6+ 7?");
}

TEST(Workflow, AnOrderWithDoublesIsReadOnce) {
  Mapping mapping;
  mapping.order = {"9", "9", "1", "9"};
  EXPECT_EQ(shown(site(), mapping), "7? 6< 2+ 3+ 5+ 4+ 9= 1< 8x");
}

TEST(Workflow, LinesAreChecked) {
  const auto version = site();
  const auto wrong = [&](std::optional<std::string> start, std::optional<std::string> finish) {
    const auto found = check_lines(statuses_of(version), test::kHere, lines(start, finish));
    return found ? found->member : "";
  };
  EXPECT_EQ(wrong({}, {}), "");
  EXPECT_EQ(wrong("3", "4"), "");
  EXPECT_EQ(wrong("3", {}), "");
  EXPECT_EQ(wrong("4", "3"), "finish_line");
  EXPECT_EQ(wrong("3", "3"), "finish_line");
  EXPECT_EQ(wrong("77", "3"), "start_line");
  EXPECT_EQ(wrong("3", "77"), "finish_line");
}

TEST(StageMaps, EachInstanceHasItsOwn) {
  const auto version = site();
  Mapping mapping = lines("4", "9");
  mapping.version = 5;
  const StageMap map = StageMap::make(*version, {{test::kHere, mapping}});
  const auto& statuses = statuses_of(version);
  EXPECT_EQ(map.zone(statuses.find(test::kHere, "3")), Zone::kBefore);
  EXPECT_EQ(map.stage(statuses.find(test::kHere, "3")), Stage::kActive);
  EXPECT_EQ(map.zone(statuses.find(test::kElsewhere, "3")), Zone::kBefore);
  EXPECT_EQ(map.versions().at(test::kHere), 5);
  EXPECT_EQ(map.versions().at(test::kElsewhere), 0);
  ASSERT_EQ(map.lines().size(), 1u);
  EXPECT_EQ(map.lines().at(test::kHere).start, statuses.find(test::kHere, "4"));
  EXPECT_EQ(map.lines().at(test::kHere).finish, statuses.find(test::kHere, "9"));
  EXPECT_EQ(map.zone(999), Zone::kUnknown);
  EXPECT_EQ(map.stage(999), Stage::kUnmapped);
}

TEST(StageMaps, CategoriesPerProject) {
  const auto version = test::LensMaker()
                           .project("1", "A")
                           .project("2", "B")
                           .type("10", "Story")
                           .type("11", "Widget")
                           .make();
  Mapping mapping;
  mapping.types = {{"11", Category::kBug},
                   {"2/10", Category::kChore},
                   {"9/10", Category::kIncident},
                   {"2/99", Category::kIncident}};
  const StageMap map = StageMap::make(*version, {{test::kHere, mapping}});
  const auto code = [&](lens::LensField field, const char* id) {
    return version->dictionary().field(field).find(test::kHere, id);
  };
  const auto category = [&](const char* type, const char* project) {
    return map.types().category(code(lens::LensField::kType, type),
                                code(lens::LensField::kProject, project));
  };
  EXPECT_EQ(category("10", "1"), Category::kFeature);
  EXPECT_EQ(category("10", "2"), Category::kChore);
  EXPECT_EQ(category("11", "1"), Category::kBug);
  EXPECT_EQ(category("11", "2"), Category::kBug);
  EXPECT_EQ(map.types().category(lens::kNoCode, lens::kNoCode), Category::kOther);
  EXPECT_EQ(map.types().category(999, 1), Category::kOther);
  EXPECT_EQ(map.types().exceptions().size(), 1u) << "of what is here";
}

}  // namespace
}  // namespace tl::mapping
