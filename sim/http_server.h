// A small HTTP/1.1 server: one thread per connection, at most kMaxConnections of them; further
// connections wait in the kernel's queue, and then each answer closes its connection. Keep-alive,
// Content-Length and chunked bodies, "Expect: 100-continue". No TLS: the simulator listens on
// loopback.
#pragma once

#include <atomic>
#include <functional>
#include <list>
#include <mutex>
#include <string>
#include <thread>

#include "base/clock.h"
#include "base/result.h"
#include "sim/http.h"

namespace tl::sim {

constexpr int kMaxConnections = 256;
constexpr int kIdleSeconds = 30;  // a connection that says nothing that long is closed
constexpr size_t kMaxHeadBytes = 64u << 10;
constexpr size_t kMaxBodyBytes = 16u << 20;

class HttpConnection;
using Handler = std::function<Response(const Request&)>;

class HttpServer {
 public:
  // `handler` is called from many threads at once. `clock` outlives the server.
  HttpServer(Handler handler, const Clock& clock);
  ~HttpServer();
  HttpServer(const HttpServer&) = delete;
  HttpServer& operator=(const HttpServer&) = delete;

  // Binds "ADDRESS:PORT"; port 0 takes a free one. Returns the real port.
  // kInvalidArgument: not of that form; kConflict: the port is taken.
  [[nodiscard]] Result<int> bind(const std::string& listen);
  void start();
  void stop();  // closes all connections and joins; may be called twice

 private:
  struct Connection {
    std::thread thread;
    int fd = -1;
    bool reset = false;  // its close is to be felt by the peer
    std::atomic<bool> done{false};
  };

  void accept_loop();
  void serve(Connection& connection);
  bool send_answer(HttpConnection& http, const std::string& bytes, const Response& response);
  void hang(int fd) const;
  void reap(bool all);

  Handler handler_;
  const Clock& clock_;
  int listen_fd_ = -1;
  std::atomic<bool> stopping_{false};
  std::atomic<int> open_{0};
  std::mutex mutex_;
  std::list<Connection> connections_;
  std::thread acceptor_;
};

// "Fri, 20 Nov 2026 14:02:11 GMT"
[[nodiscard]] std::string http_date(Instant now);

}  // namespace tl::sim
