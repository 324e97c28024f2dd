#include "sync/scope.h"

#include <algorithm>
#include <set>

#include "base/log.h"
#include "sync/admission.h"

namespace tl::sync {

connector::PullScope make_scope(const Runtime& runtime, TenantId tenant,
                                const domain::Connection& connection,
                                const domain::FieldCatalogue& fields) {
  connector::PullScope scope;
  scope.project_keys = connection.project_keys;
  scope.since = connection.created;
  scope.started = runtime.clock.now();
  scope.fields = &fields;
  scope.filter_jql = connection.options.filter_jql;
  scope.custom_fields = connection.options.custom_fields;
  scope.known = [store = runtime.store.tenant(tenant),
                 instance = connection.id](std::span<const IssueId> ids) {
    auto known = store.known_issues(instance, {ids.begin(), ids.end()});
    if (known.ok()) return std::move(*known);
    log_error("which issues are known", known.error());
    return std::vector<IssueId>();
  };
  return scope;
}

Result<void> prepare_page(store::TenantStore& tenant, const connector::Connector& connector,
                          const domain::Connection& connection, connector::PulledPage& page,
                          store::ApplyContext& context) {
  TL_TRY(const std::vector<IssueId> stored,
         tenant.known_issues(connection.id, issues_of(page.changes)));
  const std::set<IssueId> known(stored.begin(), stored.end());
  admit(page.changes, {.project_keys = connection.project_keys, .known = known});
  context.refused = std::move(page.refused);
  context.normaliser_version = connector.normaliser_version();
  context.lost_sight = std::move(page.lost_sight);
  context.in_filter = std::move(page.in_filter);
  context.left_filter = std::move(page.left_filter);
  return note_site_version(tenant, connection, page.site_version);
}

bool changes_fields(const domain::ChangeSet& set, const store::ApplyReport& applied) {
  return applied.records_changed > 0 &&
         std::any_of(set.records.begin(), set.records.end(), [](const domain::Record& record) {
           return record.kind == domain::RecordKind::kField;
         });
}

Result<void> note_site_version(store::TenantStore& tenant, const domain::Connection& connection,
                               const std::string& version) {
  if (version.empty() || version == connection.version) return {};
  TL_TRY(domain::Connection now, tenant.load_connection(connection.id));
  if (now.version == version) return {};
  now.version = version;
  const auto saved = tenant.update_connection(std::move(now));
  // Somebody changed it at the same time; the next page says the version again.
  if (!saved.ok() && saved.error().code != ErrorCode::kConflict) return saved.error();
  return {};
}

}  // namespace tl::sync
