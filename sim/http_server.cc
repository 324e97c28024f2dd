#include "sim/http_server.h"

#include <arpa/inet.h>
#include <fmt/format.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <cstring>
#include <ctime>

#include "base/text.h"
#include "sim/http_connection.h"

namespace tl::sim {

std::string http_date(Instant now) {
  const std::time_t seconds = now.ms / 1000;
  std::tm parts{};
  gmtime_r(&seconds, &parts);
  char text[64];
  std::strftime(text, sizeof text, "%a, %d %b %Y %H:%M:%S GMT", &parts);
  return text;
}

HttpServer::HttpServer(Handler handler, const Clock& clock)
    : handler_(std::move(handler)), clock_(clock) {}

HttpServer::~HttpServer() { stop(); }

Result<int> HttpServer::bind(const std::string& listen) {
  const auto colon = listen.rfind(':');
  const auto port = colon == std::string::npos ? std::nullopt : parse_int(listen.substr(colon + 1));
  sockaddr_in address{};
  address.sin_family = AF_INET;
  if (!port || *port < 0 || *port > 65535 ||
      inet_pton(AF_INET, listen.substr(0, colon).c_str(), &address.sin_addr) != 1)
    return make_error(ErrorCode::kInvalidArgument, "--listen wants ADDRESS:PORT, not " + listen);
  address.sin_port = htons(static_cast<uint16_t>(*port));
  listen_fd_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const int one = 1;
  ::setsockopt(listen_fd_, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
  const auto* raw = reinterpret_cast<const sockaddr*>(&address);
  if (::bind(listen_fd_, raw, sizeof address) != 0 || ::listen(listen_fd_, 512) != 0)
    return make_error(ErrorCode::kConflict,
                      fmt::format("cannot listen on {}: {}", listen, std::strerror(errno)));
  socklen_t size = sizeof address;
  ::getsockname(listen_fd_, reinterpret_cast<sockaddr*>(&address), &size);
  return static_cast<int>(ntohs(address.sin_port));
}

void HttpServer::start() {
  acceptor_ = std::thread([this] { accept_loop(); });
}

void HttpServer::reap(bool all) {
  std::unique_lock lock(mutex_);
  for (auto it = connections_.begin(); it != connections_.end();) {
    if (!all && !it->done) {
      ++it;
      continue;
    }
    auto thread = std::move(it->thread);
    lock.unlock();
    thread.join();
    lock.lock();
    ::close(it->fd);
    it = connections_.erase(it);
  }
}

void HttpServer::accept_loop() {
  while (!stopping_) {
    reap(false);
    pollfd waiting{listen_fd_, POLLIN, 0};
    if (open_ >= kMaxConnections) {
      ::poll(nullptr, 0, 5);
      continue;
    }
    if (::poll(&waiting, 1, 100) <= 0) continue;
    const int fd = ::accept4(listen_fd_, nullptr, nullptr, SOCK_CLOEXEC);
    if (fd < 0) continue;
    const int one = 1;
    ::setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    const timeval idle{kIdleSeconds, 0};
    ::setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &idle, sizeof idle);
    const std::lock_guard lock(mutex_);
    auto& connection = connections_.emplace_back();
    connection.fd = fd;
    ++open_;
    connection.thread = std::thread([this, &connection] { serve(connection); });
  }
}

// Makes close() send a reset instead of an orderly end.
static void reset_on_close(int fd) {
  const linger now{1, 0};
  ::setsockopt(fd, SOL_SOCKET, SO_LINGER, &now, sizeof now);
}

// Until the client gives up or the server stops.
void HttpServer::hang(int fd) const {
  pollfd gone{fd, POLLRDHUP, 0};
  while (!stopping_ && ::poll(&gone, 1, 50) <= 0) {
  }
}

bool HttpServer::send_answer(HttpConnection& http, const std::string& bytes,
                             const Response& response) {
  if (response.slow_bytes <= 0) return http.write_all(bytes);
  const auto portion = static_cast<size_t>(response.slow_bytes);
  for (size_t at = 0; at < bytes.size() && !stopping_; at += portion) {
    if (!http.write_all(std::string_view(bytes).substr(at, portion))) return false;
    ::poll(nullptr, 0, response.slow_interval_ms);
  }
  return !stopping_;
}

void HttpServer::serve(Connection& connection) {
  HttpConnection http(connection.fd);
  bool going = true;
  while (going && !stopping_) {
    Request request;
    const int refused = http.read_request(request);
    if (refused < 0) break;
    Response response;
    if (refused > 0) {
      response.status = refused;
      response.body = R"({"errorMessages":["The request could not be read."],"errors":{}})";
    } else {
      response = handler_(request);
    }
    // When all places are taken, each answer frees one, so that nobody waits for ever.
    going = refused == 0 && !response.cut && open_ < kMaxConnections &&
            !equals_no_case(request.header("connection"), "close");
    const auto bytes =
        render_http(response, http_date(clock_.now()), going, request.method == "HEAD");
    if (response.reset || response.hang) {
      if (response.hang) hang(connection.fd);
      if (response.reset) reset_on_close(connection.fd);
      connection.reset = response.reset;
      break;
    }
    if (!send_answer(http, bytes, response)) break;
  }
  if (!connection.reset) ::shutdown(connection.fd, SHUT_RDWR);
  --open_;
  connection.done = true;
}

void HttpServer::stop() {
  if (listen_fd_ < 0) return;
  stopping_ = true;
  if (acceptor_.joinable()) acceptor_.join();
  {
    const std::lock_guard lock(mutex_);
    for (auto& connection : connections_) ::shutdown(connection.fd, SHUT_RDWR);
  }
  reap(true);
  ::close(listen_fd_);
  listen_fd_ = -1;
}

}  // namespace tl::sim
