// Who a request comes from when proxies stand in between.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "net/headers.h"

namespace tl::net {

// An address as 16 bytes; IPv4 in its mapped form, so that "::ffff:10.0.0.1" equals "10.0.0.1".
using AddressBytes = std::array<uint8_t, 16>;
[[nodiscard]] std::optional<AddressBytes> parse_address(std::string_view text);

struct ClientView {
  std::string address;
  std::string scheme;
  std::string host;
};

// The proxies whose forwarded headers are believed. Immutable after parse.
class ProxyTrust {
 public:
  // Addresses ("::1") and networks ("10.0.0.0/8"); kInvalidArgument names the bad one.
  [[nodiscard]] static Result<ProxyTrust> parse(const std::vector<std::string>& proxies);

  [[nodiscard]] bool trusts(std::string_view address) const;
  // The client as seen through the trusted proxies. `direct` is what the socket says; it is
  // returned unchanged when the peer is no trusted proxy.
  [[nodiscard]] ClientView client_of(ClientView direct, const Headers& headers) const;

 private:
  struct Network {
    AddressBytes address;
    int bits = 128;
  };
  std::vector<Network> networks_;
};

}  // namespace tl::net
