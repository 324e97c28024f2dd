#include "net/http_message.h"

#include <algorithm>

#include "base/text.h"

namespace tl::net {

std::optional<std::string_view> Request::query_value(std::string_view name) const {
  for (const auto& [key, value] : query) {
    if (key == name) return value;
  }
  return std::nullopt;
}

std::vector<std::string_view> Request::query_values(std::string_view name) const {
  std::vector<std::string_view> values;
  for (const auto& [key, value] : query) {
    if (key == name) values.push_back(value);
  }
  return values;
}

std::string_view Request::param(std::string_view name) const {
  for (const auto& [key, value] : params) {
    if (key == name) return value;
  }
  return {};
}

std::optional<std::string_view> Request::cookie(std::string_view name) const {
  for (const auto& [field, line] : headers) {
    if (!equals_no_case(field, "Cookie")) continue;
    for (std::string_view pair : split(line, ';')) {
      pair = trim(pair);
      const size_t equal = pair.find('=');
      if (equal != std::string_view::npos && pair.substr(0, equal) == name) {
        return pair.substr(equal + 1);
      }
    }
  }
  return std::nullopt;
}

std::string_view Response::body_view() const {
  if (static_body) return *static_body;
  return shared_body ? std::string_view(*shared_body) : std::string_view(body);
}

Response typed_response(int status, std::string_view content_type, std::string body) {
  Response response;
  response.status = status;
  response.headers.add("Content-Type", content_type);
  response.body = std::move(body);
  return response;
}

Response text_response(int status, std::string text) {
  return typed_response(status, "text/plain; charset=utf-8", std::move(text));
}

Response json_response(int status, std::string json) {
  return typed_response(status, "application/json", std::move(json));
}

Response empty_response(int status) {
  Response response;
  response.status = status;
  return response;
}

Response redirect_response(int status, std::string_view location) {
  Response response = empty_response(status);
  response.headers.add("Location", location);
  return response;
}

std::string_view status_text(int status) {
  struct Row {
    int status;
    std::string_view text;
  };
  static constexpr Row kRows[] = {
      {100, "Continue"},
      {200, "OK"},
      {201, "Created"},
      {202, "Accepted"},
      {204, "No Content"},
      {206, "Partial Content"},
      {301, "Moved Permanently"},
      {302, "Found"},
      {303, "See Other"},
      {304, "Not Modified"},
      {307, "Temporary Redirect"},
      {308, "Permanent Redirect"},
      {400, "Bad Request"},
      {401, "Unauthorized"},
      {403, "Forbidden"},
      {404, "Not Found"},
      {405, "Method Not Allowed"},
      {406, "Not Acceptable"},
      {408, "Request Timeout"},
      {409, "Conflict"},
      {410, "Gone"},
      {411, "Length Required"},
      {412, "Precondition Failed"},
      {413, "Content Too Large"},
      {414, "URI Too Long"},
      {415, "Unsupported Media Type"},
      {417, "Expectation Failed"},
      {422, "Unprocessable Content"},
      {428, "Precondition Required"},
      {429, "Too Many Requests"},
      {431, "Request Header Fields Too Large"},
      {500, "Internal Server Error"},
      {501, "Not Implemented"},
      {502, "Bad Gateway"},
      {503, "Service Unavailable"},
      {504, "Gateway Timeout"},
      {505, "HTTP Version Not Supported"},
  };
  const auto* row = std::find_if(std::begin(kRows), std::end(kRows),
                                 [&](const Row& r) { return r.status == status; });
  return row == std::end(kRows) ? std::string_view("Unknown") : row->text;
}

}  // namespace tl::net
