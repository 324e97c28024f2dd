#include "sync/admission.h"

#include <gtest/gtest.h>

namespace tl::sync {
namespace {

using domain::ChangeSet;
using domain::Record;
using domain::RecordKind;

domain::Issue issue(int64_t id, std::string project_key) {
  domain::Issue made;
  made.id = IssueId(id);
  domain::set_attribute(made.attributes, "project", domain::Ref{"1", std::move(project_key)}, {});
  return made;
}

domain::History history(int64_t id) {
  domain::History made;
  made.issue = IssueId(id);
  made.id = "1";
  return made;
}

ChangeSet sample() {
  ChangeSet set;
  set.issues = {issue(1, "SHOP"), issue(2, "OPS")};
  set.histories = {history(1), history(2)};
  set.records = {{RecordKind::kWorklog, "10", IssueId(2), {}},
                 {RecordKind::kWorklog, "11", IssueId(1), {}},
                 {RecordKind::kAccount, "a", IssueId(), {}}};
  set.refetch = {IssueId(1), IssueId(2)};
  return set;
}

const std::set<IssueId> kNone;
const std::vector<std::string> kAll;

TEST(Admission, WithoutChosenProjectsAllStays) {
  ChangeSet set = sample();
  EXPECT_EQ(admit(set, {.project_keys = kAll, .known = kNone}), 0);
  EXPECT_EQ(set.issues.size(), 2u);
  EXPECT_EQ(set.records.size(), 3u);
}

TEST(Admission, OtherProjectsAndWhatHangsOnThemAreLeftOut) {
  ChangeSet set = sample();
  const std::vector<std::string> shop = {"shop"};
  EXPECT_EQ(admit(set, {.project_keys = shop, .known = kNone}), 1);
  ASSERT_EQ(set.issues.size(), 1u);
  EXPECT_EQ(set.issues[0].id, IssueId(1));
  ASSERT_EQ(set.histories.size(), 1u);
  EXPECT_EQ(set.records.size(), 2u);  // the worklog of 1 and the account
  EXPECT_EQ(set.refetch, std::vector<IssueId>{IssueId(1)});
}

TEST(Admission, AKnownIssueIsFollowedIntoAnyProject) {
  ChangeSet set = sample();
  const std::vector<std::string> shop = {"SHOP"};
  const std::set<IssueId> known = {IssueId(2)};
  EXPECT_EQ(admit(set, {.project_keys = shop, .known = known}), 0);
  EXPECT_EQ(set.issues.size(), 2u);
}

TEST(Admission, AWorklogWithoutItsIssueNeedsAKnownOne) {
  ChangeSet set;
  set.records = {{RecordKind::kWorklog, "10", IssueId(7), {}}};
  const std::vector<std::string> shop = {"SHOP"};
  admit(set, {.project_keys = shop, .known = kNone});
  EXPECT_TRUE(set.empty());
}

TEST(Admission, WithAFilterTheVendorIsAskedAboutUnknownIssues) {
  ChangeSet set = sample();
  const std::set<IssueId> known = {IssueId(2)};
  admit(set, {.project_keys = kAll, .known = known, .ask_filter = true, .ask_unknown = true});
  ASSERT_EQ(set.issues.size(), 1u);
  EXPECT_EQ(set.issues[0].id, IssueId(2)) << "an admitted issue is followed";
  ASSERT_EQ(set.histories.size(), 1u);
  EXPECT_EQ(set.histories[0].issue, IssueId(2));
  EXPECT_EQ(set.records.size(), 2u);  // the worklog of 2 and the account
  EXPECT_EQ(set.refetch, (std::vector<IssueId>{IssueId(2), IssueId(1)}));
}

TEST(Admission, WithAFilterIssuesOfOtherProjectsAreNotEvenAskedAbout) {
  ChangeSet set = sample();
  set.refetch.clear();
  const std::vector<std::string> shop = {"SHOP"};
  admit(set, {.project_keys = shop, .known = kNone, .ask_filter = true, .ask_unknown = true});
  EXPECT_TRUE(set.issues.empty());
  EXPECT_EQ(set.refetch, std::vector<IssueId>{IssueId(1)});
}

TEST(Admission, ADeletedUnknownIssueIsNotAskedAbout) {
  ChangeSet set;
  set.issues = {issue(1, "SHOP")};
  domain::set_attribute(set.issues[0].attributes, domain::kDeleted, true, {});
  admit(set, {.project_keys = kAll, .known = kNone, .ask_filter = true, .ask_unknown = true});
  EXPECT_TRUE(set.empty());
}

TEST(Admission, OfAWorklogAloneTheIssueIsAskedFor) {
  ChangeSet set;
  set.records = {{RecordKind::kWorklog, "10", IssueId(7), {}}};
  admit(set, {.project_keys = kAll, .known = kNone, .ask_unknown = true});
  EXPECT_TRUE(set.records.empty());
  EXPECT_EQ(set.refetch, std::vector<IssueId>{IssueId(7)});
}

}  // namespace
}  // namespace tl::sync
