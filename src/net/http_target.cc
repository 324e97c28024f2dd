// Reads request targets (RFC 9112, 3.2). Everything here sees bytes from strangers.
#include "base/text.h"
#include "net/http_message.h"

namespace tl::net {
namespace {

// Path and query of an origin-form or absolute-form target.
std::optional<std::string_view> origin_form(std::string_view target) {
  if (target.empty()) return std::nullopt;
  if (target.front() == '/') return target;
  for (std::string_view scheme : {std::string_view("http://"), std::string_view("https://")}) {
    if (!starts_with_no_case(target, scheme)) continue;
    const size_t begin = target.find_first_of("/?#", scheme.size());
    if (begin == scheme.size() || target.size() == scheme.size()) return std::nullopt;  // no host
    if (begin == std::string_view::npos) return std::string_view("/");
    return target[begin] == '/' ? std::optional(target.substr(begin)) : std::nullopt;
  }
  return std::nullopt;
}

bool plain_bytes(std::string_view target) {
  for (unsigned char c : target) {
    if (c <= 0x20 || c == 0x7F || c == '#') return false;
  }
  return true;
}

bool parse_query(std::string_view text, NameValues& out) {
  for (std::string_view pair : split(text, '&')) {
    if (pair.empty()) continue;
    const size_t equal = pair.find('=');
    auto name = url_decode(pair.substr(0, equal), true);
    auto value = equal == std::string_view::npos ? std::optional(std::string())
                                                 : url_decode(pair.substr(equal + 1), true);
    if (!name || !value) return false;
    out.emplace_back(std::move(*name), std::move(*value));
  }
  return true;
}

bool has_nul(std::string_view text) { return text.find('\0') != std::string_view::npos; }

bool parse_path(std::string_view text, ParsedTarget& out) {
  for (std::string_view part : split(text.substr(1), '/')) {
    auto segment = url_decode(part, false);
    if (!segment || *segment == "." || *segment == ".." || has_nul(*segment)) return false;
    out.path += '/';
    out.path += *segment;
    out.segments.push_back(std::move(*segment));
  }
  if (out.segments.size() == 1 && out.segments.front().empty()) out.segments.clear();
  return true;
}

}  // namespace

bool parse_target(std::string_view target, ParsedTarget& out) {
  out = {};
  if (!plain_bytes(target)) return false;
  const auto origin = origin_form(target);
  if (!origin) return false;
  const size_t mark = origin->find('?');
  if (!parse_path(origin->substr(0, mark), out)) return false;
  return mark == std::string_view::npos || parse_query(origin->substr(mark + 1), out.query);
}

}  // namespace tl::net
