#include "jql/date.h"

#include <gtest/gtest.h>

#include "base/time_text.h"
#include "jql/duration.h"
#include "jql/nearest.h"

namespace tl::jql {
namespace {

DateGround ground(const std::string& now, std::string zone, int week_start = 1) {
  return {*parse_instant(now), std::move(zone), week_start};
}

std::string from_of(const std::optional<Moment>& moment) {
  return moment ? format_instant(Instant(moment->from)) : "none";
}

TEST(JqlDate, MidnightIsTheAskersOwn) {
  const std::string now = "2026-06-05T12:00:00Z";
  EXPECT_EQ(from_of(parse_moment("2026-03-29", ground(now, "Europe/Berlin"))),
            "2026-03-28T23:00:00.000Z");
  EXPECT_EQ(from_of(parse_moment("2026-03-30", ground(now, "Europe/Berlin"))),
            "2026-03-29T22:00:00.000Z");
  EXPECT_EQ(from_of(parse_moment("2026/03/30 08:15", ground(now, "America/New_York"))),
            "2026-03-30T12:15:00.000Z");
  EXPECT_EQ(from_of(parse_moment("2026-03-30", ground(now, "No/Such_Zone"))),
            "2026-03-30T00:00:00.000Z");
}

TEST(JqlDate, AnHourThatIsNotThere) {
  const DateGround berlin = ground("2026-06-05T12:00:00Z", "Europe/Berlin");
  EXPECT_EQ(from_of(parse_moment("2026-03-29 02:30", berlin)), "2026-03-29T01:00:00.000Z");
}

TEST(JqlDate, ADayIs24HoursAcrossAChange) {
  const DateGround berlin = ground("2026-03-29T12:00:00Z", "Europe/Berlin");
  EXPECT_EQ(from_of(parse_moment("-1d", berlin)), "2026-03-28T12:00:00.000Z");
  EXPECT_EQ(from_of(edge_of(Period::kDay, Edge::kStart, "-1", berlin)), "2026-03-27T23:00:00.000Z");
}

TEST(JqlDate, WeeksBeginWhereTheAskerLives) {
  const std::string now = "2026-06-05T12:00:00Z";  // a Friday
  EXPECT_EQ(from_of(edge_of(Period::kWeek, Edge::kStart, "", ground(now, "UTC", 1))),
            "2026-06-01T00:00:00.000Z");
  EXPECT_EQ(from_of(edge_of(Period::kWeek, Edge::kStart, "", ground(now, "UTC", 7))),
            "2026-05-31T00:00:00.000Z");
  EXPECT_EQ(from_of(edge_of(Period::kWeek, Edge::kEnd, "", ground(now, "UTC", 7))),
            "2026-06-06T23:59:59.999Z");
}

TEST(JqlDate, MonthsAreOfTheirOwnLength) {
  const DateGround leap = ground("2028-03-31T12:00:00Z", "UTC");
  EXPECT_EQ(from_of(edge_of(Period::kMonth, Edge::kEnd, "-1", leap)), "2028-02-29T23:59:59.999Z");
  EXPECT_EQ(from_of(edge_of(Period::kDay, Edge::kStart, "-1M", leap)), "2028-02-29T00:00:00.000Z");
  EXPECT_EQ(from_of(edge_of(Period::kDay, Edge::kEnd, "-1M", leap)), "2028-02-29T23:59:59.999Z");
  EXPECT_EQ(from_of(edge_of(Period::kDay, Edge::kStart, "-1m", leap)), "2028-03-30T23:59:00.000Z");
  EXPECT_EQ(from_of(edge_of(Period::kYear, Edge::kStart, "+1d", leap)), "2028-01-02T00:00:00.000Z");
}

TEST(JqlDate, WhatIsNoDate) {
  const DateGround utc = ground("2026-06-05T12:00:00Z", "UTC");
  for (const auto* text : {"", "-", "tomorrow", "2026-13-01", "2026-02-29", "2026-06", "26-06-05",
                           "2026-06/05", "2026-06-05T10:00", "2026-06-05 24:00", "2026-06-05 10",
                           "-1M", "-1y", "-1.5d", "5", "-5", "1d x", "d", "99999999999w"}) {
    EXPECT_FALSE(parse_moment(text, utc)) << text;
  }
  for (const auto* text : {"x", "1x", "--1", "1d2h", "+", "10001", "1 0"}) {
    EXPECT_FALSE(edge_of(Period::kDay, Edge::kStart, text, utc)) << text;
  }
}

TEST(JqlDate, WhatItFollows) {
  const DateGround utc = ground("2026-06-05T12:00:00Z", "UTC");
  EXPECT_EQ(parse_moment("2026-06-05", utc)->need, TimeNeed::kNone);
  EXPECT_EQ(parse_moment("-1d", utc)->need, TimeNeed::kMinute);
  EXPECT_EQ(edge_of(Period::kDay, Edge::kStart, "", utc)->need, TimeNeed::kDay);
}

TEST(JqlDuration, ByWorkingHours) {
  const WorkingTime work{8, 5};
  EXPECT_EQ(parse_duration("90", work), 5'400);
  EXPECT_EQ(parse_duration("1w 2d 3h 4m", work), 40 * 3600 + 16 * 3600 + 3 * 3600 + 240);
  EXPECT_EQ(parse_duration("1W2D", work), 56 * 3600);
  EXPECT_EQ(parse_duration("-1.5h", work), -5'400);
  EXPECT_EQ(parse_duration("1d", WorkingTime{}), 86'400);
  for (const auto* text : {"", "h", "1x", "1h 2", "1..5h", "1e9w", "nan", "1d-2h"}) {
    EXPECT_FALSE(parse_duration(text, work)) << text;
  }
}

std::string nearest(std::string_view wanted, std::initializer_list<std::string_view> names) {
  Nearest best(wanted);
  for (const std::string_view name : names) best.offer(name);
  return best.best();
}

TEST(JqlNearest, SlipsOfTheFinger) {
  EXPECT_EQ(nearest("stauts", {"status", "statusCategory", "sprint"}), "status");
  EXPECT_EQ(nearest("fix version", {"fixVersion", "affectedVersion"}), "fixVersion");
  EXPECT_EQ(nearest("In Progres", {"In Review", "In Progress"}), "In Progress");
  EXPECT_EQ(nearest("colour", {"status", "key"}), "");
  EXPECT_EQ(nearest("x", {"y", "xy"}), "");
  EXPECT_EQ(nearest(std::string(1000, 'a'), {"a"}), "");
}

}  // namespace
}  // namespace tl::jql
