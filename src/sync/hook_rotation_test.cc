// Our webhooks for life: replaced without a gap, picked up after a crash at any step, seen when
// they are gone or switched off, and all taken away at the end.
#include "base/hash.h"
#include "sync/outbox.h"
#include "sync/service_fixture.h"

namespace tl::sync {
namespace {

class RotationTest : public ServiceTest {
 protected:
  RotationTest() {
    auto clock = std::make_unique<ShiftedClock>();
    time_ = clock.get();
    clock_ = std::move(clock);
  }
  InstanceId connected() {
    const InstanceId instance = connect();
    EXPECT_TRUE(eventually([&] { return run_is(instance, RunState::kCompleted); }));
    EXPECT_TRUE(eventually([&] { return status(instance).webhook.state == "live"; }));
    return instance;
  }
  void sync(InstanceId instance) {
    const auto before = status(instance).last_sync;
    time_->shift(Millis(5));  // a round has a time of its own
    ASSERT_TRUE(service_->sync_now(tenant_, instance).ok());
    ASSERT_TRUE(eventually([&] { return status(instance).last_sync != before; }));
  }
  std::vector<store::WebhookHook> hooks() { return *store_->list_all_hooks(); }
  std::vector<std::string> paths() {
    std::vector<std::string> all;
    for (const store::WebhookHook& hook : hooks()) all.push_back(hook.path_id);
    return all;
  }
  // Signed with what the vendor was told last.
  Result<DeliveryResult> signed_to(const std::string& path, const std::string& id) {
    const std::string body = R"({"webhookEvent":"x","noise":1})";
    return deliver_to(
        path,
        {{"X-Id", id},
         {"X-Hub-Signature", "sha256=" + to_hex(hmac_sha256(vendor_->secret(), body))}},
        body);
  }
  Result<DeliveryResult> known_to(const std::string& path, const std::string& id) {
    return deliver_to(path, {{"X-Id", id}, {"X-Secret", std::string(TestConnector::kSecret)}},
                      R"({"webhookEvent":"x","noise":1})");
  }
  size_t registered_with(const std::string& path) {
    const auto all = vendor_->registered();
    return static_cast<size_t>(std::count_if(all.begin(), all.end(), [&](const auto& hook) {
      return hook.url.find(path) != std::string::npos;
    }));
  }
  bool is_registered(const std::string& path) {
    const auto all = hooks();
    return std::any_of(all.begin(), all.end(), [&](const store::WebhookHook& hook) {
      return hook.path_id == path && hook.state == "registered";
    });
  }
  // Begins one and waits until both are there.
  std::string rotate(InstanceId instance, const std::string& old) {
    EXPECT_TRUE(service_->rotate_hooks(tenant_, instance).ok());
    std::string fresh;
    EXPECT_TRUE(eventually([&] {
      for (const std::string& path : paths()) {
        if (path != old) fresh = path;
      }
      return !fresh.empty() && is_registered(fresh);
    }));
    return fresh;
  }

