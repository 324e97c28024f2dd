#include "net/response_render.h"

#include <ctime>

#include "base/json.h"
#include "base/text.h"

namespace tl::net {
namespace {

void append_clean(std::string& out, std::string_view text) {
  for (char c : text) out += c == '\r' || c == '\n' || c == '\0' ? ' ' : c;
}

bool is_framing(std::string_view name) {
  return equals_no_case(name, "Content-Length") || equals_no_case(name, "Transfer-Encoding") ||
         equals_no_case(name, "Connection") || equals_no_case(name, "Keep-Alive");
}

void append_framing(std::string& out, const Response& response, const HeadOptions& options) {
  if (options.framing == BodyFraming::kChunked) {
    out += "Transfer-Encoding: chunked\r\n";
  } else if (options.framing == BodyFraming::kLength && !bodiless(response.status)) {
    out += "Content-Length: ";
    out += std::to_string(response.body_view().size());
    out += "\r\n";
  }
  if (!options.keep_alive) {
    out += "Connection: close\r\n";
  } else if (!options.http11) {
    out += "Connection: keep-alive\r\n";
  }
}

}  // namespace

bool bodiless(int status) { return status < 200 || status == 204 || status == 304; }

std::string render_head(const Response& response, const HeadOptions& options) {
  std::string out;
  out.reserve(256);
  out += "HTTP/1.1 ";
  out += std::to_string(response.status);
  out += ' ';
  out += status_text(response.status);
  out += "\r\n";
  bool dated = false;
  for (const auto& [name, value] : response.headers) {
    if (is_framing(name)) continue;
    dated = dated || equals_no_case(name, "Date");
    append_clean(out, name);
    out += ": ";
    append_clean(out, value);
    out += "\r\n";
  }
  if (!dated) {
    out += "Date: ";
    out += options.date;
    out += "\r\n";
  }
  append_framing(out, response, options);
  out += "\r\n";
  return out;
}

std::string http_date(int64_t epoch_seconds) {
  static constexpr const char* kDays[] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
  static constexpr const char* kMonths[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                            "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  const auto time = static_cast<std::time_t>(epoch_seconds);
  std::tm parts{};
  gmtime_r(&time, &parts);
  char text[64];
  std::snprintf(text, sizeof text, "%s, %02d %s %04d %02d:%02d:%02d GMT", kDays[parts.tm_wday],
                parts.tm_mday, kMonths[parts.tm_mon], parts.tm_year + 1900, parts.tm_hour,
                parts.tm_min, parts.tm_sec);
  return text;
}

Response render_plain_failure(const HttpFailure& failure) {
  JsonWriter json;
  json.begin_object()
      .member("status", failure.status)
      .member("title", status_text(failure.status))
      .member("detail", failure.detail)
      .end_object();
  return typed_response(failure.status, "application/problem+json", json.take());
}

}  // namespace tl::net
