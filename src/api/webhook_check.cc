// Webhooks at work: a new address without a gap, and the check whether Jira reaches us.
#include <string>
#include <utility>

#include "api/care_view.h"
#include "api/connection_handlers.h"
#include "api/delivery_view.h"

namespace tl::api {
namespace {

constexpr size_t kMaxKeyChars = 255;

Result<net::Response> rotate_webhooks(Call& call) {
  TL_TRY(const InstanceId instance, find_connection(call));
  TL_CHECK_OK(call.api.service.rotate_hooks(call.tenant(), instance));
  TL_TRY(const auto report, call.api.service.hooks(call.tenant(), instance));
  JsonWriter out;
  render_hooks(out, report);
  return net::json_response(202, out.take());
}

net::Response check_response(int status, const sync::WebhookCheck& check) {
  JsonWriter out;
  render_webhook_check(out, check);
  return net::json_response(status, out.take());
}

Result<net::Response> get_check(Call& call) {
  TL_TRY(const InstanceId instance, find_connection(call));
  TL_TRY(const auto check, call.api.service.webhook_check(call.tenant(), instance));
  return check_response(200, check);
}

// It may change an issue at the vendor: for admins, and only at a confirmed word.
Result<net::Response> start_check(Call& call) {
  TL_TRY(const InstanceId instance, find_connection(call));
  TL_TRY(const auto document, parse_body(call.request));
  Problems problems;
  ObjectReader body(document.root(), "", problems);
  sync::WebhookCheckRequest request;
  request.issue_key = body.optional_text("issue_key", kMaxKeyChars).value_or("");
  request.confirmed = body.optional_flag("confirmed").value_or(false);
  if (!request.issue_key.empty() && !request.confirmed) {
    body.problem("confirmed", "must be true when an issue is to be changed");
  }
  body.refuse_unknown();
  if (!problems.empty()) return call.refuse(std::move(problems));
  TL_TRY(const auto check, call.api.service.start_webhook_check(call.tenant(), instance, request));
  return check_response(202, check);
}

}  // namespace

void add_webhook_check_routes(Routes& routes) {
  constexpr RouteRules kLead{.access = Access::kLead};
  const std::string base = "/api/v1/connections/{id}/webhooks";
  routes.add("POST", base + "/rotate", kLead, rotate_webhooks);
  routes.add("GET", base + "/check", kLead, get_check);
  routes.add("POST", base + "/check", kConnectionWriteBody, start_check);
}

}  // namespace tl::api
