#include "net/retry.h"

#include <fmt/format.h>

#include <algorithm>
#include <ctime>

#include "base/text.h"
#include "base/time_text.h"

namespace tl::net {
namespace {

constexpr int64_t kSmallestEpochSeconds = 1'000'000'000;  // 2001; below: seconds to go

// base * 2^(attempt-1), capped, times 0.7..1.3.
Millis backoff(const RetryInput& input) {
  const int shift = std::clamp(input.attempt - 1, 0, 10);
  const int64_t plain = std::min(kRetryBase.ms << shift, kRetryCap.ms);
  const double factor = kJitterLow + (kJitterHigh - kJitterLow) * input.random;
  return Millis(static_cast<int64_t>(static_cast<double>(plain) * factor));
}

// What the vendor asked for is the least; jitter only adds to it, by no more than 30 % of the cap.
Millis at_least(Millis asked, double random) {
  const auto base = static_cast<double>(std::min(asked, kRetryCap).ms);
  const Millis spread(static_cast<int64_t>(base * (kJitterHigh - 1) * random));
  return std::min(Millis(asked.ms + spread.ms), kMaxRateWait);
}

WaitScope scope_of(std::string_view reason) {
  if (reason == "jira-burst-based") return WaitScope::kEndpoint;
  if (reason == "jira-per-issue-on-write") return WaitScope::kIssue;
  return WaitScope::kConnection;  // quota, cost, Data Center's bucket per user, unknown
}

std::string_view limit_name(WaitScope scope, std::string_view reason) {
  if (scope == WaitScope::kEndpoint) return "too many requests to one endpoint";
  if (scope == WaitScope::kIssue) return "too many writes to one issue";
  const bool quota =
      starts_with_no_case(reason, "jira-quota") || starts_with_no_case(reason, "jira-cost");
  return quota ? "the hourly quota is used up" : "too many requests";
}

RetryDecision limited(const RetryInput& input) {
  RetryDecision decision;
  decision.scope = scope_of(input.ratelimit_reason);
  decision.retry = input.attempt <= kMaxRetries;
  decision.reason = fmt::format("The server asked to wait (429): {}.",
                                limit_name(decision.scope, input.ratelimit_reason));
  Millis asked = parse_retry_after(input.retry_after, input.now).value_or(Millis(0));
  if (decision.scope == WaitScope::kConnection) {
    const auto reset = parse_rate_reset(input.ratelimit_reset, input.now);
    if (reset) asked = std::max(asked, *reset - input.now);
  }
  if (asked.ms <= 0 && decision.scope == WaitScope::kConnection) asked = kDefaultRateWait;
  decision.wait = asked.ms > 0 ? at_least(asked, input.random) : backoff(input);
  return decision;
}

RetryDecision never(std::string reason) {
  RetryDecision decision;
  decision.reason = std::move(reason);
  return decision;
}

// `executed`: the request may have been carried out.
RetryDecision passing(const RetryInput& input, bool executed, std::string reason) {
  RetryDecision decision;
  decision.wait = backoff(input);
  decision.outcome_unknown = executed && !input.idempotent;
  decision.retry = !decision.outcome_unknown && input.attempt <= kMaxRetries;
  decision.reason = std::move(reason);
  return decision;
}

RetryDecision decide_error(const RetryInput& input) {
  switch (*input.error) {
    case ErrorCode::kDnsFailed:
      return passing(input, false, "The server's name could not be resolved.");
    case ErrorCode::kConnectFailed:
      return passing(input, true, "The server could not be reached.");
    case ErrorCode::kTimedOut:
      return passing(input, true, "The server did not answer in time.");
    case ErrorCode::kTlsFailed:
      return never("The encrypted connection failed.");
    case ErrorCode::kCancelled:
    case ErrorCode::kStopping:
      return never("The request was cancelled.");
    default:
      return never("The request failed for good.");
  }
}

RetryDecision unavailable(const RetryInput& input) {
  RetryDecision decision =
      passing(input, true, fmt::format("The server is not available ({}).", *input.status));
  const auto asked = parse_retry_after(input.retry_after, input.now);
  if (*input.status == 503 && asked && asked->ms > 0) {
    decision.wait = std::max(decision.wait, at_least(*asked, input.random));
    decision.scope = WaitScope::kConnection;
  }
  return decision;
}

std::optional<Instant> parse_http_date(std::string_view text) {
  std::tm parts{};
  const std::string copy(text);
  const char* end = strptime(copy.c_str(), "%a, %d %b %Y %H:%M:%S GMT", &parts);
  if (end == nullptr || *end != '\0') return std::nullopt;
  return Instant(static_cast<int64_t>(timegm(&parts)) * 1000);
}

}  // namespace

std::string_view name_of(WaitScope scope) {
  switch (scope) {
    case WaitScope::kNone:
      return "none";
    case WaitScope::kIssue:
      return "issue";
    case WaitScope::kEndpoint:
      return "endpoint";
    case WaitScope::kConnection:
      return "connection";
  }
  return "none";
}

std::optional<Millis> parse_retry_after(std::string_view text, Instant now) {
  text = trim(text);
  if (const auto number = parse_int(text)) {
    if (*number < 0) return std::nullopt;
    return std::min(Millis(std::min<int64_t>(*number, 1'000'000) * 1000), kMaxRateWait);
  }
  const auto date = parse_http_date(text);
  if (!date) return std::nullopt;
  return std::clamp(*date - now, Millis(0), kMaxRateWait);
}

std::optional<Instant> parse_rate_reset(std::string_view text, Instant now) {
  text = trim(text);
  if (const auto number = parse_int(text)) {
    if (*number < 0) return std::nullopt;
    if (*number >= kSmallestEpochSeconds) return instant_from_number(*number);
    return now + Millis(*number * 1000);
  }
  return parse_instant(text);
}

RetryDecision decide_retry(const RetryInput& input) {
  if (input.error) return decide_error(input);
  const int status = input.status.value_or(0);
  if (status == 429) return limited(input);
  if (status == 500 || status == 502 || status == 503 || status == 504) return unavailable(input);
  if (status == 408) return passing(input, true, "The server gave up waiting (408).");
  if (status >= 200 && status < 400) return never("");
  return never(fmt::format("The server answered {}; trying again would not help.", status));
}

void read_rate_headers(const Headers& headers, RetryInput& input) {
  input.retry_after = headers.value("Retry-After");
  input.ratelimit_reason = headers.value("RateLimit-Reason");
  input.ratelimit_reset = headers.value("X-RateLimit-Reset");
}

}  // namespace tl::net
