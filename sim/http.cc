#include "sim/http.h"

#include <fmt/format.h>

#include "base/text.h"

namespace tl::sim {

std::string Request::header(const std::string& name) const {
  const auto found = headers.find(name);
  return found == headers.end() ? std::string() : found->second;
}

bool set_target(Request& request, std::string target) {
  request.target = std::move(target);
  request.query.clear();
  const std::string_view all = request.target;
  const auto mark = all.find('?');
  request.path = std::string(all.substr(0, mark));
  if (request.path.empty() || request.path[0] != '/') return false;
  if (mark == std::string_view::npos) return true;
  for (const auto part : split(all.substr(mark + 1), '&')) {
    if (part.empty()) continue;
    const auto equal = part.find('=');
    const auto name = url_decode(part.substr(0, equal), true);
    const auto value =
        equal == std::string_view::npos ? std::string() : url_decode(part.substr(equal + 1), true);
    if (!name || !value) return false;
    request.query.emplace_back(*name, *value);
  }
  return true;
}

bool parse_head(std::string_view head, Request& out) {
  const auto line_end = head.find("\r\n");
  const auto line = head.substr(0, line_end);
  const auto first = line.find(' ');
  const auto last = line.rfind(' ');
  if (first == std::string_view::npos || last <= first) return false;
  if (line.substr(last + 1, 7) != "HTTP/1.") return false;
  out.method = std::string(line.substr(0, first));
  auto rest = line_end == std::string_view::npos ? std::string_view() : head.substr(line_end + 2);
  while (!rest.empty()) {
    const auto end = rest.find("\r\n");
    const auto header = rest.substr(0, end);
    rest = end == std::string_view::npos ? std::string_view() : rest.substr(end + 2);
    if (header.empty()) break;
    const auto colon = header.find(':');
    if (colon == std::string_view::npos) return false;
    out.headers[to_lower(header.substr(0, colon))] = std::string(trim(header.substr(colon + 1)));
  }
  return set_target(out, std::string(line.substr(first + 1, last - first - 1)));
}

const char* reason_phrase(int status) {
  switch (status) {
    case 200:
      return "OK";
    case 201:
      return "Created";
    case 202:
      return "Accepted";
    case 204:
      return "No Content";
    case 400:
      return "Bad Request";
    case 401:
      return "Unauthorized";
    case 403:
      return "Forbidden";
    case 404:
      return "Not Found";
    case 405:
      return "Method Not Allowed";
    case 409:
      return "Conflict";
    case 410:
      return "Gone";
    case 413:
      return "Content Too Large";
    case 415:
      return "Unsupported Media Type";
    case 429:
      return "Too Many Requests";
    case 500:
      return "Internal Server Error";
    case 502:
      return "Bad Gateway";
    case 503:
      return "Service Unavailable";
    default:
      return "Status";
  }
}

std::string render_http(const Response& response, const std::string& date, bool keep_alive,
                        bool head_only) {
  std::string out = fmt::format("HTTP/1.1 {} {}\r\nDate: {}\r\nServer: AtlassianEdge\r\n",
                                response.status, reason_phrase(response.status), date);
  // Jira names a type even where there is no content.
  out += fmt::format("Content-Type: {}\r\n", response.content_type);
  if (response.status != 204) out += fmt::format("Content-Length: {}\r\n", response.body.size());
  for (const auto& [name, value] : response.headers) out += fmt::format("{}: {}\r\n", name, value);
  out += keep_alive ? "Connection: keep-alive\r\n\r\n" : "Connection: close\r\n\r\n";
  if (head_only || response.status == 204) return out;
  out += response.cut ? response.body.substr(0, response.body.size() / 2) : response.body;
  return out;
}

}  // namespace tl::sim
