// Load on order: changes of every kind, bulk edits, and how the search behaves meanwhile.
#include <gtest/gtest.h>

#include <set>

#include "sim/test_site.h"

namespace tl::sim {
namespace {

std::string truth(TestSite& t) {
  return t.ask("GET", "/_sim/truth/issues?deleted=true", "", "").body;
}

void work(TestSite& t, int steps, bool rough) {
  const auto body =
      "{\"steps\":" + std::to_string(steps) + ",\"rough\":" + (rough ? "true" : "false") + "}";
  ASSERT_EQ(t.ask("POST", "/_sim/work", body, "").status, 200);
}

void register_all(TestSite& t) {
  ASSERT_EQ(t.ask("POST", "/rest/webhooks/1.0/webhook",
                  R"({"name":"all","url":"http://h.test/x","events":["jira:issue_created",
                  "jira:issue_updated","jira:issue_deleted","comment_created","comment_updated",
                  "comment_deleted","worklog_created","worklog_updated","worklog_deleted",
                  "issuelink_created","issuelink_deleted","sprint_updated"]})")
                .status,
            201);
}

std::multiset<std::string> events(TestSite& t) {
  const auto sent = json_of(t.ask("GET", "/_sim/webhooks/sent?bodies=false", "", ""));
  std::multiset<std::string> names;
  for (const auto one : sent.root()["values"].get_array()) {
    names.emplace(*json_text(one, "event"));
    EXPECT_FALSE(json_get(one, "body"));
  }
  return names;
}

TEST(Work, IsTheSameForTheSameSeed) {
  TestSite a, b;
  for (auto* t : {&a, &b}) {
    work(*t, 300, true);
    t->clock.pass(1000);
    work(*t, 300, true);
  }
  EXPECT_EQ(truth(a), truth(b));
}

TEST(Work, TellsOfEveryKindOfChange) {
  TestSite t;
  register_all(t);
  work(t, 1500, true);
  const auto seen = events(t);
  for (const char* name :
       {"jira:issue_created", "jira:issue_updated", "jira:issue_deleted", "comment_created",
        "comment_updated", "comment_deleted", "worklog_created", "worklog_updated",
        "worklog_deleted", "issuelink_created", "issuelink_deleted", "sprint_updated"})
    EXPECT_GT(seen.count(name), 0u) << name;
  EXPECT_NE(truth(t).find("\"deleted\":true"), std::string::npos);
}

TEST(Work, GentleWorkDeletesAndMovesNothing) {
  TestSite t;
  work(t, 600, false);
  EXPECT_EQ(truth(t).find("\"deleted\":true"), std::string::npos);
  EXPECT_EQ(t.ask("POST", "/_sim/work", R"({"steps":10001})", "").status, 400);
  EXPECT_EQ(t.ask("POST", "/_sim/work", R"({"steps":-1})", "").status, 400);
}

TEST(Work, ABulkEditChangesEachIssueOnceWithAnEventOfItsOwn) {
  TestSite t;
  register_all(t);
  const auto bulk = t.ask("POST", "/_sim/bulk-edit", R"({"count":150,"label":"wave"})", "");
  EXPECT_EQ(bulk.body, R"({"changed":150})");
  EXPECT_EQ(events(t).count("jira:issue_updated"), 150u);
  const auto found = t.ask("POST", "/rest/api/3/search/jql",
                           R"({"jql":"labels = wave","fields":["id"],"maxResults":5000})");
  EXPECT_EQ(size_of(json_of(found).root(), "issues"), 150u);
  EXPECT_EQ(t.ask("POST", "/_sim/bulk-edit", R"({"count":1,"project":"NOPE"})", "").status, 404);
}

TEST(Work, TheSearchCanBeLateAndItsPagesShort) {
  TestSite t;
  t.clock.pass(60'000);
  ASSERT_EQ(t.ask("POST", "/_sim/search", R"({"lag_ms":120000,"page":7})", "").status, 200);
  ASSERT_EQ(t.ask("POST", "/_sim/bulk-edit", R"({"count":20,"label":"late"})", "").status, 200);
  const auto found = [&] {
    const auto answer = t.ask("POST", "/rest/api/3/search/jql",
                              R"({"jql":"updated > -1m","fields":["id"],"maxResults":5000})");
    return size_of(json_of(answer).root(), "issues");
  };
  EXPECT_EQ(found(), 0u);
  ASSERT_EQ(t.ask("POST", "/_sim/search", R"({"lag_ms":0})", "").status, 200);
  EXPECT_EQ(found(), 7u) << "a page";
  EXPECT_EQ(t.ask("POST", "/_sim/search", R"({"cap":0})", "").status, 400);
}

TEST(Truth, SaysWhatAnAccountSees) {
  TestSite t;
  const auto count = [&](const char* what) {
    const auto text = t.ask("GET", "/_sim/truth/issues?account=bot", "", "").body;
    size_t found = 0;
    for (size_t at = 0; (at = text.find(what, at)) != std::string::npos; ++at) ++found;
    return found;
  };
  EXPECT_EQ(count("\"visible\":false"), 0u);
  ASSERT_EQ(
      t.ask("POST", "/_sim/access", R"({"account":"bot","project":"PAY","visible":false})", "")
          .status,
      200);
  EXPECT_GT(count("\"visible\":false"), 10u);
  EXPECT_GT(count("\"visible\":true"), 10u);
  EXPECT_EQ(t.ask("GET", "/_sim/truth/issues?account=nobody-here", "", "").status, 404);
}

}  // namespace
}  // namespace tl::sim
