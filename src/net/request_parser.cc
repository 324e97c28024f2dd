#include "net/request_parser.h"

#include <algorithm>
#include <boost/asio/buffer.hpp>
#include <boost/beast/http/basic_parser.hpp>
#include <boost/beast/http/error.hpp>
#include <optional>

#include "base/text.h"
#include "net/chunk_reader.h"

namespace tl::net {
namespace {

namespace http = boost::beast::http;
using BeastError = boost::beast::error_code;
using BeastText = boost::beast::string_view;

constexpr size_t kReserveBytes = 1u << 20;  // an announced length is believed only up to here
constexpr size_t kMaxBlankBytes = 8;        // line ends tolerated before a request line

std::string_view view(BeastText text) { return {text.data(), text.size()}; }

HttpFailure bad_request(std::string detail) {
  return {400, ErrorCode::kInvalidArgument, std::move(detail)};
}

HttpFailure too_large(size_t limit) {
  return {413, ErrorCode::kTooLarge,
          "The body is longer than the limit of " + std::to_string(limit) + " bytes."};
}

// Beast's callbacks, filling a Request. Beast reads the header; bodies are read here.
class Sink final : public http::basic_parser<true> {
 public:
  Request request;
  int version = 11;

 private:
  void on_request_impl(http::verb, BeastText method, BeastText target, int http_version,
                       BeastError&) override {
    request.method = view(method);
    request.target = view(target);
    version = http_version;
  }
  void on_response_impl(int, BeastText, int, BeastError&) override {}
  void on_field_impl(http::field, BeastText name, BeastText value, BeastError&) override {
    request.headers.add(view(name), view(value));
  }
  void on_header_impl(BeastError&) override {}
  void on_body_init_impl(const boost::optional<uint64_t>&, BeastError&) override {}
  size_t on_body_impl(BeastText, BeastError&) override { return 0; }
  void on_chunk_header_impl(uint64_t, BeastText, BeastError&) override {}
  size_t on_chunk_body_impl(uint64_t, BeastText, BeastError&) override { return 0; }
  void on_finish_impl(BeastError&) override {}
};

size_t count_of(const Headers& headers, std::string_view name) {
  return static_cast<size_t>(std::count_if(
      headers.begin(), headers.end(),
      [&](const Headers::Field& field) { return equals_no_case(field.first, name); }));
}

// What Beast lets pass, but we do not: everything by which two servers in a row could disagree
// about where a request ends.
std::optional<HttpFailure> check_header(const Sink& sink, const ServerLimits& limits) {
  const Headers& headers = sink.request.headers;
  if (sink.request.target.size() > limits.target_bytes) {
    return HttpFailure{414, ErrorCode::kTooLarge,
                       "The request target is longer than the limit of " +
                           std::to_string(limits.target_bytes) + " bytes."};
  }
  if (sink.version != 11 && sink.version != 10) {
    return HttpFailure{505, ErrorCode::kInvalidArgument, "Only HTTP/1.1 and HTTP/1.0 are spoken."};
  }
  const size_t lengths = count_of(headers, "Content-Length");
  if (headers.contains("Transfer-Encoding")) {
    const std::string coding = headers.joined("Transfer-Encoding");
    if (lengths > 0) return bad_request("Content-Length and Transfer-Encoding exclude each other.");
    if (sink.version == 10) return bad_request("HTTP/1.0 has no Transfer-Encoding.");
    if (!equals_no_case(coding, "chunked")) {
      return bad_request("The only transfer encoding accepted is \"chunked\".");
    }
  }
  if (lengths == 1 &&
      headers.value("Content-Length").find_first_not_of("0123456789") != std::string_view::npos) {
    return bad_request("Content-Length is not a number.");
  }
  if (lengths > 1) return bad_request("Content-Length is given more than once.");
  const size_t hosts = count_of(headers, "Host");
  if (hosts > 1 || (hosts == 0 && sink.version == 11)) {
    return bad_request("Exactly one Host header is needed.");
  }
  if (const auto expect = headers.get("Expect");
      expect && !equals_no_case(*expect, "100-continue")) {
    return HttpFailure{417, ErrorCode::kInvalidArgument, "Only \"Expect: 100-continue\" is known."};
  }
  return std::nullopt;
}

}  // namespace

class RequestParser::Impl {
 public:
  explicit Impl(const ServerLimits& limits) : limits_(limits) { reset(); }

  void reset() {
    sink_.emplace();
    sink_->header_limit(static_cast<uint32_t>(limits_.header_bytes));
    sink_->body_limit(boost::none);
    sink_->eager(false);
    state_ = State::kNeedMore;
    failure_ = {};
    started_ = false;
    blanks_ = 0;
    header_used_ = 0;
    in_body_ = false;
    chunks_ = {};
  }

  size_t feed(std::string_view bytes) {
    if (state_ != State::kNeedMore) return 0;
    return in_body_ ? feed_body(bytes) : feed_header(bytes);
  }

