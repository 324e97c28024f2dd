// What is needed to talk to one vendor site on behalf of one connection.
#pragma once

#include <functional>
#include <stop_token>
#include <string>
#include <utility>

#include "base/clock.h"
#include "domain/connection.h"
#include "net/http_client.h"
#include "net/rate_budget.h"

namespace tl::connector {

// A secret in memory. Cannot be printed, compared or converted by accident.
class SecretText {
 public:
  SecretText() = default;
  explicit SecretText(std::string text) : text_(std::move(text)) {}
  [[nodiscard]] const std::string& reveal() const { return text_; }
  [[nodiscard]] bool empty() const { return text_.empty(); }

 private:
  std::string text_;
};

// A request that is about to be tried again; for progress ("Retrying (2 of 4)").
struct RetryNote {
  std::string endpoint;  // "GET search/jql"
  std::string reason;    // for a person
  int attempt = 1;       // the attempt that failed; the first is 1
  int max_attempts = 1;
  Instant next_try;
};

// References must outlive the session. A session may be used by many threads at once.
struct Session {
  std::string base_url;  // where requests go; may have a path (a context path, the gateway's);
                         // no trailing slash
  std::string email;     // or the user name; unused with a personal access token
  SecretText token;      // or the password
  net::HttpTransport& transport;
  net::RateBudget& budget;
  const Clock& clock;
  std::stop_token stop;
  std::string ca_bundle_pem;  // "" the system's authorities
  std::string proxy;          // "" none
  domain::SignInMethod method = domain::SignInMethod::kApiToken;
  // What the site is, as the check found it; "" unknown, then the connector looks first.
  std::string flavour;
  std::string version;
  std::string site_url;                            // where people go, when that is not base_url
  std::string gateway;                             // "https://api.atlassian.com", or a double of it
  std::function<void(const RetryNote&)> on_retry;  // may be empty; called on the fetching thread
  std::function<void(int status)> on_answer;       // may be empty; for request counts
};

}  // namespace tl::connector
