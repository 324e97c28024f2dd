#include "net/retry.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <ctime>

#include "base/text.h"
#include "base/time_text.h"
#include "net/rate_headers.h"

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

using enum ErrorCode;
using enum RetryWait;

constexpr ErrorCode kAnswered = kInternal;  // there is an answer, so no error
constexpr bool kMaybe = true, kNotDone = false;

constexpr std::array kRetryRows = {
    // status, error, reads, writes, was it carried out?, wait, reason
    RetryRow{429, kAnswered, 4, 4, kNotDone, kLimit, "The server asked to wait (429): "},
    RetryRow{408, kAnswered, 4, 0, kMaybe, kBackoff, "The server gave up waiting (408)."},
    RetryRow{500, kAnswered, 4, 0, kMaybe, kBackoff, "The server is not available (500)."},
    RetryRow{502, kAnswered, 4, 0, kMaybe, kBackoff, "The server is not available (502)."},
    RetryRow{503, kAnswered, 4, 0, kMaybe, kAskedOrBackoff, "The server is not available (503)."},
    RetryRow{504, kAnswered, 4, 0, kMaybe, kBackoff, "The server is not available (504)."},
    RetryRow{0, kDnsFailed, 4, 4, kNotDone, kBackoff, "The server's name could not be resolved."},
    RetryRow{0, kConnectFailed, 4, 0, kMaybe, kBackoff, "The server could not be reached."},
    RetryRow{0, kTimedOut, 4, 0, kMaybe, kBackoff, "The server did not answer in time."},
    RetryRow{0, kUnreadable, 2, 0, kMaybe, kBackoff, "The server's answer was cut off or is none."},
    RetryRow{0, kTlsFailed, 0, 0, kNotDone, kNone, "The encrypted connection failed."},
    RetryRow{0, kCancelled, 0, 0, kNotDone, kNone, "The request was cancelled."},
    RetryRow{0, kStopping, 0, 0, kNotDone, kNone, "The request was cancelled."},
};

constexpr std::array kLimitRows = {
    LimitRow{"jira-burst-based", WaitScope::kEndpoint, false, "too many requests to one endpoint"},
    LimitRow{"jira-per-issue-on-write", WaitScope::kIssue, false, "too many writes to one issue"},
    LimitRow{"jira-quota", WaitScope::kConnection, true, "the hourly quota is used up"},
    LimitRow{"jira-cost", WaitScope::kConnection, true, "the hourly quota is used up"},
    // Data Center's bucket of each user, and what is not known.
    LimitRow{"", WaitScope::kConnection, true, "too many requests"},
};

const LimitRow& limit_of(std::string_view reason) {
  for (const LimitRow& rule : kLimitRows) {
    if (starts_with_no_case(reason, rule.reason)) return rule;
  }
  return kLimitRows.back();
}

const RetryRow* rule_of(const RetryInput& input) {
  for (const RetryRow& rule : kRetryRows) {
    const bool fits =
        input.error ? rule.status == 0 && rule.error == *input.error : rule.status == input.status;
    if (fits && (input.error || rule.status != 0)) return &rule;
  }
  return nullptr;
}

// What the server asks for a limit; 0 when it does not say.
Millis asked_for(const RetryInput& input, const LimitRow& limit) {
  Millis asked = parse_retry_after(input.retry_after, input.now).value_or(Millis(0));
  if (!limit.until_reset) return asked;
  const auto reset = parse_rate_reset(input.ratelimit_reset, input.now);
  if (reset) asked = std::max(asked, *reset - input.now);
  for (const RatePolicy& policy : parse_rate_limit(input.ratelimit)) {
    if (policy.remaining == 0 && policy.reset) asked = std::max(asked, *policy.reset);
  }
  if (asked.ms > 0) return asked;
  const auto interval = parse_int(trim(input.interval));
  if (interval && *interval > 0)
    return seconds(std::min<int64_t>(*interval, kMaxRateWait.ms / 1000));
  return limit.scope == WaitScope::kConnection ? kDefaultRateWait : Millis(0);
}

void wait_for_limit(const RetryInput& input, RetryDecision& decision) {
  const LimitRow& limit = limit_of(input.ratelimit_reason);
  decision.scope = limit.scope;
  decision.reason += std::string(limit.text) + ".";
  const Millis asked = asked_for(input, limit);
  decision.wait = asked.ms > 0 ? at_least(asked, input.random) : backoff(input);
}

void wait_as_asked(const RetryInput& input, RetryDecision& decision) {
  decision.wait = backoff(input);
  const auto asked = parse_retry_after(input.retry_after, input.now);
  if (!asked || asked->ms <= 0) return;
  decision.wait = std::max(decision.wait, at_least(*asked, input.random));
  decision.scope = WaitScope::kConnection;
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

std::span<const RetryRow> retry_table() { return kRetryRows; }
std::span<const LimitRow> limit_table() { return kLimitRows; }

RetryDecision decide_retry(const RetryInput& input) {
  RetryDecision decision;
  const int status = input.status.value_or(0);
  if (!input.error && status >= 200 && status < 400) return decision;
  const RetryRow* rule = rule_of(input);
  if (rule == nullptr) {
    decision.reason =
        input.error ? std::string("The request failed for good.")
                    : fmt::format("The server answered {}; trying again would not help.", status);
    return decision;
  }
  decision.reason = rule->reason;
  if (rule->wait == kBackoff) decision.wait = backoff(input);
  if (rule->wait == kAskedOrBackoff) wait_as_asked(input, decision);
  if (rule->wait == kLimit) wait_for_limit(input, decision);
  decision.outcome_unknown = rule->maybe_executed && !input.idempotent;
  decision.retry = input.attempt <= (input.idempotent ? rule->reads : rule->writes);
  return decision;
}

RetryDecision decide_pause(const Headers& headers, Instant now) {
  RetryDecision decision;
  for (const RatePolicy& policy : read_rate_limit(headers)) {
    if (policy.remaining == 0 && policy.reset)
      decision.wait = std::max(decision.wait, *policy.reset);
  }
  // Data Center's bucket: empty, and when the next tokens come.
  const auto remaining = parse_int(trim(headers.value("X-RateLimit-Remaining")));
  const auto interval = parse_int(trim(headers.value("X-RateLimit-Interval-Seconds")));
  if (remaining && *remaining <= 0 && interval && *interval > 0) {
    const Millis asked = parse_retry_after(headers.value("Retry-After"), now).value_or(Millis(0));
    const Millis refill = seconds(std::min<int64_t>(*interval, kMaxRateWait.ms / 1000));
    decision.wait = std::max(decision.wait, asked.ms > 0 ? asked : refill);
  }
  if (decision.wait.ms <= 0) return {};
  decision.wait = std::min(decision.wait, kMaxRateWait);
  decision.scope = WaitScope::kConnection;
  decision.reason = "The server allows no more requests for the moment.";
  return decision;
}

void read_rate_headers(const Headers& headers, RetryInput& input) {
  input.retry_after = headers.value("Retry-After");
  input.ratelimit_reason = headers.value("RateLimit-Reason");
  input.ratelimit_reset = headers.value("X-RateLimit-Reset");
  input.ratelimit = headers.value("RateLimit");
  if (input.ratelimit.empty()) input.ratelimit = headers.value("Beta-RateLimit");
  input.interval = headers.value("X-RateLimit-Interval-Seconds");
}

}  // namespace tl::net
