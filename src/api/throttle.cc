#include "api/throttle.h"

#include <algorithm>
#include <vector>

namespace tl::api {

std::optional<Millis> AttemptThrottle::begin(std::string_view key, Instant now) {
  const std::lock_guard lock(mutex_);
  if (attempts_.size() >= kMaxKeys) make_room(now);
  auto& past = attempts_[std::string(key)];
  while (!past.empty() && past.front() + rule_.window <= now) past.pop_front();
  if (past.size() >= static_cast<size_t>(rule_.attempts)) {
    return past.front() + rule_.window - now;
  }
  past.push_back(now);
  return std::nullopt;
}

void AttemptThrottle::forgive(std::string_view key) {
  const std::lock_guard lock(mutex_);
  attempts_.erase(std::string(key));
}

void AttemptThrottle::refund(std::string_view key) {
  const std::lock_guard lock(mutex_);
  const auto found = attempts_.find(std::string(key));
  if (found == attempts_.end() || found->second.empty()) return;
  found->second.pop_back();
  if (found->second.empty()) attempts_.erase(found);
}

// Forgets what is past its window; when that is not enough, the older half.
void AttemptThrottle::make_room(Instant now) {
  std::erase_if(attempts_, [&](const auto& entry) {
    return entry.second.empty() || entry.second.back() + rule_.window <= now;
  });
  if (attempts_.size() < kMaxKeys) return;
  std::vector<Instant> latest;
  latest.reserve(attempts_.size());
  for (const auto& [key, past] : attempts_) latest.push_back(past.back());
  std::nth_element(latest.begin(), latest.begin() + kMaxKeys / 2, latest.end());
  const Instant middle = latest[kMaxKeys / 2];
  std::erase_if(attempts_, [&](const auto& entry) { return entry.second.back() <= middle; });
}

}  // namespace tl::api
