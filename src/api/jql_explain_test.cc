// Why an issue matches, and what Jira says.
#include <gmock/gmock.h>

#include "api/jql_for_test.h"

namespace tl::api {
namespace {

using testing::HasSubstr;

std::string about(std::string_view jql, std::string_view issue, std::string_view more = "") {
  return jql_body(jql, "\"issue\":" + json_quote(issue) + std::string(more));
}

TEST(JqlExplain, names_the_clauses_that_decide_with_what_was_seen) {
  QueryWorld world;
  auto no = world.post("explain", about("type = Bug AND status = Done", "acme-1"));
  ASSERT_EQ(no.status, 200) << no.body;
  EXPECT_EQ(no.text("/answer"), "no");
  EXPECT_EQ(no.text("/issue/key"), "ACME-1");
  EXPECT_EQ(no.text("/issue/instance"), world.connection);
  EXPECT_EQ(no.text("/tree/kind"), "and");
  EXPECT_EQ(no.text("/tree/children/0/answer"), "no");
  EXPECT_EQ(no.text("/tree/children/0/decides"), "true");
  EXPECT_THAT(no.text("/tree/children/0/seen"), HasSubstr("Story"));
  EXPECT_EQ(no.text("/tree/children/1/answer"), "matches");
  EXPECT_EQ(no.text("/tree/children/1/from"), "15");
  EXPECT_EQ(no.text("/tree/children/1/to"), "28");
  auto yes = world.post("explain", about("status was \"In Review\"", "ACME-1"));
  EXPECT_EQ(yes.text("/answer"), "matches") << yes.body;
  EXPECT_THAT(yes.text("/tree/seen"), HasSubstr("In Review"));
  auto open = world.post("explain", about("comment ~ x", "ACME-1"));
  EXPECT_EQ(open.text("/answer"), "undecided") << open.body;
  EXPECT_NE(open.text("/tree/why"), "");
  auto all = world.post("explain", about("", "ACME-1"));
  EXPECT_EQ(all.text("/tree/kind"), "all") << all.body;
  EXPECT_EQ(all.text("/answer"), "matches");
  auto computed = world.post("explain", about("cycleTime > 1h", "ACME-1"));
  EXPECT_EQ(computed.text("/answer"), "matches") << computed.body;
}

TEST(JqlExplain, a_wrong_query_is_an_answer_and_an_unknown_issue_is_404) {
  QueryWorld world;
  auto wrong = world.post("explain", about("status = ", "ACME-1"));
  EXPECT_EQ(wrong.status, 200);
  EXPECT_EQ(wrong.text("/problem/kind"), "parse");
  EXPECT_EQ(wrong.text("/tree"), "");
  EXPECT_EQ(world.post("explain", about("", "NONE-1")).status, 404);
  EXPECT_EQ(world.post("explain", about("", "BETA-33")).status, 404) << "it was deleted";
  EXPECT_EQ(world.post("explain", jql_body("")).text("/errors/0/field"), "issue");
  EXPECT_EQ(world.post("explain", about("", "ACME-1", ",\"x\":1")).text("/errors/0/field"), "x");
  world.add_tenant("Other");
  EXPECT_EQ(world.post("explain", about("", "ACME-1"), world.sign_in("admin@other.example")).status,
            404);
}

TEST(JqlExplain, an_old_key_is_known_and_a_key_of_two_must_be_told_apart) {
  QueryWorld world;
  const std::string beta = world.connect(world.cookie, "beta");
  world.add_catalogue(world.tenant_id(), world.instance_id(beta));
  world.add_issue(world.tenant_id(), world.instance_id(beta), 1, "ACME-1", "Other",
                  world.clock.now() - days(3), 60);
  auto both = world.post("explain", about("", "ACME-1"));
  EXPECT_EQ(both.status, 409);
  EXPECT_EQ(simdjson::dom::array(both.json()["instances"]).size(), 2u) << both.body;
  auto one = world.post("explain", about("", "ACME-1", ",\"instance\":" + json_quote(beta)));
  EXPECT_EQ(one.text("/issue/summary"), "Other");
  EXPECT_EQ(world.post("explain", about("", "ACME-1", R"(,"instance":"x")")).status, 404);
  world.add_issue(world.tenant_id(), world.instance, 1002, "GAMMA-2", "Moved",
                  world.clock.now() - days(1), 60);
  EXPECT_EQ(world.post("explain", about("", "ACME-2")).text("/issue/key"), "GAMMA-2");
}

TEST(JqlAskJira, sets_its_count_beside_ours) {
  QueryWorld world;
  const std::string where = ",\"instance\":" + json_quote(world.connection);
  const auto ask = [&](std::string_view jql, const std::string& as = "") {
    return world.post("ask-jira", jql_body(jql, where.substr(1)), as);
  };
  auto same = ask("project = ACME");
  ASSERT_EQ(same.status, 200) << same.body;
  EXPECT_EQ(same.text("/count"), "12");
  EXPECT_EQ(same.text("/here"), "40");
  EXPECT_EQ(same.text("/undecided"), "0");
  auto refused = ask("summary ~ wrong");
  EXPECT_EQ(refused.text("/count"), "null");
  EXPECT_EQ(refused.text("/problem/message"), "Field 'wrong' does not exist");
  EXPECT_EQ(refused.text("/problem/column"), "7");
  EXPECT_EQ(ask("nope = 1").text("/jql/kind"), "unknown-field");
  EXPECT_EQ(ask(std::string(10'001, ' ')).text("/errors/0/field"), "jql");
  EXPECT_EQ(ask("", world.person("viewer@example.com", store::Role::kViewer)).status, 403);
  EXPECT_EQ(ask("", world.person("lead@example.com", store::Role::kLead)).status, 200);
  EXPECT_EQ(world.post("ask-jira", jql_body("", R"("instance":"x")")).status, 404);
  EXPECT_EQ(world.post("ask-jira", jql_body("")).text("/errors/0/field"), "instance");
  world.add_tenant("Other");
  EXPECT_EQ(ask("", world.sign_in("admin@other.example")).status, 404);
}

TEST(JqlFilter, is_read_here_beside_jiras_verdict) {
  QueryWorld world;
  const auto check = [&](std::string_view jql) {
    return world.send("POST", "/api/v1/connections/jira/filter",
                      jql_body(jql, "\"connection\":" + json_quote(world.connection)),
                      world.cookie);
  };
  auto good = check("project = ACME AND type = Bug");
  ASSERT_EQ(good.status, 200) << good.body;
  EXPECT_EQ(good.text("/valid"), "true");
  EXPECT_EQ(good.text("/here/ok"), "true") << good.body;
  EXPECT_EQ(good.text("/here/matched"), "10") << good.body;
  EXPECT_EQ(good.text("/here/undecided"), "[]");
  auto bad = check("project = ACME AND nope = 1");
  EXPECT_EQ(bad.text("/here/ok"), "false");
  EXPECT_EQ(bad.text("/here/problem/kind"), "unknown-field") << bad.body;
  EXPECT_EQ(bad.text("/here/problem/from"), "19");
  auto open = check("comment ~ x");
  EXPECT_NE(open.text("/here/undecided/0/message"), "") << open.body;
}

}  // namespace
}  // namespace tl::api
