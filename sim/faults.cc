// Faults that tests order.
#include <fmt/format.h>

#include <chrono>
#include <thread>

#include "base/clock.h"
#include "base/time_text.h"
#include "sim/limits.h"

namespace tl::sim {

namespace {

constexpr int64_t kHour = 3'600'000;

Response replace_answer(const Fault& fault, const std::function<Response()>& real) {
  if (fault.status == 0) return real();
  Response response;
  response.status = fault.status;
  response.body = fault.body;
  if (fault.body.empty() && fault.status != 204)
    response.body =
        fmt::format(R"({{"errorMessages":["Simulated answer {}."],"errors":{{}}}})", fault.status);
  return response;
}

void spoil(const Fault& fault, Response& response) {
  if (fault.non_json) {
    response.content_type = "text/html;charset=UTF-8";
    response.body = fault.body.empty()
                        ? "<!DOCTYPE html><html><head><title>Oops</title></head><body>Sorry"
                          "</body></html>"
                        : fault.body;
  }
  if (!fault.content_type.empty()) response.content_type = fault.content_type;
  if (fault.retry_after >= 0)
    response.headers.emplace_back("Retry-After", std::to_string(fault.retry_after));
  if (!fault.reason.empty()) response.headers.emplace_back("RateLimit-Reason", fault.reason);
  for (const auto& header : fault.headers) response.headers.push_back(header);
  response.cut = fault.cut;
  response.reset = fault.reset;
  response.hang = fault.hang;
  response.slow_bytes = fault.slow_bytes;
  response.slow_interval_ms = fault.slow_interval_ms;
}

}  // namespace

bool make_limit_fault(Fault& fault, std::string_view kind, int64_t now_ms) {
  fault.status = 429;
  fault.body = R"({"errorMessages":["Rate limit exceeded."],"errors":{}})";
  const int64_t to_hour = kHour - now_ms % kHour;
  const auto reset = [&](int64_t after_ms) {
    fault.headers.emplace_back("X-RateLimit-Reset", format_instant(Instant(now_ms + after_ms)));
    fault.headers.emplace_back("X-RateLimit-Remaining", "0");
  };
  if (kind == "burst" || kind == "per-issue") {
    fault.reason = kind == "burst" ? "jira-burst-based" : "jira-per-issue-on-write";
    fault.headers.emplace_back("X-RateLimit-Limit", kind == "burst" ? "100" : "20");
    reset(kind == "burst" ? 1000 : 2000);
  } else if (kind == "quota-global" || kind == "quota-tenant") {
    const bool global = kind == "quota-global";
    fault.reason = global ? "jira-quota-global-based" : "jira-quota-tenant-based";
    fault.headers.emplace_back("X-RateLimit-Limit", global ? "65000" : "100000");
    fault.headers.emplace_back("RateLimit-Policy", global ? R"("global-app-quota";q=65000;w=3600)"
                                                          : R"("tenant-quota";q=100000;w=3600)");
    fault.headers.emplace_back(
        "RateLimit", fmt::format(R"("{}";r=0;t={})", global ? "global-app-quota" : "tenant-quota",
                                 to_hour / 1000));
    reset(to_hour);
  } else if (kind == "dc") {
    fault.headers = {{"X-RateLimit-Limit", "50"},
                     {"X-RateLimit-Remaining", "0"},
                     {"X-RateLimit-FillRate", "10"},
                     {"X-RateLimit-Interval-Seconds", "60"}};
  } else {
    return false;
  }
  return true;
}

void Faults::add(Fault fault) {
  const std::lock_guard lock(mutex_);
  queue_.push_back(std::move(fault));
}

void Faults::clear() {
  const std::lock_guard lock(mutex_);
  queue_.clear();
}

std::optional<Fault> Faults::take(const std::string& method, const std::string& path) {
  const std::lock_guard lock(mutex_);
  for (auto it = queue_.begin(); it != queue_.end(); ++it) {
    if (!it->method.empty() && it->method != method) continue;
    if (path.compare(0, it->path_prefix.size(), it->path_prefix) != 0) continue;
    if (it->percent < 100 && rng_.below(100) >= it->percent) continue;
    auto fault = *it;
    if (it->count > 0 && --it->count == 0) queue_.erase(it);
    return fault;
  }
  return std::nullopt;
}

Response Faults::apply(const std::string& method, const std::string& path,
                       const std::function<Response()>& real) {
  const auto fault = take(method, path);
  if (!fault) return real();
  if (fault->delay_ms > 0) std::this_thread::sleep_for(std::chrono::milliseconds(fault->delay_ms));
  if (fault->reset || fault->hang) {
    Response nothing;
    spoil(*fault, nothing);
    return nothing;
  }
  auto response = replace_answer(*fault, real);
  spoil(*fault, response);
  return response;
}

}  // namespace tl::sim
