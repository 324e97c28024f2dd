#include "domain/membership.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <random>

namespace tl::domain {
namespace {

const Instant kCreated(1000);

HistoryItem item(std::string field, std::string from, std::string to, std::string from_text = "",
                 std::string to_text = "") {
  const auto side = [](std::string text) {
    return text.empty() ? std::nullopt : std::optional(std::move(text));
  };
  return HistoryItem{
      field, field, side(from), side(std::move(from_text)), side(to), side(std::move(to_text))};
}

History at(int64_t ms, HistoryItem change) {
  History history;
  history.issue = IssueId(1);
  history.id = std::to_string(ms);
  history.version.instant = Instant(ms);
  history.items.push_back(std::move(change));
  return history;
}

Present now(Refs members) { return Present{std::move(members), Instant(9000)}; }

std::string shown(const std::vector<Stay>& stays) {
  std::string out;
  for (const Stay& stay : stays) {
    out += stay.id + "[" + std::to_string(stay.from.ms) + "," +
           (stay.to ? std::to_string(stay.to->ms) : "") + (stay.witnessed ? ") " : ")? ");
  }
  return out;
}

const StayField kSprint{{"Sprint"}};

TEST(Membership, ListsOfIdsWithAnInsertionInTheMiddle) {
  const std::vector<History> histories = {
      at(2000, item("Sprint", "15, 16", "15, 23, 16", "A, B, C", "A, B, D, C"))};
  EXPECT_EQ(
      shown(decide_stays(histories, kSprint, now({{"15", "A"}, {"16", ""}, {"23", ""}}), kCreated)),
      "15[1000,) 16[1000,) 23[2000,) ");
}

TEST(Membership, OneVersionAtATime) {
  const std::vector<History> histories = {
      at(2000, item("fixVersions", "", "1", "", "1.0, hot fix")),
      at(3000, item("fixVersions", "", "2", "", "2.0")),
      at(4000, item("fixVersions", "1", "", "1.0, hot fix"))};
  const auto stays =
      decide_stays(histories, StayField{{"fixVersions"}}, now({{"2", "2.0"}}), kCreated);
  EXPECT_EQ(shown(stays), "1[2000,4000) 2[3000,) ");
  EXPECT_EQ(stays[0].name, "1.0, hot fix");
}

TEST(Membership, WithoutHistoriesItWasSoFromTheStart) {
  EXPECT_EQ(shown(decide_stays({}, kSprint, now({{"7", "S"}}), kCreated)), "7[1000,) ");
  EXPECT_EQ(shown(decide_stays({}, kSprint, Present{}, kCreated)), "");
}

TEST(Membership, FlagsStandInBrackets) {
  const std::vector<History> histories = {
      at(2000, item("Flagged", "", "[10019]", "", "Impediment")),
      at(3000, item("Flagged", "[10019]", "", "Impediment"))};
  EXPECT_EQ(shown(decide_stays(histories, StayField{{"Flagged"}}, now({}), kCreated)),
            "10019[2000,3000) ");
}

TEST(Membership, LabelsAreWords) {
  const std::vector<History> histories = {at(2000, item("labels", "", "", "", "a b")),
                                          at(3000, item("labels", "", "", "a b", "b"))};
  EXPECT_EQ(
      shown(decide_stays(histories, StayField{{"labels"}, true}, now({{"b", "b"}}), kCreated)),
      "a[2000,3000) b[2000,) ");
}

// The present value wins over histories that are not whole, and says that something is missing.
TEST(Membership, MissingHistoriesAreMarked) {
  const std::vector<History> entered = {at(2000, item("Sprint", "", "7"))};
  EXPECT_EQ(shown(decide_stays(entered, kSprint, now({}), kCreated)), "7[2000,9000)? ");
  const std::vector<History> left = {at(2000, item("Sprint", "7", ""))};
  EXPECT_EQ(shown(decide_stays(left, kSprint, now({{"7", "S"}}), kCreated)), "7[1000,)? ");
  EXPECT_EQ(shown(decide_stays(entered, kSprint, Present{}, kCreated)), "7[2000,) ");
}

TEST(Membership, AnInstantOutAndInIsOneStay) {
  const std::vector<History> histories = {at(2000, item("Sprint", "7", "8")),
                                          at(2000, item("Sprint", "8", "7"))};
  EXPECT_EQ(shown(decide_stays(histories, kSprint, now({{"7", "S"}}), kCreated)), "7[1000,) ");
}

History link(int64_t ms, std::string from, std::string from_text, std::string to,
             std::string to_text) {
  return at(ms,
            item("Link", std::move(from), std::move(to), std::move(from_text), std::move(to_text)));
}

TEST(Membership, LinksGetTheirInstants) {
  const std::vector<History> histories = {link(2000, "", "", "A-1", "This issue blocks A-1"),
                                          link(3000, "", "", "A-11", "This issue blocks A-11"),
                                          link(4000, "", "", "A-1", "This issue relates to A-1"),
                                          link(5000, "A-1", "This issue blocks A-1", "", "")};
  const auto stays = decide_link_since(
      histories, now({{"out:1:11", "blocks A-11"}, {"out:2:1", "relates to A-1"}}), kCreated);
  EXPECT_EQ(shown(stays), "This issue blocks A-1[2000,5000) out:1:11[3000,) out:2:1[4000,) ");
  EXPECT_EQ(stays[1].name, "blocks A-11");
}

TEST(Membership, LinkInAnotherLanguageIsFoundByTheOtherIssue) {
  const std::vector<History> histories = {link(2000, "", "", "A-1", "这个事务被阻止 A-1")};
  EXPECT_EQ(shown(decide_link_since(histories, now({{"in:1:1", "is blocked by A-1"}}), kCreated)),
            "in:1:1[2000,) ");
}

TEST(Membership, FieldsAreKnownByNameOnlyWhereItemsHaveNoId) {
  FieldInfo field;
  field.id = "customfield_5";
  field.name = "Schätzung";
  EXPECT_TRUE(is_change_of(item("Schätzung", "", "1"), field));
  EXPECT_TRUE(is_change_of(item("customfield_5", "", "1"), field));
  HistoryItem other = item("customfield_6", "", "1");
  other.field_name = "Schätzung";
  EXPECT_FALSE(is_change_of(other, field));
}

TEST(Membership, SprintOfAnOldSiteInAnotherLanguage) {
  FieldCatalogue fields;
  fields.add({"customfield_20", "Спринт", "array", "", "com.pyxis.greenhopper.jira:gh-sprint"});
  Issue issue;
  const Version version{Instant(9000), 0, SourceRank::kRest, 0};
  set_attribute(issue.attributes, "created", kCreated, version);
  set_attribute(issue.attributes, "customfield_20", Refs{{"7", "S"}}, version);
  const std::vector<History> histories = {at(2000, item("Спринт", "", "7", "", "S"))};
  EXPECT_EQ(shown(decide_memberships(issue, histories, fields).sprints), "7[2000,) ");
}

TEST(Membership, ParentUnderThreeNames) {
  FieldCatalogue fields;
  fields.add(
      {"customfield_9", "Epos-Verknüpfung", "any", "", "com.pyxis.greenhopper.jira:gh-epic-link"});
  HistoryItem association = item("parent", "10", "20", "E-1", "E-2");
  association.field_name = "IssueParentAssociation";
  const std::vector<History> histories = {at(2000, item("customfield_9", "", "10", "", "E-1")),
                                          at(3000, association),
                                          at(4000, item("parent", "20", "30", "E-2", "E-3"))};
  Issue issue;
  const Version version{Instant(9000), 0, SourceRank::kRest, 0};
  set_attribute(issue.attributes, "created", kCreated, version);
  set_attribute(issue.attributes, "parent", Ref{"30", "E-3"}, version);
  EXPECT_EQ(shown(decide_memberships(issue, histories, fields).parents),
            "10[2000,3000) 20[3000,4000) 30[4000,) ");
  issue.attributes.erase("parent");
  set_attribute(issue.attributes, "customfield_9", std::string("E-3"), version);
  EXPECT_EQ(shown(decide_memberships(issue, histories, fields).parents),
            "10[2000,3000) 20[3000,4000) 30[4000,) ");
}

// A random life against the histories that the vendor would write of it.
class MembershipLife : public testing::TestWithParam<int> {
 protected:
  // What was in at each step; histories beside it.
  void live(bool whole_lists) {
    std::mt19937 random(static_cast<unsigned>(GetParam()));
    std::vector<int> members;
    for (int id = 1; id <= 4; ++id) {
      if (random() % 3 == 0) members.push_back(id);
    }
    truth_[kCreated.ms] = members;
    int64_t time = kCreated.ms;
    for (int step = 0; step < 30; ++step) {
      time += 1 + static_cast<int64_t>(random() % 50);
      const int id = 1 + static_cast<int>(random() % 6);
      const std::vector<int> before = members;
      const auto found = std::find(members.begin(), members.end(), id);
      const bool entered = found == members.end();
      if (entered) {
        members.insert(members.begin() + static_cast<long>(random() % (members.size() + 1)), id);
      } else {
        members.erase(found);
      }
      truth_[time] = members;
      const std::string one = std::to_string(id);
      histories_.push_back(
          at(time, whole_lists ? item("Sprint", list(before), list(members), "n, n", "n, n, n")
                               : item("Sprint", entered ? "" : one, entered ? one : "")));
    }
    for (const int id : members) present_.push_back(Ref{std::to_string(id), "a, b"});
  }

