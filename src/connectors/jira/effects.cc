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

constexpr std::string_view kWorklogs = " worklogs";
constexpr std::string_view kOurs = "Throughline ";

bool is_one_of(const std::vector<std::string>& list, std::string_view text) {
  return std::find(list.begin(), list.end(), text) != list.end();
}

bool is_kept(const RemoteHook& hook, const EffectContext& context) {
  return is_one_of(context.kept_urls, hook.url);
}

// Two addresses, so two webhooks; with one address one webhook takes all.
std::vector<HookPlan> plans_of(const EffectContext& context, const std::string& name) {
  HookPlan issues{
      name, context.delivery_url, {kEvents.begin(), kEvents.end()}, context.delivery_secret};
  const bool apart =
      !context.worklog_delivery_url.empty() && context.worklog_delivery_url != context.delivery_url;
  if (!apart) {
    issues.events.insert(issues.events.end(), kWorklogEvents.begin(), kWorklogEvents.end());
    return {issues};
  }
  HookPlan worklogs{name + std::string(kWorklogs),
                    context.worklog_delivery_url,
                    {kWorklogEvents.begin(), kWorklogEvents.end()},
                    context.delivery_secret};
  return {issues, worklogs};
}

bool is_addressed(const RemoteHook& hook, const EffectContext& context) {
  return (!context.delivery_url.empty() && hook.url == context.delivery_url) ||
         (!context.worklog_delivery_url.empty() && hook.url == context.worklog_delivery_url);
}

bool has_our_id(const RemoteHook& hook, const EffectContext& context) {
  const auto ids = split(context.vendor_id, ',');
  return std::find(ids.begin(), ids.end(), hook.vendor_id) != ids.end();
}

// A name that none of those bears that stay.
std::string free_name(const std::vector<RemoteHook>& hooks, const EffectContext& context) {
  const std::string plain = webhook_name(context.connection_id);
  std::string name = plain;
  const auto is_taken = [&](const RemoteHook& hook) {
    return is_kept(hook, context) &&
           (hook.name == name || hook.name == name + std::string(kWorklogs));
  };
  for (int number = 2; std::any_of(hooks.begin(), hooks.end(), is_taken); ++number) {
    name = fmt::format("{} ({})", plain, number);
  }
  return name;
}

// The one to keep for a plan: by address, else by name.
std::vector<RemoteHook>::iterator find_for(std::vector<RemoteHook>& hooks, const HookPlan& plan) {
  const auto find = [&](const auto& fits) {
    return std::find_if(hooks.begin(), hooks.end(), fits);
  };
  const auto exact =
      find([&](const RemoteHook& hook) { return hook.name == plan.name && hook.url == plan.url; });
  if (exact != hooks.end()) return exact;
  const auto addressed = find([&](const RemoteHook& hook) { return hook.url == plan.url; });
  if (addressed != hooks.end()) return addressed;
  return find([&](const RemoteHook& hook) { return hook.name == plan.name; });
}

std::string joined(const std::vector<std::string>& ids) {
  std::string out;
  for (const std::string& id : ids) out += (out.empty() ? "" : ",") + id;
  return out;
}

}  // namespace

std::string webhook_name(std::string_view connection_id) {
  return std::string(kOurs) + std::string(connection_id);
}

bool is_webhook_name(std::string_view name, std::string_view connection_id) {
  const std::string plain = webhook_name(connection_id);
  if (!name.starts_with(plain)) return false;
  std::string_view rest = name.substr(plain.size());
  if (rest.ends_with(kWorklogs)) rest.remove_suffix(kWorklogs.size());
  if (rest.empty()) return true;
  if (!rest.starts_with(" (") || !rest.ends_with(')')) return false;
  return parse_int(rest.substr(2, rest.size() - 3)).has_value();
}

// Even one that looks up to date is written again: whether its secret is ours cannot be seen.
Result<EffectOutcome> register_webhook(const Client& client, const EffectContext& context) {
  TL_TRY(std::vector<RemoteHook> ours, fetch_hooks(client));
  const std::string name = free_name(ours, context);
  std::erase_if(ours, [&](const RemoteHook& hook) {
    return is_kept(hook, context) ||
           (!is_webhook_name(hook.name, context.connection_id) && !is_addressed(hook, context));
  });
  const bool fresh = ours.empty();
  std::vector<std::string> ids;
  for (const HookPlan& plan : plans_of(context, name)) {
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
  TL_TRY(std::vector<RemoteHook> hooks, fetch_hooks(client));
  std::erase_if(hooks, [&](const RemoteHook& hook) {
    if (is_kept(hook, context)) return true;
    const bool named = is_webhook_name(hook.name, context.connection_id);
    const bool chosen = context.kept_urls.empty() ? named : named && has_our_id(hook, context);
    return !chosen && !is_addressed(hook, context);
  });
  for (const RemoteHook& hook : hooks) TL_CHECK_OK(remove_hook(client, hook.vendor_id));
  return EffectOutcome{"", fmt::format("removed {} webhooks", hooks.size()), false};
}

Result<EffectOutcome> apply_effect(const Client& client, const domain::Effect& effect,
                                   const EffectContext& context) {
  if (effect.kind == "webhook.register") return register_webhook(client, context);
  if (effect.kind == "webhook.remove") return remove_webhook(client, context);
  if (effect.kind == "webhook.check") return touch_issue(client, effect);
  return make_error(ErrorCode::kInvalidArgument,
                    "Jira knows no effect of the kind '" + effect.kind + "'.");
}

void note_missing_events(std::vector<RemoteHook>& hooks) {
  const auto is_named = [&](const std::string& name) {
    return std::any_of(hooks.begin(), hooks.end(),
                       [&](const RemoteHook& hook) { return hook.name == name; });
  };
  for (RemoteHook& hook : hooks) {
    if (!hook.name.starts_with(kOurs)) continue;
    const auto note = [&hook](const auto& wanted) {
      for (const std::string_view event : wanted) {
        if (!is_one_of(hook.events, event)) hook.missing_events.emplace_back(event);
      }
    };
    const bool worklogs = hook.name.ends_with(kWorklogs);
    if (!worklogs) note(kEvents);
    if (worklogs || !is_named(hook.name + std::string(kWorklogs))) note(kWorklogEvents);
  }
}

}  // namespace tl::connectors::jira
