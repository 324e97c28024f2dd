// Burst limits, and faults that tests order.
#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "sim/http.h"

namespace tl::sim {

struct LimitState {
  bool allowed = true;
  int limit = 0;
  int remaining = 0;
  int retry_after = 1;  // seconds
  const char* reason = "jira-burst-based";
};

// A token bucket per endpoint and method, and the limit of writes to one issue (20 in 2 s, 100 in
// 30 s). Times are the clock's. Thread-safe.
class Limits {
 public:
  [[nodiscard]] LimitState take(const std::string& method, const std::string& endpoint,
                                int64_t now_ms);
  [[nodiscard]] LimitState take_issue_write(int32_t issue, int64_t now_ms);

 private:
  struct Bucket {
    double tokens;
    int64_t at;
  };
  std::mutex mutex_;
  std::map<std::string, Bucket> buckets_;
  std::map<int32_t, std::deque<int64_t>> writes_;
};

// An answer that replaces the real one for the next `count` requests that match.
struct Fault {
  std::string method;       // "" any
  std::string path_prefix;  // of the path without query
  int status = 0;           // 0: the real answer, only delayed or cut
  int count = 1;            // -1 for ever
  int delay_ms = 0;
  int retry_after = -1;
  std::string reason;  // RateLimit-Reason
  std::string body;
  bool cut = false;       // half of the body, then the connection closes
  bool non_json = false;  // an HTML page
};

class Faults {  // thread-safe
 public:
  void add(Fault fault);
  void clear();
  [[nodiscard]] std::optional<Fault> take(const std::string& method, const std::string& path);

 private:
  std::mutex mutex_;
  std::vector<Fault> queue_;
};

}  // namespace tl::sim
