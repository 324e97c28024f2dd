#include "app/report_tables.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "app/connections.h"
#include "app/report_parts.h"
#include "app/table.h"

namespace tl::app {
namespace {

constexpr size_t kBar = 30;
constexpr size_t kSummary = 60;
constexpr auto kRight = Table::Align::kRight;

std::string table_of_cycle_time(JsonElement answer, const Clockface& clock) {
  std::string text = percentile_lines(answer, clock);
  text += fmt::format("  finished {}, in progress {}\n\n", int_at(answer, "finished"),
                      int_at(answer, "in_progress"));
  const bool lead = text_at(answer, "measure") == "lead";
  Table table({{"KEY"},
               {"FINISHED"},
               {lead ? "LEAD TIME" : "CYCLE TIME", kRight},
               {"SUMMARY", Table::Align::kLeft, kSummary}});
  for (const JsonElement point : array_at(answer, "points"))
    table.add({text_at(point, "key"), text_at(point, "finished").substr(0, 10),
               clock.duration(point, "seconds"), text_at(point, "summary")});
  return text + table.render();
}

std::string table_of_throughput(JsonElement answer, const Clockface&) {
  int64_t greatest = 0;
  for (const JsonElement period : array_at(answer, "periods"))
    greatest = std::max(greatest, int_at(period, "count"));
  Table table({{"FROM"}, {"TO"}, {"FINISHED", kRight}, {""}, {""}});
  for (const JsonElement period : array_at(answer, "periods")) {
    const int64_t count = int_at(period, "count");
    table.add({text_at(period, "from"), text_at(period, "to"), std::to_string(count),
               bar(static_cast<double>(count), static_cast<double>(greatest), kBar),
               json_bool(period, "complete").value_or(true) ? "" : "(not complete)"});
  }
  return fmt::format("  total {}, median of a complete period {}\n\n", int_at(answer, "total"),
                     number_text(answer, "median_per_period")) +
         table.render();
}

std::string share_text(JsonElement json) {
  return fmt::format("{:.0f} %", number_at(json, "share").value_or(0) * 100);
}

std::string table_of_mix(JsonElement answer, const Clockface& clock) {
  Table table({{"OF"}, {"CATEGORY"}, {"AMOUNT", kRight}, {"SHARE", kRight}});
  for (const char* part : {"throughput", "wip", "hours"}) {
    for (const JsonElement row : array_at(answer, part)) {
      const bool hours = std::string_view(part) == "hours";
      table.add({part, text_at(row, "category"),
                 hours ? clock.duration(row, "seconds") : std::to_string(int_at(row, "count")),
                 share_text(row)});
    }
  }
  return table.render();
}

std::string table_of_wip(JsonElement answer, const Clockface&) {
  int64_t greatest = 0;
  for (const JsonElement day : array_at(answer, "days"))
    greatest = std::max(greatest, int_at(day, "count"));
  Table table({{"DATE"}, {"IN PROGRESS", kRight}, {""}});
  for (const JsonElement day : array_at(answer, "days")) {
    const int64_t count = int_at(day, "count");
    table.add({text_at(day, "date"), std::to_string(count),
               bar(static_cast<double>(count), static_cast<double>(greatest), kBar)});
  }
  std::string text = fmt::format("  in progress {}, longer than the p85 of their stage {}\n",
                                 int_at(answer, "now"), int_at(answer, "over_p85"));
  if (const std::string note = text_at(answer, "p85_note"); !note.empty())
    text += "  " + note + "\n";
  return text + "\n" + table.render();
}

std::string table_of_aging(JsonElement answer, const Clockface& clock) {
  Table pace({{"STAGE"},
              {"NOW", kRight},
              {"p50", kRight},
              {"p70", kRight},
              {"p85", kRight},
              {"p95", kRight}});
  for (const JsonElement column : array_at(answer, "columns")) {
    std::vector<std::string> row = {text_at(column, "title"),
                                    std::to_string(int_at(column, "count"))};
    for (const JsonElement one : array_at(column, "pace"))
      row.push_back(clock.days(one, "seconds"));
    row.resize(6, "-");
    pace.add(std::move(row));
  }
  Table items({{"KEY"},
               {"STAGE"},
               {"AGE", kRight},
               {"IN STAGE", kRight},
               {""},
               {"SUMMARY", Table::Align::kLeft, kSummary}});
  for (const JsonElement item : array_at(answer, "items"))
    items.add({text_at(item, "key"), text_at(item, "stage"), clock.days(item, "age_seconds"),
               clock.days(item, "stage_seconds"),
               json_bool(item, "blocked").value_or(false) ? "blocked" : "",
               text_at(item, "summary")});
  return pace.render() + "\n" + items.render();
}

std::string table_of_cumulative(JsonElement answer, const Clockface&) {
  std::vector<Table::Column> columns = {{"DATE"}};
  std::vector<simdjson::dom::array> counts;
  for (const JsonElement stage : array_at(answer, "stages")) {
    columns.push_back({text_at(stage, "title"), kRight});
    counts.push_back(array_at(stage, "counts"));
  }
  for (const char* name : {"arrivals", "departures"}) {
    columns.push_back({name, kRight});
    counts.push_back(array_at(answer, name));
  }
  Table table(columns);
  size_t index = 0;
  for (const JsonElement date : array_at(answer, "dates")) {
    std::vector<std::string> row = {std::string(date.get_string().value_unsafe())};
    for (const auto& of : counts)
      row.push_back(std::to_string(of.at(index).get_int64().value_unsafe()));
    table.add(std::move(row));
    ++index;
  }
  return fmt::format("  work in progress on average {}, departures a day {}, backward moves {}\n\n",
                     number_text(answer, "wip_average"), number_text(answer, "throughput_per_day"),
                     int_at(answer, "backward_moves")) +
         table.render();
}

std::string table_of_time(JsonElement answer, const Clockface& clock) {
  Table table(
      {{"NAME"}, {"STAGE"}, {"n", kRight}, {"p50", kRight}, {"p85", kRight}, {"TOTAL", kRight}});
  for (const JsonElement row : array_at(answer, "rows"))
    table.add({text_at(row, "name"), text_at(row, "stage"), std::to_string(int_at(row, "n")),
               clock.duration(row, "p50_seconds"), clock.duration(row, "p85_seconds"),
               clock.duration(row, "total_seconds")});
  return table.render();
}

std::string percent_text(JsonElement json, std::string_view name) {
  const auto value = number_at(json, name);
  return value ? fmt::format("{:.1f} %", *value * 100) : "-";
}

std::string period_text(JsonElement row, std::string_view name) {
  const auto period = json_get(row, "period");
  return period ? text_at(*period, name) : "";
}

std::string table_of_efficiency(JsonElement answer, const Clockface& clock) {
  std::string text =
      fmt::format("  efficiency {}: active {} of {}; blocked {}\n\n", percent_text(answer, "ratio"),
                  clock.duration(answer, "active_seconds"), clock.duration(answer, "cycle_seconds"),
                  clock.duration(answer, "blocked_seconds"));
  Table table({{"FROM"}, {"TO"}, {"n", kRight}, {"EFFICIENCY", kRight}});
  for (const JsonElement row : array_at(answer, "series"))
    table.add({period_text(row, "from"), period_text(row, "to"), std::to_string(int_at(row, "n")),
               percent_text(row, "ratio")});
  return text + table.render();
}

std::string table_of_reopen(JsonElement answer, const Clockface&) {
  Table table(
      {{"FROM"}, {"TO"}, {"FIRST FINISHED", kRight}, {"REOPENED", kRight}, {"RATE", kRight}});
  for (const JsonElement row : array_at(answer, "series"))
    table.add({period_text(row, "from"), period_text(row, "to"), std::to_string(int_at(row, "n")),
               std::to_string(int_at(row, "reopened")), percent_text(row, "rate")});
  return fmt::format("  reopened {} of {} ({}); too young to tell {}\n\n",
                     int_at(answer, "reopened"), int_at(answer, "first_finished"),
                     percent_text(answer, "rate"), int_at(answer, "immature")) +
         table.render();
}

std::string value_text(JsonElement tile, std::string_view name, const Clockface& clock) {
  const std::string kind = text_at(tile, "value_kind");
  const auto value = number_at(tile, name);
  if (!value) return "-";
  if (kind == "seconds") return clock.text(static_cast<int64_t>(*value));
  return kind == "ratio" ? fmt::format("{:.1f} %", *value * 100) : fmt::format("{:g}", *value);
}

std::string table_of_overview(JsonElement answer, const Clockface& clock) {
  Table table({{"TILE"}, {"NOW", kRight}, {"BEFORE", kRight}, {"n", kRight}, {"NOTE"}});
  for (const JsonElement tile : array_at(answer, "tiles"))
    table.add({text_at(tile, "title"), value_text(tile, "value", clock),
               value_text(tile, "previous", clock), std::to_string(int_at(tile, "n")),
               text_at(tile, "note")});
  Table oldest({{"OLDEST"}, {"AGE", kRight}, {"SUMMARY", Table::Align::kLeft, kSummary}});
  for (const JsonElement item : array_at(answer, "oldest"))
    oldest.add({text_at(item, "key"), clock.days(item, "age_seconds"), text_at(item, "summary")});
  return table.render() + "\n" + oldest.render();
}

struct Maker {
  std::string_view which;
  std::string (*make)(JsonElement, const Clockface&);
};
constexpr std::array<Maker, 15> kMakers = {{
    {"cycle-time", table_of_cycle_time},
    {"lead-time", table_of_cycle_time},
    {"throughput", table_of_throughput},
    {"mix", table_of_mix},
    {"wip", table_of_wip},
    {"aging", table_of_aging},
    {"cumulative", table_of_cumulative},
    {"time-in-status", table_of_time},
    {"time-in-stage", table_of_time},
    {"efficiency", table_of_efficiency},
    {"reopen", table_of_reopen},
    {"overview", table_of_overview},
    {"sprint", table_of_sprint},
    {"sprints", table_of_sprints},
    {"quality", table_of_quality},
}};

}  // namespace

std::string render_report(std::string_view which, JsonElement answer) {
  const Clockface clock(answer);
  if (which == "items") return table_of_items(answer, clock);
  for (const Maker& maker : kMakers) {
    if (maker.which == which)
      return head_lines(answer) + maker.make(answer, clock) + foot_lines(answer);
  }
  return "";
}

}  // namespace tl::app
