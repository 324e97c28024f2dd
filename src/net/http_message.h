// What a handler of the HTTP edge gets and gives.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/error.h"
#include "net/headers.h"

namespace tl::net {

using NameValues = std::vector<std::pair<std::string, std::string>>;

// One complete request. A plain value: owns all it holds, may be moved to any thread.
struct Request {
  uint64_t id = 0;      // unique within the process; for logs
  std::string method;   // "GET"; as sent (methods are case-sensitive); HEAD stays "HEAD"
  std::string target;   // the request target as sent
  std::string path;     // decoded; use `params` where a segment may hold an encoded "/"
  NameValues query;     // decoded, in order, repeated names kept
  NameValues params;    // path parameters of the matched pattern, decoded
  std::string pattern;  // the matched pattern, "" when none; safe for logs (holds no values)
  Headers headers;
  std::string body;          // chunks already joined
  std::string peer_address;  // "192.0.2.7"; of the client when a trusted proxy says so
  std::string scheme;        // "http" or "https", likewise
  std::string host;          // Host header or X-Forwarded-Host of a trusted proxy; may be ""

  // First query parameter of that name. `name` is case-sensitive.
  [[nodiscard]] std::optional<std::string_view> query_value(std::string_view name) const;
  // All query parameters of that name, in order.
  [[nodiscard]] std::vector<std::string_view> query_values(std::string_view name) const;
  // Path parameter; "" when the pattern has none of that name.
  [[nodiscard]] std::string_view param(std::string_view name) const;
  // Value of a cookie out of the Cookie headers.
  [[nodiscard]] std::optional<std::string_view> cookie(std::string_view name) const;
};

// An answer. The server adds Date, Content-Length, Connection; a HEAD request gets no body.
struct Response {
  int status = 200;
  Headers headers;
  std::string body;
  // Used instead of `body` when set: bytes that live elsewhere (embedded assets, a cached answer).
  // They must not change while anybody holds the pointer.
  std::shared_ptr<const std::string> shared_body;
  // Used instead of both when set: bytes that live as long as the process (embedded by .incbin).
  std::optional<std::string_view> static_body;

  [[nodiscard]] std::string_view body_view() const;
};

[[nodiscard]] Response text_response(int status, std::string text);
[[nodiscard]] Response json_response(int status, std::string json);
// For other JSON types, such as "application/problem+json".
[[nodiscard]] Response typed_response(int status, std::string_view content_type, std::string body);
[[nodiscard]] Response empty_response(int status);  // 204, 202, 304
[[nodiscard]] Response redirect_response(int status, std::string_view location);

// A request that the edge itself refuses, or a handler that failed; `status` is authoritative,
// `code` the nearest row of the error table, `detail` is for a person and holds no secret.
struct HttpFailure {
  int status = 500;
  ErrorCode code = ErrorCode::kInternal;
  std::string detail;
};

[[nodiscard]] std::string_view status_text(int status);  // "Not Found"; "Unknown" for others

// What a request target says. Fails (false) on what is not origin form or absolute http form, on
// broken percent escapes, on NUL, and on "." or ".." segments.
struct ParsedTarget {
  std::string path;                   // decoded
  std::vector<std::string> segments;  // each decoded by itself; "/" has none
  NameValues query;
};
[[nodiscard]] bool parse_target(std::string_view target, ParsedTarget& out);

}  // namespace tl::net
