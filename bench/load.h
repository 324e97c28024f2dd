// A load generator: keep-alive connections on loopback, one request in flight on each, one thread.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "base/result.h"

namespace tl::bench {

struct LoadOptions {
  std::string host = "127.0.0.1";  // numeric IPv4
  uint16_t port = 0;
  std::string target = "/";
  std::string method = "GET";
  std::vector<std::pair<std::string, std::string>> headers;
  std::string body;
  // "{n}" in a header value or the body becomes a number that no other request of the run has.
  uint64_t first_number = 1;
  // When set, every request carries NAME: sha256=HEX of its body under the secret.
  std::string sign_header;
  std::string sign_secret;
  int connections = 64;
  double seconds = 5;
  double warm_up_seconds = 0.5;  // not counted
};

struct LoadResult {
  uint64_t requests = 0;  // answered within the counted time
  uint64_t total = 0;     // with the warm-up
  uint64_t not_2xx = 0;
  uint64_t broken = 0;  // connections that ended early; each is opened again
  double seconds = 0;
  double p50_us = 0;
  double p99_us = 0;
  double max_us = 0;
  [[nodiscard]] double per_second() const {
    return seconds > 0 ? static_cast<double>(requests) / seconds : 0;
  }
};

// Runs for warm-up plus `seconds`, then stops by itself. kConnectFailed when nobody listens.
[[nodiscard]] Result<LoadResult> run_load(const LoadOptions& options);

}  // namespace tl::bench
