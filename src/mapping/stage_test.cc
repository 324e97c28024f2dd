// States, stages and cancelling resolutions by category and name.
#include "mapping/stage.h"

#include <gtest/gtest.h>

#include <set>

#include "mapping/fold.h"
#include "mapping/stage_names.h"
#include "mapping/table_file_for_test.h"

namespace tl::mapping {
namespace {

using lens::StatusCategory;

TEST(Stages, GoldenTable) {
  const auto rows = test::read_table("status_names.txt");
  EXPECT_GE(rows.size(), 80u) << "the table is missing or cut";
  for (const auto& row : rows) {
    ASSERT_EQ(row.size(), 4u) << row.front();
    const StageGuess guess = decide_stage(lens::parse_status_category(row[0]), row[1]);
    EXPECT_EQ(to_text(guess.stage), row[2]) << row[0] << " " << row[1];
    EXPECT_EQ(to_text(guess.origin), row[3]) << row[0] << " " << row[1];
  }
}

// A name never moves a status over a line: whatever it says, the zone is the category's.
TEST(Stages, NamesNeverCrossALine) {
  std::set<std::string> names;
  for (const auto& row : test::read_table("status_names.txt")) names.insert(row[1]);
  for (const std::string& name : names) {
    EXPECT_EQ(zone_of(decide_default_stage(StatusCategory::kUnknown, name)), Zone::kUnknown);
    EXPECT_EQ(zone_of(decide_default_stage(StatusCategory::kUndefined, name)), Zone::kBefore);
    EXPECT_EQ(zone_of(decide_default_stage(StatusCategory::kNew, name)), Zone::kBefore);
    EXPECT_EQ(zone_of(decide_default_stage(StatusCategory::kIndeterminate, name)), Zone::kStarted);
    const Zone done = zone_of(decide_default_stage(StatusCategory::kDone, name));
    EXPECT_TRUE(done == Zone::kDone || done == Zone::kCancelled) << name;
  }
}

TEST(Stages, TablesAreFoldedAndReachable) {
  for (const auto& table : {started_names(), ended_names()}) {
    for (size_t i = 0; i < table.size(); ++i) {
      EXPECT_EQ(fold_name(table[i].text), table[i].text);
      for (size_t before = 0; before < i; ++before) {
        EXPECT_FALSE(table[before].stage == table[i].stage && fits(table[before], table[i].text))
            << table[i].text << " says nothing that " << table[before].text << " does not";
      }
    }
  }
  std::set<std::string_view> seen;
  for (const std::string_view name : cancelling_resolutions()) {
    EXPECT_EQ(fold_name(name), name);
    EXPECT_TRUE(seen.insert(name).second) << name;
  }
}

TEST(States, ByCategory) {
  EXPECT_EQ(decide_state(StatusCategory::kNew), State::kOpen);
  EXPECT_EQ(decide_state(StatusCategory::kIndeterminate), State::kInProgress);
  EXPECT_EQ(decide_state(StatusCategory::kDone), State::kClosed);
  EXPECT_EQ(decide_state(StatusCategory::kUndefined), State::kOpen);
  EXPECT_EQ(decide_state(StatusCategory::kUnknown), State::kOpen);
  EXPECT_EQ(to_text(State::kInProgress), "in_progress");
  EXPECT_EQ(state_of(Stage::kBlocked), State::kInProgress);
  EXPECT_EQ(state_of(Stage::kCancelled), State::kClosed);
  EXPECT_EQ(state_of(Stage::kUnmapped), State::kOpen);
}

TEST(Resolutions, ThatCancel) {
  for (const char* name :
       {"Won't Do", "Won’t do", "WONTFIX", "Won't Fix", "Duplicate", "Cannot Reproduce", "Declined",
        "Incomplete", " Rejected ", "Duplikat", "Nicht reproduzierbar", "Wird nicht erledigt",
        "NE SERA PAS FAIT", "Não será feito", "Дубликат", "已取消", "重複"})
    EXPECT_TRUE(decide_cancels(name)) << name;
  for (const char* name :
       {"Done", "Fixed", "", "Resolved", "Won", "Fertig", "Готово", "Not a duplicate", "完成"})
    EXPECT_FALSE(decide_cancels(name)) << name;
}

TEST(Stages, TextsAreReadBack) {
  for (const char* text : {"queue", "active", "review", "blocked", "done", "cancelled"})
    EXPECT_EQ(to_text(parse_stage(text).value()), text);
  for (const char* text : {"", "Queue", "unmapped", "busy"})
    EXPECT_FALSE(parse_stage(text)) << text;
}

}  // namespace
}  // namespace tl::mapping
