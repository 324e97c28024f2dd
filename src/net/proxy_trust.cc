#include "net/proxy_trust.h"

#include <arpa/inet.h>

#include <algorithm>
#include <cstring>

#include "base/text.h"

namespace tl::net {
namespace {

constexpr int kMappedBits = 96;

bool inside(const AddressBytes& address, const AddressBytes& network, int bits) {
  const auto whole = static_cast<size_t>(bits / 8);
  if (!std::equal(address.begin(), address.begin() + whole, network.begin())) return false;
  const int rest = bits % 8;
  if (rest == 0) return true;
  const auto mask = static_cast<uint8_t>(0xFF << (8 - rest));
  return (address[whole] & mask) == (network[whole] & mask);
}

// "192.0.2.7:4711", "[2001:db8::1]:80" and the plain forms.
std::string_view without_port(std::string_view text) {
  if (text.starts_with('[')) return text.substr(1, text.find(']') - 1);
  const size_t colon = text.find(':');
  const bool one_colon = colon != std::string_view::npos && text.rfind(':') == colon;
  return one_colon ? text.substr(0, colon) : text;
}

std::string_view last_of_list(std::string_view list) {
  const size_t comma = list.rfind(',');
  return trim(comma == std::string_view::npos ? list : list.substr(comma + 1));
}

}  // namespace

std::optional<AddressBytes> parse_address(std::string_view text) {
  const std::string copy(text);
  AddressBytes bytes{};
  if (inet_pton(AF_INET6, copy.c_str(), bytes.data()) == 1) return bytes;
  in_addr v4{};
  if (copy.size() != std::strlen(copy.c_str()) || inet_pton(AF_INET, copy.c_str(), &v4) != 1) {
    return std::nullopt;
  }
  bytes[10] = bytes[11] = 0xFF;
  std::memcpy(bytes.data() + 12, &v4, 4);
  return bytes;
}

Result<ProxyTrust> ProxyTrust::parse(const std::vector<std::string>& proxies) {
  ProxyTrust trust;
  for (const std::string& proxy : proxies) {
    const size_t slash = proxy.find('/');
    const std::string_view address = std::string_view(proxy).substr(0, slash);
    const auto bytes = parse_address(address);
    const bool v4 = address.find(':') == std::string_view::npos;
    int64_t bits = v4 ? 32 : 128;
    if (slash != std::string::npos) {
      const auto given = parse_int(std::string_view(proxy).substr(slash + 1));
      bits = given && *given >= 0 && *given <= bits ? *given : -1;
    }
    if (!bytes || bits < 0) {
      return make_error(ErrorCode::kInvalidArgument,
                        "\"" + proxy + "\" is neither an address nor a network.");
    }
    trust.networks_.push_back({*bytes, static_cast<int>(bits) + (v4 ? kMappedBits : 0)});
  }
  return trust;
}

bool ProxyTrust::trusts(std::string_view address) const {
  const auto bytes = parse_address(address);
  if (!bytes) return false;
  return std::any_of(networks_.begin(), networks_.end(), [&](const Network& network) {
    return inside(*bytes, network.address, network.bits);
  });
}

ClientView ProxyTrust::client_of(ClientView direct, const Headers& headers) const {
  if (networks_.empty() || !trusts(direct.address)) return direct;
  const std::string chain = headers.joined("X-Forwarded-For");
  const auto hops = split(chain, ',');
  for (auto hop = hops.rbegin(); hop != hops.rend(); ++hop) {
    const std::string_view address = without_port(trim(*hop));
    if (!parse_address(address)) break;  // nothing left of a broken entry is believed
    direct.address = address;
    if (!trusts(address)) break;
  }
  const std::string_view proto = last_of_list(headers.value("X-Forwarded-Proto"));
  if (equals_no_case(proto, "https") || equals_no_case(proto, "http")) {
    direct.scheme = to_lower(proto);
  }
  const std::string_view host = last_of_list(headers.value("X-Forwarded-Host"));
  if (!host.empty()) direct.host = host;
  return direct;
}

}  // namespace tl::net
