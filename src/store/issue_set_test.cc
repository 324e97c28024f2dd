// Many issues at once: what is known, counts that nobody counts, loss of sight, the filter,
// removal.
#include <gtest/gtest.h>

#include "store/store_fixture.h"

namespace tl::store {
namespace {

using domain::SourceRank;

class IssueSetTest : public StoreTest {
 protected:
  void SetUp() override {
    StoreTest::SetUp();
    if (IsSkipped()) return;
    tenant_.emplace(make_tenant());
    instance_ = connect(*tenant_);
  }

  ApplyReport apply(const domain::ChangeSet& set, const ApplyContext& context = {}) {
    auto report = tenant_->apply(instance_, set, context);
    EXPECT_TRUE(report.ok()) << (report.ok() ? "" : report.error().detail);
    return report.ok() ? *report : ApplyReport{};
  }
  void put(const std::vector<domain::Issue>& issues) {
    domain::ChangeSet set;
    set.issues = issues;
    apply(set);
  }
  IssueCounts counts() { return *tenant_->count_issues(instance_); }
  // What a count of the rows would say.
  IssueCounts counted() {
    IssueCounts all;
    raw_session()->query(
        "SELECT deleted, invisible, incomplete FROM issue WHERE tenant = $1 AND instance = $2",
        {raw(tenant_->id()), raw(instance_)}, [&](const Row& row) {
          (row.integer(0) != 0 ? all.deleted : all.present) += 1;
          all.invisible += row.integer(1);
          all.incomplete += row.integer(2);
        });
    return all;
  }
  void expect_counts_true() {
    const IssueCounts kept = counts();
    const IssueCounts real = counted();
    EXPECT_EQ(kept.present, real.present);
    EXPECT_EQ(kept.deleted, real.deleted);
    EXPECT_EQ(kept.invisible, real.invisible);
    EXPECT_EQ(kept.incomplete, real.incomplete);
  }
  static domain::Issue deleted_issue(int64_t id, int64_t at) {
    domain::Issue issue;
    issue.id = IssueId(id);
    domain::set_attribute(issue.attributes, domain::kDeleted, true,
                          version_at(at, SourceRank::kWebhook));
    return issue;
  }

