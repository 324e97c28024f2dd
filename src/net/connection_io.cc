// The socket's side of a connection.
#include <boost/asio/write.hpp>

#include "net/connection.h"

namespace tl::net {

template <typename Visitor>
void Connection::with_socket(Visitor&& visitor) {
  if (tls_) {
    visitor(*tls_);
  } else {
    visitor(socket_);
  }
}

void Connection::handshake() {
  tls_->async_handshake(boost::asio::ssl::stream_base::server,
                        [self = shared_from_this()](boost::system::error_code error) {
                          if (self->phase_ == Phase::kClosed) return;
                          if (error) return self->close();
                          self->enter(Phase::kIdle);
                          self->read();
                        });
}

void Connection::read() {
  if (reading_) return;
  reading_ = true;
  const ReadBuffer::Room room = buffer_.room(phase_ == Phase::kBody);
  with_socket([&](auto& socket) {
    socket.async_read_some(
        boost::asio::buffer(room.data, room.size),
        [self = shared_from_this()](boost::system::error_code error, size_t count) {
          self->on_read(error, count);
        });
  });
}

void Connection::on_read(boost::system::error_code error, size_t count) {
  reading_ = false;
  if (phase_ == Phase::kClosed) return;
  if (error) {
    const bool answering = phase_ == Phase::kHandling || phase_ == Phase::kWriting;
    if (!answering) return close();
    turn_.keep_alive = false;  // half closed by the client: it may still wait for the answer
    return;
  }
  buffer_.commit(count);
  switch (phase_) {
    case Phase::kBody:
      enter(Phase::kBody);  // progress renews the deadline
      if (!sending_continue_) advance();
      return;
    case Phase::kIdle:
    case Phase::kHeader:
      return advance();
    case Phase::kStreaming:
    case Phase::kLingering:
      buffer_.consume(count);
      return read();
    default:
      return;  // looked at when the answer is out
  }
}

void Connection::write() {
  writing_ = true;
  const std::array<boost::asio::const_buffer, 2> buffers = {
      boost::asio::buffer(out_left_.data(), out_left_.size()),
      boost::asio::buffer(body_left_.data(), body_left_.size())};
  with_socket([&](auto& socket) {
    socket.async_write_some(
        buffers, [self = shared_from_this()](boost::system::error_code error, size_t count) {
          self->on_written(error, count);
        });
  });
}

void Connection::on_written(boost::system::error_code error, size_t count) {
  writing_ = false;
  if (phase_ == Phase::kClosed) return;
  if (error) return close();
  const size_t of_out = std::min(count, out_left_.size());
  out_left_.remove_prefix(of_out);
  body_left_.remove_prefix(count - of_out);
  if (!out_left_.empty() || !body_left_.empty()) {
    enter(phase_);  // progress renews the deadline
    return write();
  }
  after_write();
}

void Connection::after_write() {
  if (sending_continue_) {
    sending_continue_ = false;
    advance();
  } else if (phase_ == Phase::kStreaming) {
    flush_stream();
  } else if (phase_ == Phase::kWriting) {
    finish_turn();
  }
}

void Connection::write_continue() {
  sending_continue_ = true;
  out_ = "HTTP/1.1 100 Continue\r\n\r\n";
  out_left_ = out_;
  write();
}

// Half closes, then reads away what still comes: closing with unread bytes would reset the
// connection and could take the answer with it.
void Connection::linger() {
  boost::system::error_code ignored;
  socket_.shutdown(Socket::shutdown_send, ignored);
  buffer_.consume(buffer_.data().size());
  enter(Phase::kLingering);
  read();
}

void Connection::close() {
  if (phase_ == Phase::kClosed) return;
  const auto self = shared_from_this();
  phase_ = Phase::kClosed;
  stream_.release();
  boost::system::error_code ignored;
  socket_.shutdown(Socket::shutdown_both, ignored);
  socket_.close(ignored);
  loop_.forget(serial_);
}

}  // namespace tl::net
