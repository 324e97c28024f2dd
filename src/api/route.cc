#include "api/route.h"

#include <exception>

#include "api/origin.h"
#include "base/log.h"
#include "base/text.h"

namespace tl::api {
namespace {

constexpr size_t kMaxBodyBytes = 1u << 20;  // of our own API; deliveries have their own limit

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

Result<void> check_role(const Caller& caller, Access access) {
  if (access != Access::kAdmin || caller.who.user.role == store::Role::kAdmin) return {};
  return make_error(ErrorCode::kForbidden, "Only an admin may do this.");
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
              {kMaxBodyBytes});
}

}  // namespace tl::api
