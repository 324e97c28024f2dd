#include "net/retry.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "base/time_text.h"

namespace tl::net {
namespace {

const Instant kNow = *parse_instant("2026-11-20T14:02:11Z");

struct Row {
  const char* name;
  int attempt;
  bool idempotent;
  int status;       // 0: none
  ErrorCode error;  // looked at when status is 0
  const char* retry_after;
  const char* rate_reason;
  const char* reset;
  double random;
  // expected
  bool retry;
  int64_t wait_ms;
  WaitScope scope;
  bool unknown;
};

constexpr ErrorCode kNoError = ErrorCode::kInternal;
constexpr bool kRead = true, kWrite = false;
using enum WaitScope;

const Row kRows[] = {
    // 429 was not executed: any method is tried again; the reason names the scope.
    {"burst", 1, kRead, 429, kNoError, "5", "jira-burst-based", "", 0, true, 5000, kEndpoint,
     false},
    {"burst, write", 1, kWrite, 429, kNoError, "5", "jira-burst-based", "", 0, true, 5000,
     kEndpoint, false},
    {"burst, jitter only adds", 1, kRead, 429, kNoError, "10", "jira-burst-based", "", 0.5, true,
     11'500, kEndpoint, false},
    {"burst, nothing named", 1, kRead, 429, kNoError, "", "jira-burst-based", "", 0.5, true, 2000,
     kEndpoint, false},
    {"burst, nothing named, third", 3, kRead, 429, kNoError, "", "jira-burst-based", "", 0.5, true,
     8000, kEndpoint, false},
    {"burst, zero is no wait", 1, kRead, 429, kNoError, "0", "jira-burst-based", "", 0, true, 1400,
     kEndpoint, false},
    {"burst, a reset is not its", 1, kRead, 429, kNoError, "5", "jira-burst-based",
     "2026-11-20T15:00:00Z", 0, true, 5000, kEndpoint, false},
    {"per issue", 1, kWrite, 429, kNoError, "2", "jira-per-issue-on-write", "", 0, true, 2000,
     kIssue, false},
    {"quota until reset", 1, kRead, 429, kNoError, "", "jira-quota-global-based",
     "2026-11-20T15:00:00Z", 0, true, 3'469'000, kConnection, false},
    {"quota per tenant", 1, kRead, 429, kNoError, "7", "jira-quota-tenant-based", "", 0, true, 7000,
     kConnection, false},
    {"quota, the longer counts", 1, kRead, 429, kNoError, "60", "jira-quota-global-based",
     "2026-11-20T14:02:21Z", 0, true, 60'000, kConnection, false},
    {"quota, reset passed", 1, kRead, 429, kNoError, "", "jira-quota-global-based",
     "2026-11-20T14:00:00Z", 0, true, 10'000, kConnection, false},
    {"old reason", 1, kRead, 429, kNoError, "3", "jira-cost-based", "", 0, true, 3000, kConnection,
     false},
    {"no reason", 1, kWrite, 429, kNoError, "3", "", "", 0, true, 3000, kConnection, false},
    {"nothing at all", 1, kRead, 429, kNoError, "", "", "", 0, true, 10'000, kConnection, false},
    {"unreadable", 1, kRead, 429, kNoError, "soon", "", "later", 0, true, 10'000, kConnection,
     false},
    {"reset as epoch seconds", 1, kRead, 429, kNoError, "", "", "1795183391", 0, true, 60'000,
     kConnection, false},
    {"reset as seconds to go", 1, kRead, 429, kNoError, "", "", "42", 0, true, 42'000, kConnection,
     false},
    {"absurd wait is cut", 1, kRead, 429, kNoError, "999999999", "", "", 0, true, 7'200'000,
     kConnection, false},
    {"date", 1, kRead, 429, kNoError, "Fri, 20 Nov 2026 14:02:41 GMT", "", "", 0, true, 30'000,
     kConnection, false},
    {"429, last try", 4, kRead, 429, kNoError, "5", "jira-burst-based", "", 0, true, 5000,
     kEndpoint, false},
    {"429, one too many", 5, kRead, 429, kNoError, "5", "jira-burst-based", "", 0, false, 5000,
     kEndpoint, false},
    // 5xx: reads with a growing wait, writes never.
    {"500 first", 1, kRead, 500, kNoError, "", "", "", 0.5, true, 2000, kNone, false},
    {"502 least jitter", 1, kRead, 502, kNoError, "", "", "", 0, true, 1400, kNone, false},
    {"503 most jitter", 1, kRead, 503, kNoError, "", "", "", 1, true, 2600, kNone, false},
    {"504 second", 2, kRead, 504, kNoError, "", "", "", 0.5, true, 4000, kNone, false},
    {"500 fourth", 4, kRead, 500, kNoError, "", "", "", 0.5, true, 16'000, kNone, false},
    {"500 one too many", 5, kRead, 500, kNoError, "", "", "", 0.5, false, 30'000, kNone, false},
    {"503 asks to wait", 1, kRead, 503, kNoError, "20", "", "", 0, true, 20'000, kConnection,
     false},
    {"500 on a write", 1, kWrite, 500, kNoError, "", "", "", 0.5, false, 2000, kNone, true},
    {"503 on a write", 1, kWrite, 503, kNoError, "20", "", "", 0, false, 20'000, kConnection, true},
    {"501", 1, kRead, 501, kNoError, "", "", "", 0.5, false, 0, kNone, false},
    {"408", 1, kRead, 408, kNoError, "", "", "", 0.5, true, 2000, kNone, false},
    // Answers that stay as they are.
    {"200", 1, kRead, 200, kNoError, "", "", "", 0.5, false, 0, kNone, false},
    {"200 with Retry-After 0", 1, kRead, 200, kNoError, "0", "", "", 0.5, false, 0, kNone, false},
    {"400", 1, kRead, 400, kNoError, "", "", "", 0.5, false, 0, kNone, false},
    {"401", 1, kRead, 401, kNoError, "", "", "", 0.5, false, 0, kNone, false},
    {"403", 1, kRead, 403, kNoError, "", "", "", 0.5, false, 0, kNone, false},
    {"404", 1, kRead, 404, kNoError, "", "", "", 0.5, false, 0, kNone, false},
    {"410", 1, kRead, 410, kNoError, "", "", "", 0.5, false, 0, kNone, false},
    // No answer.
    {"dns, read", 1, kRead, 0, ErrorCode::kDnsFailed, "", "", "", 0.5, true, 2000, kNone, false},
    {"dns, write", 1, kWrite, 0, ErrorCode::kDnsFailed, "", "", "", 0.5, true, 2000, kNone, false},
    {"connection, read", 2, kRead, 0, ErrorCode::kConnectFailed, "", "", "", 0.5, true, 4000, kNone,
     false},
    {"connection, write", 1, kWrite, 0, ErrorCode::kConnectFailed, "", "", "", 0.5, false, 2000,
     kNone, true},
    {"time-out, read", 1, kRead, 0, ErrorCode::kTimedOut, "", "", "", 0.5, true, 2000, kNone,
     false},
    {"time-out, write", 1, kWrite, 0, ErrorCode::kTimedOut, "", "", "", 0.5, false, 2000, kNone,
     true},
    {"tls", 1, kRead, 0, ErrorCode::kTlsFailed, "", "", "", 0.5, false, 0, kNone, false},
    {"unreadable, read", 2, kRead, 0, ErrorCode::kUnreadable, "", "", "", 0.5, true, 4000, kNone,
     false},
    {"unreadable, third", 3, kRead, 0, ErrorCode::kUnreadable, "", "", "", 0.5, false, 8000, kNone,
     false},
    {"unreadable, write", 1, kWrite, 0, ErrorCode::kUnreadable, "", "", "", 0.5, false, 2000, kNone,
     true},
    {"proxy", 1, kRead, 0, ErrorCode::kProxyRefused, "", "", "", 0.5, false, 0, kNone, false},
    {"too large", 1, kRead, 0, ErrorCode::kTooLarge, "", "", "", 0.5, false, 0, kNone, false},
    {"cancelled", 1, kRead, 0, ErrorCode::kCancelled, "", "", "", 0.5, false, 0, kNone, false},
};

TEST(DecideRetry, Table) {
  for (const Row& row : kRows) {
    RetryInput input;
    input.attempt = row.attempt;
    input.idempotent = row.idempotent;
    if (row.status != 0) {
      input.status = row.status;
    } else {
      input.error = row.error;
    }
    Headers headers;
    if (*row.retry_after != '\0') headers.add("retry-after", row.retry_after);
    if (*row.rate_reason != '\0') headers.add("ratelimit-reason", row.rate_reason);
    if (*row.reset != '\0') headers.add("x-ratelimit-reset", row.reset);
    read_rate_headers(headers, input);
    input.now = kNow;
    input.random = row.random;
    const RetryDecision decision = decide_retry(input);
    EXPECT_EQ(decision.retry, row.retry) << row.name;
    EXPECT_EQ(decision.wait.ms, row.wait_ms) << row.name;
    EXPECT_EQ(name_of(decision.scope), name_of(row.scope)) << row.name;
    EXPECT_EQ(decision.outcome_unknown, row.unknown) << row.name;
    if (row.status != 200) EXPECT_NE(decision.reason, "") << row.name;
  }
}

// What holds of every row, and of all that has none.
TEST(RetryTable, KeepsItsPromises) {
  for (const RetryRow& row : retry_table()) {
    EXPECT_LE(row.reads, kMaxRetries) << row.reason;
    EXPECT_LE(row.writes, row.reads) << row.reason;
    if (row.maybe_executed) EXPECT_EQ(row.writes, 0) << row.reason;
    EXPECT_EQ(row.wait == RetryWait::kNone, row.reads == 0) << row.reason;
    EXPECT_FALSE(row.reason.empty());
    EXPECT_NE(row.status, 401);
    EXPECT_NE(row.status, 403);
  }
}

// Status by status, read and write, try by try: what is repeated at all.
TEST(RetryTable, EveryStatus) {
  const std::set<int> read_again = {408, 429, 500, 502, 503, 504};
  for (int status = 100; status < 600; ++status) {
    for (const bool idempotent : {kRead, kWrite}) {
      for (int attempt = 1; attempt <= 6; ++attempt) {
        RetryInput input;
        input.attempt = attempt;
        input.idempotent = idempotent;
        input.status = status;
        const RetryDecision decision = decide_retry(input);
        const bool again = idempotent ? read_again.contains(status) : status == 429;
        EXPECT_EQ(decision.retry, again && attempt <= 4) << status << " " << idempotent;
        const bool unknown = !idempotent && status != 429 && read_again.contains(status);
        EXPECT_EQ(decision.outcome_unknown, unknown) << status << " " << idempotent;
        if (decision.retry) EXPECT_GT(decision.wait.ms, 0);
      }
    }
  }
}

TEST(LimitTable, TheLastRowIsForAllOthers) {
  ASSERT_FALSE(limit_table().empty());
  for (const LimitRow& row : limit_table()) {
    EXPECT_EQ(row.reason.empty(), &row == &limit_table().back());
    EXPECT_NE(row.scope, WaitScope::kNone);
    EXPECT_FALSE(row.text.empty());
  }
}

RetryDecision decide_limited(const Headers& headers) {
  RetryInput input;
  input.status = 429;
  input.now = kNow;
  input.random = 0;
  read_rate_headers(headers, input);
  return decide_retry(input);
}

// A 429 without Retry-After: what else tells how long.
TEST(DecideRetry, WithoutRetryAfter) {
  EXPECT_EQ(decide_limited({}).wait, kDefaultRateWait);
  const auto structured = decide_limited({{"RateLimit", "\"a\";r=0;t=90, \"b\";r=7;t=900"}});
  EXPECT_EQ(structured.wait, seconds(90));
  EXPECT_EQ(structured.scope, WaitScope::kConnection);
  EXPECT_EQ(decide_limited({{"Beta-RateLimit", "\"a\";r=0;t=45"}}).wait, seconds(45));
  const auto bucket = decide_limited({{"X-RateLimit-Interval-Seconds", "60"},
                                      {"X-RateLimit-FillRate", "10"},
                                      {"X-RateLimit-Remaining", "0"},
                                      {"Retry-After", "0"}});
  EXPECT_EQ(bucket.wait, seconds(60));
  EXPECT_EQ(bucket.scope, WaitScope::kConnection);
}

// A good answer may say that the next one will be none.
TEST(DecidePause, NothingIsLeft) {
  const auto bucket = decide_pause({{"X-RateLimit-Remaining", "0"},
                                    {"X-RateLimit-Interval-Seconds", "60"},
                                    {"Retry-After", "12"}},
                                   kNow);
  EXPECT_EQ(bucket.wait, seconds(12));
  EXPECT_EQ(bucket.scope, WaitScope::kConnection);
  EXPECT_FALSE(bucket.reason.empty());
  EXPECT_EQ(decide_pause({{"RateLimit", "\"q\";r=0;t=30"}}, kNow).wait, seconds(30));
  for (const Headers& fine : {
           Headers{},
           Headers{{"X-RateLimit-Remaining", "1"}, {"X-RateLimit-Interval-Seconds", "60"}},
           Headers{{"X-RateLimit-Remaining", "0"}},  // of Cloud: no bucket, and no end is told
           Headers{{"RateLimit", "\"q\";r=1;t=30"}},
           Headers{{"RateLimit", "\"q\";t=30"}},
           Headers{{"Retry-After", "0"}},
       }) {
    EXPECT_EQ(decide_pause(fine, kNow).wait.ms, 0);
  }
}

TEST(DecideRetry, WaitsStayWithinJitterAndCap) {
  for (int attempt = 1; attempt <= 40; ++attempt) {
    for (double random : {0.0, 0.25, 0.5, 0.999999}) {
      RetryInput input;
      input.attempt = attempt;
      input.status = 500;
      input.random = random;
      const double plain = std::min(2000.0 * std::pow(2.0, attempt - 1), 30'000.0);
      const auto wait = static_cast<double>(decide_retry(input).wait.ms);
      EXPECT_GE(wait, plain * kJitterLow - 1);
      EXPECT_LE(wait, plain * kJitterHigh);
    }
  }
}

TEST(ParseRetryAfter, ReadsSecondsAndDates) {
  EXPECT_EQ(parse_retry_after("17", kNow)->ms, 17'000);
  EXPECT_EQ(parse_retry_after(" 0 ", kNow)->ms, 0);
  EXPECT_EQ(parse_retry_after("Fri, 20 Nov 2026 14:02:12 GMT", kNow)->ms, 1000);
  EXPECT_EQ(parse_retry_after("Fri, 20 Nov 2026 14:02:10 GMT", kNow)->ms, 0);
  for (const char* bad : {"", "-1", "1.5", "1s", "tomorrow", "Fri, 20 Nov 2026"}) {
    EXPECT_FALSE(parse_retry_after(bad, kNow).has_value()) << bad;
  }
}

TEST(ParseRateReset, ReadsEveryVendorsForm) {
  EXPECT_EQ(parse_rate_reset("2026-11-20T15:00:00Z", kNow)->ms - kNow.ms, 3'469'000);
  EXPECT_EQ(parse_rate_reset("2026-11-20T15:00Z", kNow)->ms - kNow.ms, 3'469'000);
  EXPECT_EQ(parse_rate_reset(std::to_string(kNow.ms / 1000 + 5), kNow)->ms - kNow.ms, 5000);
  EXPECT_EQ(parse_rate_reset(std::to_string(kNow.ms + 5), kNow)->ms - kNow.ms, 5);
  EXPECT_EQ(parse_rate_reset("30", kNow)->ms - kNow.ms, 30'000);
  EXPECT_FALSE(parse_rate_reset("", kNow).has_value());
  EXPECT_FALSE(parse_rate_reset("2026-11-20T15:00:00", kNow).has_value());  // no offset: a guess
}

}  // namespace
}  // namespace tl::net