  std::optional<TenantStore> tenant_;
  InstanceId instance_;
};

TEST_P(IssueSetTest, CountsFollowEveryKindOfChange) {
  put({make_issue(1, "AB-1", "one"), make_issue(2, "AB-2", "two"), make_issue(3, "AB-3", "three")});
  EXPECT_EQ(counts().present, 3);
  put({make_issue(1, "AB-1", "one again", 2'000'000)});
  put({deleted_issue(2, 3'000'000)});
  EXPECT_EQ(counts().present, 2);
  EXPECT_EQ(counts().deleted, 1);
  domain::Issue thin;
  thin.id = IssueId(9);
  domain::set_attribute(thin.attributes, "key", std::string("AB-9"),
                        version_at(1, SourceRank::kThin));
  put({thin});
  EXPECT_EQ(counts().incomplete, 1);
  put({make_issue(9, "AB-9", "nine")});
  EXPECT_EQ(counts().incomplete, 0);
  expect_counts_true();
}

TEST_P(IssueSetTest, AnIssueOutOfSightIsKeptAndMarkedUntilItIsReadAgain) {
  put({make_issue(1, "AB-1", "one")});
  ApplyContext lost;
  lost.lost_sight = {IssueId(1), IssueId(77)};  // nobody knows 77
  const int64_t before = apply({}, {}).feed_position;
  EXPECT_GT(apply({}, lost).feed_position, before) << "readers must hear of it";
  const IssueRow gone = *tenant_->load_issue({instance_, IssueId(1)});
  EXPECT_TRUE(gone.invisible);
  EXPECT_FALSE(gone.deleted);
  EXPECT_EQ(domain::text_of(gone.attributes, "summary"), "one");
  EXPECT_EQ(counts().invisible, 1);
  EXPECT_EQ(counts().present, 1);
  EXPECT_EQ(*tenant_->list_invisible(instance_, IssueId(), 10), std::vector{IssueId(1)});
  EXPECT_EQ(tenant_->load_issue({instance_, IssueId(77)}).error().code, ErrorCode::kNotFound);

  domain::Issue by_webhook = make_issue(1, "AB-1", "from a webhook", 5'000'000);
  for (auto& [name, attribute] : by_webhook.attributes) {
    attribute.version.rank = SourceRank::kWebhook;
  }
  put({by_webhook});
  EXPECT_TRUE(tenant_->load_issue({instance_, IssueId(1)})->invisible)
      << "webhooks tell of issues that the account cannot see";

  put({make_issue(1, "AB-1", "one")});  // nothing changed at the vendor, but it is visible again
  EXPECT_FALSE(tenant_->load_issue({instance_, IssueId(1)})->invisible);
  EXPECT_EQ(counts().invisible, 0);
  apply({}, lost);
  EXPECT_TRUE(tenant_->load_issue({instance_, IssueId(1)})->invisible) << "and lost once more";
  put({deleted_issue(1, 9'000'000)});
  EXPECT_FALSE(tenant_->load_issue({instance_, IssueId(1)})->invisible) << "deleted says more";
  expect_counts_true();
}

TEST_P(IssueSetTest, WhatLeftTheFilterIsCountedUntilItIsBack) {
  put({make_issue(1, "AB-1", "one"), make_issue(2, "AB-2", "two")});
  ApplyContext left;
  left.left_filter = {IssueId(1), IssueId(2), IssueId(1), IssueId(99)};
  apply({}, left);
  apply({}, left);
  EXPECT_EQ(counts().left_filter, 2);
  ApplyContext back;
  back.in_filter = {IssueId(2), IssueId(5)};
  apply({}, back);
  EXPECT_EQ(counts().left_filter, 1);
  ASSERT_TRUE(tenant_->forget_filter(instance_).ok());
  EXPECT_EQ(counts().left_filter, 0);
}

TEST_P(IssueSetTest, KnownIssuesAreFoundByIdAndTenant) {
  put({make_issue(1, "AB-1", "one"), make_issue(2, "AB-2", "two")});
  const std::vector<IssueId> asked = {IssueId(2), IssueId(5), IssueId(1), IssueId(2)};
  EXPECT_EQ(*tenant_->known_issues(instance_, asked), (std::vector{IssueId(1), IssueId(2)}));
  EXPECT_TRUE(tenant_->known_issues(instance_, {})->empty());
  EXPECT_TRUE(make_tenant("B").known_issues(instance_, asked)->empty());
  EXPECT_EQ(*tenant_->list_issue_ids(instance_, IssueId(1), 5), std::vector{IssueId(2)});
  const auto range = tenant_->issue_id_range(instance_);
  EXPECT_EQ(**range, std::pair(IssueId(1), IssueId(2)));
  EXPECT_FALSE(tenant_->issue_id_range(connect(*tenant_, "site-2"))->has_value());
}

TEST_P(IssueSetTest, RemovedIssuesLeaveNothingBehindButTheFeed) {
  domain::ChangeSet set;
  set.issues = {make_issue(1, "AB-1", "one"), make_issue(2, "CD-2", "two")};
  set.histories = {make_history(1, "11", 600'000, {status_change("1", "2")}),
                   make_history(2, "12", 600'000, {status_change("1", "2")})};
  set.records = {make_worklog("5", 1, 60), make_worklog("6", 2, 60)};
  set.refetch = {IssueId(1)};
  apply(set);
  ApplyContext context;
  context.left_filter = {IssueId(1)};
  const int64_t before = apply({}, context).feed_position;
  const InstanceId other = connect(*tenant_, "site-2");
  ASSERT_TRUE(tenant_->apply(other, set, {}).ok());
  const auto elsewhere = tenant_->load_feed(before, 100)->head;

  EXPECT_EQ(*tenant_->list_issues_of_projects(instance_, {"AB"}, 10), std::vector{IssueId(1)});
  ASSERT_TRUE(tenant_->remove_issues(instance_, {IssueId(1), IssueId(99)}).ok());
  EXPECT_EQ(tenant_->load_issue({instance_, IssueId(1)}).error().code, ErrorCode::kNotFound);
  EXPECT_TRUE(tenant_->load_histories({instance_, IssueId(1)})->empty());
  EXPECT_TRUE(tenant_->load_worklogs({instance_, IssueId(1)})->empty());
  EXPECT_FALSE(tenant_->find_issue_by_key("AB-1", instance_).ok());
  EXPECT_EQ(*tenant_->count_refetch(instance_), 0);
  EXPECT_EQ(counts().left_filter, 0);
  EXPECT_EQ(counts().present, 1);
  expect_counts_true();
  EXPECT_TRUE(tenant_->load_issue({instance_, IssueId(2)}).ok());
  EXPECT_TRUE(tenant_->load_issue({other, IssueId(1)}).ok()) << "another instance is untouched";
  const auto news = tenant_->load_feed(elsewhere, 100);
  ASSERT_EQ(news->rows.size(), 2u);
  EXPECT_EQ(news->rows[0].record_id, "5");
  EXPECT_EQ(news->rows[1].issue, IssueId(1));
}

TEST_P(IssueSetTest, RemovalTakesManyInBoundedSteps) {
  domain::ChangeSet set;
  std::vector<IssueId> ids;
  for (int64_t id = 1; id <= 1201; ++id) {
    set.issues.push_back(make_issue(id, "AB-" + std::to_string(id), "x"));
    ids.emplace_back(id);
  }
  apply(set);
  ASSERT_TRUE(tenant_->remove_issues(instance_, ids).ok());
  EXPECT_EQ(counts().present, 0);
  EXPECT_TRUE(exported(*tenant_).empty());
}

TEST_P(IssueSetTest, EqualKeysOfTwoInstancesNeverMix) {
  const InstanceId other = connect(*tenant_, "site-2");
  put({make_issue(7, "AB-7", "here")});
  domain::ChangeSet set;
  set.issues = {make_issue(7, "AB-7", "there")};
  set.histories = {make_history(7, "70", 600'000, {status_change("1", "2")})};
  ASSERT_TRUE(tenant_->apply(other, set, {}).ok());
  EXPECT_EQ(tenant_->find_issue_by_key("AB-7", instance_)->ref, (IssueRef{instance_, IssueId(7)}));
  EXPECT_EQ(tenant_->find_issue_by_key("ab-7", other)->ref, (IssueRef{other, IssueId(7)}));
  EXPECT_TRUE(tenant_->load_histories({instance_, IssueId(7)})->empty());
  EXPECT_EQ(tenant_->load_histories({other, IssueId(7)})->size(), 1u);
  const auto summary = [&](InstanceId instance) {
    return domain::text_of(tenant_->load_issue({instance, IssueId(7)})->attributes, "summary");
  };
  EXPECT_EQ(summary(instance_), "here");
  EXPECT_EQ(summary(other), "there");
}

TEST_P(IssueSetTest, AnIssueThatMovesToAnUnseenProjectAndBackIsOneRowWithAliases) {
  put({make_issue(7, "AB-7", "x", 1'000'000)});
  put({make_issue(7, "ZZ-1", "x", 2'000'000)});
  EXPECT_EQ(counts().present, 1);
  EXPECT_TRUE(tenant_->find_issue_by_key("AB-7")->moved);
  put({make_issue(7, "AB-7", "x", 3'000'000)});
  const auto back = tenant_->find_issue_by_key("AB-7");
  EXPECT_EQ(back->ref.issue, IssueId(7));
  EXPECT_FALSE(back->moved);
  EXPECT_TRUE(tenant_->find_issue_by_key("ZZ-1")->moved);
  EXPECT_EQ(tenant_->find_issue_by_key("ZZ-1")->current_key, "AB-7");
  EXPECT_EQ(counts().present, 1);
}

TL_ON_BOTH_DATABASES(IssueSetTest);

}  // namespace
}  // namespace tl::store
