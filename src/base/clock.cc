#include "base/clock.h"

#include <chrono>
#include <condition_variable>
#include <fstream>
#include <mutex>

namespace tl {
namespace {

int64_t real_now_ms() {
  return std::chrono::duration_cast<std::chrono::milliseconds>(
             std::chrono::system_clock::now().time_since_epoch())
      .count();
}

// Waits in slices of at most `slice_ms` so that a jump of the clock is noticed.
bool wait_in_slices(const Clock& clock, Instant until, const std::stop_token& stop,
                    int64_t slice_ms) {
  std::mutex mutex;
  std::condition_variable_any woken;
  std::unique_lock lock(mutex);
  while (!stop.stop_requested()) {
    const int64_t left = (until - clock.now()).ms;
    if (left <= 0) return true;
    woken.wait_for(lock, stop, std::chrono::milliseconds(std::min(left, slice_ms)),
                   [] { return false; });
  }
  return false;
}

class SystemClock final : public Clock {
 public:
  Instant now() const override { return Instant(real_now_ms()); }
  bool wait_until(Instant until, const std::stop_token& stop) const override {
    return wait_in_slices(*this, until, stop, 60'000);
  }
};

class TestClock final : public Clock {
 public:
  explicit TestClock(std::string file) : file_(std::move(file)), first_read_ms_(real_now_ms()) {}

  bool load() const {
    std::ifstream in(file_);
    int64_t offset = 0;
    double rate = 1;
    if (!(in >> offset >> rate)) return false;
    int64_t anchor = 0;
    in >> anchor;
    offset_ms_ = offset;
    rate_ = rate;
    anchor_ms_ = anchor != 0 ? anchor : first_read_ms_;
    return true;
  }

  Instant now() const override {
    std::lock_guard lock(mutex_);
    const int64_t real = real_now_ms();
    if (real - looked_ms_ >= 20) {
      load();  // a half-written file keeps the former setting
      looked_ms_ = real;
    }
    return Instant(anchor_ms_ + offset_ms_ +
                   static_cast<int64_t>(static_cast<double>(real - anchor_ms_) * rate_));
  }

  bool wait_until(Instant until, const std::stop_token& stop) const override {
    return wait_in_slices(*this, until, stop, 10);
  }

 private:
  const std::string file_;
  const int64_t first_read_ms_;
  mutable std::mutex mutex_;
  mutable int64_t looked_ms_ = 0;
  mutable int64_t offset_ms_ = 0;
  mutable int64_t anchor_ms_ = 0;
  mutable double rate_ = 1;
};

}  // namespace

std::unique_ptr<Clock> make_system_clock() { return std::make_unique<SystemClock>(); }

Result<std::unique_ptr<Clock>> make_test_clock(const std::string& file) {
  auto clock = std::make_unique<TestClock>(file);
  if (!clock->load()) {
    return make_error(ErrorCode::kInvalidArgument,
                      "--test-clock " + file + " must hold one line: OFFSET_MS RATE [ANCHOR_MS]");
  }
  return std::unique_ptr<Clock>(std::move(clock));
}

}  // namespace tl
