// One connection: reads requests one after another, hands them on, writes their answers in order.
// Internal to net/. Used on its loop's thread only; kept alive by the loop and by what is pending.
#pragma once

#include <boost/asio/buffer.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "net/io_loop.h"
#include "net/read_buffer.h"
#include "net/request_parser.h"
#include "net/stream_queue.h"

namespace tl::net {

class Connection : public std::enable_shared_from_this<Connection> {
 public:
  using SteadyTime = std::chrono::steady_clock::time_point;
  using Socket = boost::asio::ip::tcp::socket;

  Connection(IoLoop& loop, Socket socket, uint64_t serial);
  ~Connection();

  void start();
  // The answer of request number `turn` of this connection; a wrong turn is ignored.
  void answer(uint64_t turn, Response response);
  void begin_stream(uint64_t turn, StreamLease lease);
  void check_deadline(SteadyTime now);
  void on_stop();  // closes unless a request is in flight
  void cut();

 private:
  enum class Phase {
    kHandshake,
    kIdle,       // between requests
    kHeader,     // a request has begun
    kBody,       // its body is being read
    kHandling,   // a handler has it
    kWriting,    // its answer is going out
    kStreaming,  // its answer is a stream
    kLingering,  // answered and half closed; what still comes is thrown away
    kClosed,
  };
  // What is remembered of the request while its handler has it.
  struct Turn {
    uint64_t number = 0;
    bool open = false;  // begun and not finished
    uint64_t request_id = 0;
    std::string method;
    std::string_view pattern;  // of the route, which lives as long as the server
    std::string peer;
    SteadyTime begin;
    bool keep_alive = false;
    bool http11 = true;
    std::shared_ptr<void> large_body;  // a place among ServerLimits::large_bodies, when it has one
  };

  // connection.cc: phases, deadlines, dispatch
  void enter(Phase phase);
  void advance();
  bool on_header();
  void on_request();
  bool refuse_unmatched(const Router::Match& match);
  bool admit_body();
  void refuse_unparsed();
  void refuse(const HttpFailure& failure, const Headers& extra = {});
  void finish_turn();
  void begin_turn();

  // connection_io.cc: the socket
  void read();
  void on_read(boost::system::error_code error, size_t count);
  void handshake();
  void write();
  void on_written(boost::system::error_code error, size_t count);
  void write_continue();
  void after_write();
  void linger();
  void close();
  template <typename Visitor>
  void with_socket(Visitor&& visitor);

  // connection_answer.cc: answers and streams
  void send(Response response);
  void note_access(int status);
  void wake_stream();
  void flush_stream();

  IoLoop& loop_;
  ServerCore& core_;
  const uint64_t serial_;
  Socket socket_;
  std::unique_ptr<boost::asio::ssl::stream<Socket&>> tls_;
  std::string peer_;
  RequestParser parser_;
  ReadBuffer buffer_;
  Phase phase_ = Phase::kIdle;
  SteadyTime deadline_;
  bool reading_ = false;
  Turn turn_;
  const Router::Route* route_ = nullptr;
  NameValues params_;
  ParsedTarget target_;

  std::string out_;    // head, and the body when short
  Response response_;  // keeps a long body alive while it goes out
  std::string_view out_left_;
  std::string_view body_left_;
  bool writing_ = false;
  bool sending_continue_ = false;
  StreamLease stream_;
  bool stream_ended_ = false;
};

}  // namespace tl::net
