#include "base/time_text.h"

#include <gtest/gtest.h>

#include <limits>

namespace tl {
namespace {

TEST(ParseInstant, FormsThatJiraWrites) {
  const Instant expected(1'616'918'768'713);  // 2021-03-28T08:06:08.713Z
  for (const char* text : {"2021-03-28T08:06:08.713Z", "2021-03-28T16:06:08.713+0800",
                           "2021-03-28T16:06:08.713+08:00", "2021-03-28T01:06:08.713-07:00",
                           "2021-03-28 08:06:08.713+00", "2021-03-28T08:06:08.713999999Z"}) {
    EXPECT_EQ(parse_instant(text), expected) << text;
  }
  EXPECT_EQ(parse_instant("2021-03-28T08:06:08Z"), Instant(1'616'918'768'000));
  EXPECT_EQ(parse_instant("2021-03-28T08:06Z"), Instant(1'616'918'760'000));
  EXPECT_EQ(parse_instant("2021-03-28T08:06:08.7Z"), Instant(1'616'918'768'700));
  EXPECT_EQ(parse_instant("1969-12-31T23:59:59.999Z"), Instant(-1));
}

TEST(ParseInstant, NothingIsGuessed) {
  for (const char* text :
       {"", "2021-03-28", "2021-03-28T08:06:08", "2021-03-28T08:06:08.713", "2021-02-30T08:06:08Z",
        "2021-13-01T00:00:00Z", "2021-03-28T24:00:00Z", "2021-03-28T08:60:00Z",
        "2021-03-28T08:06:08.Z", "2021-03-28T08:06:08.1234567890Z", "2021-03-28T08:06:08Zx",
        "2021-03-28T08:06:08+1900", "2021-03-28T08:06:08+0", "21-03-28T08:06:08Z",
        "2021-3-28T08:06:08Z", "2021-03-28T08:06:08 Z", "yesterday"}) {
    EXPECT_EQ(parse_instant(text), std::nullopt) << text;
  }
}

TEST(ParseInstant, IsTheInverseOfFormat) {
  for (const int64_t ms : {int64_t{0}, int64_t{1}, int64_t{-1}, int64_t{1'700'000'000'123},
                           int64_t{951'782'400'000}, int64_t{253'402'300'799'999}}) {
    EXPECT_EQ(parse_instant(format_instant(Instant(ms))), Instant(ms)) << ms;
  }
}

TEST(InstantFromNumber, SecondsAndMilliseconds) {
  EXPECT_EQ(instant_from_number(1'700'000'000), Instant(1'700'000'000'000));
  EXPECT_EQ(instant_from_number(1'700'000'000'123), Instant(1'700'000'000'123));
  EXPECT_EQ(instant_from_number(99'999'999'999), Instant(99'999'999'999'000));
  EXPECT_EQ(instant_from_number(100'000'000'000), Instant(100'000'000'000));
  EXPECT_EQ(instant_from_number(std::numeric_limits<int64_t>::min()).ms,
            std::numeric_limits<int64_t>::min());
}

TEST(Dates, ParseAndFormat) {
  EXPECT_EQ(parse_date("1970-01-01"), CivilDate{0});
  EXPECT_EQ(parse_date("2024-02-29"), CivilDate{19782});
  EXPECT_EQ(format_date(CivilDate{19782}), "2024-02-29");
  for (const char* text : {"2023-02-29", "2024-02-29T00:00:00Z", "2024-2-9", "", "24-02-29"}) {
    EXPECT_EQ(parse_date(text), std::nullopt) << text;
  }
  EXPECT_EQ(date_of(Instant(-1)), CivilDate{-1});
  EXPECT_EQ(date_of(Instant(86'400'000)), CivilDate{1});
}

}  // namespace
}  // namespace tl
