#include "net/url.h"

#include <optional>

#include "base/text.h"

namespace tl::net {
namespace {

Error bad_url(std::string_view text, std::string_view why) {
  return make_error(ErrorCode::kUnreadable,
                    "\"" + shortened(storable_text(printable_url(text)), 200) +
                        "\" is not a usable address: " + std::string(why) + ".");
}

bool has_control_or_space(std::string_view text) {
  for (unsigned char c : text) {
    if (c <= 0x20 || c == 0x7F) return true;
  }
  return false;
}

// Escapes outside ASCII and a few characters that no path or query may hold plainly.
std::string escaped(std::string_view text) {
  std::string out;
  for (char c : text) {
    const bool plain = static_cast<unsigned char>(c) < 0x80 &&
                       std::string_view("\"<>\\^`{|}").find(c) == std::string_view::npos;
    out += plain ? std::string(1, c) : url_encode(std::string_view(&c, 1));
  }
  return out;
}

bool valid_host(std::string_view host) {
  if (host.empty() || host.size() > 255) return false;
  if (host.front() == '[') {
    return host.size() > 3 && host.back() == ']' &&
           host.substr(1, host.size() - 2).find_first_not_of("0123456789abcdef:.") ==
               std::string_view::npos;
  }
  if (host.front() == '.' || host.back() == '.' || host.find("..") != std::string_view::npos)
    return false;
  for (unsigned char c : host) {  // names outside ASCII are left to the resolver (IDN)
    const bool plain = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '.' ||
                       c == '_' || c >= 0x80;
    if (!plain) return false;
  }
  return true;
}

// Splits "host:port"; the port is "" when absent.
std::pair<std::string_view, std::optional<std::string_view>> split_port(std::string_view text) {
  const size_t bracket = text.rfind(']');
  const size_t colon = text.rfind(':');
  if (colon == std::string_view::npos || (bracket != std::string_view::npos && colon < bracket)) {
    return {text, std::nullopt};
  }
  return {text.substr(0, colon), text.substr(colon + 1)};
}

std::optional<uint16_t> read_port(std::string_view text) {
  const auto number = parse_int(text);
  if (!number || *number < 1 || *number > 65535 || text.front() == '-') return std::nullopt;
  return static_cast<uint16_t>(*number);
}

// RFC 3986 5.2.4; the path begins with "/".
std::string without_dots(std::string_view path) {
  std::vector<std::string_view> kept;
  const auto parts = split(path.substr(1), '/');
  for (size_t i = 0; i < parts.size(); ++i) {
    const bool last = i + 1 == parts.size();
    const std::string part = to_lower(parts[i]);
    const bool dot = part == "." || part == "%2e";
    const bool dots = part == ".." || part == ".%2e" || part == "%2e." || part == "%2e%2e";
    if (dots && !kept.empty()) kept.pop_back();
    if (dot || dots) {
      if (last) kept.emplace_back();
    } else {
      kept.push_back(parts[i]);
    }
  }
  std::string out;
  for (std::string_view part : kept) {
    out += '/';
    out += part;
  }
  return out.empty() ? "/" : out;
}

void set_path_and_query(Url& url, std::string_view rest) {
  const size_t mark = rest.find('?');
  const std::string_view path = rest.substr(0, mark);
  url.path = without_dots(escaped(path.empty() ? "/" : path));
  url.query = mark == std::string_view::npos ? "" : escaped(rest.substr(mark + 1));
}

}  // namespace

bool Url::default_port() const { return port == (scheme == "https" ? 443 : 80); }
std::string Url::authority() const {
  return default_port() ? host : host + ":" + std::to_string(port);
}
std::string Url::origin() const { return scheme + "://" + authority(); }
std::string Url::text() const { return origin() + path + (query.empty() ? "" : "?" + query); }

Result<Url> parse_url(std::string_view text) {
  if (text.size() > kMaxUrlBytes) return bad_url(text, "it is too long");
  if (text.empty()) return bad_url(text, "it is empty");
  if (has_control_or_space(text)) return bad_url(text, "it contains white space");
  const size_t colon = text.find("://");
  if (colon == std::string_view::npos) return bad_url(text, "it does not begin with https://");
  Url url;
  url.scheme = to_lower(text.substr(0, colon));
  if (url.scheme != "https" && url.scheme != "http") {
    return bad_url(text, "only http and https are spoken");
  }
  std::string_view rest = text.substr(colon + 3);
  rest = rest.substr(0, rest.find('#'));
  const size_t end = rest.find_first_of("/?\\");
  const std::string_view authority = rest.substr(0, end);
  if (authority.find('@') != std::string_view::npos) {
    return bad_url(text, "it contains a user name; give credentials separately");
  }
  const auto [host, port] = split_port(authority);
  url.host = to_lower(host);
  if (url.host.ends_with('.')) url.host.pop_back();
  if (!valid_host(url.host)) return bad_url(text, "it has no valid host name");
  url.port = url.scheme == "https" ? 443 : 80;
  if (port && !port->empty()) {
    const auto number = read_port(*port);
    if (!number) return bad_url(text, "its port is not between 1 and 65535");
    url.port = *number;
  }
  const std::string_view tail = end == std::string_view::npos ? "" : rest.substr(end);
  if (tail.starts_with('\\')) return bad_url(text, "it contains a backslash");
  set_path_and_query(url, tail.starts_with('?') ? "/" + std::string(tail) : std::string(tail));
  return url;
}

Result<Url> parse_pasted_url(std::string_view text) {
  text = trim(text);
  if (text.find("://") != std::string_view::npos) return parse_url(text);
  for (std::string_view local : {"localhost", "127.0.0.1", "[::1]"}) {
    const bool whole =
        starts_with_no_case(text, local) &&
        (text.size() == local.size() ||
         std::string_view(":/?#").find(text[local.size()]) != std::string_view::npos);
    if (whole) return parse_url("http://" + std::string(text));
  }
  return parse_url("https://" + std::string(text));
}

Result<Url> resolve_url(const Url& base, std::string_view reference) {
  if (reference.size() > kMaxUrlBytes) return bad_url(reference, "it is too long");
  if (has_control_or_space(reference)) return bad_url(reference, "it contains white space");
  reference = reference.substr(0, reference.find('#'));
  const size_t colon = reference.find_first_of(":/?");
  if (colon != std::string_view::npos && reference[colon] == ':') return parse_url(reference);
  if (reference.starts_with("//")) return parse_url(base.scheme + ":" + std::string(reference));
  Url url = base;
  if (reference.empty()) return url;
  if (reference.starts_with('/')) {
    set_path_and_query(url, reference);
  } else if (reference.starts_with('?')) {
    url.query = escaped(reference.substr(1));
  } else {
    const std::string folder = base.path.substr(0, base.path.rfind('/') + 1);
    set_path_and_query(url, folder + std::string(reference));
  }
  return url;
}

std::string encode_query(const std::vector<std::pair<std::string, std::string>>& query) {
  std::string out;
  for (const auto& [name, value] : query) {
    if (!out.empty()) out += '&';
    out += url_encode(name) + "=" + url_encode(value);
  }
  return out;
}

std::string join_url(std::string_view base, std::string_view path,
                     const std::vector<std::pair<std::string, std::string>>& query) {
  while (base.ends_with('/')) base.remove_suffix(1);
  while (path.starts_with('/')) path.remove_prefix(1);
  std::string out(base);
  out += '/';
  out += path;
  if (!query.empty()) {
    out += path.find('?') == std::string_view::npos ? '?' : '&';
    out += encode_query(query);
  }
  return out;
}

UrlLogin split_login(std::string_view url) {
  const size_t colon = url.find("://");
  const size_t begin = colon == std::string_view::npos ? 0 : colon + 3;
  const size_t at = url.substr(0, url.find_first_of("/?#", begin)).rfind('@');
  if (at == std::string_view::npos || at < begin) return {std::string(url), ""};
  return {std::string(url.substr(0, begin)) + std::string(url.substr(at + 1)),
          std::string(url.substr(begin, at - begin))};
}

std::string join_login(std::string_view plain, std::string_view login) {
  if (login.empty()) return std::string(plain);
  const size_t colon = plain.find("://");
  const size_t begin = colon == std::string_view::npos ? 0 : colon + 3;
  return std::string(plain.substr(0, begin)) + std::string(login) + "@" +
         std::string(plain.substr(begin));
}

std::string printable_url(std::string_view url) {
  std::string_view rest = url.substr(0, url.find_first_of("?#"));
  const size_t colon = rest.find("://");
  const size_t begin = colon == std::string_view::npos ? 0 : colon + 3;
  const size_t end = rest.find('/', begin);
  const size_t at = rest.substr(0, end).rfind('@');
  if (at == std::string_view::npos || at < begin) return std::string(rest);
  return std::string(rest.substr(0, begin)) + std::string(rest.substr(at + 1));
}

}  // namespace tl::net
