#include "net/rate_budget.h"

#include <algorithm>
#include <condition_variable>
#include <map>
#include <mutex>

#include "base/text.h"

namespace tl::net {
namespace {

constexpr Millis kHalveAgainAfter = seconds(1);  // one burst of refusals halves once

struct Closed {
  Instant until;
  std::string reason;

  void extend(Instant to, const std::string& why) {
    if (to <= until) return;
    until = to;
    reason = why;
  }
};

}  // namespace

struct RateBudget::State {
  State(const Clock& the_clock, RateBudgetOptions the_options)
      : clock(the_clock),
        options(the_options),
        limit(std::clamp(the_options.start_in_flight, the_options.min_in_flight,
                         the_options.max_in_flight)) {}

  [[nodiscard]] Instant closed_until(std::string_view endpoint) const {
    const auto found = endpoints.find(endpoint);
    return found == endpoints.end() ? connection.until
                                    : std::max(connection.until, found->second.until);
  }
  void halve(Instant now, Instant not_before) {
    good_in_row = 0;
    if (now < halve_again_at) return;
    limit = std::max(options.min_in_flight, limit / 2);
    halve_again_at = std::max(not_before, now + kHalveAgainAfter);
  }
  void note_good(bool near_limit) {
    if (near_limit) {
      good_in_row = 0;
    } else if (++good_in_row >= options.raise_after) {
      good_in_row = 0;
      limit = std::min(options.max_in_flight, limit + 1);
      changed.notify_all();
    }
  }
  void close(std::string_view endpoint, const RetryDecision& decision, Instant now) {
    const Instant until = now + std::min(decision.wait, kMaxRateWait);
    if (decision.scope == WaitScope::kConnection) connection.extend(until, decision.reason);
    if (decision.scope == WaitScope::kEndpoint) {
      std::erase_if(endpoints, [&](const auto& entry) { return entry.second.until <= now; });
      endpoints[std::string(endpoint)].extend(until, decision.reason);
    }
  }

  const Clock& clock;
  const RateBudgetOptions options;
  mutable std::mutex mutex;
  std::condition_variable_any changed;
  Closed connection;
  std::map<std::string, Closed, std::less<>> endpoints;
  int in_flight = 0;
  int limit;
  int good_in_row = 0;
  Instant halve_again_at;
};

RateBudget::RateBudget(const Clock& clock, RateBudgetOptions options)
    : state_(std::make_unique<State>(clock, options)) {}
RateBudget::~RateBudget() = default;

Result<RateSlot> RateBudget::acquire(std::string_view endpoint, const std::stop_token& stop) {
  std::unique_lock lock(state_->mutex);
  while (!stop.stop_requested()) {
    const Instant until = state_->closed_until(endpoint);
    if (until > state_->clock.now()) {
      lock.unlock();
      state_->clock.wait_until(until, stop);
      lock.lock();
    } else if (state_->in_flight >= state_->limit) {
      state_->changed.wait(lock, stop, [&] { return state_->in_flight < state_->limit; });
    } else {
      ++state_->in_flight;
      return RateSlot(this);
    }
  }
  return make_error(ErrorCode::kCancelled, "Stopped while waiting for leave to send a request.");
}

void RateBudget::note_answer(std::string_view endpoint, int status, const Headers& headers) {
  RetryInput input;
  input.status = status;
  read_rate_headers(headers, input);
  const bool near_limit = equals_no_case(headers.value("X-RateLimit-NearLimit"), "true");
  std::lock_guard lock(state_->mutex);
  input.now = state_->clock.now();
  if (status == 429 || status == 503) {
    const RetryDecision decision = decide_retry(input);
    state_->close(endpoint, decision, input.now);
    if (decision.scope != WaitScope::kIssue) {
      state_->halve(input.now, input.now + decision.wait);
    }
  } else if (status < 500) {
    state_->note_good(near_limit);
  }
}

void RateBudget::note_failure(std::string_view) {
  std::lock_guard lock(state_->mutex);
  state_->halve(state_->clock.now(), Instant());
}

void RateBudget::note_decision(std::string_view endpoint, const RetryDecision& decision) {
  std::lock_guard lock(state_->mutex);
  state_->close(endpoint, decision, state_->clock.now());
}

std::optional<RateWait> RateBudget::current_wait() const {
  std::lock_guard lock(state_->mutex);
  const Instant now = state_->clock.now();
  if (state_->connection.until > now) {
    return RateWait{WaitScope::kConnection, "", state_->connection.reason,
                    state_->connection.until};
  }
  std::optional<RateWait> longest;
  for (const auto& [endpoint, closed] : state_->endpoints) {
    if (closed.until <= now || (longest && closed.until <= longest->until)) continue;
    longest = RateWait{WaitScope::kEndpoint, endpoint, closed.reason, closed.until};
  }
  return longest;
}

int RateBudget::in_flight() const {
  std::lock_guard lock(state_->mutex);
  return state_->in_flight;
}

int RateBudget::in_flight_limit() const {
  std::lock_guard lock(state_->mutex);
  return state_->limit;
}

void RateBudget::release() {
  std::lock_guard lock(state_->mutex);
  --state_->in_flight;
  state_->changed.notify_one();
}

RateSlot& RateSlot::operator=(RateSlot&& other) noexcept {
  if (this != &other) {
    release();
    budget_ = std::exchange(other.budget_, nullptr);
  }
  return *this;
}

void RateSlot::release() {
  if (auto* budget = std::exchange(budget_, nullptr)) budget->release();
}

}  // namespace tl::net
