#include "connectors/jira/effects.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/text.h"
#include "connectors/jira/payload.h"

namespace tl::connectors::jira {
namespace {

using connector::EffectContext;
using connector::EffectOutcome;

constexpr std::string_view kPath = "/rest/webhooks/1.0/webhook";
constexpr std::string_view kEndpoint = "webhook";

// All that changes what we store. Source: Atlassian's guide "Webhooks", list of events.
constexpr std::array<std::string_view, 16> kEvents = {
    "jira:issue_created", "jira:issue_updated", "jira:issue_deleted", "comment_created",
    "comment_updated",    "comment_deleted",    "worklog_created",    "worklog_updated",
    "worklog_deleted",    "sprint_created",     "sprint_updated",     "sprint_deleted",
    "sprint_started",     "sprint_closed",      "issuelink_created",  "issuelink_deleted"};

struct Hook {
  std::string id;
  std::string url;
  bool up_to_date = false;
};

bool same_events(JsonElement hook) {
  simdjson::dom::array list;
  const auto events = json_get(hook, "events");
  if (!events || events->get(list) || list.size() != kEvents.size()) return false;
  return std::all_of(list.begin(), list.end(), [](JsonElement event) {
    const std::string name = id_of(event);
    return std::find(kEvents.begin(), kEvents.end(), name) != kEvents.end();
  });
}

// The id of a webhook stands only at the end of its address.
std::string id_of_hook(JsonElement hook) {
  const std::string id = json_id(hook, "id");
  if (!id.empty()) return id;
  const std::string_view self = json_text(hook, "self").value_or("");
  const size_t slash = self.rfind('/');
  return slash == std::string_view::npos ? std::string() : std::string(self.substr(slash + 1));
}

Result<std::vector<Hook>> fetch_ours(Client& client, const EffectContext& context) {
  TL_TRY(const Answer answer, client.get(kEndpoint, kPath));
  const std::string name = webhook_name(context.connection_id);
  simdjson::dom::array list;
  if (answer.root().get(list)) {
    return make_error(ErrorCode::kVendorNotJira, "Jira's list of webhooks is no list.");
  }
  std::vector<Hook> ours;
  for (const JsonElement element : list) {
    const std::string id = id_of_hook(element);
    const std::string url(json_text(element, "url").value_or(""));
    const bool named = json_text(element, "name") == name;
    const bool addressed = !context.delivery_url.empty() && url == context.delivery_url;
    if (!parse_int(id) || (!named && !addressed)) continue;
    Hook hook{id, url, named && addressed && same_events(element)};
    hook.up_to_date = hook.up_to_date && flag_member(element, "enabled").value_or(true) &&
                      !flag_member(element, "excludeBody").value_or(false);
    ours.push_back(std::move(hook));
  }
  return ours;
}

std::string hook_body(const EffectContext& context) {
  JsonWriter body;
  body.begin_object().member("name", webhook_name(context.connection_id));
  body.member("url", context.delivery_url);
  body.key("events").begin_array();
  for (const std::string_view event : kEvents) body.value(event);
  body.end_array().key("filters").begin_object().end_object();
  body.member("excludeBody", false).member("enabled", true);
  if (!context.delivery_secret.empty()) body.member("secret", context.delivery_secret.reveal());
  body.end_object();
  return body.take();
}

std::string path_of(const std::string& id) { return std::string(kPath) + "/" + id; }

Result<void> remove_hook(Client& client, const std::string& id) {
  const auto answer = client.remove("webhook/{id}", path_of(id));
  if (answer.ok() || answer.error().code == ErrorCode::kVendorNotFound) return {};
  return answer.error();
}

// Even one that looks up to date is written again: whether its secret is ours cannot be seen.
Result<EffectOutcome> refresh(Client& client, const std::vector<Hook>& ours,
                              const EffectContext& context) {
  const auto kept =
      std::find_if(ours.begin(), ours.end(), [](const Hook& hook) { return hook.up_to_date; });
  const Hook& hook = kept == ours.end() ? ours.front() : *kept;
  TL_CHECK_OK(client.put("webhook/{id}", path_of(hook.id), hook_body(context)));
  for (const Hook& other : ours) {
    if (other.id != hook.id) TL_CHECK_OK(remove_hook(client, other.id));
  }
  return EffectOutcome{hook.id, "brought webhook " + hook.id + " up to date"};
}

}  // namespace

std::string webhook_name(std::string_view connection_id) {
  return "Throughline " + std::string(connection_id);
}

Result<EffectOutcome> register_webhook(Client& client, const EffectContext& context) {
  TL_TRY(const std::vector<Hook> ours, fetch_ours(client, context));
  if (!ours.empty()) return refresh(client, ours, context);
  TL_TRY(const Answer made, client.post(kEndpoint, kPath, hook_body(context)));
  const std::string id = id_of_hook(made.root());
  return EffectOutcome{id, "registered webhook " + id};
}

Result<EffectOutcome> remove_webhook(Client& client, const EffectContext& context) {
  TL_TRY(const std::vector<Hook> ours, fetch_ours(client, context));
  for (const Hook& hook : ours) TL_CHECK_OK(remove_hook(client, hook.id));
  return EffectOutcome{"", fmt::format("removed {} webhooks", ours.size())};
}

Result<EffectOutcome> apply_effect(const connector::Session& session, const domain::Effect& effect,
                                   const EffectContext& context) {
  Client client(session);
  if (effect.kind == "webhook.register") return register_webhook(client, context);
  if (effect.kind == "webhook.remove") return remove_webhook(client, context);
  return make_error(ErrorCode::kInvalidArgument,
                    "Jira knows no effect of the kind '" + effect.kind + "'.");
}

}  // namespace tl::connectors::jira
