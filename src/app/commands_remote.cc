// Commands that ask a server: connect, sync, doctor, export.
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <map>
#include <thread>

#include "app/client.h"
#include "app/commands.h"
#include "base/clock.h"
#include "base/text.h"
#include "base/time_text.h"

namespace tl::app {
namespace {

constexpr std::string_view kConnections = "/api/v1/connections";

Result<std::string> read_token(const std::string& file) {
  std::string token;
  if (file.empty()) {
    const char* from_environment = std::getenv("JIRA_API_TOKEN");
    if (from_environment == nullptr) {
      return make_error(ErrorCode::kInvalidArgument,
                        "no API token: give --token-file or set JIRA_API_TOKEN");
    }
    token = from_environment;
  } else if (file == "-") {
    std::getline(std::cin, token);
  } else {
    std::ifstream in(file);
    if (!in) return make_error(ErrorCode::kInvalidArgument, "cannot open " + file);
    std::getline(in, token);
  }
  return std::string(trim(token));
}

std::string connect_body(const ConnectOptions& options, const std::string& token) {
  const std::string expires = options.expires.empty()
                                  ? format_date(date_of(make_system_clock()->now() + days(365)))
                                  : options.expires;
  JsonWriter out;
  out.begin_object().key("sign_in").begin_object();
  out.member("base_url", options.url).member("email", options.email).member("token", token);
  out.end_object().member("token_expires", expires).key("project_keys").begin_array();
  for (const std::string& key : options.projects) out.value(trim(key));
  out.end_array()
      .member("backfill_days", options.days)
      .member("webhooks", !options.no_webhooks)
      .end_object();
  return out.take();
}

std::string text_at(JsonElement json, std::string_view key) {
  return std::string(json_text(json, key).value_or(""));
}

struct Seen {
  std::string id;
  std::string name;
  std::string last_sync;
  std::string state;
  std::string last_error;
  std::string badge;
  int64_t issues = 0;
  int64_t pending = 0;
  bool backfilling = false;
};

Seen read_connection(JsonElement json) {
  Seen seen;
  seen.id = text_at(json, "id");
  seen.name = text_at(json, "name");
  seen.last_sync = text_at(json, "last_sync");
  seen.state = text_at(json, "state");
  seen.last_error = text_at(json, "last_error");
  seen.issues = json_int(json, "issues").value_or(0);
  seen.pending = json_int(json, "pending").value_or(0);
  if (const auto badge = json_get(json, "badge")) seen.badge = text_at(*badge, "text");
  if (const auto progress = json_get(json, "progress")) {
    seen.backfilling = text_at(*progress, "finished").empty();
  }
  return seen;
}

Result<std::vector<Seen>> load_connections(ApiClient& api) {
  TL_TRY(const std::string body, api.get(kConnections));
  TL_TRY(const JsonDocument document, JsonDocument::parse(body));
  std::vector<Seen> all;
  simdjson::dom::array items;
  if (const auto found = json_get(document.root(), "items"); found && !found->get(items)) {
    for (const JsonElement item : items) all.push_back(read_connection(item));
  }
  return all;
}

// Asks each wanted connection to sync; gives its last_sync of before, by id.
Result<std::map<std::string, std::string>> begin_sync(ApiClient& api, const std::string& wanted) {
  TL_TRY(const std::vector<Seen> all, load_connections(api));
  std::map<std::string, std::string> begun;
  for (const Seen& seen : all) {
    if (!wanted.empty() && seen.id != wanted && seen.name != wanted) continue;
    if (seen.state == "disconnected" && wanted.empty()) continue;
    TL_CHECK_OK(api.post(fmt::format("{}/{}/sync", kConnections, seen.id), "{}"));
    begun[seen.id] = seen.last_sync;
  }
  if (begun.empty()) {
    return make_error(ErrorCode::kNotFound,
                      wanted.empty() ? "nothing is connected" : "no connection " + wanted);
  }
  return begun;
}

Result<void> wait_for_sync(ApiClient& api, std::map<std::string, std::string> begun,
                           int timeout_s) {
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(timeout_s);
  while (!begun.empty()) {
    TL_TRY(const std::vector<Seen> all, load_connections(api));
    for (const Seen& seen : all) {
      const auto waiting = begun.find(seen.id);
      if (waiting == begun.end()) continue;
      if (seen.state != "active") {
        return make_error(ErrorCode::kVendorRejectedCredentials, seen.name + ": " + seen.badge);
      }
      if (seen.last_sync.empty() || seen.last_sync == waiting->second || seen.backfilling ||
          seen.pending > 0) {
        continue;
      }
      fmt::print("{}: {} issues, synced {}\n", seen.name, seen.issues, seen.last_sync);
      begun.erase(waiting);
    }
    if (begun.empty()) break;
    if (std::chrono::steady_clock::now() > deadline) {
      return make_error(ErrorCode::kTimedOut, "not in step yet; it goes on while a server runs");
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(200));
  }
  return {};
}

}  // namespace

int run_connect_jira(const Settings& settings, const ConnectOptions& options) {
  const auto token = read_token(options.token_file);
  if (!token.ok()) return refuse(token.error());
  return with_server(settings, [&](ApiClient& api) {
    const auto body = api.post(std::string(kConnections) + "/jira", connect_body(options, *token));
    if (!body.ok()) return refuse(body.error());
    const auto document = JsonDocument::parse(*body);
    if (!document.ok()) return refuse(document.error());
    const Seen seen = read_connection(document->root());
    fmt::print(
        "connected {} as {}; the backfill goes on while a server runs, or use `throughline sync`\n",
        seen.name, seen.id);
    return 0;
  });
}

int run_sync(const Settings& settings, const SyncOptions& options) {
  return with_server(settings, [&](ApiClient& api) {
    auto begun = begin_sync(api, options.connection);
    if (!begun.ok()) return refuse(begun.error());
    const auto done = wait_for_sync(api, std::move(*begun), options.timeout_s);
    return done.ok() ? 0 : refuse(done.error());
  });
}

int run_doctor(const Settings& settings) {
  return with_server(settings, [](ApiClient& api) {
    const auto body = api.get("/api/v1/doctor");
    if (!body.ok()) return refuse(body.error());
    const auto document = JsonDocument::parse(*body);
    if (!document.ok()) return refuse(document.error());
    simdjson::dom::array rows;
    if (const auto found = json_get(document->root(), "rows"); found && !found->get(rows)) {
      for (const JsonElement row : rows) {
        fmt::print("{:<8} {}: {}\n", text_at(row, "state"), text_at(row, "title"),
                   text_at(row, "detail"));
        const std::string remedy = text_at(row, "remedy");
        if (!remedy.empty()) fmt::print("         {}\n", remedy);
      }
    }
    return json_bool(document->root(), "ok").value_or(false) ? 0 : 1;
  });
}

int run_export(const Settings& settings) {
  return with_server(settings, [](ApiClient& api) {
    const auto body = api.get("/api/v1/export");
    if (!body.ok()) return refuse(body.error());
    std::fwrite(body->data(), 1, body->size(), stdout);
    return 0;
  });
}

}  // namespace tl::app
