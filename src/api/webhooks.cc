#include "api/webhooks.h"

#include <memory>
#include <utility>

#include "api/route.h"
#include "base/json.h"

namespace tl::api {
namespace {

constexpr std::string_view kPrefixes[] = {"/v1/issue", "/v1/jira-worklog"};

net::Response render_delivery(const Result<sync::DeliveryResult>& result,
                              const std::string& where) {
  if (!result.ok()) return render_problem(where, result.error());
  JsonWriter out;
  out.begin_object();
  out.member("status", *result == sync::DeliveryResult::kDuplicate ? "duplicate" : "accepted");
  out.end_object();
  return net::json_response(202, out.take());
}

// On the io thread: hands the bytes on and returns; the answer comes when they are on disk.
void receive(ApiContext& api, net::Request request, net::Responder responder) {
  // std::function wants what can be copied.
  const auto answer = std::make_shared<net::Responder>(std::move(responder));
  const std::string where = route_name(request);
  const std::string tenant(request.param("tenant"));
  const std::string path_id(request.param("path_id"));
  const net::Headers headers = std::move(request.headers);
  api.service.deliver(tenant, path_id, headers, std::move(request.body),
                      [answer, where](const Result<sync::DeliveryResult>& result) {
                        auto response = render_delivery(result, where);
                        harden(response);
                        answer->respond(std::move(response));
                      });
}

}  // namespace

net::Response render_reachable() {
  JsonWriter out;
  out.begin_object().member("message", "reachable; expects POST from Jira").end_object();
  auto response = net::json_response(405, out.take());
  response.headers.set("Allow", "POST");
  harden(response);
  return response;
}

namespace {

void answer_unknown(const net::Request& request, net::Responder responder) {
  auto response =
      render_problem(route_name(request),
                     make_error(ErrorCode::kNotFound, "No connection delivers to this address."));
  harden(response);
  responder.respond(std::move(response));
}

void answer_reachable(const net::Request&, net::Responder responder) {
  responder.respond(render_reachable());
}

}  // namespace

void add_webhook_routes(Routes& routes) {
  ApiContext* api = &routes.api();
  net::Router& router = routes.router();
  const net::IoHandler receive_io = [api](net::Request request, net::Responder responder) {
    receive(*api, std::move(request), std::move(responder));
  };
  for (std::string_view prefix : kPrefixes) {
    const std::string delivery = std::string(prefix) + "/{tenant}/{path_id}";
    const std::string deeper = delivery + "/{below...}";  // Jira may add an issue key, say
    const std::string other = std::string(prefix) + "/{rest...}";
    router.add_io("POST", delivery, receive_io, {kMaxDeliveryBytes});
    router.add_io("POST", deeper, receive_io, {kMaxDeliveryBytes});
    router.add_io("POST", other, answer_unknown);
    for (std::string_view method : {"GET", "PUT", "PATCH", "DELETE"}) {
      for (const std::string& address : {delivery, deeper, other}) {
        router.add_io(method, address, answer_reachable);
      }
    }
  }
}

}  // namespace tl::api
