// The ledger: accounts, differences, our side of a census, and what pulls came to.
#include "store/ledger.h"

#include <fmt/format.h>

#include "store/store_fixture.h"

namespace tl::store {
namespace {

class LedgerTest : public StoreTest {
 protected:
  void SetUp() override {
    StoreTest::SetUp();
    if (IsSkipped()) return;
    tenant_.emplace(make_tenant());
    instance_ = connect(*tenant_);
  }
  ApplyReport put(const std::vector<domain::Issue>& issues, const ApplyContext& context = {}) {
    domain::ChangeSet set;
    set.issues = issues;
    auto report = tenant_->apply(instance_, set, context);
    EXPECT_TRUE(report.ok());
    return report.ok() ? *report : ApplyReport{};
  }
  [[nodiscard]] LedgerDifference difference(const std::string& subject,
                                            const std::string& kind = "missing") const {
    LedgerDifference d;
    d.instance = instance_;
    d.account = "100";
    d.subject = subject;
    d.issue = IssueId(7);
    d.key = "AB-7";
    d.kind = kind;
    d.cause = "missed_webhook";
    d.since = Instant(1000);
    d.found = clock_.now();
    d.detail = "not here";
    return d;
  }
  void add(const std::vector<LedgerDifference>& list) {
    const auto added = tenant_->add_differences(list);
    ASSERT_TRUE(added.ok()) << added.error().detail;
  }
  [[nodiscard]] std::vector<LedgerDifference> list(const DifferenceQuery& query = {}) const {
    return tenant_->list_differences(query).value();
  }
  [[nodiscard]] std::vector<int64_t> stamps(int64_t from, int64_t to) const {
    std::vector<int64_t> ids;
    const auto found =
        tenant_->list_issue_stamps(instance_, "100", Instant(from), Instant(to), 100);
    for (const IssueStamp& stamp : found->value()) ids.push_back(stamp.issue.value);
    return ids;
  }

