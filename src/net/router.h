// Method and path pattern to handler. Built once, then read by all threads.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "net/http_message.h"

namespace tl::net {

// The right and duty to answer one request, once, from any thread, now or later (after a group
// commit). Movable. Dropped unanswered it answers 500. Answering after the client left or the
// server stopped is allowed and does nothing.
class Responder {
 public:
  class Sink {  // implemented by the server; a test may bring its own
   public:
    virtual ~Sink() = default;
    virtual void answer(Response response) = 0;
    virtual void dropped() = 0;
  };

  Responder() = default;
  explicit Responder(std::shared_ptr<Sink> sink) : sink_(std::move(sink)) {}
  Responder(Responder&&) noexcept = default;
  Responder& operator=(Responder&& other) noexcept;
  ~Responder() { drop(); }

  // The first call answers, later ones do nothing.
  void respond(Response response);
  [[nodiscard]] bool answered() const { return sink_ == nullptr; }
  // Gives the duty up: somebody else answers. For the server's own use.
  void release() { sink_ = nullptr; }

 private:
  void drop();
  std::shared_ptr<Sink> sink_;
};

// The sending end of a streamed answer (server-sent events). Thread-safe.
class StreamWriter {
 public:
  virtual ~StreamWriter() = default;
  // Queues bytes. False when the client has gone, the server stops, or the client reads so slowly
  // that its buffer (ServerLimits::stream_buffer_bytes) is full: then the stream is closed and the
  // client is expected to reconnect. Never blocks.
  virtual bool send(std::string_view bytes) = 0;
  // Sends what is queued, then ends the answer. Dropping the last pointer does the same.
  virtual void close() = 0;
  [[nodiscard]] virtual bool closed() const = 0;
};

// Runs on a worker thread and may block.
using PoolHandler = std::function<Response(const Request&)>;

// Runs on the io thread: must not block. Answers through the responder.
using IoHandler = std::function<void(Request, Responder)>;

// Runs on a worker thread. To refuse (401, 404), returns a response. To accept, keeps the writer
// and returns nothing: then "200 text/event-stream" is sent, followed by what the writer was and is
// given. Not to be occupied for the length of the stream: hand the writer on and return.
using StreamHandler =
    std::function<std::optional<Response>(const Request&, const std::shared_ptr<StreamWriter>&)>;

struct RouteOptions {
  size_t max_body_bytes = 0;   // 0: ServerLimits::body_bytes
  std::string too_large = "";  // said after the limit to whoever sends more: what to do instead
};

// Patterns: "/api/v1/issues/{key}"; a parameter is one whole non-empty segment; a last "{path...}"
// takes the rest (possibly empty). A literal segment wins over a parameter; a rest parameter is
// looked at only when no other pattern fits the path under any method. HEAD is answered by GET,
// OPTIONS by the router unless registered.
class Router {
 public:
  struct Route {
    std::string method;
    std::string pattern;
    RouteOptions options;
    PoolHandler pool;  // exactly one of the three is set
    IoHandler io;
    StreamHandler stream;
  };

  struct Match {
    const Route* route = nullptr;    // nothing: 404, or 405 when `allow` is not empty
    NameValues params;               // decoded
    std::vector<std::string> allow;  // methods of the patterns that fit the path, for "Allow"
  };

  Router();
  ~Router();
  Router(Router&&) noexcept;
  Router& operator=(Router&&) noexcept;

  // Throws std::logic_error when the pattern is malformed or registered twice for the method.
  void add(std::string_view method, std::string_view pattern, PoolHandler handler,
           RouteOptions options = {});
  void add_io(std::string_view method, std::string_view pattern, IoHandler handler,
              RouteOptions options = {});
  void add_stream(std::string_view pattern, StreamHandler handler);  // GET

  // Pointers are valid while the router lives unchanged.
  [[nodiscard]] Match match(std::string_view method,
                            const std::vector<std::string>& segments) const;
  // All routes in order of registration: for documents and for tests that walk every endpoint.
  [[nodiscard]] std::vector<const Route*> routes() const;

 private:
  struct Node;
  void insert(Route route);
  std::unique_ptr<Node> root_;
  std::vector<std::unique_ptr<Route>> routes_;
};

}  // namespace tl::net
