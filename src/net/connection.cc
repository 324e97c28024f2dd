#include "net/connection.h"

#include "base/log.h"
#include "net/dispatch.h"

namespace tl::net {
namespace {

constexpr std::chrono::seconds kLingerTime(2);

std::chrono::milliseconds chrono_of(Millis time) { return std::chrono::milliseconds(time.ms); }

std::string peer_of(const Connection::Socket& socket) {
  boost::system::error_code error;
  auto address = socket.remote_endpoint(error).address();
  if (error) return "";
  if (address.is_v6() && address.to_v6().is_v4_mapped()) {
    address = boost::asio::ip::make_address_v4(boost::asio::ip::v4_mapped, address.to_v6());
  }
  return address.to_string();
}

std::string join_methods(const std::vector<std::string>& methods) {
  std::string out;
  for (const std::string& method : methods) out += (out.empty() ? "" : ", ") + method;
  return out;
}

}  // namespace

Connection::Connection(IoLoop& loop, Socket socket, uint64_t serial)
    : loop_(loop),
      core_(loop.core()),
      serial_(serial),
      socket_(std::move(socket)),
      peer_(peer_of(socket_)),
      parser_(core_.options.limits) {
  boost::system::error_code ignored;
  socket_.set_option(boost::asio::ip::tcp::no_delay(true), ignored);
  if (core_.tls) {
    tls_ = std::make_unique<boost::asio::ssl::stream<Socket&>>(socket_, *core_.tls);
  }
}

Connection::~Connection() = default;

void Connection::start() {
  if (tls_) {
    enter(Phase::kHandshake);
    handshake();
  } else {
    enter(Phase::kIdle);
    deadline_ = std::chrono::steady_clock::now() + chrono_of(core_.options.limits.header_timeout);
    read();
  }
}

void Connection::enter(Phase phase) {
  const ServerLimits& limits = core_.options.limits;
  const auto now = std::chrono::steady_clock::now();
  phase_ = phase;
  switch (phase) {
    case Phase::kHandshake:
    case Phase::kHeader:
      deadline_ = now + chrono_of(limits.header_timeout);
      break;
    case Phase::kIdle:
      deadline_ = now + chrono_of(limits.idle_timeout);
      break;
    case Phase::kBody:
      deadline_ = now + chrono_of(limits.body_timeout);
      break;
    case Phase::kWriting:
    case Phase::kStreaming:
      deadline_ = now + chrono_of(limits.write_timeout);
      break;
    case Phase::kLingering:
      deadline_ = now + kLingerTime;
      break;
    case Phase::kHandling:
    case Phase::kClosed:
      break;
  }
}

void Connection::check_deadline(SteadyTime now) {
  if (now < deadline_) return;
  switch (phase_) {
    case Phase::kHandling:
    case Phase::kClosed:
      return;
    case Phase::kStreaming:
      if (writing_) close();
      return;
    case Phase::kHeader:
    case Phase::kBody:
      if (writing_) return close();
      return refuse({408, ErrorCode::kTimedOut, "The request did not arrive in time."});
    default:
      return close();
  }
}

void Connection::on_stop() {
  if (phase_ == Phase::kStreaming) {
    if (stream_) stream_->end();
  } else if (phase_ != Phase::kBody && phase_ != Phase::kHandling && phase_ != Phase::kWriting) {
    close();
  }
}

void Connection::cut() { close(); }

// Reads on from what is buffered, as far as it goes without waiting.
void Connection::advance() {
  while (phase_ == Phase::kIdle || phase_ == Phase::kHeader || phase_ == Phase::kBody) {
    buffer_.consume(parser_.feed(buffer_.data()));
    switch (parser_.state()) {
      case RequestParser::State::kNeedMore:
        if (phase_ == Phase::kIdle && parser_.started()) enter(Phase::kHeader);
        return read();
      case RequestParser::State::kHeaderDone:
        if (!on_header()) return;
        break;
      case RequestParser::State::kComplete:
        return on_request();
      case RequestParser::State::kFailed:
        return refuse_unparsed();
    }
  }
}

void Connection::begin_turn() {
  ++turn_.number;
  turn_.open = true;
  turn_.request_id = core_.next_request++;
  turn_.method = parser_.request().method;
  turn_.pattern = {};
  turn_.peer = peer_;
  turn_.begin = std::chrono::steady_clock::now();
  turn_.keep_alive = false;
  turn_.http11 = true;
  route_ = nullptr;
}

// False when the request was refused or waits for "100 Continue" to go out.
bool Connection::on_header() {
  begin_turn();
  ++core_.requests;
  turn_.http11 = parser_.http11();
  const Request& request = parser_.request();
  if (request.target == "*" && request.method == "OPTIONS") return refuse_unmatched({});
  if (!parse_target(request.target, target_)) {
    refuse({400, ErrorCode::kInvalidArgument, "The request target is not valid."});
    return false;
  }
  Router::Match match = core_.router.match(request.method, target_.segments);
  if (match.route == nullptr) return refuse_unmatched(match);
  route_ = match.route;
  params_ = std::move(match.params);
  turn_.pattern = route_->pattern;
  if (!admit_body()) return false;
  enter(Phase::kBody);
  if (parser_.has_body() && parser_.expects_continue() && buffer_.empty()) {
    write_continue();
    return false;
  }
  return true;
}

namespace {

// One place of `taken`, given back when the last copy goes; nothing when all `limit` are taken.
std::shared_ptr<void> take_place(const std::shared_ptr<std::atomic<size_t>>& taken, size_t limit) {
  if (taken->fetch_add(1) >= limit) {
    taken->fetch_sub(1);
    return nullptr;
  }
  return {taken.get(), [taken](void*) { taken->fetch_sub(1); }};
}

}  // namespace

// Large bodies are held in memory as a whole, so only a few may come at once.
bool Connection::admit_body() {
  const ServerLimits& limits = core_.options.limits;
  const size_t route_limit = route_->options.max_body_bytes;
  if (route_limit > limits.large_body_bytes && parser_.has_body()) {
    turn_.large_body = take_place(core_.large_bodies, limits.large_bodies);
    if (!turn_.large_body) {
      refuse({503, ErrorCode::kQueueFull, "Other large requests are being read; try again soon."});
      return false;
    }
  }
  parser_.accept_body(route_limit != 0 ? route_limit : limits.body_bytes);
  if (parser_.state() != RequestParser::State::kFailed) return true;
  refuse_unparsed();
  return false;
}

void Connection::refuse_unparsed() {
  HttpFailure failure = parser_.failure();
  const bool of_body = turn_.open && route_ != nullptr && failure.code == ErrorCode::kTooLarge;
  if (of_body && !route_->options.too_large.empty()) {
    failure.detail += " " + route_->options.too_large;
  }
  refuse(failure);
}

bool Connection::refuse_unmatched(const Router::Match& match) {
  Headers extra;
  if (!match.allow.empty()) extra.add("Allow", join_methods(match.allow));
  turn_.keep_alive = parser_.keep_alive() && !parser_.has_body();
  const std::string& method = parser_.request().method;
  if (method == "OPTIONS" && (!match.allow.empty() || parser_.request().target == "*")) {
    Response response = empty_response(204);
    response.headers = extra;
    send(std::move(response));
  } else if (match.allow.empty()) {
    refuse({404, ErrorCode::kNotFound, "There is nothing at this address."});
  } else {
    refuse({405, ErrorCode::kInvalidArgument, "This address does not know the method."}, extra);
  }
  return false;
}

// Keeps the connection only where the caller has said so: begin_turn() begins with "close".
void Connection::refuse(const HttpFailure& failure, const Headers& extra) {
  if (!turn_.open) begin_turn();
  Response response = core_.render_failure(failure, nullptr);
  for (const auto& [name, value] : extra) response.headers.set(name, value);
  send(std::move(response));
}

void Connection::on_request() {
  Request request = std::move(parser_.request());
  ClientView client{peer_, tls_ ? "https" : "http", std::string(request.headers.value("Host"))};
  client = core_.trust.client_of(std::move(client), request.headers);
  turn_.keep_alive = parser_.keep_alive();
  turn_.peer = client.address;
  request.id = turn_.request_id;
  request.path = std::move(target_.path);
  request.query = std::move(target_.query);
  request.params = std::move(params_);
  request.pattern = route_->pattern;
  request.peer_address = std::move(client.address);
  request.scheme = std::move(client.scheme);
  request.host = std::move(client.host);
  enter(Phase::kHandling);
  dispatch_request({loop_.shared_from_this(), weak_from_this(), turn_.number}, *route_,
                   std::move(request));
}

void Connection::finish_turn() {
  turn_.large_body.reset();
  if (!turn_.keep_alive || core_.stopping) return linger();
  turn_.open = false;
  parser_.reset();
  buffer_.shrink();
  out_.clear();
  response_ = {};
  enter(Phase::kIdle);
  advance();
}

}  // namespace tl::net