  void accept_body(size_t max_bytes) {
    const uint64_t announced = sink_->content_length().value_or(0);
    if (announced > max_bytes) return fail(too_large(max_bytes));
    max_body_ = max_bytes;
    in_body_ = true;
    left_ = static_cast<size_t>(announced);
    sink_->request.body.reserve(std::min(left_, kReserveBytes));
    state_ = sink_->chunked() || left_ > 0 ? State::kNeedMore : State::kComplete;
  }

  void fail(HttpFailure failure) {
    failure_ = std::move(failure);
    state_ = State::kFailed;
  }

 private:
  friend class RequestParser;
  size_t feed_header(std::string_view bytes);
  size_t feed_body(std::string_view bytes);
  size_t feed_chunks(std::string_view bytes);
  size_t skip_blanks(std::string_view bytes);
  void after_put(const BeastError& error);
  void fail_for(const BeastError& error);
  void fail_header() {
    fail({431, ErrorCode::kTooLarge,
          "The request header is longer than the limit of " + std::to_string(limits_.header_bytes) +
              " bytes."});
  }

  const ServerLimits& limits_;
  std::optional<Sink> sink_;
  State state_ = State::kNeedMore;
  HttpFailure failure_;
  bool started_ = false;
  size_t blanks_ = 0;
  bool in_body_ = false;
  size_t max_body_ = 0;
  size_t left_ = 0;  // of a body with a Content-Length
  ChunkReader chunks_;
  size_t header_used_ = 0;  // Beast's own limit is not exact to the byte
};

// RFC 9112 2.2: a server should ignore an empty line before the request line.
size_t RequestParser::Impl::skip_blanks(std::string_view bytes) {
  size_t count = 0;
  while (!started_ && count < bytes.size() && (bytes[count] == '\r' || bytes[count] == '\n') &&
         blanks_ < kMaxBlankBytes) {
    ++count;
    ++blanks_;
  }
  return count;
}

size_t RequestParser::Impl::feed_header(std::string_view bytes) {
  size_t consumed = skip_blanks(bytes);
  while (state_ == State::kNeedMore && consumed < bytes.size()) {
    started_ = true;
    BeastError error;
    const std::string_view rest = bytes.substr(consumed);
    const size_t used = sink_->put(boost::asio::const_buffer(rest.data(), rest.size()), error);
    consumed += used;
    header_used_ += used;
    after_put(error);
    if (error == http::error::need_more || used == 0) break;
  }
  return consumed;
}

void RequestParser::Impl::after_put(const BeastError& error) {
  if (error && error != http::error::need_more) return fail_for(error);
  if (!sink_->is_header_done()) return;
  if (header_used_ > limits_.header_bytes) return fail_header();
  if (auto failure = check_header(*sink_, limits_)) return fail(std::move(*failure));
  state_ = State::kHeaderDone;
}

size_t RequestParser::Impl::feed_body(std::string_view bytes) {
  if (sink_->chunked()) return feed_chunks(bytes);
  const size_t count = std::min(left_, bytes.size());
  sink_->request.body.append(bytes.data(), count);
  left_ -= count;
  if (left_ == 0) state_ = State::kComplete;
  return count;
}

size_t RequestParser::Impl::feed_chunks(std::string_view bytes) {
  const size_t used = chunks_.feed(bytes, sink_->request.body, max_body_);
  switch (chunks_.state()) {
    case ChunkReader::State::kMore:
      break;
    case ChunkReader::State::kDone:
      state_ = State::kComplete;
      break;
    case ChunkReader::State::kBad:
      fail(bad_request("The chunked body is not valid."));
      break;
    case ChunkReader::State::kTooLarge:
      fail(too_large(max_body_));
      break;
  }
  return used;
}

void RequestParser::Impl::fail_for(const BeastError& error) {
  if (error == http::error::header_limit) return fail_header();
  fail(bad_request("The request is not valid HTTP (" + error.message() + ")."));
}

RequestParser::RequestParser(const ServerLimits& limits) : impl_(std::make_unique<Impl>(limits)) {}
RequestParser::~RequestParser() = default;
size_t RequestParser::feed(std::string_view bytes) { return impl_->feed(bytes); }
void RequestParser::accept_body(size_t max_bytes) { impl_->accept_body(max_bytes); }
RequestParser::State RequestParser::state() const { return impl_->state_; }
const HttpFailure& RequestParser::failure() const { return impl_->failure_; }
bool RequestParser::started() const { return impl_->started_; }
Request& RequestParser::request() { return impl_->sink_->request; }
bool RequestParser::keep_alive() const { return impl_->sink_->keep_alive(); }
bool RequestParser::http11() const { return impl_->sink_->version == 11; }
bool RequestParser::expects_continue() const {
  return http11() && impl_->sink_->request.headers.contains("Expect");
}
bool RequestParser::has_body() const {
  return impl_->sink_->chunked() || impl_->sink_->content_length().value_or(0) > 0;
}
void RequestParser::reset() { impl_->reset(); }

}  // namespace tl::net
