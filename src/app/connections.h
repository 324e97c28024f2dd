// Connections as the command line sees them, through the API.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "app/client.h"

namespace tl::app {

constexpr std::string_view kConnectionsPath = "/api/v1/connections";

struct SeenConnection {
  std::string id;  // public id
  std::string name;
  std::string base_url;
  std::string flavour;
  std::string version;
  std::string method;
  std::string account;
  std::string state;
  std::string badge;
  std::string last_sync;  // "" never
  std::string last_error;
  int64_t issues = 0;
  int64_t pending = 0;
  bool backfilling = false;
};

[[nodiscard]] SeenConnection read_connection(JsonElement json);
[[nodiscard]] Result<std::vector<SeenConnection>> load_connections(ApiClient& api);

// By id, else by name. kNotFound names what there is; kConflict when several have the name.
[[nodiscard]] Result<SeenConnection> pick_connection(const std::vector<SeenConnection>& all,
                                                     const std::string& wanted);
[[nodiscard]] Result<SeenConnection> find_connection(ApiClient& api, const std::string& wanted);

// The path of one connection, with `below` put after it: "/verify".
[[nodiscard]] std::string connection_path(const SeenConnection& connection,
                                          std::string_view below = {});

// The text member, "" when absent; the items of the array member, none when absent.
[[nodiscard]] std::string text_at(JsonElement json, std::string_view key);
[[nodiscard]] simdjson::dom::array array_at(JsonElement json, std::string_view key);

// Prints a row of a report: state, title, detail, and what to do where that is said.
void print_row(JsonElement row);

}  // namespace tl::app
