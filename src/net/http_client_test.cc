#include "net/http_client.h"

#include <gtest/gtest.h>

#include <latch>
#include <thread>

#include "net/http_server.h"
#include "net/net_test_support.h"

namespace tl::net {
namespace {

// gzip of "squeezed".
constexpr unsigned char kGzip[] = {0x1f, 0x8b, 0x08, 0x00, 0x00, 0x00, 0x00, 0x00, 0x02, 0x03,
                                   0x2b, 0x2e, 0x2c, 0x4d, 0x4d, 0xad, 0x4a, 0x4d, 0x01, 0x00,
                                   0xde, 0x26, 0x14, 0x00, 0x08, 0x00, 0x00, 0x00};

struct Site {
  std::unique_ptr<HttpServer> server;
  std::string base;
  std::promise<Responder> held;

  Site() {
    Router router;
    router.add("GET", "/hello", [](const Request& r) {
      Response response = text_response(200, "hi " + std::string(r.headers.value("X-Who")));
      response.headers.add("X-Answer", "yes");
      return response;
    });
    for (const char* method : {"POST", "PUT", "PATCH", "DELETE"}) {
      router.add(method, "/echo", [](const Request& r) {
        return text_response(
            201, r.method + " " + r.body + " " + std::string(r.headers.value("Content-Type")));
      });
    }
    router.add("GET", "/status/{code}", [](const Request& r) {
      return text_response(std::atoi(std::string(r.param("code")).c_str()), "body");
    });
    router.add("GET", "/bytes/{n}", [](const Request& r) {
      return text_response(200, std::string(std::atoi(std::string(r.param("n")).c_str()), 'x'));
    });
    router.add("GET", "/to/{path...}", [](const Request& r) {
      return redirect_response(302, "/" + std::string(r.param("path")));
    });
    router.add("GET", "/loop", [](const Request&) { return redirect_response(302, "/loop"); });
    router.add("GET", "/away",
               [](const Request&) { return redirect_response(302, "http://127.0.0.2:1/x"); });
    router.add("GET", "/gzip", [](const Request& r) {
      EXPECT_NE(r.headers.value("Accept-Encoding").find("gzip"), std::string_view::npos);
      Response response =
          text_response(200, std::string(reinterpret_cast<const char*>(kGzip), sizeof kGzip));
      response.headers.add("Content-Encoding", "gzip");
      return response;
    });
    router.add_io("GET", "/held",
                  [this](Request, Responder responder) { held.set_value(std::move(responder)); });
    server = start_server(std::move(router));
    base = "http://127.0.0.1:" + std::to_string(server->port());
  }
};

HttpRequest get(const std::string& url) {
  HttpRequest request;
  request.url = url;
  return request;
}

TEST(HttpClient, FetchesStatusHeadersAndBody) {
  Site site;
  HttpClient client;
  HttpRequest request = get(site.base + "/hello");
  request.headers.add("X-Who", "there");
  const auto answer = client.fetch(request, {});
  ASSERT_TRUE(answer.ok()) << answer.error().detail;
  EXPECT_EQ(answer->status, 200);
  EXPECT_EQ(answer->body, "hi there");
  EXPECT_EQ(answer->headers.value("x-answer"), "yes");
}

TEST(HttpClient, SendsEveryMethodWithItsBody) {
  Site site;
  HttpClient client;
  for (const char* method : {"POST", "PUT", "PATCH", "DELETE"}) {
    HttpRequest request = get(site.base + "/echo");
    request.method = method;
    request.body = "{\"a\":1}";
    request.headers.add("Content-Type", "application/json");
    EXPECT_EQ(client.fetch(request, {})->body, std::string(method) + " {\"a\":1} application/json");
    request.body.clear();
    request.headers = {};
    EXPECT_EQ(client.fetch(request, {})->body, std::string(method) + "  ");
  }
}

TEST(HttpClient, AStatusIsNoError) {
  Site site;
  HttpClient client;
  for (int status : {401, 404, 429, 500, 503}) {
    const auto answer = client.fetch(get(site.base + "/status/" + std::to_string(status)), {});
    ASSERT_TRUE(answer.ok());
    EXPECT_EQ(answer->status, status);
    EXPECT_EQ(answer->body, "body");
  }
}

TEST(HttpClient, KeepsTheConnectionForReads) {
  Site site;
  HttpClient client;
  for (int i = 0; i < 5; ++i) EXPECT_EQ(client.fetch(get(site.base + "/hello"), {})->status, 200);
  EXPECT_EQ(site.server->stats().connections_accepted, 1u);
}

TEST(HttpClient, AWriteNeverUsesAKeptConnection) {
  Site site;
  HttpClient client;
  HttpRequest write = get(site.base + "/echo");
  write.method = "POST";
  for (int i = 0; i < 2; ++i) EXPECT_EQ(client.fetch(write, {})->status, 201);
  EXPECT_EQ(site.server->stats().connections_accepted, 2u);
  write.reads_only = true;
  for (int i = 0; i < 2; ++i) EXPECT_EQ(client.fetch(write, {})->status, 201);
  EXPECT_EQ(site.server->stats().connections_accepted, 2u);
}

TEST(HttpClient, UndoesGzip) {
  Site site;
  HttpClient client;
  const auto answer = client.fetch(get(site.base + "/gzip"), {});
  ASSERT_TRUE(answer.ok()) << answer.error().detail;
  EXPECT_EQ(answer->body, "squeezed");
}

TEST(HttpClient, RedirectsAreAnswersUnlessAskedFor) {
  Site site;
  HttpClient client;
  HttpRequest request = get(site.base + "/to/hello");
  const auto plain = client.fetch(request, {});
  EXPECT_EQ(plain->status, 302);
  EXPECT_EQ(plain->headers.value("Location"), "/hello");
  request.follow_redirects = true;
  EXPECT_EQ(client.fetch(request, {})->body, "hi ");
  request.url = site.base + "/away";  // another host never gets our headers
  EXPECT_EQ(client.fetch(request, {})->status, 302);
  request.url = site.base + "/loop";
  EXPECT_EQ(client.fetch(request, {})->status, 302);
}

TEST(HttpClient, LimitsTheBody) {
  Site site;
  HttpClient client;
  HttpRequest request = get(site.base + "/bytes/1000");
  request.max_body_bytes = 1000;
  EXPECT_EQ(client.fetch(request, {})->body.size(), 1000u);
  request.url = site.base + "/bytes/1001";
  const auto answer = client.fetch(request, {});
  ASSERT_FALSE(answer.ok());
  EXPECT_EQ(answer.error().code, ErrorCode::kTooLarge);
  EXPECT_NE(answer.error().detail.find("1000 bytes"), std::string::npos);
}

TEST(HttpClient, NamesTheFailure) {
  HttpClient client;
  const auto dns = client.fetch(get("http://nonexistent.invalid/secret?token=1"), {});
  EXPECT_EQ(dns.error().code, ErrorCode::kDnsFailed);
  EXPECT_NE(dns.error().detail.find("nonexistent.invalid"), std::string::npos);
  EXPECT_EQ(dns.error().detail.find("token"), std::string::npos);
  uint16_t free_port = 0;
  {
    Site site;
    free_port = site.server->port();
  }
  const std::string refused = "http://127.0.0.1:" + std::to_string(free_port) + "/";
  EXPECT_EQ(client.fetch(get(refused), {}).error().code, ErrorCode::kConnectFailed);
}

TEST(HttpClient, RefusesWhatCannotBeSent) {
  HttpClient client;
  auto code = [&](HttpRequest request) { return client.fetch(request, {}).error().code; };
  for (const char* url : {"ftp://h/", "file:///etc/passwd", "", "http://", "/x"}) {
    EXPECT_EQ(code(get(url)), ErrorCode::kInvalidArgument) << url;
  }
  const auto with_user = client.fetch(get("http://me:secret@h/"), {});
  EXPECT_EQ(with_user.error().code, ErrorCode::kInvalidArgument);
  EXPECT_EQ(with_user.error().detail.find("secret"), std::string::npos);
  HttpRequest split = get("http://127.0.0.1:1/");
  split.headers.add("X", "a\r\nY: b");
  EXPECT_EQ(code(split), ErrorCode::kInvalidArgument);
  HttpRequest method = get("http://127.0.0.1:1/");
  method.method = "GET /";
  EXPECT_EQ(code(method), ErrorCode::kInvalidArgument);
}

TEST(HttpClient, TimesOut) {
  Site site;
  HttpClient client;
  HttpRequest request = get(site.base + "/held");
  request.timeout_ms = 50;
  EXPECT_EQ(client.fetch(request, {}).error().code, ErrorCode::kTimedOut);
  site.held.get_future().get();
}

TEST(HttpClient, AStopTokenCancelsAtOnce) {
  Site site;
  HttpClient client;
  std::stop_source source;
  std::thread fetcher([&] {
    const auto answer = client.fetch(get(site.base + "/held"), source.get_token());
    EXPECT_EQ(answer.error().code, ErrorCode::kCancelled);
  });
  Responder responder = site.held.get_future().get();  // the request has arrived
  source.request_stop();
  fetcher.join();
  EXPECT_EQ(client.fetch(get(site.base + "/hello"), source.get_token()).error().code,
            ErrorCode::kCancelled);
  EXPECT_EQ(client.fetch(get(site.base + "/hello"), {})->status, 200);
}

TEST(HttpClient, ItsEndEndsWhatIsInFlight) {
  Site site;
  auto client = std::make_unique<HttpClient>();
  std::thread fetcher([&, raw = client.get()] {
    const auto answer = raw->fetch(get(site.base + "/held"), {});
    EXPECT_EQ(answer.error().code, ErrorCode::kStopping);
  });
  Responder responder = site.held.get_future().get();
  client.reset();
  fetcher.join();
}

TEST(HttpClient, ALostConnectionIsAConnectFailure) {
  Site site;
  HttpClient client;
  std::thread fetcher([&] {
    const auto answer = client.fetch(get(site.base + "/held"), {});
    EXPECT_EQ(answer.error().code, ErrorCode::kConnectFailed);
  });
  Responder responder = site.held.get_future().get();
  site.server->stop(Millis(0));
  fetcher.join();
}

// Answers one connection with `answer`, whatever it asks.
class OneAnswer {
 public:
  explicit OneAnswer(std::string answer) : fd_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    auto* any = reinterpret_cast<sockaddr*>(&address);
    if (::bind(fd_, any, size) != 0 || ::listen(fd_, 1) != 0 ||
        ::getsockname(fd_, any, &size) != 0) {
      throw std::runtime_error("cannot listen");
    }
    port_ = ntohs(address.sin_port);
    thread_ = std::jthread([this, answer = std::move(answer)] {
      const int peer = ::accept(fd_, nullptr, nullptr);
      std::string asked;
      char bytes[1024];
      while (asked.find("\r\n\r\n") == std::string::npos) {
        const ssize_t count = ::read(peer, bytes, sizeof bytes);
        if (count <= 0) break;
        asked.append(bytes, static_cast<size_t>(count));
      }
      (void)!::write(peer, answer.data(), answer.size());
      ::close(peer);
    });
  }
  ~OneAnswer() {
    thread_.join();
    ::close(fd_);
  }
  [[nodiscard]] std::string at(const std::string& login) const {
    return "http://" + login + "127.0.0.1:" + std::to_string(port_);
  }

