// The calendar's document: read, checked, written.
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/text.h"
#include "measure/calendar.h"

namespace tl::measure {
namespace {

constexpr int kMinutesPerDay = 24 * 60;
constexpr int64_t kSecondsPerMinute = 60;
constexpr int64_t kMaxDaySeconds = 86'400;
constexpr std::array<std::string_view, 3> kMembers = {"weekdays", "days_off",
                                                      "working_day_seconds"};
constexpr std::array<std::string_view, 4> kServersOwn = {"version", "saved_at", "saved_by",
                                                         "time_zone"};

// "09:00" to "24:00" as minutes after midnight.
std::optional<int> parse_wall_time(std::string_view text) {
  if (text.size() != 5 || text[2] != ':') return std::nullopt;
  for (const size_t i : {0, 1, 3, 4}) {
    if (text[i] < '0' || text[i] > '9') return std::nullopt;
  }
  const int hour = (text[0] - '0') * 10 + text[1] - '0';
  const int minute = (text[3] - '0') * 10 + text[4] - '0';
  if (minute > 59 || hour * 60 + minute > kMinutesPerDay) return std::nullopt;
  return hour * 60 + minute;
}

std::string wall_time(int minutes) {
  return fmt::format("{:02}:{:02}", minutes / 60, minutes % 60);
}

int64_t seconds_of(const std::vector<WorkInterval>& day) {
  int64_t sum = 0;
  for (const WorkInterval& one : day) sum += (one.to - one.from) * kSecondsPerMinute;
  return sum;
}

int64_t longest_day(const CalendarDocument& calendar) {
  int64_t longest = 0;
  for (const auto& day : calendar.weekdays) longest = std::max(longest, seconds_of(day));
  return longest;
}

class Reader {
 public:
  Reader(JsonElement root, std::vector<CalendarProblem>& problems)
      : root_(root), problems_(problems) {}

  CalendarDocument read() {
    if (!root_.is_object()) {
      problem("", "must be a JSON object");
      return {};
    }
    read_weekdays();
    read_days_off();
    read_working_day();
    return std::move(calendar_);
  }

  void refuse_unknown() {
    simdjson::dom::object object;
    if (root_.get(object)) return;
    for (const auto [name, value] : object) {
      const auto is_in = [&](const auto& names) {
        return std::find(names.begin(), names.end(), name) != names.end();
      };
      if (!is_in(kMembers) && !is_in(kServersOwn))
        problem(std::string(name.substr(0, 80)), "is not a member of this body");
    }
  }

 private:
  void problem(std::string member, std::string message) {
    if (problems_.size() < kMaxCalendarProblems)
      problems_.push_back({std::move(member), std::move(message)});
  }

  [[nodiscard]] std::optional<JsonElement> find(std::string_view name) const {
    JsonElement found;
    if (root_[name].get(found) || found.is_null()) return std::nullopt;
    return found;
  }

  void read_weekdays() {
    const auto member = find("weekdays");
    simdjson::dom::array days;
    if (!member || member->get(days) || days.size() != 7)
      return problem("weekdays", "must be an array of seven days, Monday first");
    const size_t before = problems_.size();
    size_t day = 0;
    for (const JsonElement one : days) {
      read_day(fmt::format("weekdays[{}]", day), one, calendar_.weekdays[day]);
      ++day;
    }
    if (longest_day(calendar_) == 0 && problems_.size() == before)
      problem("weekdays", "at least one day must have working time");
  }

  void read_day(const std::string& place, JsonElement from, std::vector<WorkInterval>& day) {
    simdjson::dom::array intervals;
    if (from.get(intervals)) return problem(place, "must be an array of intervals");
    if (intervals.size() > kMaxIntervalsPerDay)
      return problem(place,
                     fmt::format("must have no more than {} intervals", kMaxIntervalsPerDay));
    size_t index = 0;
    for (const JsonElement one : intervals) {
      if (const auto interval = read_interval(fmt::format("{}[{}]", place, index), one))
        day.push_back(*interval);
      ++index;
    }
    std::sort(day.begin(), day.end(),
              [](const WorkInterval& a, const WorkInterval& b) { return a.from < b.from; });
    for (size_t i = 1; i < day.size(); ++i) {
      if (day[i].from >= day[i - 1].to) continue;
      return problem(place, fmt::format("has intervals that lie over one another at {}",
                                        wall_time(day[i].from)));
    }
  }

  std::optional<WorkInterval> read_interval(const std::string& place, JsonElement from) {
    if (!from.is_object()) {
      problem(place, "must have the members from and to");
      return std::nullopt;
    }
    const auto begin = read_time(place, from, "from");
    const auto end = read_time(place, from, "to");
    if (!begin || !end) return std::nullopt;
    if (*begin >= *end) {
      problem(place + ".to", "must be later than from");
      return std::nullopt;
    }
    return WorkInterval{*begin, *end};
  }

