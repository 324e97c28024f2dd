// What callers send about connections: sign-ins, wishes, changes. Strict; nothing is looked up.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "api/route.h"
#include "connector/check.h"
#include "sync/service.h"

namespace tl::api {

inline constexpr size_t kMaxProjectKeys = 1000;
inline constexpr size_t kMaxPemChars = 256 * 1024;
inline constexpr size_t kMaxJqlChars = 10'000;
inline constexpr size_t kMaxCustomFields = 500;
inline constexpr int64_t kMaxRequestsPerMinute = 60'000;
inline constexpr int64_t kMinutesPerDay = 1440;

// The proxy for people: "http://***@host:3128" when there is a login.
[[nodiscard]] std::string shown_proxy(const domain::ConnectionOptions& options);

// Required; anything a person pastes.
[[nodiscard]] std::string read_base_url(ObjectReader& body);

// base_url, ca_pem, proxy.
void read_address(ObjectReader& body, sync::SignIn& sign_in);

// The same where what is absent stays as it is in `sign_in`; the proxy stays when it is "".
// `present`: what is shown of its proxy means that the proxy stays.
void read_new_address(ObjectReader& body, const domain::ConnectionOptions& present,
                      sync::SignIn& sign_in);

// The members of JiraSignIn; the caller refuses unknown ones. The e-mail is a user name for
// password, and may be absent where a token names its owner.
[[nodiscard]] sync::SignIn read_sign_in(ObjectReader& body);
[[nodiscard]] std::optional<domain::SignInMethod> read_method(ObjectReader& body);
// `email` as `method` wants it; "" with a problem when it does not fit.
[[nodiscard]] std::string read_account(ObjectReader& body,
                                       std::optional<domain::SignInMethod> method);
[[nodiscard]] std::string read_secret(ObjectReader& body);

// A draft's sign-in or a saved connection: exactly one of the two.
struct Subject {
  std::optional<sync::SignIn> sign_in;
  std::optional<std::string> connection;  // public id
};
[[nodiscard]] Subject read_subject(ObjectReader& body);

[[nodiscard]] std::vector<std::string> read_project_keys(ObjectReader& body);
[[nodiscard]] connector::CheckRequest read_wishes(ObjectReader& body);
[[nodiscard]] sync::ConnectRequest read_connect(ObjectReader& body, CivilDate today);
// `present`: what is shown of its proxy means that the proxy stays.
[[nodiscard]] sync::ConnectionChange read_change(ObjectReader& body, CivilDate today,
                                                 const domain::Connection& present);

// token_expires: not past. A password does not expire by itself, so there it may be absent.
[[nodiscard]] std::optional<CivilDate> read_expiry(ObjectReader& body, bool required,
                                                   CivilDate today);

// Today in the tenant's own zone.
[[nodiscard]] Result<CivilDate> load_today(const Call& call);

}  // namespace tl::api
