// The filter of a connection, judged where facts are applied.
#include <algorithm>

#include "store/store_fixture.h"

namespace tl::store {
namespace {

using domain::ChangeSet;

// The filter of these tests: the status is "1".
FilterWord word_on_status(const domain::Attributes& attributes) {
  const domain::Value* status = domain::find_value(attributes, "status");
  if (status == nullptr) return FilterWord::kUndecided;
  return domain::ref_of(attributes, "status").id == "1" ? FilterWord::kIn : FilterWord::kOut;
}

domain::Issue issue_in(int64_t id, const std::string& status, int64_t updated_ms = 1'000'000,
                       domain::SourceRank rank = domain::SourceRank::kRest) {
  domain::Issue issue =
      make_issue(id, "AB-" + std::to_string(id), "issue " + std::to_string(id), updated_ms);
  domain::set_attribute(issue.attributes, "status", domain::Ref{status, status},
                        version_at(updated_ms, rank));
  return issue;
}

domain::Issue without_status(int64_t id) {
  domain::Issue issue = make_issue(id, "AB-" + std::to_string(id), "thin");
  issue.attributes.erase("status");
  return issue;
}

class FilterTest : public StoreTest {
 protected:
  void SetUp() override {
    StoreTest::SetUp();
    if (IsSkipped()) return;
    tenant_.emplace(make_tenant());
    instance_ = connect(*tenant_);
  }

  static FilterJudge judge() {
    FilterJudge judge;
    judge.decide = [](const MergedIssue& merged) {
      return word_on_status(merged.issue.attributes);
    };
    return judge;
  }
  static ApplyContext judged(bool ask = true) {
    ApplyContext context;
    context.filter = judge();
    context.ask_unknown = ask;
    return context;
  }
  ApplyReport apply(const ChangeSet& set, const ApplyContext& context) {
    auto report = tenant_->apply(instance_, set, context);
    EXPECT_TRUE(report.ok()) << (report.ok() ? "" : report.error().detail);
    return report.ok() ? std::move(*report) : ApplyReport();
  }
  ApplyReport put(std::vector<domain::Issue> issues, const ApplyContext& context = judged()) {
    ChangeSet set;
    set.issues = std::move(issues);
    return apply(set, context);
  }
  bool is_stored(int64_t id) { return tenant_->load_issue({instance_, IssueId(id)}).ok(); }
  int64_t left() { return tenant_->count_issues(instance_)->left_filter; }
  std::vector<int64_t> left_ids() {
    std::vector<int64_t> ids;
    for (const LeftIssue& one : *tenant_->list_left_filter(instance_, {}, 100)) {
      ids.push_back(one.issue.value);
    }
    return ids;
  }

