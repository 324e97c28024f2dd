#include "connectors/jira/error_table.h"

#include <fmt/format.h>

#include <array>

#include "base/json.h"
#include "base/text.h"
#include "connectors/jira/flavour.h"
#include "connectors/jira/payload.h"
#include "net/retry.h"
#include "net/url.h"

namespace tl::connectors::jira {
namespace {

constexpr size_t kMaxWords = 400;

struct Row {
  int status;  // 0: any of the class below
  ErrorCode code;
  // {0} the base URL, {1} the account, {2} the endpoint, {3} the status
  std::string_view text;
};

constexpr std::array kRows = {
    Row{403, ErrorCode::kVendorForbidden, "Jira does not let {1} use {2}."},
    Row{404, ErrorCode::kVendorNotFound,
        "Jira does not know what was asked for with {2}, or {1} may not see it."},
    Row{410, ErrorCode::kVendorGone, "This Jira no longer offers {2}."},
    Row{413, ErrorCode::kVendorRefused, "Jira says that {2} asks for too much."},
    Row{429, ErrorCode::kVendorRateLimited,
        "Jira limits requests; {2} has to wait. Nothing is lost."},
};

// What 401 means, by how one signed in.
struct Rejection {
  domain::SignInMethod method;
  std::string_view text;
};

constexpr std::array kRejections = {
    Rejection{domain::SignInMethod::kApiToken,
              "Jira rejected the token for {1}. It is wrong, expired, or from another account."},
    Rejection{domain::SignInMethod::kScopedToken,
              "Jira rejected the scoped token for {1}. It is wrong, expired, or from another "
              "account."},
    Rejection{domain::SignInMethod::kPersonalToken,
              "Jira rejected the personal access token. It is wrong, expired, or revoked."},
    Rejection{domain::SignInMethod::kPassword,
              "Jira rejected the user name or the password of {1}. It is not tried again, so that "
              "the account is not locked."},
};

// Scopes of tokens, and what is lost without them. Endpoints by how they begin; the first counts.
struct Scope {
  std::string_view endpoint;
  std::string_view scope;
  std::string_view cost;
};

constexpr std::array kScopes = {
    Scope{"board/{id}/sprint", "read:sprint:jira-software", "Sprints are known from issues only."},
    Scope{"board", "read:board-scope:jira-software", "Boards and their sprints are not read."},
    Scope{"sprint", "read:sprint:jira-software", "Sprints are known from issues only."},
    Scope{"user", "read:jira-user", "People are known from issues only."},
    Scope{"myself", "read:jira-user", "The account cannot be named."},
    Scope{"webhook", "manage:jira-webhook", "Changes are found by polling every 5 min."},
    Scope{"jql", "read:jira-work", "Filters cannot be looked at."},
    Scope{"", "read:jira-work", "Issues and their histories cannot be read."},
};

std::string_view content_type(const net::HttpAnswer& answer) {
  return answer.headers.value("Content-Type");
}

bool is_json(const net::HttpAnswer& answer) {
  if (to_lower(content_type(answer)).find("json") != std::string::npos) return true;
  const std::string_view body = trim(answer.body);
  return !body.empty() && (body.front() == '{' || body.front() == '[');
}

std::string kind_of_body(const net::HttpAnswer& answer) {
  if (to_lower(content_type(answer)).find("html") != std::string::npos) return "HTML";
  if (trim(answer.body).empty()) return "nothing";
  return "something that is no JSON";
}

Error not_jira(const net::HttpAnswer& answer, const AnswerContext& context) {
  return make_error(
      ErrorCode::kVendorNotJira,
      fmt::format(
          "{} answers, but not as Jira (got {}, {}). Is there a context path such as /jira?",
          context.base_url, kind_of_body(answer), answer.status));
}

bool asks_captcha(const net::HttpAnswer& answer) {
  const std::string reason = to_lower(answer.headers.value("X-Authentication-Denied-Reason"));
  const std::string_view login = answer.headers.value("X-Seraph-LoginReason");
  return reason.find("captcha") != std::string::npos ||
         login.find("AUTHENTICATION_DENIED") != std::string_view::npos;
}

void add_words(std::string& out, std::string_view words) {
  if (words.empty() || out.find(words) != std::string::npos) return;
  if (!out.empty()) out += ' ';
  out += words;
}

void add_list(std::string& out, JsonElement body) {
  const auto messages = json_get(body, "errorMessages");
  simdjson::dom::array list;
  if (!messages || messages->get(list)) return;
  for (const JsonElement message : list) add_words(out, id_of(message));
}

void add_field_errors(std::string& out, JsonElement body) {
  const auto errors = json_get(body, "errors");
  simdjson::dom::object fields;
  if (!errors || errors->get(fields)) return;
  for (const auto& [field, message] : fields) {
    add_words(out, std::string(field) + ": " + id_of(message));
  }
}

Error with_words(Error error, const net::HttpAnswer& answer) {
  const std::string words = vendor_words(answer.body);
  if (!words.empty()) error.detail += " Jira says: " + words;
  return error;
}

std::string filled(std::string_view text, const net::HttpAnswer& answer,
                   const AnswerContext& context) {
  const std::string_view account = context.email.empty() ? "this account" : context.email;
  return fmt::format(fmt::runtime(text), context.base_url, account, context.label, answer.status);
}

Error from_row(const Row& row, const net::HttpAnswer& answer, const AnswerContext& context) {
  return with_words(make_error(row.code, filled(row.text, answer, context)), answer);
}

Error rejected(const net::HttpAnswer& answer, const AnswerContext& context) {
  if (context.anonymous) {
    return with_words(make_error(ErrorCode::kVendorRejectedCredentials,
                                 fmt::format("{} says nothing to somebody who is not signed in.",
                                             context.base_url)),
                      answer);
  }
  for (const Rejection& row : kRejections) {
    if (row.method != context.method) continue;
    return with_words(
        make_error(ErrorCode::kVendorRejectedCredentials, filled(row.text, answer, context)),
        answer);
  }
  return from_row(Row{401, ErrorCode::kVendorRejectedCredentials, kRejections.front().text}, answer,
                  context);
}

Error missing_scope(const AnswerContext& context) {
  for (const Scope& row : kScopes) {
    if (!context.endpoint.starts_with(row.endpoint)) continue;
    return make_error(
        ErrorCode::kVendorForbidden,
        fmt::format("The token lacks the scope {} for {}. {}", row.scope, context.label, row.cost));
  }
  return make_error(ErrorCode::kVendorForbidden,
                    fmt::format("The token lacks the scope for {}.", context.label));
}

// Only some Jiras offer this endpoint, and this is none of them (any more).
Error not_offered(const net::HttpAnswer& answer, const AnswerContext& context) {
  return with_words(make_error(ErrorCode::kVendorGone,
                               fmt::format("{} does not offer {}; it is part of {}.",
                                           context.flavour.empty() ? "This Jira" : context.flavour,
                                           context.label, needed_for(context.endpoint))),
                    answer);
}

bool is_login_page(std::string_view location) {
  const std::string lower = to_lower(location);
  for (const std::string_view word : {"login", "signin", "sign-in", "saml", "sso", "oauth"}) {
    if (lower.find(word) != std::string::npos) return true;
  }
  return false;
}

Error redirect(const net::HttpAnswer& answer, const AnswerContext& context) {
  const std::string target = shortened(storable_text(answer.headers.value("Location")), 200);
  const auto from = net::parse_url(context.base_url);
  const auto to = net::parse_url(target);
  if (from.ok() && to.ok() && from->scheme == "http" && to->scheme == "https" &&
      from->host == to->host) {
    return make_error(ErrorCode::kVendorNotJira,
                      fmt::format("{} answers only by https; use {}.", context.base_url,
                                  "https://" + to->authority() +
                                      std::string(from->path == "/" ? "" : from->path)));
  }
  if (is_login_page(target)) {
    return make_error(ErrorCode::kVendorNotJira,
                      fmt::format("{} sends {} to a sign-in page ({}). A single sign-on or a proxy "
                                  "stands before Jira's API; let requests with a token pass.",
                                  context.base_url, context.label, net::printable_url(target)));
  }
  return make_error(
      ErrorCode::kVendorNotJira,
      fmt::format("{} redirects ({}) to {}; use that address.", context.base_url, answer.status,
                  target.empty() ? "nowhere" : net::printable_url(target)));
}

Error unavailable(const net::HttpAnswer& answer, const AnswerContext& context) {
  Error error = make_error(ErrorCode::kVendorUnavailable,
                           fmt::format("Jira answered {} to {}.", answer.status, context.label));
  return with_words(std::move(error), answer);
}

}  // namespace

bool is_sign_in_failure(const net::HttpAnswer& answer) {
  const std::string_view reason = answer.headers.value("X-Seraph-LoginReason");
  const bool failed = reason.find("AUTHENTICATED_FAILED") != std::string_view::npos ||
                      reason.find("AUTHENTICATION_DENIED") != std::string_view::npos ||
                      equals_no_case(answer.headers.value("X-AUSERNAME"), "anonymous");
  return answer.status == 401 || (failed && (answer.status < 400 || answer.status == 404));
}

bool is_missing_scope(const net::HttpAnswer& answer) {
  if (answer.status != 401 && answer.status != 403) return false;
  return to_lower(vendor_words(answer.body)).find("scope does not match") != std::string::npos;
}

bool is_good(const net::HttpAnswer& answer, bool anonymous) {
  if (answer.status < 200 || answer.status > 299) return false;
  if (!anonymous && is_sign_in_failure(answer)) return false;
  return trim(answer.body).empty() ? answer.status != 200 || answer.body.empty() : is_json(answer);
}

std::string vendor_words(std::string_view body) {
  if (trim(body).empty()) return {};
  const auto document = JsonDocument::parse(body);
  if (!document.ok() || !document->root().is_object()) return {};
  std::string out;
  add_list(out, document->root());
  add_field_errors(out, document->root());
  for (const std::string_view key : {"message", "errorMessage", "error_description"}) {
    add_words(out, json_text(document->root(), key).value_or(""));
  }
  return shortened(storable_text(out), kMaxWords);
}

Error error_of_answer(const net::HttpAnswer& answer, const AnswerContext& context) {
  const int status = answer.status;
  if (asks_captcha(answer)) {
    return make_error(ErrorCode::kVendorCaptcha,
                      "Jira asks this user to solve a CAPTCHA after failed logins. "
                      "Sign in once in a browser as that user.");
  }
  if (is_missing_scope(answer)) return missing_scope(context);
  if (status == 401 || (!context.anonymous && is_sign_in_failure(answer))) {
    return rejected(answer, context);
  }
  if (status >= 300 && status < 400) return redirect(answer, context);
  if (status >= 500) return unavailable(answer, context);
  const bool absent = status == 404 || status == 405 || status == 410;
  if (absent && !needed_for(context.endpoint).empty()) return not_offered(answer, context);
  if (status < 300 || (status == 404 && !is_json(answer))) return not_jira(answer, context);
  for (const Row& row : kRows) {
    if (row.status == status) return from_row(row, answer, context);
  }
  return with_words(make_error(ErrorCode::kVendorRefused,
                               fmt::format("Jira answered {} to {}.", status, context.label)),
                    answer);
}

}  // namespace tl::connectors::jira
