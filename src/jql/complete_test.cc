#include "jql/complete.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "jql/binder.h"
#include "jql/complete_place.h"
#include "jql/computed_for_test.h"
#include "jql/fake_catalogue_for_test.h"
#include "jql/language.h"
#include "jql/parser.h"

namespace tl::jql {
namespace {

class Complete : public testing::Test {
 protected:
  // `|` in the text is the position.
  Completions at(std::string text, bool both = false, size_t limit = 50) {
    const size_t position = text.find('|');
    EXPECT_NE(position, std::string::npos) << text;
    text.erase(position, 1);
    BindOptions options;
    options.computed = &computed_;
    const Catalogue* catalogues[] = {north_.get(), south_.get()};
    const std::string names[] = {"north", "south"};
    const size_t count = both ? 2 : 1;
    text_ = text;
    return complete(text, static_cast<uint32_t>(position), std::span(catalogues, count),
                    std::span(names, count), options, limit);
  }

  static std::vector<std::string> labels(const Completions& made) {
    std::vector<std::string> all;
    for (const Completion& item : made.items) all.push_back(item.label);
    return all;
  }
  static bool has(const Completions& made, const std::string& label) {
    const std::vector<std::string> all = labels(made);
    return std::find(all.begin(), all.end(), label) != all.end();
  }
  static const Completion& item(const Completions& made, const std::string& label) {
    for (const Completion& one : made.items) {
      if (one.label == label) return one;
    }
    ADD_FAILURE() << label << " is not offered";
    static const Completion kNone;
    return kNone;
  }
  // The text after the item was taken.
  std::string take(const Completions& made, const std::string& label) {
    std::string text = text_;
    text.replace(made.replaces.begin, made.replaces.end - made.replaces.begin,
                 item(made, label).insert);
    return text;
  }

