// Quiet hours and the own limit of requests.
#include <gtest/gtest.h>

#include <mutex>

#include "base/time_text.h"
#include "sync/quiet.h"
#include "sync/request_cap.h"

namespace tl::sync {
namespace {

Instant at(std::string_view text) { return *parse_instant(text); }

TEST(QuietHours, HoldInTheZoneOfTheTenant) {
  const domain::QuietHours night{22 * 60, 6 * 60};
  struct Case {
    const char* now;
    const char* until;  // nullptr: not quiet
  };
  for (const Case& c :
       {Case{"2026-01-10T20:59:00Z", nullptr},
        Case{"2026-01-10T21:00:00Z", "2026-01-11T05:00:00Z"},  // 22:00 in Berlin
        Case{"2026-01-11T04:59:59Z", "2026-01-11T05:00:00Z"}, Case{"2026-01-11T05:00:00Z", nullptr},
        Case{"2026-07-10T20:00:00Z", "2026-07-11T04:00:00Z"},
        // The night on which the clock goes forward is an hour shorter.
        Case{"2026-03-28T22:00:00Z", "2026-03-29T04:00:00Z"}}) {
    const auto until = quiet_until(night, "Europe/Berlin", at(c.now));
    EXPECT_EQ(until.has_value(), c.until != nullptr) << c.now;
    if (until && c.until != nullptr) {
      EXPECT_EQ(*until, at(c.until)) << c.now;
    }
  }
}

TEST(QuietHours, WithinADayAndWithoutAZone) {
  const domain::QuietHours noon{12 * 60, 13 * 60};
  EXPECT_EQ(quiet_until(noon, "UTC", at("2026-01-10T12:30:00Z")), at("2026-01-10T13:00:00Z"));
  EXPECT_EQ(quiet_until(noon, "Nowhere/Town", at("2026-01-10T12:30:00Z")),
            at("2026-01-10T13:00:00Z"));
  EXPECT_FALSE(quiet_until(noon, "UTC", at("2026-01-10T13:00:00Z")).has_value());
  EXPECT_FALSE(quiet_until(std::nullopt, "UTC", at("2026-01-10T12:30:00Z")).has_value());
}

// Waiting moves the time.
class JumpClock final : public Clock {
 public:
  Instant now() const override { return now_; }
  bool wait_until(Instant until, const std::stop_token& stop) const override {
    if (stop.stop_requested()) return false;
    now_ = std::max(now_, until);
    return true;
  }
  mutable Instant now_{1'000'000};
};

class CountingTransport final : public net::HttpTransport {
 public:
  explicit CountingTransport(const Clock& clock) : clock_(clock) {}
  Result<net::HttpAnswer> fetch(const net::HttpRequest&, const std::stop_token&) override {
    times.push_back(clock_.now());
    return net::HttpAnswer{};
  }
  std::vector<Instant> times;

 private:
  const Clock& clock_;
};

TEST(RequestCap, LetsThroughSoManyWithinAnyMinuteAndSaysWhenItWaits) {
  JumpClock clock;
  CountingTransport inner(clock);
  std::vector<std::optional<Instant>> said;
  RequestCap cap(inner, clock, [&](std::optional<Instant> until) { said.push_back(until); });
  cap.set_limit(3);
  for (int i = 0; i < 7; ++i) ASSERT_TRUE(cap.fetch({}, {}).ok());
  ASSERT_EQ(inner.times.size(), 7u);
  for (size_t i = 3; i < inner.times.size(); ++i) {
    EXPECT_GE(inner.times[i] - inner.times[i - 3], minutes(1));
  }
  ASSERT_EQ(said.size(), 4u);
  EXPECT_EQ(said[0], Instant(1'060'000));
  EXPECT_FALSE(said[1].has_value()) << "and when it is over";
}

TEST(RequestCap, WithoutALimitNothingWaitsAndStoppingEndsAWait) {
  JumpClock clock;
  CountingTransport inner(clock);
  RequestCap cap(inner, clock, {});
  for (int i = 0; i < 100; ++i) ASSERT_TRUE(cap.fetch({}, {}).ok());
  EXPECT_EQ(clock.now(), Instant(1'000'000));
  cap.set_limit(1);
  ASSERT_TRUE(cap.fetch({}, {}).ok());
  std::stop_source stop;
  stop.request_stop();
  EXPECT_EQ(cap.fetch({}, stop.get_token()).error().code, ErrorCode::kCancelled);
}

}  // namespace
}  // namespace tl::sync
