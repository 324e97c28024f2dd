#include "api/origin.h"

#include <algorithm>
#include <array>

#include "base/text.h"
#include "net/proxy_trust.h"
#include "net/url.h"

namespace tl::api {
namespace {

std::string normal_origin(std::string_view url) {
  const auto parsed = net::parse_url(url);
  return parsed.ok() ? parsed->origin() : std::string();
}

// Loopback, link-local and private networks (RFC 1918, RFC 4193, RFC 4291).
bool is_private_address(std::string_view host) {
  if (host.size() > 2 && host.front() == '[') host = host.substr(1, host.size() - 2);
  const auto bytes = net::parse_address(host);
  if (!bytes) return false;
  const auto& b = *bytes;
  const bool is_v4 = std::all_of(b.begin(), b.begin() + 10, [](uint8_t x) { return x == 0; }) &&
                     b[10] == 0xff && b[11] == 0xff;
  if (is_v4) {
    return b[12] == 127 || b[12] == 10 || b[12] == 0 || (b[12] == 192 && b[13] == 168) ||
           (b[12] == 172 && (b[13] & 0xf0) == 16) || (b[12] == 169 && b[13] == 254);
  }
  const bool loopback =
      std::all_of(b.begin(), b.begin() + 15, [](uint8_t x) { return x == 0; }) && b[15] == 1;
  return loopback || (b[0] & 0xfe) == 0xfc || (b[0] == 0xfe && (b[1] & 0xc0) == 0x80);
}

bool is_private_name(std::string_view host) {
  if (host.find('.') == std::string_view::npos && host.front() != '[') return true;
  constexpr std::array<std::string_view, 5> kEndings = {".localhost", ".local", ".internal", ".lan",
                                                        ".home.arpa"};
  return std::any_of(kEndings.begin(), kEndings.end(),
                     [&](std::string_view ending) { return host.ends_with(ending); });
}

}  // namespace

bool is_unsafe_method(std::string_view method) {
  return method != "GET" && method != "HEAD" && method != "OPTIONS";
}

std::string own_origin(const net::Request& request) {
  if (request.host.empty()) return {};
  return normal_origin(request.scheme + "://" + request.host);
}

bool is_same_origin(const net::Request& request, std::string_view public_url) {
  const std::string origin = normal_origin(request.headers.value("Origin"));
  if (origin.empty()) return false;
  return origin == own_origin(request) || origin == normal_origin(public_url);
}

bool has_json_body(const net::Request& request) {
  const std::string_view type = request.headers.value("Content-Type");
  return equals_no_case(trim(type.substr(0, type.find(';'))), "application/json");
}

std::optional<std::string> unreachable_hint(std::string_view public_url) {
  const auto url = net::parse_url(public_url);
  if (!url.ok()) return "No public address is set, so webhooks will not work; polling still will.";
  if (is_private_address(url->host) || is_private_name(url->host)) {
    return "Jira Cloud cannot reach " + url->origin() +
           ", so webhooks will not work; polling still will.";
  }
  return std::nullopt;
}

}  // namespace tl::api
