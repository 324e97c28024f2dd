// The ledger: what is proven to be here, what differed, and a census at a person's word.
#include <map>
#include <string>
#include <utility>

#include "api/connection_handlers.h"
#include "api/cursor.h"
#include "api/ledger_view.h"
#include "api/runtime.h"
#include "base/text.h"

namespace tl::api {
namespace {

constexpr int64_t kMaxItems = 200;
constexpr int64_t kDefaultItems = 50;
constexpr size_t kMaxProjectKeys = 1000;
constexpr size_t kMaxKeyChars = 64;

// With the deliveries as they were counted here, which is later than the ledger's own count.
Result<sync::LedgerReport> load_report(const Call& call, std::optional<InstanceId> instance) {
  TL_TRY(auto report, call.api.service.ledger(call.tenant(), instance));
  ArrivalTallies& tallies = call.api.runtime->arrival_tallies;
  for (sync::ConnectionLedger& ledger : report.connections) {
    TL_TRY(ledger.arrivals, tallies.load(call.api.store.inbox(), call.tenant(), ledger.instance));
  }
  return report;
}

Result<net::Response> show_report(Call& call) {
  Problems problems;
  QueryReader query(call.request, problems);
  const auto connection = query.text("connection", kMaxKeyChars);
  query.refuse_unknown();
  if (!problems.empty()) return call.refuse(std::move(problems));
  std::optional<InstanceId> instance;
  if (connection) {
    TL_TRY(instance, call.api.service.find(call.tenant(), *connection));
  }
  TL_TRY(const auto report, load_report(call, instance));
  JsonWriter out;
  render_ledger_report(out, report);
  return net::json_response(200, out.take());
}

Result<net::Response> show_connection(Call& call, InstanceId instance, int status) {
  TL_TRY(const auto report, load_report(call, instance));
  const sync::ConnectionLedger* ledger = ledger_of(report, instance);
  if (ledger == nullptr) {
    return make_error(ErrorCode::kNotFound, "This connection is gone.");
  }
  JsonWriter out;
  render_connection_ledger(out, *ledger);
  return net::json_response(status, out.take());
}

Result<net::Response> get_connection_ledger(Call& call) {
  TL_TRY(const InstanceId instance, find_connection(call));
  return show_connection(call, instance, 200);
}

Result<net::Response> check_now(Call& call) {
  TL_TRY(const InstanceId instance, find_connection(call));
  TL_TRY(const auto document, parse_body(call.request));
  Problems problems;
  ObjectReader body(document.root(), "", problems);
  const auto keys = body.optional_texts("project_keys", kMaxProjectKeys, kMaxKeyChars);
  body.refuse_unknown();
  if (!problems.empty()) return call.refuse(std::move(problems));
  TL_CHECK_OK(call.api.service.prove_now(call.tenant(), instance,
                                         keys.value_or(std::vector<std::string>{})));
  return show_connection(call, instance, 202);
}

struct DifferenceQuestion {
  std::optional<std::string> connection;
  std::string account;
  bool open_only = true;
  int64_t before = 0;
  size_t limit = 0;

  // All that decides which rows come.
  [[nodiscard]] std::string text() const {
    JsonWriter out;
    out.begin_array().value("differences").value(connection.value_or("")).value(account);
    out.value(open_only).end_array();
    return out.take();
  }
};

DifferenceQuestion read_question(const net::Request& request, Problems& problems) {
  QueryReader query(request, problems);
  DifferenceQuestion question;
  question.connection = query.text("connection", kMaxKeyChars);
  question.account = query.text("account", kMaxKeyChars).value_or("");
  question.open_only = query.choice("state", {"open", "all"}) == "open";
  question.limit =
      static_cast<size_t>(query.integer("limit", 1, kMaxItems).value_or(kDefaultItems));
  if (!question.account.empty() && !question.connection) {
    query.problem("account", "needs connection: accounts of two sites may have one id");
  }
  if (const auto cursor = query.text("cursor", kMaxPlaceChars)) {
    question.before = read_place(*cursor, question.text(), query);
  }
  query.refuse_unknown();
  return question;
}

Result<std::map<InstanceId, std::string>> load_public_ids(const Call& call) {
  TL_TRY(const auto connections, call.store().list_connections());
  std::map<InstanceId, std::string> ids;
  for (const domain::Connection& connection : connections) {
    ids.emplace(connection.id, connection.public_id);
  }
  return ids;
}

Result<net::Response> list_differences(Call& call) {
  Problems problems;
  const DifferenceQuestion question = read_question(call.request, problems);
  if (!problems.empty()) return call.refuse(std::move(problems));
  store::DifferenceQuery wanted;
  if (question.connection) {
    TL_TRY(wanted.instance, call.api.service.find(call.tenant(), *question.connection));
  }
  wanted.account = question.account;
  wanted.open_only = question.open_only;
  wanted.before = question.before;
  wanted.limit = question.limit;
  TL_TRY(const auto page, call.api.service.differences(call.tenant(), wanted));
  TL_TRY(const auto ids, load_public_ids(call));
  JsonWriter out;
  render_differences(out, page, ids, render_place(page.next_before, question.text()));
  return net::json_response(200, out.take());
}

}  // namespace

void add_ledger_routes(Routes& routes) {
  constexpr RouteRules kReadQuery{.access = Access::kAnyRole, .takes_query = true};
  constexpr RouteRules kCheck{.access = Access::kLead, .takes_body = true};
  routes.add("GET", "/api/v1/ledger", kReadQuery, show_report);
  routes.add("GET", "/api/v1/ledger/differences", kReadQuery, list_differences);
  routes.add("GET", "/api/v1/connections/{id}/ledger", kConnectionRead, get_connection_ledger);
  routes.add("POST", "/api/v1/connections/{id}/ledger/check", kCheck, check_now);
}

}  // namespace tl::api
