// Who calls, and what they may do. Sessions travel in a cookie, API tokens in a header; of both the
// database holds only the SHA-256.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "api/api.h"
#include "net/http_message.h"

namespace tl::api {

inline constexpr std::string_view kSessionCookie = "tl_session";
inline constexpr Millis kSessionLife = days(30);

struct Caller {
  store::SignedIn who;
  std::string token_hash;  // raw SHA-256
  bool by_cookie = false;

  [[nodiscard]] TenantId tenant() const { return who.tenant; }
};

// The token of "Authorization: Bearer TOKEN"; nothing when the request has none.
[[nodiscard]] std::optional<std::string_view> bearer_token(const net::Request& request);

// kUnauthenticated when there is no valid session or token. A bearer header is never fallen back
// from to the cookie.
[[nodiscard]] Result<Caller> load_caller(ApiContext& api, const net::Request& request);

// True while the session or token that `caller` came with is still good.
[[nodiscard]] bool is_still_valid(ApiContext& api, const Caller& caller);

// Makes a session; gives the value of the cookie.
[[nodiscard]] Result<std::string> begin_session(ApiContext& api, TenantId tenant, UserId user);

// When the session is older than a day: prolongs it and sends the cookie again.
void roll_session(ApiContext& api, const net::Request& request, const Caller& caller,
                  net::Response& response);

void set_session_cookie(const net::Request& request, std::string_view token,
                        net::Response& response);
void clear_session_cookie(const net::Request& request, net::Response& response);

// The rules for unsafe methods: a cookie needs an Origin that is ours (kForbidden); so does a
// request without one, when it names an Origin at all.
[[nodiscard]] Result<void> check_origin(ApiContext& api, const net::Request& request,
                                        bool by_cookie);

}  // namespace tl::api
