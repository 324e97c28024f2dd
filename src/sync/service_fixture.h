// What the tests of Service share: a real store, a scripted vendor, a service over both.
#pragma once

#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "base/random.h"
#include "sync/service.h"
#include "sync/test_connector.h"

namespace tl::sync {

// The system's, and what a test adds to it.
class ShiftedClock final : public Clock {
 public:
  Instant now() const override { return real_->now() + Millis(shift_.load()); }
  bool wait_until(Instant until, const std::stop_token& stop) const override {
    while (!stop.stop_requested() && now() < until) {
      std::this_thread::sleep_for(std::chrono::milliseconds(2));
    }
    return !stop.stop_requested();
  }
  void shift(Millis by) { shift_ += by.ms; }

 private:
  std::unique_ptr<Clock> real_ = make_system_clock();
  std::atomic<int64_t> shift_ = 0;
};

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
        std::make_unique<Service>(*store_, *vault_, transport(), *clock_, connectors_,
                                  ServiceOptions{"https://tl.example", minutes(5), minutes(15)});
    ASSERT_TRUE(service_->start().ok());
  }
  void close() {
    if (service_ != nullptr) service_->stop();  // while its own threads can still find it
    service_.reset();
    vault_.reset();
    store_.reset();
  }

  virtual net::HttpTransport& transport() { return transport_; }

  static bool eventually(const std::function<bool()>& holds) {
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(20);
    while (std::chrono::steady_clock::now() < deadline) {
      if (holds()) return true;
      std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
    return false;
  }

  ConnectRequest request() {
    ConnectRequest asked;
    asked.sign_in.vendor = "test";
    asked.sign_in.base_url = "https://vendor.example";
    asked.sign_in.email = "bot@example.com";
    asked.sign_in.token = " token ";
    return asked;
  }
  static SignIn with_token(const std::string& token) {
    SignIn sign_in;
    sign_in.token = token;
    return sign_in;
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
    return deliver_to(path_id(), {{"X-Id", id}, {"X-Secret", std::string(secret)}}, body);
  }
  Result<DeliveryResult> deliver_to(const std::string& path, const net::Headers& headers,
                                    const std::string& body) {
    Result<DeliveryResult> result = make_error(ErrorCode::kInternal, "not called");
    std::atomic<bool> called = false;
    service_->deliver(store_->tenant(tenant_).load_tenant()->public_id, path, headers, body,
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

}  // namespace tl::sync
