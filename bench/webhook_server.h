// The server that webhook benches load: the real routes over a store of its own with one hook, and
// a handler that does nothing at /bare.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "api/api.h"
#include "connector/connector.h"
#include "load.h"
#include "net/http_client.h"
#include "net/http_server.h"
#include "synthetic.h"

namespace tl::bench {

class WebhookServer {
 public:
  // Its store lies in `dir`. Intake applies what arrives; the connection itself fetches nothing.
  static Result<std::unique_ptr<WebhookServer>> start(const std::string& dir);
  ~WebhookServer();
  WebhookServer(const WebhookServer&) = delete;
  WebhookServer& operator=(const WebhookServer&) = delete;

  [[nodiscard]] Bed& bed() { return bed_; }
  [[nodiscard]] store::TenantStore tenant() { return bed_.store->tenant(bed_.tenant); }
  [[nodiscard]] lens::LensHouse& lenses() { return *lenses_; }

  // Deliveries of about 6 KB that its hook accepts, signed as Jira does: number n changes the
  // status of issue 1 + n % `issues`. The same to /bare.
  [[nodiscard]] LoadOptions deliveries(int64_t issues) const;
  [[nodiscard]] LoadOptions bare(int64_t issues) const;

 private:
  WebhookServer() = default;
  Result<void> open(const std::string& dir);

  Bed bed_;
  std::unique_ptr<vault::Vault> vault_;
  std::vector<std::unique_ptr<connector::Connector>> connectors_;
  net::HttpClient http_;
  std::unique_ptr<sync::Service> service_;
  std::unique_ptr<lens::LensHouse> lenses_;
  std::unique_ptr<api::ApiContext> context_;
  std::unique_ptr<net::HttpServer> server_;
  std::string route_;
};

}  // namespace tl::bench
