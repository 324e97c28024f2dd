// The three ways to answer agree: an issue in hand, a row of the lens, the columns of the lens.
#include <gtest/gtest.h>

#include <map>

#include "domain/merge.h"
#include "jql/evaluate.h"
#include "jql/fact_view.h"
#include "jql/lens_row.h"
#include "jql/random_tests_for_test.h"
#include "jql/search.h"
#include "lens/follower.h"
#include "lens/memory_source.h"
#include "lens/random_facts_for_test.h"

namespace tl::jql {
namespace {

const InstanceId kAcme{1};
const InstanceId kBeta{2};

class StillClock : public Clock {
 public:
  [[nodiscard]] Instant now() const override { return Instant(1'000'000); }
  bool wait_until(Instant /*until*/, const std::stop_token& stop) const override {
    return !stop.stop_requested();
  }
};

// Facts of two instances in a lens of several parts, and the same facts in hand.
class World {
 public:
  explicit World(unsigned seed) {
    fill(kAcme, seed);
    fill(kBeta, seed + 1000);
    lens_ = lens::Lens::load(TenantId(1), std::make_unique<lens::MemorySource>(facts_), clock_, {})
                .value();
    add(kAcme, *random_.at(kAcme), 6);  // a second part that replaces rows of the first
    while (lens_->follow_once({}).value()) {
    }
    version_ = lens_->pin();
  }

  [[nodiscard]] const lens::LensVersion& version() const { return *version_; }
  [[nodiscard]] const std::map<IssueRef, lens::SourceIssue>& issues() const { return issues_; }
  [[nodiscard]] std::unique_ptr<IssueView> view(const lens::SourceIssue& issue) const {
    const bool complete =
        domain::number_of(issue.issue.attributes, domain::kHistoryTotal).has_value();
    return make_fact_view(
        {issue.instance, issue.issue, issue.histories, complete, issue.worklogs, true, fields_});
  }

 private:
  void fill(InstanceId instance, unsigned seed) {
    auto& random = random_[instance];
    random = std::make_unique<lens::test::RandomFacts>(seed);
    for (const domain::Record& record : random->catalogue().records) {
      fields_.add(record);
      facts_->put_record(instance, record);
    }
    add(instance, *random, 40);
    // What issues name by their keys is there.
    for (int64_t id = 1; id <= lens::test::RandomFacts::kIssues; ++id) {
      if (!issues_.contains({instance, IssueId(id)})) put(instance, plain(id), {}, {});
    }
  }
  static domain::Issue plain(int64_t id) {
    domain::Issue issue;
    issue.id = IssueId(id);
    set_attribute(issue.attributes, "key", fmt::format("A-{}", id), {});
    return issue;
  }
  void add(InstanceId instance, lens::test::RandomFacts& random, int rounds) {
    for (int i = 0; i < rounds; ++i) {
      const domain::ChangeSet set = random.next();
      for (const domain::Record& record : set.records) {
        if (!record.issue) facts_->put_record(instance, record);
      }
      for (domain::Issue issue : set.issues) {
        if (random.below(8) == 0) issue.attributes.erase(std::string(domain::kHistoryTotal));
        // Whether links are known at all is not the question here.
        if (!issue.attributes.contains("issuelinks"))
          set_attribute(issue.attributes, "issuelinks", domain::Refs{}, {});
        put(instance, issue, set.histories, set.records);
      }
    }
  }
  void put(InstanceId instance, domain::Issue issue, const std::vector<domain::History>& histories,
           const std::vector<domain::Record>& records) {
    lens::SourceIssue& source = issues_[{instance, issue.id}];
    source.instance = instance;
    for (const domain::History& history : histories) {
      if (history.issue == issue.id) source.histories.push_back(history);
    }
    for (const domain::Record& record : records) {
      if (record.issue == issue.id && record.kind == domain::RecordKind::kWorklog)
        source.worklogs.push_back(record);
    }
    source.issue = std::move(issue);
    facts_->put(source);
  }

