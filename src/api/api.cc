#include "api/api.h"

#include "api/route.h"
#include "api/runtime.h"

namespace tl::api {

net::Router make_router(ApiContext& context) {
  context.runtime = std::make_shared<ApiRuntime>(context);
  context.runtime->streams.start();
  net::Router router;
  Routes routes(router, context);
  add_setup_routes(routes);
  add_session_routes(routes);
  add_connect_routes(routes);
  add_connection_routes(routes);
  add_connection_care_routes(routes);
  add_ledger_routes(routes);
  add_delivery_routes(routes);
  add_webhook_check_routes(routes);
  add_import_routes(routes);
  add_mapping_routes(routes);
  add_calendar_routes(routes);
  add_view_routes(routes);
  add_jql_check_routes(routes);
  add_jql_search_routes(routes);
  add_jql_summary_routes(routes);
  add_jql_explain_routes(routes);
  add_jql_saved_routes(routes);
  add_facet_routes(routes);
  add_event_routes(routes);
  add_issue_routes(routes);
  add_cycle_time_routes(routes);
  add_throughput_routes(routes);
  add_wip_routes(routes);
  add_cumulative_routes(routes);
  add_time_in_status_routes(routes);
  add_efficiency_routes(routes);
  add_overview_routes(routes);
  add_item_routes(routes);
  add_sprint_routes(routes);
  add_quality_routes(routes);
  add_export_routes(routes);
  add_doctor_routes(routes);
  add_webhook_routes(routes);
  add_health_routes(routes);
  add_prometheus_routes(routes);
  add_asset_routes(routes);
  return router;
}

void stop_api(ApiContext& context) {
  if (context.runtime) context.runtime->streams.stop();
}

}  // namespace tl::api
