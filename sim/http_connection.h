// Bytes of one connection to requests.
#pragma once

#include <string>

#include "sim/http.h"

namespace tl::sim {

class HttpConnection {
 public:
  explicit HttpConnection(int fd) : fd_(fd) {}

  // 0: a request was read; > 0: refuse with this status and close; -1: the peer has gone.
  [[nodiscard]] int read_request(Request& out);
  [[nodiscard]] bool write_all(std::string_view bytes);

 private:
  bool fill();  // reads more into buffer_
  int read_body(Request& request);
  int read_chunks(Request& request);
  bool take_line(std::string& line);

  int fd_;
  std::string buffer_;  // read but not used
};

}  // namespace tl::sim
