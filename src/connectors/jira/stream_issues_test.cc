// The issue streams against a search that behaves as badly as it may.
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <set>

#include "connectors/jira/fake_search_for_test.h"
#include "connectors/jira/issue_fetch.h"
#include "connectors/jira/jql_text.h"
#include "connectors/jira/streams.h"
#include "domain/issue.h"

namespace tl::connectors::jira {
namespace {

using connector::PulledPage;
using connector::PullScope;

struct Pulled {
  std::set<int64_t> issues;
  std::set<std::string> histories;
  std::map<int64_t, double> totals;
  int64_t items = 0;
  int pages = 0;
  std::string state;
  std::vector<std::string> states;
};

class IssueStreams : public testing::Test {
 protected:
  const Instant start_{1'772'712'000'000};
  FakeSession fake_;
  FakeSearch search_{fake_};
  domain::FieldCatalogue fields_;
  PullScope scope_{{}, start_ - days(90), start_, &fields_};

  Pulled pull(StreamReader read, std::string state = "", int most = 1000) {
    Pulled all;
    all.state = std::move(state);
    for (bool done = false; !done && all.pages < most; ++all.pages) {
      Client client(fake_.session);
      auto page = read(client, PullState::parse(all.state), scope_);
      EXPECT_TRUE(page.ok()) << (page.ok() ? "" : page.error().detail);
      if (!page.ok()) break;
      for (const auto& issue : page->changes.issues) {
        all.issues.insert(issue.id.value);
        all.totals[issue.id.value] =
            domain::number_of(issue.attributes, domain::kHistoryTotal).value_or(-1);
      }
      for (const auto& history : page->changes.histories) all.histories.insert(history.id);
      all.items += page->items;
      all.state = page->next_state;
      all.states.push_back(page->next_state);
      done = page->done;
    }
    return all;
  }

