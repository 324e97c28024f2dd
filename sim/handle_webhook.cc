#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "sim/handlers.h"
#include "sim/search.h"
#include "sim/site.h"

namespace tl::sim {

namespace {

constexpr const char* kSection = "issue-related-events-section";

const std::vector<const char*>& known_events() {
  static const std::vector<const char*> list{"jira:issue_created",
                                             "jira:issue_updated",
                                             "jira:issue_deleted",
                                             "jira:worklog_updated",
                                             "comment_created",
                                             "comment_updated",
                                             "comment_deleted",
                                             "worklog_created",
                                             "worklog_updated",
                                             "worklog_deleted",
                                             "issuelink_created",
                                             "issuelink_deleted",
                                             "attachment_created",
                                             "attachment_deleted",
                                             "issue_property_set",
                                             "issue_property_deleted",
                                             "sprint_created",
                                             "sprint_updated",
                                             "sprint_started",
                                             "sprint_closed",
                                             "sprint_deleted",
                                             "board_created",
                                             "board_updated",
                                             "board_deleted",
                                             "board_configuration_changed",
                                             "project_created",
                                             "project_updated",
                                             "project_deleted",
                                             "project_soft_deleted",
                                             "project_restored_deleted",
                                             "project_archived",
                                             "project_restored_archived",
                                             "user_created",
                                             "user_updated",
                                             "user_deleted",
                                             "jira:version_created",
                                             "jira:version_updated",
                                             "jira:version_deleted",
                                             "jira:version_released",
                                             "jira:version_unreleased",
                                             "jira:version_moved",
                                             "option_worklog_changed"};
  return list;
}

Response no_admin() { return refuse(403, "You do not have permission to manage webhooks."); }

void write_webhook(JsonWriter& w, const Call& call, const Webhook& hook) {
  const auto& user = call.world.catalog.users[static_cast<size_t>(hook.updated_by)];
  w.begin_object().member("name", hook.name).member("url", hook.url);
  w.member("excludeBody", hook.exclude_body).key("filters").begin_object();
  w.member(kSection, hook.filter).end_object().key("events").begin_array();
  for (const auto& event : hook.events) w.value(event);
  w.end_array().member("enabled", hook.enabled);
  w.member("self",
           fmt::format("{}/rest/webhooks/1.0/webhook/{}", call.site.shapes.base(), hook.id));
  w.member("lastUpdatedUser", call.cloud() ? user.account_id : user.key);
  w.member("lastUpdatedDisplayName", user.name).member("lastUpdated", hook.updated);
  if (call.cloud()) w.member("isSigned", !hook.secret.empty());
  w.end_object();
}

// Fills `hook` from the body. What is absent stays as it is. "" or the text of the refusal.
std::string read_webhook(const Call& call, Webhook& hook) {
  const auto body = call.json();
  if (const auto name = json_text(body, "name")) hook.name = *name;
  if (const auto url = json_text(body, "url")) hook.url = *url;
  if (const auto secret = json_text(body, "secret")) hook.secret = *secret;
  if (const auto configuration = json_get(body, "configuration"))
    if (const auto secret = json_text(*configuration, "SECRET")) hook.secret = *secret;
  if (const auto flag = json_bool(body, "excludeBody")) hook.exclude_body = *flag;
  for (const char* name : {"enabled", "active"})
    if (const auto flag = json_bool(body, name)) hook.enabled = *flag;
  if (const auto flag = json_bool(body, "sslVerificationRequired")) hook.verify_tls = *flag;
  if (const auto filters = json_get(body, "filters"))
    hook.filter = std::string(json_text(*filters, kSection).value_or(""));
  if (const auto events = json_get(body, "events")) {
    const auto list = text_list(*events);
    if (!list) return "events must be a list of texts.";
    hook.events = *list;
  }
  if (trim(hook.name).empty()) return "The name of the webhook is required.";
  if (!starts_with_no_case(hook.url, "http://") && !starts_with_no_case(hook.url, "https://"))
    return "The URL of the webhook must begin with http or https.";
  if (hook.events.empty()) return "At least one event is required.";
  const auto& known = known_events();
  for (const auto& event : hook.events)
    if (std::find(known.begin(), known.end(), event) == known.end())
      return fmt::format("Unknown event: {}", event);
  if (!hook.filter.empty()) {
    const auto query = parse_jql(hook.filter, jql_context(call, call.now));
    if (!query.errors.empty()) return query.errors.front();
  }
  return {};
}

std::optional<Webhook> asked_webhook(const Call& call) {
  const auto id = parse_int(call.parts[0]);
  return id ? call.site.webhooks.find(static_cast<int>(*id)) : std::nullopt;
}

// The shape of 10.0 and later. The secret is never shown again.
void write_jira_webhook(JsonWriter& w, const Call& call, const Webhook& hook) {
  const auto [sent, failed] = call.site.webhooks.counts_of(hook.id);
  w.begin_object().member("id", hook.id).member("name", hook.name).member("url", hook.url);
  w.key("events").begin_array();
  for (const auto& event : hook.events) w.value(event);
  w.end_array().member("active", hook.enabled).key("configuration").begin_object();
  if (!hook.secret.empty()) w.member("SECRET", "*****");
  w.member("EXCLUDE_BODY", hook.exclude_body ? "true" : "false");
  w.key("FILTERS").value(fmt::format("{{\"{}\":{}}}", kSection, json_quote(hook.filter)));
  w.end_object().member("sslVerificationRequired", hook.verify_tls);
  w.member("scopeType", "global").member("createdDate", hook.created);
  w.member("updatedDate", hook.updated).key("statistics").begin_object().key("counts");
  w.begin_object().member("successes", sent).member("failures", failed).member("errors", 0);
  w.end_object().end_object().end_object();
}

Response no_webhook() { return refuse(404, "No webhook with this id exists."); }

// The two families do the same; they differ in how they write a webhook.
using WriteHook = void (*)(JsonWriter&, const Call&, const Webhook&);

Response answer_hook(const Call& call, const Webhook& hook, int status, WriteHook write) {
  JsonWriter w;
  write(w, call, hook);
  return answer(w.take(), status);
}

Response list_hooks(Call& call, WriteHook write) {
  if (!Accounts::is_admin(call.user)) return no_admin();
  JsonWriter w;
  w.begin_array();
  for (const auto& hook : call.site.webhooks.list()) write(w, call, hook);
  return answer(w.end_array().take());
}

Response show_hook(Call& call, WriteHook write) {
  if (!Accounts::is_admin(call.user)) return no_admin();
  const auto hook = asked_webhook(call);
  return hook ? answer_hook(call, *hook, 200, write) : no_webhook();
}

Response add_hook(Call& call, WriteHook write) {
  if (!Accounts::is_admin(call.user)) return no_admin();
  Webhook hook;
  hook.created = hook.updated = call.now;
  hook.updated_by = call.user;
  if (const auto error = read_webhook(call, hook); !error.empty()) return refuse(400, error);
  const auto added = call.site.webhooks.add(hook);
  if (!added) return refuse(400, "The limit of 100 webhooks has been reached.");
  return answer_hook(call, *added, 201, write);
}

Response change_hook(Call& call, WriteHook write) {
  if (!Accounts::is_admin(call.user)) return no_admin();
  auto hook = asked_webhook(call);
  if (!hook) return no_webhook();
  hook->updated = call.now;
  hook->updated_by = call.user;
  if (const auto error = read_webhook(call, *hook); !error.empty()) return refuse(400, error);
  call.site.webhooks.replace(*hook);
  return answer_hook(call, *hook, 200, write);
}

}  // namespace

Response get_webhooks(Call& call) { return list_hooks(call, write_webhook); }
Response get_webhook(Call& call) { return show_hook(call, write_webhook); }
Response post_webhook(Call& call) { return add_hook(call, write_webhook); }
Response put_webhook(Call& call) { return change_hook(call, write_webhook); }

Response delete_webhook(Call& call) {
  if (!Accounts::is_admin(call.user)) return no_admin();
  const auto id = parse_int(call.parts[0]);
  return id && call.site.webhooks.remove(static_cast<int>(*id)) ? no_content() : no_webhook();
}

Response get_jira_webhooks(Call& call) { return list_hooks(call, write_jira_webhook); }
Response get_jira_webhook(Call& call) { return show_hook(call, write_jira_webhook); }
Response post_jira_webhook(Call& call) { return add_hook(call, write_jira_webhook); }
Response put_jira_webhook(Call& call) { return change_hook(call, write_jira_webhook); }

}  // namespace tl::sim
