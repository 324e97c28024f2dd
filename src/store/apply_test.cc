// Applying change sets: idempotent, insensitive to order, fed, together with cursors.
#include <algorithm>
#include <random>
#include <thread>

#include "domain/merge.h"
#include "store/store_fixture.h"

namespace tl::store {
namespace {

using ApplyTest = StoreTest;
TL_ON_BOTH_DATABASES(ApplyTest);

using domain::ChangeSet;
using domain::History;
using domain::Issue;
using domain::SourceRank;

ChangeSet small_set() {
  ChangeSet set;
  set.issues.push_back(make_issue(1, "AB-1", "first"));
  set.histories.push_back(make_history(1, "11", 600'000, {status_change("1", "2")}));
  set.records.push_back(make_worklog("5", 1, 3600));
  return set;
}

TEST_P(ApplyTest, StoresAndReadsBack) {
  TenantStore tenant = make_tenant();
  const InstanceId instance = connect(tenant);
  const auto report = tenant.apply(instance, small_set(), {});
  ASSERT_TRUE(report.ok()) << report.error().detail;
  EXPECT_EQ(report->issues_changed, 1);
  EXPECT_EQ(report->histories_changed, 1);
  EXPECT_EQ(report->records_changed, 1);
  EXPECT_TRUE(report->incomplete.empty());

  const IssueRef ref{instance, IssueId(1)};
  const auto issue = tenant.load_issue(ref);
  ASSERT_TRUE(issue.ok());
  EXPECT_EQ(issue->key, "AB-1");
  EXPECT_EQ(issue->attributes, small_set().issues[0].attributes);
  const auto histories = tenant.load_histories(ref);
  ASSERT_EQ(histories->size(), 1u);
  EXPECT_EQ(histories->front().items, small_set().histories[0].items);
  EXPECT_EQ(histories->front().author, (domain::Ref{"acc-1", "Robin Example"}));
  EXPECT_EQ(histories->front().version, small_set().histories[0].version);
  const auto worklogs = tenant.load_worklogs(ref);
  ASSERT_EQ(worklogs->size(), 1u);
  EXPECT_EQ(worklogs->front().attributes, small_set().records[0].attributes);
  const auto counts = tenant.count_facts(instance);
  EXPECT_EQ(counts->issues, 1);
  EXPECT_EQ(counts->changes, 1);
  EXPECT_EQ(counts->worklogs, 1);
}

TEST_P(ApplyTest, SecondTimeChangesNothingAndFeedsNothing) {
  TenantStore tenant = make_tenant();
  const InstanceId instance = connect(tenant);
  const int64_t head = tenant.apply(instance, small_set(), {})->feed_position;
  const auto before = exported(tenant);
  const auto again = tenant.apply(instance, small_set(), {});
  EXPECT_EQ(again->issues_unchanged, 1);
  EXPECT_EQ(again->histories_unchanged, 1);
  EXPECT_EQ(again->records_unchanged, 1);
  EXPECT_EQ(again->feed_position, head);
  EXPECT_EQ(exported(tenant), before);
}

// --- any order, any grouping, any repetition ---

// Arrivals about a few issues, contradicting each other as webhooks and REST do.
std::vector<ChangeSet> contradicting_arrivals(uint64_t seed) {
  std::mt19937_64 random(seed);
  const auto pick = [&](int64_t n) { return static_cast<int64_t>(random() % n); };
  std::vector<ChangeSet> arrivals;
  for (int i = 0; i < 40; ++i) {
    ChangeSet set;
    const int64_t issue = 1 + pick(4), at = 1'000'000 + pick(6) * 1000;
    const auto rank = static_cast<SourceRank>(1 + pick(3));
    Issue fact;
    fact.id = IssueId(issue);
    domain::Version v = version_at(at, rank);
    domain::set_attribute(fact.attributes, "key", "AB-" + std::to_string(issue), v);
    domain::set_attribute(fact.attributes, "summary", "text " + std::to_string(pick(9)), v);
    if (pick(2) == 0) {
      const std::string status = std::to_string(pick(3));
      domain::set_attribute(fact.attributes, "status", domain::Ref{status, "S" + status}, v);
    }
    if (pick(6) == 0) domain::set_attribute(fact.attributes, domain::kDeleted, pick(2) == 0, v);
    set.issues.push_back(std::move(fact));
    History history = make_history(issue, "", at, {status_change("0", std::to_string(pick(3)))});
    if (pick(5) == 0) history.items.clear();
    history.version.rank = rank;
    if (pick(3) != 0) history.id = std::to_string(100 + pick(6));
    if (history.id.empty()) history.id = domain::content_id(history);
    domain::seal_history(history);
    set.histories.push_back(std::move(history));
    domain::Record worklog = make_worklog(std::to_string(pick(5)), pick(3), 60.0 * pick(5), at);
    if (pick(5) == 0) domain::set_attribute(worklog.attributes, domain::kDeleted, true, v);
    set.records.push_back(std::move(worklog));
    arrivals.push_back(std::move(set));
  }
  return arrivals;
}

class ApplyOrderTest : public StoreTest {};
TL_ON_BOTH_DATABASES(ApplyOrderTest);

TEST_P(ApplyOrderTest, EveryOrderEndsInTheSameExport) {
  for (uint64_t seed = 1; seed <= 5; ++seed) {
    std::vector<std::string> expected;
    for (int permutation = 0; permutation < 3; ++permutation) {
      auto arrivals = contradicting_arrivals(seed);
      std::mt19937_64 random(seed * 100 + permutation);
      if (permutation > 0) {
        std::shuffle(arrivals.begin(), arrivals.end(), random);
        arrivals.push_back(arrivals[random() % arrivals.size()]);  // a replay
      }
      TenantStore tenant = make_tenant();
      const InstanceId instance = connect(tenant);
      ChangeSet group;
      for (ChangeSet& arrival : arrivals) {
        group.append(std::move(arrival));
        if (random() % 3 == 0) continue;
        const auto report = tenant.apply(instance, group, {});
        ASSERT_TRUE(report.ok()) << report.error().detail;
        group = {};
      }
      ASSERT_TRUE(tenant.apply(instance, group, {}).ok());
      const auto lines = exported(tenant);
      ASSERT_GT(lines.size(), 8u);
      if (expected.empty()) expected = lines;
      EXPECT_EQ(lines, expected) << "seed " << seed << ", permutation " << permutation;
    }
  }
}

// What a scan leaves out is what effective_histories leaves out.
TEST_P(ApplyOrderTest, AbsorbedFlagFollowsEffectiveHistories) {
  TenantStore tenant = make_tenant();
  const InstanceId instance = connect(tenant);
  for (ChangeSet& arrival : contradicting_arrivals(77)) {
    ASSERT_TRUE(tenant.apply(instance, arrival, {}).ok());
    std::set<std::pair<int64_t, std::string>> scanned, effective;
    ASSERT_TRUE(tenant
                    .read_snapshot([&](Snapshot& snapshot) {
                      snapshot.scan_changes({}, [&](const ScannedChange& c) {
                        scanned.emplace(c.ref.issue.value, c.history);
                      });
                    })
                    .ok());
    for (int64_t issue = 1; issue <= 4; ++issue) {
      auto all = *tenant.load_histories({instance, IssueId(issue)});
      for (const History& h : domain::effective_histories(std::move(all))) {
        if (!h.items.empty()) effective.emplace(issue, h.id);
      }
    }
    ASSERT_EQ(scanned, effective);
  }
}

// --- histories ---

TEST_P(ApplyTest, RestReplacesAWebhooksHistoryAsAUnit) {
  TenantStore tenant = make_tenant();
  const InstanceId instance = connect(tenant);
  ChangeSet webhook, rest;
  webhook.histories.push_back(
      make_history(1, "11", 700'000, {status_change("1", "2"), status_change("2", "3")}));
  webhook.histories[0].version.rank = SourceRank::kWebhook;
  rest.histories.push_back(make_history(1, "11", 600'000, {status_change("1", "3")}));
  ASSERT_TRUE(tenant.apply(instance, webhook, {}).ok());
  ASSERT_EQ(tenant.apply(instance, rest, {})->histories_changed, 1);
  ASSERT_EQ(tenant.apply(instance, webhook, {})->histories_changed, 0);
  const auto all = tenant.load_histories({instance, IssueId(1)});
  ASSERT_EQ(all->size(), 1u);
  EXPECT_EQ(all->front().items, rest.histories[0].items);
}

TEST_P(ApplyTest, EmptyHistoryIsKnownToBeKnown) {
  TenantStore tenant = make_tenant();
  const InstanceId instance = connect(tenant);
  ChangeSet set;
  set.histories.push_back(make_history(1, "11", 700'000, {}));
  EXPECT_EQ(tenant.apply(instance, set, {})->histories_changed, 1);
  EXPECT_EQ(tenant.apply(instance, set, {})->histories_unchanged, 1);
  EXPECT_EQ(tenant.load_histories({instance, IssueId(1)})->size(), 1u);
}

TEST_P(ApplyTest, ManyHistoriesOfOneSet) {
  TenantStore tenant = make_tenant();
  const InstanceId instance = connect(tenant);
  ChangeSet set;
  for (int64_t i = 0; i < 3000; ++i) {
    set.histories.push_back(make_history(i % 7, std::to_string(i), 600'000 + i,
                                         {status_change(std::to_string(i % 5), "x")}));
  }
  EXPECT_EQ(tenant.apply(instance, set, {})->histories_changed, 3000);
  EXPECT_EQ(tenant.apply(instance, set, {})->histories_unchanged, 3000);
  EXPECT_EQ(tenant.count_facts(instance)->changes, 3000);
}

TEST_P(ApplyTest, OddTextsSurvive) {
  TenantStore tenant = make_tenant();
  const InstanceId instance = connect(tenant);
  const std::string longer(5000, 'x');
  ChangeSet set;
  set.issues.push_back(make_issue(1, "AB-1", "🚀 Überschrift \xE2\x80\x8F"));
  set.histories.push_back(make_history(
      1, "11", 700'000,
      {{"summary", "Summary", std::nullopt, "🚀" + longer, std::nullopt, "🚀" + longer + "y"},
       {"nul", "N", std::nullopt, std::string("a\0b", 3), std::nullopt, "bad \xff byte"}}));
  ASSERT_TRUE(tenant.apply(instance, set, {}).ok());
  const auto all = tenant.load_histories({instance, IssueId(1)});
  const auto& items = all->front().items;
  EXPECT_EQ(items[0].from_text, "🚀" + longer);
  EXPECT_EQ(items[0].to_text, "🚀" + longer + "y");
  EXPECT_EQ(items[1].from_text,
            "a\xE2\x90\x80"
            "b");
  EXPECT_EQ(items[1].to_text, "bad \xEF\xBF\xBD byte");
  EXPECT_EQ(domain::text_of(tenant.load_issue({instance, IssueId(1)})->attributes, "summary"),
            "🚀 Überschrift \xE2\x80\x8F");
  ASSERT_TRUE(tenant
                  .read_snapshot([](Snapshot& snapshot) {
                    for (const DictEntry& entry : snapshot.load_dictionary()) {
                      EXPECT_LE(entry.name.size(), kMaxDictName);
                    }
                  })
                  .ok());
}

// --- incomplete and re-fetch ---

TEST_P(ApplyTest, ThinIssueIsIncompleteUntilReadInFull) {
  TenantStore tenant = make_tenant();
  const InstanceId instance = connect(tenant);
  ChangeSet thin;
  thin.issues.emplace_back();
  thin.issues[0].id = IssueId(1);
  domain::set_attribute(thin.issues[0].attributes, "summary", std::string("from a comment"),
                        version_at(9'000'000, SourceRank::kThin));
  thin.refetch.push_back(IssueId(1));
  EXPECT_EQ(tenant.apply(instance, thin, {})->incomplete, std::vector{IssueId(1)});
  EXPECT_EQ(*tenant.count_refetch(instance), 1);
  EXPECT_EQ(tenant.count_facts(instance)->incomplete, 1);

  ApplyContext context;
  context.refetched = *tenant.list_refetch(instance, 10);
  EXPECT_TRUE(tenant.apply(instance, small_set(), context)->incomplete.empty());
  EXPECT_EQ(*tenant.count_refetch(instance), 0);
  EXPECT_EQ(domain::text_of(tenant.load_issue({instance, IssueId(1)})->attributes, "summary"),
            "first");  // full before thin, whatever the clocks say
}

TEST_P(ApplyTest, RefetchAskedForMeanwhileIsNotLost) {
  TenantStore tenant = make_tenant();
  const InstanceId instance = connect(tenant);
  ASSERT_TRUE(tenant.add_refetch(instance, {IssueId(1), IssueId(1), IssueId(2)}, "thin").ok());
  const auto taken = tenant.list_refetch(instance, 10);
  ASSERT_EQ(taken->size(), 2u);
  ASSERT_TRUE(tenant.add_refetch(instance, {IssueId(1)}, "again").ok());
  ASSERT_TRUE(tenant.finish_refetch(instance, *taken).ok());
  const auto left = tenant.list_refetch(instance, 10);
  ASSERT_EQ(left->size(), 1u);
  EXPECT_EQ(left->front().issue, IssueId(1));
}

// --- one transaction ---

TEST_P(ApplyTest, CursorsMoveOnlyWithTheFacts) {
  TenantStore tenant = make_tenant();
  const InstanceId instance = connect(tenant);
  ApplyContext context;
  context.cursors.push_back({"issues", "page-2", {}});
  context.refused.push_back({"issue", "9", "no id", "{}"});
  context.effects.push_back({"hook:1", instance, "webhook.register", "{}"});
  store::Run run;
  run.id = "run-1";
  run.instance = instance;
  run.kind = "backfill";
  run.state = "running";
  context.run = run;
  const InstanceId nowhere(instance.value + 1000);
  EXPECT_FALSE(tenant.apply(nowhere, small_set(), context).ok());
  EXPECT_FALSE(tenant.load_cursor(instance, "issues")->has_value());
  EXPECT_FALSE(tenant.load_effect("hook:1")->has_value());

  ASSERT_TRUE(tenant.apply(instance, small_set(), context).ok());
  EXPECT_EQ((*tenant.load_cursor(instance, "issues"))->state, "page-2");
  EXPECT_EQ(*tenant.count_refused(instance), 1);
  EXPECT_EQ((*tenant.load_effect("hook:1"))->state, EffectState::kPending);
  EXPECT_EQ(tenant.load_run("run-1")->state, "running");
}

TEST_P(ApplyTest, TenantsDoNotSeeEachOther) {
  TenantStore mine = make_tenant("mine"), yours = make_tenant("yours");
  const InstanceId instance = connect(mine);
  ASSERT_TRUE(mine.apply(instance, small_set(), {}).ok());
  const IssueRef ref{instance, IssueId(1)};
  EXPECT_TRUE(exported(yours).empty());
  EXPECT_EQ(yours.load_issue(ref).error().code, ErrorCode::kNotFound);
  EXPECT_EQ(yours.find_issue_by_key("AB-1").error().code, ErrorCode::kNotFound);
  EXPECT_TRUE(yours.load_histories(ref)->empty());
  EXPECT_EQ(yours.list_issues({})->total, 0);
  EXPECT_EQ(yours.load_feed(0, 10)->head, 0);
  EXPECT_EQ(yours.apply(instance, small_set(), {}).error().code, ErrorCode::kNotFound);
  ASSERT_TRUE(yours
                  .read_snapshot([](Snapshot& snapshot) {
                    EXPECT_TRUE(snapshot.load_dictionary().empty());
                    snapshot.scan_issues([](const ScannedIssue&) { ADD_FAILURE(); });
                    snapshot.scan_changes({}, [](const ScannedChange&) { ADD_FAILURE(); });
                    snapshot.scan_worklogs([](const ScannedWorklog&) { ADD_FAILURE(); });
                  })
                  .ok());
}

TEST_P(ApplyTest, SiteKnownByItsIdExportsAlike) {
  TenantStore first = make_tenant(), second = make_tenant();
  connect(second, "other");  // so that the surrogate ids differ
  const InstanceId a = connect(first, "same"), b = connect(second, "same");
  ASSERT_TRUE(first.apply(a, small_set(), {}).ok());
  ASSERT_TRUE(second.apply(b, small_set(), {}).ok());
  EXPECT_EQ(exported(first), exported(second));
}

// --- the feed ---

TEST_P(ApplyTest, FeedHasNoHolesUnderManyWriters) {
  TenantStore tenant = make_tenant();
  const InstanceId instance = connect(tenant);
  const int64_t before = tenant.load_feed(0, 1000)->head;
  std::vector<std::thread> threads;
  for (int64_t t = 0; t < 8; ++t) {
    threads.emplace_back([&, t] {
      for (int64_t i = 0; i < 20; ++i) {
        ChangeSet set;
        set.issues.push_back(make_issue(t * 1000 + i, "AB-" + std::to_string(t * 1000 + i), "x"));
        // every third goes nowhere and must leave no hole
        const InstanceId where = i % 3 == 0 ? InstanceId(999'999) : instance;
        EXPECT_EQ(tenant.apply(where, set, {}).ok(), i % 3 != 0);
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  const auto page = tenant.load_feed(before, 1000);
  ASSERT_EQ(page->rows.size(), 8u * 13u);
  for (size_t i = 0; i < page->rows.size(); ++i) {
    EXPECT_EQ(page->rows[i].position, before + 1 + static_cast<int64_t>(i));
  }
  EXPECT_EQ(page->head, page->rows.back().position);
}

TEST_P(ApplyTest, FeedIsCoalescedTrimmedAndToldApart) {
  TenantStore tenant = make_tenant();
  const InstanceId instance = connect(tenant);
  const int64_t start = tenant.load_feed(0, 10)->head;
  ASSERT_TRUE(tenant.apply(instance, small_set(), {}).ok());
  const auto page = tenant.load_feed(start, 10);
  ASSERT_EQ(page->rows.size(), 2u);  // the issue with its history once, the worklog once
  EXPECT_EQ(page->rows[0].kind, FeedKind::kIssue);
  EXPECT_EQ(page->rows[1].record_kind, domain::RecordKind::kWorklog);
  EXPECT_EQ(page->rows[1].record_id, "5");
  EXPECT_EQ(page->rows[1].issue, IssueId(1));
  EXPECT_FALSE(page->gap);

  ASSERT_TRUE(tenant.save_feed_cursor("lens", start + 1).ok());
  EXPECT_EQ(*tenant.trim_feed(0), start + 1);
  EXPECT_TRUE(tenant.load_feed(start, 10)->gap);
  EXPECT_FALSE(tenant.load_feed(start + 1, 10)->gap);
  ASSERT_TRUE(tenant.delete_feed_cursor("lens").ok());
  EXPECT_EQ(*tenant.trim_feed(0), 1);
  EXPECT_TRUE(tenant.load_feed(start, 10)->gap);
  EXPECT_FALSE(tenant.load_feed(start + 2, 10)->gap);
}

TEST_P(ApplyTest, WaitingForTheFeedEndsWithTheCommit) {
  TenantStore tenant = make_tenant();
  const InstanceId instance = connect(tenant);
  const int64_t head = tenant.load_feed(0, 10)->head;
  EXPECT_EQ(tenant.wait_feed(head, Millis(1), {}), head);
  std::jthread writer([&] { EXPECT_TRUE(tenant.apply(instance, small_set(), {}).ok()); });
  EXPECT_EQ(tenant.wait_feed(head, minutes(5), {}), head + 2);
}

}  // namespace
}  // namespace tl::store
