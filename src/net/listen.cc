#include "net/listen.h"

#include <arpa/inet.h>
#include <fmt/format.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <boost/asio/ssl/context.hpp>
#include <cerrno>
#include <cstring>
#include <optional>

namespace tl::net {
namespace {

constexpr int kBacklog = 1024;

struct SocketAddress {
  sockaddr_storage storage{};
  socklen_t size = 0;

  [[nodiscard]] bool v6() const { return storage.ss_family == AF_INET6; }
  [[nodiscard]] const sockaddr* get() const { return reinterpret_cast<const sockaddr*>(&storage); }
  [[nodiscard]] sockaddr* get() { return reinterpret_cast<sockaddr*>(&storage); }
  void set_port(uint16_t port) {
    if (v6()) {
      reinterpret_cast<sockaddr_in6*>(&storage)->sin6_port = htons(port);
    } else {
      reinterpret_cast<sockaddr_in*>(&storage)->sin_port = htons(port);
    }
  }
  [[nodiscard]] uint16_t port() const {
    return ntohs(v6() ? reinterpret_cast<const sockaddr_in6*>(&storage)->sin6_port
                      : reinterpret_cast<const sockaddr_in*>(&storage)->sin_port);
  }
};

std::optional<SocketAddress> read_address(std::string text) {
  if (text == "localhost") text = "127.0.0.1";
  if (text.starts_with('[') && text.ends_with(']')) text = text.substr(1, text.size() - 2);
  SocketAddress address;
  auto* v6 = reinterpret_cast<sockaddr_in6*>(&address.storage);
  if (inet_pton(AF_INET6, text.c_str(), &v6->sin6_addr) == 1) {
    v6->sin6_family = AF_INET6;
    address.size = sizeof(sockaddr_in6);
    return address;
  }
  auto* v4 = reinterpret_cast<sockaddr_in*>(&address.storage);
  address.storage = {};
  if (inet_pton(AF_INET, text.c_str(), &v4->sin_addr) != 1) return std::nullopt;
  v4->sin_family = AF_INET;
  address.size = sizeof(sockaddr_in);
  return address;
}

Error bind_error(const std::string& address, uint16_t port, int cause) {
  const std::string place = fmt::format("{}:{}", address, port);
  if (cause == EADDRINUSE) {
    return make_error(ErrorCode::kConflict,
                      place + " is in use by another program; stop it or choose another port.");
  }
  if (cause == EACCES || cause == EPERM) {
    return make_error(ErrorCode::kForbidden,
                      place + " may not be opened by this user; ports below 1024 need a right.");
  }
  if (cause == EADDRNOTAVAIL) {
    return make_error(ErrorCode::kInvalidArgument, address + " is not an address of this machine.");
  }
  return make_error(ErrorCode::kInternal, "Cannot listen on " + place + ": " + strerror(cause));
}

Result<ListenSocket> bind_one(const SocketAddress& where, bool share) {
  const int family = where.v6() ? AF_INET6 : AF_INET;
  ListenSocket socket(::socket(family, SOCK_STREAM | SOCK_CLOEXEC, 0));
  const int on = 1;
  const bool ok =
      socket.get() >= 0 &&
      setsockopt(socket.get(), SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) == 0 &&
      (!share || setsockopt(socket.get(), SOL_SOCKET, SO_REUSEPORT, &on, sizeof on) == 0) &&
      ::bind(socket.get(), where.get(), where.size) == 0 && ::listen(socket.get(), kBacklog) == 0;
  if (!ok) {
    const int cause = errno;
    char text[INET6_ADDRSTRLEN] = "?";
    const void* bytes = where.v6()
                            ? static_cast<const void*>(
                                  &reinterpret_cast<const sockaddr_in6*>(&where.storage)->sin6_addr)
                            : &reinterpret_cast<const sockaddr_in*>(&where.storage)->sin_addr;
    inet_ntop(family, bytes, text, sizeof text);
    return bind_error(where.v6() ? "[" + std::string(text) + "]" : text, where.port(), cause);
  }
  return socket;
}

uint16_t bound_port(const ListenSocket& socket) {
  SocketAddress address;
  address.size = sizeof address.storage;
  getsockname(socket.get(), address.get(), &address.size);
  return address.port();
}

}  // namespace

ListenSocket::~ListenSocket() {
  if (fd_ >= 0) ::close(fd_);
}

Result<ListenSockets> open_listeners(const std::string& address, uint16_t port, int count) {
  auto where = read_address(address);
  if (!where) {
    return make_error(ErrorCode::kInvalidArgument,
                      "\"" + address + "\" is not a numeric address to listen on.");
  }
  where->set_port(port);
  ListenSockets result;
  result.v6 = where->v6();
  if (count > 1 && port != 0) {
    // Sharing would also share with a second server of ours: look first without it.
    auto probe = bind_one(*where, false);
    if (!probe.ok()) return std::move(probe).error();
  }
  for (int i = 0; i < count; ++i) {
    TL_TRY(ListenSocket socket, bind_one(*where, count > 1));
    if (i == 0) where->set_port(result.port = bound_port(socket));
    result.sockets.push_back(std::move(socket));
  }
  return result;
}

Result<std::unique_ptr<boost::asio::ssl::context>> load_server_tls(const std::string& cert_file,
                                                                   const std::string& key_file) {
  namespace ssl = boost::asio::ssl;
  std::unique_ptr<ssl::context> context;
  if (cert_file.empty() && key_file.empty()) return context;
  if (cert_file.empty() || key_file.empty()) {
    return make_error(ErrorCode::kInvalidArgument, "Certificate and key are needed together.");
  }
  context = std::make_unique<ssl::context>(ssl::context::tls_server);
  SSL_CTX_set_min_proto_version(context->native_handle(), TLS1_2_VERSION);
  boost::system::error_code error;
  context->use_certificate_chain_file(cert_file, error);
  if (error) {
    return make_error(ErrorCode::kInvalidArgument,
                      "The certificate " + cert_file + " cannot be used: " + error.message());
  }
  context->use_private_key_file(key_file, ssl::context::pem, error);
  if (error) {
    return make_error(ErrorCode::kInvalidArgument,
                      "The key " + key_file + " cannot be used: " + error.message());
  }
  return context;
}

}  // namespace tl::net
