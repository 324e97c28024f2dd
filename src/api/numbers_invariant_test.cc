// Every number opens: what a number or a mark says is how many issues its list has.
#include <gmock/gmock.h>

#include <functional>

#include "api/numbers_world_for_test.h"
#include "base/text.h"

namespace tl::api {
namespace {

const std::string kFlow = "/api/v1/metrics/flow/";

int64_t number(JsonElement json, std::string_view name) {
  const auto found = json_int(json, name);
  EXPECT_TRUE(found) << name << " of " << simdjson::minify(json);
  return found.value_or(-1);
}

std::string word(JsonElement json, std::string_view name) {
  return std::string(json_text(json, name).value_or("?"));
}

simdjson::dom::array list(Answer& answer, const std::string& name) {
  return simdjson::dom::array(answer.json()[name]);
}

void exclusions_open(NumbersWorld& world, Answer& answer, const std::string& metric,
                     const std::string& more = "") {
  for (JsonElement one : list(answer, "exclusions")) {
    const std::string code = word(one, "code");
    EXPECT_EQ(world.items(metric, "exclusion=" + code + more), number(one, "count"))
        << metric << " " << code;
  }
}

// n of all and of each period of `series`.
void series_opens(NumbersWorld& world, Answer& answer, const std::string& metric,
                  std::string_view value, const std::string& more = "") {
  for (JsonElement one : list(answer, "series")) {
    const std::string on = word(*json_get(one, "period"), "from");
    EXPECT_EQ(world.items(metric, "on=" + on + "&period=week" + more), number(one, value))
        << metric << " in " << on;
  }
}

TEST(EveryNumberOpens, cycle_time_and_lead_time) {
  NumbersWorld world;
  for (const std::string measure : {"cycle", "lead"}) {
    const std::string metric = measure + "-time";
    auto answer = world.ask(kFlow + "cycle-time?measure=" + measure);
    EXPECT_GT(number(answer.json(), "n"), 20);
    EXPECT_EQ(world.items(metric), number(answer.json(), "n"));
    EXPECT_GE(list(answer, "exclusions").size(), 3u) << "the world is to have some of most kinds";
    exclusions_open(world, answer, metric);
    series_opens(world, answer, metric, "n");
    size_t bins = 0;
    for (JsonElement bin : list(answer, "histogram")) {
      const bool last = ++bins == list(answer, "histogram").size();
      std::string mark = "longer_than=" + std::to_string(number(bin, "from_seconds"));
      if (!last) mark += "&shorter_than=" + std::to_string(number(bin, "to_seconds"));
      EXPECT_EQ(world.items(metric, mark), number(bin, "count")) << metric << " " << mark;
    }
  }
}

TEST(EveryNumberOpens, bins_of_a_cut_scatter) {
  NumbersWorld world;
  auto answer = world.ask(kFlow + "cycle-time?points=3");
  int64_t all = 0;
  for (JsonElement bin : list(answer, "bins")) {
    const std::string mark = "on=" + word(bin, "date") + "&period=" + answer.text("/bin_period") +
                             "&longer_than=" + std::to_string(number(bin, "from_seconds")) +
                             "&shorter_than=" + std::to_string(number(bin, "to_seconds"));
    EXPECT_EQ(world.items("cycle-time", mark), number(bin, "count")) << mark;
    all += number(bin, "count");
  }
  EXPECT_EQ(all, number(answer.json(), "n"));
  EXPECT_EQ(all, number(answer.json(), "points_total"));
}

TEST(EveryNumberOpens, throughput_and_mix) {
  NumbersWorld world;
  auto answer = world.ask(kFlow + "throughput");
  EXPECT_EQ(world.items("throughput"), number(answer.json(), "total"));
  exclusions_open(world, answer, "throughput");
  for (JsonElement period : list(answer, "periods")) {
    const std::string on = "on=" + word(period, "from") + "&period=week";
    EXPECT_EQ(world.items("throughput", on), number(period, "count")) << on;
    const auto categories = simdjson::dom::object(*json_get(period, "by_category"));
    for (const auto& [category, value] : categories) {
      const std::string mark = on + "&item_category=" + std::string(category);
      EXPECT_EQ(world.items("throughput", mark), value.get_int64().value()) << mark;
    }
  }
  auto mix = world.ask(kFlow + "mix");
  for (JsonElement part : list(mix, "throughput"))
    EXPECT_EQ(world.items("mix", "item_category=" + word(part, "category")), number(part, "count"));
  for (JsonElement part : list(mix, "wip"))
    EXPECT_EQ(world.items("wip", "item_category=" + word(part, "category")), number(part, "count"));
}

TEST(EveryNumberOpens, work_in_progress) {
  NumbersWorld world;
  auto answer = world.ask(kFlow + "wip");
  EXPECT_GT(number(answer.json(), "now"), 5);
  EXPECT_EQ(world.items("wip"), number(answer.json(), "now"));
  EXPECT_EQ(world.items("wip", "finding=over_p85"), number(answer.json(), "over_p85"));
  for (JsonElement day : list(answer, "days"))
    EXPECT_EQ(world.items("wip", "on=" + word(day, "date")), number(day, "count"))
        << word(day, "date");
  auto aging = world.ask(kFlow + "aging");
  EXPECT_EQ(world.items("aging"), number(aging.json(), "items_total"));
  int64_t in_columns = 0;
  for (JsonElement column : list(aging, "columns")) {
    EXPECT_EQ(world.items("aging", "stage=" + word(column, "stage")), number(column, "count"));
    in_columns += number(column, "count");
  }
  EXPECT_EQ(in_columns, number(aging.json(), "items_total"));
  for (int band = 0; band <= 4; ++band) {
    int64_t of_band = 0;
    for (JsonElement item : list(aging, "items")) of_band += json_int(item, "band") == band ? 1 : 0;
    EXPECT_EQ(world.items("aging", "band=" + std::to_string(band)), of_band) << band;
  }
}

TEST(EveryNumberOpens, cumulative_flow) {
  NumbersWorld world;
  auto answer = world.ask(kFlow + "cumulative?from=2026-11-01");
  EXPECT_EQ(answer.text("/step"), "day");
  const auto dates = list(answer, "dates");
  ASSERT_EQ(dates.size(), 21u);
  for (JsonElement stage : list(answer, "stages")) {
    const auto counts = simdjson::dom::array(*json_get(stage, "counts"));
    for (const size_t i : {size_t{0}, size_t{10}, size_t{20}}) {
      const std::string mark =
          "from=2026-11-01&on=" + std::string(dates.at(i).get_string().value()) +
          "&stage=" + word(stage, "stage");
      EXPECT_EQ(world.items("cumulative", mark), counts.at(i).get_int64().value()) << mark;
    }
  }
  EXPECT_EQ(world.items("cumulative", "from=2026-11-01&finding=backward_moves"),
            number(answer.json(), "backward_moves"));
}

TEST(EveryNumberOpens, time_in_status_and_stage) {
  NumbersWorld world;
  for (const std::string by : {"status", "stage"}) {
    auto answer = world.ask(kFlow + "time-in-status?by=" + by);
    EXPECT_GE(list(answer, "rows").size(), 3u);
    const auto periods = list(answer, "periods");
    for (JsonElement row : list(answer, "rows")) {
      const std::string mark =
          by == "stage" ? "stage=" + word(row, "stage") : "status=" + url_encode(word(row, "name"));
      EXPECT_EQ(world.items("time-in-status", mark), number(row, "n")) << mark;
      size_t i = 0;
      for (JsonElement cell : simdjson::dom::array(*json_get(row, "cells"))) {
        const std::string on = mark + "&period=week&on=" + word(periods.at(i++).value(), "from");
        EXPECT_EQ(world.items("time-in-status", on), number(cell, "n")) << on;
      }
    }
  }
}

TEST(EveryNumberOpens, efficiency_and_reopen) {
  NumbersWorld world;
  auto answer = world.ask(kFlow + "efficiency");
  EXPECT_EQ(world.items("efficiency"), number(answer.json(), "n"));
  exclusions_open(world, answer, "efficiency");
  series_opens(world, answer, "efficiency", "n");
  const JsonElement blocked = *json_get(answer.json(), "blocked");
  EXPECT_GT(number(blocked, "issues"), 0);
  EXPECT_EQ(world.items("efficiency", "cause=any"), number(blocked, "issues"));
  for (JsonElement cause : simdjson::dom::array(*json_get(blocked, "by_cause")))
    EXPECT_EQ(world.items("efficiency", "cause=" + word(cause, "cause")), number(cause, "issues"));
  for (JsonElement one : simdjson::dom::array(*json_get(blocked, "series"))) {
    const std::string on = "cause=any&period=week&on=" + word(*json_get(one, "period"), "from");
    EXPECT_EQ(world.items("efficiency", on), number(one, "issues")) << on;
  }
  auto reopen = world.ask(kFlow + "reopen");
  EXPECT_GT(number(reopen.json(), "reopened"), 0);
  EXPECT_EQ(world.items("reopen"), number(reopen.json(), "reopened"));
  EXPECT_EQ(world.items("reopen", "exclusion=immature"), number(reopen.json(), "immature"));
  series_opens(world, reopen, "reopen", "reopened");
}

TEST(EveryNumberOpens, sprint_report) {
  NumbersWorld world;
  auto answer = world.ask("/api/v1/metrics/sprint?sprint=" + world.sprint);
  int64_t all = 0;
  for (const std::string group : {"committed", "added", "removed", "completed", "not_completed",
                                  "done_before", "done_after"}) {
    const int64_t issues = number(*json_get(answer.json(), group), "issues");
    EXPECT_EQ(world.items("sprint", "sprint=" + world.sprint + "&sprint_group=" + group), issues)
        << group;
    all += issues;
  }
  EXPECT_GT(all, 10);
}

TEST(EveryNumberOpens, data_quality) {
  NumbersWorld world;
  auto answer = world.ask("/api/v1/metrics/quality");
  EXPECT_GE(list(answer, "findings").size(), 2u);
  for (JsonElement finding : list(answer, "findings")) {
    const std::string code = word(finding, "code");
    EXPECT_EQ(world.items("quality", "finding=" + code), number(finding, "count")) << code;
  }
}

TEST(EveryNumberOpens, the_tiles_of_home) {
  NumbersWorld world;
  auto answer = world.ask(kFlow + "overview");
  const std::map<std::string, std::function<int64_t()>> opened = {
      {"cycle_p85", [&] { return world.items("cycle-time"); }},
      {"throughput", [&] { return world.items("throughput"); }},
      {"wip_over_p85", [&] { return world.items("wip"); }},
      {"efficiency", [&] { return world.items("efficiency"); }}};
  size_t tiles = 0;
  for (JsonElement tile : list(answer, "tiles")) {
    EXPECT_EQ(opened.at(word(tile, "id"))(), number(tile, "n")) << word(tile, "id");
    ++tiles;
  }
  EXPECT_EQ(tiles, 4u);
  EXPECT_EQ(list(answer, "oldest").size(), 5u);
  EXPECT_EQ(answer.text("/tiles/1/value"), answer.text("/tiles/1/n"));
  EXPECT_THAT(answer.text("/tiles/0/href"), testing::StartsWith("/flow?v=1"));
}

}  // namespace
}  // namespace tl::api
