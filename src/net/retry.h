// When a request that failed is tried again, after what wait, and what else must wait with it.
// Pure; the rules are two tables: retry_table() and limit_table(). Sources: what Atlassian says of
// rate limits (three limits, three scopes; base 2 s doubling to 30 s, jitter 0.7..1.3, at most 4
// retries; 429 was not executed, a 5xx on a write may have been).
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/error.h"
#include "net/headers.h"

namespace tl::net {

constexpr int kMaxRetries = 4;
constexpr Millis kRetryBase = seconds(2);
constexpr Millis kRetryCap = seconds(30);
constexpr Millis kDefaultRateWait = seconds(10);  // a 429 that names no wait
constexpr Millis kMaxRateWait = hours(2);         // what a vendor may ask for; more is cut
constexpr double kJitterLow = 0.7;
constexpr double kJitterHigh = 1.3;

// What has to wait: only this issue, only this endpoint (method and path class), or everything that
// uses the same credentials.
enum class WaitScope { kNone, kIssue, kEndpoint, kConnection };
[[nodiscard]] std::string_view name_of(WaitScope scope);

// How long a request waits before it is tried again.
enum class RetryWait {
  kNone,            // it is not
  kBackoff,         // 2 s, doubled each time up to 30 s, with jitter
  kAskedOrBackoff,  // what the server asks for, if more; then all of the connection waits
  kLimit,           // what the server asks for, of the scope that limit_table() says
};

// One row: what came back, how often it is tried again, and whether it may have been carried out.
struct RetryRow {
  int status = 0;                          // of the answer; 0: there is none, but
  ErrorCode error = ErrorCode::kInternal;  // why
  int reads = 0;                           // retries of what may be repeated
  int writes = 0;                          // retries of what may not
  bool maybe_executed = false;             // a write that it may have been is not repeated
  RetryWait wait = RetryWait::kNone;
  std::string_view reason;  // for a person
};
// Any status and error that has no row is never tried again. A rejected sign-in (401) is none of
// these: whoever repeats it may get the account locked.
[[nodiscard]] std::span<const RetryRow> retry_table();

// Which limit a 429 names by "RateLimit-Reason", and what waits for it.
struct LimitRow {
  std::string_view reason;  // how the header begins; "" any other, and none
  WaitScope scope = WaitScope::kConnection;
  bool until_reset = false;  // X-RateLimit-Reset and RateLimit speak of it
  std::string_view text;     // for a person
};
[[nodiscard]] std::span<const LimitRow> limit_table();

struct RetryInput {
  int attempt = 1;         // the attempt that just failed; the first is 1
  bool idempotent = true;  // GET, HEAD, PUT of a whole, DELETE; a POST that only reads counts too
  std::optional<int> status;       // of the answer, or
  std::optional<ErrorCode> error;  // why there is none
  std::string retry_after;         // header, seconds or an HTTP date; "" absent
  std::string ratelimit_reason;    // header RateLimit-Reason
  std::string ratelimit_reset;     // header X-RateLimit-Reset: ISO 8601, or seconds as a number
  std::string ratelimit;           // header RateLimit, structured; also as Beta-RateLimit
  std::string interval;            // header X-RateLimit-Interval-Seconds: when tokens come again
  Instant now;
  double random = 0.5;  // in [0, 1): makes the jitter
};

struct RetryDecision {
  bool retry = false;
  Millis wait;  // before the next attempt; also meaningful for `scope` when retry is false
  WaitScope scope = WaitScope::kNone;
  // The write may have been carried out: ask the vendor before repeating it.
  bool outcome_unknown = false;
  std::string reason;  // for a person: "Jira asked to wait (burst limit)"
};

[[nodiscard]] RetryDecision decide_retry(const RetryInput& input);

// Fills the header fields of a RetryInput from an answer's headers.
void read_rate_headers(const Headers& headers, RetryInput& input);

// "Retry-After": seconds ("0" counts) or an IMF-fixdate; nothing when absent or unreadable.
[[nodiscard]] std::optional<Millis> parse_retry_after(std::string_view text, Instant now);

// A good answer that says that the next one will not be: nothing left of a quota or of the bucket.
// Then nothing of the connection goes out until there is again. `wait` is 0 otherwise.
[[nodiscard]] RetryDecision decide_pause(const Headers& headers, Instant now);

// "X-RateLimit-Reset" as an instant: ISO 8601, epoch seconds or milliseconds, or seconds to go.
[[nodiscard]] std::optional<Instant> parse_rate_reset(std::string_view text, Instant now);

}  // namespace tl::net
