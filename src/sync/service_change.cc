// Changing a connection, and what that would do.
#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "base/text.h"
#include "sync/descriptions.h"
#include "sync/dropper.h"
#include "sync/outbox.h"
#include "sync/refilter.h"
#include "sync/service_impl.h"

namespace tl::sync {
namespace {

constexpr int32_t kMinutesOfDay = 24 * 60;
constexpr int32_t kMaxRequestsPerMinute = 60'000;
constexpr size_t kMaxFilterBytes = 8192;
constexpr int kRemovalAtOnce = 4;  // steps that a person waits for

Result<void> validate(const ConnectionChange& change) {
  const auto refuse = [](std::string why) {
    return make_error(ErrorCode::kInvalidArgument, std::move(why));
  };
  if (change.quiet_hours && *change.quiet_hours) {
    const domain::QuietHours& hours = **change.quiet_hours;
    const bool in_day =
        hours.from >= 0 && hours.from < kMinutesOfDay && hours.to >= 0 && hours.to < kMinutesOfDay;
    if (!in_day || hours.from == hours.to) {
      return refuse("quiet hours begin and end within a day, and not at the same minute");
    }
  }
  if (change.requests_per_minute &&
      (*change.requests_per_minute < 0 || *change.requests_per_minute > kMaxRequestsPerMinute)) {
    return refuse("the limit of requests a minute is 0 (none) to 60000");
  }
  if (change.filter_jql && change.filter_jql->size() > kMaxFilterBytes) {
    return refuse("the filter is longer than 8192 bytes");
  }
  return {};
}

// Gives the login of the proxy, which is no part of the connection.
connector::SecretText take(const ConnectionChange& change, domain::Connection& c) {
  const auto set = [](auto& target, const auto& wanted) {
    if (wanted) target = *wanted;
  };
  set(c.name, change.name);
  set(c.project_keys, change.project_keys);
  if (change.token_expires) c.token_expires = change.token_expires;
  set(c.webhooks_wanted, change.webhooks);
  set(c.options.filter_jql, change.filter_jql);
  c.options.filter_jql = std::string(trim(c.options.filter_jql));
  set(c.options.ca_pem, change.ca_pem);
  set(c.options.writes_worklogs, change.writes_worklogs);
  set(c.options.writes_rule_actions, change.writes_rule_actions);
  set(c.options.writes_remote_links, change.writes_remote_links);
  set(c.options.custom_fields, change.custom_fields);
  set(c.options.descriptions, change.descriptions);
  set(c.options.requests_per_minute, change.requests_per_minute);
  if (change.quiet_hours) c.options.quiet_hours = *change.quiet_hours;
  return change.proxy ? take_proxy(*change.proxy, c.options) : connector::SecretText();
}

bool names(const std::vector<std::string>& keys, std::string_view key) {
  return std::any_of(keys.begin(), keys.end(),
                     [&](const std::string& known) { return equals_no_case(known, key); });
}

// Projects with issues here that were asked for and no longer are. An issue that moved into a
// project which nobody chose is followed and does not make that project one of these.
std::vector<ChangePreview::Project> removed_projects(const std::map<std::string, int64_t>& stored,
                                                     const std::vector<std::string>& before,
                                                     const std::vector<std::string>& after) {
  std::vector<ChangePreview::Project> removed;
  if (after.empty()) return removed;
  for (const auto& [key, issues] : stored) {
    const bool was_asked = before.empty() || names(before, key);
    if (was_asked && !names(after, key)) removed.push_back({key, issues});
  }
  return removed;
}

// Without a trailing ORDER BY, which cannot stand in brackets. One within quotes is none.
std::string_view without_order(std::string_view jql) {
  char quote = 0;
  for (size_t at = 0; at < jql.size(); ++at) {
    const char c = jql[at];
    if (quote != 0 && c == '\\') {
      ++at;
    } else if (quote != 0) {
      if (c == quote) quote = 0;
    } else if (c == '"' || c == '\'') {
      quote = c;
    } else if (starts_with_no_case(jql.substr(at), " order by ")) {
      return jql.substr(0, at);
    }
  }
  return starts_with_no_case(jql, "order by ") ? std::string_view() : jql;
}

std::string both_filters(std::string_view before, std::string_view after) {
  const std::string_view a = without_order(before);
  const std::string_view b = without_order(after);
  if (a.empty() || b.empty()) return std::string(a.empty() ? b : a);
  return fmt::format("({}) AND ({})", a, b);
}

bool asks_for_more(const std::vector<std::string>& before, const std::vector<std::string>& after) {
  if (before.empty()) return false;  // all were asked for
  return after.empty() || !std::all_of(after.begin(), after.end(),
                                       [&](const std::string& key) { return names(before, key); });
}

}  // namespace

Result<void> Service::Impl::drop_outside(TenantId tenant, const domain::Connection& before,
                                         const domain::Connection& after) {
  store::TenantStore store = runtime.store.tenant(tenant);
  DropTask task;
  TL_TRY(const auto stored, store.count_issues_by_key_project(after.id));
  for (auto& project : removed_projects(stored, before.project_keys, after.project_keys)) {
    task.key_projects.push_back(std::move(project.key));
  }
  task.by_filter =
      before.options.filter_jql != after.options.filter_jql && !after.options.filter_jql.empty();
  if (task == DropTask{}) return {};
  TL_CHECK_OK(want_drop(store, after.id, task));
  if (worker(after.id) != nullptr) return {};
  // Nobody else does it: a site of files, or one that is disconnected.
  Dropper dropper(runtime, tenant, after.id);
  bool more = true;
  while (more) {
    TL_TRY(more, dropper.drop_projects());
  }
  return {};
}

Result<void> Service::Impl::switch_descriptions(TenantId tenant, const domain::Connection& after) {
  reload_edge();
  store::TenantStore store = runtime.store.tenant(tenant);
  if (after.options.descriptions) return forget_removal(store, after.id);
  TL_CHECK_OK(want_removal(store, after.id));
  const connector::Connector* connector = runtime.connector(after.vendor);
  if (connector == nullptr) return make_error(ErrorCode::kInternal, "unknown vendor");
  DescriptionRemover remover(runtime, tenant, after.id);
  const bool alone = worker(after.id) == nullptr;  // nobody else would go on with it
  bool more = true;
  for (int steps = 0; more && (alone || steps < kRemovalAtOnce); ++steps) {
    TL_TRY(more, remover.step(*connector));
  }
  return {};
}

// Webhooks are made or removed, and what waited for a switch goes out.
Result<void> Service::Impl::apply_switches(TenantId tenant, const domain::Connection& before,
                                           const domain::Connection& after) {
  store::TenantStore store = runtime.store.tenant(tenant);
  if (before.webhooks_wanted && !after.webhooks_wanted) {
    TL_CHECK_OK(retire_webhooks(runtime, tenant, after.id));
  }
  const auto switched_on = [&](bool was, bool is, std::string_view pattern) -> Result<void> {
    if (was || !is) return {};
    auto waiting = store.switch_on_effects(after.id, pattern);
    if (!waiting.ok()) return std::move(waiting).error();
    return {};
  };
  const domain::ConnectionOptions& a = before.options;
  const domain::ConnectionOptions& b = after.options;
  TL_CHECK_OK(switched_on(before.webhooks_wanted, after.webhooks_wanted, "webhook.%"));
  TL_CHECK_OK(switched_on(a.writes_worklogs, b.writes_worklogs, "worklog.%"));
  TL_CHECK_OK(switched_on(a.writes_remote_links, b.writes_remote_links, "remote_link.%"));
  TL_CHECK_OK(switched_on(a.writes_rule_actions, b.writes_rule_actions, "rule.%"));
  return want_hooks(tenant, after);
}

Result<ConnectionStatus> Service::change(TenantId tenant, InstanceId instance, int64_t revision,
                                         const ConnectionChange& change) {
  TL_CHECK_OK(validate(change));
  store::TenantStore store = impl_->runtime.store.tenant(tenant);
  TL_TRY(const domain::Connection before, store.load_connection(instance));
  domain::Connection after = before;
  after.revision = revision;
  connector::SecretText login = take(change, after);
  store::SealSecrets secrets;
  if (change.proxy) secrets = seal_proxy_login(impl_->runtime, tenant, std::move(login));
  TL_TRY(after, store.update_connection(std::move(after), secrets));
  const bool filter_changed = before.options.filter_jql != after.options.filter_jql;
  const bool reads_more = asks_for_more(before.project_keys, after.project_keys) ||
                          filter_changed ||
                          (!before.options.descriptions && after.options.descriptions) ||
                          before.options.custom_fields != after.options.custom_fields;
  if (filter_changed) {
    TL_CHECK_OK(store.forget_filter(instance));
    TL_CHECK_OK(forget_refilter(store, instance));
  }
  if (change.drop == DropPolicy::kDelete) TL_CHECK_OK(impl_->drop_outside(tenant, before, after));
  TL_CHECK_OK(impl_->apply_switches(tenant, before, after));
  if (before.options.descriptions != after.options.descriptions) {
    TL_CHECK_OK(impl_->switch_descriptions(tenant, after));
  }
  const bool connected =
      after.state != domain::ConnectionState::kDisconnected && after.flavour != kImportFlavour;
  // New matches and new fields have a past to be read: a run of its own, newest first as ever.
  if (reads_more && connected) TL_CHECK_OK(impl_->begin_backfill(tenant, after));
  if (const auto worker = impl_->worker(instance)) worker->reload();
  impl_->publish(tenant, instance);
  return impl_->status_of(tenant, std::move(after));
}

Result<ChangePreview> Service::preview(TenantId tenant, InstanceId instance,
                                       const ConnectionChange& change) {
  TL_CHECK_OK(validate(change));
  store::TenantStore store = impl_->runtime.store.tenant(tenant);
  TL_TRY(const domain::Connection before, store.load_connection(instance));
  domain::Connection after = before;
  (void)take(change, after);
  ChangePreview preview;
  TL_TRY(const auto stored, store.count_issues_by_key_project(instance));
  preview.removed = removed_projects(stored, before.project_keys, after.project_keys);
  int64_t kept = 0;
  for (const auto& [key, issues] : stored) kept += issues;
  for (const ChangePreview::Project& project : preview.removed) {
    preview.issues_dropped += project.issues;
  }
  kept -= preview.issues_dropped;
  const bool chosen_anew = before.project_keys != after.project_keys ||
                           before.options.filter_jql != after.options.filter_jql;
  if (!chosen_anew) return preview;
  const auto checked =
      check_filter(tenant, instance, {after.options.filter_jql, after.project_keys});
  if (!checked.ok()) {
    preview.notes.push_back("Jira could not be asked how many issues match: " +
                            checked.error().detail);
    return preview;
  }
  preview.notes = checked->notes;
  if (!checked->valid) preview.notes.push_back("The filter is not valid: " + checked->error);
  preview.matches = checked->matches;
  const bool filter_changed = before.options.filter_jql != after.options.filter_jql;
  if (filter_changed && !after.options.filter_jql.empty() && checked->matches) {
    // Of what is here only that can match which the present filter admitted.
    std::optional<int64_t> staying = checked->matches;
    if (!before.options.filter_jql.empty()) {
      const auto both = check_filter(
          tenant, instance,
          {both_filters(before.options.filter_jql, after.options.filter_jql), after.project_keys});
      if (both.ok() && both->valid && both->matches) staying = both->matches;
    }
    const int64_t outside = std::max<int64_t>(0, kept - *staying);
    preview.issues_dropped += outside;
    preview.notes.push_back(fmt::format(
        "About {} stored issues do not match the filter; Jira is asked about each when it is done.",
        outside));
  }
  return preview;
}

}  // namespace tl::sync
