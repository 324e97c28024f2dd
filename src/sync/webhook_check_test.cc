// The webhook check over a real service: our own address is called through a transport that leads
// back to it, or to somebody else.
#include <mutex>

#include "sync/service_fixture.h"
#include "sync/webhook_check_rows.h"

namespace tl::sync {
namespace {

constexpr std::string_view kReachable = R"({"message":"reachable; expects POST from Jira"})";

// What stands at the public address.
class FrontDoor final : public net::HttpTransport {
 public:
  using Handler = std::function<Result<net::HttpAnswer>(const net::HttpRequest&)>;
  Result<net::HttpAnswer> fetch(const net::HttpRequest& request, const std::stop_token&) override {
    Handler handler;
    {
      std::lock_guard lock(mutex_);
      handler = handler_;
    }
    return handler(request);
  }
  void set(Handler handler) {
    std::lock_guard lock(mutex_);
    handler_ = std::move(handler);
  }

 private:
  std::mutex mutex_;
  Handler handler_;
};

net::HttpAnswer answer(int status, std::string_view body = "") {
  net::HttpAnswer made;
  made.status = status;
  made.body = body;
  return made;
}

class WebhookCheckTest : public ServiceTest {
 protected:
  WebhookCheckTest() {
    auto clock = std::make_unique<ShiftedClock>();
    time_ = clock.get();
    clock_ = std::move(clock);
    door_.set([this](const net::HttpRequest& request) { return lead_in(request); });
  }
  net::HttpTransport& transport() override { return door_; }

  // As the real server: GET 405, POST to the edge.
  Result<net::HttpAnswer> lead_in(const net::HttpRequest& request) {
    if (request.method == "GET") return answer(405, kReachable);
    const auto parts = split(request.url, '/');
    const auto result = deliver_to(std::string(parts.back()), request.headers, request.body);
    return answer(result.ok() ? 202 : traits(result.error().code).http_status);
  }
  InstanceId connected() {
    vendor_->pages["issues"] = {page(1, 1, "s1", true)};
    const InstanceId instance = connect();
    EXPECT_TRUE(eventually([&] { return run_is(instance, RunState::kCompleted); }));
    EXPECT_TRUE(eventually([&] { return status(instance).webhook.state == "live"; }));
    return instance;
  }
  WebhookCheck check(InstanceId instance) {
    auto found = service_->webhook_check(tenant_, instance);
    EXPECT_TRUE(found.ok());
    return std::move(*found);
  }
  bool waits(InstanceId instance) {
    return eventually([&] { return check(instance).state == "waiting"; });
  }
  bool ends(InstanceId instance) {
    return eventually([&] { return check(instance).finished.has_value(); });
  }
  static WebhookCheckRow row(const WebhookCheck& check, std::string_view id) {
    for (const WebhookCheckRow& known : check.rows) {
      if (known.id == id) return known;
    }
    return {};
  }
  Result<DeliveryResult> real_event(const std::string& id) {
    return deliver(id, R"({"webhookEvent":"issue_updated","id":1,"key":"SHOP-1","updated":9000,)"
                       R"("summary":"changed"})");
  }

