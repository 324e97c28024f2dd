// Categories by query: order, what falls through, what cannot be asked, per project words after.
#include "mapping/type_rules.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "jql/lens_catalogue.h"
#include "mapping/lens_for_test.h"
#include "mapping/stage_map.h"

namespace tl::mapping::test {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

// Stories 1 to 4 in two projects and two statuses; another site with the same ids.
lens::VersionPtr make_world() {
  LensMaker maker;
  for (const InstanceId site : {kHere, kElsewhere}) {
    maker.at(site).project("10", "SHOP").project("20", "OPS");
    maker.type("1", "Story").type("2", "Bug");
    maker.status("5", "To Do", "new").status("6", "Done", "done");
    maker.issue(1, "10", "1", "5").issue(2, "10", "2", "6");
    maker.issue(3, "20", "1", "6").issue(4, "20", "2", "5").issue(9, "10", "1", "5", true);
  }
  return maker.make();
}

class TypeRulesTest : public testing::Test {
 protected:
  [[nodiscard]] RuleGround ground() const {
    RuleGround made;
    made.make_catalogue = [this](InstanceId instance) {
      return jql::make_lens_catalogue(*version_, {instance, true, nullptr});
    };
    return made;
  }
  StageMap make(const Mappings& mappings) {
    rules_ = TypeRules::decide(*version_, mappings, ground());
    return StageMap::make(*version_, mappings, rules_);
  }
  // By issue of an instance: "feature bug chore bug".
  [[nodiscard]] std::string categories(const StageMap& stages, InstanceId instance) const {
    std::string text;
    for (const int64_t id : {1, 2, 3, 4}) {
      const auto address = version_->find({instance, IssueId(id)});
      const lens::Chunk& chunk = *version_->parts()[address->part].chunk;
      const Category category = stages.category(chunk, address->row);
      EXPECT_EQ(stages.category(*version_, chunk.row(address->row)), category);
      text += (text.empty() ? "" : " ") + std::string(to_text(category));
    }
    return text;
  }
  static Mapping with(std::vector<TypeQuery> queries) {
    Mapping mapping;
    mapping.type_queries = std::move(queries);
    return mapping;
  }

  lens::VersionPtr version_ = make_world();
  std::shared_ptr<const TypeRules> rules_;
};

TEST_F(TypeRulesTest, without_queries_there_are_none) {
  const StageMap stages = make({{kHere, Mapping()}});
  EXPECT_EQ(stages.rules(), nullptr);
  EXPECT_EQ(categories(stages, kHere), "feature bug feature bug");
}

TEST_F(TypeRulesTest, the_first_that_matches_decides_and_of_its_instance_alone) {
  const StageMap stages = make({{kHere, with({{"project = OPS and type = Bug", Category::kIncident},
                                              {"project = OPS", Category::kChore},
                                              {"status = Done", Category::kDiscovery}})}});
  EXPECT_EQ(categories(stages, kHere), "feature discovery chore incident");
  EXPECT_EQ(categories(stages, kElsewhere), "feature bug feature bug");
  const auto& outcomes = rules_->outcomes(kHere);
  ASSERT_EQ(outcomes.size(), 3u);
  EXPECT_EQ(outcomes[0].issues, 1);
  EXPECT_EQ(outcomes[1].issues, 1);
  EXPECT_EQ(outcomes[2].issues, 1);
  EXPECT_THAT(rules_->notes(), IsEmpty());
  EXPECT_THAT(rules_->outcomes(kElsewhere), IsEmpty());
}

TEST_F(TypeRulesTest, queries_go_before_what_people_say_of_types) {
  Mapping mapping = with({{"key = T-1", Category::kDiscovery}});
  mapping.types["1"] = Category::kChore;
  mapping.types["20/1"] = Category::kOther;
  EXPECT_EQ(categories(make({{kHere, mapping}}), kHere), "discovery bug other bug");
}

TEST_F(TypeRulesTest, what_cannot_be_decided_falls_through_with_a_note) {
  const StageMap stages =
      make({{kHere, with({{"comment ~ outage and type = Bug", Category::kIncident},
                          {"project = SHOP", Category::kChore}})}});
  EXPECT_EQ(categories(stages, kHere), "chore chore feature bug");
  EXPECT_EQ(rules_->outcomes(kHere)[0].issues, 0);
  EXPECT_EQ(rules_->outcomes(kHere)[0].undecided, 2);  // the stories are no bugs anyway
  ASSERT_EQ(rules_->notes().size(), 1u);
  EXPECT_THAT(rules_->notes()[0], HasSubstr("comment ~ outage and type = Bug"));
  EXPECT_THAT(rules_->notes()[0], HasSubstr("2 issues"));
}

TEST_F(TypeRulesTest, a_query_that_cannot_be_asked_any_more_decides_nothing) {
  const StageMap stages = make({{kHere, with({{"project = GONE", Category::kIncident},
                                              {"not a query", Category::kIncident},
                                              {"type = Bug", Category::kChore}})}});
  EXPECT_EQ(categories(stages, kHere), "feature chore feature chore");
  EXPECT_THAT(rules_->outcomes(kHere)[0].problem, HasSubstr("GONE"));
  EXPECT_FALSE(rules_->outcomes(kHere)[1].problem.empty());
  EXPECT_EQ(rules_->notes().size(), 2u);
}

TEST_F(TypeRulesTest, a_change_is_told_what_is_wrong_and_where) {
  const auto catalogue = ground().make_catalogue(kHere);
  MappingChange change;
  EXPECT_THAT(check_type_queries(change, *catalogue, ground()), IsEmpty());
  change.type_queries = {{"type = Bug", Category::kBug},
                         {"type = Bug and\n  status = Gone", Category::kBug},
                         {"cycleTime > 3d", Category::kBug},
                         {"created > -7d", Category::kBug},
                         {"created > startOfMonth()", Category::kBug},
                         {"assignee = currentUser()", Category::kBug},
                         {"created > 2026-01-01", Category::kBug}};
  const auto problems = check_type_queries(change, *catalogue, ground());
  std::vector<std::string> members;
  for (const MemberProblem& one : problems) members.push_back(one.member);
  EXPECT_THAT(members,
              ElementsAre("type_queries[1].query", "type_queries[2].query", "type_queries[3].query",
                          "type_queries[4].query", "type_queries[5].query"));
  EXPECT_THAT(problems.at(0).message, HasSubstr("line 2, character 12"));
  EXPECT_THAT(problems.at(2).message, HasSubstr("as time goes by"));
}

TEST_F(TypeRulesTest, are_decided_once_for_a_version_and_its_queries) {
  TypeRuleKeeper keeper;
  const Mappings bugs{{kHere, with({{"type = Bug", Category::kChore}})}};
  const auto first = keeper.get(version_, bugs, ground());
  EXPECT_EQ(keeper.get(version_, bugs, ground()), first);
  EXPECT_EQ(keeper.get(version_, {}, ground()), nullptr);
  Mappings others = bugs;
  others[kHere].type_queries[0].category = Category::kOther;
  EXPECT_NE(keeper.get(version_, others, ground()), first);
  RuleGround berlin = ground();
  berlin.zone = "Europe/Berlin";
  EXPECT_NE(keeper.get(version_, bugs, berlin), first);
  version_ = make_world();
  EXPECT_NE(keeper.get(version_, bugs, ground()), first);
}

}  // namespace
}  // namespace tl::mapping::test
