// `ledger`: what is proven to be here. The sentences are the server's, as the pages show them.
#include <fmt/format.h>

#include <cstdio>

#include "app/client.h"
#include "app/commands.h"
#include "app/connections.h"
#include "app/table.h"

namespace tl::app {
namespace {

constexpr int kShownDifferences = 20;

// A cause or kind as people read it: "missed_webhook" -> "missed webhook".
std::string plain(std::string word) {
  for (char& c : word) {
    if (c == '_') c = ' ';
  }
  return word;
}

bool is_well(JsonElement ledger) {
  return text_at(ledger, "state") != "differs" && json_int(ledger, "open").value_or(0) == 0 &&
         array_at(ledger, "alarms").size() == 0;
}

void add_row(Table& table, const std::string& title, JsonElement row) {
  table.add({title, plain(text_at(row, "state")), text_at(row, "text")});
}

void print_rows(JsonElement ledger) {
  Table table({{"project"}, {"state"}, {"claim"}});
  for (const JsonElement row : array_at(ledger, "rows")) {
    const std::string key = text_at(row, "key");
    add_row(table, key.empty() ? text_at(row, "account") : key, row);
  }
  if (const auto worklogs = json_get(ledger, "worklogs")) add_row(table, "(worklogs)", *worklogs);
  if (const auto histories = json_get(ledger, "histories")) {
    add_row(table, "(histories)", *histories);
  }
  fmt::print("{}", table.render());
}

// Open ones, newest first.
Result<void> print_differences(ApiClient& api, const SeenConnection& connection) {
  TL_TRY(const std::string body,
         api.get("/api/v1/ledger/differences",
                 {{"connection", connection.id}, {"limit", std::to_string(kShownDifferences)}}));
  TL_TRY(const JsonDocument document, JsonDocument::parse(body));
  Table table({{"open"}, {"kind"}, {"cause"}, {"found"}, {"what"}});
  for (const JsonElement item : array_at(document.root(), "items")) {
    const std::string key = text_at(item, "key");
    table.add({key.empty() ? text_at(item, "subject") : key, text_at(item, "kind"),
               plain(text_at(item, "cause")), text_at(item, "found"), text_at(item, "detail")});
  }
  fmt::print("{}", table.render());
  if (!text_at(document.root(), "next_cursor").empty()) fmt::print("  ... and more\n");
  return {};
}

// True when nothing differs and no alarm stands.
Result<bool> print_connection(ApiClient& api, const SeenConnection& connection, bool json) {
  TL_TRY(const std::string body, api.get(connection_path(connection, "/ledger")));
  TL_TRY(const JsonDocument document, JsonDocument::parse(body));
  const JsonElement ledger = document.root();
  const bool well = is_well(ledger);
  if (json) {
    fmt::print("{}\n", body);
    return well;
  }
  fmt::print("{}: {}\n", connection.name, text_at(ledger, "text"));
  for (const JsonElement alarm : array_at(ledger, "alarms")) {
    fmt::print("  ALARM: {}\n", std::string_view(alarm));
  }
  print_rows(ledger);
  const std::string note = text_at(ledger, "page_note");
  if (!note.empty()) fmt::print("  {}\n", note);
  if (json_int(ledger, "open").value_or(0) > 0) TL_CHECK_OK(print_differences(api, connection));
  return well;
}

Result<bool> print_report(ApiClient& api) {
  TL_TRY(const std::string body, api.get("/api/v1/ledger"));
  TL_TRY(const JsonDocument document, JsonDocument::parse(body));
  fmt::print("{}\n", body);
  bool well = true;
  for (const JsonElement ledger : array_at(document.root(), "connections")) {
    well = is_well(ledger) && well;
  }
  return well;
}

Result<bool> print_all(ApiClient& api, const std::string& wanted, bool json) {
  if (json && wanted.empty()) return print_report(api);
  TL_TRY(std::vector<SeenConnection> all, load_connections(api));
  if (!wanted.empty()) {
    TL_TRY(auto one, pick_connection(all, wanted));
    all = {std::move(one)};
  }
  if (all.empty()) return make_error(ErrorCode::kNotFound, "nothing is connected");
  bool well = true;
  for (const SeenConnection& connection : all) {
    TL_TRY(const bool one, print_connection(api, connection, json));
    well = one && well;
  }
  return well;
}

}  // namespace

int run_ledger(const Settings& settings, const std::string& wanted, bool json) {
  return with_server(settings, [&](ApiClient& api) {
    const auto well = print_all(api, wanted, json);
    if (!well.ok()) return refuse(well.error());
    return *well ? 0 : 1;
  });
}

}  // namespace tl::app
