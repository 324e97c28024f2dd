// Working time against a count minute by minute, and the calendar's document.
#include "measure/calendar.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>
#include <set>
#include <stdexcept>

#include "base/zone.h"

namespace tl::measure {
namespace {

Instant at(std::string_view text) { return parse_instant(text).value(); }

CalendarDocument office() {
  CalendarDocument calendar = default_calendar();
  calendar.days_off = {{*parse_date("2026-12-25"), "Christmas"}};
  return calendar;
}

int64_t hours_between(const Calendar& calendar, std::string_view from, std::string_view to) {
  const int64_t seconds = calendar.working_seconds(at(from), at(to));
  EXPECT_EQ(seconds % 3600, 0);
  return seconds / 3600;
}

TEST(CalendarTest, CountsWithinAndAcrossDays) {
  const Calendar calendar(office(), "UTC");
  struct Row {
    const char* from;
    const char* to;
    int64_t seconds;
  };
  for (const Row& row : {
           Row{"2026-11-16T09:00:00Z", "2026-11-16T17:00:00Z", 8 * 3600},  // a Monday
           Row{"2026-11-16T08:00:00Z", "2026-11-16T09:00:00Z", 0},
           Row{"2026-11-16T17:00:00Z", "2026-11-17T09:00:00Z", 0},
           Row{"2026-11-16T16:59:59Z", "2026-11-17T09:00:01Z", 2},
           Row{"2026-11-16T00:00:00Z", "2026-11-23T00:00:00Z", 40 * 3600},
           Row{"2026-11-20T16:00:00Z", "2026-11-23T10:00:00Z", 2 * 3600},  // over a weekend
           Row{"2026-12-24T16:00:00Z", "2026-12-28T10:00:00Z", 2 * 3600},  // and a day off
           Row{"2026-11-16T10:00:00.900Z", "2026-11-16T10:00:02.100Z", 1},
           Row{"2026-11-16T10:00:00Z", "2026-11-16T10:00:00Z", 0},
           Row{"2026-11-16T12:00:00Z", "2026-11-16T10:00:00Z", 0},  // backwards
       })
    EXPECT_EQ(calendar.working_seconds(at(row.from), at(row.to)), row.seconds)
        << row.from << " " << row.to;
}

TEST(CalendarTest, LiesInItsZone) {
  const Calendar berlin(office(), "Europe/Berlin");
  EXPECT_EQ(hours_between(berlin, "2026-11-16T08:00:00Z", "2026-11-16T16:00:00Z"), 8);
  EXPECT_EQ(hours_between(berlin, "2026-07-13T07:00:00Z", "2026-07-13T15:00:00Z"), 8);
  EXPECT_EQ(hours_between(berlin, "2026-07-13T08:00:00Z", "2026-07-13T16:00:00Z"), 7);
  EXPECT_EQ(hours_between(Calendar(office(), "Asia/Tokyo"), "2026-11-16T00:00:00Z",
                          "2026-11-16T08:00:00Z"),
            8);
}

// Night work on the days the clock jumps.
TEST(CalendarTest, HoursThatDoNotExistOrComeTwice) {
  CalendarDocument nights;
  for (auto& day : nights.weekdays) day = {{0, 24 * 60}};
  const Calendar always(nights, "Europe/Berlin");
  EXPECT_EQ(hours_between(always, "2026-03-28T23:00:00Z", "2026-03-29T22:00:00Z"), 23);
  EXPECT_EQ(hours_between(always, "2026-10-24T22:00:00Z", "2026-10-25T23:00:00Z"), 25);
  for (auto& day : nights.weekdays) day = {{2 * 60, 3 * 60}};
  const Calendar hour(nights, "Europe/Berlin");
  EXPECT_EQ(hours_between(hour, "2026-03-28T23:00:00Z", "2026-03-29T22:00:00Z"), 0);
  EXPECT_EQ(hours_between(hour, "2026-10-24T22:00:00Z", "2026-10-25T23:00:00Z"), 2);
  EXPECT_EQ(hours_between(hour, "2026-10-25T23:00:00Z", "2026-10-26T23:00:00Z"), 1);
}

TEST(CalendarTest, EndsWithItsYears) {
  CalendarDocument document;
  for (auto& day : document.weekdays) day = {{0, 24 * 60}};
  const Calendar calendar(document, "UTC");
  const int64_t all =
      calendar.working_seconds(at("1900-01-01T00:00:00Z"), at("2200-01-01T00:00:00Z"));
  EXPECT_EQ(all, (at("2061-01-01T00:00:00Z").ms - at("1995-01-01T00:00:00Z").ms) / 1000);
  EXPECT_EQ(calendar.working_seconds(at("1980-01-01T00:00:00Z"), at("1995-01-01T00:00:00Z")), 0);
  EXPECT_EQ(calendar.working_seconds(at("2061-01-01T00:00:00Z"), at("2100-01-01T00:00:00Z")), 0);
}

TEST(CalendarTest, WorkingDays) {
  const Calendar calendar(office(), "UTC");
  EXPECT_TRUE(calendar.is_working_day(*parse_date("2026-12-24")));
  EXPECT_FALSE(calendar.is_working_day(*parse_date("2026-12-25")));  // off
  EXPECT_FALSE(calendar.is_working_day(*parse_date("2026-12-26")));  // Saturday
  EXPECT_EQ(calendar.working_day_seconds(), 8 * 3600);
  EXPECT_THROW(Calendar(office(), "Nowhere/At_all"), std::invalid_argument);
}

// --- minute by minute ------------------------------------------------------------------------

// Every minute that a wall clock of the zone shows within working time, one by one: nothing of the
// calendar's own arithmetic. Zones that move by whole hours only.
int64_t slow_minutes(const CalendarDocument& document, std::string_view zone, Instant from,
                     Instant to) {
  std::set<Instant> worked;
  const CivilDate last = *date_in_zone(zone, to);
  for (CivilDate date = *date_in_zone(zone, from); date <= last; ++date.days) {
    bool off = false;
    for (const DayOff& day : document.days_off) off = off || day.date == date;
    if (off) continue;
    for (const WorkInterval& time : document.weekdays[static_cast<size_t>((date.days + 3) % 7)]) {
      for (int wall = time.from; wall < time.to; ++wall) {
        const Instant first = *instant_at(zone, date, wall);
        if (*instant_at(zone, date, wall + 1) == first) continue;  // the clock never shows it
        worked.insert(first);
        const bool twice = *instant_at(zone, date, wall + 60) - first == hours(2);
        if (twice) worked.insert(first + hours(1));
      }
    }
  }
  return std::distance(worked.lower_bound(from), worked.lower_bound(to));
}

CalendarDocument random_document(std::mt19937& random) {
  const auto below = [&](int n) { return static_cast<int>(random() % static_cast<unsigned>(n)); };
  CalendarDocument document;
  for (auto& day : document.weekdays) {
    int minute = 0;
    for (int i = below(4); i > 0 && minute < 1400; --i) {
      const int from = minute + below((1440 - minute) / 2);
      const int to = below(5) == 0 ? 1440 : from + 1 + below(1440 - from);
      day.push_back({from, to});
      minute = to;
    }
  }
  document.weekdays[0] = {{0, 1440}};
  for (int i = below(3); i > 0; --i)
    document.days_off.push_back({CivilDate{parse_date("2026-03-20")->days + 10 * i}, ""});
  return document;
}

TEST(CalendarTest, AgreesWithACountOfMinutes) {
  const std::vector<std::pair<const char*, const char*>> places = {
      {"UTC", "2026-03-20T00:00:00Z"},
      {"Europe/Berlin", "2026-03-28T12:00:00Z"},
      {"Europe/Berlin", "2026-10-24T12:00:00Z"},
      {"America/New_York", "2026-03-07T12:00:00Z"},
      {"America/New_York", "2026-10-31T12:00:00Z"},
      {"America/Sao_Paulo", "2018-11-03T12:00:00Z"},
      {"Asia/Kathmandu", "2026-03-20T00:00:00Z"}};
  std::mt19937 random(11);
  for (int round = 0; round < 21; ++round) {
    const auto& [zone, around] = places[static_cast<size_t>(round) % places.size()];
    const CalendarDocument document = random_document(random);
    const Calendar calendar(document, zone);
    const Instant from = at(around) + minutes(static_cast<int64_t>(random() % 600));
    const Instant to = from + minutes(static_cast<int64_t>(random() % 2400));
    ASSERT_EQ(calendar.working_seconds(from, to), 60 * slow_minutes(document, zone, from, to))
        << zone << " " << format_instant(from) << " " << format_instant(to) << " "
        << render_calendar(document);
  }
}

TEST(CalendarTest, PartsAddUp) {
  std::mt19937 random(5);
  const Calendar calendar(random_document(random), "Europe/Berlin");
  const int64_t begin = at("2020-01-01T00:00:00Z").ms;
  for (int i = 0; i < 2000; ++i) {
    const auto second = [&] {
      return Instant(begin + static_cast<int64_t>(random() % 300'000'000) * 1000);
    };
    Instant a = second(), b = second(), c = second();
    if (b < a) std::swap(a, b);
    if (c < b) std::swap(b, c);
    if (b < a) std::swap(a, b);
    ASSERT_EQ(calendar.working_seconds(a, c),
              calendar.working_seconds(a, b) + calendar.working_seconds(b, c));
  }
}

// --- the document ----------------------------------------------------------------------------

std::vector<std::string> problems_of(std::string_view json) {
  const auto document = JsonDocument::parse(json).value();
  std::vector<CalendarProblem> problems;
  (void)read_calendar(document.root(), problems);
  std::vector<std::string> texts;
  for (const CalendarProblem& one : problems) texts.push_back(one.member + ": " + one.message);
  return texts;
}

constexpr std::string_view kPlain =
    R"({"weekdays":[[{"from":"09:00","to":"12:00"},{"from":"12:30","to":"24:00"}],[],[],[],[],[],)"
    R"([]],)"
    R"("days_off":[{"date":"2026-12-26"},{"date":"2026-12-25","name":" Christmas "}]})";

TEST(CalendarDocumentTest, IsReadAndWritten) {
  const CalendarDocument calendar = parse_calendar(kPlain).value();
  EXPECT_EQ(calendar.version, 0);
  EXPECT_EQ(calendar.weekdays[0], (std::vector<WorkInterval>{{540, 720}, {750, 1440}}));
  ASSERT_EQ(calendar.days_off.size(), 2u);
  EXPECT_EQ(calendar.days_off[0].name, "Christmas");
  EXPECT_EQ(calendar.working_day_seconds, (180 + 690) * 60);
  EXPECT_EQ(parse_calendar(render_calendar(calendar)).value(), calendar);
  EXPECT_EQ(render_calendar(default_calendar()),
            R"({"version":0,"weekdays":[[{"from":"09:00","to":"17:00"}],)"
            R"([{"from":"09:00","to":"17:00"}],[{"from":"09:00","to":"17:00"}],)"
            R"([{"from":"09:00","to":"17:00"}],[{"from":"09:00","to":"17:00"}],[],[]],)"
            R"("days_off":[],"working_day_seconds":28800})");
  EXPECT_TRUE(problems_of(kPlain).empty());
}

TEST(CalendarDocumentTest, AllProblemsAreCollected) {
  EXPECT_THAT(
      problems_of(R"({"weekdays":[[{"from":"17:00","to":"09:00"}],[{"from":"9:00","to":"24:01"}],)"
                  R"([1],2,[{"from":"09:00","to":"12:00"},{"from":"11:59","to":"13:00"}],[],[]],)"
                  R"("days_off":[{"date":"2026-02-30"},{"date":"1800-01-01"},)"
                  R"({"date":"2026-12-25","name":7},{"date":"2026-12-25"},4],)"
                  R"("working_day_seconds":59,"colour":"red","version":7})"),
      testing::ElementsAre("weekdays[0][0].to: must be later than from",
                           "weekdays[1][0].from: must be a time from 00:00 to 24:00",
                           "weekdays[1][0].to: must be a time from 00:00 to 24:00",
                           "weekdays[2][0]: must have the members from and to",
                           "weekdays[3]: must be an array of intervals",
                           "weekdays[4]: has intervals that lie over one another at 11:59",
                           "days_off[0].date: must be a date such as 2026-12-25",
                           "days_off[1].date: must lie between 1995 and 2060",
                           "days_off[2].name: must be a text of at most 200 bytes",
                           "days_off[4]: must have the members date and name",
                           "days_off: has 2026-12-25 twice",
                           "working_day_seconds: must be a whole number from 60 to 86400",
                           "colour: is not a member of this body"));
  EXPECT_THAT(problems_of("[]"), testing::ElementsAre(": must be a JSON object"));
  EXPECT_THAT(problems_of("{}"),
              testing::ElementsAre("weekdays: must be an array of seven days, Monday first"));
  EXPECT_THAT(problems_of(R"({"weekdays":[[],[],[],[],[],[],[]]})"),
              testing::ElementsAre("weekdays: at least one day must have working time"));
}

TEST(CalendarDocumentTest, LimitsAndOneAbove) {
  const auto with = [](size_t intervals, size_t days_off) {
    std::string day, off;
    for (size_t i = 0; i < intervals; ++i)
      day += fmt::format(R"({}{{"from":"{:02}:00","to":"{:02}:30"}})", i == 0 ? "" : ",", i, i);
    const CivilDate first = *parse_date("2000-01-01");
    for (size_t i = 0; i < days_off; ++i)
      off += fmt::format(R"({}{{"date":"{}"}})", i == 0 ? "" : ",",
                         format_date(CivilDate{first.days + static_cast<int32_t>(i)}));
    return fmt::format(R"({{"weekdays":[[{}],[],[],[],[],[],[]],"days_off":[{}]}})", day, off);
  };
  EXPECT_TRUE(problems_of(with(kMaxIntervalsPerDay, kMaxDaysOff)).empty());
  EXPECT_EQ(problems_of(with(kMaxIntervalsPerDay + 1, 0)).size(), 1u);
  EXPECT_EQ(problems_of(with(1, kMaxDaysOff + 1)).size(), 1u);
  std::string many = R"({"weekdays":[[{"from":"09:00","to":"12:00"}],[],[],[],[],[],[]])";
  for (int i = 0; i < 200; ++i) many += fmt::format(R"(,"x{}":1)", i);
  EXPECT_EQ(problems_of(many + "}").size(), kMaxCalendarProblems);
}

TEST(CalendarDocumentTest, StoredOnesMayHaveMoreAndCarryTheirVersion) {
  const auto calendar = parse_calendar(
      R"({"version":3,"weekdays":[[{"from":"00:00","to":"00:01"}],[],[],[],[],[],[]],"new":true})");
  ASSERT_TRUE(calendar.ok());
  EXPECT_EQ(calendar->version, 3);
  EXPECT_EQ(calendar->working_day_seconds, 60);
  EXPECT_EQ(parse_calendar("{").error().code, ErrorCode::kUnreadable);
  EXPECT_EQ(parse_calendar("[]").error().code, ErrorCode::kUnreadable);
  EXPECT_EQ(parse_calendar("{}").error().code, ErrorCode::kInvalidArgument);
}

}  // namespace
}  // namespace tl::measure
