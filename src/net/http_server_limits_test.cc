// Every limit of the HTTP edge: at it, and one above.
#include <gtest/gtest.h>

#include <latch>
#include <semaphore>

#include "net/http_server.h"
#include "net/net_test_support.h"

namespace tl::net {
namespace {

Router small_router() {
  Router router;
  router.add("GET", "/{path...}", [](const Request& r) { return text_response(200, r.path); });
  router.add("POST", "/{path...}",
             [](const Request& r) { return text_response(200, std::to_string(r.body.size())); });
  router.add("POST", "/narrow/x",
             [](const Request& r) { return text_response(200, std::to_string(r.body.size())); },
             {.max_body_bytes = 3, .too_large = "Split it."});
  router.add("POST", "/wide/x",
             [](const Request& r) { return text_response(200, std::to_string(r.body.size())); },
             {.max_body_bytes = 100});
  return router;
}

ServerOptions with_limits(ServerLimits limits) {
  ServerOptions options;
  options.limits = limits;
  return options;
}

// A GET whose whole header has exactly `size` bytes.
std::string header_of_size(size_t size) {
  const std::string shell = get_request("/", "X-Pad: \r\n");
  return get_request("/", "X-Pad: " + std::string(size - shell.size(), 'p') + "\r\n");
}

TEST(ServerLimits, HeaderBytes) {
  const size_t limit = ServerLimits().header_bytes;
  auto server = start_server(small_router());
  EXPECT_EQ(RawClient(server->port()).ask(header_of_size(limit)).status, 200);
  RawClient over(server->port());
  const auto answer = over.ask(header_of_size(limit + 1));
  EXPECT_EQ(answer.status, 431);
  EXPECT_NE(answer.body.find(std::to_string(limit)), std::string::npos);
  EXPECT_EQ(over.read_all(), "");
}

TEST(ServerLimits, AHeaderThatNeverEndsIsNotReadForever) {
  auto server = start_server(small_router());
  RawClient client(server->port());
  client.send("GET / HTTP/1.1\r\nX: " + std::string(40u << 10, 'x'));
  EXPECT_EQ(client.read_answer().status, 431);
}

TEST(ServerLimits, TargetBytes) {
  const size_t limit = ServerLimits().target_bytes;
  auto server = start_server(small_router());
  RawClient client(server->port());
  EXPECT_EQ(client.ask(get_request("/" + std::string(limit - 1, 'a'))).status, 200);
  EXPECT_EQ(client.ask(get_request("/" + std::string(limit, 'a'))).status, 414);
}

TEST(ServerLimits, BodyBytesAnnounced) {
  ServerLimits limits;
  limits.body_bytes = 1000;
  auto server = start_server(small_router(), with_limits(limits));
  RawClient client(server->port());
  EXPECT_EQ(client.ask(post_request("/", std::string(1000, 'b'))).body, "1000");
  EXPECT_EQ(client.ask(post_request("/", std::string(1001, 'b'))).status, 413);
  EXPECT_EQ(client.read_all(), "");
}

TEST(ServerLimits, BodyBytesInChunks) {
  ServerLimits limits;
  limits.body_bytes = 10;
  auto server = start_server(small_router(), with_limits(limits));
  const std::string head =
      "POST / HTTP/1.1\r\nHost: t\r\nTransfer-Encoding: chunked\r\n\r\n6\r\nsixsix\r\n";
  EXPECT_EQ(RawClient(server->port()).ask(head + "4\r\nfour\r\n0\r\n\r\n").body, "10");
  EXPECT_EQ(RawClient(server->port()).ask(head + "5\r\nfives\r\n0\r\n\r\n").status, 413);
  EXPECT_EQ(RawClient(server->port()).ask(head + "fffffffffffffff\r\n").status, 413);
  EXPECT_EQ(RawClient(server->port()).ask(head + "ffffffffffffffff\r\n").status, 400);
}

TEST(ServerLimits, BodyBytesOfOneRoute) {
  auto server = start_server(small_router());
  RawClient client(server->port());
  EXPECT_EQ(client.ask(post_request("/narrow/x", "123")).status, 200);
  const auto answer = client.ask(post_request("/narrow/x", "1234"));
  EXPECT_EQ(answer.status, 413);
  EXPECT_NE(answer.body.find("limit of 3 bytes. Split it."), std::string::npos) << answer.body;
}

TEST(ServerLimits, AdviceOfARouteIsNotGivenForHeaders) {
  const size_t limit = ServerLimits().header_bytes;
  auto server = start_server(small_router());
  RawClient client(server->port());
  EXPECT_EQ(client.ask(post_request("/narrow/x", "123")).status, 200);
  const auto answer = client.ask(header_of_size(limit + 1));
  EXPECT_EQ(answer.status, 431);
  EXPECT_EQ(answer.body.find("Split it."), std::string::npos) << answer.body;
}

// A place is taken when a header announces a body, and given back with the answer or the client.
TEST(ServerLimits, LargeBodiesAtOnce) {
  ServerLimits limits;
  limits.large_body_bytes = 99;
  limits.large_bodies = 1;
  auto server = start_server(small_router(), with_limits(limits));
  const std::string head = "POST /wide/x HTTP/1.1\r\nHost: t\r\nContent-Length: 20\r\n";
  RawClient first(server->port()), second(server->port());
  first.send(head + "Expect: 100-continue\r\n\r\n");
  EXPECT_EQ(first.read_until("\r\n\r\n"), "HTTP/1.1 100 Continue\r\n\r\n");  // it has its place
  EXPECT_EQ(RawClient(server->port()).ask(head + "\r\n" + std::string(20, 'x')).status, 503);
  EXPECT_EQ(second.ask(post_request("/", "small")).body, "5");
  first.send(std::string(20, 'x'));
  EXPECT_EQ(first.read_answer().body, "20");
  EXPECT_EQ(RawClient(server->port()).ask(head + "\r\n" + std::string(20, 'x')).body, "20");
}

TEST(ServerLimits, DefaultBodyLimitIsAccepted) {
  const size_t limit = ServerLimits().body_bytes;
  auto server = start_server(small_router());
  RawClient client(server->port());
  EXPECT_EQ(client.ask(post_request("/", std::string(limit, 'b'))).body, std::to_string(limit));
  client.send("POST / HTTP/1.1\r\nHost: t\r\nContent-Length: " + std::to_string(limit + 1) +
              "\r\n\r\n");
  EXPECT_EQ(client.read_answer().status, 413);
}

TEST(ServerLimits, Connections) {
  ServerLimits limits;
  limits.connections = 2;
  auto server = start_server(small_router(), with_limits(limits));
  RawClient first(server->port()), second(server->port());
  EXPECT_EQ(first.ask(get_request("/")).status, 200);
  EXPECT_EQ(second.ask(get_request("/")).status, 200);
  RawClient third(server->port());
  const auto refused = third.read_answer();
  EXPECT_EQ(refused.status, 503);
  EXPECT_TRUE(refused.has("Retry-After: "));
  EXPECT_EQ(server->stats().connections_refused, 1u);
  EXPECT_EQ(first.ask(get_request("/")).status, 200);
}

TEST(ServerLimits, PoolQueue) {
  ServerLimits limits;
  limits.pool_queue = 1;
  ServerOptions options = with_limits(limits);
  options.workers = 1;
  std::counting_semaphore<8> entered(0), leave(0);
  Router router;
  router.add("GET", "/slow", [&](const Request&) {
    entered.release();
    leave.acquire();
    return text_response(200, "done");
  });
  router.add_io("GET", "/probe",
                [](Request, Responder responder) { responder.respond(empty_response(204)); });
  auto server = start_server(std::move(router), options);
  RawClient running(server->port()), waiting(server->port()), over(server->port());
  running.send(get_request("/slow"));
  entered.acquire();
  waiting.send(get_request("/slow"));
  while (server->stats().pool_queued < 1) std::this_thread::yield();
  const auto refused = over.ask(get_request("/slow"));
  EXPECT_EQ(refused.status, 503);
  EXPECT_TRUE(refused.has("Retry-After: 1"));
  EXPECT_EQ(over.ask(get_request("/probe")).status, 204);  // the loop itself is free
  leave.release(2);
  EXPECT_EQ(running.read_answer().body, "done");
  EXPECT_EQ(waiting.read_answer().body, "done");
  EXPECT_EQ(server->stats().pool_refused, 1u);
}

TEST(ServerTimeouts, ASlowHeaderGets408) {
  ServerLimits limits;
  limits.header_timeout = Millis(40);
  auto server = start_server(small_router(), with_limits(limits));
  RawClient client(server->port());
  client.send("GET / HT");
  EXPECT_EQ(client.read_answer().status, 408);
  EXPECT_EQ(client.read_all(), "");
}

TEST(ServerTimeouts, ASlowBodyGets408) {
  ServerLimits limits;
  limits.body_timeout = Millis(40);
  auto server = start_server(small_router(), with_limits(limits));
  RawClient client(server->port());
  client.send("POST / HTTP/1.1\r\nHost: t\r\nContent-Length: 5\r\n\r\nab");
  EXPECT_EQ(client.read_answer().status, 408);
  EXPECT_EQ(client.read_all(), "");
}

TEST(ServerTimeouts, AnIdleConnectionIsClosedSilently) {
  ServerLimits limits;
  limits.idle_timeout = Millis(40);
  auto server = start_server(small_router(), with_limits(limits));
  RawClient client(server->port());
  EXPECT_EQ(client.ask(get_request("/")).status, 200);
  EXPECT_EQ(client.read_all(), "");
}

TEST(ServerTimeouts, AConnectionThatNeverSpeaksIsClosed) {
  ServerLimits limits;
  limits.header_timeout = Millis(40);
  auto server = start_server(small_router(), with_limits(limits));
  EXPECT_EQ(RawClient(server->port()).read_all(), "");
}

TEST(ServerTimeouts, AClientThatDoesNotReadIsCut) {
  ServerLimits limits;
  limits.write_timeout = Millis(60);
  Router router;
  const auto big = std::make_shared<const std::string>(64u << 20, 'x');
  router.add("GET", "/big", [&](const Request&) {
    Response response;
    response.shared_body = big;
    return response;
  });
  auto server = start_server(std::move(router), with_limits(limits));
  RawClient client(server->port());
  client.send(get_request("/big"));
  while (server->stats().requests == 0) std::this_thread::yield();
  while (server->stats().connections_open != 0) std::this_thread::yield();
  EXPECT_LT(client.read_all().size(), big->size());
}

TEST(ServerTimeouts, AHandlerMayTakeLongerThanEveryTimeout) {
  ServerLimits limits;
  limits.header_timeout = limits.body_timeout = limits.idle_timeout = limits.write_timeout =
      Millis(20);
  std::promise<Responder> held;
  Router router;
  router.add_io("GET", "/later",
                [&](Request, Responder responder) { held.set_value(std::move(responder)); });
  router.add_io("GET", "/now",
                [](Request, Responder responder) { responder.respond(empty_response(204)); });
  auto server = start_server(std::move(router), with_limits(limits));
  RawClient client(server->port());
  client.send(get_request("/later"));
  Responder responder = held.get_future().get();
  for (int i = 0; i < 3; ++i) {  // others are swept meanwhile
    RawClient other(server->port());
    EXPECT_EQ(other.ask(get_request("/now")).status, 204);
    EXPECT_EQ(other.read_all(), "");
  }
  responder.respond(text_response(200, "late"));
  EXPECT_EQ(client.read_answer().body, "late");
}

class Smuggling : public testing::TestWithParam<std::pair<const char*, int>> {};

TEST_P(Smuggling, IsRefusedAndTheConnectionClosed) {
  auto server = start_server(small_router());
  RawClient client(server->port());
  client.send(GetParam().first);
  EXPECT_EQ(client.read_answer().status, GetParam().second) << GetParam().first;
  EXPECT_EQ(client.read_all(), "");
  EXPECT_EQ(RawClient(server->port()).ask(get_request("/alive")).status, 200);
}

INSTANTIATE_TEST_SUITE_P(
    Requests, Smuggling,
    testing::Values(
        std::pair("POST / HTTP/1.1\r\nHost: t\r\nContent-Length: 5\r\nTransfer-Encoding: "
                  "chunked\r\n\r\n0\r\n\r\nGET /x HTTP/1.1\r\nHost: t\r\n\r\n",
                  400),
        std::pair("POST / HTTP/1.1\r\nHost: t\r\nTransfer-Encoding: chunked\r\nContent-Length: "
                  "5\r\n\r\n0\r\n\r\n",
                  400),
        std::pair("POST / HTTP/1.1\r\nHost: t\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab",
                  400),
        std::pair("POST / HTTP/1.1\r\nHost: t\r\nContent-Length: 1\r\nContent-Length: 1\r\n\r\na",
                  400),
        std::pair("POST / HTTP/1.1\r\nHost: t\r\nContent-Length: 1, 1\r\n\r\na", 400),
        std::pair("POST / HTTP/1.1\r\nHost: t\r\nContent-Length: +1\r\n\r\na", 400),
        std::pair("POST / HTTP/1.1\r\nHost: t\r\nContent-Length: -1\r\n\r\na", 400),
        std::pair("POST / HTTP/1.1\r\nHost: t\r\nContent-Length: 0x1\r\n\r\na", 400),
        std::pair("POST / HTTP/1.1\r\nHost: t\r\nContent-Length: 99999999999999999999\r\n\r\na",
                  400),
        std::pair("POST / HTTP/1.1\r\nHost: t\r\nTransfer-Encoding: gzip, chunked\r\n\r\n", 400),
        std::pair("POST / HTTP/1.1\r\nHost: t\r\nTransfer-Encoding: xchunked\r\n\r\n", 400),
        std::pair("POST / HTTP/1.1\r\nHost: t\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: "
                  "identity\r\n\r\n0\r\n\r\n",
                  400),
        std::pair("POST / HTTP/1.1\r\nHost: t\r\nTransfer-Encoding : chunked\r\n\r\n0\r\n\r\n",
                  400),
        std::pair("POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400),
        std::pair("POST / HTTP/1.1\r\nHost: t\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", 400),
        std::pair("GET / HTTP/1.1\r\n\r\n", 400),
        std::pair("GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", 400),
        std::pair("GET / HTTP/1.1\nHost: a\n\n", 400),
        std::pair("GET /a b HTTP/1.1\r\nHost: a\r\n\r\n", 400),
        std::pair("GET /%zz HTTP/1.1\r\nHost: a\r\n\r\n", 400),
        std::pair("GET /%00 HTTP/1.1\r\nHost: a\r\n\r\n", 400),
        std::pair("GET /../etc/passwd HTTP/1.1\r\nHost: a\r\n\r\n", 400),
        std::pair("GET /%2e%2e/x HTTP/1.1\r\nHost: a\r\n\r\n", 400),
        std::pair("GET example.com:80 HTTP/1.1\r\nHost: a\r\n\r\n", 400),
        std::pair("GET / HTTP/2.0\r\nHost: a\r\n\r\n", 400),
        std::pair("GET / HTTP/1.1\r\nHost: a\r\nExpect: 200-ok\r\n\r\n", 417),
        std::pair("GET / HTTP/1.1\r\nHost: a\r\nBad Name: x\r\n\r\n", 400),
        std::pair("\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n", 400)));

}  // namespace
}  // namespace tl::net
