// Burst limits, and faults that tests order.
#pragma once

#include <atomic>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "sim/http.h"
#include "sim/rng.h"

namespace tl::sim {

struct LimitState {
  bool allowed = true;
  int limit = 0;
  int remaining = 0;
  int retry_after = 1;  // seconds
  const char* reason = "jira-burst-based";
  int fill = 0;              // Data Center: so many tokens
  int interval_seconds = 0;  // per so many seconds; 0: Cloud
};

// Data Center's bucket of one user.
struct ServerLimit {
  int tokens = 0;  // 0: off, as it is by default
  int fill = 10;
  int interval_seconds = 60;
};

// A token bucket per endpoint and method, and the limit of writes to one issue (20 in 2 s, 100 in
// 30 s). Times are the clock's. Thread-safe.
class Limits {
 public:
  [[nodiscard]] LimitState take(const std::string& method, const std::string& endpoint,
                                int64_t now_ms);
  [[nodiscard]] LimitState take_issue_write(int32_t issue, int64_t now_ms);
  void set_server(const ServerLimit& limit);
  [[nodiscard]] bool server_on() const { return server_on_; }
  [[nodiscard]] LimitState take_server(int user, int64_t now_ms);

 private:
  struct Bucket {
    double tokens;
    int64_t at;
  };
  std::mutex mutex_;
  std::map<std::string, Bucket> buckets_;
  std::map<int32_t, std::deque<int64_t>> writes_;
  ServerLimit server_;
  std::atomic<bool> server_on_{false};
};

// An answer that replaces the real one, or spoils it, for the next `count` requests that match.
struct Fault {
  std::string method;       // "" any
  std::string path_prefix;  // of the path without query, context path and gateway
  int status = 0;           // 0: the real answer, only delayed, cut or slowed
  int count = 1;            // -1 for ever
  int percent = 100;        // how many of the matching requests; decided by the seed
  int delay_ms = 0;
  int retry_after = -1;
  std::string reason;                                        // RateLimit-Reason
  std::vector<std::pair<std::string, std::string>> headers;  // more of them
  std::string body;
  std::string content_type;  // "" as it is
  bool cut = false;          // half of the body, then the connection closes
  bool non_json = false;     // an HTML page
  bool reset = false;        // the connection is reset before an answer
  bool hang = false;         // no answer ever; the connection stays open
  int slow_bytes = 0;        // so many bytes at a time
  int slow_interval_ms = 100;
};

// The kinds of 429 by name: burst, quota-global, quota-tenant, per-issue, dc. Sets status, reason
// and the headers of Cloud or Data Center. False: no such kind.
bool make_limit_fault(Fault& fault, std::string_view kind, int64_t now_ms);

class Faults {  // thread-safe
 public:
  explicit Faults(uint64_t seed) : rng_(seed, 9100) {}
  void add(Fault fault);
  void clear();
  // The answer to a request: the real one, or what a fault makes of it.
  [[nodiscard]] Response apply(const std::string& method, const std::string& path,
                               const std::function<Response()>& real);

 private:
  [[nodiscard]] std::optional<Fault> take(const std::string& method, const std::string& path);

  std::mutex mutex_;
  Rng rng_;
  std::vector<Fault> queue_;
};

}  // namespace tl::sim
