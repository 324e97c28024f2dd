#include "app/connections.h"

#include <fmt/format.h>

namespace tl::app {

std::string text_at(JsonElement json, std::string_view key) {
  return std::string(json_text(json, key).value_or(""));
}

simdjson::dom::array array_at(JsonElement json, std::string_view key) {
  static const JsonDocument none = *JsonDocument::parse("[]");  // an array that is of no document
  simdjson::dom::array found;                                   // must not be looked into
  const auto element = json_get(json, key);
  if (!element || element->get(found)) (void)none.root().get(found);
  return found;
}

SeenConnection read_connection(JsonElement json) {
  SeenConnection seen;
  seen.id = text_at(json, "id");
  seen.name = text_at(json, "name");
  seen.base_url = text_at(json, "base_url");
  seen.flavour = text_at(json, "flavour");
  seen.version = text_at(json, "version");
  seen.method = text_at(json, "method");
  seen.last_sync = text_at(json, "last_sync");
  seen.state = text_at(json, "state");
  seen.last_error = text_at(json, "last_error");
  seen.issues = json_int(json, "issues").value_or(0);
  seen.pending = json_int(json, "pending").value_or(0);
  if (const auto account = json_get(json, "account")) seen.account = text_at(*account, "name");
  if (const auto badge = json_get(json, "badge")) seen.badge = text_at(*badge, "text");
  if (const auto progress = json_get(json, "progress")) {
    seen.backfilling = text_at(*progress, "finished").empty();
  }
  return seen;
}

Result<std::vector<SeenConnection>> load_connections(ApiClient& api) {
  TL_TRY(const std::string body, api.get(kConnectionsPath));
  TL_TRY(const JsonDocument document, JsonDocument::parse(body));
  std::vector<SeenConnection> all;
  for (const JsonElement item : array_at(document.root(), "items")) {
    all.push_back(read_connection(item));
  }
  return all;
}

Result<SeenConnection> pick_connection(const std::vector<SeenConnection>& all,
                                       const std::string& wanted) {
  std::vector<const SeenConnection*> named;
  std::string known;
  for (const SeenConnection& seen : all) {
    if (seen.id == wanted) return seen;
    if (seen.name == wanted) named.push_back(&seen);
    known += fmt::format("\n  {}  {}", seen.id, seen.name);
  }
  if (named.size() == 1) return *named.front();
  if (named.size() > 1) {
    return make_error(ErrorCode::kConflict,
                      "several connections are named " + wanted + "; give the id of one:" + known);
  }
  if (all.empty()) return make_error(ErrorCode::kNotFound, "nothing is connected");
  return make_error(ErrorCode::kNotFound, "no connection " + wanted + "; there are:" + known);
}

Result<SeenConnection> find_connection(ApiClient& api, const std::string& wanted) {
  TL_TRY(const auto all, load_connections(api));
  return pick_connection(all, wanted);
}

void print_row(JsonElement row) {
  fmt::print("{:<14} {}: {}\n", text_at(row, "state"), text_at(row, "title"),
             text_at(row, "detail"));
  const std::string remedy = text_at(row, "remedy");
  if (!remedy.empty()) fmt::print("{:<14} {}\n", "", remedy);
}

std::string connection_path(const SeenConnection& connection, std::string_view below) {
  return fmt::format("{}/{}{}", kConnectionsPath, connection.id, below);
}

}  // namespace tl::app
