// Commands that ask a server: sync, doctor, export.
#include <fmt/format.h>

#include <chrono>
#include <cstdio>
#include <map>
#include <thread>

#include "app/client.h"
#include "app/commands.h"
#include "app/connections.h"

namespace tl::app {
namespace {

// Asks each wanted connection to sync; gives its last_sync of before, by id.
Result<std::map<std::string, std::string>> begin_sync(ApiClient& api, const std::string& wanted) {
  TL_TRY(std::vector<SeenConnection> all, load_connections(api));
  if (!wanted.empty()) {
    TL_TRY(auto one, pick_connection(all, wanted));
    all = {std::move(one)};
  }
  std::map<std::string, std::string> begun;
  for (const SeenConnection& seen : all) {
    const bool asks_nobody = seen.state == "disconnected" || seen.flavour == "import";
    if (asks_nobody && wanted.empty()) continue;
    TL_CHECK_OK(api.post(connection_path(seen, "/sync"), ""));
    begun[seen.id] = seen.last_sync;
  }
  if (begun.empty()) return make_error(ErrorCode::kNotFound, "nothing is connected");
  return begun;
}

Result<void> wait_for_sync(ApiClient& api, std::map<std::string, std::string> begun,
                           int timeout_s) {
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(timeout_s);
  while (!begun.empty()) {
    TL_TRY(const std::vector<SeenConnection> all, load_connections(api));
    for (const SeenConnection& seen : all) {
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
    for (const JsonElement row : array_at(document->root(), "rows")) print_row(row);
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