  std::optional<TenantStore> tenant_;
  InstanceId instance_;
};
TL_ON_BOTH_DATABASES(LedgerTest);

class SqliteLedgerTest : public LedgerTest {};
TL_ON_SQLITE(SqliteLedgerTest);

LedgerAccount whole_account(InstanceId instance) {
  LedgerAccount a;
  a.instance = instance;
  a.account = "100";
  a.key = "AB";
  a.state = "proven";
  a.looked = Instant(1);
  a.theirs = 20;
  a.ours = 21;
  a.newest_theirs = Instant(2);
  a.newest_ours = Instant(3);
  a.census = Instant(4);
  a.proven = Instant(5);
  a.compared = 22;
  a.look_requests = 2;
  a.census_requests = 117;
  a.detail = "1 more here";
  return a;
}

void expect_equal(const LedgerAccount& a, const LedgerAccount& b) {
  EXPECT_EQ(a.instance, b.instance);
  EXPECT_EQ(a.account, b.account);
  EXPECT_EQ(a.key, b.key);
  EXPECT_EQ(a.state, b.state);
  EXPECT_EQ(a.looked, b.looked);
  EXPECT_EQ(a.theirs, b.theirs);
  EXPECT_EQ(a.ours, b.ours);
  EXPECT_EQ(a.newest_theirs, b.newest_theirs);
  EXPECT_EQ(a.newest_ours, b.newest_ours);
  EXPECT_EQ(a.census, b.census);
  EXPECT_EQ(a.proven, b.proven);
  EXPECT_EQ(a.compared, b.compared);
  EXPECT_EQ(a.look_requests, b.look_requests);
  EXPECT_EQ(a.census_requests, b.census_requests);
  EXPECT_EQ(a.detail, b.detail);
}

TEST_P(LedgerTest, AccountsAreSavedWhole) {
  const LedgerAccount full = whole_account(instance_);
  ASSERT_TRUE(tenant_->save_ledger_account(full).ok());
  auto kept = tenant_->list_ledger_accounts(instance_);
  ASSERT_EQ(kept->size(), 1u);
  expect_equal(kept->front(), full);
  LedgerAccount bare;
  bare.instance = instance_;
  bare.account = "100";
  bare.state = "unproven";
  ASSERT_TRUE(tenant_->save_ledger_account(bare).ok());
  kept = tenant_->list_ledger_accounts(instance_);
  ASSERT_EQ(kept->size(), 1u);
  expect_equal(kept->front(), bare);
}

TEST_P(LedgerTest, AccountsAreListedByKeyForTheirTenant) {
  for (const auto& [account, key] : {std::pair("3", "ZZ"), {"1", "AB"}, {"2", "AB"}}) {
    LedgerAccount a = whole_account(instance_);
    a.account = account;
    a.key = key;
    ASSERT_TRUE(tenant_->save_ledger_account(a).ok());
  }
  LedgerAccount worklogs = whole_account(instance_);
  worklogs.account = kWorklogAccount;
  worklogs.key = "";
  ASSERT_TRUE(tenant_->save_ledger_account(worklogs).ok());
  const InstanceId other = connect(*tenant_, "site-2");
  ASSERT_TRUE(tenant_->save_ledger_account(whole_account(other)).ok());
  std::vector<std::string> order;
  for (const auto& a : *tenant_->list_ledger_accounts(instance_)) order.push_back(a.account);
  EXPECT_EQ(order, (std::vector<std::string>{"$worklogs", "1", "2", "3"}));
  EXPECT_EQ(tenant_->list_ledger_accounts(std::nullopt)->size(), 5u);
  EXPECT_TRUE(make_tenant("B").list_ledger_accounts(std::nullopt)->empty());
  ASSERT_TRUE(tenant_->delete_ledger_account(instance_, "2").ok());
  EXPECT_EQ(tenant_->list_ledger_accounts(instance_)->size(), 3u);
}

// --- differences ---

TEST_P(LedgerTest, OneOpenDifferenceForEachSubject) {
  add({difference("issue:7"), difference("issue:8")});
  const auto before = list();
  ASSERT_EQ(before.size(), 2u);
  EXPECT_GT(before[0].id, before[1].id) << "newest first";
  const Instant found = clock_.now();
  clock_.set(found.ms + 1000);
  LedgerDifference again = difference("issue:7", "changed");
  again.account = "200";
  again.cause = "late_index";
  again.detail = "still so";
  again.since.reset();
  add({difference("issue:7"), again});  // the last word counts
  const auto after = list();
  ASSERT_EQ(after.size(), 2u);
  EXPECT_EQ(after[1].id, before[1].id);
  EXPECT_EQ(after[1].subject, "issue:7");
  EXPECT_EQ(after[1].found, found);
  EXPECT_EQ(after[1].kind, "changed");
  EXPECT_EQ(after[1].cause, "late_index");
  EXPECT_EQ(after[1].account, "200");
  EXPECT_EQ(after[1].detail, "still so");
  EXPECT_EQ(after[1].key, "AB-7");
  EXPECT_EQ(after[1].issue, IssueId(7));
  EXPECT_FALSE(after[1].since.has_value());
  EXPECT_EQ(*tenant_->count_open_differences(instance_), 2);
}

TEST_P(LedgerTest, HealedOnesStayAndMakeRoomForNewOnes) {
  add({difference("issue:7")});
  const int64_t id = list().front().id;
  ASSERT_TRUE(tenant_->heal_differences({id, 12'345}, Instant(5000), "read again").ok());
  ASSERT_TRUE(tenant_->heal_differences({id}, Instant(9000), "twice").ok());
  ASSERT_EQ(list().size(), 1u);
  EXPECT_EQ(list().front().healed, Instant(5000));
  EXPECT_EQ(list().front().how, "read again");
  EXPECT_EQ(*tenant_->count_open_differences(instance_), 0);
  add({difference("issue:7", "changed")});
  ASSERT_EQ(list().size(), 2u);
  EXPECT_GT(list()[0].id, id);
  EXPECT_EQ(*tenant_->count_open_differences(instance_), 1);
  DifferenceQuery open;
  open.open_only = true;
  ASSERT_EQ(list(open).size(), 1u);
  EXPECT_EQ(list(open).front().kind, "changed");
}

TEST_P(LedgerTest, ADifferenceMayComeHealed) {
  add({difference("issue:7")});
  LedgerDifference healed = difference("issue:7");
  healed.healed = Instant(8000);
  healed.how = "read with the census";
  LedgerDifference fresh = healed;
  fresh.subject = "issue:9";
  add({healed, fresh});
  ASSERT_EQ(list().size(), 2u);
  for (const LedgerDifference& d : list()) {
    EXPECT_EQ(d.healed, Instant(8000));
    EXPECT_EQ(d.how, "read with the census");
  }
  EXPECT_EQ(*tenant_->count_open_differences(instance_), 0);
}

TEST_P(LedgerTest, DifferencesAreFilteredAndPaged) {
  const InstanceId other = connect(*tenant_, "site-2");
  for (int i = 0; i < 7; ++i) {
    LedgerDifference d = difference("issue:" + std::to_string(i));
    if (i % 2 == 0) d.account = "200";
    if (i == 6) d.instance = other;
    add({d});
  }
  DifferenceQuery query;
  query.limit = 4;
  EXPECT_EQ(list(query).size(), 4u);
  query.before = list(query).back().id;
  EXPECT_EQ(list(query).size(), 3u);
  EXPECT_EQ(list(query).back().subject, "issue:0");
  query = {};
  query.instance = instance_;
  EXPECT_EQ(list(query).size(), 6u);
  query.account = "200";
  EXPECT_EQ(list(query).size(), 3u);
  EXPECT_TRUE(make_tenant("B").list_differences({})->empty());
  EXPECT_EQ(*make_tenant("C").count_open_differences(instance_), 0);
}

TEST_P(LedgerTest, PruningKeepsOpenOnesAndTheNewestHealed) {
  for (int i = 0; i < 6; ++i) {
    add({difference("issue:" + std::to_string(i))});
    if (i > 0) {
      ASSERT_TRUE(tenant_->heal_differences({list().front().id}, Instant(1), "x").ok());
    }
  }
  ASSERT_TRUE(tenant_->prune_differences(instance_, 5).ok());
  EXPECT_EQ(list().size(), 6u);
  ASSERT_TRUE(tenant_->prune_differences(instance_, 2).ok());
  std::vector<std::string> left;
  for (const LedgerDifference& d : list()) left.push_back(d.subject);
  EXPECT_EQ(left, (std::vector<std::string>{"issue:5", "issue:4", "issue:0"}));
  ASSERT_TRUE(tenant_->prune_differences(instance_, 0).ok());
  EXPECT_EQ(list().size(), 1u);
}

// --- our side of a census ---

TEST_P(LedgerTest, StampsAreOfWhatIsReallyHere) {
  std::vector<domain::Issue> issues;
  for (int64_t id = 1; id <= 6; ++id) {
    issues.push_back(make_issue(id, "AB-" + std::to_string(id), "x", 1'000'000 + id * 1000));
  }
  domain::set_attribute(issues[1].attributes, domain::kDeleted, true, version_at(2'000'000));
  domain::set_attribute(issues[4].attributes, "project", domain::Ref{"200", "ZZ"},
                        version_at(2'000'000));
  put(issues);
  ApplyContext context;
  context.lost_sight = {IssueId(3)};
  context.left_filter = {IssueId(4), IssueId(2)};
  put({}, context);
  EXPECT_EQ(stamps(0, INT64_MAX), (std::vector<int64_t>{1, 6}));
  EXPECT_EQ(stamps(1'001'000, 1'006'000), std::vector<int64_t>{6});  // (from, to]
  EXPECT_EQ(stamps(1'000'999, 1'005'999), std::vector<int64_t>{1});
  const auto count = tenant_->count_project(instance_, "100");
  EXPECT_EQ(count->issues, 2);
  EXPECT_EQ(count->newest, Instant(1'006'000));
  EXPECT_EQ(tenant_->count_project(instance_, "200")->issues, 1);
  EXPECT_EQ(tenant_->count_project(instance_, "300")->issues, 0);
  EXPECT_FALSE(tenant_->count_project(instance_, "300")->newest.has_value());
  EXPECT_EQ(make_tenant("B").count_project(instance_, "100")->issues, 0);
  context = {};
  context.in_filter = {IssueId(4)};
  put({}, context);
  EXPECT_EQ(stamps(0, INT64_MAX), (std::vector<int64_t>{1, 4, 6}));
}

TEST_P(LedgerTest, AWindowOfTooManyIsSplitAtABoundary) {
  std::vector<domain::Issue> issues;
  for (int64_t id = 1; id <= 10; ++id) {
    issues.push_back(make_issue(id, "AB-" + std::to_string(id), "x", 1'000'000 + id * 1000));
  }
  put(issues);
  const Instant from(0), to(2'000'000);
  EXPECT_FALSE(tenant_->list_issue_stamps(instance_, "100", from, to, 9)->has_value());
  EXPECT_EQ((*tenant_->list_issue_stamps(instance_, "100", from, to, 10))->size(), 10u);
  EXPECT_EQ(*tenant_->find_stamp_boundary(instance_, "100", from, to, 1), Instant(1'010'000));
  EXPECT_EQ(*tenant_->find_stamp_boundary(instance_, "100", from, to, 4), Instant(1'007'000));
  EXPECT_EQ(*tenant_->find_stamp_boundary(instance_, "100", from, Instant(1'007'000), 2),
            Instant(1'006'000));
  EXPECT_EQ(*tenant_->find_stamp_boundary(instance_, "100", from, to, 11), from);
  EXPECT_EQ(*tenant_->find_stamp_boundary(instance_, "100", from, to, 0), to);
}

// The stamps of a census come from an index alone, in its order.
TEST_P(SqliteLedgerTest, StampsNeedNoRowsOfIssues) {
  std::string plan;
  raw_session()->query(
      "EXPLAIN QUERY PLAN SELECT issue, updated FROM issue WHERE tenant = 1 AND instance = 1"
      " AND project = '1' AND deleted = 0 AND invisible = 0 AND updated > 5 AND updated <= 9"
      " ORDER BY updated, issue",
      {}, [&](const Row& row) { plan += row.string(3); });
  EXPECT_NE(plan.find("COVERING INDEX issue_stamp"), std::string::npos) << plan;
  EXPECT_EQ(plan.find("TEMP B-TREE"), std::string::npos) << plan;
}

// --- what pulls came to ---

TEST_P(LedgerTest, PullsAreCountedWithTheFacts) {
  ApplyContext context;
  context.tally = {5, 0, 1, 2};
  put({make_issue(1, "AB-1", "x")}, context);
  EXPECT_EQ(tenant_->load_pull_tally(instance_)->read, 0) << "not asked for";
  context.counts = true;
  put({make_issue(1, "AB-1", "x"), make_issue(2, "AB-2", "x")}, context);
  context.tally = {1, 0, 0, 0};
  put({make_issue(1, "AB-1", "x")}, context);  // nothing new: applied all the same
  const auto tally = tenant_->load_pull_tally(instance_);
  EXPECT_EQ(tally->read, 6);
  EXPECT_EQ(tally->applied, 3);
  EXPECT_EQ(tally->refused, 1);
  EXPECT_EQ(tally->left_out, 2);
  EXPECT_TRUE(tally->balanced());
  domain::ChangeSet set;
  EXPECT_FALSE(tenant_->apply(InstanceId(999), set, context).ok());
  EXPECT_EQ(tenant_->load_pull_tally(InstanceId(999))->read, 0);
  EXPECT_EQ(make_tenant("B").load_pull_tally(instance_)->read, 0);
}

TEST_P(LedgerTest, ApplyTellsWhatWasNew) {
  domain::ChangeSet set;
  set.issues = {make_issue(1, "AB-1", "x"), make_issue(2, "AB-2", "x")};
  set.histories = {make_history(1, "11", 600'000, {status_change("1", "2")}),
                   make_history(1, "", 600'000, {status_change("2", "3")})};
  set.records = {make_worklog("5", 1, 60), make_worklog("6", 1, 60)};
  const auto first = tenant_->apply(instance_, set, {});
  EXPECT_EQ(first->changed_issues, (std::vector<IssueId>{IssueId(1), IssueId(2)}));
  ASSERT_EQ(first->changed_histories.size(), 2u);
  EXPECT_EQ(first->changed_histories[0], (std::pair<IssueId, std::string>(IssueId(1), "11")));
  EXPECT_EQ(first->changed_histories[1].second, domain::content_id(set.histories[1]));
  ASSERT_EQ(first->changed_records.size(), 2u);
  EXPECT_EQ(first->changed_records[1].second, "6");
  set.issues[1] = make_issue(2, "AB-2", "another", 3'000'000);
  set.records[0] = make_worklog("5", 1, 90, 950'000);
  const auto second = tenant_->apply(instance_, set, {});
  EXPECT_EQ(second->changed_issues, std::vector<IssueId>{IssueId(2)});
  EXPECT_TRUE(second->changed_histories.empty());
  ASSERT_EQ(second->changed_records.size(), 1u);
  EXPECT_EQ(second->changed_records[0],
            (std::pair(domain::RecordKind::kWorklog, std::string("5"))));
}

// --- beside the facts ---

TEST_P(LedgerTest, TheLedgerGoesWithItsConnectionAndIsNoFact) {
  put({make_issue(1, "AB-1", "x")});
  const auto before = exported(*tenant_);
  ApplyContext context;
  context.counts = true;
  context.tally = {1, 0, 0, 0};
  put({make_issue(1, "AB-1", "x")}, context);
  ASSERT_TRUE(tenant_->save_ledger_account(whole_account(instance_)).ok());
  add({difference("issue:7")});
  EXPECT_EQ(exported(*tenant_), before);
  ASSERT_TRUE(tenant_->delete_connection(instance_).ok());
  for (const char* table : {"ledger_account", "ledger_difference", "pull_tally"}) {
    EXPECT_EQ(raw_session()->query_int(fmt::format("SELECT COUNT(*) FROM {}", table), {}), 0)
        << table;
  }
}

}  // namespace
}  // namespace tl::store