 private:
  int fd_;
  uint16_t port_ = 0;
  std::jthread thread_;
};

TEST(HttpClient, NamesWhatTheProxyRefuses) {
  const std::string wants =
      "HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic realm=x\r\n"
      "Content-Length: 0\r\nConnection: close\r\n\r\n";
  const std::string forbids =
      "HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
  struct Case {
    std::string answer, url, login, says;
  };
  for (const auto& [answer, url, login, says] :
       {Case{wants, "http://jira.invalid/x", "", "wants a user and password"},
        Case{wants, "https://jira.invalid/x", "", "wants a user and password"},
        Case{wants, "http://jira.invalid/x", "ada:s3cret@", "refused this user and password"},
        Case{wants, "https://jira.invalid/x", "ada:s3cret@", "refused this user and password"},
        Case{forbids, "https://jira.invalid/x", "",
             "answered 403 instead of connecting to jira.invalid"}}) {
    const OneAnswer proxy(answer);
    HttpClient client;
    HttpRequest request = get(url);
    request.proxy = proxy.at(login);
    const auto outcome = client.fetch(request, {});
    ASSERT_FALSE(outcome.ok()) << url;
    EXPECT_EQ(outcome.error().code,
              answer == wants ? ErrorCode::kProxyRefused : ErrorCode::kConnectFailed);
    EXPECT_NE(outcome.error().detail.find(says), std::string::npos) << outcome.error().detail;
    EXPECT_EQ(outcome.error().detail.find("s3cret"), std::string::npos);
  }
  const OneAnswer site(wants);
  HttpClient client;
  EXPECT_EQ(client.fetch(get(site.at("")), {})->status, 407) << "no proxy: an answer like others";
}

TEST(HttpClient, ServesManyThreads) {
  Site site;
  HttpClient client;
  std::atomic<int> good = 0;
  std::vector<std::thread> threads;
  for (int t = 0; t < 6; ++t) {
    threads.emplace_back([&] {
      for (int i = 0; i < 30; ++i) {
        const auto answer = client.fetch(get(site.base + "/bytes/5000"), {});
        if (answer.ok() && answer->body.size() == 5000) ++good;
      }
    });
  }
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(good, 180);
}

}  // namespace
}  // namespace tl::net