  std::optional<int> read_time(const std::string& place, JsonElement from, std::string_view name) {
    const auto text = json_text(from, name);
    const auto time = text ? parse_wall_time(*text) : std::nullopt;
    if (!time) problem(fmt::format("{}.{}", place, name), "must be a time from 00:00 to 24:00");
    return time;
  }

  void read_days_off() {
    const auto member = find("days_off");
    if (!member) return;
    simdjson::dom::array days;
    if (member->get(days)) return problem("days_off", "must be an array");
    if (days.size() > kMaxDaysOff)
      return problem("days_off", fmt::format("must have no more than {} days", kMaxDaysOff));
    size_t index = 0;
    for (const JsonElement one : days) read_day_off(fmt::format("days_off[{}]", index++), one);
    std::vector<DayOff>& all = calendar_.days_off;
    std::sort(all.begin(), all.end(),
              [](const DayOff& a, const DayOff& b) { return a.date < b.date; });
    for (size_t i = 1; i < all.size(); ++i) {
      if (all[i].date == all[i - 1].date)
        problem("days_off", fmt::format("has {} twice", format_date(all[i].date)));
    }
  }

  void read_day_off(const std::string& place, JsonElement from) {
    if (!from.is_object()) return problem(place, "must have the members date and name");
    const auto text = json_text(from, "date");
    const auto date = text ? parse_date(*text) : std::nullopt;
    if (!date) {
      problem(place + ".date", "must be a date such as 2026-12-25");
    } else if (!is_in_range(*date)) {
      problem(place + ".date",
              fmt::format("must lie between {} and {}", Calendar::kFirstYear, Calendar::kLastYear));
    } else {
      calendar_.days_off.push_back({*date, read_name(place + ".name", from)});
    }
  }

  std::string read_name(const std::string& place, JsonElement from) {
    JsonElement member;
    if (from["name"].get(member) || member.is_null()) return "";
    std::string_view text;
    if (member.get(text) || text.size() > kMaxDayOffNameBytes) {
      problem(place, fmt::format("must be a text of at most {} bytes", kMaxDayOffNameBytes));
      return "";
    }
    return std::string(trim(text));
  }

  static bool is_in_range(CivilDate date) {
    const auto year = parse_int(format_date(date).substr(0, 4)).value_or(0);
    return year >= Calendar::kFirstYear && year <= Calendar::kLastYear;
  }

  void read_working_day() {
    calendar_.working_day_seconds = std::max<int64_t>(1, longest_day(calendar_));
    const auto member = find("working_day_seconds");
    if (!member) return;
    int64_t seconds = 0;
    if (member->get(seconds) || seconds < kSecondsPerMinute || seconds > kMaxDaySeconds)
      return problem("working_day_seconds", fmt::format("must be a whole number from {} to {}",
                                                        kSecondsPerMinute, kMaxDaySeconds));
    calendar_.working_day_seconds = seconds;
  }

  JsonElement root_;
  std::vector<CalendarProblem>& problems_;
  CalendarDocument calendar_;
};

}  // namespace

CalendarDocument read_calendar(JsonElement root, std::vector<CalendarProblem>& problems) {
  Reader reader(root, problems);
  CalendarDocument calendar = reader.read();
  reader.refuse_unknown();
  return calendar;
}

Result<CalendarDocument> parse_calendar(std::string_view json) {
  TL_TRY(const JsonDocument document, JsonDocument::parse(json));
  if (!document.root().is_object())
    return make_error(ErrorCode::kUnreadable, "the calendar is no JSON object");
  std::vector<CalendarProblem> problems;
  CalendarDocument calendar = Reader(document.root(), problems).read();
  calendar.version = json_int(document.root(), "version").value_or(0);
  if (calendar.version < 0) problems.push_back({"version", "must not be below zero"});
  if (!problems.empty())
    return make_error(ErrorCode::kInvalidArgument,
                      fmt::format("{} {}", problems.front().member, problems.front().message));
  return calendar;
}

void render_calendar_members(JsonWriter& out, const CalendarDocument& calendar) {
  out.key("weekdays").begin_array();
  for (const auto& day : calendar.weekdays) {
    out.begin_array();
    for (const WorkInterval& one : day) {
      out.begin_object().member("from", wall_time(one.from)).member("to", wall_time(one.to));
      out.end_object();
    }
    out.end_array();
  }
  out.end_array().key("days_off").begin_array();
  for (const DayOff& day : calendar.days_off) {
    out.begin_object().member("date", format_date(day.date)).member("name", day.name);
    out.end_object();
  }
  out.end_array().member("working_day_seconds", calendar.working_day_seconds);
}

std::string render_calendar(const CalendarDocument& calendar) {
  JsonWriter out;
  out.begin_object().member("version", calendar.version);
  render_calendar_members(out, calendar);
  out.end_object();
  return out.take();
}

}  // namespace tl::measure
