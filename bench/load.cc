#include "load.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <memory>
#include <utility>

#include "base/hash.h"
#include "base/text.h"

namespace tl::bench {
namespace {

using Clock = std::chrono::steady_clock;

constexpr double kMaxDrainSeconds = 10;

double seconds_between(Clock::time_point a, Clock::time_point b) {
  return std::chrono::duration<double>(b - a).count();
}

std::string with_number(std::string_view text, uint64_t n) {
  std::string out(text);
  const std::string digits = std::to_string(n);
  for (size_t at = 0; (at = out.find("{n}", at)) != std::string::npos; at += digits.size()) {
    out.replace(at, 3, digits);
  }
  return out;
}

// Makes the bytes of each request; a constant one is made once.
class RequestMaker {
 public:
  explicit RequestMaker(const LoadOptions& options)
      : options_(options), next_(options.first_number) {
    constant_ = !options.make_body && options.body.find("{n}") == std::string::npos;
    for (const auto& [name, value] : options.headers) {
      constant_ = constant_ && value.find("{n}") == std::string::npos;
    }
    bytes_ = make();
  }
  const std::string& next() {
    if (!constant_) bytes_ = make();
    return bytes_;
  }

 private:
  std::string make() {
    const uint64_t n = next_++;
    const std::string body =
        options_.make_body ? options_.make_body(n) : with_number(options_.body, n);
    std::string out = options_.method + " " + options_.target +
                      " HTTP/1.1\r\nHost: " + options_.host + ":" + std::to_string(options_.port) +
                      "\r\n";
    for (const auto& [name, value] : options_.headers) {
      out += name + ": " + with_number(value, n) + "\r\n";
    }
    if (!options_.sign_header.empty()) {
      out += options_.sign_header + ": sha256=" + to_hex(hmac_sha256(options_.sign_secret, body)) +
             "\r\n";
    }
    if (!body.empty() || options_.method != "GET") {
      out += "Content-Length: " + std::to_string(body.size()) + "\r\n";
    }
    return out + "\r\n" + body;
  }

  const LoadOptions& options_;
  uint64_t next_;
  bool constant_ = false;
  std::string bytes_;
};

struct Connection {
  int fd = -1;
  std::string out;
  size_t sent = 0;
  std::string in;
  Clock::time_point begin;
  bool busy = false;
};

class Load {
 public:
  explicit Load(const LoadOptions& options) : options_(options), maker_(options) {}
  ~Load() {
    for (const auto& connection : connections_) ::close(connection->fd);
    if (epoll_ >= 0) ::close(epoll_);
  }
  Load(const Load&) = delete;
  Load& operator=(const Load&) = delete;

  Result<LoadResult> run();

 private:
  bool open(Connection& connection);
  void reopen(Connection& connection);
  void begin(Connection& connection, Clock::time_point at);
  void begin_due(Clock::time_point now);
  [[nodiscard]] bool is_done(Clock::time_point now) const;
  bool write(Connection& connection);
  bool read(Connection& connection);
  bool take_answer(Connection& connection);
  void note(const Connection& connection, int status);
  void watch(Connection& connection, bool writing, int operation);
  void take_events(int timeout_ms);
  LoadResult finish(Clock::time_point counted_from);

