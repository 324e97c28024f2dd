// What makes a site the same one: the id it tells, whatever its address.
#include "sync/service_fixture.h"

namespace tl::sync {
namespace {

constexpr const char* kUrl = "https://vendor.example";  // of service_fixture's request
constexpr const char* kAddress = "vendor.example";

class SiteTest : public ServiceTest {
 protected:
  // What the site tells: an id, or nothing but its address.
  void tells(const std::string& id, const std::string& address = kAddress) {
    vendor_->locked([&] {
      vendor_->site.site_id = id.empty() ? address : id;
      vendor_->site.address = address;
    });
  }
  InstanceId connected() {
    vendor_->script_page("issues", page(1, 2, "s1", true));
    const InstanceId instance = connect();
    EXPECT_TRUE(eventually([&] { return run_is(instance, RunState::kCompleted); }));
    return instance;
  }
  CheckOutcome sign_in(InstanceId instance, const std::string& url) {
    SignIn typed = with_token("new");
    typed.base_url = url;
    auto outcome = service_->replace_sign_in(tenant_, instance, typed, std::nullopt);
    EXPECT_TRUE(outcome.ok());
    return outcome.ok() ? *outcome : CheckOutcome{};
  }
  // A round that looks at the site and brings an issue.
  void look(InstanceId instance, const std::string& id, int64_t issue) {
    connector::PulledPage made = page(issue, 1, "", true);
    made.site_id = id;
    made.site_address = kAddress;
    made.site_version = "2";
    vendor_->script_page("poll.issues", std::move(made));
    ASSERT_TRUE(service_->sync_now(tenant_, instance).ok());
  }
};

TEST_F(SiteTest, MovedToAnotherHostItGoesOnWithAllItsData) {
  tells("server-1");
  const InstanceId instance = connected();
  tells("server-1", "new.example/jira");
  EXPECT_TRUE(sign_in(instance, "https://new.example/jira").report.can_proceed);
  const auto now = status(instance);
  EXPECT_EQ(now.connection.base_url, "https://new.example/jira");
  EXPECT_EQ(now.connection.site_id, "server-1");
  EXPECT_EQ(now.issues, 2);
}

TEST_F(SiteTest, AnotherServerAtTheSameAddressIsRefused) {
  tells("server-1");
  const InstanceId instance = connected();
  tells("server-2");
  const CheckOutcome outcome = sign_in(instance, kUrl);
  EXPECT_FALSE(outcome.report.can_proceed);
  ASSERT_FALSE(outcome.report.rows.empty());
  EXPECT_EQ(outcome.report.rows.back().id, "same_site");
  EXPECT_EQ(status(instance).connection.site_id, "server-1");
}

TEST_F(SiteTest, AnIdIsLearntAndNeverForgotten) {
  tells("");
  const InstanceId instance = connected();
  EXPECT_EQ(status(instance).connection.site_id, kAddress);
  tells("server-1");
  EXPECT_TRUE(sign_in(instance, kUrl).report.can_proceed);
  EXPECT_EQ(status(instance).connection.site_id, "server-1");
  tells("");  // the manifest is closed now
  EXPECT_TRUE(sign_in(instance, kUrl).report.can_proceed);
  EXPECT_EQ(status(instance).connection.site_id, "server-1");
  EXPECT_FALSE(sign_in(instance, "https://elsewhere.example").report.can_proceed);
}

TEST_F(SiteTest, ARoundLearnsTheIdAndStopsBeforeAnotherSitesIssues) {
  tells("");
  const InstanceId instance = connected();
  look(instance, "server-1", 3);
  ASSERT_TRUE(eventually([&] { return status(instance).connection.site_id == "server-1"; }));
  ASSERT_TRUE(eventually([&] { return status(instance).issues == 3; }));
  EXPECT_EQ(status(instance).connection.version, "2");
  look(instance, "server-2", 4);
  ASSERT_TRUE(eventually(
      [&] { return status(instance).connection.state == domain::ConnectionState::kNeedsSignIn; }));
  EXPECT_NE(status(instance).connection.state_reason.find("server-2"), std::string::npos);
  EXPECT_EQ(status(instance).issues, 3) << "nothing of it was stored";
  // Put right: it goes on.
  tells("server-1");
  EXPECT_TRUE(sign_in(instance, kUrl).report.can_proceed);
  EXPECT_TRUE(eventually(
      [&] { return status(instance).connection.state == domain::ConnectionState::kActive; }));
}

// Its deliveries name the new host, and are not of another site.
TEST_F(SiteTest, ARenamedSiteIsFollowed) {
  tells("cloud-1");
  const InstanceId instance = connected();
  ASSERT_TRUE(eventually([&] { return status(instance).webhook.state != "registering"; }));
  const std::string body = R"({"id":9,"key":"SHOP-9","updated":2000,"site":"https://new.example"})";
  EXPECT_EQ(deliver("a", body).error().code, ErrorCode::kForbidden);
  connector::PulledPage made = page(3, 1, "", true);
  made.site_id = "cloud-1";
  made.site_address = "new.example";
  made.site_url = "https://new.example";
  vendor_->script_page("poll.issues", std::move(made));
  ASSERT_TRUE(service_->sync_now(tenant_, instance).ok());
  ASSERT_TRUE(eventually([&] { return status(instance).issues == 3; }));
  EXPECT_EQ(status(instance).connection.base_url, "https://new.example");
  EXPECT_TRUE(deliver("b", body).ok());
}

TEST_F(SiteTest, SigningInAnewCanClearTheProxy) {
  ConnectRequest asked = request();
  asked.sign_in.proxy = "http://ada:pw@proxy.example:3128";
  const auto made = service_->connect(tenant_, asked);
  ASSERT_TRUE(made.ok()) << made.error().detail;
  const InstanceId instance = made->connection.id;
  SignIn typed = with_token("new");
  ASSERT_TRUE(service_->replace_sign_in(tenant_, instance, typed, std::nullopt).ok());
  EXPECT_EQ(status(instance).connection.options.proxy, "http://proxy.example:3128");
  typed.clear_proxy = true;
  ASSERT_TRUE(service_->replace_sign_in(tenant_, instance, typed, std::nullopt).ok());
  EXPECT_EQ(status(instance).connection.options.proxy, "");
  EXPECT_FALSE(status(instance).connection.options.proxy_login);
}

TEST_F(SiteTest, IsConnectedOnceWhateverItsAddress) {
  tells("");
  const InstanceId first = connected();
  tells("server-1");
  const auto again = service_->connect(tenant_, request());
  ASSERT_FALSE(again.ok()) << "known by its address, it tells an id now";
  EXPECT_EQ(again.error().code, ErrorCode::kConflict);
  EXPECT_TRUE(sign_in(first, kUrl).report.can_proceed);
  ConnectRequest elsewhere = request();
  elsewhere.sign_in.base_url = "https://copy.example";
  const auto copy = service_->connect(tenant_, elsewhere);
  ASSERT_FALSE(copy.ok());
  EXPECT_NE(copy.error().detail.find("A copy of a server keeps its id"), std::string::npos)
      << copy.error().detail;
  // Disconnected and connected at its new address, it is the old connection.
  ASSERT_TRUE(service_->disconnect(tenant_, first, false).ok());
  const auto moved = service_->connect(tenant_, elsewhere);
  ASSERT_TRUE(moved.ok()) << moved.error().detail;
  EXPECT_EQ(moved->connection.id, first);
  EXPECT_EQ(moved->connection.base_url, "https://copy.example");
  EXPECT_EQ(moved->issues, 2);
}

}  // namespace
}  // namespace tl::sync
