// Limits of Data Center, and faults on request: answers and what happens on the wire.
#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include "sim/http_server.h"
#include "sim/test_site.h"

namespace tl::sim {
namespace {

void order(TestSite& t, const std::string& body) {
  ASSERT_EQ(t.ask("POST", "/_sim/faults", body, "").status, 200) << body;
}

TEST(Limits, DataCenterCountsPerUser) {
  TestSite t(flavour_options("dc-10"));
  EXPECT_EQ(header_of(t.ask("GET", "/rest/api/2/myself"), "X-RateLimit-Limit"), "") << "off";
  ASSERT_EQ(
      t.ask("POST", "/_sim/limits", R"({"tokens":3,"fill":1,"interval_seconds":60})", "").status,
      200);
  const auto first = t.ask("GET", "/rest/api/2/myself");
  EXPECT_EQ(header_of(first, "retry-after"), "0") << "on good answers too";
  EXPECT_EQ(header_of(first, "X-RateLimit-Remaining"), "2");
  EXPECT_EQ(header_of(first, "X-RateLimit-FillRate"), "1");
  t.ask("GET", "/rest/api/2/field");
  t.ask("GET", "/rest/api/2/field");
  const auto refused = t.ask("GET", "/rest/api/2/myself");
  EXPECT_EQ(refused.status, 429);
  EXPECT_EQ(header_of(refused, "retry-after"), "60");
  EXPECT_EQ(t.ask("GET", "/rest/api/2/myself", "", "admin").status, 200);
  t.clock.pass(60'000);
  EXPECT_EQ(t.ask("GET", "/rest/api/2/myself").status, 200);
  EXPECT_EQ(t.ask("GET", "/rest/api/2/myself").status, 429);
}

TEST(Faults, KnowEveryKindOfLimit) {
  const std::map<std::string, std::string> reasons{{"burst", "jira-burst-based"},
                                                   {"quota-global", "jira-quota-global-based"},
                                                   {"quota-tenant", "jira-quota-tenant-based"},
                                                   {"per-issue", "jira-per-issue-on-write"},
                                                   {"dc", ""}};
  for (const auto& [kind, reason] : reasons) {
    TestSite t;
    order(t, "{\"match\":\"* /rest\",\"limit\":\"" + kind + "\"}");
    order(t, "{\"match\":\"* /rest\",\"limit\":\"" + kind + "\",\"retry_after\":9}");
    const auto bare = t.ask("GET", "/rest/api/3/myself");
    EXPECT_EQ(bare.status, 429);
    EXPECT_EQ(header_of(bare, "RateLimit-Reason"), reason);
    EXPECT_EQ(header_of(bare, "Retry-After"), "");
    EXPECT_EQ(header_of(bare, "X-RateLimit-Reset").empty(), kind == "dc");
    EXPECT_EQ(header_of(t.ask("GET", "/rest/api/3/myself"), "Retry-After"), "9");
    EXPECT_EQ(t.ask("GET", "/rest/api/3/myself").status, 200);
  }
  TestSite t;
  EXPECT_EQ(t.ask("POST", "/_sim/faults", R"({"limit":"mood"})", "").status, 400);
}

TEST(Faults, HitAShareOfRequestsTheSameEachTime) {
  std::vector<int> before;
  for (int run = 0; run < 2; ++run) {
    TestSite t;
    order(t, R"({"match":"GET /rest/api/3/field","status":500,"count":-1,"percent":30})");
    std::vector<int> statuses;
    for (int i = 0; i < 200; ++i) statuses.push_back(t.ask("GET", "/rest/api/3/field").status);
    const auto hit = std::count(statuses.begin(), statuses.end(), 500);
    EXPECT_GT(hit, 30);
    EXPECT_LT(hit, 90);
    if (run == 1) {
      EXPECT_EQ(statuses, before);
    }
    before = statuses;
  }
}

TEST(Faults, SpoilAnswers) {
  TestSite t;
  order(t, R"({"match":"GET /rest/api/3/field","content_type":"text/plain"})");
  order(t, R"({"match":"GET /rest/api/3/field","non_json":true})");
  const auto typed = t.ask("GET", "/rest/api/3/field");
  EXPECT_EQ(typed.content_type, "text/plain");
  EXPECT_EQ(typed.status, 200);
  EXPECT_TRUE(t.ask("GET", "/rest/api/3/field").body.starts_with("<!DOCTYPE"));
  EXPECT_EQ(t.ask("GET", "/rest/api/3/field").content_type, "application/json;charset=UTF-8");
}

// All bytes the server sends for one request; `ended` tells an orderly end from a reset.
std::string talk(int port, bool& ended) {
  const int fd = ::socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<uint16_t>(port));
  inet_pton(AF_INET, "127.0.0.1", &address.sin_addr);
  EXPECT_EQ(::connect(fd, reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
  const std::string request = "GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";
  EXPECT_EQ(::send(fd, request.data(), request.size(), 0), static_cast<ssize_t>(request.size()));
  std::string out;
  char bytes[4096];
  ssize_t got = 0;
  while ((got = ::recv(fd, bytes, sizeof bytes, 0)) > 0)
    out.append(bytes, static_cast<size_t>(got));
  ended = got == 0;
  ::close(fd);
  return out;
}

std::string talk_with(const Response& response, bool& ended) {
  const auto clock = make_system_clock();
  HttpServer server([&](const Request&) { return response; }, *clock);
  const auto port = server.bind("127.0.0.1:0");
  EXPECT_TRUE(port.ok());
  server.start();
  return talk(*port, ended);
}

TEST(Wire, ResetsAndSlowness) {
  bool ended = true;
  Response reset;
  reset.reset = true;
  EXPECT_EQ(talk_with(reset, ended), "");
  EXPECT_FALSE(ended) << "a reset, not an end";
  Response slow;
  slow.body = "slowly";
  slow.slow_bytes = 40;
  slow.slow_interval_ms = 1;
  EXPECT_TRUE(talk_with(slow, ended).ends_with("slowly"));
  EXPECT_TRUE(ended);
}

TEST(Wire, AHangingAnswerEndsWithTheServer) {
  const auto clock = make_system_clock();
  std::atomic<bool> asked{false};
  Response hang;
  hang.hang = true;
  HttpServer server(
      [&](const Request&) {
        asked = true;
        return hang;
      },
      *clock);
  const auto port = server.bind("127.0.0.1:0");
  ASSERT_TRUE(port.ok());
  server.start();
  std::string got;
  std::thread client([&] {
    bool ended = false;
    got = talk(*port, ended);
  });
  while (!asked) std::this_thread::yield();
  server.stop();
  client.join();
  EXPECT_EQ(got, "");
}

}  // namespace
}  // namespace tl::sim
