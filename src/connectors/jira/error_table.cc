#include "connectors/jira/error_table.h"

#include <fmt/format.h>

#include <array>

#include "base/json.h"
#include "base/text.h"
#include "connectors/jira/payload.h"
#include "net/retry.h"

namespace tl::connectors::jira {
namespace {

constexpr size_t kMaxWords = 400;

struct Row {
  int status;  // 0: any of the class below
  ErrorCode code;
  // {0} the base URL, {1} the e-mail, {2} the endpoint, {3} the status
  std::string_view text;
};

constexpr std::array kRows = {
    Row{401, ErrorCode::kVendorRejectedCredentials,
        "Jira rejected the token for {1}. It is wrong, expired, or from another account."},
    Row{403, ErrorCode::kVendorForbidden, "Jira does not let {1} use {2}."},
    Row{404, ErrorCode::kVendorNotFound,
        "Jira does not know what was asked for with {2}, or {1} may not see it."},
    Row{410, ErrorCode::kVendorGone, "This Jira no longer offers {2}."},
    Row{413, ErrorCode::kVendorRefused, "Jira says that {2} asks for too much."},
    Row{429, ErrorCode::kVendorRateLimited,
        "Jira limits requests; {2} has to wait. Nothing is lost."},
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
  return reason.find("captcha") != std::string::npos;
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

Error from_row(const Row& row, const net::HttpAnswer& answer, const AnswerContext& context) {
  const std::string_view email = context.email.empty() ? "this account" : context.email;
  return with_words(make_error(row.code, fmt::format(fmt::runtime(row.text), context.base_url,
                                                     email, context.endpoint, answer.status)),
                    answer);
}

Error redirect(const net::HttpAnswer& answer, const AnswerContext& context) {
  const std::string target = shortened(storable_text(answer.headers.value("Location")), 200);
  return make_error(ErrorCode::kVendorNotJira,
                    fmt::format("{} redirects ({}) to {}; use that address.", context.base_url,
                                answer.status, target.empty() ? "nowhere" : target));
}

Error unavailable(const net::HttpAnswer& answer, const AnswerContext& context) {
  Error error = make_error(ErrorCode::kVendorUnavailable,
                           fmt::format("Jira answered {} to {}.", answer.status, context.endpoint));
  return with_words(std::move(error), answer);
}

}  // namespace

bool is_sign_in_failure(const net::HttpAnswer& answer) {
  const std::string_view reason = answer.headers.value("X-Seraph-LoginReason");
  return answer.status == 401 ||
         (answer.status < 400 && reason.find("AUTHENTICATED_FAILED") != std::string_view::npos);
}

bool is_good(const net::HttpAnswer& answer) {
  if (answer.status < 200 || answer.status > 299 || is_sign_in_failure(answer)) return false;
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
  if (is_sign_in_failure(answer)) return from_row(kRows.front(), answer, context);
  if (status >= 300 && status < 400) return redirect(answer, context);
  if (status >= 500) return unavailable(answer, context);
  if (status < 300 || (status == 404 && !is_json(answer))) return not_jira(answer, context);
  for (const Row& row : kRows) {
    if (row.status == status) return from_row(row, answer, context);
  }
  return with_words(make_error(ErrorCode::kVendorRefused,
                               fmt::format("Jira answered {} to {}.", status, context.endpoint)),
                    answer);
}

}  // namespace tl::connectors::jira