  ShiftedClock* time_ = nullptr;
};

TEST_F(RotationTest, BothServeUntilTheNewOneWasHeard) {
  const InstanceId instance = connected();
  const std::string old = path_id();
  const std::string old_secret = vendor_->secret();
  ASSERT_TRUE(service_->rotate_hooks(tenant_, instance).ok());
  EXPECT_TRUE(known_to(old, "1").ok()) << "at once";
  EXPECT_EQ(service_->rotate_hooks(tenant_, instance).error().code, ErrorCode::kConflict);
  ASSERT_TRUE(eventually([&] { return hooks().size() == 2 && is_registered(hooks()[1].path_id); }));
  const std::string fresh = hooks()[1].path_id;
  EXPECT_NE(fresh, old);
  EXPECT_NE(vendor_->secret(), old_secret);
  EXPECT_EQ(registered_with(old), 1u);
  EXPECT_EQ(registered_with(fresh), 1u);
  EXPECT_EQ(status(instance).webhook.state, "live");
  const auto report = service_->hooks(tenant_, instance);
  ASSERT_EQ(report->hooks.size(), 2u);
  EXPECT_EQ(report->hooks[0].state, "replacing");
  EXPECT_EQ(report->hooks[1].state, "registered");
  EXPECT_EQ(report->foreign, 0);
  sync(instance);
  EXPECT_EQ(hooks().size(), 2u) << "nobody heard the new one yet";
  EXPECT_TRUE(known_to(old, "2").ok());
  EXPECT_EQ(known_to(fresh, "3").ok(), true);
  EXPECT_TRUE(signed_to(fresh, "4").ok());
  EXPECT_EQ(signed_to(old, "5").error().code, ErrorCode::kUnauthenticated)
      << "the old one has its own secret";
  sync(instance);
  ASSERT_TRUE(eventually([&] { return paths() == std::vector<std::string>{fresh}; }));
  EXPECT_EQ(registered_with(old), 0u);
  EXPECT_EQ(registered_with(fresh), 1u);
  EXPECT_TRUE(known_to(old, "6").ok()) << "what was under way to the old address still arrives";
  EXPECT_TRUE(signed_to(fresh, "7").ok());
  EXPECT_EQ(status(instance).webhook.state, "live");
  const auto is_gone = [&] {
    time_->shift(minutes(61));
    const auto told = known_to(old, "8");
    return !told.ok() && told.error().code == ErrorCode::kNotFound;
  };
  EXPECT_TRUE(eventually(is_gone)) << "for an hour";
  EXPECT_TRUE(signed_to(fresh, "9").ok());
}

TEST_F(RotationTest, ADayIsEnoughForAQuietSite) {
  const InstanceId instance = connected();
  const std::string old = path_id();
  const std::string fresh = rotate(instance, old);
  time_->shift(hours(23));
  sync(instance);
  EXPECT_EQ(hooks().size(), 2u);
  time_->shift(hours(2));
  sync(instance);
  EXPECT_TRUE(eventually([&] { return paths() == std::vector<std::string>{fresh}; }));
}

TEST_F(RotationTest, TheVendorsRefusalKeepsTheOldOneForAsLongAsItTakes) {
  const InstanceId instance = connected();
  const std::string old = path_id();
  vendor_->locked([&] { vendor_->effect_error = ErrorCode::kVendorForbidden; });
  ASSERT_TRUE(service_->rotate_hooks(tenant_, instance).ok());
  ASSERT_TRUE(eventually([&] { return status(instance).webhook.state == "failed"; }));
  time_->shift(hours(30));
  sync(instance);
  EXPECT_EQ(hooks().size(), 2u);
  EXPECT_TRUE(known_to(old, "1").ok());
  EXPECT_EQ(registered_with(old), 1u);
  vendor_->locked([&] { vendor_->effect_error.reset(); });
  time_->shift(hours(2));
  ASSERT_TRUE(eventually([&] { return status(instance).webhook.state == "live"; }));
}

TEST_F(RotationTest, ACrashBehindAnyStepIsPickedUp) {
  const InstanceId instance = connected();
  const std::string old = path_id();
  // The row of the new one is there, its registration is in no outbox.
  store::WebhookHook fresh = hooks().front();
  fresh.path_id = "freshfreshfresh";
  fresh.sealed_secret.clear();
  fresh.vendor_id.clear();
  fresh.state = "wanted";
  fresh.created = fresh.created + Millis(1);
  ASSERT_TRUE(store_->tenant(tenant_).save_hook(fresh).ok());
  close();
  open();
  EXPECT_TRUE(known_to(old, "1").ok());
  sync(instance);
  ASSERT_TRUE(eventually([&] { return is_registered(fresh.path_id); }));
  EXPECT_EQ(registered_with(old), 1u);
  EXPECT_EQ(registered_with(fresh.path_id), 1u);
  // The old one is marked, its removal is in no outbox.
  store::WebhookHook marked = hooks().front();
  ASSERT_EQ(marked.path_id, old);
  marked.state = kRetiring;
  ASSERT_TRUE(store_->tenant(tenant_).save_hook(marked).ok());
  close();
  open();
  EXPECT_TRUE(known_to(old, "2").ok()) << "it serves until it is gone at the vendor";
  EXPECT_TRUE(signed_to(fresh.path_id, "3").ok());
  sync(instance);
  ASSERT_TRUE(eventually([&] { return paths() == std::vector<std::string>{fresh.path_id}; }));
  EXPECT_EQ(registered_with(old), 0u);
  EXPECT_EQ(registered_with(fresh.path_id), 1u);
}

TEST_F(RotationTest, ARegistrationWithUnknownOutcomeGoesOnAfterARestart) {
  const InstanceId instance = connected();
  const std::string old = path_id();
  vendor_->locked([&] { vendor_->effect_error = ErrorCode::kTimedOut; });
  ASSERT_TRUE(service_->rotate_hooks(tenant_, instance).ok());
  const auto tried = [&] {
    for (const auto& effect : *store_->tenant(tenant_).list_effects(instance, 10)) {
      if (effect.state == store::EffectState::kUnknown) return true;
    }
    return false;
  };
  ASSERT_TRUE(eventually(tried));
  close();
  vendor_->effect_error.reset();
  open();
  EXPECT_TRUE(known_to(old, "1").ok());
  EXPECT_TRUE(known_to(hooks()[1].path_id, "2").ok()) << "the vendor may have it already";
  time_->shift(minutes(20));  // a safety poll
  ASSERT_TRUE(eventually([&] { return is_registered(hooks().back().path_id); }));
  EXPECT_EQ(vendor_->registered().size(), hooks().size());
}

TEST_F(RotationTest, ASiteThatDoesNotSignGetsANewAddressWithoutASecret) {
  vendor_->signs = false;
  const InstanceId instance = connected();
  const std::string fresh = rotate(instance, path_id());
  for (const store::WebhookHook& hook : hooks()) EXPECT_EQ(hook.sealed_secret, "");
  const auto report = service_->hooks(tenant_, instance);
  ASSERT_EQ(report->hooks.size(), 2u);
  EXPECT_EQ(report->hooks[1].signed_deliveries, false);
  EXPECT_TRUE(known_to(fresh, "1").ok());
}

TEST_F(RotationTest, DisconnectingInTheMiddleTakesAllOfOursAway) {
  const InstanceId instance = connected();
  rotate(instance, path_id());
  EXPECT_EQ(vendor_->registered().size(), 2u);
  ASSERT_TRUE(service_->disconnect(tenant_, instance, false).ok());
  EXPECT_TRUE(hooks().empty());
  EXPECT_TRUE(vendor_->registered().empty());
  EXPECT_EQ(service_->rotate_hooks(tenant_, instance).error().code, ErrorCode::kConflict);
}

TEST_F(RotationTest, SwitchingOffInTheMiddleTakesAllOfOursAwayAndOnMakesOne) {
  const InstanceId instance = connected();
  rotate(instance, path_id());
  ConnectionChange change;
  change.webhooks = false;
  ASSERT_TRUE(
      service_->change(tenant_, instance, status(instance).connection.revision, change).ok());
  ASSERT_TRUE(eventually([&] { return hooks().empty(); }));
  EXPECT_TRUE(vendor_->registered().empty());
  change.webhooks = true;
  ASSERT_TRUE(
      service_->change(tenant_, instance, status(instance).connection.revision, change).ok());
  ASSERT_TRUE(eventually([&] { return status(instance).webhook.state == "live"; }));
  EXPECT_EQ(vendor_->registered().size(), 1u);
}

TEST_F(RotationTest, OneThatIsSwitchedOffAtTheVendorIsSeenAndSwitchedOnAgain) {
  const InstanceId instance = connected();
  auto disabled = vendor_->registered();
  ASSERT_EQ(disabled.size(), 1u);
  disabled[0].enabled = false;
  vendor_->locked([&] { vendor_->hooks = disabled; });
  EXPECT_NE(service_->hooks(tenant_, instance)->hooks[0].detail.find("disabled"),
            std::string::npos);
  const auto count = [&] {
    const auto calls = vendor_->calls();
    return std::count_if(calls.begin(), calls.end(), [](const std::string& call) {
      return call.starts_with("webhook.register");
    });
  };
  const auto before = count();
  time_->shift(hours(7));  // nobody asked: a safety poll comes by itself
  ASSERT_TRUE(eventually([&] { return count() > before; }));
  vendor_->locked([&] { vendor_->hooks.reset(); });
  EXPECT_TRUE(eventually([&] { return status(instance).webhook.state == "live"; }));
}

TEST(MainHook, IsTheNewestThatStays) {
  const auto hook = [](std::string path, int64_t created, std::string_view state) {
    store::WebhookHook made;
    made.path_id = std::move(path);
    made.created = Instant(created);
    made.state = state;
    return made;
  };
  EXPECT_EQ(main_hook({}), nullptr);
  const std::vector<store::WebhookHook> hooks = {hook("b", 5, "registered"), hook("a", 5, "wanted"),
                                                 hook("c", 9, kRetiring)};
  ASSERT_NE(main_hook(hooks), nullptr);
  EXPECT_EQ(main_hook(hooks)->path_id, "b");
  EXPECT_TRUE(is_replaced(hooks, hooks[1]));
  EXPECT_FALSE(is_replaced(hooks, hooks[0]));
  EXPECT_FALSE(is_replaced(hooks, hooks[2])) << "it is going, nobody waits for a successor";
}

}  // namespace
}  // namespace tl::sync
