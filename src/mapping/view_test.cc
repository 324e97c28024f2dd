// The editor's view, and what a change may say, does and is called.
#include "mapping/view.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "mapping/lens_for_test.h"

namespace tl::mapping {
namespace {

using testing::ElementsAre;

lens::VersionPtr site() {
  return test::LensMaker()
      .project("1", "ACME")
      .project("2", "BETA")
      .type("10", "Story")
      .type("20", "story", "2")
      .type("11", "Hotfix")
      .status("1", "To Do", "new")
      .status("2", "In Review", "indeterminate", "2")
      .status("3", "Done", "done")
      .status("4", "Odd", "undefined")
      .resolution("5", "Won't Do")
      .resolution("6", "Fixed")
      .issue(1, "1", "10", "1")
      .issue(2, "1", "10", "3")
      .issue(3, "2", "10", "3")
      .issue(4, "2", "20", "2")
      .issue(5, "1", "10", "3")
      .issue(6, "1", "10", "4")
      .issue(7, "1", "10", "3", true)
      .at(test::kElsewhere)
      .type("10", "Task")
      .issue(1, "1", "10", "1")
      .make();
}

const TypeRow& type(const MappingView& view, const std::string& key) {
  for (const TypeRow& row : view.types) {
    if (row.key == key) return row;
  }
  throw std::runtime_error("no type " + key);
}

const StatusRow& status(const MappingView& view, const std::string& id) {
  for (const StatusRow& row : view.statuses) {
    if (row.id == id) return row;
  }
  throw std::runtime_error("no status " + id);
}

TEST(MappingViews, TypesWithTheirIssues) {
  const auto view = decide_view(*site(), test::kHere, {});
  ASSERT_EQ(view.types.size(), 3u) << "of this instance";
  EXPECT_EQ(view.types[0].key, "11") << "by name";
  EXPECT_EQ(view.types[1].key, "10");
  EXPECT_EQ(view.types[2].key, "20") << "an equal name is a row of its own";
  EXPECT_EQ(view.types[2].project->key, "BETA");
  EXPECT_FALSE(type(view, "10").project);
  EXPECT_EQ(type(view, "10").issues, 5) << "without the deleted one";
  EXPECT_THAT(type(view, "10").examples, ElementsAre("T-6", "T-5", "T-3"));
  EXPECT_EQ(type(view, "10").category, Category::kFeature);
  EXPECT_EQ(type(view, "10").origin, Origin::kExact);
  EXPECT_EQ(type(view, "11").category, Category::kBug);
  EXPECT_EQ(type(view, "11").rule, "fix");
  EXPECT_EQ(type(view, "11").issues, 0);
}

TEST(MappingViews, AProjectsOwnWordIsARowThatTakesItsIssues) {
  Mapping mapping;
  mapping.types = {
      {"10", Category::kChore}, {"2/10", Category::kIncident}, {"9/10", Category::kBug}};
  const auto view = decide_view(*site(), test::kHere, mapping);
  EXPECT_EQ(type(view, "10").issues, 4);
  EXPECT_EQ(type(view, "10").origin, Origin::kPerson);
  EXPECT_EQ(type(view, "10").category, Category::kChore);
  EXPECT_EQ(type(view, "2/10").issues, 1);
  EXPECT_THAT(type(view, "2/10").examples, ElementsAre("T-3"));
  EXPECT_EQ(type(view, "2/10").project->id, "2");
  EXPECT_EQ(type(view, "2/10").category, Category::kIncident);
  EXPECT_EQ(type(view, "9/10").issues, 0) << "a project that is gone";
}

TEST(MappingViews, StatusesInOrderWithStateAndFlag) {
  auto view = decide_view(*site(), test::kHere, {});
  ASSERT_EQ(view.statuses.size(), 4u);
  EXPECT_EQ(view.statuses[0].id, "4");
  EXPECT_TRUE(view.statuses[0].flagged);
  EXPECT_EQ(view.statuses[0].state, State::kOpen);
  EXPECT_EQ(view.statuses[0].issues_now, 1);
  EXPECT_EQ(view.statuses[3].id, "3");
  EXPECT_EQ(status(view, "3").issues_now, 3);
  EXPECT_EQ(status(view, "2").stage, Stage::kReview);
  EXPECT_EQ(status(view, "2").origin, Origin::kName);
  EXPECT_EQ(status(view, "2").state, State::kInProgress);
  EXPECT_EQ(status(view, "2").project->key, "BETA");
  EXPECT_FALSE(status(view, "2").flagged);
  Mapping mapping;
  mapping.statuses = {{"4", Stage::kDone}, {"1", Stage::kActive}};
  view = decide_view(*site(), test::kHere, mapping);
  EXPECT_FALSE(status(view, "4").flagged) << "a person has said what it is";
  EXPECT_EQ(status(view, "4").state, State::kClosed);
  EXPECT_EQ(status(view, "1").state, State::kOpen) << "the state is the category's";
  EXPECT_EQ(status(view, "1").origin, Origin::kPerson);
}

TEST(MappingViews, Resolutions) {
  Mapping mapping;
  mapping.resolutions = {{"6", true}};
  const auto view = decide_view(*site(), test::kHere, mapping);
  ASSERT_EQ(view.resolutions.size(), 2u);
  EXPECT_EQ(view.resolutions[0].name, "Fixed");
  EXPECT_TRUE(view.resolutions[0].cancels);
  EXPECT_EQ(view.resolutions[0].origin, Origin::kPerson);
  EXPECT_TRUE(view.resolutions[1].cancels);
  EXPECT_EQ(view.resolutions[1].origin, Origin::kName);
}

std::vector<std::string> wrong(const Mapping& saved, const MappingChange& change) {
  std::vector<std::string> members;
  for (const auto& one : check_change(site()->dictionary(), test::kHere, saved, change))
    members.push_back(one.member);
  return members;
}

TEST(MappingChanges, NameOnlyWhatIsHere) {
  MappingChange change;
  change.types = {{"10", Category::kBug},
                  {"2/10", Category::kBug},
                  {"3/10", Category::kBug},
                  {"2/77", Category::kBug},
                  {"78", std::nullopt}};
  change.statuses = {{"1", Stage::kDone}, {"79", Stage::kDone}};
  change.resolutions = {{"5", false}, {"80", false}};
  change.order = {"1", "81", "2"};
  EXPECT_THAT(wrong({}, change), ElementsAre("types.2/77", "types.3/10", "types.78", "statuses.79",
                                             "resolutions.80", "order[1]"));
}

TEST(MappingChanges, WhatWasSavedOnceMayStay) {
  Mapping saved;
  saved.types = {{"78", Category::kBug}};
  saved.statuses = {{"79", Stage::kDone}};
  saved.order = {"81"};
  MappingChange change;
  change.types = {{"78", std::nullopt}};
  change.statuses = {{"79", Stage::kQueue}};
  change.order = {"1", "81"};
  EXPECT_TRUE(wrong(saved, change).empty());
}

TEST(MappingChanges, LinesAreCheckedAgainstTheNewOrder) {
  MappingChange change;
  change.start_line = std::optional<std::string>("2");
  change.finish_line = std::optional<std::string>("3");
  EXPECT_TRUE(wrong({}, change).empty());
  change.order = {"3", "2"};
  EXPECT_THAT(wrong({}, change), ElementsAre("finish_line"));
}

TEST(MappingChanges, ALineKeepsTheOrderItWasDrawnIn) {
  const auto version = site();
  MappingChange change;
  change.start_line = std::optional<std::string>("2");
  Mapping saved;
  saved.version = 4;
  const Mapping next = decide_next(version->dictionary(), test::kHere, saved, change);
  EXPECT_THAT(next.order, ElementsAre("4", "1", "2", "3"));
  EXPECT_EQ(next.version, 5);
  EXPECT_EQ(decide_next(version->dictionary(), test::kHere, next, change), next)
      << "the same again changes nothing";
}

TEST(MappingChanges, AreToldInOneLine) {
  const auto version = site();
  const auto told = [&](const Mapping& before, const Mapping& after) {
    return summarise(version->dictionary(), test::kHere, before, after);
  };
  Mapping after;
  EXPECT_EQ(told({}, after), "no change");
  after.types = {{"11", Category::kIncident}, {"2/10", Category::kBug}};
  after.start_line = "2";
  EXPECT_EQ(told({}, after),
            "start line at \"In Review\"; \"Hotfix\" is incident; \"Story\" in BETA is bug");
  EXPECT_EQ(told(after, {}),
            "start line by stage; \"Hotfix\" as guessed; \"Story\" in BETA as guessed");
  Mapping more = after;
  more.statuses = {{"1", Stage::kDone}, {"2", Stage::kDone}, {"99", Stage::kBlocked}};
  more.resolutions = {{"5", false}, {"6", true}};
  more.order = {"1"};
  EXPECT_EQ(told(after, more),
            "\"To Do\" is done; \"In Review\" is done; \"99\" is blocked; \"Won't Do\" does not "
            "cancel; \"Fixed\" cancels; and 1 more");
}

}  // namespace
}  // namespace tl::mapping
