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

TEST(Admission, WithoutChosenProjectsAllStays) {
  ChangeSet set = sample();
  EXPECT_EQ(admit(set, {}, [](IssueId) { return false; }), 0);
  EXPECT_EQ(set.issues.size(), 2u);
  EXPECT_EQ(set.records.size(), 3u);
}

TEST(Admission, OtherProjectsAndWhatHangsOnThemAreLeftOut) {
  ChangeSet set = sample();
  EXPECT_EQ(admit(set, {"shop"}, [](IssueId) { return false; }), 1);
  ASSERT_EQ(set.issues.size(), 1u);
  EXPECT_EQ(set.issues[0].id, IssueId(1));
  ASSERT_EQ(set.histories.size(), 1u);
  EXPECT_EQ(set.records.size(), 2u);  // the worklog of 1 and the account
  EXPECT_EQ(set.refetch, std::vector<IssueId>{IssueId(1)});
}

TEST(Admission, AKnownIssueIsFollowedIntoAnyProject) {
  ChangeSet set = sample();
  EXPECT_EQ(admit(set, {"SHOP"}, [](IssueId id) { return id == IssueId(2); }), 0);
  EXPECT_EQ(set.issues.size(), 2u);
}

TEST(Admission, AWorklogWithoutItsIssueNeedsAKnownOne) {
  ChangeSet set;
  set.records = {{RecordKind::kWorklog, "10", IssueId(7), {}}};
  admit(set, {"SHOP"}, [](IssueId) { return false; });
  EXPECT_TRUE(set.empty());
}

}  // namespace
}  // namespace tl::sync
