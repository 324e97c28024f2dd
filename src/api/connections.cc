// Connections: change, and their life. Writes are for admins.
#include <string>
#include <utility>

#include "api/connect_view.h"
#include "api/connection_body.h"
#include "api/connection_handlers.h"
#include "api/connection_view.h"
#include "base/text.h"

namespace tl::api {
namespace {

Result<net::Response> show(Call& call, InstanceId instance, int status = 200) {
  TL_TRY(const auto shown, call.api.service.status(call.tenant(), instance));
  return connection_response(call, status, shown);
}

Result<net::Response> list_connections(Call& call) {
  TL_TRY(const auto connections, call.api.service.list(call.tenant()));
  JsonWriter out;
  out.begin_object().key("items").begin_array();
  const Instant now = call.api.clock.now();
  for (const auto& status : connections) render_connection(out, status, now);
  out.end_array().end_object();
  return net::json_response(200, out.take());
}

Result<net::Response> get_connection(Call& call) {
  TL_TRY(const InstanceId instance, find_connection(call));
  return show(call, instance);
}

Result<net::Response> get_progress(Call& call) {
  TL_TRY(const InstanceId instance, find_connection(call));
  TL_TRY(const auto status, call.api.service.status(call.tenant(), instance));
  if (!status.progress) {
    return make_error(ErrorCode::kNotFound, "This connection has not run a backfill yet.");
  }
  JsonWriter out;
  render_progress_view(out, *status.progress, call.api.clock.now());
  return net::json_response(200, out.take());
}

// `"7"` of If-Match; nothing when it is absent or of another form.
std::optional<int64_t> parse_revision(std::string_view header) {
  header = trim(header);
  if (header.starts_with("W/")) header.remove_prefix(2);
  if (header.size() < 3 || header.front() != '"' || header.back() != '"') return std::nullopt;
  return parse_int(header.substr(1, header.size() - 2));
}

Result<net::Response> change_connection(Call& call) {
  TL_TRY(const InstanceId instance, find_connection(call));
  TL_TRY(const auto document, parse_body(call.request));
  TL_TRY(const CivilDate today, load_today(call));
  TL_TRY(const auto present, call.api.service.status(call.tenant(), instance));
  Problems problems;
  const auto revision = parse_revision(call.request.headers.value("If-Match"));
  if (!revision) {
    problems.push_back({"If-Match", "must be the ETag of the connection, such as \"3\""});
  }
  ObjectReader body(document.root(), "", problems);
  const sync::ConnectionChange change = read_change(body, today, present.connection);
  body.refuse_unknown();
  if (!problems.empty()) return call.refuse(std::move(problems));
  const auto changed = call.api.service.change(call.tenant(), instance, *revision, change);
  if (!changed.ok() && changed.error().code == ErrorCode::kConflict) {
    return render_problem(call.where(), changed.error(), {412, {}});
  }
  TL_TRY(const auto shown, std::move(changed));
  return connection_response(call, 200, shown);
}

Result<net::Response> preview_change(Call& call) {
  TL_TRY(const InstanceId instance, find_connection(call));
  TL_TRY(const auto document, parse_body(call.request));
  TL_TRY(const CivilDate today, load_today(call));
  TL_TRY(const auto present, call.api.service.status(call.tenant(), instance));
  Problems problems;
  ObjectReader body(document.root(), "", problems);
  const sync::ConnectionChange change = read_change(body, today, present.connection);
  body.refuse_unknown();
  if (!problems.empty()) return call.refuse(std::move(problems));
  TL_TRY(const auto preview, call.api.service.preview(call.tenant(), instance, change));
  JsonWriter out;
  render_preview(out, preview);
  return net::json_response(200, out.take());
}

Result<net::Response> disconnect(Call& call) {
  Problems problems;
  QueryReader query(call.request, problems);
  const std::string facts = query.choice("facts", {"keep", "delete"});
  query.refuse_unknown();
  if (!problems.empty()) return call.refuse(std::move(problems));
  TL_TRY(const InstanceId instance, find_connection(call));
  TL_CHECK_OK(call.api.service.disconnect(call.tenant(), instance, facts == "delete"));
  return net::empty_response(204);
}

Result<net::Response> sync_connection(Call& call) {
  TL_TRY(const InstanceId instance, find_connection(call));
  TL_CHECK_OK(call.api.service.sync_now(call.tenant(), instance));
  return show(call, instance, 202);
}

Result<net::Response> pause_connection(Call& call) {
  TL_TRY(const InstanceId instance, find_connection(call));
  TL_CHECK_OK(call.api.service.pause(call.tenant(), instance, call.caller->who.user.name));
  return show(call, instance);
}

Result<net::Response> resume_connection(Call& call) {
  TL_TRY(const InstanceId instance, find_connection(call));
  TL_CHECK_OK(call.api.service.resume(call.tenant(), instance));
  return show(call, instance);
}

// What is not given stays as it is: a person replaces a token by sending nothing but a token.
sync::SignIn read_replacement(ObjectReader& body, const domain::Connection& present) {
  sync::SignIn sign_in;
  sign_in.vendor = present.vendor;
  sign_in.ca_pem = present.options.ca_pem;
  read_new_address(body, present.options, sign_in);
  sign_in.method = read_method(body).value_or(present.method);
  const bool keeps_account = !body.has("email") && !present.account_email.empty();
  sign_in.email = keeps_account ? present.account_email : read_account(body, sign_in.method);
  sign_in.token = read_secret(body);
  return sign_in;
}

Result<net::Response> replace_sign_in(Call& call) {
  TL_TRY(const InstanceId instance, find_connection(call));
  TL_TRY(const auto document, parse_body(call.request));
  TL_TRY(const CivilDate today, load_today(call));
  sync::Service& service = call.api.service;
  TL_TRY(const auto present, service.status(call.tenant(), instance));
  Problems problems;
  ObjectReader body(document.root(), "", problems);
  const sync::SignIn sign_in = read_replacement(body, present.connection);
  const bool may_expire = sign_in.method != domain::SignInMethod::kPassword;
  const auto expires = read_expiry(body, may_expire, today);
  (void)body.optional_text("email", 254);
  body.refuse_unknown();
  if (!problems.empty()) return call.refuse(std::move(problems));
  TL_TRY(const auto outcome, service.replace_sign_in(call.tenant(), instance, sign_in, expires));
  TL_TRY(const auto shown, service.status(call.tenant(), instance));
  JsonWriter out;
  out.begin_object().member("accepted", outcome.report.can_proceed).key("check");
  render_check(out, outcome);
  out.key("connection");
  render_connection(out, shown, call.api.clock.now());
  out.end_object();
  return net::json_response(200, out.take());
}

}  // namespace

Result<InstanceId> find_connection(const Call& call) {
  return call.api.service.find(call.tenant(), call.request.param("id"));
}

net::Response connection_response(const Call& call, int status,
                                  const sync::ConnectionStatus& shown) {
  JsonWriter out;
  render_connection(out, shown, call.api.clock.now());
  auto response = net::json_response(status, out.take());
  response.headers.set("ETag", "\"" + std::to_string(shown.connection.revision) + "\"");
  return response;
}

net::Response created_response(const Call& call, const sync::ConnectionStatus& made) {
  auto response = connection_response(call, 201, made);
  response.headers.set("Location", "/api/v1/connections/" + made.connection.public_id);
  return response;
}

void add_connection_routes(Routes& routes) {
  constexpr RouteRules kRead = kConnectionRead;
  constexpr RouteRules kWrite = kConnectionWrite;
  constexpr RouteRules kWriteBody = kConnectionWriteBody;
  const std::string base = "/api/v1/connections";
  routes.add("GET", base, kRead, list_connections);
  routes.add("GET", base + "/{id}", kRead, get_connection);
  routes.add("PATCH", base + "/{id}", kWriteBody, change_connection);
  routes.add("DELETE", base + "/{id}", {.access = Access::kAdmin, .takes_query = true}, disconnect);
  routes.add("POST", base + "/{id}/preview", kWriteBody, preview_change);
  routes.add("POST", base + "/{id}/sync", kWrite, sync_connection);
  routes.add("POST", base + "/{id}/pause", kWrite, pause_connection);
  routes.add("POST", base + "/{id}/resume", kWrite, resume_connection);
  routes.add("PUT", base + "/{id}/sign-in", kWriteBody, replace_sign_in);
  routes.add("GET", base + "/{id}/progress", kRead, get_progress);
}

}  // namespace tl::api