  FrontDoor door_;
  ShiftedClock* time_ = nullptr;
};

TEST_F(WebhookCheckTest, GoesTheWholeWayAndEndsWithARealEvent) {
  const InstanceId instance = connected();
  EXPECT_EQ(check(instance).id, "") << "none was made";
  const auto begun = service_->start_webhook_check(tenant_, instance, {});
  ASSERT_TRUE(begun.ok()) << begun.error().detail;
  EXPECT_FALSE(begun->id.empty());
  EXPECT_EQ(begun->rows.size(), 5u);
  EXPECT_EQ(begun->curl, "curl -sS -i https://tl.example/v1/issue");
  ASSERT_TRUE(waits(instance));
  EXPECT_TRUE(check(instance).waits_until.has_value());
  EXPECT_EQ(service_->start_webhook_check(tenant_, instance, {}).error().code,
            ErrorCode::kConflict);
  EXPECT_FALSE(status(instance).webhook.last_event.has_value()) << "a ping is no event of Jira";
  ASSERT_TRUE(real_event("e1").ok());
  ASSERT_TRUE(ends(instance));
  const WebhookCheck done = check(instance);
  EXPECT_EQ(done.state, "passed");
  for (const WebhookCheckRow& known : done.rows) {
    EXPECT_EQ(known.state, "passed") << known.id << ": " << known.detail;
    EXPECT_FALSE(known.title.empty());
    EXPECT_EQ(known.detail.find(path_id()), std::string::npos) << "the address is a secret";
  }
  EXPECT_NE(row(done, kEventRow).detail.find("SHOP-1"), std::string::npos);
  DeliveryQuery ignored;
  ignored.instance = instance;
  ignored.result = "ignored";
  ASSERT_TRUE(
      eventually([&] { return service_->deliveries(tenant_, ignored)->items.size() == 1; }));
  EXPECT_EQ(service_->deliveries(tenant_, ignored)->items[0].event, "throughline:ping");
  EXPECT_TRUE(service_->start_webhook_check(tenant_, instance, {}).ok()) << "and once more";
}

TEST_F(WebhookCheckTest, ChangesAnIssueOnlyWhenAPersonConfirmedThatOne) {
  const InstanceId instance = connected();
  EXPECT_EQ(service_->start_webhook_check(tenant_, instance, {"SHOP-1", false}).error().code,
            ErrorCode::kInvalidArgument);
  EXPECT_EQ(service_->start_webhook_check(tenant_, instance, {"SHOP-99", true}).error().code,
            ErrorCode::kInvalidArgument);
  vendor_->locked([&] { vendor_->on_check = [this] { EXPECT_TRUE(real_event("c").ok()); }; });
  ASSERT_TRUE(service_->start_webhook_check(tenant_, instance, {"SHOP-1", true}).ok());
  ASSERT_TRUE(ends(instance));
  EXPECT_EQ(check(instance).state, "passed");
  const auto calls = vendor_->calls();
  EXPECT_EQ(std::count(calls.begin(), calls.end(), R"(webhook.check:{"issue_key":"SHOP-1"})"), 1);
  const auto writes = service_->writes(tenant_, instance, "", 10);
  EXPECT_EQ(writes->items[0].kind, "webhook.check");
}

TEST_F(WebhookCheckTest, SaysWhyAnIssueCouldNotBeChanged) {
  const InstanceId instance = connected();
  vendor_->locked([&] { vendor_->effect_error = ErrorCode::kVendorForbidden; });
  ASSERT_TRUE(service_->start_webhook_check(tenant_, instance, {"SHOP-1", true}).ok());
  ASSERT_TRUE(ends(instance));
  EXPECT_EQ(row(check(instance), kEventRow).state, "failed");
  EXPECT_NE(row(check(instance), kEventRow).detail.find("scripted"), std::string::npos);
}

TEST_F(WebhookCheckTest, WaitsTenMinutesAndNoLonger) {
  const InstanceId instance = connected();
  ASSERT_TRUE(service_->start_webhook_check(tenant_, instance, {}).ok());
  ASSERT_TRUE(waits(instance));
  time_->shift(minutes(9));
  EXPECT_EQ(check(instance).state, "waiting");
  time_->shift(minutes(2));
  ASSERT_TRUE(ends(instance));
  EXPECT_EQ(check(instance).state, "warning");
  EXPECT_FALSE(row(check(instance), kEventRow).remedy.empty());
}

TEST_F(WebhookCheckTest, AnotherServerAtOurAddressIsSeen) {
  const InstanceId instance = connected();
  door_.set([](const net::HttpRequest& request) -> Result<net::HttpAnswer> {
    return request.method == "GET" ? answer(405, kReachable) : answer(202);
  });
  ASSERT_TRUE(service_->start_webhook_check(tenant_, instance, {}).ok());
  ASSERT_TRUE(waits(instance));
  EXPECT_EQ(row(check(instance), kReachableRow).state, "passed");
  EXPECT_EQ(row(check(instance), kSignedPostRow).state, "failed");
}

TEST_F(WebhookCheckTest, AProxyThatChangesTheBodyBreaksTheSignature) {
  const InstanceId instance = connected();
  door_.set([this](net::HttpRequest request) {
    request.body += " ";
    return lead_in(request);
  });
  ASSERT_TRUE(service_->start_webhook_check(tenant_, instance, {}).ok());
  ASSERT_TRUE(waits(instance));
  EXPECT_EQ(row(check(instance), kSignedPostRow).state, "failed");
  EXPECT_NE(row(check(instance), kSignedPostRow).remedy.find("X-Hub-Signature"), std::string::npos);
}

TEST_F(WebhookCheckTest, WithoutAWebhookAtTheVendorNobodyWaits) {
  const InstanceId instance = connected();
  vendor_->locked([&] { vendor_->hooks = std::vector<connector::RemoteHook>(); });
  door_.set([](const net::HttpRequest&) -> Result<net::HttpAnswer> {
    return make_error(ErrorCode::kDnsFailed, "tl.example is not known");
  });
  ASSERT_TRUE(service_->start_webhook_check(tenant_, instance, {}).ok());
  ASSERT_TRUE(ends(instance));
  const WebhookCheck done = check(instance);
  EXPECT_EQ(done.state, "failed");
  EXPECT_EQ(row(done, kReachableRow).state, "failed");
  EXPECT_EQ(row(done, kRegisteredRow).state, "failed");
  EXPECT_EQ(row(done, kEventRow).state, "skipped");
}

TEST_F(WebhookCheckTest, WithoutAPublicUrlTheRestIsSkipped) {
  const InstanceId instance = connected();
  service_->set_public_url("");
  ASSERT_TRUE(service_->start_webhook_check(tenant_, instance, {}).ok());
  ASSERT_TRUE(ends(instance));
  EXPECT_EQ(row(check(instance), kPublicUrlRow).state, "failed");
  EXPECT_EQ(row(check(instance), kReachableRow).state, "skipped");
  EXPECT_EQ(check(instance).curl, "");
}

TEST_F(WebhookCheckTest, OneThatWaitsDoesNotHoldUpTheEnd) {
  const InstanceId instance = connected();
  ASSERT_TRUE(service_->start_webhook_check(tenant_, instance, {}).ok());
  ASSERT_TRUE(waits(instance));
  close();  // would hang for ten minutes
  open();
  EXPECT_EQ(check(instance).id, "") << "it was in memory only";
}

}  // namespace
}  // namespace tl::sync
