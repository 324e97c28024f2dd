#include "api/route.h"

#include <exception>

#include "api/origin.h"
#include "base/log.h"
#include "base/text.h"

namespace tl::api {
namespace {

std::optional<net::Response> check_form(const net::Request& request, const RouteRules& rules) {
  if (!rules.takes_query && !request.query.empty()) {
    Problems problems;
    QueryReader(request, problems).refuse_unknown();
    return render_field_problems(route_name(request), std::move(problems));
  }
  if (rules.takes_body && !has_json_body(request)) {
    return render_problem(
        route_name(request),
        make_error(ErrorCode::kInvalidArgument, "The body must be sent as application/json."),
        {415, {}});
  }
  return std::nullopt;
}

Result<net::Response> dispatch(ApiContext& api, const net::Request& request,
                               const RouteRules& rules, Handler handler) {
  std::optional<Caller> caller;
  if (rules.access != Access::kPublic) {
    TL_TRY(caller, load_caller(api, request));
  }
  if (is_unsafe_method(request.method)) {
    TL_CHECK_OK(check_origin(api, request, caller && caller->by_cookie));
  }
  if (caller) TL_CHECK_OK(check_role(*caller, rules.access));
  if (auto refused = check_form(request, rules)) return std::move(*refused);
  Call call{api, request, caller ? &*caller : nullptr};
  TL_TRY(auto response, handler(call));
  if (caller) roll_session(api, request, *caller, response);
  return response;
}

net::Response run(ApiContext& api, const net::Request& request, const RouteRules& rules,
                  Handler handler) {
  const auto render = [&](const Error& error) {
    auto response = render_problem(route_name(request), error);
    if (error.code == ErrorCode::kUnauthenticated) {
      response.headers.set("WWW-Authenticate", "Bearer");
    }
    return response;
  };
  try {
    auto result = dispatch(api, request, rules, handler);
    auto response = result.ok() ? std::move(result).value() : render(result.error());
    harden(response);
    return response;
  } catch (const std::exception& bug) {
    // The text of a bug goes to the log; the caller gets the id alone.
    Error error = make_error(ErrorCode::kInternal, bug.what());
    log_error(route_name(request), error);
    error.detail = "Something is wrong in Throughline; its log has the id.";
    auto response = render_problem(route_name(request), error);
    harden(response);
    return response;
  }
}

}  // namespace

Result<void> check_role(const Caller& caller, Access access) {
  const store::Role role = caller.who.user.role;
  if (role == store::Role::kAdmin || access < Access::kLead) return {};
  if (access == Access::kAdmin) {
    return make_error(ErrorCode::kForbidden, "Only an admin may do this.");
  }
  if (role == store::Role::kLead) return {};
  return make_error(ErrorCode::kForbidden, "Only a lead or an admin may do this.");
}

void harden(net::Response& response) {
  auto set_default = [&](std::string_view name, std::string_view value) {
    if (!response.headers.contains(name)) response.headers.set(name, value);
  };
  set_default("Cache-Control", "no-store");
  set_default("X-Content-Type-Options", "nosniff");
  set_default("Referrer-Policy", "same-origin");
  set_default("X-Frame-Options", "DENY");
  set_default("Cross-Origin-Resource-Policy", "same-origin");
}

void Routes::add(std::string_view method, std::string_view pattern, RouteRules rules,
                 Handler handler) {
  ApiContext* api = &api_;
  router_.add(method, pattern,
              [api, rules, handler](const net::Request& request) {
                return run(*api, request, rules, handler);
              },
              {rules.max_body_bytes, std::string(rules.too_large)});
}

}  // namespace tl::api
