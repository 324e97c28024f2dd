#include "net/rate_budget.h"

#include <algorithm>
#include <condition_variable>
#include <map>
#include <mutex>

#include "net/rate_headers.h"

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

  using Places = std::map<std::string, Closed, std::less<>>;

  static Instant until_of(const Places& places, std::string_view name) {
    const auto found = places.find(name);
    return found == places.end() ? Instant() : found->second.until;
  }
  [[nodiscard]] Instant closed_until(std::string_view endpoint, std::string_view issue) const {
    return std::max({connection.until, until_of(endpoints, endpoint), until_of(issues, issue)});
  }
  static void extend(Places& places, std::string_view name, Instant until,
                     const std::string& reason, Instant now) {
    std::erase_if(places, [now](const auto& entry) { return entry.second.until <= now; });
    places[std::string(name)].extend(until, reason);
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
  // An answer that was not refused.
  void learn(const Headers& headers, Instant now) {
    const RetryDecision pause = decide_pause(headers, now);
    if (pause.wait.ms > 0) close({}, {}, pause, now);
    if (const auto left = tokens_left(headers)) {
      const auto most = static_cast<int>(std::min<int64_t>(*left, options.max_in_flight));
      limit = std::min(limit, std::max(options.min_in_flight, most));
    }
    note_good(pause.wait.ms > 0 || is_near_limit(headers));
  }
  void close(std::string_view endpoint, std::string_view issue, const RetryDecision& decision,
             Instant now) {
    const Instant until = now + std::min(decision.wait, kMaxRateWait);
    if (decision.scope == WaitScope::kConnection) connection.extend(until, decision.reason);
    if (decision.scope == WaitScope::kEndpoint) {
      extend(endpoints, endpoint, until, decision.reason, now);
    }
    if (decision.scope == WaitScope::kIssue && !issue.empty()) {
      extend(issues, issue, until, decision.reason, now);
    }
  }
  [[nodiscard]] std::vector<RateWait> waits(Instant now) const {
    std::vector<RateWait> all;
    if (connection.until > now) {
      all.push_back({WaitScope::kConnection, "", "", connection.reason, connection.until});
    }
    for (const auto& [endpoint, closed] : endpoints) {
      if (closed.until <= now) continue;
      all.push_back({WaitScope::kEndpoint, endpoint, "", closed.reason, closed.until});
    }
    for (const auto& [issue, closed] : issues) {
      if (closed.until <= now) continue;
      all.push_back({WaitScope::kIssue, "", issue, closed.reason, closed.until});
    }
    return all;
  }

  const Clock& clock;
  const RateBudgetOptions options;
  mutable std::mutex mutex;
  std::condition_variable_any changed;
  Closed connection;
  Places endpoints;
  Places issues;
  int in_flight = 0;
  int limit;
  int good_in_row = 0;
  Instant halve_again_at;
};

RateBudget::RateBudget(const Clock& clock, RateBudgetOptions options)
    : state_(std::make_unique<State>(clock, options)) {}
RateBudget::~RateBudget() = default;

Result<RateSlot> RateBudget::acquire(std::string_view endpoint, const std::stop_token& stop,
                                     std::string_view issue) {
  std::unique_lock lock(state_->mutex);
  while (!stop.stop_requested()) {
    const Instant until = state_->closed_until(endpoint, issue);
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

void RateBudget::note_answer(std::string_view endpoint, int status, const Headers& headers,
                             std::string_view issue) {
  RetryInput input;
  input.status = status;
  read_rate_headers(headers, input);
  std::lock_guard lock(state_->mutex);
  input.now = state_->clock.now();
  if (status == 429 || status == 503) {
    const RetryDecision decision = decide_retry(input);
    state_->close(endpoint, issue, decision, input.now);
    if (decision.scope != WaitScope::kIssue) {
      state_->halve(input.now, input.now + decision.wait);
    }
  } else if (status < 500) {
    state_->learn(headers, input.now);
  }
}

void RateBudget::note_failure(std::string_view) {
  std::lock_guard lock(state_->mutex);
  state_->halve(state_->clock.now(), Instant());
}

void RateBudget::note_decision(std::string_view endpoint, const RetryDecision& decision,
                               std::string_view issue) {
  std::lock_guard lock(state_->mutex);
  state_->close(endpoint, issue, decision, state_->clock.now());
}

std::vector<RateWait> RateBudget::waits() const {
  std::lock_guard lock(state_->mutex);
  return state_->waits(state_->clock.now());
}

std::optional<RateWait> RateBudget::current_wait() const {
  std::optional<RateWait> longest;
  for (RateWait& wait : waits()) {
    if (wait.scope == WaitScope::kConnection) return std::move(wait);
    if (wait.scope == WaitScope::kEndpoint && (!longest || wait.until > longest->until)) {
      longest = std::move(wait);
    }
  }
  return longest;
}

std::optional<RateWait> RateBudget::wait_of(std::string_view endpoint,
                                            std::string_view issue) const {
  std::optional<RateWait> longest;
  for (RateWait& wait : waits()) {
    const bool mine = wait.scope == WaitScope::kConnection ||
                      (wait.scope == WaitScope::kEndpoint && wait.endpoint == endpoint) ||
                      (wait.scope == WaitScope::kIssue && wait.issue == issue);
    if (mine && (!longest || wait.until > longest->until)) longest = std::move(wait);
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
