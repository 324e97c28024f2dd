// The delivery log: every arrival with what became of it, and processing again. Bodies name people,
// so leads and admins read them.
#include <string>
#include <utility>

#include "api/connection_handlers.h"
#include "api/cursor.h"
#include "api/delivery_view.h"
#include "base/text.h"

namespace tl::api {
namespace {

constexpr int64_t kMaxItems = 200;
constexpr int64_t kDefaultItems = 50;
constexpr size_t kMaxFilterChars = 255;

void check_range(const std::optional<Instant>& from, const std::optional<Instant>& to,
                 Problems& problems) {
  if (from && to && *to <= *from) problems.push_back({"to", "must be later than from"});
}

// All that decides which rows come.
std::string question_text(const net::Request& request, const sync::DeliveryQuery& query) {
  JsonWriter out;
  out.begin_array().value("deliveries").value(request.param("id")).value(query.result);
  out.value(query.event).value(query.issue);
  out.value(query.from ? query.from->ms : int64_t{-1});
  out.value(query.to ? query.to->ms : int64_t{-1}).end_array();
  return out.take();
}

sync::DeliveryQuery read_query(const net::Request& request, Problems& problems) {
  QueryReader query(request, problems);
  sync::DeliveryQuery wanted;
  wanted.result = query.optional_choice(
      "result", {"waiting", "accepted", "ignored", "failed", "rejected", "duplicate"});
  wanted.event = query.text("event", kMaxFilterChars).value_or("");
  wanted.issue = query.text("issue", kMaxFilterChars).value_or("");
  wanted.from = query.instant("from");
  wanted.to = query.instant("to");
  check_range(wanted.from, wanted.to, problems);
  wanted.limit = static_cast<size_t>(query.integer("limit", 1, kMaxItems).value_or(kDefaultItems));
  if (const auto cursor = query.text("cursor", kMaxPlaceChars)) {
    wanted.before = read_place(*cursor, question_text(request, wanted), query);
  }
  query.refuse_unknown();
  return wanted;
}

Result<net::Response> list_deliveries(Call& call) {
  Problems problems;
  sync::DeliveryQuery query = read_query(call.request, problems);
  if (!problems.empty()) return call.refuse(std::move(problems));
  TL_TRY(query.instance, find_connection(call));
  TL_TRY(const auto page, call.api.service.deliveries(call.tenant(), query));
  TL_TRY(const auto events, call.api.service.delivery_events(call.tenant(), *query.instance));
  JsonWriter out;
  render_deliveries(out, page, events,
                    render_place(page.next_before, question_text(call.request, query)));
  return net::json_response(200, out.take());
}

Result<int64_t> read_delivery_id(const Call& call) {
  const auto id = parse_int(call.request.param("delivery"));
  if (id && *id > 0) return *id;
  return make_error(ErrorCode::kNotFound, "There is no such delivery.");
}

Result<net::Response> get_delivery(Call& call) {
  TL_TRY(const int64_t id, read_delivery_id(call));
  TL_TRY(const auto detail, call.api.service.delivery(call.tenant(), id));
  JsonWriter out;
  render_delivery_detail(out, detail);
  return net::json_response(200, out.take());
}

net::Response replayed(int64_t count, bool more) {
  JsonWriter out;
  out.begin_object().member("replayed", count).member("more", more).end_object();
  return net::json_response(202, out.take());
}

Result<net::Response> replay_delivery(Call& call) {
  TL_TRY(const int64_t id, read_delivery_id(call));
  TL_TRY(const int64_t count, call.api.service.replay(call.tenant(), id));
  return replayed(count, false);
}

Result<net::Response> replay_range(Call& call) {
  TL_TRY(const InstanceId instance, find_connection(call));
  TL_TRY(const auto document, parse_body(call.request));
  Problems problems;
  ObjectReader body(document.root(), "", problems);
  sync::ReplayRequest request;
  if (body.has("result")) request.result = body.choice("result", {"failed", "accepted", "ignored"});
  request.from = body.optional_instant("from");
  request.to = body.optional_instant("to");
  check_range(request.from, request.to, problems);
  body.refuse_unknown();
  if (!problems.empty()) return call.refuse(std::move(problems));
  TL_TRY(const int64_t count, call.api.service.replay_range(call.tenant(), instance, request));
  return replayed(count, count >= static_cast<int64_t>(sync::Service::kMaxReplay));
}

}  // namespace

void add_delivery_routes(Routes& routes) {
  constexpr RouteRules kRead{.access = Access::kLead};
  constexpr RouteRules kReadQuery{.access = Access::kLead, .takes_query = true};
  constexpr RouteRules kBody{.access = Access::kLead, .takes_body = true};
  const std::string log = "/api/v1/connections/{id}/deliveries";
  routes.add("GET", log, kReadQuery, list_deliveries);
  routes.add("POST", log + "/replay", kBody, replay_range);
  routes.add("GET", "/api/v1/deliveries/{delivery}", kRead, get_delivery);
  routes.add("POST", "/api/v1/deliveries/{delivery}/replay", kRead, replay_delivery);
}

}  // namespace tl::api
