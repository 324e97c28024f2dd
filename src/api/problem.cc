#include "api/problem.h"

#include <algorithm>
#include <utility>

#include "base/json.h"
#include "base/log.h"

namespace tl::api {
namespace {

constexpr long long kDefaultRetryAfterMs = 5000;

// Retry-After in whole seconds, at least one; 0 when the answer is not worth repeating.
long long retry_after_seconds(const Error& error, int status) {
  if (error.retry_after_ms >= 0) return std::max<long long>(1, (error.retry_after_ms + 999) / 1000);
  return status == 503 || status == 429 ? kDefaultRetryAfterMs / 1000 : 0;
}

std::string printable(std::string_view text) {
  std::string out(text);
  std::replace_if(
      out.begin(), out.end(), [](unsigned char c) { return c < 0x20 || c == 0x7f; }, ' ');
  return out;
}

void log_occurrence(std::string_view where, const Error& error, int status) {
  Error printed = error;
  printed.detail = printable(error.detail);
  if (status >= 500 && status != 503) return log_error(where, printed);
  log_info("{} {} {} {}: {}", printed.id, where, status, traits(error.code).type, printed.detail);
}

}  // namespace

net::Response render_problem(std::string_view where, const Error& error,
                             const ProblemExtras& extras) {
  const ErrorTraits& row = traits(error.code);
  const int status = extras.status != 0 ? extras.status : row.http_status;
  Error named = error;
  if (named.id.empty()) named.id = make_error(error.code, "").id;
  log_occurrence(where, named, status);

  JsonWriter out;
  out.begin_object();
  out.member("type", "/problems/" + std::string(row.type));
  out.member("title", row.title).member("status", status);
  out.member("detail", named.detail.empty() ? std::string(row.title) : named.detail);
  out.member("id", named.id).member("remedy", row.remedy);
  const long long retry = retry_after_seconds(named, status);
  if (retry > 0) out.member("retry_after_seconds", static_cast<int64_t>(retry));
  if (!extras.errors.empty()) {
    out.key("errors").begin_array();
    for (const FieldProblem& problem : extras.errors) {
      out.begin_object().member("field", problem.field).member("message", problem.message);
      out.end_object();
    }
    out.end_array();
  }
  for (const auto& [name, json] : extras.members) out.key(name).raw(json);
  out.end_object();
  auto response = net::typed_response(status, "application/problem+json", out.take());
  response.headers.set("Cache-Control", "no-store");
  if (retry > 0) response.headers.set("Retry-After", std::to_string(retry));
  return response;
}

net::Response render_field_problems(std::string_view where, std::vector<FieldProblem> problems) {
  std::string detail = problems.front().field + ": " + problems.front().message;
  if (problems.size() > 1) {
    detail += " (and " + std::to_string(problems.size() - 1) + " more)";
  }
  return render_problem(where, make_error(ErrorCode::kInvalidArgument, std::move(detail)),
                        {400, std::move(problems)});
}

std::string route_name(const net::Request& request) {
  return request.method + " " + (request.pattern.empty() ? "(no route)" : request.pattern);
}

net::Response render_edge_failure(const net::HttpFailure& failure, const net::Request* request) {
  const std::string where = request != nullptr ? route_name(*request) : "edge";
  auto response =
      render_problem(where, make_error(failure.code, failure.detail), {failure.status, {}});
  if (request != nullptr && request->method == "HEAD") response.body.clear();
  return response;
}

}  // namespace tl::api
