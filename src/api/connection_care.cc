// Looking after connections: why nothing comes, whether it is what Jira says, its webhooks, what it
// did, and every write that was ever made.
#include <string>
#include <utility>

#include "api/care_view.h"
#include "api/connection_handlers.h"
#include "api/cursor.h"

namespace tl::api {
namespace {

constexpr int64_t kMaxItems = 200;
constexpr int64_t kDefaultItems = 50;

size_t read_limit(QueryReader& query) {
  return static_cast<size_t>(query.integer("limit", 1, kMaxItems).value_or(kDefaultItems));
}

// Asking the vendor costs requests of the connection, so not everybody may.
Result<net::Response> diagnose(Call& call) {
  Problems problems;
  QueryReader query(call.request, problems);
  const bool ask = query.choice("ask", {"false", "true"}) == "true";
  query.refuse_unknown();
  if (!problems.empty()) return call.refuse(std::move(problems));
  if (ask) TL_CHECK_OK(check_role(*call.caller, Access::kLead));
  TL_TRY(const InstanceId instance, find_connection(call));
  TL_TRY(const auto diagnosis, call.api.service.diagnose(call.tenant(), instance, ask));
  JsonWriter out;
  render_diagnosis(out, diagnosis);
  return net::json_response(200, out.take());
}

Result<net::Response> verify(Call& call) {
  TL_TRY(const InstanceId instance, find_connection(call));
  TL_TRY(const auto report, call.api.service.verify(call.tenant(), instance));
  JsonWriter out;
  render_verify(out, report);
  return net::json_response(200, out.take());
}

Result<net::Response> show_hooks(Call& call, InstanceId instance, int status) {
  TL_TRY(const auto report, call.api.service.hooks(call.tenant(), instance));
  JsonWriter out;
  render_hooks(out, report);
  return net::json_response(status, out.take());
}

Result<net::Response> list_hooks(Call& call) {
  TL_TRY(const InstanceId instance, find_connection(call));
  return show_hooks(call, instance, 200);
}

Result<net::Response> renew_hooks(Call& call) {
  TL_TRY(const InstanceId instance, find_connection(call));
  TL_CHECK_OK(call.api.service.renew_hooks(call.tenant(), instance));
  return show_hooks(call, instance, 202);
}

Result<net::Response> list_syncs(Call& call) {
  Problems problems;
  QueryReader query(call.request, problems);
  const size_t limit = read_limit(query);
  query.refuse_unknown();
  if (!problems.empty()) return call.refuse(std::move(problems));
  TL_TRY(const InstanceId instance, find_connection(call));
  TL_TRY(const auto entries, call.api.service.sync_history(call.tenant(), instance, limit));
  JsonWriter out;
  render_syncs(out, entries);
  return net::json_response(200, out.take());
}

Result<net::Response> list_fields(Call& call) {
  TL_TRY(const InstanceId instance, find_connection(call));
  TL_TRY(const auto uses, call.api.service.field_use(call.tenant(), instance));
  JsonWriter out;
  render_field_uses(out, uses);
  return net::json_response(200, out.take());
}

// The place in a list names keys of writes, which name delivery addresses, which are secret: so a
// cursor goes out sealed, for this tenant and this choice alone.
std::string cursor_context(const Call& call, const std::optional<std::string>& connection) {
  return std::to_string(call.tenant().value) + "/writes/" + connection.value_or("");
}

Result<std::string> seal_cursor(const Call& call, const std::string& context,
                                const std::string& place) {
  if (place.empty()) return std::string();
  TL_TRY(const std::string sealed, call.api.vault.seal(context, place));
  return base64url_encode(sealed);
}

std::string open_cursor(const Call& call, const std::string& context,
                        const std::optional<std::string>& cursor, QueryReader& query) {
  if (!cursor) return {};
  if (const auto sealed = base64url_decode(*cursor)) {
    const auto place = call.api.vault.open(context, *sealed);
    if (place.ok()) return std::string(place->reveal());
  }
  query.problem("cursor", "is none of this list; begin again without it");
  return {};
}

Result<net::Response> list_writes(Call& call) {
  Problems problems;
  QueryReader query(call.request, problems);
  const auto connection = query.text("connection", 64);
  const std::string context = cursor_context(call, connection);
  const std::string place = open_cursor(call, context, query.text("cursor", 4096), query);
  const size_t limit = read_limit(query);
  query.refuse_unknown();
  if (!problems.empty()) return call.refuse(std::move(problems));
  std::optional<InstanceId> instance;
  if (connection) {
    TL_TRY(instance, call.api.service.find(call.tenant(), *connection));
  }
  TL_TRY(auto page, call.api.service.writes(call.tenant(), instance, place, limit));
  TL_TRY(page.next_cursor, seal_cursor(call, context, page.next_cursor));
  JsonWriter out;
  render_writes(out, page);
  return net::json_response(200, out.take());
}

}  // namespace

void add_connection_care_routes(Routes& routes) {
  constexpr RouteRules kReadQuery{.access = Access::kAnyRole, .takes_query = true};
  constexpr RouteRules kAskVendor{.access = Access::kLead};
  const std::string base = "/api/v1/connections/{id}";
  routes.add("GET", base + "/diagnosis", kReadQuery, diagnose);
  routes.add("GET", base + "/verify", kAskVendor, verify);
  routes.add("GET", base + "/webhooks", kAskVendor, list_hooks);
  routes.add("POST", base + "/webhooks/renew", kConnectionWrite, renew_hooks);
  routes.add("GET", base + "/history", kReadQuery, list_syncs);
  routes.add("GET", base + "/fields", kConnectionRead, list_fields);
  routes.add("GET", "/api/v1/writes", kReadQuery, list_writes);
}

}  // namespace tl::api
