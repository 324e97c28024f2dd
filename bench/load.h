// A load generator: keep-alive connections on loopback, one request in flight on each, one thread.
#pragma once

#include <cstdint>
#include <functional>
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
  std::function<std::string(uint64_t n)> make_body;  // instead of `body`
  // When set, every request carries NAME: sha256=HEX of its body under the secret.
  std::string sign_header;
  std::string sign_secret;
  int connections = 64;
  double seconds = 5;
  double warm_up_seconds = 0.5;  // not counted
  // Above 0: requests begin at even distances, so many a second, whether or not the ones before
  // were answered; waiting for a free connection counts as latency. 0: the next one at once.
  double per_second = 0;
  uint64_t at_most = 0;  // above 0: ends after so many requests
};

struct LoadResult {
  uint64_t requests = 0;  // answered within the counted time
  uint64_t total = 0;     // with the warm-up and those in flight at the end
  uint64_t accepted = 0;  // of total: 2xx
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

// Runs for warm-up plus `seconds`, waits for the answers of what is in flight, then stops by
// itself. kConnectFailed when nobody listens.
[[nodiscard]] Result<LoadResult> run_load(const LoadOptions& options);

}  // namespace tl::bench
