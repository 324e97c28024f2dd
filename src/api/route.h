// What all handlers share: authorise, run, render the failure.
#pragma once

#include <memory>
#include <string_view>

#include "api/auth.h"
#include "api/body.h"
#include "net/router.h"

namespace tl::api {

enum class Access : uint8_t {
  kPublic,
  kAnyRole,
  kLead,  // leads and admins: what makes requests to a vendor, but changes nothing
  kAdmin,
};

// One call of a handler, on a worker thread.
struct Call {
  ApiContext& api;
  const net::Request& request;
  const Caller* caller = nullptr;  // REQUIRES route not kPublic: else nullptr

  [[nodiscard]] store::TenantStore store() const { return api.store.tenant(caller->tenant()); }
  [[nodiscard]] TenantId tenant() const { return caller->tenant(); }
  [[nodiscard]] std::string where() const { return route_name(request); }
  [[nodiscard]] net::Response refuse(Problems problems) const {
    return render_field_problems(where(), std::move(problems));
  }
};

using Handler = Result<net::Response> (*)(Call&);

// Whether a caller may do what `access` asks for; kForbidden.
[[nodiscard]] Result<void> check_role(const Caller& caller, Access access);

struct RouteRules {
  Access access = Access::kAnyRole;
  bool takes_query = false;          // false: any query parameter is refused
  bool takes_body = false;           // true: application/json is required (415)
  size_t max_body_bytes = 1u << 20;  // deliveries have their own limit
  std::string_view too_large = {};   // what to do instead of sending more
};

class Routes {
 public:
  Routes(net::Router& router, ApiContext& api) : router_(router), api_(api) {}
  void add(std::string_view method, std::string_view pattern, RouteRules rules, Handler handler);
  [[nodiscard]] net::Router& router() { return router_; }
  [[nodiscard]] ApiContext& api() { return api_; }

 private:
  net::Router& router_;
  ApiContext& api_;
};

// Adds `Cache-Control: no-store` unless the handler said otherwise, and the usual safety headers.
void harden(net::Response& response);

// One function a group of routes.
void add_setup_routes(Routes& routes);
void add_session_routes(Routes& routes);
void add_connect_routes(Routes& routes);
void add_connection_routes(Routes& routes);
void add_connection_care_routes(Routes& routes);
void add_ledger_routes(Routes& routes);
void add_delivery_routes(Routes& routes);
void add_webhook_check_routes(Routes& routes);
void add_import_routes(Routes& routes);
void add_mapping_routes(Routes& routes);
void add_calendar_routes(Routes& routes);
void add_view_routes(Routes& routes);
void add_jql_check_routes(Routes& routes);
void add_jql_search_routes(Routes& routes);
void add_jql_summary_routes(Routes& routes);
void add_jql_explain_routes(Routes& routes);
void add_jql_saved_routes(Routes& routes);
void add_facet_routes(Routes& routes);
void add_issue_routes(Routes& routes);
void add_cycle_time_routes(Routes& routes);
void add_throughput_routes(Routes& routes);
void add_wip_routes(Routes& routes);
void add_cumulative_routes(Routes& routes);
void add_time_in_status_routes(Routes& routes);
void add_efficiency_routes(Routes& routes);
void add_overview_routes(Routes& routes);
void add_item_routes(Routes& routes);
void add_sprint_routes(Routes& routes);
void add_quality_routes(Routes& routes);
void add_event_routes(Routes& routes);
void add_export_routes(Routes& routes);
void add_doctor_routes(Routes& routes);
void add_webhook_routes(Routes& routes);
void add_health_routes(Routes& routes);
void add_prometheus_routes(Routes& routes);
void add_asset_routes(Routes& routes);

}  // namespace tl::api
