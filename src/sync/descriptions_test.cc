// Opting in to descriptions, and out again: what is read, what is kept, what goes.
#include "sync/descriptions.h"

#include "sync/service_fixture.h"

namespace tl::sync {
namespace {

constexpr std::string_view kWord = "PLANTED";

class DescriptionsOfService : public ServiceTest {
 protected:
  // Two issues, the first with a description and a history that changed it.
  static connector::PulledPage described_page() {
    connector::PulledPage made = page(1, 2, "s1", true);
    const domain::Version version{Instant(1000), 0, domain::SourceRank::kRest, 0};
    domain::set_attribute(made.changes.issues[0].attributes, domain::kDescription,
                          std::string(kWord), version);
    domain::History history;
    history.issue = IssueId(1);
    history.id = "9";
    history.version = version;
    history.items.push_back({"description", "description", {}, "before", {}, std::string(kWord)});
    domain::seal_history(history);
    made.changes.histories.push_back(std::move(history));
    return made;
  }
  InstanceId connected(bool descriptions) {
    ConnectRequest asked = request();
    asked.options.descriptions = descriptions;
    vendor_->script_page("issues", described_page());
    const auto made = service_->connect(tenant_, asked);
    EXPECT_TRUE(made.ok()) << made.error().detail;
    const InstanceId instance = made->connection.id;
    EXPECT_TRUE(eventually([&] { return run_is(instance, RunState::kCompleted); }));
    return instance;
  }
  Result<ConnectionStatus> choose(InstanceId instance, bool descriptions) {
    ConnectionChange wanted;
    wanted.descriptions = descriptions;
    for (;;) {  // the worker may raise the revision between the look and the change
      auto changed =
          service_->change(tenant_, instance, status(instance).connection.revision, wanted);
      if (changed.ok() || changed.error().code != ErrorCode::kConflict) return changed;
    }
  }
  bool stored(InstanceId instance) {
    const auto row = store_->tenant(tenant_).load_issue({instance, IssueId(1)});
    return row.ok() && row->attributes.contains(domain::kDescription);
  }
  std::string kept_bodies() {
    store::ArrivalQuery all;
    all.tenant = tenant_;
    all.with_body = true;
    std::string bodies;
    for (const auto& one : *store_->inbox().list(all)) bodies += one.arrival.body + "\n";
    return bodies;
  }
};

TEST_F(DescriptionsOfService, OffByDefaultNothingIsKept) {
  const InstanceId instance = connected(false);
  EXPECT_FALSE(stored(instance));
  EXPECT_FALSE(status(instance).connection.options.descriptions);
  EXPECT_FALSE(status(instance).removed_descriptions) << "nothing was ever there";
  EXPECT_FALSE(vendor_->last_descriptions());
}

TEST_F(DescriptionsOfService, SwitchingOnReadsAgainAndOffDeletesWithACount) {
  const InstanceId instance = connected(false);
  const std::string run = status(instance).progress->run;
  vendor_->script_page("issues", described_page());
  ASSERT_TRUE(choose(instance, true).ok());
  ASSERT_TRUE(eventually([&] { return stored(instance); }));
  EXPECT_NE(status(instance).progress->run, run) << "a run of its own";
  EXPECT_TRUE(vendor_->last_descriptions());
  const auto off = choose(instance, false);
  ASSERT_TRUE(off.ok());
  ASSERT_TRUE(off->removed_descriptions.has_value());
  EXPECT_EQ(off->removed_descriptions->issues, 1);
  EXPECT_EQ(off->removed_descriptions->changes, 1);
  EXPECT_TRUE(off->removed_descriptions->finished) << "a few go at once";
  EXPECT_FALSE(stored(instance));
  vendor_->script_page("issues", described_page());
  ASSERT_TRUE(choose(instance, true).ok());
  EXPECT_TRUE(eventually([&] { return stored(instance); })) << "and back again";
  EXPECT_FALSE(status(instance).removed_descriptions);
}

TEST_F(DescriptionsOfService, DeliveriesFollowTheChoiceAndKeptOnesAreCutAgain) {
  const InstanceId instance = connected(false);
  ASSERT_TRUE(eventually([&] { return status(instance).webhook.state != "registering"; }));
  const std::string body = R"({"id":7,"key":"SHOP-7","updated":2000,"summary":"s","description":")";
  ASSERT_TRUE(deliver("a", body + "PLANTED a\"}").ok());
  EXPECT_EQ(kept_bodies().find(kWord), std::string::npos);
  ASSERT_TRUE(choose(instance, true).ok());
  ASSERT_TRUE(deliver("b", body + "PLANTED b\"}").ok());
  EXPECT_NE(kept_bodies().find("PLANTED b"), std::string::npos);
  ASSERT_TRUE(choose(instance, false).ok());
  ASSERT_TRUE(
      eventually([&] { return status(instance).removed_descriptions->finished.has_value(); }));
  EXPECT_EQ(kept_bodies().find(kWord), std::string::npos);
  EXPECT_NE(kept_bodies().find("SHOP-7"), std::string::npos);
  ASSERT_TRUE(deliver("c", body + "PLANTED c\"}").ok());
  EXPECT_EQ(kept_bodies().find(kWord), std::string::npos);
}

TEST_F(DescriptionsOfService, WhatIsLeftGoesOnAfterARestart) {
  const InstanceId instance = connected(true);
  ASSERT_TRUE(stored(instance));
  service_->stop();
  store::TenantStore tenant = store_->tenant(tenant_);
  auto connection = tenant.load_connection(instance);
  connection->options.descriptions = false;
  ASSERT_TRUE(tenant.update_connection(*connection).ok());
  ASSERT_TRUE(want_removal(tenant, instance).ok());
  close();
  open();
  EXPECT_TRUE(eventually([&] {
    const auto now = status(instance).removed_descriptions;
    return now.has_value() && now->finished.has_value() && now->issues == 1;
  }));
  EXPECT_FALSE(stored(instance));
}

TEST_F(DescriptionsOfService, APausedOrDisconnectedSiteLosesThemToo) {
  const InstanceId instance = connected(true);
  ASSERT_TRUE(service_->disconnect(tenant_, instance, false).ok());
  ASSERT_TRUE(stored(instance)) << "facts stay";
  const auto off = choose(instance, false);
  ASSERT_TRUE(off.ok()) << off.error().detail;
  EXPECT_TRUE(off->removed_descriptions && off->removed_descriptions->finished);
  EXPECT_FALSE(stored(instance));
}

TEST_F(DescriptionsOfService, ConnectingAgainWithoutThemDeletesThem) {
  const InstanceId instance = connected(true);
  ASSERT_TRUE(service_->disconnect(tenant_, instance, false).ok());
  const auto again = service_->connect(tenant_, request());
  ASSERT_TRUE(again.ok()) << again.error().detail;
  EXPECT_EQ(again->connection.id, instance);
  EXPECT_TRUE(eventually([&] { return !stored(instance); }));
}

TEST(DescriptionRemovalText, RoundTripAndUnreadable) {
  DescriptionRemoval removal{IssueId(7), store::ArrivalId(9), 3, 2, true, Instant(5)};
  EXPECT_EQ(*parse_removal(render_removal(removal)), removal);
  EXPECT_EQ(*parse_removal(render_removal({})), DescriptionRemoval{});
  EXPECT_FALSE(parse_removal("no JSON").ok());
}

}  // namespace
}  // namespace tl::sync
