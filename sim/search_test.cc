#include <gtest/gtest.h>

#include <set>

#include "sim/test_site.h"

namespace tl::sim {
namespace {

std::string search_body(const std::string& jql, int max, const std::string& more = "") {
  JsonWriter w;
  w.begin_object().member("jql", jql).member("maxResults", max);
  auto text = w.end_object().take();
  text.pop_back();
  return text + more + "}";
}

const char* const kEverything = "created >= -3650d order by key";

TEST(Search, RefusesUnboundedQueries) {
  TestSite t;
  const auto r = t.ask("POST", "/rest/api/3/search/jql", search_body("order by key", 10));
  EXPECT_EQ(r.status, 400);
  EXPECT_NE(r.body.find("Unbounded"), std::string::npos);
}

TEST(Search, TheOldWayIsGone) {
  TestSite t;
  EXPECT_EQ(t.ask("GET", "/rest/api/3/search?jql=project%3DSHOP").status, 410);
  EXPECT_EQ(t.ask("POST", "/rest/api/2/search", "{}").status, 410);
}

TEST(Search, GivesIdsOnlyUnlessFieldsAreAsked) {
  TestSite t;
  const auto r = json_of(t.ask("POST", "/rest/api/3/search/jql", search_body(kEverything, 1)));
  const JsonElement issue = r.root()["issues"].at(0);
  EXPECT_FALSE(json_get(issue, "fields").has_value());
  EXPECT_TRUE(json_text(issue, "key").has_value());
  EXPECT_FALSE(json_get(r.root(), "total").has_value());
  EXPECT_FALSE(json_get(r.root(), "startAt").has_value());
}

TEST(Search, CapsPagesByWhatIsAsked) {
  TestSite t;
  const auto count = [&](const std::string& more, int max) {
    return size_of(
        json_of(t.ask("POST", "/rest/api/3/search/jql", search_body(kEverything, max, more)))
            .root(),
        "issues");
  };
  EXPECT_EQ(count("", 5000), 400u);
  EXPECT_EQ(count(R"(,"fields":["summary"])", 5000), 100u);
  EXPECT_EQ(count(R"(,"fields":["updated"])", 5000), 400u);
  EXPECT_EQ(count(R"(,"fields":["updated","summary"])", 5000), 100u);
  EXPECT_EQ(count(R"(,"expand":"changelog")", 5000), 100u);
  EXPECT_EQ(count(R"(,"fields":["summary"])", 99), 99u);
}

TEST(Search, WalksAllPagesOnceByToken) {
  TestSite t;
  std::set<std::string> keys;
  std::string token;
  int pages = 0;
  for (;;) {
    const auto more = token.empty() ? "" : ",\"nextPageToken\":\"" + token + "\"";
    const auto page =
        json_of(t.ask("POST", "/rest/api/3/search/jql", search_body(kEverything, 37, more)));
    for (const auto issue : page.root()["issues"].get_array())
      EXPECT_TRUE(keys.insert(std::string(*json_text(issue, "key"))).second);
    ++pages;
    const auto next = json_text(page.root(), "nextPageToken");
    EXPECT_EQ(json_bool(page.root(), "isLast"), !next.has_value());
    if (!next) break;
    token = *next;
  }
  EXPECT_EQ(keys.size(), 400u);
  EXPECT_EQ(pages, 11);
  const auto other =
      t.ask("POST", "/rest/api/3/search/jql",
            search_body("project = SHOP", 37, ",\"nextPageToken\":\"" + token + "\""));
  EXPECT_EQ(other.status, 400) << "a token belongs to its query";
}

TEST(Search, CutsEmbeddedChangelogsAndKeepsTheNewest) {
  TestSite t;
  const auto r = json_of(t.ask("GET", "/rest/api/3/search/jql?jql=id%3D10004&expand=changelog"));
  const JsonElement log = r.root()["issues"].at(0)["changelog"];
  EXPECT_EQ(size_of(log, "histories"), 40u);
  const auto total = *json_int(log, "total");
  EXPECT_GT(total, 100);
  const auto full = json_of(t.ask("GET", "/rest/api/3/issue/10004/changelog?startAt=100"));
  EXPECT_EQ(json_int(full.root(), "total"), total);
  simdjson::dom::array values = full.root()["values"].get_array();
  ASSERT_EQ(static_cast<int64_t>(values.size()), total - 100);
  EXPECT_EQ(json_text(values.at(values.size() - 1), "id"), json_text(log["histories"].at(0), "id"))
      << "newest first there, oldest first here";
}

TEST(Search, EmbedsAtMostTwentyWorklogs) {
  TestSite t;
  const auto r = json_of(t.ask("GET", "/rest/api/3/search/jql?jql=id%3D10010&fields=worklog"));
  const JsonElement log = r.root()["issues"].at(0)["fields"]["worklog"];
  EXPECT_EQ(size_of(log, "worklogs"), 20u);
  EXPECT_GE(json_int(log, "total"), 27);
}

TEST(Search, LagsBehindUnlessReconciled) {
  auto options = test_options();
  options.search_lag_ms = 5000;
  TestSite t(options);
  t.clock.pass(10'000);
  const auto made = json_of(t.ask("POST", "/rest/api/3/issue", R"({"fields":{"project":{"key":
      "SHOP"},"issuetype":{"name":"Task"},"summary":"fresh"}})"));
  const auto id = std::string(*json_text(made.root(), "id"));
  const auto found = [&](const std::string& more) {
    return size_of(json_of(t.ask("POST", "/rest/api/3/search/jql",
                                 search_body("project = SHOP and created >= -1m", 50, more)))
                       .root(),
                   "issues");
  };
  EXPECT_EQ(found(""), 0u);
  EXPECT_EQ(found(",\"reconcileIssues\":[" + id + "]"), 1u);
  EXPECT_EQ(t.ask("GET", "/rest/api/3/issue/" + id).status, 200) << "reading it is not late";
  t.clock.pass(5000);
  EXPECT_EQ(found(""), 1u);
}

TEST(Search, AnOldIssueKeepsItsOldPlaceWhileTheIndexLags) {
  auto options = test_options();
  options.search_lag_ms = 5000;
  TestSite t(options);
  t.clock.pass(3'600'000);
  ASSERT_EQ(t.ask("PUT", "/rest/api/3/issue/10020", R"({"fields":{"summary":"changed"}})").status,
            204);
  const auto count = [&] {
    return size_of(json_of(t.ask("GET", "/rest/api/3/search/jql?jql=updated%3E%3D-5m")).root(),
                   "issues");
  };
  EXPECT_EQ(count(), 0u);
  t.clock.pass(5001);
  EXPECT_EQ(count(), 1u);
}

TEST(Search, CountsAndMatches) {
  TestSite t;
  EXPECT_EQ(
      t.ask("POST", "/rest/api/3/search/approximate-count", R"({"jql":"created >= -3650d"})").body,
      R"({"count":400})");
  const auto r = json_of(t.ask("POST", "/rest/api/3/jql/match",
                               R"({"issueIds":[10001,10002],"jqls":["id = 10001","bad ="]})"));
  EXPECT_EQ(size_of(r.root()["matches"].at(0), "matchedIssues"), 1u);
  EXPECT_EQ(size_of(r.root()["matches"].at(1), "errors"), 1u);
}

TEST(Search, BulkFetchReportsWhatIsMissing) {
  TestSite t;
  const auto r =
      json_of(t.ask("POST", "/rest/api/3/issue/bulkfetch",
                    R"({"issueIdsOrKeys":["10003","10001","NOPE-1"],"fields":["status"]})"));
  EXPECT_EQ(size_of(r.root(), "issues"), 2u);
  EXPECT_EQ(json_text(r.root()["issues"].at(0), "id"), "10001");
  EXPECT_EQ(size_of(r.root(), "issueErrors"), 1u);
}

TEST(Changelog, BulkPagesSplitAnIssueAndLoseNothing) {
  TestSite t;
  std::set<std::string> seen;
  std::string token;
  for (int page = 0; page < 100; ++page) {
    std::string body = R"({"issueIdsOrKeys":["10003","10004","10005"],"maxResults":30)";
    if (!token.empty()) body += ",\"nextPageToken\":\"" + token + "\"";
    const auto r = json_of(t.ask("POST", "/rest/api/3/changelog/bulkfetch", body + "}"));
    size_t on_page = 0;
    for (const auto log : r.root()["issueChangeLogs"].get_array())
      for (const auto history : log["changeHistories"].get_array()) {
        EXPECT_TRUE(seen.insert(std::string(*json_text(history, "id"))).second);
        ++on_page;
      }
    EXPECT_LE(on_page, 30u);
    token = std::string(json_text(r.root(), "nextPageToken").value_or(""));
    if (token.empty()) break;
  }
  size_t wanted = 0;
  for (const int id : {10003, 10004, 10005})
    wanted += t.site.world->issue_by_id(id)->histories.size();
  EXPECT_EQ(seen.size(), wanted);
}

TEST(Changelog, BulkRefusesWhatIsAboveTheLimits) {
  TestSite t;
  const auto status = [&](const std::string& body) {
    return t.ask("POST", "/rest/api/3/changelog/bulkfetch", body).status;
  };
  std::string many = "\"1\"";
  for (int i = 1; i < 1000; ++i) many += ",\"1\"";
  EXPECT_EQ(status("{\"issueIdsOrKeys\":[" + many + "]}"), 200);
  EXPECT_EQ(status("{\"issueIdsOrKeys\":[" + many + ",\"1\"]}"), 400);
  EXPECT_EQ(status(R"({"issueIdsOrKeys":["10001"],"maxResults":10000})"), 200);
  EXPECT_EQ(status(R"({"issueIdsOrKeys":["10001"],"maxResults":10001})"), 400);
  EXPECT_EQ(status(R"({"issueIdsOrKeys":["10001"],"fieldIds":["a","b","c","d","e","f","g","h","i",
      "j","k"]})"),
            400);
  const auto only = json_of(t.ask("POST", "/rest/api/3/changelog/bulkfetch",
                                  R"({"issueIdsOrKeys":["10004"],"fieldIds":["status"]})"));
  for (const auto history : only.root()["issueChangeLogs"].at(0)["changeHistories"].get_array())
    EXPECT_NE(simdjson::minify(history).find("\"status\""), std::string::npos);
}

}  // namespace
}  // namespace tl::sim
