// Answers and streams of a connection.
#include <fmt/format.h>

#include "net/connection.h"
#include "net/response_render.h"

namespace tl::net {
namespace {

constexpr size_t kJoinBytes = 16u << 10;  // shorter bodies are copied behind the head: one write

}  // namespace

void Connection::answer(uint64_t turn, Response response) {
  if (turn == turn_.number && phase_ == Phase::kHandling) send(std::move(response));
}

void Connection::send(Response response) {
  if (core_.stopping) turn_.keep_alive = false;
  out_ = render_head(response, {.keep_alive = turn_.keep_alive,
                                .http11 = turn_.http11,
                                .framing = BodyFraming::kLength,
                                .date = loop_.date()});
  const int status = response.status;
  body_left_ = {};
  if (turn_.method != "HEAD" && !bodiless(status)) {
    if (response.body_view().size() <= kJoinBytes) {
      out_ += response.body_view();
    } else {
      response_ = std::move(response);
      body_left_ = response_.body_view();
    }
  }
  out_left_ = out_;
  enter(Phase::kWriting);
  note_access(status);
  write();
}

void Connection::note_access(int status) {
  if (!core_.options.access_log) return;
  const auto spent = std::chrono::steady_clock::now() - turn_.begin;
  core_.options.access_log(
      {.request_id = turn_.request_id,
       .method = turn_.method,
       .pattern = turn_.pattern,
       .status = status,
       .micros = std::chrono::duration_cast<std::chrono::microseconds>(spent).count(),
       .peer_address = turn_.peer});
}

void Connection::begin_stream(uint64_t turn, StreamLease lease) {
  if (turn != turn_.number || phase_ != Phase::kHandling) return;
  stream_ = std::move(lease);
  stream_ended_ = false;
  if (core_.stopping) stream_->end();
  turn_.keep_alive = false;
  Response head = empty_response(200);
  head.headers.add("Content-Type", "text/event-stream");
  head.headers.add("Cache-Control", "no-store");
  head.headers.add("X-Accel-Buffering", "no");  // asks nginx not to hold events back
  out_ =
      render_head(head, {.keep_alive = false,
                         .http11 = turn_.http11,
                         .framing = turn_.http11 ? BodyFraming::kChunked : BodyFraming::kUntilClose,
                         .date = loop_.date()});
  out_left_ = out_;
  body_left_ = {};
  enter(Phase::kStreaming);
  note_access(head.status);
  // The loop outlives the connection; `wake_` is dropped when the lease is.
  stream_->attach([loop = loop_.weak_from_this(), self = weak_from_this()] {
    const auto alive = loop.lock();
    if (!alive) return;
    alive->post([self] {
      if (const auto connection = self.lock()) connection->flush_stream();
    });
  });
  write();
  read();  // to see the client leave
}

void Connection::flush_stream() {
  if (phase_ != Phase::kStreaming || writing_) return;
  if (stream_ended_) {
    stream_.release();
    return linger();
  }
  StreamQueue::Batch batch = stream_->take();
  out_.clear();
  if (!batch.bytes.empty()) {
    out_ = turn_.http11 ? fmt::format("{:x}\r\n{}\r\n", batch.bytes.size(), batch.bytes)
                        : std::move(batch.bytes);
  }
  if (batch.ended) {
    stream_ended_ = true;
    if (turn_.http11) out_ += "0\r\n\r\n";
  }
  if (out_.empty()) return stream_ended_ ? flush_stream() : void();
  out_left_ = out_;
  enter(Phase::kStreaming);
  write();
}

}  // namespace tl::net
