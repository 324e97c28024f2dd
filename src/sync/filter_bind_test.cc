#include "sync/filter_bind.h"

#include <gtest/gtest.h>

namespace tl::sync {
namespace {

using domain::Record;
using domain::RecordKind;
using domain::Ref;
using store::FilterWord;

constexpr int64_t kNow = 1'700'000'000'000;  // 2023-11-14 22:13:20 UTC
constexpr int64_t kHour = 3'600'000;

Record record(RecordKind kind, std::string id, std::string name) {
  Record made{kind, std::move(id), {}, {}};
  domain::set_attribute(made.attributes, "name", std::move(name), {});
  return made;
}

Record status(std::string id, std::string name, std::string category) {
  Record made = record(RecordKind::kStatus, std::move(id), std::move(name));
  domain::set_attribute(made.attributes, "category", Ref{category, category}, {});
  return made;
}

Record field(std::string id, std::string name, std::string type) {
  Record made = record(RecordKind::kField, std::move(id), std::move(name));
  domain::set_attribute(made.attributes, "type", std::move(type), {});
  domain::set_attribute(made.attributes, "custom", true, {});
  return made;
}

class FilterBindTest : public ::testing::Test {
 protected:
  FilterBindTest() {
    connection_.id = InstanceId(1);
    connection_.flavour = "cloud";
    connection_.account_id = "me";
    facts_.instance = connection_.id;
    facts_.records = {status("1", "To Do", "new"), status("5", "Done", "done"),
                      field("customfield_1", "Severity", "number"),
                      record(RecordKind::kIssueType, "7", "Bug"),
                      record(RecordKind::kAccount, "me", "Robot")};
    for (const Record& one : facts_.records) {
      if (one.kind == RecordKind::kField) facts_.fields.add(one);
    }
  }

  FilterHerePtr bind(std::string_view jql) {
    return std::make_shared<const FilterHere>(
        bind_filter(jql, {connection_, zone_, Instant(now_)}, facts_));
  }

  static domain::Issue issue(bool complete = true) {
    domain::Issue made{IssueId(7), {}};
    set(made, "key", std::string("AB-7"));
    set(made, "updated", Instant(kNow - 30 * kHour));
    set(made, "created", Instant(kNow - 60 * kHour));
    if (complete) set(made, domain::kHistoryTotal, 0.0);
    return made;
  }
  static void set(domain::Issue& issue, std::string_view name, domain::Value value) {
    domain::set_attribute(issue.attributes, name, std::move(value), {});
  }
  static domain::Issue in_status(std::string id, bool complete = true) {
    domain::Issue made = issue(complete);
    set(made, "status", Ref{id, id});
    return made;
  }
  FilterWord word(const FilterHerePtr& filter, const domain::Issue& issue,
                  const std::vector<domain::History>& histories = {}) {
    const store::FilterJudge judge = filter->judge();
    return judge ? judge.decide({issue, histories, {}}) : FilterWord::kUndecided;
  }