  const LoadOptions& options_;
  RequestMaker maker_;
  int epoll_ = -1;
  std::vector<std::unique_ptr<Connection>> connections_;
  std::vector<Connection*> idle_;
  Clock::time_point started_, ended_;
  uint64_t begun_ = 0;
  bool ending_ = false;
  std::vector<float> latencies_us_;
  bool counting_ = false;
  LoadResult result_;
};

bool Load::open(Connection& connection) {
  connection.fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(options_.port);
  if (inet_pton(AF_INET, options_.host.c_str(), &address.sin_addr) != 1) return false;
  if (::connect(connection.fd, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0) {
    return false;
  }
  const int on = 1;
  setsockopt(connection.fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  fcntl(connection.fd, F_SETFL, fcntl(connection.fd, F_GETFL) | O_NONBLOCK);
  watch(connection, false, EPOLL_CTL_ADD);
  return true;
}

void Load::watch(Connection& connection, bool writing, int operation) {
  epoll_event event{};
  event.events = writing ? EPOLLIN | EPOLLOUT : EPOLLIN;
  event.data.ptr = &connection;
  epoll_ctl(epoll_, operation, connection.fd, &event);
}

void Load::begin(Connection& connection, Clock::time_point at) {
  ++begun_;
  connection.busy = true;
  connection.out = maker_.next();
  connection.sent = 0;
  connection.begin = at;
  if (!write(connection)) reopen(connection);
}

// Gives free connections what is due by now.
void Load::begin_due(Clock::time_point now) {
  while (!idle_.empty() && !ending_ && (options_.at_most == 0 || begun_ < options_.at_most)) {
    auto at = Clock::now();
    if (options_.per_second > 0) {
      at = started_ + std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>(
                          static_cast<double>(begun_) / options_.per_second));
      if (at > now) return;
    }
    Connection& connection = *idle_.back();
    idle_.pop_back();
    begin(connection, at);
  }
}

bool Load::is_done(Clock::time_point now) const {
  return seconds_between(started_, now) >= options_.warm_up_seconds + options_.seconds ||
         (options_.at_most != 0 && begun_ >= options_.at_most);
}

// False when the connection is broken.
bool Load::write(Connection& connection) {
  while (connection.sent < connection.out.size()) {
    const ssize_t count = ::send(connection.fd, connection.out.data() + connection.sent,
                                 connection.out.size() - connection.sent, MSG_NOSIGNAL);
    if (count < 0 && errno == EAGAIN) {
      watch(connection, true, EPOLL_CTL_MOD);
      return true;
    }
    if (count <= 0) return false;
    connection.sent += static_cast<size_t>(count);
  }
  return true;
}

bool Load::read(Connection& connection) {
  char bytes[32768];
  const ssize_t count = ::recv(connection.fd, bytes, sizeof bytes, 0);
  if (count < 0) return errno == EAGAIN;
  if (count == 0) return false;
  connection.in.append(bytes, static_cast<size_t>(count));
  if (!take_answer(connection)) return true;
  connection.busy = false;
  idle_.push_back(&connection);
  return true;
}

// True when the whole answer is there.
bool Load::take_answer(Connection& connection) {
  const std::string& in = connection.in;
  const size_t end = in.find("\r\n\r\n");
  if (end == std::string::npos || in.size() < 12) return false;
  size_t length = 0;
  const size_t field = in.find("Content-Length: ");
  if (field != std::string::npos && field < end) {
    length = static_cast<size_t>(std::strtoull(in.c_str() + field + 16, nullptr, 10));
  }
  if (in.size() < end + 4 + length) return false;
  note(connection, std::atoi(in.c_str() + 9));
  connection.in.erase(0, end + 4 + length);
  return true;
}

void Load::note(const Connection& connection, int status) {
  ++result_.total;
  if (status >= 200 && status <= 299) ++result_.accepted;
  if (!counting_) return;
  ++result_.requests;
  if (status < 200 || status > 299) ++result_.not_2xx;
  latencies_us_.push_back(
      static_cast<float>(seconds_between(connection.begin, Clock::now()) * 1e6));
}

void Load::reopen(Connection& connection) {
  ++result_.broken;
  ::close(connection.fd);
  connection.in.clear();
  connection.out.clear();
  connection.sent = 0;
  const bool was_busy = std::exchange(connection.busy, false);
  if (open(connection) && was_busy) idle_.push_back(&connection);
}

LoadResult Load::finish(Clock::time_point counted_from) {
  result_.seconds = seconds_between(counted_from, Clock::now());
  std::sort(latencies_us_.begin(), latencies_us_.end());
  if (!latencies_us_.empty()) {
    auto at = [&](double share) {
      return latencies_us_[static_cast<size_t>(share *
                                               static_cast<double>(latencies_us_.size() - 1))];
    };
    result_.p50_us = at(0.50);
    result_.p99_us = at(0.99);
    result_.max_us = latencies_us_.back();
  }
  return result_;
}

Result<LoadResult> Load::run() {
  epoll_ = epoll_create1(EPOLL_CLOEXEC);
  for (int i = 0; i < options_.connections; ++i) {
    connections_.push_back(std::make_unique<Connection>());
    if (!open(*connections_.back())) {
      return make_error(ErrorCode::kConnectFailed, "Cannot connect to " + options_.host + ":" +
                                                       std::to_string(options_.port) + ": " +
                                                       strerror(errno));
    }
  }
  for (const auto& connection : connections_) idle_.push_back(connection.get());
  started_ = Clock::now();
  auto counted_from = started_;
  while (true) {
    const auto now = Clock::now();
    if (!counting_ && seconds_between(started_, now) >= options_.warm_up_seconds) {
      counting_ = true;
      counted_from = now;
    }
    if (!ending_ && is_done(now)) {
      ending_ = true;
      ended_ = now;
    }
    const bool given_up = ending_ && seconds_between(ended_, now) > kMaxDrainSeconds;
    if (ending_ && (given_up || idle_.size() == connections_.size())) return finish(counted_from);
    begin_due(now);
    take_events(options_.per_second > 0 || ending_ ? 1 : 100);
  }
}

void Load::take_events(int timeout_ms) {
  epoll_event events[256];
  const int count = epoll_wait(epoll_, events, 256, timeout_ms);
  for (int i = 0; i < count; ++i) {
    auto& connection = *static_cast<Connection*>(events[i].data.ptr);
    if ((events[i].events & EPOLLOUT) != 0) {
      watch(connection, false, EPOLL_CTL_MOD);
      if (!write(connection)) {
        reopen(connection);
        continue;
      }
    }
    if ((events[i].events & ~EPOLLOUT) != 0 && !read(connection)) reopen(connection);
  }
}

}  // namespace

Result<LoadResult> run_load(const LoadOptions& options) { return Load(options).run(); }

}  // namespace tl::bench
