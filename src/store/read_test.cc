// Reading: keys, lists, scans, and what sync keeps.
#include <fmt/format.h>

#include "store/store_fixture.h"

namespace tl::store {
namespace {

using ReadTest = StoreTest;
TL_ON_BOTH_DATABASES(ReadTest);

using domain::ChangeSet;

TEST_P(ReadTest, MovedIssueIsFoundByItsFormerKeys) {
  TenantStore tenant = make_tenant();
  const InstanceId instance = connect(tenant);
  ChangeSet set;
  set.issues.push_back(make_issue(1, "NEW-7", "moved"));
  set.issues.push_back(make_issue(2, "AB-2", "other"));
  set.histories.push_back(make_history(
      1, "11", 600'000, {{"Key", "Key", std::nullopt, "AB-1", std::nullopt, "NEW-7"}}));
  ASSERT_TRUE(tenant.apply(instance, set, {}).ok());
  const auto former = tenant.find_issue_by_key("ab-1");
  ASSERT_TRUE(former.ok());
  EXPECT_EQ(former->ref.issue, IssueId(1));
  EXPECT_EQ(former->current_key, "NEW-7");
  EXPECT_TRUE(former->moved);
  EXPECT_FALSE(tenant.find_issue_by_key("NEW-7")->moved);
  EXPECT_EQ(tenant.find_issue_by_key("AB-3").error().code, ErrorCode::kNotFound);
}

TEST_P(ReadTest, SameKeyOnTwoSites) {
  TenantStore tenant = make_tenant();
  const InstanceId a = connect(tenant, "a"), b = connect(tenant, "b");
  ChangeSet set;
  set.issues.push_back(make_issue(1, "AB-1", "x"));
  ASSERT_TRUE(tenant.apply(a, set, {}).ok());
  ASSERT_TRUE(tenant.apply(b, set, {}).ok());
  EXPECT_EQ(tenant.find_issue_by_key("AB-1", b)->ref.instance, b);
  EXPECT_EQ(tenant.find_issue_by_key("AB-1")->ref.instance, a);
}

ChangeSet many_issues(int64_t count) {
  ChangeSet set;
  for (int64_t i = 1; i <= count; ++i) {
    set.issues.push_back(make_issue(i, fmt::format("AB-{}", i), fmt::format("Issue 100%_{}", i),
                                    1'000'000 + (i * 7919) % 50));  // many have the same instant
  }
  return set;
}

TEST_P(ReadTest, PagesCoverEverythingOnceInOrder) {
  TenantStore tenant = make_tenant();
  const InstanceId instance = connect(tenant);
  ASSERT_TRUE(tenant.apply(instance, many_issues(120), {}).ok());
  for (const IssueSort sort : {IssueSort::kUpdated, IssueSort::kCreated, IssueSort::kKey}) {
    for (const bool descending : {true, false}) {
      IssueQuery query;
      query.sort = sort;
      query.descending = descending;
      query.limit = 17;
      std::vector<IssueRow> all;
      do {
        const auto page = tenant.list_issues(query);
        ASSERT_TRUE(page.ok()) << page.error().detail;
        EXPECT_EQ(page->total, 120);
        all.insert(all.end(), page->rows.begin(), page->rows.end());
        query.after = page->next;
      } while (!query.after.empty());
      ASSERT_EQ(all.size(), 120u);
      std::set<IssueRef> once;
      for (const IssueRow& row : all) once.insert(row.ref);
      EXPECT_EQ(once.size(), 120u);
      if (sort != IssueSort::kKey) continue;
      EXPECT_EQ(all.front().key, descending ? "AB-120" : "AB-1");
      EXPECT_EQ(all[9].key, descending ? "AB-111" : "AB-10");
    }
  }
}

TEST_P(ReadTest, FiltersAndText) {
  TenantStore tenant = make_tenant();
  const InstanceId instance = connect(tenant);
  ChangeSet set = many_issues(12);
  domain::set_attribute(set.issues[0].attributes, "status", domain::Ref{"2", "Done"},
                        version_at(2'000'000));
  domain::set_attribute(set.issues[1].attributes, domain::kDeleted, true, version_at(2'000'000));
  ASSERT_TRUE(tenant.apply(instance, set, {}).ok());
  const auto total = [&](const std::function<void(IssueQuery&)>& change) {
    IssueQuery query;
    change(query);
    return tenant.list_issues(query)->total;
  };
  EXPECT_EQ(total([](IssueQuery&) {}), 11);
  EXPECT_EQ(total([](IssueQuery& q) { q.with_deleted = true; }), 12);
  EXPECT_EQ(total([](IssueQuery& q) { q.status_id = "2"; }), 1);
  EXPECT_EQ(total([](IssueQuery& q) { q.type_id = "7"; }), 11);
  EXPECT_EQ(total([](IssueQuery& q) { q.project_id = "1"; }), 0);
  EXPECT_EQ(total([](IssueQuery& q) { q.text = "ISSUE 100%_1"; }), 4);
  EXPECT_EQ(total([](IssueQuery& q) { q.text = "ISSUE 1000"; }), 0);  // no wildcards
  EXPECT_EQ(total([](IssueQuery& q) { q.text = "ab-3"; }), 1);
  EXPECT_EQ(total([&](IssueQuery& q) { q.instance = InstanceId(instance.value + 1); }), 0);
}

TEST_P(ReadTest, CursorOfAnotherQueryIsRefused) {
  TenantStore tenant = make_tenant();
  ASSERT_TRUE(tenant.apply(connect(tenant), many_issues(5), {}).ok());
  IssueQuery query;
  query.limit = 2;
  query.after = tenant.list_issues(query)->next;
  ASSERT_FALSE(query.after.empty());
  query.status_id = "1";
  EXPECT_EQ(tenant.list_issues(query).error().code, ErrorCode::kInvalidArgument);
  for (const char* junk : {"x", "....", "0.0.0.0.0", "\xff"}) {
    query.after = junk;
    EXPECT_EQ(tenant.list_issues(query).error().code, ErrorCode::kInvalidArgument) << junk;
  }
}

TEST_P(ReadTest, SearchTextHasALimit) {
  TenantStore tenant = make_tenant();
  IssueQuery query;
  query.text = std::string(kMaxIssueText, 'x');
  EXPECT_EQ(tenant.list_issues(query)->total, 0);
  query.text += 'x';
  EXPECT_EQ(tenant.list_issues(query).error().code, ErrorCode::kTooLarge);
}

TEST_P(ReadTest, ScansSeeOneState) {
  TenantStore tenant = make_tenant();
  const InstanceId instance = connect(tenant);
  ChangeSet set = many_issues(3);
  set.histories.push_back(make_history(
      1, "11", 600'000, {status_change("1", "2"), {"labels", "Labels", {}, "a", {}, "b"}}));
  set.records.push_back(make_worklog("5", 1, 60));
  set.records.push_back(make_worklog("6", 1, 90));
  domain::set_attribute(set.records[1].attributes, domain::kDeleted, true, version_at(2'000'000));
  const int64_t position = tenant.apply(instance, set, {})->feed_position;
  ASSERT_TRUE(tenant
                  .read_snapshot([&](Snapshot& snapshot) {
                    EXPECT_EQ(snapshot.feed_position(), position);
                    ChangeSet later;
                    later.issues.push_back(make_issue(9, "AB-9", "later"));
                    EXPECT_TRUE(tenant.apply(instance, later, {}).ok());
                    std::vector<std::string> keys;
                    snapshot.scan_issues([&](const ScannedIssue& issue) {
                      keys.emplace_back(issue.key);
                      EXPECT_EQ(issue.project_id, "100");
                      EXPECT_EQ(issue.created, Instant(500'000));
                      EXPECT_TRUE(domain::unpack_attributes(issue.document).ok());
                    });
                    EXPECT_EQ(keys, (std::vector<std::string>{"AB-1", "AB-2", "AB-3"}));
                    std::map<int64_t, DictEntry> dict;
                    for (const DictEntry& e : snapshot.load_dictionary()) dict[e.id.value] = e;
                    int changes = 0, logs = 0;
                    snapshot.scan_changes({"status", "none"}, [&](const ScannedChange& c) {
                      ++changes;
                      EXPECT_EQ(dict.at(c.field.value).vendor_id, "status");
                      EXPECT_EQ(dict.at(c.field.value).field, kFieldDict);
                      EXPECT_EQ(dict.at(c.from.value).vendor_id, "1");
                      EXPECT_EQ(dict.at(c.to.value).name, "name of 2");
                      EXPECT_EQ(dict.at(c.actor.value).vendor_id, "acc-1");
                      EXPECT_EQ(c.at, Instant(600'000));
                    });
                    EXPECT_EQ(changes, 1);
                    snapshot.scan_worklogs([&](const ScannedWorklog& w) {
                      ++logs;
                      EXPECT_EQ(w.seconds, 60);
                      EXPECT_EQ(dict.at(w.author.value).vendor_id, "acc-2");
                    });
                    EXPECT_EQ(logs, 1);
                  })
                  .ok());
}

TEST_P(ReadTest, LargeScansComeInPieces) {
  TenantStore tenant = make_tenant();
  const InstanceId instance = connect(tenant);
  ASSERT_TRUE(tenant.apply(instance, many_issues(9000), {}).ok());
  int64_t last = 0;
  ASSERT_TRUE(tenant
                  .read_snapshot([&](Snapshot& snapshot) {
                    snapshot.scan_issues([&](const ScannedIssue& issue) {
                      EXPECT_EQ(issue.ref.issue.value, ++last);
                    });
                  })
                  .ok());
  EXPECT_EQ(last, 9000);
}

// --- what sync keeps ---

TEST_P(ReadTest, FieldCatalogueComesFromRecords) {
  TenantStore tenant = make_tenant();
  const InstanceId instance = connect(tenant);
  ChangeSet set;
  domain::Record field;
  field.kind = domain::RecordKind::kField;
  field.id = "customfield_1";
  domain::set_attribute(field.attributes, "name", std::string("Story Points"), version_at(1));
  domain::set_attribute(field.attributes, "type", std::string("number"), version_at(1));
  set.records.push_back(field);
  ASSERT_TRUE(tenant.apply(instance, set, {}).ok());
  const auto catalogue = tenant.load_field_catalogue(instance);
  ASSERT_NE(catalogue->find("customfield_1"), nullptr);
  EXPECT_EQ(catalogue->find("customfield_1")->type, "number");
  EXPECT_TRUE(
      tenant.load_record(instance, domain::RecordKind::kField, "customfield_1")->has_value());
}

TEST_P(ReadTest, EffectsAreTriedOnceAndUnknownAfterACrash) {
  TenantStore tenant = make_tenant();
  const InstanceId instance = connect(tenant);
  const domain::Effect effect{"register:1", instance, "webhook.register", "{}"};
  EXPECT_TRUE(*tenant.put_effect(effect, Instant(100)));
  EXPECT_FALSE(*tenant.put_effect(effect, Instant(100)));
  EXPECT_TRUE(tenant.list_due_effects(instance, Instant(99), 10)->empty());
  EXPECT_EQ(tenant.list_due_effects(instance, Instant(100), 10)->size(), 1u);
  EXPECT_EQ(tenant.begin_effect("register:1")->state, EffectState::kPending);
  EXPECT_EQ(tenant.begin_effect("register:1").error().code, ErrorCode::kConflict);
  reopen();
  TenantStore again = store_->tenant(tenant.id());
  const auto due = again.list_due_effects(instance, Instant(100), 10);
  ASSERT_EQ(due->size(), 1u);
  EXPECT_EQ(due->front().state, EffectState::kUnknown);
  EXPECT_EQ(due->front().attempts, 1);
  ASSERT_TRUE(again.save_effect_state({"register:1", EffectState::kDone, "id 7", {}}).ok());
  EXPECT_EQ((*again.load_effect("register:1"))->detail, "id 7");
  EXPECT_TRUE(again.list_due_effects(instance, Instant(1000), 10)->empty());
  EXPECT_EQ(again.list_effects(instance, 10)->size(), 1u);
}

TEST_P(ReadTest, HooksRunsCursorsAndConfiguration) {
  TenantStore tenant = make_tenant();
  const InstanceId instance = connect(tenant);
  WebhookHook hook{tenant.id(), instance, "path", "sealed", "", "wanted", clock_.now(), {}};
  ASSERT_TRUE(tenant.save_hook(hook).ok());
  hook.vendor_id = "77";
  hook.state = "registered";
  ASSERT_TRUE(tenant.save_hook(hook).ok());
  ASSERT_TRUE(tenant.touch_hook("path", Instant(5)).ok());
  const auto hooks = store_->list_all_hooks();
  ASSERT_EQ(hooks->size(), 1u);
  EXPECT_EQ(hooks->front().tenant, tenant.id());
  EXPECT_EQ(hooks->front().vendor_id, "77");
  EXPECT_EQ(hooks->front().last_event, Instant(5));
  ASSERT_TRUE(tenant.delete_hook("path").ok());
  EXPECT_TRUE(tenant.list_hooks(instance)->empty());

  EXPECT_EQ(tenant.save_configuration(instance, "{\"a\":1}", UserId(1))->version, 1);
  EXPECT_EQ(tenant.save_configuration(instance, "{\"a\":2}", UserId(1))->version, 2);
  EXPECT_EQ((*tenant.load_configuration(instance))->document, "{\"a\":2}");
  EXPECT_EQ((*tenant.load_configuration(instance, 1))->document, "{\"a\":1}");
  EXPECT_FALSE(tenant.load_configuration({})->has_value());
  EXPECT_EQ(tenant.load_feed(0, 100)->rows.back().kind, FeedKind::kConfiguration);

  store::Run run{"r1", instance, "backfill", "running", Instant(1), {},
                 "[]", "",       Instant(9), "",        {}};
  ASSERT_TRUE(tenant.save_run(run).ok());
  run.state = "done";
  run.finished = Instant(2);
  run.wait_until.reset();
  ASSERT_TRUE(tenant.save_run(run).ok());
  const auto runs = tenant.list_runs(instance, 5);
  ASSERT_EQ(runs->size(), 1u);
  EXPECT_EQ(runs->front().finished, Instant(2));
  EXPECT_FALSE(runs->front().wait_until.has_value());

  ASSERT_TRUE(tenant.save_cursor(instance, {"s", "1", {}}).ok());
  ASSERT_TRUE(tenant.save_cursor(instance, {"s", "2", {}}).ok());
  ASSERT_EQ(tenant.list_cursors(instance)->size(), 1u);
  EXPECT_EQ(tenant.list_cursors(instance)->front().state, "2");
  ASSERT_TRUE(tenant.delete_cursor(instance, "s").ok());
  EXPECT_FALSE(tenant.load_cursor(instance, "s")->has_value());

  ASSERT_TRUE(tenant
                  .add_refused(instance,
                               {{"issue", "", "no id", "{1}"},
                                {"issue", "", "no id", "{2}"},
                                {"issue", "", "no id", "{2}"}},
                               3)
                  .ok());
  EXPECT_EQ(*tenant.count_refused(instance), 2);
  EXPECT_EQ(tenant.list_refused(instance, 10)->front().normaliser_version, 3);
}

}  // namespace
}  // namespace tl::store
