// Scopes by query: as a filter, and through categories that queries decide.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "jql/binder.h"
#include "jql/lens_catalogue.h"
#include "jql/parser.h"
#include "measure/delivered_for_test.h"
#include "measure/scope.h"

namespace tl::measure::delivered {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using Keys = std::vector<std::string>;

lens::VersionPtr make_world() {
  std::vector<TestIssue> issues;
  for (int id = 1; id <= 6; ++id) {
    TestIssue& issue = issues.emplace_back(id);
    issue.set("issuetype", domain::Ref{id % 2 == 0 ? "2" : "1", id % 2 == 0 ? "Bug" : "Story"});
    issue.set("status", status(id));
  }
  return build(issues);
}

class QueryScope : public testing::Test {
 protected:
  [[nodiscard]] std::unique_ptr<jql::Catalogue> catalogue() const {
    return jql::make_lens_catalogue(*version_, {kInstance, true, nullptr});
  }
  [[nodiscard]] std::shared_ptr<const QueryRows> select(const std::string& text) const {
    const auto parsed = jql::parse_query(text);
    EXPECT_TRUE(parsed.ok()) << text;
    const auto known = catalogue();
    const auto bound = jql::bind(*parsed.query, *known, {});
    EXPECT_TRUE(bound.bound) << text;
    return QueryRows::select(*version_, std::span(&*bound.bound, 1), {{kInstance, "acme"}});
  }
  Keys keys(const StageMap& stages, const Filter& filter) {
    const Scope scope(*version_, stages, filter);
    notes_ = scope.notes();
    Keys found;
    for (const lens::Part& part : version_->parts()) {
      for (uint32_t row = 0; row < part.chunk->rows(); ++row) {
        if (scope.holds(*part.chunk, row)) found.emplace_back(part.chunk->key.at(row));
      }
    }
    return found;
  }

  lens::VersionPtr version_ = make_world();
  Keys notes_;
};

TEST_F(QueryScope, lets_through_what_a_query_finds_and_other_filters_hold) {
  const StageMap stages = StageMap::make(*version_);
  Filter filter;
  EXPECT_EQ(keys(stages, filter).size(), 6u);
  filter.query = select("type = Bug");
  EXPECT_THAT(keys(stages, filter), ElementsAre("T-2", "T-4", "T-6"));
  EXPECT_THAT(notes_, IsEmpty());
  filter.types = {"Story"};
  EXPECT_THAT(keys(stages, filter), IsEmpty());
  filter.types.clear();
  filter.query = select("key = T-1");
  EXPECT_THAT(keys(stages, filter), ElementsAre("T-1"));
}

TEST_F(QueryScope, leaves_out_what_cannot_be_decided_and_says_so) {
  const StageMap stages = StageMap::make(*version_);
  Filter filter;
  filter.query = select("key = T-1 or comment ~ secret and type = Bug");
  EXPECT_THAT(keys(stages, filter), ElementsAre("T-1"));
  ASSERT_FALSE(notes_.empty());
  EXPECT_THAT(notes_[0], HasSubstr("3 issues of acme cannot be decided"));
}

TEST_F(QueryScope, categories_follow_queries_row_by_row) {
  Mappings mappings;
  mappings[kInstance].type_queries = {
      {"key = T-1 or comment ~ secret and key = T-3", Category::kBug}};
  mapping::RuleGround ground;
  ground.make_catalogue = [this](InstanceId) { return catalogue(); };
  const StageMap stages =
      StageMap::make(*version_, mappings, TypeRules::decide(*version_, mappings, ground));
  Filter filter;
  filter.categories = {Category::kBug};
  EXPECT_THAT(keys(stages, filter), ElementsAre("T-1", "T-2", "T-4", "T-6"));
  EXPECT_THAT(notes_, ElementsAre(HasSubstr("could not be decided for 1 issues")));
  filter.categories = {Category::kFeature};
  EXPECT_THAT(keys(stages, filter), ElementsAre("T-3", "T-5"));
  EXPECT_THAT(keys(StageMap::make(*version_), filter), ElementsAre("T-1", "T-3", "T-5"));
}

}  // namespace
}  // namespace tl::measure::delivered