  domain::Connection connection_;
  std::string zone_ = "Europe/Berlin";
  int64_t now_ = kNow;
  jql::CatalogueFacts facts_;
};

TEST_F(FilterBindTest, AFilterOverKnownNamesDecidesAll) {
  const auto filter = bind("statusCategory != Done ORDER BY created");
  EXPECT_TRUE(filter->decides_all()) << filter->why();
  EXPECT_EQ(filter->why(), "");
  EXPECT_EQ(word(filter, in_status("1")), FilterWord::kIn);
  EXPECT_EQ(word(filter, in_status("5")), FilterWord::kOut);
  EXPECT_FALSE(filter->names_people());
  EXPECT_EQ(to_text(filter->time()), "none");
}

TEST_F(FilterBindTest, WhatIsAbsentFromAPartialIssueIsNotEmpty) {
  const auto filter = bind("status = \"To Do\"");
  EXPECT_EQ(word(filter, in_status("1", false)), FilterWord::kIn) << "it says enough";
  EXPECT_EQ(word(filter, issue(false)), FilterWord::kUndecided);
  EXPECT_EQ(word(filter, issue(true)), FilterWord::kOut) << "read in full, it has none";
  const auto unassigned = bind("assignee is EMPTY");
  domain::Issue said = issue(false);
  EXPECT_EQ(word(unassigned, said), FilterWord::kUndecided);
  set(said, "assignee", std::monostate());
  EXPECT_EQ(word(unassigned, said), FilterWord::kIn) << "the vendor said that it is empty";
}

TEST_F(FilterBindTest, ThePastIsDecidedOfWholeHistoriesOnly) {
  const auto filter = bind("status WAS \"To Do\"");
  ASSERT_TRUE(filter->decides_all()) << filter->why();
  EXPECT_TRUE(filter->judge().histories);
  domain::History change;
  change.issue = IssueId(7);
  change.id = "11";
  change.version = {Instant(kNow - kHour), 0, domain::SourceRank::kRest, 0};
  change.items = {{"status", "status", "1", "To Do", "5", "Done"}};
  domain::Issue seen = in_status("5");
  set(seen, domain::kHistoryTotal, 1.0);
  EXPECT_EQ(word(filter, seen, {change}), FilterWord::kIn);
  EXPECT_EQ(word(filter, seen), FilterWord::kUndecided) << "one is missing here";
}

TEST_F(FilterBindTest, TextAndUnknownThingsAreLeftToTheVendor) {
  const auto text = bind("status = Done OR summary ~ crash");
  EXPECT_TRUE(text->decides_some());
  EXPECT_FALSE(text->decides_all());
  EXPECT_TRUE(text->why().starts_with("summary ~ crash: ")) << text->why();
  EXPECT_EQ(word(text, in_status("5")), FilterWord::kIn) << "the other clause decides";
  EXPECT_EQ(word(text, in_status("1")), FilterWord::kUndecided);
  for (const std::string_view jql : {"filter = 10100", "assignee in membersOf(staff)"}) {
    const auto open = bind(jql);
    EXPECT_FALSE(open->decides_some()) << jql;
    EXPECT_NE(open->why(), "") << jql;
    EXPECT_EQ(open->fingerprint(), 0u);
  }
}

TEST_F(FilterBindTest, AProblemIsSaidAndDecidesNothing) {
  for (const std::string_view jql : {"status = ", "status = Donne", "nothing = 1", "cycleTime > 3d",
                                     "timeInStatus(\"To Do\") > 3d"}) {
    const auto filter = bind(jql);
    EXPECT_TRUE(filter->problem().has_value()) << jql;
    EXPECT_FALSE(filter->decides_some()) << jql;
    EXPECT_FALSE(filter->judge()) << jql;
    EXPECT_NE(filter->why(), "") << jql;
  }
  EXPECT_TRUE(check_form("status = ").has_value());
  EXPECT_FALSE(check_form("whatever = 1 order by x").has_value());
}

TEST_F(FilterBindTest, WithoutNamesNothingIsDecided) {
  facts_.records.clear();
  const auto filter = bind("status != Done");
  EXPECT_FALSE(filter->problem().has_value());
  EXPECT_FALSE(filter->decides_some());
  EXPECT_NE(filter->why(), "");
}

TEST_F(FilterBindTest, DaysNeedTheZoneOfTheAccount) {
  const auto zoned = bind("updated >= startOfDay(-1)");
  EXPECT_TRUE(zoned->decides_all()) << zoned->why();
  EXPECT_EQ(to_text(zoned->time()), "day");
  // In Berlin it is 23:13, so yesterday began 47 hours ago; in Kiritimati 36, in Baker 34.
  EXPECT_EQ(word(zoned, issue()), FilterWord::kIn);
  zone_.clear();
  for (const std::string_view jql : {"updated >= startOfDay(-1)", "created > 2023-11-01"}) {
    EXPECT_FALSE(bind(jql)->decides_some()) << jql;
    EXPECT_NE(bind(jql)->why().find("zone"), std::string::npos) << bind(jql)->why();
  }
  EXPECT_TRUE(bind("updated >= -2d")->decides_all()) << "hours are hours everywhere";
  zone_ = "Europe/Berlin";
  EXPECT_FALSE(bind("updated >= startOfWeek()")->decides_some());
}

TEST_F(FilterBindTest, RelativeDatesMoveByTheMinute) {
  const auto before = bind("updated >= -31h AND status = \"To Do\"");
  EXPECT_EQ(to_text(before->time()), "minute");
  EXPECT_EQ(word(before, in_status("1")), FilterWord::kIn);
  now_ += 2 * kHour;
  const auto after = bind("updated >= -31h AND status = \"To Do\"");
  EXPECT_EQ(word(after, in_status("1")), FilterWord::kOut);
  EXPECT_NE(before->fingerprint(), after->fingerprint());
  const auto spans = after->moved_since(*before);
  ASSERT_TRUE(spans.has_value());
  ASSERT_EQ(spans->size(), 1u);
  EXPECT_LE(spans->front().from.ms, kNow - 30 * kHour);
  EXPECT_GE(spans->front().to.ms, kNow - 30 * kHour);
}

TEST_F(FilterBindTest, PeopleAreTheAccountAndThoseOfTheRecords) {
  const auto mine = bind("assignee = currentUser()");
  ASSERT_TRUE(mine->decides_all()) << mine->why();
  domain::Issue assigned = issue();
  set(assigned, "assignee", Ref{"me", "Robot"});
  EXPECT_EQ(word(mine, assigned), FilterWord::kIn);
  EXPECT_TRUE(bind("assignee = Robot")->names_people());
  connection_.account_id.clear();
  EXPECT_FALSE(bind("assignee = currentUser()")->decides_some());
}

TEST_F(FilterBindTest, AFieldThatNobodyChoseIsLeftToTheVendor) {
  EXPECT_TRUE(bind("Severity > 3")->decides_all());
  connection_.options.custom_fields = {"customfield_2"};
  EXPECT_FALSE(bind("Severity > 3")->decides_some());
  connection_.options.custom_fields = {"customfield_1"};
  EXPECT_TRUE(bind("Severity > 3")->decides_all());
}

}  // namespace
}  // namespace tl::sync
