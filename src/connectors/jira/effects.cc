#include "connectors/jira/effects.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/text.h"
#include "connectors/jira/hooks.h"

namespace tl::connectors::jira {
namespace {

using connector::EffectContext;
using connector::EffectOutcome;
using connector::RemoteHook;

// All that changes what we store. Source: Atlassian's guide "Webhooks", list of events; all of them
// are known to Jira from 7.2 on.
constexpr std::array<std::string_view, 20> kEvents = {
    "jira:issue_created",   "jira:issue_updated",    "jira:issue_deleted",
    "comment_created",      "comment_updated",       "comment_deleted",
    "sprint_created",       "sprint_updated",        "sprint_deleted",
    "sprint_started",       "sprint_closed",         "issuelink_created",
    "issuelink_deleted",    "jira:version_created",  "jira:version_updated",
    "jira:version_deleted", "jira:version_released", "jira:version_unreleased",
    "project_updated",      "project_deleted"};
constexpr std::array<std::string_view, 3> kWorklogEvents = {"worklog_created", "worklog_updated",
                                                            "worklog_deleted"};

// Two addresses, so two webhooks; with one address one webhook takes all.
std::vector<HookPlan> plans_of(const EffectContext& context) {
  const std::string name = webhook_name(context.connection_id);
  HookPlan issues{
      name, context.delivery_url, {kEvents.begin(), kEvents.end()}, context.delivery_secret};
  const bool apart =
      !context.worklog_delivery_url.empty() && context.worklog_delivery_url != context.delivery_url;
  if (!apart) {
    issues.events.insert(issues.events.end(), kWorklogEvents.begin(), kWorklogEvents.end());
    return {issues};
  }
  HookPlan worklogs{name + " worklogs",
                    context.worklog_delivery_url,
                    {kWorklogEvents.begin(), kWorklogEvents.end()},
                    context.delivery_secret};
  return {issues, worklogs};
}

bool is_ours(const RemoteHook& hook, const EffectContext& context) {
  const std::string name = webhook_name(context.connection_id);
  const bool addressed =
      (!context.delivery_url.empty() && hook.url == context.delivery_url) ||
      (!context.worklog_delivery_url.empty() && hook.url == context.worklog_delivery_url);
  return hook.name == name || hook.name == name + " worklogs" || addressed;
}

Result<std::vector<RemoteHook>> fetch_ours(const Client& client, const EffectContext& context) {
  TL_TRY(std::vector<RemoteHook> hooks, fetch_hooks(client));
  std::erase_if(hooks, [&](const RemoteHook& hook) { return !is_ours(hook, context); });
  return hooks;
}

// The one to keep for a plan: by name, else by address.
std::vector<RemoteHook>::iterator find_for(std::vector<RemoteHook>& hooks, const HookPlan& plan) {
  const auto named = std::find_if(hooks.begin(), hooks.end(), [&](const RemoteHook& hook) {
    return hook.name == plan.name && hook.url == plan.url;
  });
  if (named != hooks.end()) return named;
  return std::find_if(hooks.begin(), hooks.end(), [&](const RemoteHook& hook) {
    return hook.name == plan.name || hook.url == plan.url;
  });
}

std::string joined(const std::vector<std::string>& ids) {
  std::string out;
  for (const std::string& id : ids) out += (out.empty() ? "" : ",") + id;
  return out;
}

}  // namespace

std::string webhook_name(std::string_view connection_id) {
  return "Throughline " + std::string(connection_id);
}

// Even one that looks up to date is written again: whether its secret is ours cannot be seen.
Result<EffectOutcome> register_webhook(const Client& client, const EffectContext& context) {
  TL_TRY(std::vector<RemoteHook> ours, fetch_ours(client, context));
  const bool fresh = ours.empty();
  std::vector<std::string> ids;
  for (const HookPlan& plan : plans_of(context)) {
    const auto kept = find_for(ours, plan);
    if (kept == ours.end()) {
      TL_TRY(std::string id, create_hook(client, plan));
      ids.push_back(std::move(id));
      continue;
    }
    TL_CHECK_OK(update_hook(client, kept->vendor_id, plan));
    ids.push_back(kept->vendor_id);
    ours.erase(kept);
  }
  for (const RemoteHook& other : ours) TL_CHECK_OK(remove_hook(client, other.vendor_id));
  std::string id = joined(ids);
  std::string summary = fmt::format("{} webhook {}{}", fresh ? "registered" : "brought", id,
                                    fresh ? "" : " up to date");
  return EffectOutcome{std::move(id), std::move(summary),
                       client.can().hook_secret != HookSecret::kNone};
}

Result<EffectOutcome> remove_webhook(const Client& client, const EffectContext& context) {
  TL_TRY(const std::vector<RemoteHook> ours, fetch_ours(client, context));
  for (const RemoteHook& hook : ours) TL_CHECK_OK(remove_hook(client, hook.vendor_id));
  return EffectOutcome{"", fmt::format("removed {} webhooks", ours.size()), false};
}

Result<EffectOutcome> apply_effect(const Client& client, const domain::Effect& effect,
                                   const EffectContext& context) {
  if (effect.kind == "webhook.register") return register_webhook(client, context);
  if (effect.kind == "webhook.remove") return remove_webhook(client, context);
  return make_error(ErrorCode::kInvalidArgument,
                    "Jira knows no effect of the kind '" + effect.kind + "'.");
}

}  // namespace tl::connectors::jira
