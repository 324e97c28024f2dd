// What the loops and connections of one server share. Internal to net/.
#pragma once

#include <atomic>
#include <boost/asio/ssl/context.hpp>
#include <cstdint>
#include <memory>

#include "net/http_server.h"
#include "net/proxy_trust.h"
#include "net/router.h"
#include "net/worker_pool.h"

namespace tl::net {

// Lives as long as any loop does: a late responder may hold one after the server is gone.
struct ServerCore {
  ServerOptions options;
  Router router;
  ProxyTrust trust;
  std::unique_ptr<boost::asio::ssl::context> tls;  // nothing: plain HTTP
  std::atomic<bool> stopping = false;
  std::atomic<uint64_t> next_request = 1;
  std::atomic<uint64_t> connections_open = 0;
  std::atomic<uint64_t> connections_accepted = 0;
  std::atomic<uint64_t> connections_refused = 0;
  std::atomic<uint64_t> requests = 0;
  std::shared_ptr<std::atomic<uint64_t>> streams_open = std::make_shared<std::atomic<uint64_t>>(0);
  std::atomic<uint64_t> pool_refused = 0;
  std::shared_ptr<std::atomic<size_t>> large_bodies = std::make_shared<std::atomic<size_t>>(0);
  std::unique_ptr<WorkerPool> pool;

  [[nodiscard]] Response render_failure(const HttpFailure& failure, const Request* request) const;
};

}  // namespace tl::net
