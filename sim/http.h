// A request and an answer, apart from sockets: handlers and tests see only these.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tl::sim {

struct Request {
  std::string method;
  std::string target;  // as sent
  std::string path;    // without the query, still percent-encoded
  std::vector<std::pair<std::string, std::string>> query;  // decoded, in order
  std::map<std::string, std::string> headers;              // names in lower case
  std::string body;

  [[nodiscard]] std::string header(const std::string& name) const;  // "" if absent
};

struct Response {
  int status = 200;
  std::string body;
  std::string content_type = "application/json;charset=UTF-8";
  std::vector<std::pair<std::string, std::string>> headers;
  // Faults.
  bool cut = false;    // send only half of the body and close
  bool reset = false;  // no answer, the connection is reset
  bool hang = false;   // no answer, the connection stays open until the client gives up
  int slow_bytes = 0;  // > 0: so many bytes at a time
  int slow_interval_ms = 0;
};

// Sets path and query of `target`. False when it is not decodable.
[[nodiscard]] bool set_target(Request& request, std::string target);

// Reads one head ("GET / HTTP/1.1\r\n...\r\n\r\n"). False when it is no HTTP/1 head.
[[nodiscard]] bool parse_head(std::string_view head, Request& out);

// The bytes of an answer. `head_only`: for a HEAD request.
[[nodiscard]] std::string render_http(const Response& response, const std::string& date,
                                      bool keep_alive, bool head_only);

[[nodiscard]] const char* reason_phrase(int status);

}  // namespace tl::sim
