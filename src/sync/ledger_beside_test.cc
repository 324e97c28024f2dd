// Worklogs, whole histories, conservation and what a person sees of it.
#include "sync/ledger_fixture.h"

namespace tl::sync {
namespace {

using store::Backend;
using store::backend_name;

class LedgersBeside : public LedgerTest {
 protected:
  void SetUp() override {
    LedgerTest::SetUp();
    if (IsSkipped()) return;
    both(7, "SHOP-7", ago(hours(30)));
  }
  void worklog_here(const std::string& id, Instant updated) {
    domain::Record record{domain::RecordKind::kWorklog, id, IssueId(7), {}};
    domain::set_attribute(record.attributes, "updated", updated,
                          {updated, 0, domain::SourceRank::kRest, 0});
    domain::ChangeSet set;
    set.records.push_back(std::move(record));
    apply(set);
  }
  void worklog_there(const std::string& id, Instant updated, int64_t issue = 7) {
    vendor_->world.worklogs[id] = {issue, updated, false};
  }
  std::optional<store::LedgerDifference> difference(const std::string& subject) {
    for (const auto& one : differences()) {
      if (one.subject == subject) return one;
    }
    return std::nullopt;
  }
};
TL_ON_BOTH_DATABASES(LedgersBeside);

TEST_P(LedgersBeside, WorklogsAreComparedByWindows) {
  worklog_there("1", ago(hours(3))), worklog_here("1", ago(hours(3)));
  worklog_there("2", ago(hours(3)));                                    // missing here
  worklog_there("3", ago(hours(2))), worklog_here("3", ago(hours(9)));  // older here
  worklog_there("4", ago(hours(2))), worklog_here("4", ago(hours(9)));  // deleted there
  vendor_->world.worklogs["4"].deleted = true;
  worklog_there("5", ago(hours(2)), 99);  // of an issue that is not of this connection
  worklog_there("6", ago(minutes(2)));    // too young
  both(8, "SHOP-8", ago(days(12)));
  worklog_there("8", ago(days(12)), 8);  // missing, found by the walk
  since_ = ago(days(20));
  work();
  EXPECT_EQ(difference("worklog:2")->kind, "missing");
  EXPECT_EQ(difference("worklog:2")->how, "read again");
  EXPECT_EQ(difference("worklog:3")->kind, "changed");
  EXPECT_TRUE(difference("worklog:3")->healed);
  EXPECT_EQ(difference("worklog:4")->cause, "deleted");
  EXPECT_TRUE(difference("worklog:8")->healed) << "older windows are walked through in turn";
  EXPECT_EQ(differences().size(), 4u);
  const auto gone = facts().load_record(instance(), domain::RecordKind::kWorklog, "4");
  EXPECT_TRUE(domain::flag_of((*gone)->attributes, domain::kDeleted));
  ASSERT_TRUE(report().worklogs);
  EXPECT_EQ(report().worklogs->open, 0);
  const int64_t pages = vendor_->world.worklog_pages;
  pass(hours(6));
  work();
  EXPECT_GT(vendor_->world.worklog_pages, pages);
  EXPECT_EQ(differences().size(), 4u);
  EXPECT_EQ(report().worklogs->account.state, "proven");
}

TEST_P(LedgersBeside, WholeHistoriesAreSampledInTurn) {
  vendor_->world.issues[7].histories = 2;  // and none is here, though its stamp is the same
  there(8, "SHOP-8", ago(hours(40)));
  domain::Issue told = full_issue(8, "SHOP-8", ago(hours(40)).ms, "by webhook");
  for (auto& [name, attribute] : told.attributes) {
    attribute.version.rank = domain::SourceRank::kWebhook;
  }
  domain::ChangeSet set;
  set.issues.push_back(std::move(told));
  apply(set);
  both(9, "SHOP-9", ago(hours(50)));
  work();
  EXPECT_TRUE(differences().empty()) << "stamps say nothing of it";
  pass(hours(1));
  work();
  ASSERT_EQ(differences().size(), 2u);
  EXPECT_EQ(difference("histories:7")->kind, "content");
  EXPECT_EQ(difference("histories:7")->cause, "our_fault");
  EXPECT_EQ(difference("histories:7")->how, "read again");
  EXPECT_NE(difference("histories:8")->detail.find("summary"), std::string::npos);
  EXPECT_EQ(facts().load_histories({instance(), IssueId(7)})->size(), 2u);
  EXPECT_EQ(report().histories->account.compared, 3);
  EXPECT_EQ(report().open, 0) << "healed at once";
  pass(hours(2));
  work();
  EXPECT_EQ(differences().size(), 2u);
  EXPECT_EQ(report().histories->account.state, "proven");
}

TEST_P(LedgersBeside, WhatTheSampleFindsGoneIsTold) {
  work();
  vendor_->world.issues[7].hidden = true;
  pass(hours(1));
  work();
  ASSERT_TRUE(difference("issue:7")) << "whoever met it first";
  EXPECT_EQ(difference("issue:7")->kind, "extra");
  EXPECT_EQ(difference("issue:7")->cause, "lost_access");
  EXPECT_TRUE(difference("issue:7")->healed);
  EXPECT_EQ(difference("issue:7")->how, "kept as no longer visible");
}

TEST_P(LedgersBeside, WhatChangedSinceThePollIsNoFaultOfAHistory) {
  work();
  pass(hours(1));
  vendor_->world.issues[7].updated = clock_.now() - seconds(10);
  vendor_->world.issues[7].summary = "just changed";
  work();
  EXPECT_TRUE(differences().empty());
}

TEST_P(LedgersBeside, CountsThatShouldBeEqualRaiseAnAlarm) {
  work();
  EXPECT_TRUE(report().alarms.empty());
  store::ApplyContext context;
  context.counts = true;
  context.tally.read = 3;  // of which one is applied and one refused
  context.tally.refused = 1;
  domain::ChangeSet set;
  set.issues.push_back(full_issue(7, "SHOP-7", 1, "x"));
  ASSERT_TRUE(facts().apply(instance(), set, context).ok());
  const ConnectionLedger ledger = report();
  ASSERT_EQ(ledger.alarms.size(), 1u);
  EXPECT_NE(ledger.alarms[0].find("3 issues were read from Jira, and 2"), std::string::npos);
}

TEST_P(LedgersBeside, WhatThePollerReadsIsAccountedFor) {
  connection_.project_keys = {"SHOP"};
  save_connection();
  connector::PulledPage page;
  page.changes.issues = {full_issue(1, "SHOP-1", 5000, "a"), full_issue(2, "OPS-1", 5000, "b")};
  page.refused.push_back({"issue", "3", "no id", "{}"});
  page.not_admitted = {IssueId(4)};
  page.issues_read = 4;
  page.done = true;
  vendor_->script_page("poll.issues", std::move(page));
  const connector::Session session =
      make_session(*runtime_, *budget_, transport_, connection_, Secrets{}, {});
  Poller poller(*runtime_, tenant_, instance());
  RoundReport round;
  ASSERT_TRUE(poller.poll(*vendor_, session, connection_, true, round).ok());
  const auto tally = facts().load_pull_tally(instance());
  ASSERT_TRUE(tally.ok());
  EXPECT_EQ(tally->read, 4);
  EXPECT_EQ(tally->applied, 1);
  EXPECT_EQ(tally->refused, 1);
  EXPECT_EQ(tally->left_out, 2);
  EXPECT_TRUE(tally->balanced());
}

TEST_P(LedgersBeside, ALowPageCapIsShownWithItsCost) {
  work();
  EXPECT_EQ(report().page_note, "");
  connection_.flavour = "data_center";
  vendor_->world.page = 50;
  many(100, 120, "SHOP", ago(hours(2)), minutes(1));
  ledger_->want_proof({});
  work();
  EXPECT_NE(report().page_note.find("at most 50 issues an answer"), std::string::npos);
  EXPECT_NE(report().page_note.find("jira.search.views.default.max"), std::string::npos);
}

TEST_P(LedgersBeside, AConnectionSaysWhereItStands) {
  Progress progress;
  const auto state = [&] {
    return load_ledger(facts(), connection_, progress, clock_.now(), false)->state;
  };
  EXPECT_EQ(state(), "reading");
  progress.state = RunState::kCompleted;
  EXPECT_EQ(state(), "unproven");
  work();
  EXPECT_EQ(state(), "complete");
  there(70, "SHOP-70", ago(hours(1)));
  vendor_->refused.insert(70);
  ledger_->want_proof({});
  work();
  EXPECT_EQ(state(), "differs");
  const auto open = differences(true);
  ASSERT_EQ(open.size(), 1u);
  EXPECT_EQ(open[0].cause, "our_fault") << "it was read again and refused";
  EXPECT_LT(*report().complete_as_of, ago(hours(1)));
  connection_.state = domain::ConnectionState::kPaused;
  EXPECT_EQ(state(), "stopped");
  connection_.flavour = std::string(kImportFlavour);
  EXPECT_EQ(state(), "files_only");
}

}  // namespace
}  // namespace tl::sync
