#include "net/rate_budget.h"

#include <gtest/gtest.h>

#include <atomic>
#include <thread>
#include <vector>

#include "net/net_test_support.h"

namespace tl::net {
namespace {

const Headers kBurst = {{"Retry-After", "5"}, {"RateLimit-Reason", "jira-burst-based"}};
const Headers kQuota = {{"Retry-After", "60"}, {"RateLimit-Reason", "jira-quota-global-based"}};

struct RateBudgetTest : testing::Test {
  ManualClock clock;
  RateBudget budget{
      clock, {.min_in_flight = 1, .start_in_flight = 4, .max_in_flight = 6, .raise_after = 3}};

  // Takes leave on another thread; says when it came.
  std::jthread acquire_later(std::string endpoint, std::atomic<int64_t>& when) {
    return std::jthread([this, endpoint, &when](const std::stop_token& stop) {
      auto slot = budget.acquire(endpoint, stop);
      when = slot.ok() ? clock.now().ms : -1;
    });
  }
};

TEST_F(RateBudgetTest, ABurstClosesItsEndpointOnly) {
  const Instant begin = clock.now();
  budget.note_answer("GET search", 429, kBurst);
  ASSERT_TRUE(budget.current_wait().has_value());
  EXPECT_EQ(budget.current_wait()->scope, WaitScope::kEndpoint);
  EXPECT_EQ(budget.current_wait()->endpoint, "GET search");
  EXPECT_TRUE(budget.acquire("GET issue", {}).ok());  // at once
  std::atomic<int64_t> when = 0;
  std::jthread waiter = acquire_later("GET search", when);
  clock.await_waiters(1);
  clock.advance(Millis(4999));
  EXPECT_EQ(when, 0);
  clock.advance(seconds(3));
  waiter.join();
  EXPECT_GE(when, begin.ms + 5000);
  EXPECT_FALSE(budget.current_wait().has_value());
}

TEST_F(RateBudgetTest, AQuotaClosesTheWholeConnection) {
  budget.note_answer("GET search", 429, kQuota);
  const auto wait = budget.current_wait();
  ASSERT_TRUE(wait.has_value());
  EXPECT_EQ(wait->scope, WaitScope::kConnection);
  EXPECT_GE(wait->until, clock.now() + seconds(60));
  EXPECT_NE(wait->reason.find("quota"), std::string::npos);
  std::atomic<int64_t> when = 0;
  std::jthread waiter = acquire_later("GET issue", when);
  clock.await_waiters(1);
  EXPECT_EQ(when, 0);
  clock.advance(seconds(90));
  waiter.join();
  EXPECT_GT(when, 0);
}

TEST_F(RateBudgetTest, AWriteLimitOfOneIssueClosesThatIssueOnly) {
  const Headers limited = {{"Retry-After", "5"}, {"RateLimit-Reason", "jira-per-issue-on-write"}};
  const Instant begin = clock.now();
  budget.note_answer("PUT issue", 429, limited, "10042");
  EXPECT_FALSE(budget.current_wait().has_value());
  EXPECT_EQ(budget.in_flight_limit(), 4);
  EXPECT_TRUE(budget.acquire("PUT issue", {}, "10043").ok());
  EXPECT_TRUE(budget.acquire("GET issue", {}).ok());
  ASSERT_TRUE(budget.wait_of("PUT issue", "10042").has_value());
  EXPECT_FALSE(budget.wait_of("PUT issue", "10043").has_value());
  ASSERT_EQ(budget.waits().size(), 1u);
  EXPECT_EQ(budget.waits().front().issue, "10042");
  EXPECT_EQ(budget.waits().front().scope, WaitScope::kIssue);
  EXPECT_FALSE(budget.waits().front().reason.empty());
  std::atomic<int64_t> when = 0;
  std::jthread waiter([&](const std::stop_token& stop) {
    auto slot = budget.acquire("POST worklog", stop, "10042");
    when = clock.now().ms;
  });
  clock.await_waiters(1);
  clock.advance(seconds(8));
  waiter.join();
  EXPECT_GE(when, begin.ms + 5000);
}

// Data Center's bucket is empty: nothing goes out until it is filled, and no 429 has to say so.
TEST_F(RateBudgetTest, AnEmptyBucketClosesTheConnection) {
  const Headers empty = {{"X-RateLimit-Limit", "50"},
                         {"X-RateLimit-Remaining", "0"},
                         {"X-RateLimit-FillRate", "10"},
                         {"X-RateLimit-Interval-Seconds", "60"},
                         {"Retry-After", "30"}};
  budget.note_answer("GET search", 200, empty);
  const auto wait = budget.current_wait();
  ASSERT_TRUE(wait.has_value());
  EXPECT_EQ(wait->scope, WaitScope::kConnection);
  EXPECT_EQ(wait->until, clock.now() + seconds(30));
  EXPECT_FALSE(wait->reason.empty());
}

TEST_F(RateBudgetTest, NoMoreInFlightThanTheBucketHas) {
  const auto left = [](const char* tokens) {
    return Headers{{"X-RateLimit-Limit", "50"},
                   {"X-RateLimit-Remaining", tokens},
                   {"X-RateLimit-Interval-Seconds", "60"},
                   {"Retry-After", "0"}};
  };
  budget.note_answer("e", 200, left("49"));
  EXPECT_EQ(budget.in_flight_limit(), 4);
  budget.note_answer("e", 200, left("2"));
  EXPECT_EQ(budget.in_flight_limit(), 2);
  EXPECT_FALSE(budget.current_wait().has_value());
  for (int i = 0; i < 9; ++i) budget.note_answer("e", 200, left("49"));
  EXPECT_GT(budget.in_flight_limit(), 2);
}

TEST_F(RateBudgetTest, AnExhaustedQuotaOfAGoodAnswerClosesTheConnection) {
  budget.note_answer("e", 200, {{"RateLimit", "\"global-app-quota\";r=0;t=120"}});
  ASSERT_TRUE(budget.current_wait().has_value());
  EXPECT_EQ(budget.current_wait()->until, clock.now() + seconds(120));
}

TEST_F(RateBudgetTest, WaitsAreListedTheWidestFirst) {
  budget.note_answer("GET a", 429, kBurst);
  budget.note_answer("PUT b", 429,
                     {{"Retry-After", "9"}, {"RateLimit-Reason", "jira-per-issue-on-write"}}, "7");
  budget.note_answer("GET c", 429, kQuota);
  const auto waits = budget.waits();
  ASSERT_EQ(waits.size(), 3u);
  EXPECT_EQ(waits[0].scope, WaitScope::kConnection);
  EXPECT_EQ(waits[1].endpoint, "GET a");
  EXPECT_EQ(waits[2].issue, "7");
  clock.advance(hours(3));
  EXPECT_TRUE(budget.waits().empty());
}

TEST_F(RateBudgetTest, A503ThatNamesAWaitClosesTheConnection) {
  budget.note_answer("GET issue", 503, {{"Retry-After", "30"}});
  EXPECT_EQ(budget.current_wait()->scope, WaitScope::kConnection);
  budget.note_answer("GET issue", 200, {});
  EXPECT_TRUE(budget.current_wait().has_value());
}

TEST_F(RateBudgetTest, AShorterWaitDoesNotShortenALonger) {
  budget.note_answer("GET search", 429, kQuota);
  const Instant until = budget.current_wait()->until;
  budget.note_answer("GET search", 429, {{"Retry-After", "1"}});
  EXPECT_EQ(budget.current_wait()->until, until);
}

TEST_F(RateBudgetTest, AWaitIsEndedByStop) {
  budget.note_answer("GET search", 429, kQuota);
  std::atomic<int64_t> when = 0;
  std::jthread waiter = acquire_later("GET issue", when);
  clock.await_waiters(1);
  waiter.request_stop();
  waiter.join();
  EXPECT_EQ(when, -1);
}

TEST_F(RateBudgetTest, NoMoreInFlightThanTheLimit) {
  std::vector<RateSlot> slots;
  for (int i = 0; i < 4; ++i) slots.push_back(*budget.acquire("e", {}));
  EXPECT_EQ(budget.in_flight(), 4);
  std::atomic<int64_t> when = 0;
  std::stop_source stop;
  stop.request_stop();
  EXPECT_EQ(budget.acquire("e", stop.get_token()).error().code, ErrorCode::kCancelled);
  std::jthread fifth = acquire_later("e", when);
  slots.pop_back();
  fifth.join();
  EXPECT_GT(when, 0);
  EXPECT_EQ(budget.in_flight(), 3);
  slots.clear();
  EXPECT_EQ(budget.in_flight(), 0);
}

TEST_F(RateBudgetTest, GoodAnswersRaiseTheLimitSlowly) {
  for (int i = 0; i < 2; ++i) budget.note_answer("e", 200, {});
  EXPECT_EQ(budget.in_flight_limit(), 4);
  budget.note_answer("e", 404, {});
  EXPECT_EQ(budget.in_flight_limit(), 5);
  for (int i = 0; i < 30; ++i) budget.note_answer("e", 200, {});
  EXPECT_EQ(budget.in_flight_limit(), 6);
}

TEST_F(RateBudgetTest, NearLimitStopsRaising) {
  for (int i = 0; i < 2; ++i) budget.note_answer("e", 200, {});
  budget.note_answer("e", 200, {{"X-RateLimit-NearLimit", "true"}});
  budget.note_answer("e", 200, {});
  EXPECT_EQ(budget.in_flight_limit(), 4);
}

TEST_F(RateBudgetTest, OneBurstOfRefusalsHalvesOnce) {
  for (int i = 0; i < 8; ++i) budget.note_answer("e", 429, kBurst);
  EXPECT_EQ(budget.in_flight_limit(), 2);
  clock.advance(seconds(10));
  budget.note_answer("e", 429, kBurst);
  EXPECT_EQ(budget.in_flight_limit(), 1);
  clock.advance(seconds(10));
  budget.note_failure("e");
  EXPECT_EQ(budget.in_flight_limit(), 1);
}

TEST_F(RateBudgetTest, TakesOverADecision) {
  RetryDecision decision;
  decision.scope = WaitScope::kConnection;
  decision.wait = hours(100);
  decision.reason = "asked";
  budget.note_decision("e", decision);
  EXPECT_EQ(budget.current_wait()->until, clock.now() + kMaxRateWait);
  EXPECT_EQ(budget.current_wait()->reason, "asked");
}

TEST_F(RateBudgetTest, ManyThreadsStayWithinTheLimit) {
  std::atomic<int> inside = 0, most = 0;
  {
    std::vector<std::jthread> threads;
    for (int t = 0; t < 8; ++t) {
      threads.emplace_back([&] {
        for (int i = 0; i < 200; ++i) {
          auto slot = budget.acquire("e", {});
          const int now = ++inside;
          for (int seen = most; now > seen && !most.compare_exchange_weak(seen, now);) {
          }
          --inside;
        }
      });
    }
  }
  EXPECT_LE(most, 4);
  EXPECT_EQ(budget.in_flight(), 0);
}

}  // namespace
}  // namespace tl::net
