#include <gtest/gtest.h>

#include "sim/live.h"
#include "sim/test_site.h"
#include "sim/worklog_input.h"

namespace tl::sim {
namespace {

const char* const kStarted = "2026-09-21T10:00:00.000+0000";

std::string worklog_body(const std::string& started, int seconds) {
  JsonWriter w;
  w.begin_object().member("started", started).member("timeSpentSeconds", seconds);
  return w.end_object().take();
}

// Ids on all pages of a worklog feed.
std::vector<int64_t> feed(TestSite& t, const std::string& which, int64_t since) {
  std::vector<int64_t> ids;
  for (int page = 0; page < 1000; ++page) {
    const auto r =
        json_of(t.ask("GET", "/rest/api/3/worklog/" + which + "?since=" + std::to_string(since)));
    for (const auto value : r.root()["values"].get_array())
      ids.push_back(*json_int(value, "worklogId"));
    if (json_bool(r.root(), "lastPage") == true) break;
    since = *json_int(r.root(), "until") + 1;
  }
  return ids;
}

TEST(Determinism, TheSameSeedGivesTheSameBytes) {
  TestSite a, b;
  auto other = test_options();
  other.organisation.seed = 2;
  TestSite c(other);
  for (const char* target :
       {"/rest/api/3/search/jql?jql=created%3E%3D-3650d&fields=*all&expand=changelog",
        "/rest/api/3/project/search", "/rest/api/3/users/search", "/rest/api/3/field",
        "/rest/agile/1.0/board/1/sprint", "/rest/api/3/issue/10004/changelog?startAt=100",
        "/_sim/truth/issues"}) {
    EXPECT_EQ(a.ask("GET", target).body, b.ask("GET", target).body) << target;
  }
  EXPECT_NE(a.ask("GET", "/_sim/truth/issues").body, c.ask("GET", "/_sim/truth/issues").body);
}

TEST(Determinism, LiveActivityIsTheSameSequence) {
  TestSite a, b;
  Live x(a.site), y(b.site);
  for (int i = 0; i < 200; ++i) {
    x.step();
    y.step();
    a.clock.pass(1000);
    b.clock.pass(1000);
  }
  const auto truth = a.ask("GET", "/_sim/truth/issues").body;
  EXPECT_EQ(truth, b.ask("GET", "/_sim/truth/issues").body);
  EXPECT_GT(a.site.world->issues.size(), 400u);
}

TEST(Organisation, HistoriesLeadToThePresentState) {
  TestSite t;
  int long_ones = 0, very_long = 0;
  for (const auto& issue : t.site.world->issues) {
    int32_t status = 0;
    int64_t last = issue.created;
    for (const auto& history : issue.histories) {
      EXPECT_GE(history.created, last);
      last = history.created;
      for (size_t i = 0; i < history.item_count; ++i) {
        const auto& item = issue.items[history.first_item + i];
        if (item.field != Field::kStatus) continue;
        if (status != 0) {
          EXPECT_EQ(item.from, status);
        }
        status = item.to;
      }
    }
    if (status != 0) {
      EXPECT_EQ(status, issue.status);
    }
    EXPECT_LE(last, issue.updated);
    EXPECT_LE(issue.updated, t.site.now());
    long_ones += issue.histories.size() > 40 ? 1 : 0;
    very_long += issue.histories.size() > 100 ? 1 : 0;
  }
  EXPECT_GE(long_ones, 4);
  EXPECT_GE(very_long, 2);
}

TEST(Worklog, TheFeedIsBlindForAMinute) {
  TestSite t;
  t.clock.pass(10 * 60'000);
  const auto since = t.site.now() - 1;
  const auto made =
      json_of(t.ask("POST", "/rest/api/3/issue/SHOP-2/worklog", worklog_body(kStarted, 3600)));
  const auto id = parse_int(*json_text(made.root(), "id"));
  t.clock.pass(59'999);
  EXPECT_TRUE(feed(t, "updated", since).empty());
  t.clock.pass(1);
  EXPECT_EQ(feed(t, "updated", since), std::vector<int64_t>{*id});
  ASSERT_EQ(t.ask("DELETE", "/rest/api/3/issue/SHOP-2/worklog/" + std::to_string(*id)).status, 204);
  EXPECT_TRUE(feed(t, "deleted", since).empty());
  t.clock.pass(60'000);
  EXPECT_EQ(feed(t, "deleted", since), std::vector<int64_t>{*id});
  EXPECT_TRUE(feed(t, "updated", since).empty());
}

TEST(Worklog, TheFeedGivesAllInPagesOfAThousand) {
  TestSite t(test_options(3000));
  size_t all = 0;
  for (const auto& issue : t.site.world->issues) all += issue.worklogs.size();
  ASSERT_GT(all, 1000u);
  t.clock.pass(60'000);
  EXPECT_EQ(feed(t, "updated", 0).size(), all);
}

TEST(Worklog, StartedHasOneForm) {
  EXPECT_TRUE(parse_started("2026-11-20T14:02:11.123+0000"));
  EXPECT_TRUE(parse_started("2026-11-20T14:02:11.123-0730"));
  for (const char* bad : {"2026-11-20T14:02:11.123Z", "2026-11-20T14:02:11.123+00:00",
                          "2026-11-20T14:02:11.123", "2026-11-20T14:02:11+0000",
                          "2026-11-20T14:02:11.12+0000", "2026-13-20T14:02:11.123+0000", ""})
    EXPECT_FALSE(parse_started(bad)) << bad;
  TestSite t;
  EXPECT_EQ(t.ask("POST", "/rest/api/3/issue/SHOP-2/worklog",
                  worklog_body("2026-11-20T14:02:11.123Z", 60))
                .status,
            400);
}

TEST(Worklog, TimesAreChecked) {
  EXPECT_EQ(parse_spent("1w 2d 3h 30m"), 144'000 + 57'600 + 10'800 + 1800);
  EXPECT_FALSE(parse_spent("soon"));
  EXPECT_FALSE(parse_spent(""));
  TestSite t;
  const auto status = [&](const std::string& body, const std::string& query = "") {
    return t.ask("POST", "/rest/api/3/issue/SHOP-2/worklog" + query, body).status;
  };
  EXPECT_EQ(status(R"({"timeSpent":"1h","timeSpentSeconds":3600})"), 400);
  EXPECT_EQ(status(R"({"timeSpentSeconds":59})"), 400);
  EXPECT_EQ(status(R"({"timeSpent":"1h"})"), 201);
  EXPECT_EQ(status(R"({"timeSpent":"1h","comment":"plain"})"), 400) << "v3 wants a document";
  EXPECT_EQ(status(R"({"timeSpent":"1h"})", "?adjustEstimate=new"), 400);
  EXPECT_EQ(status(R"({"timeSpent":"1h"})", "?adjustEstimate=manual"), 400);
  EXPECT_EQ(status(R"({"timeSpent":"1h"})", "?adjustEstimate=bogus"), 400);
}

TEST(Worklog, AutoLowersTheEstimateAndLeaveDoesNot) {
  TestSite t;
  Issue* issue = nullptr;
  for (auto& candidate : t.site.world->issues)
    if (candidate.remaining > 20'000) issue = &candidate;
  ASSERT_NE(issue, nullptr);
  const auto before = issue->remaining;
  const auto path = "/rest/api/3/issue/" + std::to_string(issue->id) + "/worklog";
  t.ask("POST", path + "?adjustEstimate=leave", worklog_body(kStarted, 3600));
  EXPECT_EQ(issue->remaining, before);
  t.ask("POST", path, worklog_body(kStarted, 3600));
  EXPECT_EQ(issue->remaining, before - 3600);
}

TEST(Edit, ChangesAreWrittenDown) {
  TestSite t;
  auto& issue = *t.site.world->find_issue("SHOP-2");
  const auto count = issue.histories.size();
  t.clock.pass(5000);
  EXPECT_EQ(t.ask("PUT", "/rest/api/3/issue/SHOP-2",
                  R"({"fields":{"summary":"New words","priority":{"name":"High"},
                      "customfield_10028":2.5,"labels":["a","b"]}})")
                .status,
            204);
  EXPECT_EQ(issue.histories.size(), count + 1);
  EXPECT_EQ(issue.updated, t.site.now());
  EXPECT_EQ(issue.points, 250);
  const auto r = t.ask("GET", "/rest/api/3/issue/SHOP-2?fields=customfield_10028,labels,summary");
  EXPECT_NE(r.body.find("\"customfield_10028\":2.5"), std::string::npos);
  EXPECT_NE(r.body.find("\"labels\":[\"a\",\"b\"]"), std::string::npos);
  t.ask("PUT", "/rest/api/3/issue/SHOP-2", R"({"update":{"labels":[{"add":"c"},{"remove":"a"}]}})");
  EXPECT_NE(t.ask("GET", "/rest/api/3/issue/SHOP-2").body.find("\"labels\":[\"b\",\"c\"]"),
            std::string::npos);
}

TEST(Edit, WrongValuesAreRefusedWhole) {
  TestSite t;
  const auto& issue = *t.site.world->find_issue("SHOP-2");
  const auto count = issue.histories.size();
  for (const char* fields :
       {R"("description":"plain text")", R"("summary":"")", R"("summary":"two\nlines")",
        R"("priority":{"name":"Urgent"})", R"("status":{"id":"3"})", R"("customfield_99999":1)",
        R"("customfield_10016":3)", R"("customfield_10028":"three")", R"("labels":["two words"])",
        R"("assignee":{"accountId":"nobody"})", R"("duedate":"tomorrow")"}) {
    const auto r = t.ask("PUT", "/rest/api/3/issue/SHOP-2",
                         std::string("{\"fields\":{\"labels\":[\"x\"],") + fields + "}}");
    EXPECT_EQ(r.status, 400) << fields;
    EXPECT_NE(r.body.find("\"errors\":{\""), std::string::npos) << fields;
  }
  EXPECT_EQ(issue.histories.size(), count);
  EXPECT_EQ(t.ask("PUT", "/rest/api/2/issue/SHOP-2", R"({"fields":{"description":"text"}})").status,
            204)
      << "v2 takes text";
}

TEST(Transition, OnlyEdgesOfThePresentStatusWork) {
  TestSite t;
  const auto made = json_of(t.ask("POST", "/rest/api/3/issue", R"({"fields":{"project":
      {"key":"SHOP"},"issuetype":{"name":"Story"},"summary":"walk"}})"));
  const auto path = "/rest/api/3/issue/" + std::string(*json_text(made.root(), "key"));
  const auto go = [&](const std::string& body) {
    return t.ask("POST", path + "/transitions", body).status;
  };
  EXPECT_EQ(go(R"({"transition":{"id":"31"}})"), 400) << "no way from To Do to Done";
  EXPECT_EQ(go(R"({})"), 400);
  EXPECT_EQ(go(R"({"transition":{"id":"11"}})"), 204);
  EXPECT_EQ(go(R"({"transition":{"id":"21"},"fields":{"resolution":{"name":"Done"}}})"), 400)
      << "not on the screen";
  EXPECT_EQ(go(R"({"transition":{"id":"21"}})"), 204);
  EXPECT_EQ(go(R"({"transition":{"id":"31"},"fields":{"resolution":{"name":"Duplicate"}}})"), 204);
  const auto r = json_of(t.ask("GET", path + "?expand=changelog"));
  const auto fields = r.root()["fields"];
  EXPECT_EQ(json_text(fields["resolution"].value(), "name"), "Duplicate");
  EXPECT_EQ(size_of(r.root()["changelog"].value(), "histories"), 3u);
}

TEST(Move, TheOldKeyLeadsToTheIssue) {
  TestSite t;
  const auto id = t.site.world->find_issue("SHOP-3")->id;
  const auto r = t.ask("POST", "/_sim/move-issue", R"({"key":"SHOP-3","project":"PAY"})", "");
  const std::string key(*json_text(json_of(r).root(), "key"));
  EXPECT_EQ(key.substr(0, 4), "PAY-");
  for (const auto& asked : {std::string("SHOP-3"), key, std::to_string(id)}) {
    const auto issue = json_of(t.ask("GET", "/rest/api/3/issue/" + asked));
    EXPECT_EQ(json_text(issue.root(), "key"), key);
    EXPECT_EQ(json_text(issue.root(), "id"), std::to_string(id));
  }
}

TEST(Delete, AnIssueIsGoneWithItsWorklogs) {
  TestSite t;
  EXPECT_EQ(t.ask("DELETE", "/rest/api/3/issue/10010", "", "reader").status, 403);
  EXPECT_EQ(t.ask("DELETE", "/rest/api/3/issue/10010?deleteSubtasks=true").status, 204);
  EXPECT_EQ(t.ask("GET", "/rest/api/3/issue/10010").status, 404);
  EXPECT_EQ(
      t.ask("POST", "/rest/api/3/search/approximate-count", R"({"jql":"created >= -3650d"})").body,
      "{\"count\":" + std::to_string(t.site.world->live_issues) + "}");
}

TEST(Sprint, KanbanBoardsHaveNone) {
  TestSite t;
  EXPECT_EQ(t.ask("GET", "/rest/agile/1.0/board/1/sprint?state=active").status, 200);
  EXPECT_EQ(t.ask("GET", "/rest/agile/1.0/board/3/sprint").status, 400);
  EXPECT_EQ(t.ask("GET", "/rest/agile/1.0/board/99/sprint").status, 404);
}

TEST(Sprint, IsStartedAndClosedInOrder) {
  TestSite t;
  Sprint* future = nullptr;
  for (auto& sprint : t.site.world->sprints)
    if (sprint.state == SprintState::kFuture && future == nullptr) future = &sprint;
  ASSERT_NE(future, nullptr);
  const auto path = "/rest/agile/1.0/sprint/" + std::to_string(future->id);
  EXPECT_EQ(t.ask("POST", path, R"({"state":"closed"})").status, 400);
  EXPECT_EQ(t.ask("POST", path, R"({"state":"active","startDate":"2026-09-21T09:00:00.000Z",
      "endDate":"2026-10-02T09:00:00.000Z"})")
                .status,
            200);
  EXPECT_EQ(t.ask("POST", path, R"({"state":"closed"})").status, 200);
  EXPECT_EQ(future->complete, t.site.now());
  EXPECT_EQ(t.ask("POST", path + "/issue", R"({"issues":["SHOP-1"]})").status, 400);
}

}  // namespace
}  // namespace tl::sim
