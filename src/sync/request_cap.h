// An admin's own limit of requests a minute, before the vendor's (product.md C10).
#pragma once

#include <deque>
#include <functional>
#include <mutex>

#include "base/clock.h"
#include "net/http_client.h"

namespace tl::sync {

// Passes requests on to `inner`, at most `limit` within any 60 seconds. Thread-safe. References
// must outlive it.
class RequestCap final : public net::HttpTransport {
 public:
  // Called before a wait with its end, and with nothing after it, on the fetching thread.
  using OnWait = std::function<void(std::optional<Instant> until)>;

  RequestCap(net::HttpTransport& inner, const Clock& clock, OnWait on_wait)
      : inner_(inner), clock_(clock), on_wait_(std::move(on_wait)) {}

  void set_limit(int per_minute);  // 0: none
  [[nodiscard]] Result<net::HttpAnswer> fetch(const net::HttpRequest& request,
                                              const std::stop_token& stop) override;

 private:
  // Takes a place, or says when there will be one.
  std::optional<Instant> take_place();

  net::HttpTransport& inner_;
  const Clock& clock_;
  const OnWait on_wait_;
  std::mutex mutex_;
  size_t limit_ = 0;
  std::deque<Instant> sent_;  // at most limit_, oldest first
};

}  // namespace tl::sync
