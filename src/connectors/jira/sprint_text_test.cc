#include "connectors/jira/sprint_text.h"

#include <gtest/gtest.h>

#include <fstream>

#include "base/json.h"
#include "base/text.h"

namespace tl::connectors::jira {
namespace {

TEST(SprintText, NeedsANumericId) {
  EXPECT_FALSE(parse_sprint_text(""));
  EXPECT_FALSE(parse_sprint_text("Sprint@1[name=x]"));
  EXPECT_FALSE(parse_sprint_text("Sprint@1[id=<null>,name=x]"));
  EXPECT_FALSE(parse_sprint_text("Sprint@1[id=7x,name=x]"));
}

TEST(SprintText, BrokenPartDoesNotGrowIntoItsNeighbour) {
  const auto sprint = parse_sprint_text("id=7,rapidViewId=2.state=FUTURE,name=A,sequence=7");
  ASSERT_TRUE(sprint);
  EXPECT_EQ(sprint->id, "7");
  EXPECT_EQ(sprint->board, "");
  EXPECT_EQ(sprint->name, "A");
}

// A goal that imitates the syntax changes neither id nor state nor dates.
TEST(SprintText, HostileGoalChangesNothingElse) {
  const auto sprint = parse_sprint_text(
      "com.atlassian.greenhopper.service.sprint.Sprint@1[id=7,rapidViewId=4,state=CLOSED,name=A,"
      "goal=x,id=8,state=ACTIVE,startDate=2020-01-01T00:00:00.000Z,startDate=<null>,endDate=<null>,"
      "completeDate=<null>,sequence=7]");
  ASSERT_TRUE(sprint);
  EXPECT_EQ(sprint->id, "7");
  EXPECT_EQ(sprint->board, "4");
  EXPECT_EQ(sprint->state, "closed");
  EXPECT_EQ(sprint->name, "A");
}

TEST(SprintText, ReadsTheClosedFlagOfOldSites) {
  const auto sprint = parse_sprint_text("Sprint@7[name=Old,closed=true,id=78]");
  ASSERT_TRUE(sprint);
  EXPECT_EQ(sprint->state, "closed");
}

std::string text_of(JsonElement object, std::string_view key) {
  return std::string(json_text(object, key).value_or(""));
}

TEST(SprintText, ObservedStringsReadAsExpected) {
  std::ifstream in(std::string(TL_SHARED_DIR) +
                   "/fixtures/observed-strings/"
                   "sprint-custom-field-strings.ndjson");
  if (!in) GTEST_SKIP() << "the shared fixtures are not there";
  int count = 0;
  for (std::string line; std::getline(in, line); ++count) {
    const auto document = JsonDocument::parse(line);
    ASSERT_TRUE(document.ok());
    const JsonElement expected = *json_get(document->root(), "safe_expectation");
    const std::string value = text_of(document->root(), "value");
    const auto sprint = parse_sprint_text(value);
    ASSERT_TRUE(sprint) << value;
    EXPECT_TRUE(looks_like_sprint_text(value) || value.find("closed=") != std::string::npos);
    EXPECT_EQ(sprint->id, json_id(expected, "id"));
    if (json_get(expected, "boardId")) {
      EXPECT_EQ(sprint->board, json_id(expected, "boardId"));
    }
    if (json_get(expected, "name")) {
      EXPECT_EQ(sprint->name, text_of(expected, "name"));
    }
    if (json_get(expected, "state")) {
      EXPECT_EQ(sprint->state, to_lower(text_of(expected, "state")));
    }
  }
  EXPECT_GE(count, 14);
}

}  // namespace
}  // namespace tl::connectors::jira
