#include "app/report_parts.h"

#include <fmt/format.h>

#include <vector>

#include "app/connections.h"
#include "app/table.h"
#include "base/time_text.h"
#include "base/zone.h"

namespace tl::app {
namespace {

constexpr size_t kSummary = 60;
constexpr auto kRight = Table::Align::kRight;

// The date on the tenant's wall; `before` takes the last millisecond before an instant's.
std::string date_text(const std::string& instant, const std::string& zone, bool before) {
  const auto parsed = parse_instant(instant);
  if (!parsed) return instant;
  const auto date = date_in_zone(zone, before ? *parsed - Millis(1) : *parsed);
  return date ? format_date(*date) : instant;
}

std::string amount_text(JsonElement amount) {
  std::string text =
      fmt::format("{} issues, {} points", int_at(amount, "issues"), number_text(amount, "points"));
  if (const int64_t without = int_at(amount, "unestimated"); without > 0)
    text += fmt::format(" ({} without points)", without);
  return text;
}

}  // namespace

int64_t int_at(JsonElement json, std::string_view name) { return json_int(json, name).value_or(0); }

std::optional<double> number_at(JsonElement json, std::string_view name) {
  const auto found = json_get(json, name);
  double value = 0;
  if (!found || found->get(value) != simdjson::SUCCESS) return std::nullopt;
  return value;
}

std::string number_text(JsonElement json, std::string_view name) {
  const auto value = number_at(json, name);
  return value ? fmt::format("{:.4g}", *value) : "-";
}

Clockface::Clockface(JsonElement answer)
    : working_(text_at(answer, "unit") == "working"),
      working_day_(int_at(answer, "seconds_per_working_day")) {}

std::string Clockface::text(int64_t seconds) const {
  return duration_text(seconds, working_, working_day_);
}

std::string Clockface::duration(JsonElement json, std::string_view name) const {
  const auto seconds = json_int(json, name);
  return seconds ? text(*seconds) : "-";
}

std::string Clockface::days(JsonElement json, std::string_view name) {
  const auto seconds = json_int(json, name);
  return seconds ? duration_text(*seconds, false, 0) : "-";
}

std::string head_lines(JsonElement answer) {
  const auto definition = json_get(answer, "definition");
  const auto window = json_get(answer, "window");
  if (!definition || !window) return "";
  const std::string zone = text_at(*window, "time_zone");
  std::string text = fmt::format(
      "{} ({} time)\n  {} to {} ({}), {}\n", text_at(*definition, "title"), text_at(answer, "unit"),
      date_text(text_at(*window, "from"), zone, false),
      date_text(text_at(*window, "to"), zone, true), zone, text_at(answer, "population"));
  for (const JsonElement filter : array_at(answer, "filters"))
    text += fmt::format("  {}\n", fit(filter.get_string().value_unsafe(), 0));
  return text + fmt::format("  n {} of {} considered\n", int_at(answer, "n"),
                            int_at(answer, "considered"));
}

std::string foot_lines(JsonElement answer) {
  std::string text;
  for (const JsonElement row : array_at(answer, "exclusions"))
    text += fmt::format("  left out {:>6}  {} ({})\n", int_at(row, "count"), text_at(row, "text"),
                        text_at(row, "code"));
  for (const JsonElement note : array_at(answer, "notes"))
    text += fmt::format("  note: {}\n", fit(note.get_string().value_unsafe(), 0));
  return text.empty() ? text : "\n" + text;
}

std::string percentile_lines(JsonElement answer, const Clockface& clock) {
  std::string text;
  for (const JsonElement row : array_at(answer, "percentiles")) {
    const auto seconds = json_int(row, "seconds");
    text += fmt::format("  p{:<3} {}\n", int_at(row, "p"),
                        seconds ? clock.text(*seconds) : text_at(row, "note"));
  }
  return text;
}

std::string table_of_items(JsonElement answer, const Clockface&) {
  const auto titles = json_get(answer, "columns");
  if (!titles) return "";
  std::vector<Table::Column> columns = {{"KEY"}, {"STATUS", Table::Align::kLeft, 24}};
  std::vector<std::string_view> members;
  for (const std::string_view name : {"from", "at", "seconds"}) {
    const std::string title = text_at(*titles, name);
    if (title.empty()) continue;
    columns.push_back({title, name == "seconds" ? kRight : Table::Align::kLeft});
    members.push_back(name);
  }
  columns.push_back({"SUMMARY", Table::Align::kLeft, kSummary});
  columns.push_back({""});
  Table table(columns);
  int64_t shown = 0;
  for (const JsonElement item : array_at(answer, "items")) {
    const auto status = json_get(item, "status");
    std::vector<std::string> row = {text_at(item, "key"), status ? text_at(*status, "name") : ""};
    for (const std::string_view name : members)
      row.push_back(name == "seconds" ? Clockface::days(item, name)
                                      : text_at(item, name).substr(0, 16));
    row.push_back(text_at(item, "summary"));
    row.push_back(text_at(item, "note"));
    table.add(std::move(row));
    ++shown;
  }
  const int64_t total = int_at(answer, "total");
  std::string text = fmt::format("{}: {}\n\n{}", text_at(answer, "title"), total, table.render());
  if (total > shown)
    text += fmt::format("\n  {} more; --limit shows more, --format csv all\n", total - shown);
  return text;
}

std::string table_of_sprint(JsonElement answer, const Clockface&) {
  std::string text;
  if (const auto sprint = json_get(answer, "sprint")) {
    text += fmt::format("  {} ({}), {} to {}\n", text_at(*sprint, "name"),
                        text_at(*sprint, "state"), text_at(*sprint, "start").substr(0, 10),
                        text_at(*sprint, "complete").substr(0, 10));
  }
  if (json_bool(answer, "provisional").value_or(false)) text += "  not closed yet: as of now\n";
  text += "\n";
  for (const char* name : {"committed", "added", "removed", "completed", "not_completed",
                           "done_before", "done_after"}) {
    if (const auto amount = json_get(answer, name))
      text += fmt::format("  {:<14} {}\n", name, amount_text(*amount));
  }
  Table table({{"KEY"},
               {"GROUP"},
               {"OUTCOME"},
               {"POINTS", kRight},
               {"SUMMARY", Table::Align::kLeft, kSummary}});
  for (const JsonElement item : array_at(answer, "items"))
    table.add({text_at(item, "key"), text_at(item, "group"), text_at(item, "outcome"),
               number_text(item, "points_at_close"), text_at(item, "summary")});
  return text + "\n" + table.render();
}

std::string table_of_sprints(JsonElement answer, const Clockface&) {
  const auto points = [](JsonElement row, std::string_view name) {
    const auto amount = json_get(row, name);
    return amount
               ? fmt::format("{} / {}", int_at(*amount, "issues"), number_text(*amount, "points"))
               : std::string("-");
  };
  Table table({{"SPRINT", Table::Align::kLeft, 40},
               {"CLOSED"},
               {"COMMITTED", kRight},
               {"COMPLETED", kRight},
               {"ADDED", kRight},
               {"REMOVED", kRight}});
  for (const JsonElement row : array_at(answer, "sprints")) {
    const auto sprint = json_get(row, "sprint");
    table.add({sprint ? text_at(*sprint, "name") : "",
               sprint ? text_at(*sprint, "complete").substr(0, 10) : "", points(row, "committed"),
               points(row, "completed"), points(row, "added"), points(row, "removed")});
  }
  return "  issues / points\n\n" + table.render();
}

std::string table_of_quality(JsonElement answer, const Clockface&) {
  Table table({{"FINDING"}, {"COUNT", kRight}, {"OF", kRight}, {"EFFECT"}, {"CODE"}, {"REMEDY"}});
  for (const JsonElement row : array_at(answer, "findings")) {
    const auto fix = json_get(row, "fix");
    table.add({text_at(row, "title"), std::to_string(int_at(row, "count")),
               std::to_string(int_at(row, "of")), text_at(row, "effect"), text_at(row, "code"),
               fix ? text_at(*fix, "text") : ""});
  }
  std::string text = "\n" + table.render();
  for (const JsonElement title : array_at(answer, "clean"))
    text += fmt::format("  nothing found: {}\n", title.get_string().value_unsafe());
  return text;
}

}  // namespace tl::app
