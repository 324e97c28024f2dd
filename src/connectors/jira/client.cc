#include "connectors/jira/client.h"

#include <fmt/format.h>

#include <array>

#include "base/random.h"
#include "base/text.h"
#include "base/time_text.h"
#include "connectors/jira/error_table.h"
#include "connectors/jira/payload.h"
#include "connectors/jira/site.h"
#include "net/retry.h"
#include "net/url.h"

namespace tl::connectors::jira {
namespace {

constexpr size_t kMaxAnswerBytes = 64u << 20;

// In [0, 1), from the operating system: many nodes must not retry in step.
double random_fraction() {
  const std::string bytes = random_bytes(2);
  const int number =
      static_cast<unsigned char>(bytes[0]) * 256 + static_cast<unsigned char>(bytes[1]);
  return number / 65536.0;
}

std::string authorization(const connector::Session& session) {
  if (session.method == domain::SignInMethod::kPersonalToken) {
    return "Bearer " + session.token.reveal();
  }
  return "Basic " + base64_encode(session.email + ":" + session.token.reveal());
}

Error unreadable(const connector::Session& session, const std::string& label,
                 const std::string& why) {
  return make_error(
      ErrorCode::kVendorNotJira,
      fmt::format("The answer of {} to {} cannot be read: {}", session.base_url, label, why));
}

// `reads`: an answer that says nothing is none.
Result<Answer> read_answer(net::HttpAnswer&& answer, const connector::Session& session,
                           const std::string& label, bool reads) {
  const bool empty = trim(answer.body).empty();
  if (empty && reads && answer.status == 200) return unreadable(session, label, "it is empty");
  auto json = JsonDocument::parse(empty ? "{}" : std::string_view(answer.body));
  if (!json.ok()) {
    return unreadable(session, label, json.error().detail);
  }
  const auto date = parse_http_date(answer.headers.value("Date"));
  return Answer{std::move(*json), std::move(answer.headers), date.value_or(session.clock.now()),
                answer.body.size()};
}

// Limits of writes are counted by issue.
std::string_view written_issue(std::string_view method, std::string_view path) {
  return method == "GET" ? std::string_view() : issue_in_url(path);
}

}  // namespace

std::optional<Instant> parse_http_date(std::string_view text) {
  static constexpr std::array<std::string_view, 12> kMonths = {
      "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  if (text.size() != 29 || !text.ends_with(" GMT")) return std::nullopt;
  for (size_t month = 0; month < kMonths.size(); ++month) {
    if (text.substr(8, 3) != kMonths[month]) continue;
    return parse_instant(fmt::format("{}-{:02}-{}T{}Z", text.substr(12, 4), month + 1,
                                     text.substr(5, 2), text.substr(17, 8)));
  }
  return std::nullopt;
}

net::HttpRequest Client::make_request(const Call& call) const {
  net::HttpRequest request;
  request.method = call.method;
  request.url = net::join_url(session_.base_url, call.path, call.query);
  if (!anonymous_) request.headers.set("Authorization", authorization(session_));
  request.headers.set("Accept", "application/json");
  if (!call.body.empty()) request.headers.set("Content-Type", "application/json");
  if (call.method == "DELETE" || call.method == "POST" || call.method == "PUT") {
    request.headers.set("X-Atlassian-Token", "no-check");
  }
  request.body = call.body;
  request.reads_only = call.idempotent;
  request.max_body_bytes = kMaxAnswerBytes;
  request.ca_bundle_pem = session_.ca_bundle_pem;
  request.proxy = session_.proxy;
  return request;
}

// Leave to send would come too late for this client.
std::optional<Error> Client::refuse_long_wait(const Call& call, const std::string& label) const {
  const auto wait = session_.budget.wait_of(label, written_issue(call.method, call.path));
  if (!wait) return std::nullopt;
  const Millis left = wait->until - session_.clock.now();
  if (left <= max_wait_) return std::nullopt;
  Error error = make_error(
      ErrorCode::kVendorRateLimited,
      fmt::format("Jira limits requests until {}. Nothing is lost.", format_instant(wait->until)));
  error.retry_after_ms = left.ms;
  return error;
}

Result<net::HttpAnswer> Client::send_once(const Call& call, const std::string& label) const {
  if (auto error = refuse_long_wait(call, label)) return std::move(*error);
  const std::string_view issue = written_issue(call.method, call.path);
  TL_TRY(const net::RateSlot slot, session_.budget.acquire(label, session_.stop, issue));
  auto outcome = session_.transport.fetch(make_request(call), session_.stop);
  if (!outcome.ok()) {
    session_.budget.note_failure(label);
    return outcome;
  }
  session_.budget.note_answer(label, outcome->status, outcome->headers, issue);
  if (session_.on_answer) session_.on_answer(outcome->status);
  return outcome;
}

// What a person is told, and the table of retries is asked, of an answer or of none.
Client::Failure Client::failure_of(const Call& call, const std::string& label,
                                   const Result<net::HttpAnswer>& outcome) const {
  if (!outcome.ok()) return {outcome.error(), outcome.error().code};
  const AnswerContext context{session_.base_url, session_.email,   label,     call.endpoint,
                              session_.method,   flavour_.title(), anonymous_};
  Failure failure{error_of_answer(*outcome, context), std::nullopt};
  // A page of a proxy or of maintenance, which a person at the screen shall see at once.
  const bool odd = outcome->status >= 200 && outcome->status <= 299 &&
                   failure.error.code == ErrorCode::kVendorNotJira;
  if (odd && max_attempts_ > kInteractiveAttempts) failure.cause = ErrorCode::kUnreadable;
  return failure;
}

// False: do not try again; `wait` is then what the vendor asked for.
Result<bool> Client::wait_to_retry(const Call& call, const std::string& label, int attempt,
                                   const Result<net::HttpAnswer>& outcome,
                                   std::optional<ErrorCode> cause, Millis& wait) const {
  net::RetryInput input;
  input.attempt = attempt;
  input.idempotent = call.idempotent;
  input.now = session_.clock.now();
  input.random = random_fraction();
  input.error = cause;
  if (!cause) {
    input.status = outcome->status;
    net::read_rate_headers(outcome->headers, input);
  }
  const net::RetryDecision decision = net::decide_retry(input);
  wait = decision.wait;
  if (!decision.retry || attempt >= max_attempts_ || decision.wait > max_wait_) return false;
  if (session_.on_retry) {
    session_.on_retry(connector::RetryNote{label, decision.reason, attempt, max_attempts_,
                                           session_.clock.now() + decision.wait});
  }
  if (!session_.clock.wait_for(decision.wait, session_.stop)) {
    return make_error(ErrorCode::kCancelled, "Stopped while waiting to try again.");
  }
  return true;
}

Result<Answer> Client::send_repeatedly(const Call& call) const {
  const std::string label = fmt::format("{} {}", call.method, call.endpoint);
  for (int attempt = 1;; ++attempt) {
    auto outcome = send_once(call, label);
    Failure failure;
    if (outcome.ok() && is_good(*outcome, anonymous_)) {
      const bool reads = call.idempotent && (call.method == "GET" || call.method == "POST");
      auto answer = read_answer(std::move(*outcome), session_, label, reads);
      if (answer.ok()) return answer;
      failure = {std::move(answer).error(), ErrorCode::kUnreadable};
    } else {
      failure = failure_of(call, label, outcome);
    }
    Millis wait;
    TL_TRY(const bool again, wait_to_retry(call, label, attempt, outcome, failure.cause, wait));
    if (again) continue;
    const bool asked = outcome.ok() && wait > Millis();
    if (asked && traits(failure.error.code).retry == RetryRule::kAfterWait) {
      failure.error.retry_after_ms = wait.ms;
    }
    return std::move(failure.error);
  }
}

std::optional<Error> Client::rejection() const {
  const std::lock_guard lock(sign_in_->mutex);
  return sign_in_->rejected;
}

// Jira counts failed logins with a password, and asks for a CAPTCHA after the third.
void Client::note_sign_in(const Result<Answer>& outcome) const {
  const std::lock_guard lock(sign_in_->mutex);
  if (outcome.ok()) {
    sign_in_->proven = true;
    return;
  }
  const ErrorCode code = outcome.error().code;
  const bool counted = code == ErrorCode::kVendorRejectedCredentials && !sign_in_->proven &&
                       session_.method == domain::SignInMethod::kPassword;
  if (counted || code == ErrorCode::kVendorCaptcha) sign_in_->rejected = outcome.error();
}

Result<Answer> Client::send(const Call& call) const {
  if (anonymous_) return send_repeatedly(call);
  std::unique_lock alone(sign_in_->first, std::defer_lock);
  if (session_.method == domain::SignInMethod::kPassword) alone.lock();
  if (auto error = rejection()) return std::move(*error);
  if (alone.owns_lock() && is_proven()) alone.unlock();
  auto outcome = send_repeatedly(call);
  note_sign_in(outcome);
  return outcome;
}

bool Client::is_proven() const {
  const std::lock_guard lock(sign_in_->mutex);
  return sign_in_->proven;
}

Result<Client> Client::open(Client client) {
  if (!client.session_.flavour.empty()) return client;
  TL_TRY(SiteLook look, look_at_site(client));
  client.flavour_ = std::move(look.flavour);
  return client;
}

Result<Answer> Client::get(std::string_view endpoint, std::string_view path,
                           const Query& query) const {
  return send(Call{"GET", endpoint, path, query, "", true});
}

Result<Answer> Client::post_read(std::string_view endpoint, std::string_view path,
                                 std::string body) const {
  return send(Call{"POST", endpoint, path, {}, std::move(body), true});
}

Result<Answer> Client::post(std::string_view endpoint, std::string_view path,
                            std::string body) const {
  return send(Call{"POST", endpoint, path, {}, std::move(body), false});
}

Result<Answer> Client::put(std::string_view endpoint, std::string_view path, std::string body,
                           const Query& query) const {
  return send(Call{"PUT", endpoint, path, query, std::move(body), true});
}

Result<Answer> Client::remove(std::string_view endpoint, std::string_view path) const {
  return send(Call{"DELETE", endpoint, path, {}, "", true});
}

}  // namespace tl::connectors::jira
