// Why an issue of the small world matches or not.
#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

#include "jql/explain_seen.h"
#include "jql/file_search_for_test.h"

namespace tl::jql {
namespace {

class Explain : public testing::Test {
 protected:
  void SetUp() override {
    std::ifstream in(std::string(TL_SOURCE_DIR) + "/src/jql/testdata/world.json");
    std::ostringstream text;
    text << in.rdbuf();
    auto file = parse_issue_file(text.str());
    ASSERT_TRUE(file.ok()) << file.error().detail;
    file_.emplace(std::move(file).value());
  }

  Explained ask(std::string_view key, std::string_view jql) {
    const FileInstance& harbor = file_->instances.front();
    const ParseResult parsed = parse_query(jql);
    EXPECT_TRUE(parsed.ok()) << jql;
    const BindResult bound = bind(*parsed.query, *harbor.catalogue, file_->asker);
    EXPECT_TRUE(bound.bound) << jql;
    for (const auto& issue : harbor.issues) {
      if (issue->key() != key || !bound.bound) continue;
      Explained out = explain(*bound.bound, *parsed.query, *issue, file_->asker.zone);
      EXPECT_EQ(out.truth, evaluate(*bound.bound, *issue)) << jql;
      return out;
    }
    ADD_FAILURE() << "no issue " << key;
    return {};
  }

  std::optional<IssueFile> file_;
};

TEST_F(Explain, SaysWhatWasSeen) {
  struct Row {
    std::string_view key, jql, seen;
  };
  const Row rows[] = {
      {"SHIP-1", "status = Sailed", "Loading"},
      {"SHIP-10", "assignee = u-mia", "empty"},
      {"SHIP-1", "labels = ice", "Ice, heavy"},
      {"SHIP-1", "created > -1d", "2026-03-02 08:00"},
      {"SHIP-2", "created > -1d", "2026-03-29 00:30"},
      {"SHIP-1", "due > -1d", "2026-04-03"},
      {"SHIP-1", "originalEstimate > 1h", "8h"},
      {"SHIP-10", "originalEstimate > 1h", "30m"},
      {"SHIP-1", "Weight > 1", "12.5"},
      {"SHIP-1", "status was Queued",
       "Waiting from 2026-03-02 08:00 to 2026-03-10 10:00 by Ole Strand"},
      {"SHIP-1", "status was Loading", "Loading from 2026-03-10 10:00 until now by Mia Holm"},
      {"SHIP-1", "status was Sailed", "was Waiting, Loading"},
      {"SHIP-2", "status changed to Sailed", "Loading → Sailed at 2026-03-31 17:00 by Ole Strand"},
      {"SHIP-2", "status changed to Queued", "2 changes, none such"},
      {"SHIP-10", "status changed", "never changed"},
      {"SHIP-1", "assignee changed from EMPTY",
       "empty → Mia Holm at 2026-03-05 10:00 by Ole Strand"},
      {"SHIP-2", "issue in linkedIssues(SHIP-1)", "is blocked by SHIP-1"},
      {"SHIP-10", "issue in linkedIssues(SHIP-1)", "no links"},
      {"SHIP-1", "text ~ stall", "The crane stalled twice."},
      {"SHIP-1", "text ~ whale", "in none of its texts"},
      {"SHIP-1", "key = SHIP-1", "SHIP-1"},
  };
  for (const Row& row : rows) EXPECT_EQ(ask(row.key, row.jql).seen, row.seen) << row.jql;
}

TEST_F(Explain, SaysTheClauseWithNotPushedDown) {
  EXPECT_EQ(ask("SHIP-1", "NOT status = Sailed").text, "status != Sailed");
  EXPECT_EQ(ask("SHIP-1", "NOT NOT status = Sailed").text, "status = Sailed");
  EXPECT_EQ(ask("SHIP-1", "NOT priority > Normal").text, "priority <= Normal");
  EXPECT_EQ(ask("SHIP-1", "NOT status was in (Sailed)").text, "status WAS NOT IN (Sailed)");
  EXPECT_EQ(ask("SHIP-1", "NOT status changed").text, "NOT status CHANGED");
}

TEST_F(Explain, MarksWhatCarriesTheAnswer) {
  const Explained no = ask("SHIP-1", "project = SHIP AND status = Sailed AND priority = Urgent");
  ASSERT_EQ(no.children.size(), 3u);
  EXPECT_EQ(no.truth, Truth::kNo);
  EXPECT_FALSE(no.children[0].decides);
  EXPECT_TRUE(no.children[1].decides);
  EXPECT_FALSE(no.children[2].decides);
  const Explained yes = ask("SHIP-1", "project = DOCK OR status = Loading");
  ASSERT_EQ(yes.children.size(), 2u);
  EXPECT_FALSE(yes.children[0].decides);
  EXPECT_TRUE(yes.children[1].decides);
  const Explained inner = ask("SHIP-1", "project = DOCK AND (status = Sailed OR status = Loading)");
  ASSERT_EQ(inner.children.size(), 2u);
  EXPECT_FALSE(inner.children[1].decides);
  EXPECT_FALSE(inner.children[1].children.at(1).decides);
}

TEST_F(Explain, SaysWhyItCannotBeDecided) {
  const Explained open = ask("SHIP-1", "lastViewed > -1d AND project = SHIP");
  EXPECT_EQ(open.truth, Truth::kUndecided);
  EXPECT_TRUE(open.children.at(0).decides);
  EXPECT_EQ(open.children.at(0).why, "No issue of the file has this field.");
  EXPECT_FALSE(open.children.at(1).decides);
  EXPECT_EQ(ask("SHIP-1", "").kind, Explained::Kind::kAll);
}

TEST(RenderLocal, OnDaysWhenTheClockIsChanged) {
  const auto ms = [](std::string_view text) { return parse_instant(text)->ms; };
  EXPECT_EQ(render_local(ms("2026-03-29T00:30:00Z"), "Europe/Oslo"), "2026-03-29 01:30");
  EXPECT_EQ(render_local(ms("2026-03-29T01:30:00Z"), "Europe/Oslo"), "2026-03-29 03:30");
  EXPECT_EQ(render_local(ms("2026-10-25T12:00:00Z"), "Europe/Oslo"), "2026-10-25 13:00");
  EXPECT_EQ(render_local(ms("2026-10-25T00:10:59Z"), "Europe/Oslo"), "2026-10-25 02:10");
  EXPECT_EQ(render_local(ms("2026-10-25T12:00:00Z"), "No/Where"), "2026-10-25 12:00");
}

}  // namespace
}  // namespace tl::jql
