#include "api/numbers_call.h"

#include <fmt/format.h>

#include <algorithm>

#include "api/jql_scope.h"
#include "base/hash.h"
#include "base/text.h"
#include "base/version.h"

namespace tl::api {
namespace {

constexpr int kShape = 1;  // of the answers; raised when they change without kVersion
constexpr int64_t kMinuteMs = 60'000;
constexpr size_t kTagBytes = 16;

std::string clock_mark(const Asked& asked, Ages ages) {
  const std::string date = format_date(asked.today);
  if (ages == Ages::kDay || asked.question.as_of) return date;
  return fmt::format("{} {}", date, asked.question.now.ms / kMinuteMs);
}

// Names and values in the order given: another order is another answer's tag, which costs time
// alone.
std::string query_text(const net::Request& request) {
  std::string text = request.path;
  for (const auto& [name, value] : request.query)
    text += fmt::format("\n{}:{}={}:{}", name.size(), name, value.size(), value);
  return text;
}

std::string view_text(const LensView& view) {
  std::string text =
      fmt::format("{} {} calendar {} {} {} ", view.version->position(), view.version->built_at().ms,
                  view.calendar.version(), view.zone, view.week_start);
  for (const domain::Connection& connection : view.connections) {
    text += fmt::format("\n{} {} {} {}", connection.id.value, connection.public_id,
                        mapping::mapping_of(view.mappings, connection.id).version, connection.name);
  }
  return text;
}

}  // namespace

bool names_etag(std::string_view header, std::string_view etag) {
  const std::vector<std::string_view> given = split(header, ',');
  return std::any_of(given.begin(), given.end(), [&](std::string_view one) {
    one = trim(one);
    if (one.starts_with("W/")) one.remove_prefix(2);
    return one == "*" || one == etag;
  });
}

std::string view_etag(const Call& call, const LensView& view, std::string_view more) {
  const std::string identity =
      fmt::format("{} {} {}\n{}\n{}\n{}", kVersion, kShape, call.tenant().value, view_text(view),
                  query_text(call.request), more);
  return "\"" + to_hex(sha256(identity).substr(0, kTagBytes)) + "\"";
}

void set_etag(net::Response& response, std::string_view etag) {
  response.headers.set("ETag", etag);
  response.headers.set("Cache-Control", "private, no-cache");
  response.headers.set("Vary", "Cookie, Authorization");
}

std::optional<net::Response> not_modified(const Call& call, std::string_view etag) {
  if (!names_etag(call.request.headers.joined("If-None-Match"), etag)) return std::nullopt;
  auto response = net::empty_response(304);
  set_etag(response, etag);
  return response;
}

Result<std::optional<net::Response>> NumberCall::begin() {
  const auto known = static_cast<std::ptrdiff_t>(problems_.size());
  query_.refuse_unknown();  // told first: what is missing may only be misspelt
  std::rotate(problems_.begin(), problems_.begin() + known, problems_.end());
  if (!problems_.empty()) return std::optional(call_.refuse(std::move(problems_)));
  TL_TRY(const QueryScope scope, QueryScope::bind(call_, view_, asked_, problems_));
  if (!problems_.empty()) return std::optional(call_.refuse(std::move(problems_)));
  TL_TRY(asked_.question.complete_back_to, load_complete_back_to(call_, view_, asked_));
  const auto& complete = asked_.question.complete_back_to;
  etag_ = view_etag(call_, view_,
                    fmt::format("{} {}{}", clock_mark(asked_, traits_.ages),
                                complete ? complete->ms : -1, scope.mark(call_, asked_)));
  auto same = not_modified(call_, etag_);
  if (!same) scope.select(asked_.question);
  return same;
}

net::Response NumberCall::json(std::string body) const {
  auto response = net::json_response(200, std::move(body));
  set_etag(response, etag_);
  return response;
}

net::Response NumberCall::csv(std::string body) const {
  auto response = net::typed_response(200, "text/csv; charset=utf-8", std::move(body));
  response.headers.set("Content-Disposition",
                       fmt::format("attachment; filename=\"{}.csv\"", traits_.file));
  set_etag(response, etag_);
  return response;
}

}  // namespace tl::api
