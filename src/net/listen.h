// Listening sockets and the server's certificate. Internal to net/.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "base/result.h"

namespace boost::asio::ssl {
class context;
}

namespace tl::net {

// Owns a socket descriptor.
class ListenSocket {
 public:
  explicit ListenSocket(int fd) : fd_(fd) {}
  ListenSocket(ListenSocket&& other) noexcept : fd_(other.release()) {}
  ListenSocket& operator=(ListenSocket&&) = delete;
  ~ListenSocket();
  [[nodiscard]] int get() const { return fd_; }
  int release() { return std::exchange(fd_, -1); }

 private:
  int fd_;
};

struct ListenSockets {
  std::vector<ListenSocket> sockets;
  uint16_t port = 0;
  bool v6 = false;
};

// Binds and listens `count` times on one address; more than one share the port (SO_REUSEPORT), but
// never with another process: that is kConflict. `port` 0 takes a free one.
[[nodiscard]] Result<ListenSockets> open_listeners(const std::string& address, uint16_t port,
                                                   int count);

// Reads certificate chain and key; nothing when both names are empty.
[[nodiscard]] Result<std::unique_ptr<boost::asio::ssl::context>> load_server_tls(
    const std::string& cert_file, const std::string& key_file);

}  // namespace tl::net
