#include "connectors/jira/flavour.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>

#include "connectors/jira/fake_site_for_test.h"
#include "connectors/jira/site.h"

namespace tl::connectors::jira {
namespace {

TEST(Flavour, IsReadFromServerInfo) {
  struct Case {
    std::string_view info;
    std::string_view url;
    std::string_view flavour;  // "" none
    std::string_view title;
    bool supported = true;
  };
  for (const Case& c : {
           Case{R"({"deploymentType":"Cloud","version":"1001.0.0-SNAPSHOT"})", "", "cloud",
                "Jira Cloud"},
           Case{R"({"deploymentType":"cloud","version":"4.2-SNAPSHOT"})", "", "cloud",
                "Jira Cloud"},
           Case{R"({"version":"1001.0.0"})", "https://acme.atlassian.net", "cloud", "Jira Cloud"},
           Case{R"({"deploymentType":"Server","version":"10.3.24","versionNumbers":[10,3,24]})", "",
                "data_center", "Jira Data Center 10.3.24"},
           Case{R"({"deploymentType":"Server","version":"9.12.4"})", "", "data_center",
                "Jira Data Center 9.12.4"},
           Case{R"({"deploymentType":"Server","version":"8.14.0"})", "", "server",
                "Jira Server 8.14.0"},
           Case{R"({"version":"7.2.0","versionNumbers":[7,2,0]})", "https://jira.example", "server",
                "Jira Server 7.2.0"},
           Case{R"({"version":"7.1.9"})", "", "server", "Jira Server 7.1.9", false},
           Case{R"({"version":"6.4"})", "", "server", "Jira Server 6.4", false},
           Case{R"({"deploymentType":"Server"})", "", "data_center", "Jira Data Center"},
           Case{R"({"hello":"world"})", "", "", ""},
           Case{"[]", "", "", ""},
       }) {
    const auto json = JsonDocument::parse(c.info);
    const auto flavour = parse_server_info(json->root(), c.url);
    ASSERT_EQ(flavour.has_value(), !c.flavour.empty()) << c.info;
    if (!flavour) continue;
    EXPECT_EQ(flavour->can->flavour, c.flavour) << c.info;
    EXPECT_EQ(flavour->title(), c.title) << c.info;
    EXPECT_EQ(flavour->supported, c.supported) << c.info;
  }
}

// What is saved with a connection leads to the same row again.
TEST(Flavour, SurvivesBeingSaved) {
  for (const Capabilities& row : all_capabilities()) {
    const std::string version =
        row.cloud_id ? "1001.0.0"
                     : std::to_string(row.from.major) + "." + std::to_string(row.from.minor) + ".3";
    const Flavour flavour = flavour_of(row.flavour, version);
    EXPECT_EQ(flavour.can->title, row.title);
    EXPECT_EQ(flavour.can->from, row.from);
  }
  EXPECT_EQ(flavour_of("", "").can->flavour, "cloud");
}

TEST(Flavour, UpgradeChangesThePathsByItself) {
  EXPECT_EQ(flavour_of("data_center", "9.17.0").can->hooks, "/rest/webhooks/1.0/webhook");
  EXPECT_EQ(flavour_of("data_center", "10.0.0").can->hooks, "/rest/jira-webhook/1.0/webhooks");
  EXPECT_EQ(flavour_of("data_center", "9.17.0").can->issue_variable, "${issue.id}");
  EXPECT_EQ(flavour_of("data_center", "11.2.0").can->hook_secret, HookSecret::kConfiguration);
  EXPECT_FALSE(flavour_of("server", "8.13.9").can->personal_tokens);
  EXPECT_TRUE(flavour_of("server", "8.14.0").can->personal_tokens);
}

TEST(Flavour, WaysToSignInByVersion) {
  using enum domain::SignInMethod;
  using Methods = std::vector<domain::SignInMethod>;
  EXPECT_EQ(sign_in_methods(flavour_of("cloud", "")), (Methods{kApiToken, kScopedToken}));
  EXPECT_EQ(sign_in_methods(flavour_of("data_center", "9.0.0")),
            (Methods{kPersonalToken, kPassword}));
  EXPECT_EQ(sign_in_methods(flavour_of("server", "7.13.0")), Methods{kPassword});
}

TEST(Flavour, ReadsEveryServerInfoThatOthersRecorded) {
  const std::filesystem::path shared(TL_SHARED_DIR);
  std::vector<std::filesystem::path> files = {shared /
                                              "fixtures/jira-cli/pkg/jira/serverinfo.json"};
  const auto folder = shared / "fixtures/jira-rest-java-client/serverInfo";
  if (!std::filesystem::exists(folder)) GTEST_SKIP() << "../shared is absent: no recorded payloads";
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    files.push_back(entry.path());
  }
  for (const auto& file : files) {
    std::stringstream text;
    text << std::ifstream(file).rdbuf();
    const auto json = JsonDocument::parse(text.str());
    ASSERT_TRUE(json.ok()) << file;
    const auto flavour = parse_server_info(json->root(), "https://jira.example");
    ASSERT_TRUE(flavour) << file;
    EXPECT_TRUE(flavour->can->cloud_id) << file;
  }
}

TEST(Site, IsLookedAtWithoutSigningIn) {
  FakeSession fake;
  fake.become("", "");
  fake.site.on("GET /jira/rest/api/2/serverInfo", 200,
               R"({"version":"9.12.4","baseUrl":"https://jira.acme.example/jira/",)"
               R"("serverTitle":"Acme"})");
  const auto site = fetch_site(fake.session);
  ASSERT_TRUE(site.ok()) << site.error().detail;
  EXPECT_EQ(site->flavour, "data_center");
  EXPECT_EQ(site->version, "9.12.4");
  EXPECT_EQ(site->site_title, "Acme");
  EXPECT_EQ(site->site_id, "jira.acme.example/jira");
  EXPECT_EQ(site->method, domain::SignInMethod::kPersonalToken);
  for (const net::HttpRequest& request : fake.site.requests) {
    EXPECT_FALSE(request.headers.contains("Authorization"));
  }
}

constexpr const char* kManifest = "GET /jira/rest/applinks/1.0/manifest";
constexpr const char* kServerId = "b5c3f2f0-5a0e-3a6c-9a3e-2a1f4c0f7a11";

connector::SiteIdentity data_center_site(int status, const std::string& manifest) {
  FakeSession fake;
  fake.become("", "");
  fake.site.on("GET /jira/rest/api/2/serverInfo", 200,
               R"({"version":"9.12.4","baseUrl":"https://jira.acme.example/jira"})");
  fake.site.on(kManifest, status, manifest);
  const auto site = fetch_site(fake.session);
  EXPECT_TRUE(site.ok());
  return site.ok() ? *site : connector::SiteIdentity{};
}

TEST(Site, AServerIsNamedByItsManifest) {
  const auto site = data_center_site(
      200, R"({"id":"B5C3F2F0-5A0E-3A6C-9A3E-2A1F4C0F7A11","typeId":"jira","name":"Acme"})");
  EXPECT_EQ(site.site_id, kServerId);
  EXPECT_EQ(site.address, "jira.acme.example/jira");
}

TEST(Site, WithoutAUsableManifestByItsAddress) {
  for (const auto& [status, body] : std::vector<std::pair<int, std::string>>{
           {404, "{}"},
           {200, "<manifest><id>b5c3f2f0-5a0e-3a6c-9a3e-2a1f4c0f7a11</id></manifest>"},
           {200, R"({"id":"b5c3f2f0-5a0e-3a6c-9a3e-2a1f4c0f7a11","typeId":"confluence"})"},
           {200, R"({"id":"acme","typeId":"jira"})"},
           {200, R"({"typeId":"jira"})"}}) {
    const auto site = data_center_site(status, body);
    EXPECT_EQ(site.site_id, "jira.acme.example/jira") << status << body;
    EXPECT_EQ(site.site_id, site.address);
  }
}

TEST(Site, AClosedManifestIsReadSignedIn) {
  FakeSession fake;
  fake.become("data_center", "9.12.4");
  fake.site.on(kManifest, [](const net::HttpRequest& request) -> Result<net::HttpAnswer> {
    if (!request.headers.contains("Authorization")) return FakeSite::answer(401, "{}");
    return FakeSite::answer(200,
                            R"({"id":"b5c3f2f0-5a0e-3a6c-9a3e-2a1f4c0f7a11","typeId":"jira"})");
  });
  EXPECT_EQ(fetch_server_id(Client(fake.session)), kServerId);
  EXPECT_EQ(fake.site.count(kManifest), 2);
}

TEST(Site, SomethingElseIsNamed) {
  FakeSession fake;
  fake.site.on("GET /rest/api/2/serverInfo", 200, R"({"name":"other"})");
  const auto site = fetch_site(fake.session);
  ASSERT_FALSE(site.ok());
  EXPECT_NE(site.error().detail.find("but not as Jira"), std::string::npos) << site.error().detail;
}

// A session that does not know its site looks once.
TEST(Site, UnknownFlavourIsLookedUpFirst) {
  FakeSession fake;
  fake.become("", "");
  fake.site.on("GET /jira/rest/api/2/serverInfo", 200, R"({"version":"10.3.0"})");
  const auto client = Client::open(Client(fake.session));
  ASSERT_TRUE(client.ok());
  EXPECT_EQ(client->flavour().title(), "Jira Data Center 10.3.0");
  EXPECT_EQ(fake.site.asked.size(), 1u);
  fake.session.flavour = "cloud";
  ASSERT_TRUE(Client::open(Client(fake.session)).ok());
  EXPECT_EQ(fake.site.asked.size(), 1u);
}

}  // namespace
}  // namespace tl::connectors::jira
