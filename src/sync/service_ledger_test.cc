// The ledger through the service: after the past was read, by a button, and for nobody else.
#include "sync/service_fixture.h"

namespace tl::sync {
namespace {

class ServiceLedger : public ServiceTest {
 protected:
  // A site with one project whose five issues are all read by the backfill.
  InstanceId connect_shop() {
    const Instant old(1'700'000'000'000);
    connector::PulledPage projects;
    domain::Record shop{domain::RecordKind::kProject, "p-SHOP", {}, {}};
    domain::set_attribute(shop.attributes, "key", std::string("SHOP"),
                          {old, 0, domain::SourceRank::kRest, 0});
    projects.changes.records.push_back(std::move(shop));
    projects.done = true;
    connector::PulledPage issues;
    vendor_->locked([&] {
      vendor_->world.on = true;
      for (int64_t id = 1; id <= 5; ++id) {
        FakeIssue issue;
        issue.key = "SHOP-" + std::to_string(id);
        issue.updated = old + minutes(id);
        issues.changes.issues.push_back(full_issue(id, issue.key, issue.updated.ms, issue.summary));
        vendor_->world.issues[id] = std::move(issue);
      }
    });
    issues.done = true;
    vendor_->script_page("catalogue", std::move(projects));
    vendor_->script_page("issues", std::move(issues));
    return connect();
  }
  std::string state(InstanceId instance) {
    const auto report = service_->ledger(tenant_, instance);
    return report.ok() ? report->connections.front().state : "";
  }
};

TEST_F(ServiceLedger, TheTileSaysHowFarItIsComplete) {
  const InstanceId instance = connect_shop();
  ASSERT_TRUE(eventually([&] { return state(instance) == "complete"; }));
  const ConnectionStatus now = status(instance);
  EXPECT_EQ(now.ledger_state, "complete");
  EXPECT_TRUE(now.complete_as_of);
  EXPECT_EQ(now.badge.code, "connected");
  EXPECT_TRUE(now.badge.line.starts_with("Complete as of ")) << now.badge.line;
  EXPECT_TRUE(now.alarms.empty());
  const auto report = service_->ledger(tenant_);
  ASSERT_TRUE(report.ok());
  EXPECT_EQ(report->complete_as_of, now.complete_as_of);
  ASSERT_EQ(report->connections[0].rows.size(), 1u);
  EXPECT_EQ(report->connections[0].rows[0].account.compared, 5);
  EXPECT_TRUE(report->connections[0].pulls.balanced());
  EXPECT_GE(report->connections[0].pulls.read, 5);
}

TEST_F(ServiceLedger, ACensusByAButtonFindsAndHeals) {
  const InstanceId instance = connect_shop();
  ASSERT_TRUE(eventually([&] { return state(instance) == "complete"; }));
  vendor_->locked([&] {
    vendor_->world.issues[3].updated = Instant(1'710'000'000'000);
    vendor_->world.issues[3].summary = "changed in silence";
  });
  ASSERT_TRUE(service_->prove_now(tenant_, instance, {"shop"}).ok());
  ASSERT_TRUE(eventually([&] { return summary(instance, 3) == "changed in silence"; }));
  store::DifferenceQuery query;
  query.instance = instance;
  ASSERT_TRUE(eventually([&] {
    const auto page = service_->differences(tenant_, query);
    return page.ok() && page->items.size() == 1 && page->items[0].healed;
  }));
  ASSERT_TRUE(eventually([&] { return state(instance) == "complete"; }));
}

TEST_F(ServiceLedger, NobodyElseSeesIt) {
  const InstanceId instance = connect_shop();
  ASSERT_TRUE(eventually([&] { return state(instance) == "complete"; }));
  const auto other = store_->create_tenant({"Other", "UTC", 1});
  ASSERT_TRUE(other.ok());
  EXPECT_EQ(service_->ledger(other->id, instance).error().code, ErrorCode::kNotFound);
  EXPECT_TRUE(service_->ledger(other->id)->connections.empty());
  store::DifferenceQuery query;
  query.instance = instance;
  EXPECT_EQ(service_->differences(other->id, query).error().code, ErrorCode::kNotFound);
  EXPECT_EQ(service_->prove_now(other->id, instance, {}).error().code, ErrorCode::kNotFound);
}

TEST_F(ServiceLedger, ADeadSignInThatTheLedgerMeetsPausesTheConnection) {
  const InstanceId instance = connect_shop();
  ASSERT_TRUE(eventually([&] { return state(instance) == "complete"; }));
  vendor_->locked([&] { vendor_->world.refusals["SHOP"] = ErrorCode::kVendorRejectedCredentials; });
  ASSERT_TRUE(service_->prove_now(tenant_, instance, {}).ok());
  ASSERT_TRUE(eventually(
      [&] { return status(instance).connection.state == domain::ConnectionState::kNeedsSignIn; }));
  EXPECT_EQ(state(instance), "stopped");
  EXPECT_EQ(service_->prove_now(tenant_, instance, {}).error().code, ErrorCode::kConflict);
  EXPECT_EQ(status(instance).issues, 5) << "facts are kept";
}

}  // namespace
}  // namespace tl::sync
