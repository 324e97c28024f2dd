// Helpers of this room's tests: a raw socket client, a clock moved by hand. Not for the product.
#pragma once

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <condition_variable>
#include <cstdlib>
#include <future>
#include <memory>
#include <mutex>
#include <stdexcept>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/text.h"
#include "net/http_server.h"

namespace tl::net {

// A blocking TCP client that sends bytes as they are. Reads give up after 20 s.
class RawClient {
 public:
  explicit RawClient(uint16_t port) : fd_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    const timeval patience{20, 0};
    setsockopt(fd_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    const int on = 1;
    setsockopt(fd_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (::connect(fd_, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0) {
      throw std::runtime_error("cannot connect to the test server");
    }
  }
  RawClient(const RawClient&) = delete;
  RawClient& operator=(const RawClient&) = delete;
  ~RawClient() { close(); }

  void close() {
    if (fd_ >= 0) ::close(std::exchange(fd_, -1));
  }
  void half_close() { ::shutdown(fd_, SHUT_WR); }
  // False when the server has closed.
  bool send(std::string_view bytes) {
    while (!bytes.empty()) {
      const ssize_t sent = ::send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (sent <= 0) return false;
      bytes.remove_prefix(static_cast<size_t>(sent));
    }
    return true;
  }
  // Reads until `mark` has been seen; returns all up to and with it ("" and less at end of file).
  std::string read_until(std::string_view mark) {
    size_t found = 0;
    while ((found = buffer_.find(mark)) == std::string::npos) {
      if (!fill()) return std::exchange(buffer_, {});
    }
    return take(found + mark.size());
  }
  // One answer: head, and a body framed by Content-Length.
  struct Answer {
    int status = 0;
    std::string head;
    std::string body;
    [[nodiscard]] bool has(std::string_view text) const {
      return head.find(text) != std::string::npos;
    }
  };
  Answer read_answer(bool head_only = false) {
    Answer answer;
    answer.head = read_until("\r\n\r\n");
    if (answer.head.size() > 12) answer.status = std::atoi(answer.head.c_str() + 9);
    const size_t length = answer.head.find("Content-Length: ");
    if (head_only || length == std::string::npos) return answer;
    const auto wanted = static_cast<size_t>(std::atoll(answer.head.c_str() + length + 16));
    while (buffer_.size() < wanted && fill()) {
    }
    answer.body = take(std::min(wanted, buffer_.size()));
    return answer;
  }
  Answer ask(std::string_view request) {
    send(request);
    return read_answer();
  }
  // All that comes until the server closes.
  std::string read_all() {
    while (fill()) {
    }
    return std::exchange(buffer_, {});
  }

 private:
  bool fill() {
    char bytes[16384];
    const ssize_t count = ::recv(fd_, bytes, sizeof bytes, 0);
    if (count <= 0) return false;
    buffer_.append(bytes, static_cast<size_t>(count));
    return true;
  }
  std::string take(size_t count) {
    std::string out = buffer_.substr(0, count);
    buffer_.erase(0, count);
    return out;
  }

  int fd_;
  std::string buffer_;
};

// A server on a free port; throws when it does not start.
inline std::unique_ptr<HttpServer> start_server(Router router, ServerOptions options = {}) {
  options.port = 0;
  auto server = HttpServer::start(std::move(options), std::move(router));
  if (!server.ok()) throw std::runtime_error(server.error().detail);
  return std::move(*server);
}

inline std::string get_request(std::string_view target, std::string_view extra = "") {
  return "GET " + std::string(target) + " HTTP/1.1\r\nHost: test\r\n" + std::string(extra) + "\r\n";
}

inline std::string post_request(std::string_view target, std::string_view body,
                                std::string_view extra = "") {
  return "POST " + std::string(target) +
         " HTTP/1.1\r\nHost: test\r\nContent-Length: " + std::to_string(body.size()) + "\r\n" +
         std::string(extra) + "\r\n" + std::string(body);
}

// Stands still until moved; who waits on it is counted, so that a test knows when to move it.
class ManualClock final : public Clock {
 public:
  [[nodiscard]] Instant now() const override {
    std::lock_guard lock(mutex_);
    return now_;
  }
  bool wait_until(Instant until, const std::stop_token& stop) const override {
    std::unique_lock lock(mutex_);
    ++waiting_;
    changed_.notify_all();
    const bool reached = changed_.wait(lock, stop, [&] { return now_ >= until; });
    --waiting_;
    return reached;
  }
  void advance(Millis by) {
    std::lock_guard lock(mutex_);
    now_ = now_ + by;
    changed_.notify_all();
  }
  void await_waiters(int count) const {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return waiting_ >= count; });
  }

 private:
  mutable std::mutex mutex_;
  mutable std::condition_variable_any changed_;
  mutable int waiting_ = 0;
  Instant now_ = Instant(1'790'000'000'000);
};

}  // namespace tl::net
