#include "app/server.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <ctime>
#include <filesystem>
#include <limits>

#include "api/api.h"
#include "api/problem.h"
#include "api/sent_requests.h"
#include "api/setup_token.h"
#include "app/client.h"
#include "app/connectors.h"
#include "app/metrics_token.h"
#include "base/clock.h"
#include "base/hash.h"
#include "base/log.h"
#include "base/random.h"
#include "base/text.h"
#include "base/version.h"
#include "lens/lens_house.h"
#include "lens/store_source.h"
#include "net/http_client.h"
#include "net/http_server.h"
#include "net/url.h"
#include "store/store.h"
#include "sync/service.h"
#include "vault/vault.h"

namespace tl::app {
namespace {

constexpr std::string_view kLocalTokenName = "local command line";

Result<std::unique_ptr<Clock>> make_clock(const Settings& settings) {
  if (settings.test_clock.empty()) return make_system_clock();
  return make_test_clock(settings.test_clock);
}

std::string user_agent() { return "throughline/" + std::string(kVersion); }

// Secrets exist already: then a missing master key must not be replaced by a fresh one.
bool has_secrets(store::Store& store) {
  auto tenants = store.list_tenants();
  if (!tenants.ok()) return true;
  for (const store::Tenant& tenant : *tenants) {
    auto connections = store.tenant(tenant.id).list_connections();
    if (!connections.ok() || !connections->empty()) return true;
  }
  return false;
}

std::string url_host(const std::string& address) {
  const bool any = address == "0.0.0.0" || address == "::";
  if (any) return "127.0.0.1";
  return address.find(':') == std::string::npos ? address : "[" + address + "]";
}

Result<sync::ServiceOptions> make_sync_options(const Settings& settings) {
  sync::ServiceOptions options;
  if (settings.atlassian_gateway.empty()) return options;
  const auto url = net::parse_url(settings.atlassian_gateway);
  if (!url.ok() || !url->query.empty()) {
    return make_error(ErrorCode::kInvalidArgument,
                      "--atlassian-gateway must be an address such as https://api.atlassian.com");
  }
  options.gateway = url->text();
  while (options.gateway.ends_with('/')) options.gateway.pop_back();
  return options;
}

}  // namespace

bool parse_listen(const std::string& text, std::string& address, uint16_t& port) {
  const size_t colon = text.rfind(':');
  if (colon == std::string::npos) return false;
  const auto number = parse_int(std::string_view(text).substr(colon + 1));
  if (!number || *number < 0 || *number > std::numeric_limits<uint16_t>::max()) return false;
  port = static_cast<uint16_t>(*number);
  address = text.substr(0, colon);
  if (address.empty()) address = "0.0.0.0";
  if (address.size() > 2 && address.front() == '[' && address.back() == ']') {
    address = address.substr(1, address.size() - 2);
  }
  return true;
}

Result<void> write_private_file(const std::string& path, std::string_view text) {
  const std::string temporary = path + ".new";
  const auto failed = [&] {
    return make_error(errno == ENOSPC ? ErrorCode::kDiskFull : ErrorCode::kInvalidArgument,
                      "cannot write " + path + ": " + std::strerror(errno));
  };
  const int file = open(temporary.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  if (file < 0) return failed();
  const bool written = write(file, text.data(), text.size()) == static_cast<ssize_t>(text.size()) &&
                       fsync(file) == 0;
  const bool closed = close(file) == 0;
  if (!written || !closed || rename(temporary.c_str(), path.c_str()) != 0) return failed();
  return {};
}

void block_signals() {
  sigset_t set;
  sigemptyset(&set);
  for (const int signal : {SIGINT, SIGTERM, SIGUSR1}) sigaddset(&set, signal);
  pthread_sigmask(SIG_BLOCK, &set, nullptr);
}

// Members in the order of start; the destructor stops them in the reverse order.
struct Server::Impl {
  Settings settings;
  std::unique_ptr<Clock> clock;
  std::unique_ptr<store::Store> store;
  std::unique_ptr<vault::Vault> vault;
  net::HttpClient http{net::HttpClientOptions{.user_agent = user_agent()}};
  api::SentRequests sent{http};
  std::vector<std::unique_ptr<connector::Connector>> connectors = make_connectors();
  std::unique_ptr<sync::Service> service;
  std::unique_ptr<lens::LensHouse> lenses;
  std::unique_ptr<api::ApiContext> api;
  std::unique_ptr<net::HttpServer> edge;
  std::string scheme = "http";
  std::string local_token;
  std::atomic<uint16_t> port = 0;  // in use; 0 until the edge listens

  Result<void> open();
  Result<void> listen();
  Result<void> announce();
  Result<void> publish_setup_token(const std::string& token);
  void note_local_token();
  [[nodiscard]] std::string url() const;
  void stop();
  ~Impl() { stop(); }
};

Result<void> Server::Impl::open() {
  TL_TRY(clock, make_clock(settings));
  store::StoreOptions options;
  options.data_dir = settings.data;
  if (!settings.database.empty()) options.postgres_url = settings.database;
  TL_TRY(store, store::Store::open(options, *clock));
  TL_TRY(vault, vault::Vault::open(settings.data, !has_secrets(*store)));
  if (vault->sealed()) log_warning("the vault is sealed: {}", vault->sealed_reason());
  return {};
}

Result<void> Server::Impl::listen() {
  net::ServerOptions options;
  if (!parse_listen(settings.listen, options.address, options.port)) {
    return make_error(ErrorCode::kInvalidArgument,
                      "--listen " + settings.listen + " is not ADDRESS:PORT");
  }
  options.tls_cert_file = settings.tls_cert;
  options.tls_key_file = settings.tls_key;
  options.trusted_proxies = settings.trusted_proxies;
  options.render_failure = api::render_edge_failure;
  scheme = settings.tls_cert.empty() ? "http" : "https";
  TL_TRY(auto sync_options, make_sync_options(settings));
  service = std::make_unique<sync::Service>(*store, *vault, sent, *clock, connectors,
                                            std::move(sync_options));
  lenses = std::make_unique<lens::LensHouse>(
      [this](TenantId tenant) -> Result<std::unique_ptr<lens::LensSource>> {
        return lens::make_store_source(*store, tenant);
      },
      *clock, static_cast<size_t>(settings.lens_memory_mib) << 20, settings.data + "/lens");
  api = std::make_unique<api::ApiContext>(
      api::ApiContext{*store, *vault, *service, *lenses, *clock, {}});
  api->options.version = kVersion;
  api->options.public_url = settings.public_url;
  api->options.own_url = [this] { return port == 0 ? std::string() : url(); };
  api->options.data_dir = settings.data;
  TL_TRY(const std::string metrics_token, load_metrics_token(settings.data));
  api->options.metrics_token_hash = sha256(metrics_token);
  api->options.sent = &sent;
  api->options.on_setup_token = [this](const std::string& token) {
    if (auto done = publish_setup_token(token); !done.ok()) log_error("setup token", done.error());
  };
  TL_TRY(edge, net::HttpServer::start(options, api::make_router(*api)));
  port = edge->port();
  return {};
}

std::string Server::Impl::url() const {
  std::string address;
  uint16_t asked = 0;
  parse_listen(settings.listen, address, asked);
  return fmt::format("{}://{}:{}", scheme, url_host(address), port.load());
}

// Everything that needs to know the port that is in use.
Result<void> Server::Impl::announce() {
  TL_TRY(const std::string public_url, api::load_public_url(*store, api->options));
  service->set_public_url(public_url);
  TL_CHECK_OK(service->start());
  TL_CHECK_OK(save_server_note(settings.data, {url(), "", getpid()}));
  note_local_token();
  log_info("throughline {} serves {} ({})", kVersion, url(), store->backend());
  TL_TRY(const api::SetupStatus setup, api::load_setup_status(*store));
  if (setup.needed) {
    TL_TRY(const std::string token, api::issue_setup_token(*store, *clock));
    TL_CHECK_OK(publish_setup_token(token));
  }
  if (settings.port_file.empty()) return {};
  return write_private_file(settings.port_file, std::to_string(edge->port()) + "\n");
}

Result<void> Server::Impl::publish_setup_token(const std::string& token) {
  TL_CHECK_OK(write_private_file(settings.data + "/setup-token", token + "\n"));
  log_info("Setup: {}/setup#token={}", url(), token);
  return {};
}

// The token of the command line belongs to the first admin, so it can be made only after the first
// run; called again until then.
void Server::Impl::note_local_token() {
  if (!local_token.empty()) return;
  auto tenants = store->list_tenants();
  if (!tenants.ok() || tenants->empty()) return;
  store::TenantStore tenant = store->tenant(tenants->front().id);
  auto users = tenant.list_users();
  auto tokens = tenant.list_api_tokens();
  if (!users.ok() || !tokens.ok()) return;
  for (const store::ApiToken& token : *tokens) {
    if (token.name == kLocalTokenName) (void)tenant.delete_api_token(token.public_id).ok();
  }
  for (const store::User& user : *users) {
    if (user.role != store::Role::kAdmin || user.disabled) continue;
    const std::string token = "tl_" + to_lower(random_base32(40));
    if (!tenant.create_api_token(sha256(token), user.id, kLocalTokenName, std::nullopt).ok())
      return;
    local_token = token;
    (void)save_server_note(settings.data, {url(), token, getpid()}).ok();
    std::error_code ignored;
    std::filesystem::remove(settings.data + "/setup-token", ignored);
    return;
  }
}

void Server::Impl::stop() {
  if (edge) edge->stop();
  if (api) api::stop_api(*api);
  if (service) service->stop();
  if (lenses) lenses->stop();
  if (edge) {
    std::error_code ignored;
    std::filesystem::remove(server_note_path(settings.data), ignored);
  }
  edge.reset();
  api.reset();
  lenses.reset();
  service.reset();
  if (store) store->close();
}

Server::Server(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Server::~Server() = default;

Result<std::unique_ptr<Server>> Server::start(const Settings& settings) {
  auto impl = std::make_unique<Impl>();
  impl->settings = settings;
  TL_CHECK_OK(impl->open());
  TL_CHECK_OK(impl->listen());
  TL_CHECK_OK(impl->announce());
  return std::unique_ptr<Server>(new Server(std::move(impl)));
}

std::string Server::local_url() const { return impl_->url(); }

Result<std::string> Server::local_token() {
  impl_->note_local_token();
  if (impl_->local_token.empty()) {
    return make_error(
        ErrorCode::kConflict,
        "the first run is still to be done: start `throughline serve` and open /setup");
  }
  return impl_->local_token;
}

Result<std::string> Server::new_setup_token() {
  TL_TRY(std::string token, api::issue_setup_token(*impl_->store, *impl_->clock));
  TL_CHECK_OK(impl_->publish_setup_token(token));
  return token;
}

bool Server::is_set_up() {
  const auto status = api::load_setup_status(*impl_->store);
  return status.ok() && !status->needed;
}

int Server::run_until_signal() {
  sigset_t set;
  sigemptyset(&set);
  for (const int signal : {SIGINT, SIGTERM, SIGUSR1}) sigaddset(&set, signal);
  while (true) {
    const timespec moment{0, 100'000'000};
    const int signal = sigtimedwait(&set, nullptr, &moment);
    if (signal == SIGINT || signal == SIGTERM) {
      log_info("stopping");
      impl_->stop();
      return 0;
    }
    if (signal == SIGUSR1) {
      if (auto made = new_setup_token(); !made.ok()) log_error("setup token", made.error());
    }
    impl_->note_local_token();
  }
}

}  // namespace tl::app
