#include "net/http_server.h"

#include <gtest/gtest.h>

#include <atomic>
#include <latch>
#include <thread>

#include "net/net_test_support.h"

namespace tl::net {
namespace {

Router echo_router() {
  Router router;
  router.add("GET", "/hello/{name}", [](const Request& r) {
    return text_response(200, "hello " + std::string(r.param("name")));
  });
  router.add("POST", "/echo", [](const Request& r) { return text_response(200, r.body); });
  router.add_io("POST", "/io", [](Request r, Responder responder) {
    responder.respond(text_response(202, r.body));
  });
  return router;
}

TEST(HttpServer, AnswersWithPathAndQueryDecoded) {
  Router router;
  router.add("GET", "/issues/{key}", [](const Request& r) {
    return text_response(200, std::string(r.param("key")) + "|" + r.path + "|" +
                                  std::string(r.query_value("jql").value_or("-")) + "|" +
                                  r.pattern + "|" + r.peer_address + "|" + r.scheme + "|" + r.host);
  });
  auto server = start_server(std::move(router));
  RawClient client(server->port());
  const auto answer = client.ask(get_request("/issues/A%2FB?jql=a+%3D%20b&x"));
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(answer.body, "A/B|/issues/A/B|a = b|/issues/{key}|127.0.0.1|http|test");
  EXPECT_TRUE(answer.has("\r\nDate: "));
}

TEST(HttpServer, KeepsTheConnection) {
  auto server = start_server(echo_router());
  RawClient client(server->port());
  for (int i = 0; i < 3; ++i) {
    EXPECT_EQ(client.ask(get_request("/hello/" + std::to_string(i))).body,
              "hello " + std::to_string(i));
  }
  EXPECT_EQ(server->stats().connections_accepted, 1u);
  EXPECT_EQ(server->stats().requests, 3u);
}

TEST(HttpServer, ClosesWhenAsked) {
  auto server = start_server(echo_router());
  RawClient client(server->port());
  const auto answer = client.ask(get_request("/hello/a", "Connection: close\r\n"));
  EXPECT_TRUE(answer.has("Connection: close"));
  EXPECT_EQ(client.read_all(), "");
}

TEST(HttpServer, SpeaksHttp10) {
  auto server = start_server(echo_router());
  RawClient client(server->port());
  client.send("GET /hello/old HTTP/1.0\r\n\r\n");
  EXPECT_TRUE(client.read_all().ends_with("hello old"));
}

TEST(HttpServer, AnswersPipelinedRequestsInOrder) {
  auto server = start_server(echo_router());
  RawClient client(server->port());
  std::string all;
  for (int i = 0; i < 20; ++i) {
    all += i % 2 == 0 ? get_request("/hello/" + std::to_string(i))
                      : post_request("/io", "io " + std::to_string(i));
  }
  client.send(all);
  for (int i = 0; i < 20; ++i) {
    EXPECT_EQ(client.read_answer().body, (i % 2 == 0 ? "hello " : "io ") + std::to_string(i));
  }
}

TEST(HttpServer, AcceptsARequestByteForByte) {
  auto server = start_server(echo_router());
  RawClient client(server->port());
  for (char c : post_request("/echo", "slow body")) client.send(std::string_view(&c, 1));
  EXPECT_EQ(client.read_answer().body, "slow body");
}

TEST(HttpServer, JoinsChunks) {
  auto server = start_server(echo_router());
  RawClient client(server->port());
  const auto answer = client.ask(
      "POST /echo HTTP/1.1\r\nHost: t\r\nTransfer-Encoding: chunked\r\n\r\n"
      "5;x=y\r\nhello\r\n1\r\n \r\n5\r\nworld\r\n0\r\nX-Trailer: ignored\r\n\r\n");
  EXPECT_EQ(answer.body, "hello world");
  EXPECT_EQ(client.ask(get_request("/hello/again")).status, 200);
}

TEST(HttpServer, Sends100ContinueBeforeTheBody) {
  auto server = start_server(echo_router());
  RawClient client(server->port());
  client.send(
      "POST /echo HTTP/1.1\r\nHost: t\r\nContent-Length: 4\r\nExpect: 100-continue\r\n\r\n");
  EXPECT_EQ(client.read_until("\r\n\r\n"), "HTTP/1.1 100 Continue\r\n\r\n");
  EXPECT_EQ(client.ask("body").body, "body");
}

TEST(HttpServer, RefusesBeforeTheBodyWhenItWillNotBeRead) {
  auto server = start_server(echo_router());
  RawClient client(server->port());
  const auto answer = client.ask(
      "POST /nowhere HTTP/1.1\r\nHost: t\r\nContent-Length: 4\r\nExpect: 100-continue\r\n\r\n");
  EXPECT_EQ(answer.status, 404);
  EXPECT_EQ(client.read_all(), "");
}

TEST(HttpServer, HeadHasTheLengthButNoBody) {
  auto server = start_server(echo_router());
  RawClient client(server->port());
  client.send("HEAD /hello/abc HTTP/1.1\r\nHost: t\r\n\r\n");
  const auto head = client.read_answer(true);
  EXPECT_EQ(head.status, 200);
  EXPECT_TRUE(head.has("Content-Length: 9"));
  EXPECT_EQ(client.ask(get_request("/hello/x")).body, "hello x");
}

TEST(HttpServer, UnknownPathIs404AndWrongMethod405WithAllow) {
  auto server = start_server(echo_router());
  RawClient client(server->port());
  EXPECT_EQ(client.ask(get_request("/nowhere")).status, 404);
  const auto wrong = client.ask("DELETE /hello/x HTTP/1.1\r\nHost: t\r\n\r\n");
  EXPECT_EQ(wrong.status, 405);
  EXPECT_TRUE(wrong.has("Allow: GET, HEAD, OPTIONS"));
  EXPECT_EQ(client.ask("OPTIONS /hello/x HTTP/1.1\r\nHost: t\r\n\r\n").status, 204);
  EXPECT_EQ(client.ask("OPTIONS * HTTP/1.1\r\nHost: t\r\n\r\n").status, 204);
  EXPECT_EQ(client.ask(get_request("/hello/still")).status, 200);
}

TEST(HttpServer, UsesTheGivenErrorRenderer) {
  ServerOptions options;
  options.render_failure = [](const HttpFailure& f, const Request*) {
    return typed_response(f.status, "application/x-own", "own " + std::to_string(f.status));
  };
  auto server = start_server(echo_router(), options);
  RawClient client(server->port());
  EXPECT_EQ(client.ask(get_request("/nowhere")).body, "own 404");
  EXPECT_EQ(client.ask("nonsense\r\n\r\n").body, "own 400");
}

TEST(HttpServer, AHandlerThatThrowsAnswers500) {
  Router router;
  router.add("GET", "/pool",
             [](const Request&) -> Response { throw std::runtime_error("secret"); });
  router.add_io("GET", "/io", [](Request, Responder) { throw std::runtime_error("secret"); });
  auto server = start_server(std::move(router));
  RawClient client(server->port());
  for (const char* target : {"/pool", "/io", "/pool"}) {
    const auto answer = client.ask(get_request(target));
    EXPECT_EQ(answer.status, 500) << target;
    EXPECT_EQ(answer.body.find("secret"), std::string::npos);
  }
}

TEST(HttpServer, ADroppedResponderAnswers500) {
  Router router;
  router.add_io("GET", "/drop", [](Request, Responder) {});
  auto server = start_server(std::move(router));
  RawClient client(server->port());
  EXPECT_EQ(client.ask(get_request("/drop")).status, 500);
}

TEST(HttpServer, AnswersLaterFromAnotherThread) {
  Router router;
  std::promise<Responder> held;
  router.add_io("GET", "/later",
                [&](Request, Responder responder) { held.set_value(std::move(responder)); });
  auto server = start_server(std::move(router));
  RawClient client(server->port());
  client.send(get_request("/later"));
  Responder responder = held.get_future().get();
  std::thread([&] {
    responder.respond(text_response(202, "after commit"));
    responder.respond(text_response(500, "twice"));
  }).join();
  EXPECT_EQ(client.read_answer().body, "after commit");
}

TEST(HttpServer, AResponderMayOutliveClientAndServer) {
  Router router;
  std::promise<Responder> held;
  router.add_io("GET", "/later",
                [&](Request, Responder responder) { held.set_value(std::move(responder)); });
  auto server = start_server(std::move(router));
  auto client = std::make_unique<RawClient>(server->port());
  client->send(get_request("/later"));
  Responder responder = held.get_future().get();
  client.reset();
  server->stop(Millis(0));
  server.reset();
  responder.respond(text_response(202, "to nobody"));
}

TEST(HttpServer, SendsLargeSharedBodiesWhole) {
  const auto body = std::make_shared<const std::string>(3u << 20, 'x');
  Router router;
  router.add("GET", "/big", [&](const Request&) {
    Response response = text_response(200, "");
    response.shared_body = body;
    return response;
  });
  auto server = start_server(std::move(router));
  RawClient client(server->port());
  for (int i = 0; i < 2; ++i) {
    const auto answer = client.ask(get_request("/big"));
    EXPECT_EQ(answer.body.size(), body->size());
    EXPECT_EQ(answer.body, *body);
  }
}

TEST(HttpServer, HeaderValuesCannotSplitTheAnswer) {
  Router router;
  router.add("GET", "/split",
             [](const Request&) { return redirect_response(302, "/a\r\nSet-Cookie: evil=1"); });
  auto server = start_server(std::move(router));
  RawClient client(server->port());
  const auto answer = client.ask(get_request("/split"));
  EXPECT_FALSE(answer.has("\r\nSet-Cookie"));
}

TEST(HttpServer, ReportsAccessWithThePatternOnly) {
  std::promise<std::string> seen;
  ServerOptions options;
  options.access_log = [&](const AccessRecord& r) {
    seen.set_value(std::string(r.method) + " " + std::string(r.pattern) + " " +
                   std::to_string(r.status));
  };
  auto server = start_server(echo_router(), options);
  RawClient client(server->port());
  client.ask(get_request("/hello/secret-id"));
  EXPECT_EQ(seen.get_future().get(), "GET /hello/{name} 200");
}

TEST(HttpServer, BelievesForwardedHeadersOfTrustedProxiesOnly) {
  for (bool trusted : {true, false}) {
    Router router;
    router.add("GET", "/who", [](const Request& r) {
      return text_response(200, r.peer_address + " " + r.scheme);
    });
    ServerOptions options;
    if (trusted) options.trusted_proxies = {"127.0.0.0/8"};
    auto server = start_server(std::move(router), options);
    RawClient client(server->port());
    const auto answer = client.ask(
        get_request("/who", "X-Forwarded-For: 6.6.6.6, 192.0.2.9\r\nX-Forwarded-Proto: https\r\n"));
    EXPECT_EQ(answer.body, trusted ? "192.0.2.9 https" : "127.0.0.1 http");
  }
}

TEST(HttpServer, SaysWhenTheAddressIsInUse) {
  for (int threads : {1, 2}) {
    ServerOptions options;
    options.io_threads = threads;
    auto first = start_server(echo_router(), options);
    options.port = first->port();
    auto second = HttpServer::start(options, echo_router());
    ASSERT_FALSE(second.ok());
    EXPECT_EQ(second.error().code, ErrorCode::kConflict);
    EXPECT_NE(second.error().detail.find("127.0.0.1:" + std::to_string(first->port())),
              std::string::npos);
  }
}

TEST(HttpServer, RefusesWhatCannotBeConfigured) {
  ServerOptions bad_address;
  bad_address.address = "example.com";
  EXPECT_EQ(HttpServer::start(bad_address, Router()).error().code, ErrorCode::kInvalidArgument);
  ServerOptions bad_proxy;
  bad_proxy.port = 0;
  bad_proxy.trusted_proxies = {"10.0.0.0/33"};
  EXPECT_EQ(HttpServer::start(bad_proxy, Router()).error().code, ErrorCode::kInvalidArgument);
  ServerOptions half_tls;
  half_tls.port = 0;
  half_tls.tls_cert_file = "/nonexistent.pem";
  EXPECT_EQ(HttpServer::start(half_tls, Router()).error().code, ErrorCode::kInvalidArgument);
  half_tls.tls_key_file = "/nonexistent.key";
  EXPECT_EQ(HttpServer::start(half_tls, Router()).error().code, ErrorCode::kInvalidArgument);
}

TEST(HttpServer, ManyThreadsManyConnections) {
  ServerOptions options;
  options.io_threads = 2;
  options.workers = 3;
  auto server = start_server(echo_router(), options);
  std::atomic<int> good = 0;
  std::vector<std::thread> clients;
  for (int c = 0; c < 8; ++c) {
    clients.emplace_back([&, c] {
      RawClient client(server->port());
      for (int i = 0; i < 50; ++i) {
        const std::string body = std::to_string(c) + ":" + std::to_string(i);
        const char* target = i % 2 == 0 ? "/io" : "/echo";
        if (client.ask(post_request(target, body)).body == body) ++good;
      }
    });
  }
  for (auto& client : clients) client.join();
  EXPECT_EQ(good, 400);
}

TEST(HttpServerStop, LetsARequestInFlightFinish) {
  Router router;
  std::latch entered(1), leave(1);
  router.add("GET", "/slow", [&](const Request&) {
    entered.count_down();
    leave.wait();
    return text_response(200, "finished");
  });
  auto server = start_server(std::move(router));
  RawClient idle(server->port());
  RawClient client(server->port());
  client.send(get_request("/slow"));
  entered.wait();
  std::thread stopper([&] { server->stop(seconds(30)); });
  EXPECT_EQ(idle.read_all(), "");  // idle connections go at once
  leave.count_down();
  const auto answer = client.read_answer();
  EXPECT_EQ(answer.body, "finished");
  EXPECT_TRUE(answer.has("Connection: close"));
  client.close();
  stopper.join();
  EXPECT_THROW(RawClient(server->port()), std::runtime_error);
}

TEST(HttpServerStop, CutsAfterTheDeadline) {
  Router router;
  std::promise<Responder> held;
  router.add_io("GET", "/never",
                [&](Request, Responder responder) { held.set_value(std::move(responder)); });
  auto server = start_server(std::move(router));
  RawClient client(server->port());
  client.send(get_request("/never"));
  Responder responder = held.get_future().get();
  server->stop(Millis(20));
  EXPECT_EQ(client.read_all(), "");
}

}  // namespace
}  // namespace tl::net
