#include "app/metrics_token.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "base/random.h"

namespace tl::app {
namespace {

namespace fs = std::filesystem;

class MetricsToken : public testing::Test {
 protected:
  MetricsToken() : dir_(fs::temp_directory_path() / ("tl_app_" + random_public_id())) {
    fs::create_directories(dir_);
  }
  ~MetricsToken() override { fs::remove_all(dir_); }
  void write(const std::string& text) { std::ofstream(dir_ / "metrics-token") << text; }

  fs::path dir_;
};

TEST_F(MetricsToken, is_made_once_and_for_its_owner_alone) {
  const std::string first = load_metrics_token(dir_.string()).value();
  EXPECT_GE(first.size(), 40u);
  EXPECT_EQ(load_metrics_token(dir_.string()).value(), first);
  const auto rights = fs::status(dir_ / "metrics-token").permissions();
  EXPECT_EQ(rights, fs::perms::owner_read | fs::perms::owner_write);
}

TEST_F(MetricsToken, may_be_an_admins_own) {
  write("  a token of our own\nsecond line");
  EXPECT_EQ(load_metrics_token(dir_.string()).value(), "a token of our own");
  for (const char* bad : {"", "short", "\na token of our own"}) {
    write(bad);
    const auto refused = load_metrics_token(dir_.string());
    ASSERT_FALSE(refused.ok()) << bad;
    EXPECT_EQ(refused.error().code, ErrorCode::kInvalidArgument);
    EXPECT_THAT(refused.error().detail, testing::HasSubstr("metrics-token"));
  }
}

}  // namespace
}  // namespace tl::app
