// What an answer of Jira that is no success means, in words for a person: what happened and,
// through the error's traits, what to do. One place for the whole connector.
#pragma once

#include <string>
#include <string_view>

#include "base/error.h"
#include "domain/connection.h"
#include "net/http_client.h"

namespace tl::connectors::jira {

struct AnswerContext {
  std::string_view base_url;
  std::string_view email;     // who signed in
  std::string_view label;     // "GET search/jql"
  std::string_view endpoint;  // "search/jql"
  domain::SignInMethod method = domain::SignInMethod::kApiToken;
  std::string flavour;     // "Jira Data Center 9.12.4"
  bool anonymous = false;  // nobody signed in
};

// True when credentials were sent and the answer is for nobody: Jira answers 200 with nothing in it
// to an expired token (headers X-Seraph-LoginReason; X-AUSERNAME of Data Center).
[[nodiscard]] bool is_sign_in_failure(const net::HttpAnswer& answer);

// True for what may be read: 2xx, JSON or empty, and signed in unless `anonymous`.
[[nodiscard]] bool is_good(const net::HttpAnswer& answer, bool anonymous = false);

// The token is good but has no right to this endpoint ("scope does not match").
[[nodiscard]] bool is_missing_scope(const net::HttpAnswer& answer);

// REQUIRES: !is_good(answer, context.anonymous).
[[nodiscard]] Error error_of_answer(const net::HttpAnswer& answer, const AnswerContext& context);

// Jira's own words: errorMessages, errors, message, error_description; "" when there are none.
[[nodiscard]] std::string vendor_words(std::string_view body);

}  // namespace tl::connectors::jira
