// Is the process up, does it serve; and the document of this API.
#include "api/assets.h"
#include "api/route.h"

namespace tl::api {
namespace {

Result<net::Response> get_ready(Call& call) {
  const auto tenants = call.api.store.list_tenants();
  if (tenants.ok()) return net::text_response(200, "ready\n");
  return render_problem(call.where(), tenants.error(), {503, {}});
}

Result<net::Response> get_openapi(Call& call) {
  return serve_static(call.request, openapi_asset());
}

}  // namespace

void add_health_routes(Routes& routes) {
  // On the io thread: answers even while every worker is busy.
  routes.router().add_io("GET", "/healthz", [](const net::Request&, net::Responder responder) {
    auto response = net::text_response(200, "ok\n");
    harden(response);
    responder.respond(std::move(response));
  });
  routes.add("GET", "/readyz", {Access::kPublic}, get_ready);
  routes.add("GET", "/api/v1/openapi.json", {Access::kPublic}, get_openapi);
}

}  // namespace tl::api