  std::unique_ptr<FakeCatalogue> north_ = make_north();
  std::unique_ptr<FakeCatalogue> south_ = make_south();
  ComputedFields computed_ = make_computed_for_test();
  std::string text_;
};

TEST_F(Complete, FieldsAtTheStart) {
  const Completions made = at("|", false, 200);
  for (const auto* name : {"status", "Story Points", "cycleTime", "NOT", "ORDER BY"}) {
    EXPECT_TRUE(has(made, name)) << name;
  }
  EXPECT_FALSE(has(made, "rank"));  // is to sort by
  EXPECT_EQ(made.replaces, (Span{0, 0}));
}

TEST_F(Complete, BestFirst) {
  const Completions made = at("ST|");
  ASSERT_GE(made.items.size(), 3u);
  EXPECT_EQ(labels(made)[0], "Story Points");
  EXPECT_TRUE(has(made, "timeInStatus"));
  EXPECT_EQ(made.items.back().label, "timeInStatus") << "only holds it";
}

TEST_F(Complete, NamesAreQuotedWhereNeeded) {
  EXPECT_EQ(take(at("story|"), "Story Points"), "\"Story Points\" ");
  EXPECT_EQ(take(at("stat| = Done"), "status"), "status = Done");
  EXPECT_EQ(take(at("type = sub|"), "Sub-task"), "type = Sub-task ");
  EXPECT_EQ(take(at("project = web|"), "WEB"), "project = WEB ");
}

TEST_F(Complete, InsideQuotes) {
  const Completions made = at("status = \"Wor| AND type = Bug");
  EXPECT_EQ(made.replaces, (Span{9, 13}));
  EXPECT_EQ(labels(made), std::vector<std::string>{"Working"});
}

TEST_F(Complete, OperatorsOfTheField) {
  EXPECT_TRUE(has(at("status |"), "WAS NOT IN"));
  EXPECT_FALSE(has(at("status |"), "~"));
  EXPECT_FALSE(has(at("summary |"), "="));
  EXPECT_TRUE(has(at("\"Story Points\" |"), ">="));
  EXPECT_TRUE(has(at("summary |"), "IS EMPTY"));
  EXPECT_EQ(labels(at("status not |")), std::vector<std::string>{"IN"});
  EXPECT_EQ(take(at("status !|"), "!="), "status != ");
  EXPECT_TRUE(at("colour |").items.empty());
}

TEST_F(Complete, ValuesOfTheField) {
  EXPECT_EQ(labels(at("status = |")),
            (std::vector<std::string>{"Checking", "Finished", "Waiting", "Working", "EMPTY"}));
  EXPECT_TRUE(has(at("status was |"), "Doing")) << "a former name";
  EXPECT_TRUE(has(at("resolution = un|"), "Unresolved"));
  EXPECT_TRUE(has(at("statusCategory in (|"), "In Progress"));
  EXPECT_TRUE(has(at("status in (Working, |"), "Checking"));
  EXPECT_TRUE(has(at("Severity = |"), "Grave"));
  EXPECT_TRUE(has(at("stage = |"), "Doing"));
  EXPECT_TRUE(has(at("created >= |"), "-7d"));
  EXPECT_TRUE(has(at("cycleTime > |"), "3d"));
}

TEST_F(Complete, PeopleByNameAndMail) {
  EXPECT_EQ(labels(at("assignee = ben.two|")), std::vector<std::string>{"Ben Example"});
  EXPECT_EQ(item(at("assignee = ann|"), "Ann Example").detail, "ann@example.invalid");
  EXPECT_TRUE(has(at("assignee = exa|"), "Ann Example")) << "a later word";
}

TEST_F(Complete, FunctionsThatFit) {
  EXPECT_TRUE(has(at("assignee = c|"), "currentUser()"));
  EXPECT_FALSE(has(at("assignee = m|"), "membersOf(group)"));
  EXPECT_TRUE(has(at("assignee in |"), "membersOf(group)"));
  EXPECT_TRUE(has(at("assignee in (|"), "currentUser()"));
  EXPECT_TRUE(has(at("created > start|"), "startOfMonth([increment])"));
  EXPECT_FALSE(has(at("status = c|"), "currentUser()"));
  EXPECT_EQ(take(at("assignee in members|"), "membersOf(group)"), "assignee in membersOf(");
}

TEST_F(Complete, ArgumentsOfFunctionsAndFields) {
  EXPECT_TRUE(has(at("assignee in membersOf(|"), "crew"));
  EXPECT_TRUE(has(at("fixVersion in releasedVersions(A|"), "ABC"));
  EXPECT_TRUE(has(at("issue in updatedBy(|"), "Ann Example"));
  EXPECT_TRUE(has(at("issue in updatedBy(u-1, |"), "-7d"));
  EXPECT_TRUE(has(at("timeInStatus(|"), "Working"));
  EXPECT_TRUE(has(at("timeInStatus(\"Che|"), "Checking"));
  EXPECT_TRUE(has(at("assignee in (membersOf(|"), "crew"));
}

TEST_F(Complete, KeywordsBehindAClause) {
  EXPECT_EQ(labels(at("status = Working |")), (std::vector<std::string>{"AND", "OR", "ORDER BY"}));
  EXPECT_TRUE(has(at("(status = Working |"), ")"));
  EXPECT_TRUE(has(at("status changed |"), "FROM"));
  EXPECT_FALSE(has(at("status was Working |"), "FROM"));
  EXPECT_TRUE(has(at("assignee in membersOf(crew) |"), "AND"));
  EXPECT_TRUE(has(at("status = Working a|"), "AND"));
  EXPECT_TRUE(has(at("status is |"), "NOT EMPTY"));
  EXPECT_EQ(labels(at("ORDER |")), std::vector<std::string>{"BY"});
  EXPECT_TRUE(has(at("ORDER BY |", false, 200), "rank"));
  EXPECT_FALSE(has(at("ORDER BY |", false, 200), "comment"));
  EXPECT_EQ(labels(at("ORDER BY key |")), (std::vector<std::string>{",", "ASC", "DESC"}));
  EXPECT_TRUE(has(at("ORDER BY key, pri|"), "priority"));
}

TEST_F(Complete, PredicatesOfThePast) {
  EXPECT_TRUE(has(at("status changed by |"), "Ann Example"));
  EXPECT_TRUE(has(at("status changed by |"), "membersOf(group)"));
  EXPECT_TRUE(has(at("status changed to |"), "Finished"));
  EXPECT_TRUE(has(at("status changed after |"), "now()"));
  EXPECT_TRUE(has(at("status was Working during (|"), "-7d"));
  EXPECT_TRUE(has(at("status changed from (Working, |"), "Checking"));
}

TEST_F(Complete, SeveralInstances) {
  const Completions made = at("status = |", true);
  EXPECT_EQ(item(made, "Working").detail, "status · north, south");
  EXPECT_EQ(item(made, "Parked").detail, "status · south");
  EXPECT_EQ(item(at("sev|", true), "Severity").detail, "name · north");
}

TEST_F(Complete, TheBestOfMany) {
  for (int i = 0; i < 20'000; ++i) {
    const std::string number = std::to_string(i);
    north_->add(Noun::kUser, north_->keep("x" + number), north_->keep("Zoe " + number));
  }
  const Completions made = at("assignee = zoe|", false, 10);
  EXPECT_EQ(made.items.size(), 10u);
  EXPECT_TRUE(made.more);
  EXPECT_EQ(made.items.front().label, "Zoe 0");
  EXPECT_FALSE(at("assignee = \"zoe 19999|", false, 10).more);
}

// Whatever is offered for a place that only wants a value makes a query that binds.
TEST_F(Complete, WhatIsOfferedBinds) {
  Asker asker;
  asker.accounts[InstanceId(1)] = "u-1";
  BindOptions options;
  options.computed = &computed_;
  int tried = 0;
  for (const auto* text : {"status = |", "assignee = |", "project != |", "priority >= |",
                           "type = |", "Severity = |", "due < |", "stage = |", "labels = |",
                           "fixVersion = |", "sprint = |", "resolution = |", "category = |"}) {
    const Completions made = at(text);
    for (const Completion& one : made.items) {
      if (one.kind == CompletionKind::kFunction && one.insert.ends_with('(')) continue;
      const std::string query = take(made, one.label);
      const ParseResult parsed = parse_query(query);
      ASSERT_TRUE(parsed.ok()) << query;
      const BindResult bound = bind(*parsed.query, *north_, asker, options);
      EXPECT_TRUE(bound.bound) << query << ": " << bound.problems.front().message;
      ++tried;
    }
  }
  EXPECT_GT(tried, 40);
}

// No position of any text does harm.
TEST_F(Complete, EveryPosition) {
  const std::string text =
      "NOT (status was not in (\"In Review\", 'x', EMPTY) during (-1d, now()) OR cf[10] >= 3) AND "
      "issue.property[a].b ~ \"x\\\" y\" && timeInStatus(\"Working\") > 3d ORDER BY key DESC, x";
  for (uint32_t i = 0; i <= text.size(); ++i) {
    std::string marked = text;
    marked.insert(i, "|");
    const Completions made = at(marked);
    EXPECT_LE(made.replaces.begin, i);
    EXPECT_GE(made.replaces.end, i);
    EXPECT_LE(made.replaces.end, text.size());
  }
}

TEST(LanguageFacts, AllThatCanBeShown) {
  const auto north = make_north();
  const auto south = make_south();
  const ComputedFields computed = make_computed_for_test();
  BindOptions options;
  options.computed = &computed;
  const Catalogue* all[] = {north.get(), south.get()};
  const LanguageFacts facts = language_facts(all, options);
  const auto field = [&](const std::string& name) {
    return *std::find_if(facts.fields.begin(), facts.fields.end(),
                         [&](const FieldFact& one) { return one.name == name; });
  };
  EXPECT_TRUE(field("status").history);
  EXPECT_TRUE(field("timeInStatus").takes_argument);
  EXPECT_TRUE(field("cycleTime").computed);
  EXPECT_EQ(field("Story Points").instances, (std::vector{InstanceId(1), InstanceId(2)}));
  EXPECT_EQ(field("summary").operators, (std::vector<std::string>{"~", "!~", "IS", "IS NOT"}));
  for (const FieldFact& one : facts.fields) EXPECT_FALSE(one.about.empty()) << one.name;
  for (const FunctionFact& one : facts.functions) EXPECT_FALSE(one.about.empty()) << one.name;
  EXPECT_TRUE(std::find(facts.keywords.begin(), facts.keywords.end(), "AND") !=
              facts.keywords.end());
  EXPECT_GT(facts.reserved.size(), 100u);
}

}  // namespace
}  // namespace tl::jql
