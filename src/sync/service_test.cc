// Sync over a real store and a scripted vendor: what a crash, a bad token, a refused stream and
// disordered deliveries leave behind.
#include "sync/service_fixture.h"

namespace tl::sync {
namespace {

using namespace std::chrono_literals;

TEST_F(ServiceTest, AFailedCheckSavesNothing) {
  vendor_->check_passes = false;
  const auto made = service_->connect(tenant_, request());
  ASSERT_FALSE(made.ok());
  EXPECT_EQ(made.error().code, ErrorCode::kVendorRejectedCredentials);
  EXPECT_TRUE(service_->list(tenant_)->empty());
}

TEST_F(ServiceTest, TheSameSiteIsNotConnectedTwice) {
  connect();
  const auto again = service_->connect(tenant_, request());
  ASSERT_FALSE(again.ok());
  EXPECT_EQ(again.error().code, ErrorCode::kConflict);
}

TEST_F(ServiceTest, BackfillStoresAllPagesAndEnds) {
  vendor_->pages["issues"] = {page(1, 3, "s1", false), page(4, 3, "s2", true)};
  const InstanceId instance = connect();
  ASSERT_TRUE(eventually([&] { return run_is(instance, RunState::kCompleted); }));
  const auto now = status(instance);
  EXPECT_EQ(now.issues, 6);
  EXPECT_EQ(now.progress->percent, 100);
  EXPECT_TRUE(eventually([&] { return status(instance).webhook.state == "live"; }));
}

TEST_F(ServiceTest, AStoppedBackfillGoesOnAtItsCursor) {
  vendor_->pages["issues"] = {page(1, 3, "s1", false)};
  vendor_->script_error("catalogue", ErrorCode::kTimedOut);  // waits before it begins
  const InstanceId instance = connect();
  ASSERT_TRUE(eventually([&] { return status(instance).last_error.has_value(); }));
  EXPECT_EQ(status(instance).badge.tone, "error");
  vendor_->errors["issues"] = {};
  close();
  vendor_->pages["issues"].push_back(page(4, 3, "s2", true));
  open();
  ASSERT_TRUE(eventually([&] { return run_is(instance, RunState::kCompleted); }));
  EXPECT_EQ(status(instance).issues, 6);
  const auto calls = vendor_->calls();
  EXPECT_NE(std::find(calls.begin(), calls.end(), "issues:s1"), calls.end());
}

TEST_F(ServiceTest, ARefusedStreamLeavesAGapAndSyncNowFillsIt) {
  vendor_->pages["issues"] = {page(1, 2, "s1", true)};
  vendor_->script_error("boards", ErrorCode::kVendorForbidden);
  const InstanceId instance = connect();
  ASSERT_TRUE(eventually([&] { return run_is(instance, RunState::kCompletedWithGaps); }));
  ASSERT_TRUE(service_->sync_now(tenant_, instance).ok());
  EXPECT_TRUE(eventually([&] { return run_is(instance, RunState::kCompleted); }));
}

TEST_F(ServiceTest, ARejectedTokenPausesAndANewOneResumesWhereItStopped) {
  vendor_->pages["issues"] = {page(1, 3, "s1", false)};
  vendor_->pages["boards"] = {};
  const InstanceId instance = connect();
  ASSERT_TRUE(eventually([&] { return status(instance).issues == 3; }));
  ASSERT_TRUE(eventually([&] { return status(instance).last_sync.has_value(); }));
  for (int i = 0; i < 2; ++i) {  // one may be a hiccup
    vendor_->script_error("poll.issues", ErrorCode::kVendorRejectedCredentials);
  }
  ASSERT_TRUE(service_->sync_now(tenant_, instance).ok());
  ASSERT_TRUE(eventually(
      [&] { return status(instance).connection.state == domain::ConnectionState::kNeedsSignIn; }));
  EXPECT_EQ(status(instance).badge.code, "needs_sign_in");
  EXPECT_EQ(status(instance).issues, 3);
  EXPECT_EQ(service_->sync_now(tenant_, instance).error().code, ErrorCode::kConflict);
  ASSERT_TRUE(service_->replace_sign_in(tenant_, instance, with_token("new"), std::nullopt).ok());
  EXPECT_TRUE(eventually([&] { return status(instance).badge.code == "connected"; }));
}

TEST_F(ServiceTest, DeliveriesInAnyOrderAndTwiceEndAlike) {
  const InstanceId instance = connect();
  ASSERT_TRUE(eventually([&] { return status(instance).webhook.state == "live"; }));
  const std::string newer = R"({"id":7,"key":"SHOP-7","updated":4000,"summary":"newer"})";
  const std::string older = R"({"id":7,"key":"SHOP-7","updated":3000,"summary":"older"})";
  EXPECT_EQ(*deliver("n", newer), DeliveryResult::kAccepted);
  EXPECT_EQ(*deliver("o", older), DeliveryResult::kAccepted);
  EXPECT_EQ(*deliver("n", newer), DeliveryResult::kDuplicate);
  // A delivery of an issue that was never read in full asks for it again.
  ASSERT_TRUE(eventually([&] { return status(instance).pending == 0; }));
  EXPECT_EQ(summary(instance, 7), "read again");
}

TEST_F(ServiceTest, OnlyAChangeThatNoWebhookBroughtMakesThemSilent) {
  vendor_->pages["issues"] = {page(1, 1, "s1", true)};
  const InstanceId instance = connect();
  ASSERT_TRUE(eventually([&] { return run_is(instance, RunState::kCompleted); }));
  const auto round = [&](connector::PulledPage polled) {
    ASSERT_TRUE(eventually([&] { return status(instance).last_sync.has_value(); }));
    const auto before = status(instance).last_sync;
    vendor_->script_page("poll.issues", std::move(polled));
    std::this_thread::sleep_for(2ms);  // so that the next round has a time of its own
    ASSERT_TRUE(service_->sync_now(tenant_, instance).ok());
    ASSERT_TRUE(eventually([&] { return status(instance).last_sync != before; }));
  };
  round(page(1, 1, "", true));  // says what is known
  EXPECT_EQ(status(instance).webhook.state, "live");
  round(page(2, 1, "", true));  // says what should have come by webhook long ago
  EXPECT_EQ(status(instance).webhook.state, "silent");
  EXPECT_EQ(status(instance).badge.code, "webhooks_silent");
}

TEST_F(ServiceTest, BadDeliveriesAreRefusedOrKeptButNeverLost) {
  const InstanceId instance = connect();
  ASSERT_TRUE(eventually([&] { return status(instance).webhook.state == "live"; }));
  EXPECT_EQ(deliver("1", "{}", "guess").error().code, ErrorCode::kUnauthenticated);
  EXPECT_TRUE(deliver("2", "this is not JSON").ok());
  EXPECT_TRUE(deliver("3", R"({"noise":1})").ok());
  ASSERT_TRUE(eventually([&] {
    const auto counts = store_->inbox().counts(tenant_, instance);
    return counts->refused == 1 && counts->ignored == 1 && counts->waiting == 0;
  }));
  store::ArrivalQuery refused;
  refused.tenant = tenant_;
  refused.instance = instance;
  refused.state = store::ArrivalState::kRefused;
  refused.with_body = true;
  const auto kept = store_->inbox().list(refused);
  ASSERT_EQ(kept->size(), 1u);
  EXPECT_EQ(kept->front().arrival.body.find("this is not JSON"), std::string::npos) << "not sealed";
}

TEST_F(ServiceTest, AnotherTenantSeesNothing) {
  const InstanceId instance = connect();
  const auto other = store_->create_tenant({"Other", "UTC", 1});
  ASSERT_TRUE(other.ok());
  EXPECT_TRUE(service_->list(other->id)->empty());
  EXPECT_EQ(service_->status(other->id, instance).error().code, ErrorCode::kNotFound);
  EXPECT_FALSE(service_->sync_now(other->id, instance).ok());
  EXPECT_FALSE(service_->pause(other->id, instance, "x").ok());
  EXPECT_FALSE(service_->disconnect(other->id, instance, true).ok());
  EXPECT_FALSE(service_->replace_sign_in(other->id, instance, with_token("t"), std::nullopt).ok());
}

TEST_F(ServiceTest, DisconnectRemovesWebhooksAndKeepsFactsAndTheSiteCanComeBack) {
  vendor_->pages["issues"] = {page(1, 2, "s1", true)};
  const InstanceId instance = connect();
  ASSERT_TRUE(eventually([&] { return run_is(instance, RunState::kCompleted); }));
  ASSERT_TRUE(service_->disconnect(tenant_, instance, false).ok());
  EXPECT_TRUE(store_->list_all_hooks()->empty());
  EXPECT_EQ(status(instance).issues, 2);
  EXPECT_FALSE(store_->tenant(tenant_).load_secret(instance, "token")->has_value());
  EXPECT_EQ(connect(), instance);
  EXPECT_EQ(status(instance).connection.state, domain::ConnectionState::kActive);
}

}  // namespace
}  // namespace tl::sync
