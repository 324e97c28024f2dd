#include "sim/limits.h"

#include <algorithm>

namespace tl::sim {

namespace {

int limit_of(const std::string& method, const std::string& endpoint) {
  if (method == "GET") {
    if (endpoint == "/rest/api/*/issue/{}") return 150;
    if (endpoint == "/rest/api/*/issue/{}/changelog") return 200;
    if (endpoint == "/rest/api/*/user") return 150;
    return 100;
  }
  if (method == "POST") return endpoint == "/rest/api/*/search/approximate-count" ? 150 : 100;
  return 50;
}

}  // namespace

LimitState Limits::take(const std::string& method, const std::string& endpoint, int64_t now_ms) {
  LimitState state;
  state.limit = limit_of(method, endpoint);
  const std::lock_guard lock(mutex_);
  const auto [it, fresh] =
      buckets_.try_emplace(method + " " + endpoint, Bucket{double(state.limit), now_ms});
  auto& bucket = it->second;
  const auto passed = static_cast<double>(std::max<int64_t>(now_ms - bucket.at, 0));
  bucket.tokens = std::min(double(state.limit), bucket.tokens + passed * state.limit / 1000.0);
  bucket.at = now_ms;
  state.allowed = bucket.tokens >= 1.0;
  if (state.allowed) bucket.tokens -= 1.0;
  state.remaining = static_cast<int>(bucket.tokens);
  return state;
}

LimitState Limits::take_issue_write(int32_t issue, int64_t now_ms) {
  LimitState state;
  state.limit = 20;
  state.reason = "jira-per-issue-on-write";
  const std::lock_guard lock(mutex_);
  auto& times = writes_[issue];
  while (!times.empty() && times.front() <= now_ms - 30'000) times.pop_front();
  const auto recent =
      std::count_if(times.begin(), times.end(), [&](int64_t t) { return t > now_ms - 2000; });
  state.allowed = recent < 20 && times.size() < 100;
  state.remaining = std::max(0, 20 - static_cast<int>(recent));
  state.retry_after = times.size() >= 100 ? 30 : 2;
  if (state.allowed) times.push_back(now_ms);
  return state;
}

void Limits::set_server(const ServerLimit& limit) {
  const std::lock_guard lock(mutex_);
  server_ = limit;
  server_on_ = limit.tokens > 0;
  buckets_.clear();
}

LimitState Limits::take_server(int user, int64_t now_ms) {
  const std::lock_guard lock(mutex_);
  LimitState state;
  state.limit = server_.tokens;
  state.fill = server_.fill;
  state.interval_seconds = server_.interval_seconds;
  const auto [it, fresh] =
      buckets_.try_emplace("user " + std::to_string(user), Bucket{double(server_.tokens), now_ms});
  auto& bucket = it->second;
  // Tokens come in whole portions, one per interval.
  const int64_t interval = int64_t{server_.interval_seconds} * 1000;
  const int64_t portions = std::max<int64_t>(0, now_ms - bucket.at) / interval;
  bucket.tokens = std::min(double(server_.tokens),
                           bucket.tokens + static_cast<double>(portions * server_.fill));
  bucket.at += portions * interval;
  state.allowed = bucket.tokens >= 1.0;
  if (state.allowed) bucket.tokens -= 1.0;
  state.remaining = static_cast<int>(bucket.tokens);
  state.retry_after = static_cast<int>((bucket.at + interval - now_ms + 999) / 1000);
  return state;
}

}  // namespace tl::sim
