// What must not lie in the open: the login of a proxy, texts of people in deliveries; what may not
// come in: deliveries of another site. And what an import counts.
#include <fstream>
#include <iterator>

#include "sync/service_fixture.h"

namespace tl::sync {
namespace {

class SealTest : public ServiceTest {
 protected:
  static constexpr std::string_view kWhole = "http://ada:s3cretPw@proxy.example:3128";

  InstanceId connected(const std::string& proxy = "") {
    ConnectRequest asked = request();
    asked.sign_in.proxy = proxy;
    const auto made = service_->connect(tenant_, asked);
    EXPECT_TRUE(made.ok()) << made.error().detail;
    EXPECT_TRUE(eventually([&] { return run_is(made->connection.id, RunState::kCompleted); }));
    return made->connection.id;
  }
  std::optional<std::string> secret(InstanceId instance, std::string_view name) {
    return store_->tenant(tenant_).load_secret(instance, name).value();
  }
  domain::ConnectionOptions options(InstanceId instance) {
    return store_->tenant(tenant_).load_connection(instance)->options;
  }
  Result<ConnectionStatus> set_proxy(InstanceId instance, const std::string& proxy) {
    ConnectionChange wanted;
    wanted.proxy = proxy;
    return service_->change(tenant_, instance, status(instance).connection.revision, wanted);
  }
  bool is_on_disk(std::string_view text) {
    for (const auto& entry : std::filesystem::recursive_directory_iterator(dir_)) {
      if (!entry.is_regular_file()) continue;
      std::ifstream file(entry.path(), std::ios::binary);
      const std::string bytes{std::istreambuf_iterator<char>(file), {}};
      if (bytes.find(text) != std::string::npos) return true;
    }
    return false;
  }
  static domain::Record text_field(const std::string& id) {
    domain::Record field{domain::RecordKind::kField, id, {}, {}};
    const domain::Version version{Instant(1000), 0, domain::SourceRank::kRest, 0};
    domain::set_attribute(field.attributes, "name", std::string("Notes"), version);
    domain::set_attribute(field.attributes, "schema_custom", std::string("textarea"), version);
    return field;
  }
  static connector::PulledPage page_of(domain::Record record) {
    connector::PulledPage made;
    made.changes.records.push_back(std::move(record));
    made.done = true;
    return made;
  }
  std::string stored_body(InstanceId instance, const std::string& key) {
    store::ArrivalQuery all;
    all.tenant = tenant_;
    all.instance = instance;
    all.with_body = true;
    const auto kept = store_->inbox().list(all);
    for (const store::StoredArrival& stored : *kept) {
      if (stored.arrival.key == key) return stored.arrival.body;
    }
    return "none";
  }
  static std::string with_member(const std::string& member) {
    return R"({"id":7,"key":"SHOP-7","updated":4000,)" + member + "}";
  }
};

TEST_F(SealTest, TheLoginOfAProxyIsSealedAndStillUsed) {
  const InstanceId instance = connected(std::string(kWhole));
  EXPECT_EQ(vendor_->seen().proxy, kWhole) << "by the worker";
  EXPECT_EQ(options(instance).proxy, "http://proxy.example:3128");
  EXPECT_TRUE(options(instance).proxy_login);
  ASSERT_TRUE(secret(instance, "proxy").has_value());
  EXPECT_FALSE(is_on_disk("s3cretPw"));
  EXPECT_TRUE(is_on_disk("proxy.example")) << "the test looks in the wrong place";
  const auto before = secret(instance, "proxy");
  ASSERT_TRUE(service_->replace_sign_in(tenant_, instance, with_token("new"), std::nullopt).ok());
  EXPECT_EQ(vendor_->seen().proxy, kWhole) << "what is not given stays";
  EXPECT_EQ(vendor_->seen().token, "new");
  EXPECT_TRUE(options(instance).proxy_login);
  close();
  open();
  ASSERT_TRUE(service_->sync_now(tenant_, instance).ok());
  EXPECT_TRUE(eventually([&] { return vendor_->seen().proxy == kWhole; }));
}

TEST_F(SealTest, AnotherProxyReplacesOrRemovesTheLogin) {
  const InstanceId instance = connected(std::string(kWhole));
  const auto first = secret(instance, "proxy");
  ASSERT_TRUE(set_proxy(instance, "http://bob:other@proxy.example:3128").ok());
  EXPECT_NE(secret(instance, "proxy"), first);
  ASSERT_TRUE(set_proxy(instance, "http://plain.example:3128").ok());
  EXPECT_FALSE(secret(instance, "proxy").has_value());
  EXPECT_EQ(options(instance).proxy, "http://plain.example:3128");
  EXPECT_FALSE(options(instance).proxy_login);
  SignIn sign_in = with_token("t");
  sign_in.proxy = kWhole;
  ASSERT_TRUE(service_->replace_sign_in(tenant_, instance, sign_in, std::nullopt).ok());
  EXPECT_TRUE(secret(instance, "proxy").has_value());
  ASSERT_TRUE(set_proxy(instance, "").ok());
  EXPECT_FALSE(secret(instance, "proxy").has_value());
  EXPECT_EQ(options(instance), domain::ConnectionOptions());
}

TEST_F(SealTest, DisconnectingForgetsBothSecrets) {
  const InstanceId instance = connected(std::string(kWhole));
  ASSERT_TRUE(service_->disconnect(tenant_, instance, false).ok());
  EXPECT_FALSE(secret(instance, "token").has_value());
  EXPECT_FALSE(secret(instance, "proxy").has_value());
  EXPECT_FALSE(options(instance).proxy_login);
  EXPECT_EQ(status(instance).connection.state, domain::ConnectionState::kDisconnected);
}

TEST_F(SealTest, ADraftIsInMemoryOnly) {
  SignIn sign_in = request().sign_in;
  sign_in.proxy = kWhole;
  ASSERT_TRUE(service_->check(sign_in).ok());
  EXPECT_EQ(vendor_->seen().proxy, kWhole);
  EXPECT_FALSE(is_on_disk("s3cretPw"));
}

TEST_F(SealTest, DeliveriesOfAnotherSiteAreRejectedAndNotKept) {
  const InstanceId instance = connected();
  ASSERT_TRUE(eventually([&] { return status(instance).webhook.state == "live"; }));
  const std::string other = R"({"site":"https://moved.example","noise":1})";
  EXPECT_EQ(deliver("1", other).error().code, ErrorCode::kForbidden);
  EXPECT_EQ(deliver("2", R"({"site":"https://vendor.example"})").value(),
            DeliveryResult::kAccepted);
  EXPECT_EQ(stored_body(instance, "1"), "none");
  EXPECT_NE(service_->diagnose(tenant_, instance, false)->text.find("Deliveries of another site"),
            std::string::npos);
  SignIn sign_in = with_token("t");
  sign_in.base_url = "https://moved.example";
  ASSERT_TRUE(service_->replace_sign_in(tenant_, instance, sign_in, std::nullopt).ok());
  EXPECT_TRUE(deliver("3", other).ok()) << "the edge knows the new address";
}

TEST_F(SealTest, ShortTextsOfPeopleAreCutFromDeliveriesOnceTheirFieldIsKnown) {
  vendor_->pages["catalogue"] = {page_of(text_field("customfield_1"))};
  const InstanceId instance = connected();
  ASSERT_TRUE(eventually([&] { return status(instance).webhook.state == "live"; }));
  const std::string second = with_member(R"("customfield_2":"short")");
  EXPECT_TRUE(deliver("1", with_member(R"("customfield_1":"short","x":1)")).ok());
  EXPECT_EQ(stored_body(instance, "1"), with_member(R"("x":1)"));
  EXPECT_TRUE(deliver("2", second).ok());
  EXPECT_EQ(stored_body(instance, "2"), second) << "not known yet";
  ASSERT_TRUE(eventually([&] { return status(instance).last_sync.has_value(); }));
  vendor_->script_page("poll.issues", page_of(text_field("customfield_2")));
  ASSERT_TRUE(service_->sync_now(tenant_, instance).ok());
  int next = 3;
  EXPECT_TRUE(eventually([&] {
    const std::string key = std::to_string(next++);
    return deliver(key, second).ok() &&
           stored_body(instance, key).find("short") == std::string::npos;
  }));
  close();
  open();
  EXPECT_TRUE(deliver("again", second).ok());
  EXPECT_EQ(stored_body(instance, "again").find("short"), std::string::npos) << "from the start";
}

TEST_F(SealTest, AFileThatIsImportedTwiceBringsNothingNew) {
  const auto made = service_->create_import_site(tenant_, {"test", "https://vendor.example", ""});
  ASSERT_TRUE(made.ok());
  const auto import = [&](const std::string& member) {
    return service_->import_file(tenant_, made->connection.id, "a.json", with_member(member));
  };
  const auto first = import(R"("worklog":5)");
  ASSERT_TRUE(first.ok()) << first.error().detail;
  EXPECT_EQ(first->issues, 1);
  EXPECT_EQ(first->worklogs, 1);
  EXPECT_EQ(first->records, 1);
  EXPECT_EQ(first->unchanged, 0);
  const auto again = import(R"("worklog":5)");
  EXPECT_EQ(again->issues + again->worklogs + again->records, 0);
  EXPECT_EQ(again->unchanged, 3);
  const auto other = import(R"("worklog":6)");
  EXPECT_EQ(other->worklogs, 1);
  EXPECT_EQ(other->records, 0) << "the status is no news";
}

}  // namespace
}  // namespace tl::sync
