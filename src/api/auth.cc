#include "api/auth.h"

#include "api/cursor.h"
#include "api/origin.h"
#include "base/hash.h"
#include "base/log.h"
#include "base/random.h"
#include "base/text.h"

namespace tl::api {
namespace {

constexpr Millis kRollAfter = days(1);
constexpr size_t kMaxTokenBytes = 256;

Error not_signed_in() { return make_error(ErrorCode::kUnauthenticated, "Sign in first."); }

std::string cookie_text(const net::Request& request, std::string_view value, int64_t max_age_s) {
  std::string text = std::string(kSessionCookie) + "=" + std::string(value) +
                     "; Path=/; HttpOnly; SameSite=Lax; Max-Age=" + std::to_string(max_age_s);
  if (request.scheme == "https") text += "; Secure";
  return text;
}

Result<std::optional<store::SignedIn>> find_caller(ApiContext& api, const Caller& caller) {
  return caller.by_cookie ? api.store.find_session(caller.token_hash)
                          : api.store.find_api_token(caller.token_hash);
}

}  // namespace

std::optional<std::string_view> bearer_token(const net::Request& request) {
  const std::string_view header = request.headers.value("Authorization");
  if (!starts_with_no_case(header, "Bearer ")) return std::nullopt;
  return trim(header.substr(7));
}

Result<Caller> load_caller(ApiContext& api, const net::Request& request) {
  Caller caller;
  std::optional<std::string_view> token;
  if (request.headers.contains("Authorization")) {
    token = bearer_token(request);
  } else {
    token = request.cookie(kSessionCookie);
    caller.by_cookie = true;
  }
  if (!token || token->empty() || token->size() > kMaxTokenBytes) return not_signed_in();
  caller.token_hash = sha256(*token);
  TL_TRY(auto found, find_caller(api, caller));
  if (!found) return not_signed_in();
  caller.who = std::move(*found);
  return caller;
}

bool is_still_valid(ApiContext& api, const Caller& caller) {
  const auto found = find_caller(api, caller);
  // A database that fails for a moment ends no session.
  return !found.ok() || found->has_value();
}

Result<std::string> begin_session(ApiContext& api, TenantId tenant, UserId user) {
  std::string token = base64url_encode(random_bytes(32));
  TL_CHECK_OK(
      api.store.tenant(tenant).create_session(sha256(token), user, api.clock.now() + kSessionLife));
  return token;
}

void roll_session(ApiContext& api, const net::Request& request, const Caller& caller,
                  net::Response& response) {
  if (!caller.by_cookie) return;
  const Instant now = api.clock.now();
  if (caller.who.expires > now + Millis(kSessionLife.ms - kRollAfter.ms)) return;
  if (response.headers.contains("Set-Cookie")) return;
  const auto touched =
      api.store.tenant(caller.tenant()).touch_session(caller.token_hash, now + kSessionLife);
  if (!touched.ok()) return log_error("roll session", touched.error());
  set_session_cookie(request, request.cookie(kSessionCookie).value_or(""), response);
}

void set_session_cookie(const net::Request& request, std::string_view token,
                        net::Response& response) {
  response.headers.add("Set-Cookie", cookie_text(request, token, kSessionLife.ms / 1000));
}

void clear_session_cookie(const net::Request& request, net::Response& response) {
  response.headers.add("Set-Cookie", cookie_text(request, "", 0));
}

Result<void> check_origin(ApiContext& api, const net::Request& request, bool by_cookie) {
  if (!request.headers.contains("Origin")) {
    if (!by_cookie) return {};
    return make_error(ErrorCode::kForbidden,
                      "The request has no Origin header; with the session cookie it needs one.");
  }
  TL_TRY(const std::string public_url, load_public_url(api.store, api.options));
  if (is_same_origin(request, public_url)) return {};
  return make_error(ErrorCode::kForbidden,
                    "The request comes from another web site (its Origin is not this server's).");
}

}  // namespace tl::api
