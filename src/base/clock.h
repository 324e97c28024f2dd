// All time goes through here, so that tests live through hours in seconds.
// Instants are int64 milliseconds UTC since 1970-01-01; durations of metrics are whole seconds.
#pragma once

#include <compare>
#include <cstdint>
#include <functional>
#include <memory>
#include <stop_token>
#include <string>

#include "base/result.h"

namespace tl {

struct Instant {
  int64_t ms = 0;
  constexpr Instant() = default;
  constexpr explicit Instant(int64_t milliseconds) : ms(milliseconds) {}
  auto operator<=>(const Instant&) const = default;
};

struct Millis {
  int64_t ms = 0;
  constexpr Millis() = default;
  constexpr explicit Millis(int64_t milliseconds) : ms(milliseconds) {}
  auto operator<=>(const Millis&) const = default;
};

constexpr Millis seconds(int64_t n) { return Millis(n * 1000); }
constexpr Millis minutes(int64_t n) { return Millis(n * 60'000); }
constexpr Millis hours(int64_t n) { return Millis(n * 3'600'000); }
constexpr Millis days(int64_t n) { return Millis(n * 86'400'000); }
constexpr Instant operator+(Instant a, Millis b) { return Instant(a.ms + b.ms); }
constexpr Instant operator-(Instant a, Millis b) { return Instant(a.ms - b.ms); }
constexpr Millis operator-(Instant a, Instant b) { return Millis(a.ms - b.ms); }

// Thread-safe.
class Clock {
 public:
  virtual ~Clock() = default;
  [[nodiscard]] virtual Instant now() const = 0;

  // Sleeps until `until` on this clock or until `stop` is requested, whichever is first.
  // False when stopped. A test clock may jump: the deadline is looked at every few milliseconds.
  virtual bool wait_until(Instant until, const std::stop_token& stop) const = 0;
  bool wait_for(Millis duration, const std::stop_token& stop) const {
    return wait_until(now() + duration, stop);
  }
};

[[nodiscard]] std::unique_ptr<Clock> make_system_clock();

// A clock driven by FILE: one line "OFFSET_MS RATE [ANCHOR_MS]".
// now = ANCHOR + OFFSET + (real now - ANCHOR) * RATE; ANCHOR 0 or absent: now = real now + OFFSET
// (RATE then applies from the moment the file was first read). The file is looked at again at most
// every 20 ms, so a test moves server and simulator at once by rewriting it.
[[nodiscard]] Result<std::unique_ptr<Clock>> make_test_clock(const std::string& file);

}  // namespace tl
