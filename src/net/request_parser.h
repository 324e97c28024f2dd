// Bytes of a connection to requests: Beast's parser behind our limits and rules. No I/O.
#pragma once

#include <cstddef>
#include <memory>
#include <string_view>

#include "net/http_message.h"
#include "net/http_server.h"

namespace tl::net {

// One request at a time. Feed it until kHeaderDone, decide on the body, feed on until kComplete,
// then take the request and reset(). Bytes that were not consumed are fed again with more.
class RequestParser {
 public:
  enum class State {
    kNeedMore,
    kHeaderDone,  // call accept_body() next
    kComplete,
    kFailed,  // see failure(); the connection cannot be used further
  };

  // `limits` must outlive the parser.
  explicit RequestParser(const ServerLimits& limits);
  ~RequestParser();

  // Reads from the front of `bytes`; returns how many were consumed.
  size_t feed(std::string_view bytes);
  // Allows a body of at most `max_bytes`; kFailed (413) when a longer one is announced.
  void accept_body(size_t max_bytes);

  [[nodiscard]] State state() const;
  [[nodiscard]] const HttpFailure& failure() const;
  [[nodiscard]] bool started() const;  // has seen a byte of this request
  [[nodiscard]] Request& request();    // method, target, headers from kHeaderDone on
  [[nodiscard]] bool keep_alive() const;
  [[nodiscard]] bool http11() const;
  [[nodiscard]] bool expects_continue() const;
  [[nodiscard]] bool has_body() const;  // from kHeaderDone on: one is announced
  void reset();

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace tl::net
