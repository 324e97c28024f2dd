// Sync over a real store and a scripted vendor: what a crash, a bad token, a refused stream and
// disordered deliveries leave behind.
#include "sync/service.h"

#include <gtest/gtest.h>

#include <chrono>
#include <filesystem>
#include <thread>

#include "base/random.h"
#include "sync/test_connector.h"

namespace tl::sync {
namespace {

using namespace std::chrono_literals;

class ServiceTest : public ::testing::Test {
 protected:
  void SetUp() override {
    dir_ = std::filesystem::temp_directory_path() / ("tl-sync-" + random_base32(10));
    auto vendor = std::make_unique<TestConnector>();
    vendor_ = vendor.get();
    connectors_.push_back(std::move(vendor));
    open();
    const auto made =
        store_->first_run({"Acme", "UTC", 1}, {"a@example.com", "A", store::Role::kAdmin, "x"});
    ASSERT_TRUE(made.ok()) << made.error().detail;
    tenant_ = made->tenant;
  }
  void TearDown() override {
    close();
    std::filesystem::remove_all(dir_);
  }

  void open() {
    auto store = store::Store::open({dir_.string(), std::nullopt, 2}, *clock_);
    ASSERT_TRUE(store.ok()) << store.error().detail;
    store_ = std::move(*store);
    auto vault = vault::Vault::open(dir_.string());
    ASSERT_TRUE(vault.ok());
    vault_ = std::move(*vault);
    service_ =
        std::make_unique<Service>(*store_, *vault_, transport_, *clock_, connectors_,
                                  ServiceOptions{"https://tl.example", minutes(5), minutes(15)});
    ASSERT_TRUE(service_->start().ok());
  }
  void close() {
    service_.reset();
    vault_.reset();
    store_.reset();
  }

  static bool eventually(const std::function<bool()>& holds) {
    const auto deadline = std::chrono::steady_clock::now() + 20s;
    while (std::chrono::steady_clock::now() < deadline) {
      if (holds()) return true;
      std::this_thread::sleep_for(5ms);
    }
    return false;
  }

  ConnectRequest request() {
    ConnectRequest asked;
    asked.sign_in = {"test", "https://vendor.example", "bot@example.com", " token ", "", ""};
    return asked;
  }
  InstanceId connect() {
    const auto made = service_->connect(tenant_, request());
    EXPECT_TRUE(made.ok()) << made.error().detail;
    return made.ok() ? made->connection.id : InstanceId();
  }
  ConnectionStatus status(InstanceId instance) {
    auto found = service_->status(tenant_, instance);
    EXPECT_TRUE(found.ok());
    return std::move(*found);
  }
  bool run_is(InstanceId instance, RunState state) {
    const auto now = status(instance);
    return now.progress && now.progress->state == state;
  }
  static connector::PulledPage page(int64_t first, int64_t count, std::string next, bool done) {
    connector::PulledPage made;
    for (int64_t id = first; id < first + count; ++id) {
      made.changes.issues.push_back(full_issue(id, "SHOP-" + std::to_string(id), 1000, "pulled"));
    }
    made.items = count;
    made.total = 6;
    made.next_state = std::move(next);
    made.done = done;
    return made;
  }
  std::string path_id() { return store_->list_all_hooks()->front().path_id; }
  Result<DeliveryResult> deliver(const std::string& id, const std::string& body,
                                 std::string_view secret = TestConnector::kSecret) {
    Result<DeliveryResult> result = make_error(ErrorCode::kInternal, "not called");
    std::atomic<bool> called = false;
    net::Headers headers{{"X-Id", id}, {"X-Secret", std::string(secret)}};
    service_->deliver(store_->tenant(tenant_).load_tenant()->public_id, path_id(), headers, body,
                      [&](Result<DeliveryResult> outcome) {
                        result = std::move(outcome);
                        called = true;
                      });
    EXPECT_TRUE(eventually([&] { return called.load(); }));
    return result;
  }
  std::string summary(InstanceId instance, int64_t id) {
    const auto row = store_->tenant(tenant_).load_issue({instance, IssueId(id)});
    return row.ok() ? domain::text_of(row->attributes, "summary") : "";
  }

  std::filesystem::path dir_;
  std::unique_ptr<Clock> clock_ = make_system_clock();
  NoTransport transport_;
  std::vector<std::unique_ptr<connector::Connector>> connectors_;
  TestConnector* vendor_ = nullptr;
  std::unique_ptr<store::Store> store_;
  std::unique_ptr<vault::Vault> vault_;
  std::unique_ptr<Service> service_;
  TenantId tenant_;
};

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
  vendor_->script_error("poll.issues", ErrorCode::kVendorRejectedCredentials);
  ASSERT_TRUE(service_->sync_now(tenant_, instance).ok());
  ASSERT_TRUE(eventually(
      [&] { return status(instance).connection.state == domain::ConnectionState::kNeedsSignIn; }));
  EXPECT_EQ(status(instance).badge.code, "needs_sign_in");
  EXPECT_EQ(status(instance).issues, 3);
  EXPECT_EQ(service_->sync_now(tenant_, instance).error().code, ErrorCode::kConflict);
  ASSERT_TRUE(service_->replace_token(tenant_, instance, "", "new", std::nullopt).ok());
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
  const auto kept =
      store_->inbox().list({tenant_, instance, store::ArrivalState::kRefused, {}, 10, true});
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
  EXPECT_FALSE(service_->replace_token(other->id, instance, "", "t", std::nullopt).ok());
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