  void fill(int count, Millis apart) {
    for (int i = 0; i < count; ++i) {
      search_.rows.push_back({i + 1, start_ - Millis(apart.ms * (i + 1))});
    }
  }
};

TEST_F(IssueStreams, BackfillBringsEveryIssueOnce) {
  fill(95, minutes(7));
  const Pulled all = pull(read_issues);
  EXPECT_EQ(all.issues.size(), 95u);
  EXPECT_EQ(all.items, 95);
}

TEST_F(IssueStreams, OldIssuesComeOnlyWhenOpen) {
  search_.rows = {{1, start_ - days(1)}, {2, start_ - days(200), false}, {3, start_ - days(201)}};
  EXPECT_EQ(pull(read_issues).issues, (std::set<int64_t>{1, 2}));
}

// A bulk edit: many issues changed in the same instant.
TEST_F(IssueStreams, BackfillGetsThroughABulkEdit) {
  fill(25, minutes(5));
  for (int i = 100; i < 180; ++i) search_.rows.push_back({i, start_ - minutes(31)});
  const Pulled all = pull(read_issues);
  EXPECT_EQ(all.issues.size(), 105u);
  EXPECT_EQ(all.items, 105);
  EXPECT_LT(all.pages, 20);
}

TEST_F(IssueStreams, BackfillGetsThroughAnExactlyFullPageOfOneInstant) {
  for (int i = 1; i <= 20; ++i) search_.rows.push_back({i, start_ - minutes(31)});
  EXPECT_EQ(pull(read_issues).issues.size(), 20u);
}

TEST_F(IssueStreams, BackfillSurvivesForgottenTokens) {
  for (int i = 1; i <= 35; ++i) search_.rows.push_back({i, start_ - minutes(31) - Millis(i)});
  const Pulled first = pull(read_issues, "", 2);
  search_.forget_tokens = true;
  Client client(fake_.session);
  const auto page = read_issues(client, PullState::parse(first.state), scope_);
  ASSERT_TRUE(page.ok()) << page.error().detail;
}

// Rows that leave the list while it is read must take no others with them.
TEST_F(IssueStreams, ChangesMeanwhileSkipNobody) {
  fill(100, minutes(7));
  int calls = 0;
  search_.before_answer = [&] {
    ++calls;
    // The newest unread issue changes: it leaves the part that is still to come.
    search_.rows[static_cast<size_t>(std::min(99, calls * 9 + 2))].updated =
        start_ + minutes(calls);
  };
  Pulled all = pull(read_issues);
  search_.before_answer = {};
  scope_.since = start_;
  const Pulled polled = pull(poll_issues);
  all.issues.insert(polled.issues.begin(), polled.issues.end());
  EXPECT_EQ(all.issues.size(), 100u);
}

TEST_F(IssueStreams, ResumesAfterAKillAtEveryPage) {
  fill(60, minutes(3));
  const Pulled whole = pull(read_issues);
  for (size_t cut = 0; cut + 1 < whole.states.size(); ++cut) {
    Pulled before = pull(read_issues, "", static_cast<int>(cut) + 1);
    const Pulled after = pull(read_issues, before.state);
    before.issues.insert(after.issues.begin(), after.issues.end());
    EXPECT_EQ(before.issues.size(), 60u) << cut;
  }
}

TEST_F(IssueStreams, SaysHowFarBackItIsComplete) {
  fill(25, minutes(7));
  Client client(fake_.session);
  const auto page = read_issues(client, {}, scope_);
  ASSERT_TRUE(page.ok());
  EXPECT_EQ(page->complete_back_to, start_ - minutes(70));
  EXPECT_EQ(page->total, 25);
  EXPECT_EQ(page->current_item, "ABC-10");
  EXPECT_FALSE(page->done);
}

TEST_F(IssueStreams, CutHistoriesAreCompleted) {
  search_.rows = {{1, start_ - days(1), true, 2}, {2, start_ - days(2), true, 7}};
  const Pulled all = pull(read_issues);
  EXPECT_EQ(all.histories.size(), 9u);
  EXPECT_EQ(all.totals.at(1), 2);
  EXPECT_EQ(all.totals.at(2), 7);
  EXPECT_EQ(fake_.site.count("POST /rest/api/3/changelog/bulkfetch"), 7);  // one history a page
}

TEST_F(IssueStreams, PollBeginsBeforeTheStartAndGoesOn) {
  search_.rows = {{1, start_ - minutes(4)}, {2, start_ - minutes(9)}};
  scope_.since = start_;
  const Pulled first = pull(poll_issues);
  EXPECT_EQ(first.issues, std::set<int64_t>{1});
  search_.rows.push_back({3, start_ + minutes(1)});
  const Pulled second = pull(poll_issues, first.state);
  EXPECT_TRUE(second.issues.contains(3));
}

TEST_F(IssueStreams, PollReadsManyPages) {
  for (int i = 1; i <= 64; ++i) search_.rows.push_back({i, start_ + seconds(i * 40)});
  scope_.since = start_;
  EXPECT_EQ(pull(poll_issues).issues.size(), 64u);
}

TEST_F(IssueStreams, HiddenProjectIsLeftOutAndNamed) {
  scope_.project_keys = {"ABC", "OPS"};
  search_.rows = {{1, start_ - days(1)}};
  fake_.site.on("GET /rest/api/3/project/ABC", 200, R"({"id":"1","key":"ABC"})");
  const auto good = FakeSite::answer(200, R"({"issues":[],"isLast":true})");
  fake_.site.on("POST /rest/api/3/search/jql", [&](const net::HttpRequest& request) {
    if (request.body.find("OPS") == std::string::npos) return good;
    return FakeSite::answer(
        400, R"({"errorMessages":["The value 'OPS' does not exist for the field 'project'."]})");
  });
  Client client(fake_.session);
  const auto page = read_issues(client, {}, scope_);
  ASSERT_TRUE(page.ok()) << page.error().detail;
  ASSERT_EQ(page->notes.size(), 1u);
  EXPECT_EQ(page->notes.front(), "No right to browse OPS.");
}

TEST_F(IssueStreams, AsksForNoTextOfPeople) {
  fields_.add({"customfield_1", "Notes", "string", "",
               "com.atlassian.jira.plugin.system.customfieldtypes:textarea"});
  fields_.add({"customfield_2", "Points", "number", "", ""});
  const std::vector<std::string> wanted = wanted_fields(fields_);
  const auto has = [&](std::string_view name) {
    return std::find(wanted.begin(), wanted.end(), name) != wanted.end();
  };
  EXPECT_FALSE(has("description") || has("environment") || has("attachment"));
  EXPECT_FALSE(has("customfield_1"));
  EXPECT_TRUE(has("customfield_2") && has("status") && has("updated"));
}

TEST_F(IssueStreams, MissingIdsAreLostSightOf) {
  fake_.site.on("POST /rest/api/3/issue/bulkfetch", 200,
                R"({"issues":[{"id":"5","key":"ABC-5","fields":{"updated":1772000000},)"
                R"("changelog":{"startAt":0,"total":0,"histories":[]}}],)"
                R"("issueErrors":[{"id":"6","errorMessage":"gone"}]})");
  Client client(fake_.session);
  const std::vector<IssueId> ids = {IssueId(5), IssueId(6)};
  const auto page = fetch_by_id(client, ids, scope_);
  ASSERT_TRUE(page.ok()) << page.error().detail;
  EXPECT_EQ(page->lost_sight, std::vector<IssueId>{IssueId(6)});
  EXPECT_EQ(page->changes.issues.size(), 1u);
}

TEST(JqlText, IsBoundedAndQuoted) {
  EXPECT_EQ(render_jql({}), "updated >= 946684800000 ORDER BY updated DESC");
  IssueQuery query;
  query.project_keys = {" abc", "ABC", "x\" OR 1=1", "OP_S2"};
  query.updated_to = Instant(1'772'000'000'000);
  EXPECT_EQ(render_condition(query), R"(project in ("ABC", "OP_S2") AND updated <= 1772000000000)");
  EXPECT_EQ(jql_quote(R"(a"b\)"), R"("a\"b\\")");
}

TEST(PullStateText, SurvivesARoundTripAndNonsense) {
  PullState state;
  state.set("floor", -5);
  state.set_text("token", "a\"b");
  state.set_list("known", {"1", "2"});
  const PullState read = PullState::parse(state.render());
  EXPECT_EQ(read.render(), state.render());
  EXPECT_EQ(read.number("floor"), -5);
  EXPECT_TRUE(PullState::parse("nonsense").empty());
  EXPECT_TRUE(PullState::parse("[1]").empty());
}

}  // namespace
}  // namespace tl::connectors::jira
