#include "connectors/jira/hooks.h"

#include <algorithm>

#include "base/text.h"
#include "connectors/jira/payload.h"

namespace tl::connectors::jira {
namespace {

using connector::RemoteHook;

// The id of a webhook stands in it, or only at the end of its address.
std::string id_of_hook(JsonElement hook) {
  std::string id = json_id(hook, "id");
  if (!id.empty()) return id;
  const std::string_view self = json_text(hook, "self").value_or("");
  const size_t slash = self.rfind('/');
  return slash == std::string_view::npos ? std::string() : std::string(self.substr(slash + 1));
}

std::string last_error_of(JsonElement hook) {
  if (const auto error = text_member(hook, "lastError")) return *error;
  const auto statistics = json_get(hook, "statistics");
  const auto error = statistics ? json_get(*statistics, "lastError") : std::nullopt;
  if (!error) return {};
  std::string text = id_of(*error);
  for (const std::string_view key : {"message", "error", "cause"}) {
    if (text.empty()) text = text_member(*error, key).value_or("");
  }
  return shortened(clean_text(text), 400);
}

RemoteHook read_hook(JsonElement element) {
  RemoteHook hook;
  hook.vendor_id = id_of_hook(element);
  hook.name = text_member(element, "name").value_or("");
  hook.url = text_member(element, "url").value_or("");
  hook.enabled = flag_member(element, "enabled").value_or(true) &&
                 flag_member(element, "active").value_or(true);
  hook.last_error = last_error_of(element);
  simdjson::dom::array events;
  const auto list = json_get(element, "events");
  if (list && !list->get(events)) {
    for (const JsonElement event : events) hook.events.push_back(id_of(event));
  }
  return hook;
}

void write_secret(JsonWriter& body, const HookPlan& plan, HookSecret where) {
  if (plan.secret.empty() || where == HookSecret::kNone) return;
  if (where == HookSecret::kMember) {
    body.member("secret", plan.secret.reveal());
    return;
  }
  body.key("configuration").begin_object().member("SECRET", plan.secret.reveal()).end_object();
}

std::string body_of(const Client& client, const HookPlan& plan) {
  JsonWriter body;
  body.begin_object().member("name", plan.name).member("url", plan.url);
  body.key("events").begin_array();
  for (const std::string_view event : plan.events) body.value(event);
  body.end_array();
  const HookSecret where = client.can().hook_secret;
  if (where == HookSecret::kConfiguration) {
    body.member("active", true).member("sslVerificationRequired", true);
  } else {
    body.key("filters").begin_object().end_object();
    body.member("enabled", true);
  }
  body.member("excludeBody", false);
  write_secret(body, plan, where);
  body.end_object();
  return body.take();
}

std::string path_of(const Client& client, const std::string& id) {
  return std::string(client.can().hooks) + "/" + id;
}

std::string endpoint_of_one(const Client& client) {
  return std::string(client.can().hooks_endpoint) + "/{id}";
}

}  // namespace

Result<std::vector<RemoteHook>> fetch_hooks(const Client& client) {
  TL_TRY(const Answer answer,
         client.get(client.can().hooks_endpoint, std::string(client.can().hooks)));
  simdjson::dom::array list;
  const auto values = json_get(answer.root(), "values");
  if (answer.root().get(list) && (!values || values->get(list))) {
    return make_error(ErrorCode::kVendorNotJira, "Jira's list of webhooks is no list.");
  }
  std::vector<RemoteHook> hooks;
  for (const JsonElement element : list) {
    RemoteHook hook = read_hook(element);
    if (parse_int(hook.vendor_id)) hooks.push_back(std::move(hook));
  }
  return hooks;
}

Result<std::string> create_hook(const Client& client, const HookPlan& plan) {
  TL_TRY(const Answer made, client.post(client.can().hooks_endpoint,
                                        std::string(client.can().hooks), body_of(client, plan)));
  return id_of_hook(made.root());
}

Result<void> update_hook(const Client& client, const std::string& id, const HookPlan& plan) {
  TL_CHECK_OK(client.put(endpoint_of_one(client), path_of(client, id), body_of(client, plan)));
  return {};
}

Result<void> remove_hook(const Client& client, const std::string& id) {
  const auto answer = client.remove(endpoint_of_one(client), path_of(client, id));
  if (answer.ok() || answer.error().code == ErrorCode::kVendorNotFound) return {};
  return answer.error();
}

}  // namespace tl::connectors::jira
