// Looking at a connection: history, webhooks, writes, "why nothing?", verify, quiet hours.
#include "sync/service_fixture.h"

namespace tl::sync {
namespace {

class LookTest : public ServiceTest {
 protected:
  InstanceId connected(const ConnectRequest& asked) {
    const auto made = service_->connect(tenant_, asked);
    EXPECT_TRUE(made.ok()) << (made.ok() ? "" : made.error().detail);
    const InstanceId instance = made.ok() ? made->connection.id : InstanceId();
    EXPECT_TRUE(eventually([&] { return status(instance).last_sync.has_value(); }));
    EXPECT_TRUE(eventually([&] { return run_is(instance, RunState::kCompleted); }));
    return instance;
  }
  InstanceId connected() { return connected(request()); }
  void sync(InstanceId instance) {
    const auto before = status(instance).last_sync;
    std::this_thread::sleep_for(std::chrono::milliseconds(2));  // a round has a time of its own
    ASSERT_TRUE(service_->sync_now(tenant_, instance).ok());
    ASSERT_TRUE(eventually([&] { return status(instance).last_sync != before; }));
  }
  std::vector<SyncEntry> polls(InstanceId instance) {
    auto all = service_->sync_history(tenant_, instance, 100);
    EXPECT_TRUE(all.ok());
    std::erase_if(*all, [](const SyncEntry& entry) { return entry.kind != "poll"; });
    return std::move(*all);
  }
  static bool finds(const Diagnosis& diagnosis, std::string_view code) {
    return std::any_of(diagnosis.findings.begin(), diagnosis.findings.end(),
                       [&](const Finding& finding) { return finding.code == code; });
  }
  int64_t count_calls(std::string_view prefix) {
    const auto calls = vendor_->calls();
    return std::count_if(calls.begin(), calls.end(),
                         [&](const std::string& call) { return call.starts_with(prefix); });
  }
};

TEST_F(LookTest, OnlyRoundsThatBroughtSomethingOrFailedAreInTheHistory) {
  const InstanceId instance = connected();
  sync(instance);
  EXPECT_TRUE(polls(instance).empty());
  vendor_->script_page("poll.issues", page(5, 2, "", true));
  sync(instance);
  ASSERT_EQ(polls(instance).size(), 1u);
  EXPECT_EQ(polls(instance)[0].items, 2);
  EXPECT_EQ(polls(instance)[0].state, "completed");
  vendor_->script_error("poll.issues", ErrorCode::kTimedOut);
  ASSERT_TRUE(service_->sync_now(tenant_, instance).ok());
  ASSERT_TRUE(eventually([&] { return polls(instance).size() == 2; }));
  EXPECT_EQ(polls(instance)[0].state, "failed");
  EXPECT_EQ(polls(instance)[0].detail, "scripted");
  const auto all = service_->sync_history(tenant_, instance, 100);
  EXPECT_EQ(all->back().kind, "backfill");
}

TEST_F(LookTest, AWebhookThatIsGoneIsMadeAgain) {
  const InstanceId instance = connected();
  ASSERT_TRUE(eventually([&] { return status(instance).webhook.state == "live"; }));
  EXPECT_EQ(count_calls("webhook.register"), 1);
  const auto before = service_->hooks(tenant_, instance);
  ASSERT_TRUE(before.ok());
  ASSERT_EQ(before->hooks.size(), 1u);
  EXPECT_EQ(before->hooks[0].listed, true);
  EXPECT_EQ(before->hooks[0].state, "registered");
  EXPECT_EQ(before->hooks[0].masked_url.find(path_id()), std::string::npos);
  EXPECT_EQ(before->foreign, 0);
  vendor_->locked([&] {
    vendor_->hooks = std::vector<connector::RemoteHook>{
        {"5", "theirs", "https://tl.example/v1/issue/a/b", true, {}, ""},
        {"6", "elsewhere", "https://other.example/", true, {}, ""}};
  });
  const auto missing = service_->hooks(tenant_, instance);
  EXPECT_EQ(missing->hooks[0].state, "missing");
  EXPECT_EQ(missing->hooks[0].listed, false);
  EXPECT_EQ(missing->foreign, 1);
  EXPECT_TRUE(finds(*service_->diagnose(tenant_, instance, true), "webhook_missing"));
  sync(instance);
  vendor_->locked([&] { vendor_->hooks.reset(); });
  EXPECT_TRUE(eventually([&] { return count_calls("webhook.register") == 2; }));
  EXPECT_TRUE(eventually([&] { return status(instance).webhook.state == "live"; }));
  ASSERT_TRUE(service_->renew_hooks(tenant_, instance).ok());
  EXPECT_TRUE(eventually([&] { return count_calls("webhook.register") == 3; }));
}

TEST_F(LookTest, SwitchingWebhooksOffRemovesOursAndOnMakesAnother) {
  const InstanceId instance = connected();
  ASSERT_TRUE(eventually([&] { return status(instance).webhook.state == "live"; }));
  const std::string old_path = path_id();
  ConnectionChange off;
  off.webhooks = false;
  ASSERT_TRUE(service_->change(tenant_, instance, status(instance).connection.revision, off).ok());
  ASSERT_TRUE(eventually([&] { return store_->list_all_hooks()->empty(); }));
  EXPECT_EQ(count_calls("webhook.remove"), 1);
  EXPECT_EQ(status(instance).webhook.state, "off");
  EXPECT_EQ(service_->renew_hooks(tenant_, instance).error().code, ErrorCode::kConflict);
  off.webhooks = true;
  ASSERT_TRUE(service_->change(tenant_, instance, status(instance).connection.revision, off).ok());
  ASSERT_TRUE(eventually([&] { return status(instance).webhook.state == "live"; }));
  EXPECT_NE(path_id(), old_path);
}

TEST_F(LookTest, EveryWriteIsListedAndASwitchHoldsItBack) {
  const InstanceId instance = connected();
  ASSERT_TRUE(eventually([&] { return status(instance).webhook.state == "live"; }));
  auto store = store_->tenant(tenant_);
  for (int i = 0; i < 3; ++i) {
    ASSERT_TRUE(store
                    .put_effect({"worklog:" + std::to_string(i), instance, "worklog.add", "{}"},
                                clock_->now())
                    .ok());
  }
  // A round that was under way when they were put may have seen some of them only.
  ASSERT_TRUE(eventually([&] {
    sync(instance);
    const auto page = service_->writes(tenant_, instance, "", 10);
    return std::count_if(page->items.begin(), page->items.end(),
                         [](const WriteEntry& e) { return e.state == "switched_off"; }) == 3;
  }));
  std::vector<WriteEntry> all;
  std::string cursor;
  int pages = 0;
  do {
    const auto page = service_->writes(tenant_, std::nullopt, cursor, 2);
    ASSERT_TRUE(page.ok());
    all.insert(all.end(), page->items.begin(), page->items.end());
    cursor = page->next_cursor;
  } while (!cursor.empty() && ++pages < 10);
  ASSERT_EQ(all.size(), 4u);
  EXPECT_EQ(std::count_if(all.begin(), all.end(),
                          [](const WriteEntry& e) { return e.state == "switched_off"; }),
            3);
  EXPECT_EQ(all.back().kind, "webhook.register");
  EXPECT_EQ(all.back().state, "done");
  EXPECT_EQ(all.back().connection_name, status(instance).connection.name);
  ConnectionChange on;
  on.writes_worklogs = true;
  ASSERT_TRUE(service_->change(tenant_, instance, status(instance).connection.revision, on).ok());
  EXPECT_TRUE(eventually([&] {
    const auto page = service_->writes(tenant_, instance, "", 10);
    return std::none_of(page->items.begin(), page->items.end(),
                        [](const WriteEntry& e) { return e.state == "switched_off"; });
  }));
  EXPECT_EQ(service_->writes(tenant_, instance, "nonsense", 10).error().code,
            ErrorCode::kInvalidArgument);
}

TEST_F(LookTest, WhyNothingNamesTheCause) {
  const InstanceId instance = connected();
  EXPECT_TRUE(finds(*service_->diagnose(tenant_, instance, false), "no_issues"));
  vendor_->filter_check.valid = true;
  vendor_->filter_check.matches = 0;
  ConnectionChange filter;
  filter.filter_jql = "x = y";
  ASSERT_TRUE(
      service_->change(tenant_, instance, status(instance).connection.revision, filter).ok());
  const auto asked = service_->diagnose(tenant_, instance, true);
  ASSERT_TRUE(asked.ok());
  EXPECT_TRUE(asked->asked_vendor);
  EXPECT_TRUE(finds(*asked, "filter_matches_nothing"));
  EXPECT_EQ(asked->findings.front().severity, "blocking");
  for (const Finding& finding : asked->findings) {
    EXPECT_FALSE(finding.remedy.empty()) << finding.code;
    EXPECT_NE(asked->text.find(finding.title), std::string::npos);
  }
  vendor_->check_passes = false;
  EXPECT_TRUE(finds(*service_->diagnose(tenant_, instance, true), "token_dead"));
  ASSERT_TRUE(service_->pause(tenant_, instance, "Ada").ok());
  const auto paused = service_->diagnose(tenant_, instance, false);
  EXPECT_TRUE(finds(*paused, "paused"));
  EXPECT_FALSE(paused->asked_vendor);
}

TEST_F(LookTest, VerifyComparesASampleAndReadsAgainWhatJustChanged) {
  connector::PulledPage three;
  for (int64_t id = 1; id <= 3; ++id) {
    auto issue = full_issue(id, "SHOP-" + std::to_string(id), 1000, "x");
    domain::set_attribute(issue.attributes, "status", domain::Ref{"1", "To Do"},
                          {Instant(1000), 0, domain::SourceRank::kRest, 0});
    three.changes.issues.push_back(std::move(issue));
    vendor_->live[id] = {IssueId(id), "SHOP-" + std::to_string(id), {"1", "To Do"}, Instant(1000)};
  }
  three.done = true;
  vendor_->pages["issues"] = {std::move(three)};
  const InstanceId instance = connected();
  const auto row = [](const VerifyReport& report, std::string_view id) {
    for (const VerifyRow& each : report.rows) {
      if (each.id == id) return each.state;
    }
    return std::string("absent");
  };
  auto report = service_->verify(tenant_, instance);
  ASSERT_TRUE(report.ok()) << report.error().detail;
  EXPECT_EQ(report->samples.size(), 3u);
  EXPECT_EQ(row(*report, "statuses"), "passed");
  EXPECT_EQ(row(*report, "histories"), "passed");
  EXPECT_EQ(row(*report, "issues"), "passed");
  EXPECT_EQ(row(*report, "commits"), "not_connected");
  vendor_->live[2].status = {"3", "Done"};  // long ago, and nobody told us
  EXPECT_EQ(row(*service_->verify(tenant_, instance), "statuses"), "failed");
  ASSERT_TRUE(eventually([&] { return count_calls("issue:2") > 0; })) << "it is read again";
  vendor_->live[2].status = {"1", "To Do"};
  vendor_->live.erase(3);
  report = service_->verify(tenant_, instance);
  EXPECT_EQ(row(*report, "statuses"), "warning");
  const int64_t before = count_calls("issue:1");
  vendor_->live[1].status = {"3", "Done"};
  vendor_->live[1].updated = clock_->now();
  ASSERT_TRUE(service_->verify(tenant_, instance).ok());
  EXPECT_EQ(count_calls("issue:1"), before + 1) << "read again before it counts";
}

TEST_F(LookTest, QuietHoursAreSaidAndKept) {
  const InstanceId instance = connected();
  const auto minute = static_cast<int32_t>(clock_->now().ms / 60'000 % 1440);
  ConnectionChange quiet;
  quiet.quiet_hours = domain::QuietHours{(minute + 1380) % 1440, (minute + 60) % 1440};
  ASSERT_TRUE(
      service_->change(tenant_, instance, status(instance).connection.revision, quiet).ok());
  ASSERT_TRUE(eventually([&] { return status(instance).badge.code == "quiet_hours"; }));
  const auto calls = vendor_->calls().size();
  ASSERT_TRUE(service_->sync_now(tenant_, instance).ok());
  std::this_thread::sleep_for(std::chrono::milliseconds(300));
  EXPECT_EQ(vendor_->calls().size(), calls);
  quiet.quiet_hours = std::optional<domain::QuietHours>();
  ASSERT_TRUE(
      service_->change(tenant_, instance, status(instance).connection.revision, quiet).ok());
  EXPECT_TRUE(eventually([&] { return vendor_->calls().size() > calls; }));
  EXPECT_TRUE(eventually([&] { return status(instance).badge.code != "quiet_hours"; }));
  quiet.quiet_hours = domain::QuietHours{60, 60};
  EXPECT_EQ(
      service_->change(tenant_, instance, status(instance).connection.revision, quiet).error().code,
      ErrorCode::kInvalidArgument);
}

TEST_F(LookTest, RefusedDeliveriesAreReadAgainByANewerVersion) {
  const InstanceId instance = connected();
  ASSERT_TRUE(eventually([&] { return status(instance).webhook.state == "live"; }));
  store::Arrival refused;
  refused.tenant = tenant_;
  refused.instance = instance;
  refused.key = "r";
  refused.kind = "webhook";
  refused.received = clock_->now();
  refused.headers = "{}";
  refused.body = R"({"id":7,"key":"SHOP-7","updated":4000,"summary":"x"})";
  refused.state = store::ArrivalState::kRefused;
  ASSERT_TRUE(store_->inbox().put_and_wait(refused).ok());
  close();
  open();
  ASSERT_TRUE(eventually([&] { return status(instance).last_sync.has_value(); }));
  EXPECT_EQ(store_->inbox().counts(tenant_, instance)->refused, 1);
  close();
  vendor_->normaliser = 2;
  open();
  EXPECT_TRUE(eventually([&] { return !summary(instance, 7).empty(); }));
  EXPECT_EQ(store_->inbox().counts(tenant_, instance)->refused, 0);
}

TEST_F(LookTest, FieldUseCountsWhatIsFilled) {
  connector::PulledPage fields;
  domain::Record record{domain::RecordKind::kField, "summary", {}, {}};
  domain::set_attribute(record.attributes, "name", std::string("Summary"), {});
  domain::set_attribute(record.attributes, "type", std::string("string"), {});
  fields.changes.records = {record};
  record.id = "customfield_1";
  fields.changes.records.push_back(record);
  fields.done = true;
  vendor_->pages["catalogue"] = {std::move(fields)};
  vendor_->pages["issues"] = {page(1, 3, "s1", true)};
  ConnectRequest asked = request();
  asked.options.custom_fields = {"customfield_9"};
  const InstanceId instance = connected(asked);
  const auto uses = service_->field_use(tenant_, instance);
  ASSERT_TRUE(uses.ok());
  ASSERT_EQ(uses->size(), 2u);
  EXPECT_EQ(uses->at(0).field.id, "customfield_1");
  EXPECT_FALSE(uses->at(0).stored) << "not chosen";
  EXPECT_EQ(uses->at(0).filled, 0);
  EXPECT_EQ(uses->at(1).filled, 3);
  EXPECT_EQ(uses->at(1).looked_at, 3);
  EXPECT_TRUE(uses->at(1).stored);
}

}  // namespace
}  // namespace tl::sync
