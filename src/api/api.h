// The HTTP API: routes over store, sync, lens and metrics. Each handler parses, authorises, calls
// and renders; it decides nothing.
//
// Order of stopping: HttpServer::stop(), stop_api(), then sync::Service and LensHouse, then Store.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "api/problem.h"
#include "base/clock.h"
#include "lens/lens_house.h"
#include "net/router.h"
#include "store/store.h"
#include "sync/service.h"
#include "vault/password.h"
#include "vault/vault.h"

namespace tl::api {

class SentRequests;

struct ApiOptions {
  std::string version;     // of the program, shown to people
  std::string public_url;  // as configured; used until one is saved at the first run
  // Where this server is when nothing was configured: known only once it listens. May be empty.
  std::function<std::string()> own_url;
  std::string data_dir;  // whose free space the doctor looks at; "" not looked at
  vault::PasswordCost password_cost;
  // SHA-256 of a token that is good for GET /metrics alone, of the first organisation; "" none.
  std::string metrics_token_hash;
  const SentRequests* sent = nullptr;  // what went out to vendors, for /metrics; may be nullptr
  // Called with a fresh setup token after the former one was spoilt by wrong tries: writes it to
  // its file and log. Called on a worker thread.
  std::function<void(const std::string& token)> on_setup_token;
};

class ApiRuntime;  // throttles, caches, event streams; made by make_router

// References must outlive the context, and the context must outlive the router and its server.
struct ApiContext {
  store::Store& store;
  vault::Vault& vault;
  sync::Service& service;
  lens::LensHouse& lenses;
  const Clock& clock;
  ApiOptions options;
  std::shared_ptr<ApiRuntime> runtime = nullptr;  // last: it has a thread that uses the others
};

// All routes of the API document (openapi/), the deliveries of vendors, health and the web UI.
// Starts the thread that feeds event streams. Call once per context.
[[nodiscard]] net::Router make_router(ApiContext& context);

// Ends all event streams and joins their thread. Idempotent; the destructor of the context does
// the same.
void stop_api(ApiContext& context);

// The address of this server as people and vendors know it: the one saved at the first run, else
// the configured one.
[[nodiscard]] Result<std::string> load_public_url(store::Store& store, const ApiOptions& options);

}  // namespace tl::api
