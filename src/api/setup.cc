// The first run: organisation and first admin.
#include <utility>

#include "api/me.h"
#include "api/origin.h"
#include "api/route.h"
#include "api/runtime.h"
#include "api/setup_token.h"
#include "base/log.h"
#include "base/text.h"
#include "base/zone.h"
#include "net/url.h"

namespace tl::api {
namespace {

constexpr std::string_view kPublicUrlSetting = "public_url";
constexpr size_t kMinPasswordChars = 12;
constexpr size_t kMaxPasswordChars = 1024;

struct SetupBody {
  std::string token;
  store::NewTenant tenant;
  store::NewUser admin;
  std::string password;
  std::string public_url;
};

std::string read_public_url(ObjectReader& body) {
  const std::string text = body.text("public_url", 2000);
  if (text.empty()) return {};
  const auto url = net::parse_url(trim(text));
  if (!url.ok()) {
    body.problem("public_url", "must be an address such as https://throughline.example.com");
    return {};
  }
  if (!url->query.empty()) body.problem("public_url", "must not have a query");
  std::string plain = url->text();
  while (plain.ends_with('/')) plain.pop_back();
  return plain;
}

SetupBody read_setup(ObjectReader body) {
  SetupBody read;
  read.token = body.text("token", 200);
  const auto organisation = body.optional_text("organisation", 100);
  read.tenant.name = std::string(trim(organisation.value_or("")));
  if (read.tenant.name.empty()) read.tenant.name = "My organisation";
  read.admin.name = std::string(trim(body.text("name", 100)));
  read.admin.email = to_lower(trim(body.text("email", 254)));
  if (!read.admin.email.empty() && !looks_like_email(read.admin.email)) {
    body.problem("email", "is not an e-mail address");
  }
  read.password = body.text("password", kMaxPasswordChars);
  if (!read.password.empty() && count_chars(read.password) < kMinPasswordChars) {
    body.problem("password", "must have at least 12 characters");
  }
  read.public_url = read_public_url(body);
  read.tenant.zone = body.text("time_zone", 64);
  if (!read.tenant.zone.empty() && !zone_exists(read.tenant.zone)) {
    body.problem("time_zone", "is not an IANA time zone such as Europe/Berlin");
  }
  const std::string week_start = body.text("week_start", 20);
  const auto day = parse_week_start(week_start);
  if (!week_start.empty() && !day) {
    body.problem("week_start", "must be one of monday sunday saturday");
  }
  read.tenant.week_start = day.value_or(1);
  read.admin.role = store::Role::kAdmin;
  body.refuse_unknown();
  return read;
}

Result<void> check_token(Call& call, std::string_view token) {
  const auto wait =
      call.api.runtime->attempts_by_address.begin(call.request.peer_address, call.api.clock.now());
  if (wait) {
    Error error = make_error(ErrorCode::kTooManyAttempts, "Too many attempts.");
    error.retry_after_ms = wait->ms;
    return error;
  }
  std::optional<std::string> replaced;
  auto checked = check_setup_token(call.api.store, call.api.clock, token, replaced);
  if (replaced && call.api.options.on_setup_token) call.api.options.on_setup_token(*replaced);
  return checked;
}

Result<net::Response> set_up(Call& call) {
  TL_TRY(const auto document, parse_body(call.request));
  Problems problems;
  SetupBody body = read_setup(ObjectReader(document.root(), "", problems));
  const std::lock_guard lock(call.api.runtime->setup_mutex);
  TL_TRY(const SetupStatus status, load_setup_status(call.api.store));
  if (status.needed && !problems.empty()) return call.refuse(std::move(problems));
  TL_CHECK_OK(check_token(call, body.token));

  TL_TRY(body.admin.password_hash,
         vault::hash_password(body.password, call.api.options.password_cost));
  TL_TRY(const auto made, call.api.store.first_run(body.tenant, body.admin));
  TL_CHECK_OK(call.api.store.save_setting(kPublicUrlSetting, body.public_url));
  TL_CHECK_OK(finish_setup(call.api.store, call.api.clock));
  call.api.service.set_public_url(body.public_url);
  TL_TRY(const std::string token, begin_session(call.api, made.tenant, made.user.id));
  TL_TRY(auto me, render_me(call.api, made.tenant, made.user));
  auto response = net::json_response(201, std::move(me));
  set_session_cookie(call.request, token, response);
  return response;
}

Result<net::Response> get_setup(Call& call) {
  TL_TRY(const SetupStatus status, load_setup_status(call.api.store));
  TL_TRY(std::string public_url, load_public_url(call.api.store, call.api.options));
  if (public_url.empty()) public_url = own_origin(call.request);
  JsonWriter out;
  out.begin_object().member("needed", status.needed);
  out.key("used_at");
  if (status.used_at) {
    out.value(format_instant(*status.used_at));
  } else {
    out.null();
  }
  out.member("public_url", public_url).end_object();
  return net::json_response(200, out.take());
}

}  // namespace

Result<std::string> load_public_url(store::Store& store, const ApiOptions& options) {
  TL_TRY(auto saved, store.load_setting(kPublicUrlSetting));
  if (saved && !saved->empty()) return *saved;
  if (!options.public_url.empty() || !options.own_url) return options.public_url;
  return options.own_url();
}

void add_setup_routes(Routes& routes) {
  routes.add("GET", "/api/v1/setup", {Access::kPublic}, get_setup);
  routes.add("POST", "/api/v1/setup", {Access::kPublic, false, true}, set_up);
}

}  // namespace tl::api
