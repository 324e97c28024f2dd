// How numbers are asked: parameters, errors, pages, files, tags.
#include <gmock/gmock.h>

#include <set>

#include "api/numbers_world_for_test.h"
#include "base/text.h"

namespace tl::api {
namespace {

using testing::HasSubstr;
using testing::Not;

const std::string kFlow = "/api/v1/metrics/flow/";
const std::string kItems = kFlow + "items?metric=";

// Every number that has no needed parameter of its own.
const std::vector<std::string> kNumbers = {kFlow + "cycle-time",
                                           kFlow + "throughput",
                                           kFlow + "mix",
                                           kFlow + "wip",
                                           kFlow + "aging",
                                           kFlow + "cumulative",
                                           kFlow + "time-in-status",
                                           kFlow + "efficiency",
                                           kFlow + "reopen",
                                           kFlow + "overview",
                                           "/api/v1/metrics/quality"};

struct Numbers : NumbersWorld {
  int status(const std::string& target) { return get(target, cookie).status; }
  std::string refused(const std::string& target) {
    auto answer = get(target, cookie);
    EXPECT_EQ(answer.status, 400) << target;
    return answer.text("/errors/0/field");
  }
  Answer again(const std::string& target, const std::string& etag) {
    Ask ask{.target = target, .cookie = cookie};
    ask.headers.set("If-None-Match", etag);
    return call(ask);
  }
};

TEST(Question, counts_what_finished_in_the_window) {
  Numbers world;
  auto answer = world.ask(kFlow + "cycle-time");
  EXPECT_EQ(answer.text("/window/time_zone"), "Europe/Berlin");
  EXPECT_EQ(answer.text("/window/week_start"), "monday");
  // Now is 2026-11-21 01:00 in Berlin; the window ends with that day and has 84.
  EXPECT_EQ(answer.text("/window/to"), "2026-11-21T23:00:00.000Z");
  EXPECT_EQ(answer.text("/window/from"), "2026-08-29T22:00:00.000Z");
  EXPECT_EQ(answer.text("/definition/id"), "flow.cycle_time");
  EXPECT_EQ(answer.text("/population"), "standard-level issues");
  EXPECT_EQ(answer.text("/filters"), "[]");
  EXPECT_EQ(answer.text("/unit"), "calendar");
  EXPECT_EQ(answer.text("/calendar_version"), "0");
  EXPECT_EQ(answer.text("/seconds_per_working_day"), "28800");
  EXPECT_EQ(answer.text("/as_of"), "2026-11-21T00:00:00.000Z");
}

TEST(Question, each_filter_narrows_and_is_told_in_words) {
  Numbers world;
  auto everything = world.ask(kFlow + "throughput");
  const int64_t all = NumbersWorld::count(everything, "/total");
  const std::vector<std::pair<std::string, std::string>> filters = {
      {"connection=" + world.connection, "connection is acme"},
      {"project=ACME", "project is ACME"},
      {"project=ACME&project=BETA", "project is ACME or BETA"},
      {"type=Bug", "type is Bug"},
      {"category=bug,feature", "category is bug or feature"},
      {"priority=High", "priority is High"},
      {"label=even", "label is even"},
      {"sprint=" + world.sprint, "sprint is Sprint one"}};
  for (const auto& [filter, words] : filters) {
    auto answer = world.ask(kFlow + "throughput?" + filter);
    EXPECT_EQ(answer.text("/filters/0"), words);
    const int64_t some = NumbersWorld::count(answer, "/total");
    EXPECT_GT(some, 0) << filter;
    const bool whole = filter.starts_with("connection") || filter.ends_with("BETA") ||
                       filter.starts_with("category");
    EXPECT_EQ(some == all, whole) << filter << ": " << some << " of " << all;
  }
  for (const std::string filter : {"project=NONE", "type=Gone", "component=None", "epic=ACME-999",
                                   "level=epic", "label=gone"}) {
    auto answer = world.ask(kFlow + "throughput?" + filter);
    EXPECT_EQ(answer.text("/total"), "0") << filter;
  }
}

TEST(Question, what_is_wrong_is_named) {
  Numbers world;
  const std::vector<std::pair<std::string, std::string>> wrong = {
      {"from=2026-11-02&to=2026-11-01", "from"},
      {"from=1970-01-01&to=2026-11-01", "from"},
      {"from=yesterday", "from"},
      {"to=2026-13-01", "to"},
      {"level=task", "level"},
      {"start=middle", "start"},
      {"unit=hours", "unit"},
      {"format=xml", "format"},
      {"category=feature,none", "category"},
      {"connection=gone", "connection"},
      {"sprint=101", "sprint"},
      {"sprint=gone:101", "sprint"},
      {"as_of=2026-11-22", "as_of"},
      {"as_of=2026-11-21T02:00:00Z", "as_of"},
      {"as_of=noon", "as_of"},
      {"lable=x", "lable"}};
  for (const std::string& number : kNumbers) {
    for (const auto& [query, field] : wrong)
      EXPECT_EQ(world.refused(number + "?" + query), field) << number << " " << query;
  }
  EXPECT_EQ(world.refused(kFlow + "cycle-time?points=0"), "points");
  EXPECT_EQ(world.refused(kFlow + "cycle-time?points=20001"), "points");
  EXPECT_EQ(world.refused(kFlow + "cycle-time?measure=mean"), "measure");
  EXPECT_EQ(world.refused(kFlow + "throughput?period=year"), "period");
  EXPECT_EQ(world.refused(kFlow + "wip?period=week"), "period") << "its days have no period";
  EXPECT_EQ(world.refused(kFlow + "time-in-status?by=person"), "by");
  std::string many = "?project=A";
  for (int i = 0; i < 100; ++i) many += "&project=A";
  EXPECT_EQ(world.refused(kFlow + "throughput" + many), "project") << "one above the limit";
  EXPECT_EQ(world.status(kFlow + "throughput?period=day&from=2016-01-01"), 400)
      << "more periods than one answer may have";
}

TEST(Question, as_of_looks_back) {
  Numbers world;
  auto then = world.ask(kFlow + "wip?as_of=2026-10-20");
  EXPECT_EQ(then.text("/as_of"), "2026-10-20T21:59:59.999Z");
  EXPECT_EQ(then.text("/window/to"), "2026-10-20T22:00:00.000Z") << "the window ends with that day";
  auto days = world.ask(kFlow + "wip?from=2026-10-20&to=2026-10-20");
  EXPECT_EQ(then.text("/now"), days.text("/days/0/count"));
  auto today = world.ask(kFlow + "wip?as_of=2026-11-21");
  EXPECT_EQ(today.text("/now"), world.ask(kFlow + "wip").text("/now"));
  EXPECT_EQ(world.status(kFlow + "wip?as_of=2026-10-20T12:00:00%2B02:00"), 200);
}

TEST(Question, working_time_is_shorter) {
  Numbers world;
  auto calendar = world.ask(kFlow + "cycle-time?points=1");
  auto working = world.ask(kFlow + "cycle-time?points=1&unit=working");
  EXPECT_EQ(working.text("/unit"), "working");
  EXPECT_EQ(working.text("/n"), calendar.text("/n"));
  const int64_t short_one = NumbersWorld::count(working, "/percentiles/0/seconds");
  EXPECT_GT(short_one, 0);
  EXPECT_LT(short_one, NumbersWorld::count(calendar, "/percentiles/0/seconds") / 2);
}

TEST(CycleTime, points_above_the_limit_become_bins) {
  Numbers world;
  auto all = world.ask(kFlow + "cycle-time");
  EXPECT_EQ(all.text("/bins"), "") << "no bins while every point is there";
  const size_t n = simdjson::dom::array(all.json()["points"]).size();
  EXPECT_EQ(std::to_string(n), all.text("/points_total"));
  auto few = world.ask(kFlow + "cycle-time?points=3");
  EXPECT_EQ(few.text("/n"), all.text("/n"));
  EXPECT_EQ(few.text("/points_total"), all.text("/points_total"));
  EXPECT_GT(simdjson::dom::array(few.json()["bins"]).size(), 0u);
  EXPECT_EQ(few.text("/percentiles/0/seconds"), all.text("/percentiles/0/seconds"));
}

TEST(Items, come_in_pages_of_one_clock) {
  Numbers world;
  for (const std::string query :
       {"aging&sort=-seconds", "aging&sort=seconds", "cycle-time&sort=at", "cycle-time&sort=-at",
        "throughput&sort=key", "quality&finding=unassigned_in_progress"}) {
    std::set<std::string> seen;
    std::string cursor;
    int64_t total = 0;
    do {
      auto page = world.ask(kItems + query + "&limit=3&cursor=" + cursor);
      total = NumbersWorld::count(page, "/total");
      for (JsonElement item : simdjson::dom::array(page.json()["items"]))
        EXPECT_TRUE(seen.insert(std::string(json_text(item, "key").value_or(""))).second) << query;
      cursor = page.text("/next_cursor");
      if (cursor == "null") cursor.clear();
      world.clock.advance(minutes(7));  // ages grow between two pages
    } while (!cursor.empty());
    EXPECT_EQ(static_cast<int64_t>(seen.size()), total) << query;
  }
}

TEST(Items, are_sorted) {
  Numbers world;
  auto page = world.ask(kItems + "cycle-time&sort=-seconds&limit=200");
  EXPECT_NE(page.text("/columns/seconds"), "null");
  int64_t former = int64_t{1} << 60;
  for (JsonElement item : simdjson::dom::array(page.json()["items"])) {
    const int64_t seconds = json_int(item, "seconds").value_or(-1);
    EXPECT_LE(seconds, former);
    former = seconds;
  }
  auto keys = world.ask(kItems + "throughput&sort=key&limit=2");
  EXPECT_THAT(keys.text("/items/0/key"), testing::StartsWith("ACME-"));
}

TEST(Items, refuse_what_has_no_meaning) {
  Numbers world;
  EXPECT_EQ(world.refused(kFlow + "items"), "metric");
  EXPECT_EQ(world.refused(kItems + "speed"), "metric");
  EXPECT_EQ(world.refused(kItems + "sprint"), "sprint");
  EXPECT_EQ(world.refused(kItems + "wip&limit=201"), "limit");
  EXPECT_EQ(world.refused(kItems + "wip&sort=-key"), "sort");
  EXPECT_EQ(world.refused(kItems + "aging&band=5"), "band");
  EXPECT_EQ(world.refused(kItems + "efficiency&cause=weather"), "cause");
  EXPECT_EQ(world.refused(kItems + "wip&stage=lost"), "stage");
  EXPECT_EQ(world.refused(kItems + "cycle-time&longer_than=-1"), "longer_than");
  EXPECT_EQ(world.status(kItems + "throughput&band=3"), 400) << "it has no bands";
  EXPECT_EQ(world.status(kItems + "cycle-time&exclusion=weather"), 400);
  EXPECT_EQ(world.status(kItems + "quality"), 400) << "a finding is needed";
  EXPECT_EQ(world.status(kItems + "wip&cursor=broken"), 400);
  EXPECT_EQ(world.status(kItems + "sprint&sprint=" + world.connection + ":999"), 404);
  auto page = world.ask(kItems + "throughput&limit=2");
  EXPECT_EQ(world.status(kItems + "wip&limit=2&cursor=" + page.text("/next_cursor")), 400)
      << "a cursor of another list";
}

TEST(Csv, every_number_is_a_file_that_says_what_it_holds) {
  Numbers world;
  std::vector<std::string> targets = kNumbers;
  targets.push_back("/api/v1/metrics/sprint?sprint=" + world.sprint);
  targets.push_back("/api/v1/metrics/sprints?project=ACME");
  targets.push_back(kItems + "throughput");
  targets.push_back(kItems + "aging");
  for (const std::string& target : targets) {
    const std::string more = target.find('?') == std::string::npos ? "?" : "&";
    auto csv = world.ask(target + more + "format=csv&priority=High");
    EXPECT_EQ(csv.headers.value("Content-Type"), "text/csv; charset=utf-8") << target;
    EXPECT_THAT(std::string(csv.headers.value("Content-Disposition")), HasSubstr(".csv\""));
    EXPECT_THAT(csv.body, testing::StartsWith("# Throughline "));
    EXPECT_THAT(csv.body, HasSubstr("\r\n# filter: priority is High\r\n"));
    EXPECT_THAT(csv.body, HasSubstr("\r\n# n: "));
    EXPECT_THAT(csv.body, HasSubstr("\r\n# as of: 2026-11-21T00:00:00.000Z\r\n"));
    const size_t head = csv.body.find("\r\n", csv.body.rfind("\r\n# ") + 2);
    const std::string rows = csv.body.substr(head + 2);
    size_t columns = 0;
    for (const std::string_view line : split(rows, '\n')) {
      if (line.empty()) continue;
      const auto commas = static_cast<size_t>(std::count(line.begin(), line.end(), ','));
      if (columns == 0) columns = commas;
      if (line.find('"') == std::string_view::npos) EXPECT_EQ(commas, columns) << target << line;
    }
    EXPECT_GT(columns, 0u) << target;
  }
}

TEST(Csv, cells_do_not_run_in_a_spreadsheet) {
  Numbers world;
  auto csv = world.ask(kItems + "throughput&format=csv");
  EXPECT_THAT(csv.body, HasSubstr(",'=cmd("));
  EXPECT_THAT(csv.body, Not(HasSubstr(",=cmd(")));
  auto cycle = world.ask(kFlow + "cycle-time?format=csv");
  EXPECT_THAT(cycle.body, HasSubstr(",started,finished,cycle_seconds,rank_percent\r\n"));
  auto json = world.ask(kFlow + "cycle-time");
  const auto lines = std::count(cycle.body.begin(), cycle.body.end(), '\n');
  const auto notes = std::count(cycle.body.begin(), cycle.body.end(), '#');
  EXPECT_EQ(std::to_string(lines - notes - 1), json.text("/n"));
}

TEST(Sprints, are_listed_and_reported) {
  Numbers world;
  auto list = world.ask("/api/v1/sprints");
  EXPECT_EQ(list.text("/total"), "2");
  EXPECT_EQ(list.text("/items/0/name"), "Sprint two") << "the active one first";
  EXPECT_EQ(list.text("/items/0/board/name"), "Acme board");
  EXPECT_EQ(list.text("/items/1/goal"), "Ship it");
  auto page = world.ask("/api/v1/sprints?limit=1");
  auto rest = world.ask("/api/v1/sprints?limit=1&cursor=" + page.text("/next_cursor"));
  EXPECT_EQ(rest.text("/items/0/id"), "101");
  EXPECT_EQ(rest.text("/next_cursor"), "null");
  EXPECT_EQ(world.ask("/api/v1/sprints?state=closed&q=ONE").text("/total"), "1");
  EXPECT_EQ(world.ask("/api/v1/sprints?board=8").text("/total"), "0");
  EXPECT_EQ(world.refused("/api/v1/sprints?state=open"), "state");
  EXPECT_EQ(world.refused("/api/v1/sprints?connection=gone"), "connection");
  EXPECT_EQ(world.status("/api/v1/sprints?cursor=x"), 400);

  auto report = world.ask("/api/v1/metrics/sprint?sprint=" + world.sprint);
  EXPECT_EQ(report.text("/sprint/name"), "Sprint one");
  EXPECT_EQ(report.text("/provisional"), "false");
  EXPECT_GE(simdjson::dom::array(report.json()["days"]).size(), 15u);
  auto open = world.ask("/api/v1/metrics/sprint?sprint=" + world.connection + ":102");
  EXPECT_EQ(open.text("/provisional"), "true");
  EXPECT_EQ(world.refused("/api/v1/metrics/sprint"), "sprint");
  EXPECT_EQ(world.refused("/api/v1/metrics/sprint?sprint="), "sprint");
  EXPECT_EQ(world.status("/api/v1/metrics/sprint?sprint=" + world.connection + ":999"), 404);
  auto history = world.ask("/api/v1/metrics/sprints?last=5");
  EXPECT_EQ(simdjson::dom::array(history.json()["sprints"]).size(), 1u);
  EXPECT_EQ(history.text("/sprints/0/committed/issues"), report.text("/committed/issues"));
  EXPECT_EQ(world.refused("/api/v1/metrics/sprints?last=51"), "last");
  world.connect(world.cookie, "second");
  EXPECT_EQ(world.refused("/api/v1/metrics/sprints"), "connection") << "which of the two?";
}

// --- tags ---

TEST(Etag, spares_the_second_answer) {
  Numbers world;
  std::vector<std::string> targets = kNumbers;
  targets.push_back("/api/v1/metrics/sprint?sprint=" + world.sprint);
  targets.push_back("/api/v1/metrics/sprints");
  targets.push_back("/api/v1/sprints");
  targets.push_back(kItems + "wip");
  targets.push_back(kFlow + "throughput?format=csv");
  for (const std::string& target : targets) {
    auto first = world.ask(target);
    const std::string etag(first.headers.value("ETag"));
    EXPECT_EQ(etag.size(), 34u) << target;
    EXPECT_EQ(first.headers.value("Cache-Control"), "private, no-cache") << target;
    auto second = world.again(target, "\"other\", W/" + etag);
    EXPECT_EQ(second.status, 304) << target;
    EXPECT_EQ(second.headers.value("ETag"), etag);
    EXPECT_TRUE(second.body.empty());
    EXPECT_EQ(world.again(target, "\"other\"").status, 200);
    Ask stranger{.target = target};
    stranger.headers.set("If-None-Match", etag);
    EXPECT_EQ(world.call(stranger).status, 401) << "a tag opens nothing";
  }
}

// One thing that an answer follows from, changed.
struct Change {
  std::string name;
  void (*make)(Numbers&);
};

const std::vector<Change> kChanges = {
    {"a fact",
     [](Numbers& world) {
       world.add_issue(world.tenant_id(), world.instance, 9999, "ACME-9999", "New",
                       world.clock.now() - days(2), 3600);
     }},
    {"a mapping",
     [](Numbers& world) {
       EXPECT_EQ(world.put("/api/v1/connections/" + world.connection + "/mapping", "\"0\"",
                           R"({"statuses":{"4":"active"}})"),
                 200);
     }},
    {"the calendar",
     [](Numbers& world) {
       const std::string day = R"([{"from":"08:00","to":"12:00"}])";
       EXPECT_EQ(world.put("/api/v1/calendar", "\"0\"",
                           R"({"weekdays":[)" + day + "," + day + "," + day + "," + day + "," +
                               day + R"(,[],[]],"days_off":[],"working_day_seconds":14400})"),
                 200);
     }},
    {"the zone",
     [](Numbers& world) {
       auto tenant = world.store->tenant(world.tenant_id()).load_tenant().value();
       tenant.zone = "Asia/Tokyo";
       EXPECT_TRUE(world.store->tenant(world.tenant_id()).update_tenant(tenant).ok());
     }},
    {"the first day of the week",
     [](Numbers& world) {
       auto tenant = world.store->tenant(world.tenant_id()).load_tenant().value();
       tenant.week_start = 7;
       EXPECT_TRUE(world.store->tenant(world.tenant_id()).update_tenant(tenant).ok());
     }},
    {"the date", [](Numbers& world) { world.clock.advance(days(1)); }}};

TEST(Etag, changes_with_all_that_the_answer_follows_from) {
  for (const Change& change : kChanges) {
    Numbers world;
    std::map<std::string, std::string> before;
    for (const std::string& target : kNumbers)
      before[target] = std::string(world.ask(target).headers.value("ETag"));
    change.make(world);
    for (const auto& [target, etag] : before) {
      auto answer = world.again(target, etag);
      EXPECT_EQ(answer.status, 200) << target << " after a change of " << change.name;
      EXPECT_NE(answer.headers.value("ETag"), etag);
    }
  }
}

TEST(Etag, ages_follow_the_clock) {
  Numbers world;
  const std::string aging(world.ask(kFlow + "aging").headers.value("ETag"));
  const std::string cycle(world.ask(kFlow + "cycle-time").headers.value("ETag"));
  world.clock.advance(minutes(2));
  EXPECT_EQ(world.again(kFlow + "aging", aging).status, 200);
  EXPECT_EQ(world.again(kFlow + "cycle-time", cycle).status, 304) << "what finished stays";
}

TEST(Numbers, of_nothing_are_answers_too) {
  World world;
  const std::string cookie = world.set_up();
  for (const std::string& number : kNumbers) {
    for (const char* format : {"", "?format=csv", "?unit=working"}) {
      auto answer = world.get(number + format, cookie);
      EXPECT_EQ(answer.status, 200) << number << format << answer.body;
    }
  }
  EXPECT_EQ(world.get("/api/v1/sprints", cookie).text("/total"), "0");
  EXPECT_EQ(world.get("/api/v1/metrics/sprints", cookie).status, 200);
  EXPECT_EQ(world.get(kItems + "wip", cookie).text("/total"), "0");
}

}  // namespace
}  // namespace tl::api
