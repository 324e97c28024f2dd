// The cases of testdata/bind_*.txt: queries with what they are bound to, or what is wrong with
// them. A case needs no line of code.
//
//   north: status = Finished          the instance, or "both", and the query
//   > status in [4|]                  its bound form; of "both" one line each
//   ! unknown-value 1:10 status ...   or the problem: kind, place, field, value, name, nearest
#include <gtest/gtest.h>

#include <fstream>

#include "jql/binder.h"
#include "jql/bound_text_for_test.h"
#include "jql/computed_for_test.h"
#include "jql/fake_catalogue_for_test.h"
#include "jql/parser.h"

namespace tl::jql {
namespace {

constexpr int64_t kNoon = 1'780'660'800'000;  // 2026-06-05 12:00 UTC, a Friday

Asker make_asker() {
  Asker asker;
  asker.now = Instant(kNoon);
  asker.zone = "Europe/Berlin";
  asker.accounts[InstanceId(1)] = "u-1";
  return asker;
}

std::string problem_text(const Problem& problem) {
  std::string text = "! " + std::string(to_text(problem.kind));
  text += fmt::format(" {}:{}", problem.line, problem.column);
  for (const auto& [name, value] : {std::pair{"field", problem.field},
                                    {"value", problem.value},
                                    {"name", problem.name},
                                    {"near", problem.nearest}}) {
    if (!value.empty()) text += fmt::format(" {}={}", name, value);
  }
  return text;
}

std::vector<std::string> lines_of(const std::string& site, const std::string& text) {
  const auto north = make_north();
  const auto south = make_south();
  const ComputedFields computed = make_computed_for_test();
  BindOptions options;
  options.computed = &computed;
  const ParseResult parsed = parse_query(text, Dialect::kThroughline);
  if (!parsed.ok()) return {problem_text(*parsed.problem)};
  std::vector<std::string> lines;
  if (site == "both") {
    const Catalogue* all[] = {north.get(), south.get()};
    const BoundQueries bound = bind_all(*parsed.query, all, make_asker(), options);
    for (const Problem& problem : bound.problems) lines.push_back(problem_text(problem));
    for (const BoundQuery& query : bound.queries)
      lines.push_back("> " + bound_text_for_test(query));
    return lines;
  }
  const Catalogue& catalogue = site == "north" ? *north : *south;
  const BindResult bound = bind(*parsed.query, catalogue, make_asker(), options);
  for (const Problem& problem : bound.problems) {
    EXPECT_FALSE(problem.message.empty()) << text;
    EXPECT_FALSE(problem.remedy.empty()) << text;
    lines.push_back(problem_text(problem));
  }
  if (bound.bound) lines.push_back("> " + bound_text_for_test(*bound.bound));
  return lines;
}

void run_cases(const std::string& file) {
  std::ifstream in(std::string(TL_SOURCE_DIR) + "/src/jql/testdata/" + file);
  ASSERT_TRUE(in.is_open()) << file;
  std::vector<std::string> got;
  size_t next = 0;
  int cases = 0;
  int number = 0;
  for (std::string line; std::getline(in, line);) {
    ++number;
    if (line.empty() || line[0] == '#') continue;
    if (line[0] == '>' || line[0] == '!') {
      EXPECT_EQ(next < got.size() ? got[next] : "nothing", line) << file << ":" << number;
      ++next;
      continue;
    }
    EXPECT_EQ(next, got.size()) << "more before " << file << ":" << number << ": "
                                << (next < got.size() ? got[next] : "");
    const size_t colon = line.find(": ");
    ASSERT_NE(colon, std::string::npos) << file << ":" << number;
    got = lines_of(line.substr(0, colon), line.substr(colon + 2));
    next = 0;
    ++cases;
  }
  EXPECT_EQ(next, got.size()) << file << ": more at the end";
  EXPECT_GT(cases, 5) << file;
}

TEST(Bind, Values) { run_cases("bind_values.txt"); }
TEST(Bind, Dates) { run_cases("bind_dates.txt"); }
TEST(Bind, Functions) { run_cases("bind_functions.txt"); }
TEST(Bind, Past) { run_cases("bind_past.txt"); }
TEST(Bind, Fields) { run_cases("bind_fields.txt"); }
TEST(Bind, Filters) { run_cases("bind_filters.txt"); }
TEST(Bind, SeveralInstances) { run_cases("bind_several.txt"); }
TEST(Bind, Problems) { run_cases("bind_problems.txt"); }

TEST(Bind, ManyNamesAreOneWalk) {
  FakeCatalogue big(1, true);
  for (int i = 0; i < 100'000; ++i) {
    const std::string number = std::to_string(i);
    Named& user = big.add(Noun::kUser, big.keep("id-" + number), big.keep("Person " + number));
    user.email = big.keep(number + "@example.invalid");
  }
  std::string text = "assignee in (";
  for (int i = 0; i < 5'000; ++i)
    text += (i > 0 ? "," : "") + ("\"person " + std::to_string(i)) + "\"";
  const ParseResult parsed = parse_query(text + ")");
  ASSERT_TRUE(parsed.ok()) << parsed.problem->message;
  const BindResult bound = bind(*parsed.query, big, make_asker());
  ASSERT_TRUE(bound.bound) << bound.problems.front().message;
  EXPECT_EQ(bound.bound->where.test->ids.size(), 5'000u);
}

TEST(Bind, ManyWrongNamesAreSoonTooMany) {
  const auto north = make_north();
  std::string text = "status = a0";
  for (int i = 1; i < 2'000; ++i) text += " OR status = a" + std::to_string(i);
  const ParseResult parsed = parse_query(text);
  ASSERT_TRUE(parsed.ok());
  const BindResult bound = bind(*parsed.query, *north, make_asker());
  EXPECT_FALSE(bound.bound);
  EXPECT_EQ(bound.problems.size(), 50u);
}

TEST(Bind, FilterThatNamesTwoOthersEndsSoon) {
  FakeCatalogue deep(1, true);
  for (int i = 0; i < 30; ++i) {
    const std::string next = std::to_string(i + 1);
    deep.filters["f" + std::to_string(i)] = "filter = f" + next + " OR filter = f" + next;
  }
  deep.filters["f30"] = "created > -1d";
  BindOptions options;
  options.max_filter_depth = 100;
  const ParseResult parsed = parse_query("filter = f0");
  const BindResult bound = bind(*parsed.query, deep, make_asker(), options);
  EXPECT_FALSE(bound.bound);
  EXPECT_EQ(bound.problems.front().kind, ProblemKind::kTooLarge);
}

TEST(Bind, RemediesNameWhatThereIs) {
  const auto north = make_north();
  const auto remedy = [&](const char* text) {
    return bind(*parse_query(text).query, *north, make_asker()).problems.front().remedy;
  };
  EXPECT_EQ(remedy("priority = P1"), "Take one of: Highest, High, Medium, Low, Lowest.");
  EXPECT_EQ(remedy("project = NOPE"), "Take one of: ABC, WEB.");
  EXPECT_EQ(remedy("status = Wroking"), "Did you mean 'Working'?");
  EXPECT_EQ(remedy("summary = wall"), "Use ~ to search its words: summary ~ \"word\".");
  EXPECT_EQ(remedy("votes ~ 3"), "Use one of: =, !=, >, >=, <, <=, IN, NOT IN.");
  EXPECT_EQ(remedy("sprint = openSprints()"), "Write IN or NOT IN.");
}

TEST(Bind, FieldAlone) {
  const auto north = make_north();
  FieldName name;
  name.name = "story points";
  EXPECT_EQ(bind_field(name, *north).field->custom, std::vector<std::string>{"customfield_10"});
  name.name = "nothing";
  EXPECT_EQ(bind_field(name, *north).problem->kind, ProblemKind::kUnknownField);
  name.name = "lastViewed";
  EXPECT_EQ(bind_field(name, *north).why_undecided, "When you looked at issues is not stored.");
}

}  // namespace
}  // namespace tl::jql