  static std::string list(const std::vector<int>& ids) {
    std::string out;
    for (const int id : ids) out += (out.empty() ? "" : ", ") + std::to_string(id);
    return out;
  }

  void check() const {
    const auto stays = decide_stays(histories_, kSprint, now(present_), kCreated);
    for (const auto& [time, members] : truth_) {
      for (int id = 1; id <= 6; ++id) {
        const bool in = std::any_of(stays.begin(), stays.end(), [&](const Stay& stay) {
          return stay.id == std::to_string(id) && stay.from.ms <= time &&
                 (!stay.to || time < stay.to->ms);
        });
        const bool expected = std::find(members.begin(), members.end(), id) != members.end();
        EXPECT_EQ(in, expected) << "id " << id << " at " << time << ": " << shown(stays);
      }
    }
    EXPECT_TRUE(std::all_of(stays.begin(), stays.end(), [](const Stay& s) { return s.witnessed; }));
  }

  // Whatever is lost, the present value holds, and stays of one member never overlap.
  void check_with_losses() {
    std::mt19937 random(static_cast<unsigned>(GetParam()) + 77);
    std::erase_if(histories_, [&](const History&) { return random() % 3 == 0; });
    const auto stays = decide_stays(histories_, kSprint, now(present_), kCreated);
    std::map<std::string, Instant> ends;
    std::vector<std::string> open;
    for (const Stay& stay : stays) {
      EXPECT_TRUE(!ends.contains(stay.id) || ends[stay.id] <= stay.from) << shown(stays);
      ends[stay.id] = stay.to.value_or(Instant(INT64_MAX));
      if (!stay.to) open.push_back(stay.id);
    }
    std::vector<std::string> expected;
    for (const Ref& member : present_) expected.push_back(member.id);
    std::sort(expected.begin(), expected.end());
    std::sort(open.begin(), open.end());
    EXPECT_EQ(open, expected) << shown(stays);
  }

  std::map<int64_t, std::vector<int>> truth_;
  std::vector<History> histories_;
  Refs present_;
};

TEST_P(MembershipLife, IsReadBackFromWholeLists) {
  live(true);
  check();
  check_with_losses();
}

TEST_P(MembershipLife, IsReadBackFromSingleChanges) {
  live(false);
  check();
  check_with_losses();
}

INSTANTIATE_TEST_SUITE_P(Seeds, MembershipLife, testing::Range(0, 40));

}  // namespace
}  // namespace tl::domain
