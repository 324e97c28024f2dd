// Validating, completing and describing the language over HTTP.
#include <gmock/gmock.h>

#include "api/jql_for_test.h"

namespace tl::api {
namespace {

using testing::HasSubstr;

// Offsets as a browser counts them: the face is two units, the umlaut one.
TEST(JqlValidate, says_what_is_wrong_and_where) {
  QueryWorld world;
  const struct {
    std::string jql, kind;
    int64_t from;
  } wrong[] = {
      {"project = ACME AND status =", "parse", 27},
      {"summary ~ \"x\xF0\x9F\x98\x80\" AND nope = 1", "unknown-field", 20},
      {"summary ~ \"\xF0\x9F\x98\x80\xC3\xBC\" AND status = Nowhere", "unknown-value", 29},
      {"assignee in membersOf(nobody)", "undecided", -1},
      {"fixVersion = nothing()", "unknown-function", 13},
      {"summary = x", "operator", 8},
      {"created > \"30 days\"", "bad-date", 10},
      {"created > startOfDay(1, 2)", "bad-function", -1},
      {"\"Story Points\" > many", "bad-number", 17},
      {"timeSpent > soon", "bad-duration", 12},
      {"summary ~ \"a~2\"", "bad-text", -1},
      {"project = ACME ORDER BY comment", "bad-order", 24},
  };
  for (const auto& one : wrong) {
    auto answer = world.post("validate", jql_body(one.jql));
    ASSERT_EQ(answer.status, 200) << one.jql << answer.body;
    if (one.kind == "undecided") {
      EXPECT_EQ(answer.text("/ok"), "true") << one.jql << answer.body;
      EXPECT_NE(answer.text("/instances/0/undecided/0/message"), "") << answer.body;
      continue;
    }
    EXPECT_EQ(answer.text("/ok"), "false") << one.jql;
    EXPECT_EQ(answer.text("/problem/kind"), one.kind) << one.jql << "\n" << answer.body;
    EXPECT_NE(answer.text("/problem/message"), "") << one.jql;
    if (one.from >= 0)
      EXPECT_EQ(answer.text("/problem/from"), std::to_string(one.from)) << one.jql << answer.body;
  }
  auto near = world.post("validate", jql_body("asignee is EMPTY"));
  EXPECT_EQ(near.text("/problem/nearest"), "assignee") << near.body;
}

TEST(JqlValidate, a_right_query_has_a_normal_form_and_its_needs) {
  QueryWorld world;
  auto plain = world.post("validate", jql_body("project=ACME and(type=Bug)"));
  EXPECT_EQ(plain.text("/ok"), "true") << plain.body;
  EXPECT_EQ(plain.text("/text"), "project = ACME AND type = Bug");
  EXPECT_EQ(plain.text("/time"), "none");
  EXPECT_EQ(plain.text("/follows_user"), "false");
  EXPECT_EQ(plain.text("/completions"), "") << "nobody asked";
  EXPECT_EQ(world.post("validate", jql_body("created > -1d")).text("/time"), "minute");
  EXPECT_EQ(world.post("validate", jql_body("created > startOfWeek()")).text("/time"), "day");
  auto mine = world.post("validate", jql_body("assignee = currentUser()"));
  EXPECT_EQ(mine.text("/follows_user"), "true");
  EXPECT_EQ(mine.text("/instances/0/undecided/0/from"), "0") << mine.body;
  EXPECT_EQ(world.post("validate", jql_body("sprint in openSprints()")).text("/follows_catalogue"),
            "true");
  EXPECT_EQ(world.post("validate", jql_body("")).text("/ok"), "true") << "all issues";
}

TEST(JqlValidate, computed_fields_are_for_searches_alone) {
  QueryWorld world;
  const std::string jql = "cycleTime > 1d";
  EXPECT_EQ(world.post("validate", jql_body(jql)).text("/ok"), "true");
  for (const char* use : {"filter", "mapping"}) {
    auto answer = world.post("validate", jql_body(jql, "\"for\":" + json_quote(use)));
    EXPECT_EQ(answer.text("/ok"), "false") << use;
    EXPECT_EQ(answer.text("/problem/kind"), "unknown-field");
    EXPECT_THAT(answer.text("/problem/message"), HasSubstr("cycleTime")) << answer.body;
  }
  for (const char* unsteady : {"created > -1d", "assignee = currentUser()"}) {
    auto answer = world.post("validate", jql_body(unsteady, R"("for":"mapping")"));
    EXPECT_EQ(answer.text("/problem/kind"), "bad-function") << answer.body;
    EXPECT_EQ(world.post("validate", jql_body(unsteady, R"("for":"filter")")).text("/ok"), "true");
  }
  EXPECT_EQ(world.post("validate", jql_body(jql, R"("for":"fun")")).text("/errors/0/field"), "for");
}

TEST(JqlValidate, completes_at_a_position) {
  QueryWorld world;
  const std::string begun = "summary ~ \"x\xF0\x9F\x98\x80\" AND stat";
  auto field = world.post("validate", jql_body(begun, R"("position":24)"));
  ASSERT_EQ(field.status, 200) << field.body;
  EXPECT_EQ(field.text("/ok"), "false") << "not a query yet";
  EXPECT_EQ(field.text("/completions/from"), "20") << field.body;
  EXPECT_EQ(field.text("/completions/to"), "24");
  EXPECT_THAT(field.text("/completions/items"), HasSubstr(R"("label":"status")"));
  auto value = world.post("validate", jql_body("status = ", R"("position":9)"));
  EXPECT_THAT(value.text("/completions/items"), HasSubstr("In Review")) << value.body;
  auto computed = world.post("validate", jql_body("cyc", R"("position":3)"));
  EXPECT_THAT(computed.text("/completions/items"), HasSubstr("cycleTime")) << computed.body;
  auto beyond = world.post("validate", jql_body("", R"("position":7)"));
  EXPECT_EQ(beyond.text("/completions/from"), "0") << "beyond the end is the end";
  EXPECT_EQ(world.post("validate", jql_body("", R"("position":-1)")).status, 400);
  EXPECT_EQ(world.post("validate", jql_body("", R"("positon":1)")).text("/errors/0/field"),
            "positon");
}

TEST(JqlValidate, keeps_to_the_limit_of_the_language) {
  QueryWorld world;
  std::string longest = "project = ACME";
  longest += std::string(100'000 - longest.size(), ' ');
  EXPECT_EQ(world.post("validate", jql_body(longest)).text("/ok"), "true");
  EXPECT_EQ(world.post("count", jql_body(longest)).text("/total"), "40");
  auto longer = world.post("validate", jql_body(longest + " "));
  EXPECT_EQ(longer.text("/problem/kind"), "too-large") << longer.body;
  EXPECT_EQ(world.search(longest + " ").text("/jql/kind"), "too-large");
  std::string deep(250, '(');
  deep += "project = ACME" + std::string(250, ')');
  EXPECT_EQ(world.post("validate", jql_body(deep)).text("/problem/kind"), "too-large");
}

TEST(JqlValidate, tells_each_instance_where_nobody_knows) {
  QueryWorld world;
  world.add_catalogue(world.tenant_id(), world.instance_id(world.connect(world.cookie, "beta")));
  auto answer = world.post("validate", jql_body("status = Nowhere"));
  EXPECT_EQ(answer.text("/instances/0/problem/kind"), "unknown-value") << answer.body;
  EXPECT_EQ(answer.text("/instances/1/problem/kind"), "unknown-value") << answer.body;
}

TEST(JqlLanguage, lists_fields_functions_and_words) {
  QueryWorld world;
  const std::string beta = world.connect(world.cookie, "beta");
  world.add_catalogue(world.tenant_id(), world.instance_id(beta));
  auto answer = world.get("/api/v1/jql/language", world.cookie);
  ASSERT_EQ(answer.status, 200) << answer.body;
  std::map<std::string, JsonElement> fields;
  for (const JsonElement field : simdjson::dom::array(answer.json()["fields"]))
    fields.emplace(json_text(field, "name").value_or(""), field);
  ASSERT_TRUE(fields.contains("status") && fields.contains("cycleTime") &&
              fields.contains("Story Points"));
  EXPECT_EQ(json_bool(fields["status"], "history"), true);
  EXPECT_THAT(simdjson::minify(fields["status"]["operators"]), HasSubstr("was not in"));
  EXPECT_EQ(json_bool(fields["cycleTime"], "computed"), true);
  EXPECT_EQ(json_bool(fields["timeInStatus"], "takes_argument"), true);
  EXPECT_THAT(simdjson::minify(fields["timeInStatus"]["arguments"]), HasSubstr("In Review"));
  EXPECT_EQ(simdjson::dom::array(fields["Story Points"]["instances"]).size(), 2u);
  EXPECT_THAT(simdjson::minify(fields["Story Points"]["aliases"]), HasSubstr("cf[10016]"));
  EXPECT_THAT(answer.text("/functions"), HasSubstr("startOfWeek"));
  EXPECT_THAT(answer.text("/keywords"), HasSubstr("changed"));
  EXPECT_THAT(answer.text("/reserved"), HasSubstr("abort"));
  EXPECT_EQ(world.get("/api/v1/jql/language?x=1", world.cookie).status, 400);
}

}  // namespace
}  // namespace tl::api
