#include "sync/request_cap.h"

namespace tl::sync {
namespace {

constexpr Millis kWindow = minutes(1);

}  // namespace

void RequestCap::set_limit(int per_minute) {
  std::lock_guard lock(mutex_);
  limit_ = per_minute > 0 ? static_cast<size_t>(per_minute) : 0;
  if (limit_ == 0) sent_.clear();
  while (sent_.size() > limit_) sent_.pop_front();
}

std::optional<Instant> RequestCap::take_place() {
  std::lock_guard lock(mutex_);
  if (limit_ == 0) return std::nullopt;
  const Instant now = clock_.now();
  while (!sent_.empty() && now - sent_.front() >= kWindow) sent_.pop_front();
  if (sent_.size() >= limit_) return sent_.front() + kWindow;
  sent_.push_back(now);
  return std::nullopt;
}

Result<net::HttpAnswer> RequestCap::fetch(const net::HttpRequest& request,
                                          const std::stop_token& stop) {
  bool waited = false;
  while (const auto until = take_place()) {
    if (on_wait_) on_wait_(until);
    waited = true;
    if (!clock_.wait_until(*until, stop) || stop.stop_requested()) {
      return make_error(ErrorCode::kCancelled, "stopped while waiting for the own request limit");
    }
  }
  if (waited && on_wait_) on_wait_(std::nullopt);
  return inner_.fetch(request, stop);
}

}  // namespace tl::sync
