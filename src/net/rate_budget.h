// What the threads of one connection share about a vendor's limits: who must wait until when, and
// how many requests may be in flight. Thread-safe; all waiting is on the Clock.
#pragma once

#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <utility>

#include "base/clock.h"
#include "base/result.h"
#include "net/headers.h"
#include "net/retry.h"

namespace tl::net {

struct RateBudgetOptions {
  int min_in_flight = 1;
  int start_in_flight = 4;
  int max_in_flight = 8;
  int raise_after = 16;  // good answers in a row for one more in flight
};

// The longest wait in force. For progress: "Waiting for Jira, resumes 14:07:30".
struct RateWait {
  WaitScope scope = WaitScope::kNone;
  std::string endpoint;  // "" when the whole connection waits
  std::string reason;    // for a person
  Instant until;
};

class RateBudget;

// Leave for one request. Gives its place back when destroyed. Must not outlive the budget.
class RateSlot {
 public:
  RateSlot() = default;
  RateSlot(RateSlot&& other) noexcept : budget_(std::exchange(other.budget_, nullptr)) {}
  RateSlot& operator=(RateSlot&& other) noexcept;
  ~RateSlot() { release(); }
  void release();

 private:
  friend class RateBudget;
  explicit RateSlot(RateBudget* budget) : budget_(budget) {}
  RateBudget* budget_ = nullptr;
};

class RateBudget {
 public:
  // `clock` must outlive the budget.
  explicit RateBudget(const Clock& clock, RateBudgetOptions options = {});
  ~RateBudget();
  RateBudget(const RateBudget&) = delete;
  RateBudget& operator=(const RateBudget&) = delete;

  // Blocks until a request to `endpoint` (a class such as "GET search") may go out; kCancelled when
  // `stop` is requested first.
  [[nodiscard]] Result<RateSlot> acquire(std::string_view endpoint, const std::stop_token& stop);

  // Learns from an answer: 429 and 503 close the endpoint or the connection and halve what may be
  // in flight; "near limit" stops raising it; good answers raise it slowly.
  void note_answer(std::string_view endpoint, int status, const Headers& headers);
  // A request that got no answer (time-out, connection lost): halves what may be in flight.
  void note_failure(std::string_view endpoint);
  // Closes what `decision.scope` says until now + wait; used with decide_retry.
  void note_decision(std::string_view endpoint, const RetryDecision& decision);

  [[nodiscard]] std::optional<RateWait> current_wait() const;  // nothing when nobody must wait
  [[nodiscard]] int in_flight() const;
  [[nodiscard]] int in_flight_limit() const;

 private:
  friend class RateSlot;
  void release();
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace tl::net
