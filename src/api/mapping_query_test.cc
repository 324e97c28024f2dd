// Types decided by query, over HTTP; and numbers of what a query finds.
#include <gmock/gmock.h>

#include "api/jql_for_test.h"
#include "base/text.h"

namespace tl::api {
namespace {

using testing::HasSubstr;

class MappedWorld : public QueryWorld {
 public:
  MappedWorld() : target("/api/v1/connections/" + connection + "/mapping") {}
  Answer change(const std::string& version, const std::string& body) {
    Ask ask{.method = "PUT", .target = target, .body = body, .cookie = cookie};
    ask.headers = {{"Origin", "http://tl.example.com"},
                   {"Content-Type", "application/json"},
                   {"If-Match", version}};
    return call(ask);
  }
  std::string target;
};

constexpr std::string_view kTwo =
    R"({"type_queries":[{"query":"labels = even AND type = Bug","category":"incident"},)"
    R"({"query":"type = Bug OR comment ~ x","category":"chore"}]})";

TEST(MappingQueries, the_first_that_matches_decides) {
  MappedWorld world;
  EXPECT_EQ(world.get(world.target, world.cookie).text("/type_queries"), "[]");
  auto preview = world.send("POST", world.target + "/preview", std::string(kTwo), world.cookie);
  ASSERT_EQ(preview.status, 200) << preview.body;
  EXPECT_EQ(preview.text("/type_queries/0/issues"), "15") << "every fourth is a bug, and even";
  EXPECT_EQ(preview.text("/type_queries/1/issues"), "0");
  EXPECT_EQ(preview.text("/type_queries/1/undecided"), "44") << preview.body;
  EXPECT_EQ(preview.text("/category_changes/0"), R"({"from":"bug","to":"incident","issues":15})");
  EXPECT_EQ(world.get(world.target, world.cookie).text("/version"), "0") << "nothing was saved";
  auto saved = world.change("\"0\"", std::string(kTwo));
  ASSERT_EQ(saved.status, 200) << saved.body;
  EXPECT_EQ(saved.text("/type_queries/0/query"), "labels = even AND type = Bug");
  EXPECT_EQ(saved.text("/type_queries/0/issues"), "15");
  EXPECT_EQ(world.total("workCategory = incident"), 15);
  EXPECT_EQ(world.total("workCategory = bug"), 0);
  auto emptied = world.change("\"1\"", R"({"type_queries":[]})");
  EXPECT_EQ(emptied.text("/type_queries"), "[]");
  EXPECT_EQ(world.total("workCategory = bug"), 15);
}

TEST(MappingQueries, what_is_wrong_is_named_by_its_place) {
  MappedWorld world;
  const struct {
    std::string query, words;
  } wrong[] = {
      {"type =", "7"},
      {"nope = 1", "nope"},
      {"cycleTime > 1d", "cycleTime"},
      {"assignee = currentUser()", ""},
      {"created > -1d", ""},
  };
  for (const auto& one : wrong) {
    const std::string body =
        R"({"type_queries":[{"query":"type = Bug","category":"bug"},{"query":)" +
        json_quote(one.query) + R"(,"category":"bug"}]})";
    for (const char* where : {"", "/preview"}) {
      auto answer = *where == 0 ? world.change("\"0\"", body)
                                : world.send("POST", world.target + where, body, world.cookie);
      EXPECT_EQ(answer.status, 400) << one.query << answer.body;
      EXPECT_EQ(answer.text("/errors/0/field"), "type_queries[1].query") << answer.body;
      EXPECT_THAT(answer.text("/errors/0/message"), HasSubstr(one.words)) << answer.body;
    }
  }
  for (const char* body : {R"({"type_queries":[{"query":"type = Bug","category":"song"}]})",
                           R"({"type_queries":[{"query":"type = Bug","category":"bug","x":1}]})",
                           R"({"type_queries":{}})"}) {
    EXPECT_EQ(world.change("\"0\"", body).status, 400) << body;
  }
}

TEST(QueryScope, numbers_and_lists_are_those_of_what_a_query_finds) {
  MappedWorld world;
  const std::string bugs = "jql=" + url_encode("type = Bug");
  auto all = world.ask("/api/v1/metrics/flow/cycle-time");
  auto some = world.ask("/api/v1/metrics/flow/cycle-time?" + bugs);
  EXPECT_LT(NumbersWorld::count(some, "/n"), NumbersWorld::count(all, "/n"));
  auto same = world.ask("/api/v1/metrics/flow/cycle-time?type=Bug");
  EXPECT_EQ(some.text("/n"), same.text("/n"));
  EXPECT_EQ(some.text("/percentiles"), same.text("/percentiles"));
  EXPECT_EQ(world.ask("/api/v1/issues?" + bugs).text("/total"), "15");
  for (const char* target : {"/api/v1/metrics/flow/wip?jql=", "/api/v1/issues?jql="}) {
    auto wrong = world.get(target + url_encode("nope = 1"), world.cookie);
    EXPECT_EQ(wrong.status, 400) << wrong.body;
    EXPECT_EQ(wrong.text("/errors/0/field"), "jql");
  }
}

TEST(ConnectionFilter, is_said_to_be_applied_here) {
  QueryWorld world;
  const std::string target = "/api/v1/connections/" + world.connection;
  auto plain = world.get(target, world.cookie);
  EXPECT_EQ(plain.text("/filter_here"), "null") << plain.body;
  Ask ask{.method = "PATCH",
          .target = target,
          .body = R"({"filter_jql":"type = Bug AND created > -30d"})",
          .cookie = world.cookie};
  ask.headers = {{"Origin", "http://tl.example.com"},
                 {"Content-Type", "application/json"},
                 {"If-Match", std::string(plain.headers.value("ETag"))}};
  ASSERT_EQ(world.call(ask).status, 200);
  auto shown = world.get(target, world.cookie);
  EXPECT_EQ(shown.text("/filter_here/time"), "minute") << shown.body;
  EXPECT_EQ(shown.text("/filter_here/left"), "0");
}

}  // namespace
}  // namespace tl::api
