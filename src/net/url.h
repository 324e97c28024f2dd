// http(s) URLs: what people paste, what vendors send in "next" links, what we build.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"

namespace tl::net {

constexpr size_t kMaxUrlBytes = 8u << 10;

// Normalised: scheme and host in lower case, default port left out, path begins with "/" and has no
// "." or ".." segments, escapes kept as written. Never holds user info.
struct Url {
  std::string scheme;  // "http" or "https"
  std::string host;    // name or address; IPv6 in brackets
  uint16_t port = 0;   // always set; 80 and 443 by default
  std::string path = "/";
  std::string query;  // without "?", as written; "" when absent

  [[nodiscard]] bool default_port() const;
  [[nodiscard]] std::string authority() const;  // "jira.example.com:8443"
  [[nodiscard]] std::string origin() const;     // "https://jira.example.com:8443"
  [[nodiscard]] std::string text() const;       // whole, without fragment
  bool operator==(const Url&) const = default;
};

// Reads an absolute http or https URL; the fragment is dropped. kUnreadable with a text for a
// person: no scheme, other scheme, no host, bad port, user info, control characters, too long.
[[nodiscard]] Result<Url> parse_url(std::string_view text);

// As parse_url for what a person pastes: white space around it, and a missing scheme (https is
// assumed; http for localhost and loopback addresses).
[[nodiscard]] Result<Url> parse_pasted_url(std::string_view text);

// Resolves a reference ("/rest/api/3/x?y=1", "https://...", "x") against a base, RFC 3986 5.2.
[[nodiscard]] Result<Url> resolve_url(const Url& base, std::string_view reference);

// base's path joined with `path` by exactly one "/" ("https://h/jira" + "rest/x" keeps "/jira"),
// with a query of encoded pairs.
[[nodiscard]] std::string join_url(
    std::string_view base, std::string_view path,
    const std::vector<std::pair<std::string, std::string>>& query = {});

// "a=1&b=x%20y"
[[nodiscard]] std::string encode_query(
    const std::vector<std::pair<std::string, std::string>>& query);

// "http://USER:PASSWORD@HOST:PORT" and its login, "USER:PASSWORD" as written; "" without one. Any
// text is taken: what is no URL is caught by parse_url(plain).
struct UrlLogin {
  std::string plain;
  std::string login;
};
[[nodiscard]] UrlLogin split_login(std::string_view url);
// The reverse; `login` "" gives `plain`.
[[nodiscard]] std::string join_login(std::string_view plain, std::string_view login);

// The URL with user info, query and fragment replaced, for error texts and logs.
[[nodiscard]] std::string printable_url(std::string_view url);

}  // namespace tl::net
