#include "sync/dropper.h"

#include "base/json.h"
#include "sync/scope.h"

namespace tl::sync {
namespace {

constexpr std::string_view kCursor = "$drop";
constexpr size_t kStep = 500;  // issues of a project a step

}  // namespace

std::string render_drop_task(const DropTask& task) {
  JsonWriter out;
  out.begin_object().key("projects").begin_array();
  for (const std::string& project : task.key_projects) out.value(project);
  out.end_array().member("by_filter", task.by_filter).member("after", task.after.value);
  out.end_object();
  return out.take();
}

Result<DropTask> parse_drop_task(std::string_view json) {
  DropTask task;
  TL_TRY(const JsonDocument document, JsonDocument::parse(json));
  simdjson::dom::array projects;
  if (const auto found = json_get(document.root(), "projects"); found && !found->get(projects)) {
    for (const JsonElement project : projects) {
      std::string_view text;
      if (!project.get(text)) task.key_projects.emplace_back(text);
    }
  }
  task.by_filter = json_bool(document.root(), "by_filter").value_or(false);
  task.after = IssueId(json_int(document.root(), "after").value_or(0));
  return task;
}

Result<void> want_drop(store::TenantStore& tenant, InstanceId instance, const DropTask& task) {
  TL_TRY(const std::optional<store::PullCursor> saved, tenant.load_cursor(instance, kCursor));
  DropTask all = task;
  if (saved) {
    TL_TRY(const DropTask former, parse_drop_task(saved->state));
    all.key_projects.insert(all.key_projects.end(), former.key_projects.begin(),
                            former.key_projects.end());
    all.by_filter |= former.by_filter;  // another filter begins anew
  }
  return tenant.save_cursor(instance, {std::string(kCursor), render_drop_task(all), {}});
}

Result<std::optional<DropTask>> Dropper::load() {
  TL_TRY(const std::optional<store::PullCursor> saved,
         runtime_.store.tenant(tenant_).load_cursor(instance_, kCursor));
  if (!saved) return std::optional<DropTask>();
  TL_TRY(DropTask task, parse_drop_task(saved->state));
  return std::optional(std::move(task));
}

Result<void> Dropper::save(const DropTask& task) {
  store::TenantStore tenant = runtime_.store.tenant(tenant_);
  if (task.key_projects.empty() && !task.by_filter) return tenant.delete_cursor(instance_, kCursor);
  return tenant.save_cursor(instance_, {std::string(kCursor), render_drop_task(task), {}});
}

Result<bool> Dropper::drop_projects() {
  TL_TRY(std::optional<DropTask> task, load());
  if (!task || task->key_projects.empty()) return false;
  store::TenantStore tenant = runtime_.store.tenant(tenant_);
  TL_TRY(const std::vector<IssueId> issues,
         tenant.list_issues_of_projects(instance_, task->key_projects, kStep));
  if (issues.empty()) {
    task->key_projects.clear();
    TL_CHECK_OK(save(*task));
  } else {
    TL_CHECK_OK(tenant.remove_issues(instance_, issues));
  }
  runtime_.events.publish({Event::Kind::kConnection, tenant_, instance_, 0});
  return true;
}

Result<bool> Dropper::drop_unmatched(const connector::Connector& connector,
                                     const connector::Session& session,
                                     const domain::Connection& connection) {
  TL_TRY(std::optional<DropTask> task, load());
  if (!task || !task->by_filter) return false;
  store::TenantStore tenant = runtime_.store.tenant(tenant_);
  TL_TRY(const std::vector<IssueId> issues,
         tenant.list_issue_ids(instance_, task->after, connector::Connector::kMaxIssuesPerFetch));
  if (issues.empty() || connection.options.filter_jql.empty()) {
    task->by_filter = false;
    TL_CHECK_OK(save(*task));
    return true;
  }
  TL_TRY(const domain::FieldCatalogue fields, tenant.load_field_catalogue(instance_));
  connector::PullScope scope = make_scope(runtime_, tenant_, connection, fields);
  scope.known = {};  // so that nothing is followed: the filter alone decides
  TL_TRY(const connector::PulledPage page, connector.fetch_issues(session, issues, scope));
  TL_CHECK_OK(tenant.remove_issues(instance_, page.not_admitted));
  task->after = issues.back();
  TL_CHECK_OK(save(*task));
  runtime_.events.publish({Event::Kind::kConnection, tenant_, instance_, 0});
  return true;
}

}  // namespace tl::sync