  std::optional<TenantStore> tenant_;
  InstanceId instance_;
};

TEST_P(FilterTest, UnknownIssuesAreAdmittedLeftOutOrAskedAbout) {
  ChangeSet set;
  set.issues = {issue_in(1, "1"), issue_in(2, "9"), without_status(3)};
  set.histories = {make_history(1, "11", 900'000, {status_change("0", "1")}),
                   make_history(2, "21", 900'000, {status_change("1", "9")})};
  set.records = {make_worklog("5", 2, 60), make_worklog("6", 1, 60)};
  set.refetch = {IssueId(2)};
  const ApplyReport report = apply(set, judged());
  EXPECT_EQ(report.not_admitted, std::vector{IssueId(2)});
  EXPECT_EQ(report.asked, std::vector{IssueId(3)});
  EXPECT_TRUE(is_stored(1));
  EXPECT_FALSE(is_stored(2));
  EXPECT_FALSE(is_stored(3));
  EXPECT_TRUE(tenant_->load_histories({instance_, IssueId(2)})->empty());
  EXPECT_EQ(tenant_->load_worklogs({instance_, IssueId(1)})->size(), 1u);
  EXPECT_TRUE(tenant_->load_worklogs({instance_, IssueId(2)})->empty());
  const auto refetch = tenant_->list_refetch(instance_, 10);
  ASSERT_EQ(refetch->size(), 1u) << "nobody asks about what is outside";
  EXPECT_EQ(refetch->front().issue, IssueId(3));
  EXPECT_EQ(left(), 0);
}

TEST_P(FilterTest, OfAPageTheUndecidedStayAndTheVendorsWordAdmits) {
  ApplyContext page = judged(false);
  page.counts = true;
  page.tally.read = 3;
  page.in_filter = {IssueId(2), IssueId(3)};
  put({issue_in(1, "9"), issue_in(2, "9"), without_status(3)}, page);
  EXPECT_FALSE(is_stored(1)) << "nobody said that it matches";
  EXPECT_TRUE(is_stored(2)) << "it matched when the vendor looked";
  EXPECT_TRUE(is_stored(3));
  EXPECT_EQ(left_ids(), std::vector<int64_t>{2}) << "and is followed, marked";
  const PullTally tally = *tenant_->load_pull_tally(instance_);
  EXPECT_EQ(tally.applied, 2);
  EXPECT_EQ(tally.left_out, 1);
  EXPECT_EQ(tally.read, tally.applied + tally.left_out + tally.refused);
}

TEST_P(FilterTest, AFollowedIssueLeavesAndReturnsByItsMergedFacts) {
  put({issue_in(1, "1", 1'000'000)});
  ApplyReport report = put({issue_in(1, "9", 2'000'000)});
  EXPECT_EQ(report.left_filter, 1);
  EXPECT_EQ(left(), 1);
  EXPECT_TRUE(is_stored(1));
  put({issue_in(1, "1", 1'500'000)});
  EXPECT_EQ(left(), 1) << "an older state changes nothing: the facts decide, not the payload";
  report = put({issue_in(1, "1", 3'000'000)});
  EXPECT_EQ(report.returned_to_filter, 1);
  EXPECT_EQ(left(), 0);
  put({issue_in(1, "9", 4'000'000)});
  put({issue_in(1, "9", 5'000'000)});
  EXPECT_EQ(left(), 1) << "counted once";
}

TEST_P(FilterTest, TheJudgeGoesBeforeTheVendorAndTheVendorBeforeNobody) {
  put({issue_in(1, "1"), issue_in(2, "1")});
  ApplyContext late = judged();
  late.left_filter = {IssueId(1)};
  apply({}, late);
  EXPECT_EQ(left(), 0) << "its index is behind";
  ApplyContext open = judged();
  open.filter.decide = [](const MergedIssue&) { return FilterWord::kUndecided; };
  open.left_filter = {IssueId(2)};
  apply({}, open);
  EXPECT_EQ(left_ids(), std::vector<int64_t>{2});
  open.left_filter.clear();
  put({issue_in(2, "7", 2'000'000)}, open);
  EXPECT_EQ(left_ids(), std::vector<int64_t>{2}) << "nobody knows: it stays as it was";
}

TEST_P(FilterTest, TwoChangesInOneBatchHideNoMatch) {
  ApplyReport report = put({issue_in(1, "1", 1'000'000), issue_in(1, "9", 2'000'000)});
  EXPECT_TRUE(report.not_admitted.empty());
  EXPECT_TRUE(is_stored(1)) << "it matched before it left, as two batches would show";
  EXPECT_EQ(left(), 1);
  report = put({issue_in(2, "9", 2'000'000), issue_in(2, "1", 1'000'000)});
  EXPECT_FALSE(is_stored(2)) << "the second one is older: merged it never matched";
  EXPECT_EQ(report.not_admitted, std::vector{IssueId(2)});
}

TEST_P(FilterTest, WhatTheJudgeLooksAtIsGivenAndNothingElse) {
  ChangeSet set;
  set.issues = {issue_in(1, "1")};
  set.histories = {make_history(1, "11", 900'000, {status_change("0", "1")})};
  set.records = {make_worklog("5", 1, 60)};
  std::vector<std::pair<size_t, size_t>> seen;
  ApplyContext context = judged();
  context.filter.decide = [&](const MergedIssue& merged) {
    seen.emplace_back(merged.histories.size(), merged.worklogs.size());
    return FilterWord::kIn;
  };
  apply(set, context);
  ASSERT_EQ(seen.size(), 2u) << "as a stranger by the set, then as stored";
  EXPECT_EQ(seen[0], std::pair(size_t{1}, size_t{1}));
  EXPECT_EQ(seen[1], std::pair(size_t{0}, size_t{0}));
  context.filter.histories = true;
  context.filter.worklogs = true;
  seen.clear();
  ChangeSet more;
  more.histories = {make_history(1, "12", 950'000, {status_change("1", "2")})};
  apply(more, context);
  ChangeSet logged;
  logged.records = {make_worklog("6", 1, 60)};
  apply(logged, context);
  ASSERT_EQ(seen.size(), 2u) << "a history or a worklog alone is a change too";
  EXPECT_EQ(seen[0], std::pair(size_t{2}, size_t{1}));
  EXPECT_EQ(seen[1], std::pair(size_t{2}, size_t{2}));
}

TEST_P(FilterTest, StoredIssuesAreLookedAtInPagesAndOnlyMarkedByApply) {
  ApplyContext none;
  put({issue_in(1, "1"), issue_in(2, "9"), issue_in(3, "9"), without_status(4)}, none);
  domain::Issue gone = issue_in(5, "9");
  domain::set_attribute(gone.attributes, domain::kDeleted, true, version_at(2'000'000));
  put({gone}, none);
  FilterLook look = *tenant_->look_filter(instance_, judge(), IssueId(), 2);
  EXPECT_EQ(look.changed, std::vector{IssueId(2)});
  EXPECT_EQ(look.in, 1);
  EXPECT_FALSE(look.done);
  look = *tenant_->look_filter(instance_, judge(), look.last, 10);
  EXPECT_EQ(look.changed, std::vector{IssueId(3)}) << "deleted ones are not asked";
  EXPECT_EQ(look.undecided, 1);
  EXPECT_TRUE(look.done);
  EXPECT_EQ(left(), 0) << "nothing is written by looking";
  ApplyContext mark = judged();
  mark.judge_too = {IssueId(2), IssueId(3), IssueId(1), IssueId(77)};
  EXPECT_EQ(apply({}, mark).left_filter, 2);
  EXPECT_EQ(left_ids(), (std::vector<int64_t>{2, 3}));
  look = *tenant_->look_filter(instance_, judge(), std::vector{IssueId(2), IssueId(1)});
  EXPECT_TRUE(look.changed.empty()) << "they are marked as they should be";
  EXPECT_EQ(look.looked, 2);
}

TEST_P(FilterTest, IssuesAreFoundByTheirDates) {
  const ApplyContext none;
  put({issue_in(1, "1", 1'000'000), issue_in(2, "1", 2'000'000), issue_in(3, "1", 3'000'000)},
      none);
  const auto find = [&](std::vector<DatedSpan> spans, size_t limit) {
    return *tenant_->list_dated_issues(instance_, spans, limit);
  };
  EXPECT_EQ(find({{false, Instant(2'000'000), Instant(3'000'000)}}, 9),
            (std::vector{IssueId(2), IssueId(3)}));
  EXPECT_EQ(find({{false, Instant(1), Instant(9'000'000)}}, 2).size(), 2u);
  EXPECT_EQ(find({{true, Instant(500'000), Instant(500'000)},
                  {false, Instant(3'000'000), Instant(3'000'000)}},
                 9)
                .size(),
            3u);
  EXPECT_TRUE(find({}, 9).empty());
  EXPECT_TRUE(make_tenant("B")
                  .list_dated_issues(instance_, {{true, Instant(0), Instant(9'000'000)}}, 9)
                  ->empty());
}

TEST_P(FilterTest, EachTenantHasItsOwnMarks) {
  TenantStore other = make_tenant("B");
  const InstanceId theirs = connect(other, "site-b");
  put({issue_in(1, "1")});
  ChangeSet set;
  set.issues = {issue_in(1, "1")};
  ASSERT_TRUE(other.apply(theirs, set, judged()).ok());
  put({issue_in(1, "9", 2'000'000)});
  EXPECT_EQ(left(), 1);
  EXPECT_EQ(other.count_issues(theirs)->left_filter, 0);
  EXPECT_TRUE(other.list_left_filter(theirs, {}, 9)->empty());
  EXPECT_TRUE(other.list_left_filter(instance_, {}, 9)->empty()) << "not through another's store";
  EXPECT_EQ(other.look_filter(instance_, judge(), IssueId(), 9)->looked, 0);
  reopen();
  tenant_.emplace(store_->tenant(tenant_->id()));
  EXPECT_EQ(left_ids(), std::vector<int64_t>{1}) << "marks outlive the process";
}

TEST_P(FilterTest, TheCatalogueCountsItsChanges) {
  const CatalogueVersion before = tenant_->catalogue_version(instance_);
  ChangeSet set;
  set.records = {make_worklog("5", 1, 60)};
  put({issue_in(1, "1")});
  apply(set, {});
  EXPECT_EQ(tenant_->catalogue_version(instance_), before);
  domain::Record status{domain::RecordKind::kStatus, "1", {}, {}};
  domain::set_attribute(status.attributes, "name", std::string("To Do"), version_at(1));
  domain::Record person{domain::RecordKind::kAccount, "a", {}, {}};
  domain::set_attribute(person.attributes, "name", std::string("Kim"), version_at(1));
  set.records = {status, person};
  apply(set, {});
  const CatalogueVersion after = tenant_->catalogue_version(instance_);
  EXPECT_EQ(after.others, before.others + 1);
  EXPECT_EQ(after.people, before.people + 1);
  apply(set, {});
  EXPECT_EQ(tenant_->catalogue_version(instance_), after) << "nothing was new";
}

TEST_P(FilterTest, ADatabaseThatTakesWritesSaysSoAndKeepsNothing) {
  ASSERT_TRUE(tenant_->probe_writes().ok());
  EXPECT_FALSE(tenant_->load_cursor(InstanceId(0), "$probe")->has_value());
}

TL_ON_BOTH_DATABASES(FilterTest);

}  // namespace
}  // namespace tl::store
