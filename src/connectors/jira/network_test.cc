// The way to Jira: context path, proxy with a password, own authority, redirects.
#include <gtest/gtest.h>

#include "base/text.h"
#include "connectors/jira/client.h"
#include "connectors/jira/fake_site_for_test.h"
#include "net/net_test_support.h"

namespace tl::connectors::jira {
namespace {

TEST(Network, AuthorityAndProxyGoWithEveryRequest) {
  FakeSession fake;
  fake.session.ca_bundle_pem = "-----BEGIN CERTIFICATE-----";
  fake.session.proxy = "http://proxy.acme.example:3128";
  fake.become("data_center", "9.12.4");
  const Client client(fake.session);
  (void)client.get("field", client.api("/field"));
  (void)client.post_read("search", client.api("/search"), "{}");
  (void)client.remove("webhook/{id}", "/rest/webhooks/1.0/webhook/7");
  ASSERT_EQ(fake.site.requests.size(), 3u);
  for (const net::HttpRequest& request : fake.site.requests) {
    EXPECT_EQ(request.ca_bundle_pem, fake.session.ca_bundle_pem);
    EXPECT_EQ(request.proxy, fake.session.proxy);
    EXPECT_FALSE(request.follow_redirects);
    EXPECT_TRUE(request.url.starts_with("https://jira.acme.example/jira/rest/")) << request.url;
    EXPECT_EQ(request.headers.value("Authorization"), "Bearer s3cret");
    EXPECT_FALSE(request.headers.contains("Cookie"));
  }
  EXPECT_TRUE(fake.site.requests[1].reads_only);  // so that it may use a kept connection
}

// A real proxy that wants a password; Jira itself has a name that only the proxy knows.
TEST(Network, ProxyGetsItsPasswordAndJiraItsToken) {
  std::string asked_proxy;
  std::string asked_jira;
  net::Router router;
  router.add("GET", "/jira/rest/api/2/myself", [&](const net::Request& request) {
    asked_proxy = request.headers.value("Proxy-Authorization");
    asked_jira = request.headers.value("Authorization");
    net::Response response = net::text_response(200, R"({"name":"svc"})");
    response.headers.set("Content-Type", "application/json");
    return response;
  });
  const auto server = net::start_server(std::move(router));
  net::HttpClient http;
  FakeSession fake;
  connector::Session session{
      .base_url = "http://jira.invalid/jira",
      .email = "svc",
      .token = connector::SecretText("pw"),
      .transport = http,
      .budget = fake.budget,
      .clock = fake.clock,
      .stop = {},
      .ca_bundle_pem = {},
      .proxy = "http://ada:p%40ss@127.0.0.1:" + std::to_string(server->port()),
      .method = domain::SignInMethod::kPassword,
      .flavour = "server",
      .version = "7.2.0",
      .site_url = {},
      .gateway = {},
      .on_retry = {},
      .on_answer = {}};
  const Client client(session, 1);
  const auto answer = client.get("myself", client.api("/myself"));
  ASSERT_TRUE(answer.ok()) << answer.error().detail;
  EXPECT_EQ(asked_proxy, "Basic " + base64_encode("ada:p@ss"));
  EXPECT_EQ(asked_jira, "Basic " + base64_encode("svc:pw"));
}

// Writes and reads alike stop at a redirect and name it; nothing is sent elsewhere.
TEST(Network, RedirectsAreNotFollowed) {
  FakeSession fake;
  fake.become("data_center", "9.12.4");
  int elsewhere = 0;
  const auto redirect = [](const net::HttpRequest&) {
    net::HttpAnswer answer = FakeSite::answer(302, "");
    answer.headers.set("Location", "https://other.example/jira/login.jsp");
    return answer;
  };
  fake.site.on("POST /jira/rest/webhooks/1.0/webhook", redirect);
  fake.site.on("GET /jira/rest/api/2/field", redirect);
  fake.site.on("GET https://other.example/jira/login.jsp", [&](const net::HttpRequest&) {
    ++elsewhere;
    return FakeSite::answer(200, "{}");
  });
  const Client client(fake.session);
  EXPECT_EQ(client.post("webhook", "/rest/webhooks/1.0/webhook", "{}").error().code,
            ErrorCode::kVendorNotJira);
  const auto read = client.get("field", client.api("/field"));
  ASSERT_FALSE(read.ok());
  EXPECT_NE(read.error().detail.find("sign-in page"), std::string::npos) << read.error().detail;
  EXPECT_EQ(elsewhere, 0);
}

}  // namespace
}  // namespace tl::connectors::jira
