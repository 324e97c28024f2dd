#include "net/http_server.h"

#include <algorithm>
#include <vector>

#include "base/log.h"
#include "net/io_loop.h"
#include "net/listen.h"
#include "net/response_render.h"
#include "net/server_core.h"

namespace tl::net {

class HttpServer::Impl {
 public:
  explicit Impl(std::shared_ptr<ServerCore> core) : core_(std::move(core)) {}

  Result<void> open();
  void stop(Millis deadline);
  [[nodiscard]] ServerStats stats() const;
  [[nodiscard]] uint16_t port() const { return port_; }

 private:
  const std::shared_ptr<ServerCore> core_;
  uint16_t port_ = 0;
  bool stopped_ = false;
  std::vector<std::shared_ptr<IoLoop>> loops_;
};

Result<void> HttpServer::Impl::open() {
  const ServerOptions& options = core_->options;
  const int count = std::max(options.io_threads, 1);
  TL_TRY(ListenSockets sockets, open_listeners(options.address, options.port, count));
  port_ = sockets.port;
  core_->pool = std::make_unique<WorkerPool>(options.workers, options.limits.pool_queue);
  for (ListenSocket& socket : sockets.sockets) {
    auto loop = std::make_shared<IoLoop>(core_);
    loop->listen(socket.release(), sockets.v6);
    loops_.push_back(std::move(loop));
  }
  for (const auto& loop : loops_) loop->run();
  return {};
}

void HttpServer::Impl::stop(Millis deadline) {
  if (std::exchange(stopped_, true)) return;
  core_->stopping = true;
  const auto until = std::chrono::steady_clock::now() + std::chrono::milliseconds(deadline.ms);
  for (const auto& loop : loops_) loop->begin_stop();
  for (const auto& loop : loops_) {
    if (!loop->wait_drained(until)) log_warning("net: open connections are cut at stop");
  }
  for (const auto& loop : loops_) loop->finish();
  if (core_->pool) core_->pool->stop();
  for (const auto& loop : loops_) loop->join();
  loops_.clear();
}

ServerStats HttpServer::Impl::stats() const {
  return {.connections_open = core_->connections_open,
          .connections_accepted = core_->connections_accepted,
          .connections_refused = core_->connections_refused,
          .requests = core_->requests,
          .streams_open = core_->streams_open->load(),
          .pool_queued = core_->pool->queued(),
          .pool_refused = core_->pool_refused};
}

Result<std::unique_ptr<HttpServer>> HttpServer::start(ServerOptions options, Router router) {
  auto core = std::make_shared<ServerCore>();
  TL_TRY(core->trust, ProxyTrust::parse(options.trusted_proxies));
  TL_TRY(core->tls, load_server_tls(options.tls_cert_file, options.tls_key_file));
  if (!options.render_failure) {
    options.render_failure = [](const HttpFailure& failure, const Request*) {
      return render_plain_failure(failure);
    };
  }
  core->options = std::move(options);
  core->router = std::move(router);
  auto impl = std::make_unique<Impl>(std::move(core));
  TL_CHECK_OK(impl->open());
  return std::unique_ptr<HttpServer>(new HttpServer(std::move(impl)));
}

HttpServer::HttpServer(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
HttpServer::~HttpServer() { stop(); }
uint16_t HttpServer::port() const { return impl_->port(); }
ServerStats HttpServer::stats() const { return impl_->stats(); }
void HttpServer::stop(Millis deadline) { impl_->stop(deadline); }

}  // namespace tl::net
