// Requests to one Jira site: signed in, within the rate budget, tried again as the retry table
// says, failures told apart by the error table.
#pragma once

#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/json.h"
#include "connector/session.h"
#include "connectors/jira/flavour.h"
#include "net/headers.h"
#include "net/retry.h"

namespace tl::connectors::jira {

using Query = std::vector<std::pair<std::string, std::string>>;

// A good answer. Elements of `json` live as long as this.
struct Answer {
  JsonDocument json;  // an empty object when the body was empty
  net::Headers headers;
  Instant date;  // Jira's clock: the Date header, else ours
  size_t bytes = 0;

  [[nodiscard]] JsonElement root() const { return json.root(); }
};

// "Fri, 20 Nov 2026 14:02:11 GMT"; nothing for anything else.
[[nodiscard]] std::optional<Instant> parse_http_date(std::string_view text);

// Thread-safe: its functions may run at once. When Jira rejects the sign-in, nothing more is sent
// by the same client: whoever goes on gets the account locked. With a password, the first request
// goes out alone.
class Client {
 public:
  static constexpr int kDefaultAttempts = 5;
  // What a person at a screen is made to wait for one request.
  static constexpr int kInteractiveAttempts = 2;
  static constexpr Millis kInteractiveWait = seconds(5);

  // `session` must outlive the client. `max_attempts`: in all, at least 1. `max_wait`: longer
  // waits, also those that others of the budget were asked for, end in kVendorRateLimited at once.
  // The site is what the session says it is; see open().
  explicit Client(const connector::Session& session, int max_attempts = kDefaultAttempts,
                  Millis max_wait = net::kMaxRateWait)
      : session_(session),
        flavour_(flavour_of(session.flavour, session.version)),
        max_attempts_(max_attempts),
        max_wait_(max_wait) {}

  [[nodiscard]] static Client interactive(const connector::Session& session) {
    return Client(session, kInteractiveAttempts, kInteractiveWait);
  }
  // The same; looks first what the site is when the session does not know.
  [[nodiscard]] static Result<Client> open(Client client);

  [[nodiscard]] const Flavour& flavour() const { return flavour_; }
  [[nodiscard]] const Capabilities& can() const { return *flavour_.can; }
  void set_flavour(Flavour flavour) { flavour_ = std::move(flavour); }
  // A client that does not sign in.
  [[nodiscard]] Client anonymous() const {
    Client other = *this;
    other.anonymous_ = true;
    return other;
  }

  // The path of a resource of the platform API: api("/field") is "/rest/api/3/field".
  [[nodiscard]] std::string api(std::string_view resource) const {
    return std::string(can().api) + std::string(resource);
  }

  // `path` begins with "/"; `endpoint` is its class, for limits and texts: "search/jql".
  Result<Answer> get(std::string_view endpoint, std::string_view path,
                     const Query& query = {}) const;
  // A POST that only reads: it may be repeated.
  Result<Answer> post_read(std::string_view endpoint, std::string_view path,
                           std::string body) const;
  // Writes. A POST is not repeated when its outcome is unknown.
  Result<Answer> post(std::string_view endpoint, std::string_view path, std::string body) const;
  Result<Answer> put(std::string_view endpoint, std::string_view path, std::string body,
                     const Query& query = {}) const;
  Result<Answer> remove(std::string_view endpoint, std::string_view path) const;

  [[nodiscard]] const connector::Session& session() const { return session_; }

 private:
  struct Call {
    std::string_view method;
    std::string_view endpoint;
    std::string_view path;
    Query query;
    std::string body;
    bool idempotent = true;
  };
  // What the requests of one client, several at once, know of the sign-in.
  struct SignIn {
    std::mutex first;  // held by the request that is the first one, if it may cost an account
    std::mutex mutex;
    bool proven = false;            // a good answer came
    std::optional<Error> rejected;  // no more is sent
  };

  Result<Answer> send(const Call& call) const;
  Result<Answer> send_repeatedly(const Call& call) const;
  [[nodiscard]] std::optional<Error> rejection() const;
  [[nodiscard]] bool is_proven() const;
  void note_sign_in(const Result<Answer>& outcome) const;
  [[nodiscard]] std::optional<Error> refuse_long_wait(const Call& call,
                                                      const std::string& label) const;
  Result<net::HttpAnswer> send_once(const Call& call, const std::string& label) const;
  struct Failure {
    Error error;
    std::optional<ErrorCode> cause;  // why there is no answer that could be read; else its status
  };
  [[nodiscard]] Failure failure_of(const Call& call, const std::string& label,
                                   const Result<net::HttpAnswer>& outcome) const;
  Result<bool> wait_to_retry(const Call& call, const std::string& label, int attempt,
                             const Result<net::HttpAnswer>& outcome, std::optional<ErrorCode> cause,
                             Millis& wait) const;
  [[nodiscard]] net::HttpRequest make_request(const Call& call) const;

  const connector::Session& session_;
  Flavour flavour_;
  bool anonymous_ = false;
  int max_attempts_;
  Millis max_wait_;
  std::shared_ptr<SignIn> sign_in_ = std::make_shared<SignIn>();
};

}  // namespace tl::connectors::jira
