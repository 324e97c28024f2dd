// Searching and counting over HTTP.
#include <gmock/gmock.h>

#include <algorithm>
#include <set>

#include "api/jql_for_test.h"

namespace tl::api {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

TEST(JqlSearch, finds_what_matches) {
  QueryWorld world;
  EXPECT_EQ(world.total(""), 59) << "one of sixty is deleted";
  EXPECT_EQ(world.total("project = BETA"), 19);
  EXPECT_EQ(world.total("project = ACME AND type = Bug"), 10);
  EXPECT_EQ(world.total("assignee is EMPTY"), 12);
  EXPECT_EQ(world.total("labels = even"), 30);
  EXPECT_EQ(world.total("created > -30d"), 12) << "2n + 4 days and 3 hours ago, of n from 1";
  EXPECT_EQ(world.total("status was \"In Review\" AND status != Done"),
            world.total("status was \"In Review\"") -
                world.total("status was \"In Review\" AND status = Done"));
  EXPECT_GT(world.total("cycleTime > 0"), 10);
}

TEST(JqlSearch, gives_rows_with_their_cells_and_where_they_come_from) {
  QueryWorld world;
  auto answer = world.search(
      "key = ACME-1",
      R"("columns":["type","status","assignee","labels","created","Story Points","statusCategory",)"
      R"("key","summary","cycleTime","sprint","timeInStatus[In Progress]"])");
  ASSERT_EQ(answer.status, 200) << answer.body;
  EXPECT_EQ(answer.text("/items/0/key"), "ACME-1");
  EXPECT_EQ(answer.text("/items/0/instance"), world.connection);
  EXPECT_EQ(answer.text("/items/0/id"), "1001");
  EXPECT_EQ(answer.text("/items/0/cells/0"), R"({"id":"10","name":"Story"})");
  EXPECT_EQ(answer.text("/items/0/cells/1"), R"({"id":"3","name":"Done","category":"done"})");
  EXPECT_EQ(answer.text("/items/0/cells/2/name"), "Robin Sample");
  EXPECT_EQ(answer.text("/items/0/cells/3"), R"([{"id":"odd","name":"odd"}])");
  EXPECT_EQ(answer.text("/items/0/cells/4"), "2026-11-14T21:00:00.000Z");
  EXPECT_EQ(answer.text("/items/0/cells/5"), "2");
  EXPECT_EQ(answer.text("/items/0/cells/6"), R"({"id":"done","name":"Done"})");
  EXPECT_EQ(answer.text("/items/0/cells/7/name"), "ACME-1");
  EXPECT_EQ(answer.text("/items/0/cells/8"), "Something to do, number 1");
  EXPECT_EQ(answer.text("/items/0/cells/9"), "86400") << "two steps of twelve hours";
  EXPECT_EQ(answer.text("/items/0/cells/10/0/name"), "Sprint two");
  EXPECT_EQ(answer.text("/items/0/cells/11"), "43200");
  EXPECT_EQ(answer.text("/columns/5"),
            R"({"name":"Story Points","title":"Story Points","kind":"number"})");
  EXPECT_EQ(answer.text("/columns/6/title"), "Status category");
  EXPECT_EQ(answer.text("/columns/9/kind"), "duration");
  EXPECT_EQ(answer.text("/columns/11/title"), "Time in status: In Progress");
  EXPECT_EQ(answer.text("/total"), "1");
  EXPECT_EQ(answer.text("/undecided"), "0");
  EXPECT_EQ(answer.text("/instances/0/issues"), "59");
  EXPECT_EQ(answer.text("/instances/0/matched"), "1");
  EXPECT_EQ(answer.text("/time"), "none");
  EXPECT_THAT(answer.text("/text"), HasSubstr("ACME-1"));
  EXPECT_EQ(answer.text("/next"), "");
  EXPECT_NE(answer.text("/data_to"), "null");
}

TEST(JqlSearch, has_the_usual_columns) {
  QueryWorld world;
  auto answer = world.search("", R"("limit":1)");
  std::vector<std::string> names;
  for (const JsonElement column : simdjson::dom::array(answer.json()["columns"]))
    names.emplace_back(json_text(column, "name").value_or(""));
  EXPECT_THAT(names, testing::ElementsAre("type", "status", "priority", "assignee", "updated",
                                          "cycleTime"));
}

// All keys, page by page; `between` runs before each page but the first.
template <typename Between>
std::vector<std::string> walk(QueryWorld& world, const std::string& jql, Between between) {
  std::vector<std::string> all;
  std::string cursor;
  do {
    auto page = world.search(
        jql, R"("columns":[],"limit":7)" +
                 (cursor.empty() ? std::string() : ",\"cursor\":" + json_quote(cursor)));
    EXPECT_EQ(page.status, 200) << page.body;
    if (page.status != 200) break;
    for (auto& key : QueryWorld::keys(page)) all.push_back(std::move(key));
    cursor = page.text("/next");
    if (!cursor.empty()) between();
  } while (!cursor.empty());
  return all;
}

TEST(JqlSearch, pages_hold_each_issue_once_in_every_order) {
  QueryWorld world;
  for (const char* order :
       {"", "ORDER BY key ASC", "ORDER BY created DESC", "ORDER BY priority DESC, key ASC",
        "ORDER BY assignee ASC", "ORDER BY cycleTime DESC", "ORDER BY summary ASC"}) {
    const auto all = walk(world, order, [] {});
    EXPECT_EQ(all.size(), 59u) << order;
    EXPECT_EQ(std::set<std::string>(all.begin(), all.end()).size(), 59u) << order;
  }
  const auto by_key = walk(world, "project = ACME ORDER BY key ASC", [] {});
  EXPECT_THAT(std::vector<std::string>(by_key.begin(), by_key.begin() + 4),
              testing::ElementsAre("ACME-1", "ACME-2", "ACME-4", "ACME-5"));
}

TEST(JqlSearch, pages_stay_together_while_facts_and_clock_move) {
  QueryWorld world;
  const auto before = walk(world, "created > -60d ORDER BY key ASC", [] {});
  int64_t fresh = 0;
  const auto during = walk(world, "created > -60d ORDER BY key ASC", [&] {
    // What was first moves to the end, a new one comes in front, and a day goes by.
    ++fresh;
    world.add_issue(world.tenant_id(), world.instance, 5000 + fresh, "AAA-" + std::to_string(fresh),
                    "New", world.clock.now() - days(1), 60);
    world.clock.advance(days(2));
  });
  EXPECT_EQ(during, before) << "the clock travels with the cursor; what comes in front of a page "
                               "that was read is not shown again";
  EXPECT_GT(fresh, 2);
}

TEST(JqlSearch, a_cursor_belongs_to_its_query) {
  QueryWorld world;
  auto page = world.search("project = ACME", R"("limit":5)");
  const std::string cursor = R"("cursor":)" + json_quote(page.text("/next"));
  EXPECT_EQ(world.search("project = ACME", cursor + R"(,"limit":9)").status, 200);
  EXPECT_EQ(world.search("project = BETA", cursor).status, 400);
  EXPECT_EQ(world.search("project = ACME ORDER BY key", cursor).status, 400);
  EXPECT_EQ(world.search("project = ACME", R"("cursor":"nonsense")").status, 400);
  auto other = world.post("search", jql_body("project = ACME", cursor),
                          world.person("other@example.com", store::Role::kViewer));
  EXPECT_EQ(other.status, 400) << "the same words of another person may mean others";
}

TEST(JqlSearch, what_is_wrong_with_a_request_is_named) {
  QueryWorld world;
  const struct {
    std::string body, field;
  } wrong[] = {
      {R"({})", "jql"},
      {R"({"jql":7})", "jql"},
      {jql_body("", R"("limit":0)"), "limit"},
      {jql_body("", R"("limit":501)"), "limit"},
      {jql_body("", R"("format":"xml")"), "format"},
      {jql_body("", R"("columns":["type","nowhere"])"), "columns[1]"},
      {jql_body("", R"("columns":["timeInStatus[Nowhere]"])"), "columns[0]"},
      {jql_body("", R"("columns":["comment"])"), "columns[0]"},
      {jql_body("", R"("instances":["x"])"), "instances[0]"},
      {jql_body("", R"("instances":[])"), "instances"},
      {jql_body("", R"("format":"csv","cursor":"x")"), "cursor"},
      {jql_body("", R"("colums":[])"), "colums"},
  };
  for (const auto& one : wrong) {
    auto answer = world.post("search", one.body);
    EXPECT_EQ(answer.status, 400) << one.body;
    EXPECT_EQ(answer.text("/errors/0/field"), one.field) << answer.body;
  }
  std::string many = R"("columns":["type")";
  for (int i = 0; i < 50; ++i) many += ",\"type\"";
  EXPECT_EQ(world.search("", many + "]").text("/errors/0/field"), "columns");
  EXPECT_EQ(world.post("count", jql_body("", R"("limit":3)")).text("/errors/0/field"), "limit");
}

TEST(JqlSearch, a_wrong_query_is_400_with_the_problem) {
  QueryWorld world;
  for (const char* route : {"search", "count"}) {
    auto answer = world.post(route, jql_body("project = ACME AND nope = 1"));
    EXPECT_EQ(answer.status, 400);
    EXPECT_EQ(answer.text("/jql/kind"), "unknown-field") << answer.body;
    EXPECT_EQ(answer.text("/jql/field"), "nope");
    EXPECT_EQ(answer.text("/jql/from"), "19");
    EXPECT_EQ(answer.text("/jql/to"), "23");
  }
}

TEST(JqlSearch, what_cannot_be_decided_is_told_and_refused_where_numbers_leave_the_house) {
  QueryWorld world;
  const std::string jql = "project = BETA AND comment ~ \"ship\"";
  auto page = world.search(jql);
  ASSERT_EQ(page.status, 200) << page.body;
  EXPECT_EQ(page.text("/total"), "0");
  EXPECT_EQ(page.text("/undecided"), "19");
  EXPECT_EQ(page.text("/instances/0/clauses/0/issues"), "19");
  EXPECT_EQ(page.text("/instances/0/clauses/0/text"), "comment ~ \"ship\"");
  EXPECT_EQ(page.text("/instances/0/clauses/0/from"), "19");
  EXPECT_NE(page.text("/instances/0/clauses/0/why"), "");
  EXPECT_EQ(world.total("project = BETA OR comment ~ \"ship\""), 19) << "the rest decides it";
  auto count = world.post("count", jql_body(jql));
  EXPECT_EQ(count.status, 409);
  EXPECT_EQ(count.text("/instances/0/undecided"), "19") << count.body;
  EXPECT_THAT(count.text("/detail"), HasSubstr("comment ~ \"ship\""));
  auto accepted = world.post("count", jql_body(jql, R"("accept_undecided":true)"));
  EXPECT_EQ(accepted.status, 200);
  EXPECT_EQ(accepted.text("/undecided"), "19");
  EXPECT_EQ(world.search(jql, R"("format":"csv")").status, 409);
  auto csv = world.search(jql, R"("format":"csv","accept_undecided":true)");
  EXPECT_EQ(csv.status, 200);
  EXPECT_THAT(csv.body, HasSubstr("19 issues cannot be decided here"));
  EXPECT_EQ(world.post("count", jql_body("project = BETA")).text("/total"), "19");
}

TEST(JqlSearch, csv_is_safe_and_says_what_it_is) {
  QueryWorld world;
  auto csv = world.search("key in (ACME-7, ACME-8) ORDER BY key ASC",
                          R"("format":"csv","columns":["labels","created","Story Points",)"
                          R"("cycleTime"])");
  ASSERT_EQ(csv.status, 200) << csv.body;
  EXPECT_THAT(csv.body, StartsWith("# Throughline search\r\n# query: key IN (ACME-7, ACME-8)"));
  EXPECT_THAT(csv.body, HasSubstr("# instances: acme\r\n# n: 2 of 2 rows\r\n"));
  EXPECT_THAT(csv.body, HasSubstr("connection,id,key,summary,labels,created,Story Points,"
                                  "cycleTime (seconds)\r\n"));
  EXPECT_THAT(csv.body, HasSubstr(",1007,ACME-7,'=cmd(7),odd,")) << "no formula for a spreadsheet";
  EXPECT_THAT(csv.body, HasSubstr(",1008,ACME-8,\"Something to do, number 8\",even,"));
  EXPECT_EQ(csv.headers.value("Content-Disposition"), "attachment; filename=\"search.csv\"");
}

TEST(JqlSearch, is_for_every_role_and_each_tenant_by_itself) {
  QueryWorld world;
  const std::string viewer = world.person("viewer@example.com", store::Role::kViewer);
  EXPECT_EQ(world.post("search", jql_body(""), viewer).status, 200);
  EXPECT_EQ(world.post("count", jql_body(""), viewer).text("/total"), "59");
  world.add_tenant("Other");
  const std::string theirs = world.sign_in("admin@other.example");
  auto all = world.post("search", jql_body(""), theirs);
  EXPECT_EQ(all.status, 200) << all.body;
  EXPECT_EQ(all.text("/total"), "0") << "a tenant without a connection has an answer too";
  EXPECT_EQ(all.text("/instances"), "[]");
  EXPECT_THAT(all.body, AllOf(Not(HasSubstr("ACME")), Not(HasSubstr("acme"))));
  EXPECT_EQ(world.post("count", jql_body("status = Done"), theirs).text("/total"), "0");
  EXPECT_EQ(world.post("search", jql_body("status ="), theirs).text("/jql/kind"), "parse");
  for (const char* route : {"search", "count", "validate"}) {
    auto answer = world.post(
        route, jql_body("", "\"instances\":[" + json_quote(world.connection) + "]"), theirs);
    EXPECT_EQ(answer.status, 400) << route;
    EXPECT_EQ(answer.text("/errors/0/field"), "instances[0]");
  }
}

TEST(JqlSearch, asks_several_instances_and_warns_where_one_knows_less) {
  QueryWorld world;
  const std::string beta = world.connect(world.cookie, "beta");
  const InstanceId second = world.instance_id(beta);
  world.add_catalogue(world.tenant_id(), second);
  world.add_issue(world.tenant_id(), second, 1, "ACME-1", "The other first",
                  world.clock.now() - days(3), 3600);
  auto both = world.search("key = ACME-1 ORDER BY created ASC");
  EXPECT_EQ(both.text("/total"), "2") << both.body;
  EXPECT_NE(both.text("/items/0/instance"), both.text("/items/1/instance"));
  auto one = world.search("key = ACME-1", "\"instances\":[" + json_quote(beta) + "]");
  EXPECT_EQ(one.text("/total"), "1");
  EXPECT_EQ(one.text("/items/0/summary"), "The other first");
  // A status of the first alone is a warning in the second, a field of the first alone too.
  for (const char* jql : {"status in (Blocked, Done)", "Flagged is EMPTY OR status = Done"}) {
    auto answer = world.search(jql);
    ASSERT_EQ(answer.status, 200) << jql << answer.body;
    const bool first_is_acme = answer.text("/instances/0/id") == world.connection;
    const std::string acme = first_is_acme ? "/instances/0" : "/instances/1";
    const std::string other = first_is_acme ? "/instances/1" : "/instances/0";
    EXPECT_EQ(answer.text(acme + "/warnings"), "[]") << answer.body;
    EXPECT_NE(answer.text(other + "/warnings"), "[]") << answer.body;
    EXPECT_EQ(answer.text(other + "/matched"), "1");
  }
  EXPECT_EQ(world.search("status = Nowhere").text("/jql/kind"), "unknown-value");
  auto alone = world.search("status = Blocked", "\"instances\":[" + json_quote(beta) + "]");
  EXPECT_EQ(alone.text("/jql/kind"), "unknown-value") << "nobody who is asked knows it";
}

TEST(JqlSearch, current_user_is_the_account_with_the_persons_e_mail) {
  QueryWorld world;
  const std::string jql = "assignee = currentUser()";
  auto unknown = world.search(jql);
  ASSERT_EQ(unknown.status, 200) << unknown.body;
  EXPECT_EQ(unknown.text("/undecided"), "59") << "nobody there has this e-mail";
  world.add_record(
      world.instance, domain::RecordKind::kAccount, "acc-1",
      {{"name", std::string("Robin Sample")}, {"email", std::string("Robin@Example.com")}});
  const std::string robin = world.person("robin@example.com", store::Role::kViewer);
  auto mine = world.post("search", jql_body(jql), robin);
  EXPECT_EQ(mine.text("/total"), "47") << mine.body;
  EXPECT_EQ(mine.text("/undecided"), "0");
  EXPECT_EQ(world.search(jql).text("/undecided"), "59") << "each person by himself";
  const std::string bot = world.person("bot@example.com", store::Role::kViewer);
  auto signed_in = world.post("search", jql_body(jql), bot);
  EXPECT_EQ(signed_in.text("/undecided"), "59") << "Jira did not say which account that is";
  auto connection = world.store->tenant(world.tenant_id()).load_connection(world.instance).value();
  connection.account_id = "acc-1";
  ASSERT_TRUE(world.store->tenant(world.tenant_id()).update_connection(connection).ok());
  signed_in = world.post("search", jql_body(jql), bot);
  EXPECT_EQ(signed_in.text("/undecided"), "0") << "the connection signs in with this e-mail";
  EXPECT_EQ(signed_in.text("/total"), "47");
}

}  // namespace
}  // namespace tl::api
