// Outgoing HTTP: blocking calls for workers over one libcurl multi handle on a thread of its own.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <stop_token>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/result.h"
#include "net/headers.h"

namespace tl::net {

struct HttpRequest {
  std::string method = "GET";
  std::string url;  // http or https; user info in it is refused
  Headers headers;  // Authorization and the like; never printed
  std::string body;
  int64_t timeout_ms = 60'000;  // whole exchange
  int64_t connect_timeout_ms = 10'000;
  size_t max_body_bytes = 64u << 20;  // of the answer, decoded; above: kTooLarge
  // GET and HEAD only, at most 5, same origin or http to https of the same host; other redirects
  // are returned as answers.
  bool follow_redirects = false;
  std::string ca_bundle_pem;  // PEM text that replaces the system's authorities when set
  // A POST that only reads (a search). Other POST and PATCH requests never go out on a kept
  // connection: were it just being closed, they could be sent twice.
  bool reads_only = false;
  std::string proxy;  // "http://proxy:3128"; "" none (the environment is ignored)
};

struct HttpAnswer {
  int status = 0;
  Headers headers;
  std::string body;  // content encoding (gzip, deflate, br) already undone
  Millis elapsed;
};

// Where requests go out. Thread-safe. A test injects its own.
class HttpTransport {
 public:
  virtual ~HttpTransport() = default;
  // Blocks until the answer is complete, an error, or `stop` is requested (kCancelled, at once).
  // A status is never an error here, 4xx and 5xx included. Errors: kInvalidArgument (bad URL or
  // method), kDnsFailed, kConnectFailed (also: connection lost before the answer), kTlsFailed,
  // kTimedOut, kProxyRefused, kTooLarge, kCancelled, kStopping. Their text names host and cause,
  // never a header.
  [[nodiscard]] virtual Result<HttpAnswer> fetch(const HttpRequest& request,
                                                 const std::stop_token& stop) = 0;
};

struct HttpClientOptions {
  std::string user_agent = "throughline";
  int max_connections_per_host = 16;
  int max_connections = 64;
};

class HttpClient final : public HttpTransport {
 public:
  explicit HttpClient(HttpClientOptions options = {});
  // Ends what is in flight (kStopping) and joins. Stop and join the threads that fetch before.
  ~HttpClient() override;
  HttpClient(const HttpClient&) = delete;
  HttpClient& operator=(const HttpClient&) = delete;

  [[nodiscard]] Result<HttpAnswer> fetch(const HttpRequest& request,
                                         const std::stop_token& stop) override;

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace tl::net
