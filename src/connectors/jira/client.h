// Requests to one Jira site: signed in, within the rate budget, tried again as the retry table
// says, failures told apart by the error table.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/json.h"
#include "connector/session.h"
#include "net/headers.h"

namespace tl::connectors::jira {

using Query = std::vector<std::pair<std::string, std::string>>;

// A good answer. Elements of `json` live as long as this.
struct Answer {
  JsonDocument json;  // an empty object when the body was empty
  net::Headers headers;
  Instant date;  // Jira's clock: the Date header, else ours

  [[nodiscard]] JsonElement root() const { return json.root(); }
};

// "Fri, 20 Nov 2026 14:02:11 GMT"; nothing for anything else.
[[nodiscard]] std::optional<Instant> parse_http_date(std::string_view text);

class Client {
 public:
  // `session` must outlive the client. `max_attempts`: in all, at least 1.
  explicit Client(const connector::Session& session, int max_attempts = kDefaultAttempts)
      : session_(session), max_attempts_(max_attempts) {}

  static constexpr int kDefaultAttempts = 5;

  // `path` begins with "/"; `endpoint` is its class, for limits and texts: "search/jql".
  Result<Answer> get(std::string_view endpoint, std::string_view path, const Query& query = {});
  // A POST that only reads: it may be repeated.
  Result<Answer> post_read(std::string_view endpoint, std::string_view path, std::string body);
  // Writes. A POST is not repeated when its outcome is unknown.
  Result<Answer> post(std::string_view endpoint, std::string_view path, std::string body);
  Result<Answer> put(std::string_view endpoint, std::string_view path, std::string body);
  Result<Answer> remove(std::string_view endpoint, std::string_view path);

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
  Result<Answer> send(const Call& call);
  Result<net::HttpAnswer> send_once(const Call& call, const std::string& label);
  Result<bool> wait_to_retry(const Call& call, const std::string& label, int attempt,
                             const Result<net::HttpAnswer>& outcome, Millis& wait);
  [[nodiscard]] net::HttpRequest make_request(const Call& call) const;

  const connector::Session& session_;
  int max_attempts_;
};

}  // namespace tl::connectors::jira
