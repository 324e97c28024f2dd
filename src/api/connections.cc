// Connections: check, connect, change, and their life. Writes are for admins.
#include <utility>

#include "api/connection_view.h"
#include "api/route.h"
#include "api/zone.h"
#include "base/text.h"
#include "net/url.h"

namespace tl::api {
namespace {

constexpr size_t kMaxProjectKeys = 1000;
constexpr size_t kMaxPemChars = 256 * 1024;
constexpr RouteRules kRead{Access::kAnyRole};
constexpr RouteRules kWrite{Access::kAdmin};
constexpr RouteRules kWriteBody{Access::kAdmin, false, true};

void check_url(ObjectReader& body, std::string_view name, std::string_view url) {
  if (url.empty()) return;
  const auto parsed = net::parse_pasted_url(url);
  if (!parsed.ok()) body.problem(name, "is not an address: " + parsed.error().detail);
}

sync::SignIn read_sign_in(ObjectReader body) {
  sync::SignIn sign_in;
  sign_in.base_url = body.text("base_url", 2000);
  check_url(body, "base_url", sign_in.base_url);
  sign_in.email = std::string(trim(body.text("email", 254)));
  if (!sign_in.email.empty() && !looks_like_email(sign_in.email)) {
    body.problem("email", "is not an e-mail address");
  }
  // Spaces around a token are removed, and said so, by the check itself.
  sign_in.token = body.text("token", 4096);
  sign_in.ca_pem = body.optional_text("ca_pem", kMaxPemChars).value_or("");
  if (!sign_in.ca_pem.empty() &&
      sign_in.ca_pem.find("-----BEGIN CERTIFICATE-----") == std::string::npos) {
    body.problem("ca_pem", "must be a certificate in PEM form");
  }
  sign_in.proxy = body.optional_text("proxy", 2000).value_or("");
  check_url(body, "proxy", sign_in.proxy);
  body.refuse_unknown();
  return sign_in;
}

// The date must not be past in the tenant's own zone.
std::optional<CivilDate> read_expiry(ObjectReader& body, bool required, CivilDate today) {
  const auto date = body.date("token_expires", required);
  if (date && *date < today) body.problem("token_expires", "lies in the past");
  return date;
}

Result<CivilDate> load_today(const Call& call) {
  TL_TRY(const auto tenant, call.store().load_tenant());
  const Instant now = call.api.clock.now();
  return date_in_zone(tenant.zone, now).value_or(date_of(now));
}

std::vector<std::string> plain_keys(std::optional<std::vector<std::string>> keys) {
  if (!keys) return {};
  for (std::string& key : *keys) key = std::string(trim(key));
  return std::move(*keys);
}

net::Response connection_response(Call& call, int status, const sync::ConnectionStatus& shown) {
  JsonWriter out;
  render_connection(out, shown, call.api.clock.now());
  auto response = net::json_response(status, out.take());
  response.headers.set("ETag", "\"" + std::to_string(shown.connection.revision) + "\"");
  return response;
}

Result<InstanceId> find_connection(Call& call) {
  return call.api.service.find(call.tenant(), call.request.param("id"));
}

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

Result<net::Response> check_jira(Call& call) {
  TL_TRY(const auto document, parse_body(call.request));
  Problems problems;
  const auto sign_in = read_sign_in(ObjectReader(document.root(), "", problems));
  if (!problems.empty()) return call.refuse(std::move(problems));
  TL_TRY(const auto outcome, call.api.service.check(sign_in));
  JsonWriter out;
  render_check(out, outcome);
  return net::json_response(200, out.take());
}

Result<net::Response> find_projects(Call& call) {
  TL_TRY(const auto document, parse_body(call.request));
  Problems problems;
  ObjectReader body(document.root(), "", problems);
  const auto nested = body.object("sign_in", false);
  const auto sign_in = nested ? std::optional(read_sign_in(*nested)) : std::nullopt;
  const auto connection = body.optional_text("connection", 64);
  connector::ProjectQuery query;
  query.text = body.optional_text("query", 200).value_or("");
  query.cursor = body.optional_text("cursor", 4096).value_or("");
  query.limit = static_cast<int>(body.optional_integer("limit", 1, 100).value_or(50));
  body.refuse_unknown();
  if (body.has("sign_in") == body.has("connection")) {
    body.problem("sign_in", "give either sign_in or connection");
  }
  if (!problems.empty()) return call.refuse(std::move(problems));

  JsonWriter out;
  if (sign_in) {
    TL_TRY(const auto page, call.api.service.find_projects(*sign_in, query));
    render_project_page(out, page);
  } else {
    TL_TRY(const InstanceId instance, call.api.service.find(call.tenant(), *connection));
    TL_TRY(const auto page, call.api.service.find_projects(call.tenant(), instance, query));
    render_project_page(out, page);
  }
  return net::json_response(200, out.take());
}

Result<net::Response> connect_jira(Call& call) {
  TL_TRY(const auto document, parse_body(call.request));
  TL_TRY(const CivilDate today, load_today(call));
  Problems problems;
  ObjectReader body(document.root(), "", problems);
  sync::ConnectRequest request;
  request.name = std::string(trim(body.optional_text("name", 100).value_or("")));
  if (const auto nested = body.object("sign_in", true)) request.sign_in = read_sign_in(*nested);
  request.token_expires = read_expiry(body, true, today);
  request.project_keys = plain_keys(body.optional_texts("project_keys", kMaxProjectKeys, 64));
  request.backfill_days = static_cast<int32_t>(body.integer("backfill_days", 1, 3650));
  request.webhooks = body.optional_flag("webhooks").value_or(true);
  body.refuse_unknown();
  if (!problems.empty()) return call.refuse(std::move(problems));

  TL_TRY(const auto made, call.api.service.connect(call.tenant(), request));
  auto response = connection_response(call, 201, made);
  response.headers.set("Location", "/api/v1/connections/" + made.connection.public_id);
  return response;
}

// `"7"` of If-Match; nothing when it is absent or of another form.
std::optional<int64_t> parse_revision(std::string_view header) {
  header = trim(header);
  if (header.starts_with("W/")) header.remove_prefix(2);
  if (header.size() < 3 || header.front() != '"' || header.back() != '"') return std::nullopt;
  return parse_int(header.substr(1, header.size() - 2));
}

Result<sync::ConnectionChange> read_change(Call& call, ObjectReader body) {
  TL_TRY(const CivilDate today, load_today(call));
  sync::ConnectionChange change;
  if (body.has("name")) change.name = std::string(trim(body.text("name", 100)));
  if (auto keys = body.optional_texts("project_keys", kMaxProjectKeys, 64)) {
    change.project_keys = plain_keys(std::move(keys));
  }
  change.token_expires = read_expiry(body, false, today);
  change.webhooks = body.optional_flag("webhooks");
  body.refuse_unknown();
  return change;
}

Result<net::Response> change_connection(Call& call) {
  TL_TRY(const InstanceId instance, find_connection(call));
  TL_TRY(const auto document, parse_body(call.request));
  Problems problems;
  const auto revision = parse_revision(call.request.headers.value("If-Match"));
  if (!revision) {
    problems.push_back({"If-Match", "must be the ETag of the connection, such as \"3\""});
  }
  TL_TRY(const auto change, read_change(call, ObjectReader(document.root(), "", problems)));
  if (!problems.empty()) return call.refuse(std::move(problems));
  const auto changed = call.api.service.change(call.tenant(), instance, *revision, change);
  if (!changed.ok() && changed.error().code == ErrorCode::kConflict) {
    return render_problem(call.where(), changed.error(), {412, {}});
  }
  TL_TRY(const auto shown, std::move(changed));
  return connection_response(call, 200, shown);
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

Result<net::Response> replace_token(Call& call) {
  TL_TRY(const InstanceId instance, find_connection(call));
  TL_TRY(const auto document, parse_body(call.request));
  TL_TRY(const CivilDate today, load_today(call));
  Problems problems;
  ObjectReader body(document.root(), "", problems);
  std::string email(trim(body.optional_text("email", 254).value_or("")));
  if (!email.empty() && !looks_like_email(email)) {
    body.problem("email", "is not an e-mail address");
  }
  const std::string token = body.text("token", 4096);
  const auto expires = read_expiry(body, true, today);
  body.refuse_unknown();
  if (!problems.empty()) return call.refuse(std::move(problems));
  if (email.empty()) {
    TL_TRY(const auto status, call.api.service.status(call.tenant(), instance));
    email = status.connection.account_email;
  }
  TL_CHECK_OK(call.api.service.replace_token(call.tenant(), instance, email, token, expires));
  return show(call, instance);
}

}  // namespace

void add_connection_routes(Routes& routes) {
  const std::string base = "/api/v1/connections";
  routes.add("GET", base, kRead, list_connections);
  routes.add("POST", base + "/jira/check", kWriteBody, check_jira);
  routes.add("POST", base + "/jira/projects", kWriteBody, find_projects);
  routes.add("POST", base + "/jira", kWriteBody, connect_jira);
  routes.add("GET", base + "/{id}", kRead, get_connection);
  routes.add("PATCH", base + "/{id}", kWriteBody, change_connection);
  routes.add("DELETE", base + "/{id}", {Access::kAdmin, true, false}, disconnect);
  routes.add("POST", base + "/{id}/sync", kWrite, sync_connection);
  routes.add("POST", base + "/{id}/pause", kWrite, pause_connection);
  routes.add("POST", base + "/{id}/resume", kWrite, resume_connection);
  routes.add("PUT", base + "/{id}/token", kWriteBody, replace_token);
  routes.add("GET", base + "/{id}/progress", kRead, get_progress);
}

}  // namespace tl::api
