#include "sim/http_connection.h"

#include <sys/socket.h>

#include <cerrno>

#include "base/text.h"
#include "sim/http_server.h"

namespace tl::sim {

bool HttpConnection::fill() {
  char bytes[16384];
  for (;;) {
    const auto got = ::recv(fd_, bytes, sizeof bytes, 0);
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) return false;
    buffer_.append(bytes, static_cast<size_t>(got));
    return true;
  }
}

bool HttpConnection::write_all(std::string_view bytes) {
  while (!bytes.empty()) {
    const auto sent = ::send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent < 0 && errno == EINTR) continue;
    if (sent <= 0) return false;
    bytes.remove_prefix(static_cast<size_t>(sent));
  }
  return true;
}

int HttpConnection::read_request(Request& out) {
  size_t end = 0;
  while ((end = buffer_.find("\r\n\r\n")) == std::string::npos) {
    if (buffer_.size() > kMaxHeadBytes) return 413;
    if (!fill()) return -1;
  }
  const bool good = parse_head(std::string_view(buffer_).substr(0, end + 2), out);
  buffer_.erase(0, end + 4);
  if (!good) return 400;
  if (equals_no_case(out.header("expect"), "100-continue") &&
      !write_all("HTTP/1.1 100 Continue\r\n\r\n"))
    return -1;
  if (equals_no_case(out.header("transfer-encoding"), "chunked")) return read_chunks(out);
  return read_body(out);
}

int HttpConnection::read_body(Request& request) {
  const auto text = request.header("content-length");
  if (text.empty()) return 0;
  const auto size = parse_int(text);
  if (!size || *size < 0) return 400;
  const auto length = static_cast<size_t>(*size);
  if (length > kMaxBodyBytes) return 413;
  while (buffer_.size() < length)
    if (!fill()) return -1;
  request.body = buffer_.substr(0, length);
  buffer_.erase(0, length);
  return 0;
}

bool HttpConnection::take_line(std::string& line) {
  size_t end = 0;
  while ((end = buffer_.find("\r\n")) == std::string::npos)
    if (buffer_.size() > kMaxHeadBytes || !fill()) return false;
  line = buffer_.substr(0, end);
  buffer_.erase(0, end + 2);
  return true;
}

int HttpConnection::read_chunks(Request& request) {
  std::string line;
  for (;;) {
    if (!take_line(line)) return -1;
    size_t length = 0;
    const auto digits = line.substr(0, line.find(';'));
    if (digits.empty() || digits.size() > 8) return 400;
    for (const char c : to_lower(trim(digits))) {
      const auto value = std::string_view("0123456789abcdef").find(c);
      if (value == std::string_view::npos) return 400;
      length = length * 16 + value;
    }
    if (request.body.size() + length > kMaxBodyBytes) return 413;
    while (buffer_.size() < length + 2 && length > 0)
      if (!fill()) return -1;
    if (length == 0) break;
    request.body.append(buffer_, 0, length);
    buffer_.erase(0, length + 2);
  }
  do
    if (!take_line(line)) return -1;
  while (!line.empty());
  return 0;
}

}  // namespace tl::sim
