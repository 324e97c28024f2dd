// Periods in zones, over changes of the clock, at the edges of the window.
#include "measure/periods.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "base/zone.h"

namespace tl::measure {
namespace {

Instant at(std::string_view text) { return parse_instant(text).value(); }

// Dates of a zone, both included.
Question window(const std::string& from, const std::string& to, const std::string& zone = "UTC") {
  Question question;
  question.zone = zone;
  question.from = start_of_day(zone, *parse_date(from)).value();
  question.to = start_of_day(zone, CivilDate{parse_date(to)->days + 1}).value();
  question.now = at("2100-01-01T00:00:00Z");
  return question;
}

std::string text_of(const Question& question, PeriodLength length) {
  std::string text;
  for (const Period& period : *decide_periods(question, length))
    text += fmt::format("{}..{}{} ", format_date(period.first), format_date(period.last),
                        period.complete ? "" : "*");
  return text;
}

TEST(Periods, DaysWeeksAndMonthsCutByTheWindow) {
  const Question question = window("2026-09-30", "2026-10-12");
  EXPECT_EQ(text_of(window("2026-12-31", "2027-01-01"), PeriodLength::kDay),
            "2026-12-31..2026-12-31 2027-01-01..2027-01-01 ");
  EXPECT_EQ(text_of(question, PeriodLength::kWeek),
            "2026-09-30..2026-10-04* 2026-10-05..2026-10-11 2026-10-12..2026-10-12* ");
  EXPECT_EQ(text_of(question, PeriodLength::kMonth),
            "2026-09-30..2026-09-30* 2026-10-01..2026-10-12* ");
  EXPECT_EQ(text_of(window("2026-12-01", "2027-02-28"), PeriodLength::kMonth),
            "2026-12-01..2026-12-31 2027-01-01..2027-01-31 2027-02-01..2027-02-28 ");
  EXPECT_EQ(text_of(window("2028-02-01", "2028-02-29"), PeriodLength::kMonth),
            "2028-02-01..2028-02-29 ");
}

TEST(Periods, WeeksBeginWhereTheTenantSays) {
  for (int start = 1; start <= 7; ++start) {
    Question question = window("2026-10-01", "2026-11-30");
    question.week_start = start;
    for (const Period& period : *decide_periods(question, PeriodLength::kWeek)) {
      if (!period.complete) continue;
      // 1970-01-01 was a Thursday.
      EXPECT_EQ((period.first.days + 3) % 7 + 1, start);
      EXPECT_EQ(period.last.days - period.first.days, 6);
    }
  }
}

TEST(Periods, RunningAndIncompleteOnesAreNotComplete) {
  Question question = window("2026-10-05", "2026-11-01");
  question.now = at("2026-10-21T12:00:00Z");
  EXPECT_EQ(text_of(question, PeriodLength::kWeek),
            "2026-10-05..2026-10-11 2026-10-12..2026-10-18 2026-10-19..2026-10-25* "
            "2026-10-26..2026-11-01* ");
  question.as_of = at("2026-10-12T00:00:00Z");
  EXPECT_EQ(text_of(question, PeriodLength::kWeek),
            "2026-10-05..2026-10-11 2026-10-12..2026-10-18* 2026-10-19..2026-10-25* "
            "2026-10-26..2026-11-01* ");
  question.as_of.reset();
  question.complete_back_to = at("2026-10-05T00:00:00Z");
  EXPECT_EQ(text_of(question, PeriodLength::kWeek).substr(0, 23), "2026-10-05..2026-10-11 ");
  question.complete_back_to = at("2026-10-05T00:00:00.001Z");
  EXPECT_EQ(text_of(question, PeriodLength::kWeek).substr(0, 24), "2026-10-05..2026-10-11* ");
}

TEST(Periods, ADayHasAsManyHoursAsTheZoneSays) {
  const auto hours_of = [](const std::string& date, const std::string& zone) {
    const auto periods = decide_periods(window(date, date, zone), PeriodLength::kDay).value();
    EXPECT_EQ(periods.size(), 1u);
    return (periods[0].to.ms - periods[0].from.ms) / 3'600'000;
  };
  EXPECT_EQ(hours_of("2026-03-29", "Europe/Berlin"), 23);
  EXPECT_EQ(hours_of("2026-10-25", "Europe/Berlin"), 25);
  EXPECT_EQ(hours_of("2026-10-26", "Europe/Berlin"), 24);
  EXPECT_EQ(hours_of("2018-11-04", "America/Sao_Paulo"), 23);  // midnight does not exist
  EXPECT_EQ(hours_of("2026-03-08", "America/New_York"), 23);
}

TEST(Periods, LieWithoutGapsAndHoldTheirInstants) {
  for (const char* zone : {"UTC", "Europe/Berlin", "America/New_York", "Asia/Kathmandu",
                           "Pacific/Auckland", "America/Sao_Paulo"}) {
    for (const PeriodLength length :
         {PeriodLength::kDay, PeriodLength::kWeek, PeriodLength::kMonth}) {
      Question question = window("2018-10-01", "2019-11-30", zone);
      question.from = question.from + minutes(100);
      const auto periods = decide_periods(question, length).value();
      const PeriodFinder finder(periods);
      EXPECT_EQ(periods.front().from, question.from);
      EXPECT_EQ(periods.back().to, question.to);
      for (size_t i = 0; i < periods.size(); ++i) {
        if (i > 0) ASSERT_EQ(periods[i].from, periods[i - 1].to);
        ASSERT_EQ(find_period(periods, periods[i].from.ms), i);
        ASSERT_EQ(find_period(periods, periods[i].to.ms - 1), i);
        ASSERT_EQ(finder.find(periods[i].from.ms), i);
        ASSERT_EQ(finder.find(periods[i].to.ms - 1), i);
        ASSERT_EQ(date_in_zone(zone, periods[i].from), periods[i].first);
        ASSERT_EQ(date_in_zone(zone, Instant(periods[i].to.ms - 1)), periods[i].last);
      }
      EXPECT_FALSE(find_period(periods, question.from.ms - 1));
      EXPECT_FALSE(find_period(periods, question.to.ms));
      EXPECT_FALSE(finder.find(question.from.ms - 1));
      EXPECT_FALSE(finder.find(question.to.ms));
    }
  }
}

TEST(Periods, ADateThatAZoneLeftOutIsEmpty) {
  const auto periods =
      decide_periods(window("2011-12-29", "2011-12-31", "Pacific/Apia"), PeriodLength::kDay)
          .value();
  ASSERT_EQ(periods.size(), 3u);
  EXPECT_EQ(periods[1].from, periods[1].to);
  EXPECT_EQ(find_period(periods, periods[1].from.ms), 2u);
  EXPECT_EQ(PeriodFinder(periods).find(periods[1].from.ms), 2u);
  EXPECT_FALSE(PeriodFinder({}).find(0));
}

TEST(Periods, LimitAndOneAbove) {
  Question question = window("2020-01-01", "2020-01-01");
  question.to = question.from + days(static_cast<int64_t>(kMaxPeriods));
  EXPECT_EQ(decide_periods(question, PeriodLength::kDay).value().size(), kMaxPeriods);
  question.to = question.to + Millis(1);
  const auto refused = decide_periods(question, PeriodLength::kDay);
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.error().code, ErrorCode::kInvalidArgument);
  EXPECT_TRUE(decide_periods(question, PeriodLength::kWeek).ok());
}

TEST(Periods, RefusesWhatMakesNoSense) {
  const auto refused = [](const Question& question) {
    const auto periods = decide_periods(question, PeriodLength::kMonth);
    return !periods.ok() && periods.error().code == ErrorCode::kInvalidArgument;
  };
  Question question = window("2026-10-05", "2026-10-05");
  EXPECT_FALSE(refused(question));
  question.zone = "Mars/Base";
  EXPECT_TRUE(refused(question));
  question = window("2026-10-05", "2026-10-05");
  question.to = question.from;
  EXPECT_TRUE(refused(question));
  question = window("2026-10-05", "2026-10-05");
  question.week_start = 8;
  EXPECT_TRUE(refused(question));
  question = window("2026-10-05", "2026-10-05");
  question.to = Instant(std::numeric_limits<int64_t>::max());
  EXPECT_TRUE(refused(question));
  question.from = Instant(std::numeric_limits<int64_t>::min());
  EXPECT_TRUE(refused(question));
}

TEST(Periods, LengthsAsWords) {
  for (const PeriodLength length : {PeriodLength::kDay, PeriodLength::kWeek, PeriodLength::kMonth})
    EXPECT_EQ(parse_period_length(to_text(length)), length);
  EXPECT_FALSE(parse_period_length("year"));
}

}  // namespace
}  // namespace tl::measure
