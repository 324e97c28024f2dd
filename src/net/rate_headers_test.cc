#include "net/rate_headers.h"

#include <gtest/gtest.h>

namespace tl::net {
namespace {

TEST(ParseRateLimit, ReadsPoliciesInAnyOrder) {
  const auto policies =
      parse_rate_limit(R"("global-app-quota";r=12;t=1800 , "tenant, of \one";t=60;r=0;x=1)");
  ASSERT_EQ(policies.size(), 2u);
  EXPECT_EQ(policies[0].name, "global-app-quota");
  EXPECT_EQ(policies[0].remaining, 12);
  EXPECT_EQ(policies[0].reset, seconds(1800));
  EXPECT_EQ(policies[1].name, "tenant, of \\one");
  EXPECT_EQ(policies[1].remaining, 0);
  EXPECT_EQ(policies[1].reset, seconds(60));
}

// r is absent while the limit is far.
TEST(ParseRateLimit, WhatIsAbsentIsNotGuessed) {
  const auto policies = parse_rate_limit(R"("q";t=5)");
  ASSERT_EQ(policies.size(), 1u);
  EXPECT_FALSE(policies[0].remaining);
}

TEST(ParseRateLimit, NonsenseIsLeftOut) {
  for (const char* text : {"", " ", "q;r=1", ";;;", ",,,", "\"", "\"open;r=0;t=1", "limit=5"}) {
    EXPECT_TRUE(parse_rate_limit(text).empty()) << text;
  }
  const auto odd = parse_rate_limit(R"("q";r=-1;t=x;r;t=99999999999)");
  ASSERT_EQ(odd.size(), 1u);
  EXPECT_FALSE(odd[0].remaining);
  EXPECT_LE(odd[0].reset->ms, (int64_t{1} << 20) * 1000);
}

TEST(ReadRateLimit, JoinsQuotasByName) {
  const auto policies = read_rate_limit({{"Beta-RateLimit-Policy", R"("b";q=10;w=60,"a";q=65000)"},
                                         {"Beta-RateLimit", R"("a";r=13001;t=60)"}});
  ASSERT_EQ(policies.size(), 1u);
  EXPECT_EQ(policies[0].quota, 65'000);
}

TEST(IsNearLimit, BelowAFifth) {
  EXPECT_TRUE(is_near_limit({{"X-RateLimit-NearLimit", "true"}}));
  EXPECT_TRUE(is_near_limit({{"X-RateLimit-Limit", "100"}, {"X-RateLimit-Remaining", "19"}}));
  EXPECT_FALSE(is_near_limit({{"X-RateLimit-Limit", "100"}, {"X-RateLimit-Remaining", "20"}}));
  EXPECT_TRUE(is_near_limit({{"RateLimit-Policy", R"("a";q=50)"}, {"RateLimit", R"("a";r=9)"}}));
  EXPECT_FALSE(is_near_limit({{"RateLimit-Policy", R"("a";q=50)"}, {"RateLimit", R"("b";r=9)"}}));
  EXPECT_FALSE(is_near_limit({}));
}

TEST(TokensLeft, OfABucketOnly) {
  EXPECT_EQ(tokens_left({{"X-RateLimit-Remaining", "3"}, {"X-RateLimit-Interval-Seconds", "60"}}),
            3);
  EXPECT_FALSE(tokens_left({{"X-RateLimit-Remaining", "3"}}));
}

}  // namespace
}  // namespace tl::net
