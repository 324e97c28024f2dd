// Sign in, sign out, who am I.
#include <array>
#include <utility>

#include "api/me.h"
#include "api/origin.h"
#include "api/route.h"
#include "api/runtime.h"
#include "base/log.h"
#include "base/random.h"
#include "base/text.h"

namespace tl::api {
namespace {

constexpr std::array<std::pair<std::string_view, int>, 3> kWeekStarts = {
    {{"monday", 1}, {"sunday", 7}, {"saturday", 6}}};

struct SignInBody {
  std::string email;
  std::string password;
};

SignInBody read_sign_in(ObjectReader body) {
  SignInBody read;
  read.email = to_lower(trim(body.text("email", 254)));
  read.password = body.text("password", 1024);
  body.refuse_unknown();
  return read;
}

Result<void> check_throttle(ApiContext& api, const net::Request& request,
                            const std::string& email) {
  const Instant now = api.clock.now();
  auto wait = api.runtime->attempts_by_address.begin(request.peer_address, now);
  if (!wait) wait = api.runtime->sign_in_by_email.begin(email, now);
  if (!wait) return {};
  Error error = make_error(ErrorCode::kTooManyAttempts, "Too many attempts to sign in.");
  error.retry_after_ms = wait->ms;
  return error;
}

// The same answer and the same work whether the e-mail is known or not.
Result<store::Login> check_password(ApiContext& api, const SignInBody& body) {
  TL_TRY(auto login, api.store.find_login(body.email));
  const std::string hash =
      login ? login->password_hash : api.runtime->dummy_hash(api.options.password_cost);
  const bool right = vault::verify_password(body.password, hash);
  if (!login || !right || login->user.disabled) {
    return make_error(ErrorCode::kUnauthenticated, "E-mail or password is wrong.");
  }
  return std::move(*login);
}

void renew_hash(ApiContext& api, const store::Login& login, const std::string& password) {
  if (!vault::needs_rehash(login.password_hash, api.options.password_cost)) return;
  const auto hash = vault::hash_password(password, api.options.password_cost);
  if (!hash.ok()) return log_error("renew password hash", hash.error());
  const auto saved = api.store.tenant(login.tenant).set_password(login.user.id, *hash);
  if (!saved.ok()) log_error("renew password hash", saved.error());
}

Result<net::Response> sign_in(Call& call) {
  TL_TRY(const auto document, parse_body(call.request));
  Problems problems;
  const SignInBody body = read_sign_in(ObjectReader(document.root(), "", problems));
  if (!problems.empty()) return call.refuse(std::move(problems));
  TL_CHECK_OK(check_throttle(call.api, call.request, body.email));
  TL_TRY(const auto login, check_password(call.api, body));
  call.api.runtime->sign_in_by_email.forgive(body.email);
  call.api.runtime->attempts_by_address.refund(call.request.peer_address);
  renew_hash(call.api, login, body.password);
  TL_TRY(const std::string token, begin_session(call.api, login.tenant, login.user.id));
  TL_TRY(auto me, render_me(call.api, login.tenant, login.user));
  auto response = net::json_response(200, std::move(me));
  set_session_cookie(call.request, token, response);
  return response;
}

Result<net::Response> sign_out(Call& call) {
  if (!call.caller->by_cookie) {
    return make_error(ErrorCode::kInvalidArgument,
                      "An API token cannot sign out; delete the token instead.");
  }
  TL_CHECK_OK(call.store().delete_session(call.caller->token_hash));
  auto response = net::empty_response(204);
  clear_session_cookie(call.request, response);
  return response;
}

Result<net::Response> get_me(Call& call) {
  TL_TRY(auto me, render_me(call.api, call.tenant(), call.caller->who.user));
  return net::json_response(200, std::move(me));
}

}  // namespace

std::string_view week_start_text(int iso_weekday) {
  for (const auto& [text, day] : kWeekStarts) {
    if (day == iso_weekday) return text;
  }
  return kWeekStarts.front().first;
}

std::optional<int> parse_week_start(std::string_view text) {
  for (const auto& [name, day] : kWeekStarts) {
    if (name == text) return day;
  }
  return std::nullopt;
}

std::string ApiRuntime::dummy_hash(const vault::PasswordCost& cost) {
  const std::lock_guard lock(mutex_);
  if (dummy_hash_.empty()) {
    const auto hash = vault::hash_password(random_bytes(32), cost);
    if (hash.ok()) dummy_hash_ = *hash;
  }
  return dummy_hash_;
}

Result<std::string> render_me(ApiContext& api, TenantId tenant_id, const store::User& user) {
  TL_TRY(const store::Tenant tenant, api.store.tenant(tenant_id).load_tenant());
  TL_TRY(const std::string public_url, load_public_url(api.store, api.options));
  JsonWriter out;
  out.begin_object();
  out.key("user").begin_object();
  out.member("id", user.public_id).member("email", user.email).member("name", user.name);
  out.member("role", store::to_text(user.role)).end_object();
  out.key("tenant").begin_object();
  out.member("id", tenant.public_id).member("name", tenant.name);
  out.member("time_zone", tenant.zone).member("week_start", week_start_text(tenant.week_start));
  out.end_object();
  out.key("server").begin_object();
  out.member("version", api.options.version).member("public_url", public_url);
  out.member("public_url_reachable_hint", unreachable_hint(public_url)).end_object();
  out.end_object();
  return out.take();
}

void add_session_routes(Routes& routes) {
  routes.add("POST", "/api/v1/session", {Access::kPublic, false, true}, sign_in);
  routes.add("DELETE", "/api/v1/session", {Access::kAnyRole}, sign_out);
  routes.add("GET", "/api/v1/me", {Access::kAnyRole}, get_me);
}

}  // namespace tl::api