  StillClock clock_;
  std::shared_ptr<lens::MemoryFacts> facts_ = std::make_shared<lens::MemoryFacts>();
  std::map<InstanceId, std::unique_ptr<lens::test::RandomFacts>> random_;
  std::map<IssueRef, lens::SourceIssue> issues_;
  domain::FieldCatalogue fields_;  // of both
  std::unique_ptr<lens::Lens> lens_;
  lens::VersionPtr version_;
};

std::string describe(const jql::Test& test) {
  std::string out =
      fmt::format("kind {} field {} {} negated {} or_empty {} compare {} history {}",
                  static_cast<int>(test.kind), static_cast<int>(test.field.id),
                  test.field.custom.empty() ? "" : test.field.custom[0], test.negated,
                  test.or_empty, static_cast<int>(test.compare), static_cast<int>(test.history));
  for (const std::string& id : test.ids) out += " id " + id;
  for (const std::string& name : test.names) out += " name '" + name + "'";
  for (const int64_t at : test.instants) out += fmt::format(" at {}", at);
  for (const std::string& id : test.past.ids) out += " was id " + id;
  for (const std::string& name : test.past.names) out += " was '" + name + "'";
  return out;
}

std::string describe(const BoundNode& node) {
  if (node.test) return describe(*node.test);
  std::string out = node.kind == BoundNode::Kind::kAnd ? "all of" : "one of";
  for (const BoundNode& child : node.children) out += "\n [" + describe(child) + "]";
  return out;
}

// Of an issue in hand what others do (links seen from the other side) is not known.
bool is_weaker(const jql::Test& test) {
  return test.kind == TestKind::kUpdatedBy ||
         (test.kind == TestKind::kLinked && !test.names.empty());
}

class LensAgreement : public testing::TestWithParam<unsigned> {};

TEST_P(LensAgreement, ARowAnswersLikeTheIssueInHand) {
  const World world(GetParam());
  test::RandomTests tests(GetParam());
  for (int i = 0; i < 400; ++i) {
    const jql::Test test = tests.test();
    if (is_weaker(test)) continue;
    for (const auto& [ref, source] : world.issues()) {
      const auto fact = world.view(source);
      const LensRow row(world.version(), *world.version().find(ref));
      ASSERT_EQ(decide_test(test, *fact), decide_test(test, row))
          << ref.instance.value << ":" << ref.issue.value << " " << describe(test);
    }
  }
}

struct Expected {
  int64_t issues = 0, matched = 0, undecided = 0;
  std::map<uint32_t, int64_t> clauses;
};

void note_undecided(const BoundNode& node, const IssueView& row, Expected& into) {
  if (node.test && decide_test(*node.test, row) == Truth::kUndecided)
    ++into.clauses[node.test->span.begin];
  for (const BoundNode& child : node.children) note_undecided(child, row, into);
}

// Every row of the version by itself.
Expected expect(const lens::LensVersion& version, const BoundQuery& query, const RowsOfParts& got) {
  Expected expected;
  for (uint32_t part = 0; part < version.parts().size(); ++part) {
    const lens::Part& in = version.parts()[part];
    for (uint32_t row = 0; row < in.chunk->rows(); ++row) {
      if (in.chunk->instance[row] != query.instance.value) continue;
      const bool counts = in.live(row) && (in.chunk->flags[row] & lens::kRowDeleted) == 0;
      const LensRow view(version, {part, row});
      const Truth truth = counts ? evaluate(query, view) : Truth::kNo;
      EXPECT_EQ(got.holds({part, row}), truth == Truth::kYes)
          << view.key() << " " << describe(query.where);
      expected.issues += counts ? 1 : 0;
      expected.matched += truth == Truth::kYes ? 1 : 0;
      expected.undecided += truth == Truth::kUndecided ? 1 : 0;
      if (truth == Truth::kUndecided) note_undecided(query.where, view, expected);
    }
  }
  return expected;
}

TEST_P(LensAgreement, ColumnsAnswerLikeTheirRows) {
  const World world(GetParam());
  test::RandomTests tests(GetParam() + 500);
  ASSERT_GT(world.version().parts().size(), 1u);
  for (int i = 0; i < 300; ++i) {
    std::vector<BoundQuery> queries(2);
    queries[0].instance = kAcme;
    queries[1].instance = kBeta;
    for (BoundQuery& query : queries) query.where = tests.node(3);
    const Selection selection = select(world.version(), queries);
    const std::vector<InstanceCount> counts = count(world.version(), queries);
    ASSERT_EQ(selection.instances.size(), 2u);
    for (size_t q = 0; q < 2; ++q) {
      const Expected expected = expect(world.version(), queries[q], selection.matched);
      ASSERT_FALSE(testing::Test::HasFailure());
      for (const InstanceCount& got : {selection.instances[q], counts[q]}) {
        ASSERT_EQ(got.issues, expected.issues);
        ASSERT_EQ(got.matched, expected.matched);
        ASSERT_EQ(got.undecided, expected.undecided) << describe(queries[q].where);
        std::map<uint32_t, int64_t> clauses;
        for (const UndecidedClause& clause : got.clauses)
          clauses[clause.span.begin] = clause.issues;
        ASSERT_EQ(clauses, expected.clauses) << describe(queries[q].where);
      }
    }
  }
}

TEST_P(LensAgreement, PagesAreInTheOrderOfCompare) {
  const World world(GetParam());
  test::RandomTests tests(GetParam() + 900);
  for (int i = 0; i < 40; ++i) {
    std::vector<BoundQuery> queries(2);
    queries[0].instance = kAcme;
    queries[1].instance = kBeta;
    queries[0].order = queries[1].order = tests.order();
    const Selection selection = select(world.version(), queries);
    std::vector<lens::RowAddress> rows;
    const auto limit = static_cast<size_t>(1 + tests.below(9));
    std::string after;
    do {
      const auto page = sort_page(world.version(), queries, selection.matched, after, limit);
      ASSERT_TRUE(page);
      ASSERT_LE(page->rows.size(), limit);
      rows.insert(rows.end(), page->rows.begin(), page->rows.end());
      after = page->next;
    } while (!after.empty());
    ASSERT_EQ(static_cast<int64_t>(rows.size()), selection.total());
    for (size_t r = 1; r < rows.size(); ++r) {
      const LensRow before(world.version(), rows[r - 1]);
      const LensRow row(world.version(), rows[r]);
      ASSERT_LE(compare(queries[0].order, before, row), 0) << before.key() << " " << row.key();
      ASSERT_TRUE(selection.matched.holds(rows[r]));
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Seeds, LensAgreement, testing::Range(1u, 9u));

TEST(SortPage, ACursorOfAnotherOrderIsRefused) {
  const World world(1);
  std::vector<BoundQuery> queries(1);
  queries[0].instance = kAcme;
  const Selection all = select(world.version(), queries);
  const auto page = sort_page(world.version(), queries, all.matched, "", 2);
  ASSERT_FALSE(page->next.empty());
  BoundSort sort;
  sort.field.id = FieldId::kCreated;
  sort.field.kind = ValueKind::kInstant;
  sort.field.name = "created";
  queries[0].order = {sort};
  EXPECT_FALSE(sort_page(world.version(), queries, all.matched, page->next, 2));
  EXPECT_FALSE(sort_page(world.version(), queries, all.matched, "no cursor", 2));
  EXPECT_TRUE(sort_page(world.version(), queries, all.matched, "", 2));
}

TEST(SortPage, ACursorStaysGoodWhenTheLastRowIsGone) {
  const World world(2);
  std::vector<BoundQuery> queries(1);
  queries[0].instance = kAcme;
  Selection all = select(world.version(), queries);
  const auto first = sort_page(world.version(), queries, all.matched, "", 3);
  const auto second = sort_page(world.version(), queries, all.matched, first->next, 3);
  const lens::RowAddress gone = first->rows.back();
  all.matched.parts[gone.part][gone.row >> 6] &= ~(uint64_t{1} << (gone.row & 63));
  const auto again = sort_page(world.version(), queries, all.matched, first->next, 3);
  ASSERT_EQ(again->rows.size(), second->rows.size());
  for (size_t i = 0; i < again->rows.size(); ++i)
    EXPECT_EQ(again->rows[i].row, second->rows[i].row);
}

}  // namespace
}  // namespace tl::jql
