#include "base/clock.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <fstream>
#include <thread>

namespace tl {
namespace {

class TestClockTest : public ::testing::Test {
 protected:
  void SetUp() override {
    std::string pattern = "/tmp/tl-clock-XXXXXX";
    const int fd = ::mkstemp(pattern.data());
    ASSERT_GE(fd, 0);
    ::close(fd);
    file_ = pattern;
  }
  void TearDown() override { ::unlink(file_.c_str()); }
  void write(const std::string& line) {
    const std::string fresh = file_ + ".new";
    std::ofstream(fresh) << line << "\n";
    ASSERT_EQ(::rename(fresh.c_str(), file_.c_str()), 0);
  }
  std::string file_;
};

TEST_F(TestClockTest, OffsetIsAdded) {
  write("86400000 1");
  const auto clock = make_test_clock(file_);
  ASSERT_TRUE(clock.ok());
  const auto system = make_system_clock();
  const Millis ahead = (*clock)->now() - system->now();
  EXPECT_GT(ahead.ms, 86'400'000 - 60'000);
  EXPECT_LT(ahead.ms, 86'400'000 + 60'000);
}

TEST_F(TestClockTest, StandsStillAtRateZero) {
  write("5000 0 1000000");
  const auto clock = make_test_clock(file_);
  EXPECT_EQ((*clock)->now(), Instant(1'005'000));
  EXPECT_EQ((*clock)->now(), Instant(1'005'000));
}

TEST_F(TestClockTest, WaitersNoticeAJump) {
  write("0 0 1000000");
  const auto clock = make_test_clock(file_);
  ASSERT_TRUE(clock.ok());
  std::jthread mover([&] { write("3600000 0 1000000"); });
  EXPECT_TRUE((*clock)->wait_until(Instant(1'000'000) + hours(1), {}));
}

TEST_F(TestClockTest, StopEndsAWait) {
  write("0 0 1000000");
  const auto clock = make_test_clock(file_);
  std::stop_source stop;
  std::jthread stopper([&] { stop.request_stop(); });
  EXPECT_FALSE((*clock)->wait_for(days(1), stop.get_token()));
}

TEST_F(TestClockTest, UnreadableFileIsRefused) {
  write("soon");
  EXPECT_EQ(make_test_clock(file_).error().code, ErrorCode::kInvalidArgument);
  EXPECT_FALSE(make_test_clock(file_ + ".absent").ok());
}

TEST_F(TestClockTest, HalfWrittenFileKeepsTheFormerSetting) {
  write("5000 0 1000000");
  const auto clock = make_test_clock(file_);
  write("");
  EXPECT_EQ((*clock)->now(), Instant(1'005'000));
}

TEST(SystemClock, PastDeadlineReturnsAtOnce) {
  const auto clock = make_system_clock();
  EXPECT_TRUE(clock->wait_until(Instant(0), {}));
}

}  // namespace
}  // namespace tl
