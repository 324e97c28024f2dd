// The HTTP/1.1 edge: connections, limits, dispatch to handlers. It knows no meaning.
//
// Threads: `io_threads` event loops (each with its own listening socket when more than one) and
// `workers` blocking threads. Pool and stream handlers run on workers, io handlers on a loop.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "net/http_message.h"
#include "net/router.h"

namespace tl::net {

struct ServerLimits {
  size_t header_bytes = 32u << 10;          // request line and header fields; above: 431
  size_t target_bytes = 8u << 10;           // above: 414
  size_t body_bytes = 8u << 20;             // unless the route says otherwise; above: 413
  size_t large_body_bytes = 16u << 20;      // a route that takes more than this takes few at once:
  size_t large_bodies = 4;                  // so many; above: 503
  size_t connections = 4096;                // above: 503 and closed
  size_t streams = 256;                     // open event streams; above: 503
  size_t stream_buffer_bytes = 256u << 10;  // unsent bytes of one stream; above: closed
  size_t pool_queue = 256;                  // requests that wait for a worker; above: 503
  Millis header_timeout = seconds(15);      // first byte to end of header; above: 408
  Millis body_timeout = seconds(60);        // between two reads of a body; above: 408
  Millis idle_timeout = seconds(75);        // keep-alive without a request
  Millis write_timeout = seconds(60);       // without progress in sending an answer
};

// One line for the access log. `pattern` holds no values of the path (webhook path ids are masked
// by this); "" when nothing matched.
struct AccessRecord {
  uint64_t request_id = 0;
  std::string_view method;
  std::string_view pattern;
  int status = 0;
  int64_t micros = 0;  // end of header to answer handed to the socket; for a stream: to its head
  std::string_view peer_address;
};

struct ServerOptions {
  std::string address = "127.0.0.1";  // numeric IPv4 or IPv6, or "localhost"
  uint16_t port = 8080;               // 0: any free one, see port()
  int io_threads = 1;
  int workers = 8;
  ServerLimits limits;
  std::string tls_cert_file;  // PEM chain; both or none: none means plain HTTP
  std::string tls_key_file;
  // Addresses or networks ("10.0.0.0/8", "::1") whose X-Forwarded-For / -Proto / -Host are
  // believed. The client is the right-most address that is not a trusted proxy.
  std::vector<std::string> trusted_proxies;
  // Renders what the edge refuses: 400, 404, 405, 408, 413, 414, 431, 500, 503. Must not throw or
  // block. Default: {"status","title","detail"} as application/problem+json.
  // `request` is null when there is none complete enough. Allow, Retry-After and Connection are
  // added by the server.
  std::function<Response(const HttpFailure&, const Request* request)> render_failure;
  // Called on an io thread after each answer; must not block.
  std::function<void(const AccessRecord&)> access_log;
};

// Counters since start; cheap.
struct ServerStats {
  uint64_t connections_open = 0;
  uint64_t connections_accepted = 0;
  uint64_t connections_refused = 0;  // over the limit
  uint64_t requests = 0;
  uint64_t streams_open = 0;
  uint64_t pool_queued = 0;
  uint64_t pool_refused = 0;
};

class HttpServer {
 public:
  // Listens and runs. kConflict when the address is in use, kForbidden when the port may not be
  // bound, kInvalidArgument for a bad address, proxy or certificate.
  [[nodiscard]] static Result<std::unique_ptr<HttpServer>> start(ServerOptions options,
                                                                 Router router);
  // Stops as stop() does with its default.
  ~HttpServer();
  HttpServer(const HttpServer&) = delete;
  HttpServer& operator=(const HttpServer&) = delete;

  [[nodiscard]] uint16_t port() const;
  [[nodiscard]] ServerStats stats() const;

  // Stops accepting, closes streams and idle connections, lets requests in flight finish for up to
  // `deadline`, then cuts and joins all threads (a handler that still runs is waited for). What
  // handlers captured must outlive this call; responders may outlive the server.
  // Idempotent. Not to be called from a handler.
  void stop(Millis deadline = seconds(5));

 private:
  class Impl;
  explicit HttpServer(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace tl::net
