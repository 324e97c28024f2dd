// `report flow`: the cycle-time answer of the API as JSON, CSV or a table for a terminal.
#include <fmt/format.h>

#include <cstdio>

#include "app/client.h"
#include "app/commands.h"
#include "app/connections.h"

namespace tl::app {
namespace {

QueryPairs query_of(const ReportOptions& options) {
  QueryPairs query;
  if (!options.from.empty()) query.emplace_back("from", options.from);
  if (!options.to.empty()) query.emplace_back("to", options.to);
  for (const std::string& project : options.projects) query.emplace_back("project", project);
  for (const std::string& type : options.types) query.emplace_back("type", type);
  if (options.format == "csv") query.emplace_back("format", "csv");
  return query;
}

// "42 min", "5 h 20 min", "3.1 d"
std::string duration(int64_t s) {
  if (s < 60) return fmt::format("{} s", s);
  if (s < 3600) return fmt::format("{} min", s / 60);
  if (s < 86'400) return fmt::format("{} h {} min", s / 3600, s / 60 % 60);
  return fmt::format("{:.1f} d", static_cast<double>(s) / 86'400);
}

void print_percentiles(JsonElement answer) {
  for (const JsonElement row : array_at(answer, "percentiles")) {
    const auto s = json_int(row, "seconds");
    fmt::print("  p{:<3} {}\n", json_int(row, "p").value_or(0),
               s ? duration(*s) : text_at(row, "note"));
  }
}

void print_exclusions(JsonElement answer) {
  for (const JsonElement row : array_at(answer, "exclusions")) {
    fmt::print("  left out {:>6}  {}\n", json_int(row, "count").value_or(0), text_at(row, "text"));
  }
}

void print_table(JsonElement answer) {
  const auto window = json_get(answer, "window");
  fmt::print("Cycle time ({}), finished {} to {}\n", text_at(answer, "unit"),
             window ? text_at(*window, "from") : "", window ? text_at(*window, "to") : "");
  fmt::print("  n {} of {} considered\n", json_int(answer, "n").value_or(0),
             json_int(answer, "considered").value_or(0));
  print_percentiles(answer);
  print_exclusions(answer);
  fmt::print("\n  {:<12} {:<25} {:>12}  {}\n", "KEY", "FINISHED", "CYCLE TIME", "SUMMARY");
  for (const JsonElement point : array_at(answer, "points")) {
    fmt::print("  {:<12} {:<25} {:>12}  {}\n", text_at(point, "key"), text_at(point, "finished"),
               duration(json_int(point, "seconds").value_or(0)), text_at(point, "summary"));
  }
}

}  // namespace

int run_report_flow(const Settings& settings, const ReportOptions& options) {
  return with_server(settings, [&](ApiClient& api) {
    const auto body = api.get("/api/v1/metrics/flow/cycle-time", query_of(options));
    if (!body.ok()) return refuse(body.error());
    if (options.format != "table") {
      std::fwrite(body->data(), 1, body->size(), stdout);
      if (!body->empty() && body->back() != '\n') std::fputc('\n', stdout);
      return 0;
    }
    const auto document = JsonDocument::parse(*body);
    if (!document.ok()) return refuse(document.error());
    print_table(document->root());
    return 0;
  });
}

}  // namespace tl::app
