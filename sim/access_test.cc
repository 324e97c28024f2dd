#include <gtest/gtest.h>

#include "base/hash.h"
#include "sim/test_site.h"

namespace tl::sim {
namespace {

std::string header(const Response& response, const std::string& name) {
  for (const auto& [key, value] : response.headers)
    if (key == name) return value;
  return {};
}

int64_t number_of(const Response& response, std::string_view key) {
  return json_int(json_of(response).root(), key).value_or(-1);
}

TEST(Access, ARefusedTokenIsSeenOnlyWhereALoginIsNeeded) {
  TestSite t;
  ASSERT_TRUE(t.site.accounts.set_token("bot@sim.example", ""));
  const auto myself = t.ask("GET", "/rest/api/3/myself");
  EXPECT_EQ(myself.status, 401);
  EXPECT_EQ(header(myself, "x-seraph-loginreason"), "AUTHENTICATED_FAILED");
  const auto projects = t.ask("GET", "/rest/api/3/project/search");
  EXPECT_EQ(projects.status, 200) << "200 and nothing in it: the trap";
  EXPECT_EQ(number_of(projects, "total"), 0);
  EXPECT_EQ(header(projects, "x-seraph-loginreason"), "AUTHENTICATED_FAILED");
  const auto search = t.ask("GET", "/rest/api/3/search/jql?jql=project%3DSHOP");
  EXPECT_EQ(search.status, 200);
  EXPECT_EQ(size_of(json_of(search).root(), "issues"), 0u);
  EXPECT_EQ(t.ask("GET", "/rest/api/3/issue/SHOP-1").status, 404);
}

TEST(Access, ATokenCanBeReplaced) {
  TestSite t;
  ASSERT_TRUE(t.site.accounts.set_token("bot@sim.example", "another"));
  EXPECT_EQ(t.ask("GET", "/rest/api/3/myself").status, 401);
  Request request;
  request.method = "GET";
  ASSERT_TRUE(set_target(request, "/rest/api/3/myself"));
  request.headers["authorization"] = basic("bot@sim.example", "another");
  EXPECT_EQ(t.site.handle(request).status, 200);
  EXPECT_FALSE(t.site.accounts.set_token("nobody@sim.example", "x"));
}

TEST(Access, OnlyBasicWithAColonIsTaken) {
  TestSite t;
  const auto status = [&](const std::string& authorization) {
    Request request;
    request.method = "GET";
    EXPECT_TRUE(set_target(request, "/rest/api/3/myself"));
    if (!authorization.empty()) request.headers["authorization"] = authorization;
    return t.site.handle(request).status;
  };
  EXPECT_EQ(status(basic("bot@sim.example", "sim-bot-token")), 200);
  EXPECT_EQ(status(""), 401);
  EXPECT_EQ(status("Bearer sim-bot-token"), 401);
  EXPECT_EQ(status("Basic " + base64_encode("sim-bot-token")), 401);
  EXPECT_EQ(status("Basic !!!"), 401);
  EXPECT_EQ(status(basic("bot@sim.example", "wrong")), 401);
}

TEST(Access, AnInvisibleProjectIsAbsentEverywhere) {
  TestSite t;
  const auto as_reader = [&](const std::string& method, const std::string& target,
                             const std::string& body = "") {
    return t.ask(method, target, body, "reader");
  };
  EXPECT_EQ(number_of(as_reader("GET", "/rest/api/3/project/search"), "total"), 3);
  EXPECT_EQ(as_reader("GET", "/rest/api/3/project/OPS").status, 404);
  EXPECT_EQ(as_reader("GET", "/rest/api/3/issue/OPS-1").status, 404);
  EXPECT_EQ(as_reader("GET", "/rest/api/3/issue/OPS-1/changelog").status, 404);
  EXPECT_EQ(as_reader("GET", "/rest/api/3/issue/OPS-1/worklog").status, 404);
  EXPECT_EQ(as_reader("GET", "/rest/api/3/issue/OPS-1/comment").status, 404);
  EXPECT_EQ(as_reader("GET", "/rest/api/3/issue/OPS-1/transitions").status, 404);
  EXPECT_EQ(as_reader("PUT", "/rest/api/3/issue/OPS-1", R"({"fields":{"summary":"x"}})").status,
            404);
  EXPECT_EQ(as_reader("GET", "/rest/api/3/search/jql?jql=project%3DOPS").status, 400);
  EXPECT_EQ(as_reader("GET", "/rest/agile/1.0/board/3").status, 404);
  const auto all = as_reader("POST", "/rest/api/3/search/jql",
                             R"({"jql":"created >= -3650d","maxResults":5000})");
  EXPECT_EQ(all.body.find("\"OPS-"), std::string::npos);
  const auto bulk = as_reader("POST", "/rest/api/3/changelog/bulkfetch",
                              R"({"issueIdsOrKeys":["OPS-1","OPS-2","OPS-3"]})");
  EXPECT_EQ(size_of(json_of(bulk).root(), "issueChangeLogs"), 0u);
  EXPECT_EQ(t.ask("GET", "/rest/api/3/issue/OPS-1").status, 200) << "the bot sees it";
}

TEST(Access, WorklogsOfInvisibleProjectsAreLeftOut) {
  TestSite t;
  std::string ids;
  size_t in_ops = 0, elsewhere = 0;
  for (const auto& issue : t.site.world->issues) {
    for (const auto& worklog : issue.worklogs) {
      ids += (ids.empty() ? "" : ",") + std::to_string(worklog.id);
      const bool hidden = issue.project == 2 || issue.security == ids::kConfidential;
      ++(hidden ? in_ops : elsewhere);
    }
  }
  ASSERT_GT(in_ops, 0u);
  const auto r = t.ask("POST", "/rest/api/3/worklog/list", "{\"ids\":[" + ids + "]}", "reader");
  EXPECT_EQ(simdjson::dom::array(json_of(r).root()).size(), elsewhere);
}

TEST(Access, TheReaderSeesNoForeignMailAndManagesNoWebhooks) {
  TestSite t;
  const auto users = t.ask("GET", "/rest/api/3/users/search", "", "reader");
  EXPECT_EQ(users.body.find("emailAddress"), std::string::npos);
  EXPECT_NE(t.ask("GET", "/rest/api/3/users/search").body.find("emailAddress"), std::string::npos);
  EXPECT_NE(t.ask("GET", "/rest/api/3/myself", "", "reader").body.find("reader@sim.example"),
            std::string::npos);
  EXPECT_EQ(t.ask("GET", "/rest/webhooks/1.0/webhook", "", "reader").status, 403);
}

TEST(Access, PermissionQuestions) {
  TestSite t;
  EXPECT_EQ(t.ask("GET", "/rest/api/3/mypermissions").status, 400);
  EXPECT_EQ(t.ask("GET", "/rest/api/3/mypermissions?permissions=ADMINISTER,FLY").status, 400);
  const auto holds = [&](const std::string& query, const std::string& who) {
    const auto r = json_of(t.ask("GET", "/rest/api/3/mypermissions?" + query, "", who));
    simdjson::dom::object all = r.root()["permissions"].get_object();
    return json_bool((*all.begin()).value, "havePermission");
  };
  EXPECT_EQ(holds("permissions=ADMINISTER", "bot"), true);
  EXPECT_EQ(holds("permissions=ADMINISTER", "reader"), false);
  EXPECT_EQ(holds("permissions=BROWSE_PROJECTS", "reader"), true) << "true if held anywhere";
  EXPECT_EQ(holds("permissions=BROWSE_PROJECTS&projectKey=SHOP", "reader"), true);
  EXPECT_EQ(t.ask("GET", "/rest/api/3/mypermissions?permissions=BROWSE_PROJECTS&projectKey=OPS", "",
                  "reader")
                .status,
            404);
}

TEST(Access, AnonymousCallersMayAskWhoTheServerIs) {
  TestSite t;
  EXPECT_EQ(t.ask("GET", "/_edge/tenant_info", "", "").status, 200);
  const auto info = t.ask("GET", "/rest/api/2/serverInfo", "", "");
  EXPECT_EQ(json_text(json_of(info).root(), "deploymentType"), "Cloud");
  EXPECT_EQ(t.ask("GET", "/rest/api/3/field", "", "").status, 401);
}

TEST(Access, PathsMethodsAndBodiesAreChecked) {
  TestSite t;
  EXPECT_EQ(t.ask("GET", "/rest/api/3/nothing").status, 404);
  EXPECT_EQ(t.ask("GET", "/rest/api/4/myself").status, 404);
  EXPECT_EQ(t.ask("DELETE", "/rest/api/3/myself").status, 405);
  EXPECT_EQ(t.ask("POST", "/rest/api/3/search/jql").status, 415) << "no content type";
  EXPECT_EQ(t.ask("POST", "/rest/api/3/search/jql", "{\"jql\":").status, 400);
}

TEST(Access, ProjectPagesAreCutAtAHundred) {
  auto options = test_options(10);
  options.organisation.projects = 130;
  TestSite t(options);
  const auto r = json_of(t.ask("GET", "/rest/api/3/project/search?maxResults=500"));
  EXPECT_EQ(json_int(r.root(), "maxResults"), 100);
  EXPECT_EQ(size_of(r.root(), "values"), 100u);
  EXPECT_EQ(json_bool(r.root(), "isLast"), false);
  EXPECT_TRUE(json_text(r.root(), "nextPage").has_value());
  const auto rest = json_of(t.ask("GET", "/rest/api/3/project/search?startAt=100"));
  EXPECT_EQ(size_of(rest.root(), "values"), 30u);
}

TEST(Access, UserPagesCanBeShortBeforeTheEnd) {
  TestSite t;
  size_t seen = 0;
  bool was_short = false;
  for (int start = 0; start < 1000; start += 10) {
    const auto page = json_of(
        t.ask("GET", "/rest/api/3/users/search?maxResults=10&startAt=" + std::to_string(start)));
    const auto size = simdjson::dom::array(page.root()).size();
    if (size == 0) break;
    was_short |= size < 10 && start < 10;
    seen += size;
  }
  EXPECT_TRUE(was_short);
  EXPECT_GT(seen, 20u);
}

TEST(Limits, BurstsAreRefusedUntilTheBucketFills) {
  auto options = test_options();
  options.no_limits = false;
  TestSite t(options);
  for (int i = 0; i < 100; ++i) ASSERT_EQ(t.ask("GET", "/rest/api/3/myself").status, 200) << i;
  const auto refused = t.ask("GET", "/rest/api/3/myself");
  EXPECT_EQ(refused.status, 429);
  EXPECT_EQ(header(refused, "Retry-After"), "1");
  EXPECT_EQ(header(refused, "RateLimit-Reason"), "jira-burst-based");
  EXPECT_EQ(t.ask("GET", "/rest/api/3/field").status, 200) << "another endpoint goes on";
  t.clock.pass(1000);
  EXPECT_EQ(t.ask("GET", "/rest/api/3/myself").status, 200);
}

TEST(Limits, WritesToOneIssueAreLimited) {
  auto options = test_options();
  options.no_limits = false;
  TestSite t(options);
  Response last;
  for (int i = 0; i < 21; ++i)
    last = t.ask("PUT", "/rest/api/3/issue/10020",
                 "{\"fields\":{\"summary\":\"n" + std::to_string(i) + "\"}}");
  EXPECT_EQ(last.status, 429);
  EXPECT_EQ(header(last, "RateLimit-Reason"), "jira-per-issue-on-write");
  EXPECT_EQ(t.ask("PUT", "/rest/api/3/issue/10021", R"({"fields":{"summary":"x"}})").status, 204);
}

TEST(Faults, ReplaceTheNextAnswers) {
  TestSite t;
  ASSERT_EQ(t.ask("POST", "/_sim/faults",
                  R"({"match":"GET /rest/api/3/field","status":503,"retry_after":7,"count":2})", "")
                .status,
            200);
  EXPECT_EQ(t.ask("GET", "/rest/api/3/myself").status, 200);
  const auto first = t.ask("GET", "/rest/api/3/field");
  EXPECT_EQ(first.status, 503);
  EXPECT_EQ(header(first, "Retry-After"), "7");
  EXPECT_EQ(t.ask("GET", "/rest/api/3/field").status, 503);
  EXPECT_EQ(t.ask("GET", "/rest/api/3/field").status, 200);
}

}  // namespace
}  // namespace tl::sim
