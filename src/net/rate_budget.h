// What those that share a budget know about a vendor's limits: who must wait until when (all, one
// endpoint, one issue), and how many requests may be in flight. Thread-safe; all waiting is on
// the Clock.
#pragma once

#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

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

// A wait in force. For progress: "Waiting for Jira, resumes 14:07:30".
struct RateWait {
  WaitScope scope = WaitScope::kNone;
  std::string endpoint;  // "" when the whole connection waits, or one issue
  std::string issue;     // "" unless it is for writes to one issue
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

  // Blocks until a request to `endpoint` (a class such as "GET search") may go out; `issue` names
  // the issue that it writes to, if any. kCancelled when `stop` is requested first.
  [[nodiscard]] Result<RateSlot> acquire(std::string_view endpoint, const std::stop_token& stop,
                                         std::string_view issue = {});

  // Learns from an answer: 429 and 503 close the issue, the endpoint or the connection, and halve
  // what may be in flight; an answer that says that nothing is left closes the connection until
  // there is again; "near limit" stops raising it; good answers raise it slowly. It is never more
  // than what is left in Data Center's bucket.
  void note_answer(std::string_view endpoint, int status, const Headers& headers,
                   std::string_view issue = {});
  // A request that got no answer (time-out, connection lost): halves what may be in flight.
  void note_failure(std::string_view endpoint);
  // Closes what `decision.scope` says until now + wait; used with decide_retry.
  void note_decision(std::string_view endpoint, const RetryDecision& decision,
                     std::string_view issue = {});

  // The longest wait of more than one issue; nothing when nobody must wait.
  [[nodiscard]] std::optional<RateWait> current_wait() const;
  // What a request has to wait for now; nothing when it may go out.
  [[nodiscard]] std::optional<RateWait> wait_of(std::string_view endpoint,
                                                std::string_view issue = {}) const;
  // All, the widest first.
  [[nodiscard]] std::vector<RateWait> waits() const;
  [[nodiscard]] int in_flight() const;
  [[nodiscard]] int in_flight_limit() const;

 private:
  friend class RateSlot;
  void release();
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace tl::net
