#include "net/io_loop.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/asio/post.hpp>
#include <ctime>
#include <vector>

#include "base/log.h"
#include "net/connection.h"
#include "net/response_render.h"

namespace tl::net {
namespace {

using boost::asio::ip::tcp;
using boost::system::error_code;

constexpr std::chrono::milliseconds kSweepMost(1000);
constexpr std::chrono::milliseconds kSweepLeast(10);
constexpr std::chrono::milliseconds kAcceptPause(100);

// A quarter of the shortest time-out, so that none is late by more than that.
std::chrono::milliseconds sweep_interval(const ServerLimits& limits) {
  const int64_t shortest = std::min({limits.header_timeout.ms, limits.body_timeout.ms,
                                     limits.idle_timeout.ms, limits.write_timeout.ms});
  return std::clamp(std::chrono::milliseconds(shortest / 4), kSweepLeast, kSweepMost);
}

}  // namespace

IoLoop::IoLoop(std::shared_ptr<ServerCore> core)
    : core_(std::move(core)), sweep_every_(sweep_interval(core_->options.limits)) {}

IoLoop::~IoLoop() { join(); }

void IoLoop::listen(int listening_socket, bool v6) {
  acceptor_.assign(v6 ? tcp::v6() : tcp::v4(), listening_socket);
}

void IoLoop::run() {
  accept();
  sweep();
  thread_ = std::thread([this] {
    while (true) {
      try {
        context_.run();
        return;
      } catch (const std::exception& bug) {
        log_error("io loop", make_error(ErrorCode::kInternal, bug.what()));
      }
    }
  });
}

void IoLoop::join() {
  if (thread_.joinable()) thread_.join();
}

void IoLoop::accept() {
  acceptor_.async_accept(context_, [this](error_code error, tcp::socket socket) {
    on_accept(error, std::move(socket));
  });
}

void IoLoop::on_accept(error_code error, tcp::socket socket) {
  if (!acceptor_.is_open()) return;
  if (error) {
    const bool of_client = error == boost::asio::error::connection_aborted;
    return of_client ? accept() : pause_accept();  // out of descriptors: give it time
  }
  if (core_->connections_open >= core_->options.limits.connections) {
    ++core_->connections_refused;
    refuse(std::move(socket));
  } else {
    ++core_->connections_open;
    ++core_->connections_accepted;
    const uint64_t serial = next_serial_++;
    const auto connection = std::make_shared<Connection>(*this, std::move(socket), serial);
    connections_.emplace(serial, connection);
    {
      std::lock_guard lock(drained_mutex_);
      ++open_;
    }
    connection->start();
  }
  accept();
}

void IoLoop::pause_accept() {
  accept_timer_.expires_after(kAcceptPause);
  accept_timer_.async_wait([this](error_code error) {
    if (!error && acceptor_.is_open()) accept();
  });
}

// Says why and closes, without keeping anything of the connection.
void IoLoop::refuse(tcp::socket socket) {
  error_code ignored;
  socket.non_blocking(true, ignored);
  if (!core_->tls) {
    Response response = core_->render_failure(
        {503, ErrorCode::kQueueFull, "Too many connections are open."}, nullptr);
    response.headers.set("Retry-After", "5");
    std::string bytes = render_head(response, {.keep_alive = false, .date = date()});
    bytes += response.body_view();
    socket.write_some(boost::asio::buffer(bytes), ignored);
  }
  socket.shutdown(tcp::socket::shutdown_send, ignored);
  socket.close(ignored);
}

void IoLoop::sweep() {
  sweep_timer_.expires_after(sweep_every_);
  sweep_timer_.async_wait([this](error_code error) {
    if (error || finished_) return;
    const auto now = std::chrono::steady_clock::now();
    for (const auto& connection : all_connections()) connection->check_deadline(now);
    sweep();
  });
}

std::vector<std::shared_ptr<Connection>> IoLoop::all_connections() const {
  std::vector<std::shared_ptr<Connection>> all;
  all.reserve(connections_.size());
  for (const auto& [serial, connection] : connections_) all.push_back(connection);
  return all;
}

void IoLoop::begin_stop() {
  post([this] {
    error_code ignored;
    acceptor_.close(ignored);
    accept_timer_.cancel();
    for (const auto& connection : all_connections()) connection->on_stop();
  });
}

bool IoLoop::wait_drained(std::chrono::steady_clock::time_point deadline) {
  std::unique_lock lock(drained_mutex_);
  return drained_.wait_until(lock, deadline, [this] { return open_ == 0; });
}

void IoLoop::finish() {
  post([this] {
    error_code ignored;
    acceptor_.close(ignored);
    accept_timer_.cancel();
    sweep_timer_.cancel();
    finished_ = true;
    for (const auto& connection : all_connections()) connection->cut();
  });
}

void IoLoop::forget(uint64_t serial) {
  if (connections_.erase(serial) == 0) return;
  --core_->connections_open;
  std::lock_guard lock(drained_mutex_);
  --open_;
  if (open_ == 0) drained_.notify_all();
}

std::string_view IoLoop::date() {
  const auto now = static_cast<int64_t>(std::time(nullptr));
  if (now != date_second_) {
    date_second_ = now;
    date_ = http_date(now);
  }
  return date_;
}

}  // namespace tl::net
