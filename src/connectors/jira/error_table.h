// What an answer of Jira that is no success means, in words for a person: what happened and,
// through the error's traits, what to do. One place for the whole connector.
#pragma once

#include <string>
#include <string_view>

#include "base/error.h"
#include "net/http_client.h"

namespace tl::connectors::jira {

struct AnswerContext {
  std::string_view base_url;
  std::string_view email;     // who signed in
  std::string_view endpoint;  // "GET search/jql"
};

// True when the answer came from somebody who is not signed in although credentials were sent: Jira
// answers 200 with nothing in it to an expired token (header X-Seraph-LoginReason).
[[nodiscard]] bool is_sign_in_failure(const net::HttpAnswer& answer);

// True for what may be read: 2xx, JSON or empty, and signed in.
[[nodiscard]] bool is_good(const net::HttpAnswer& answer);

// REQUIRES: !is_good(answer).
[[nodiscard]] Error error_of_answer(const net::HttpAnswer& answer, const AnswerContext& context);

// Jira's own words: errorMessages, errors, message, error_description; "" when there are none.
[[nodiscard]] std::string vendor_words(std::string_view body);

}  // namespace tl::connectors::jira
