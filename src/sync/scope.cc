#include "sync/scope.h"

#include <fmt/format.h>

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
  scope.descriptions = connection.options.descriptions;
  scope.known = [store = runtime.store.tenant(tenant),
                 instance = connection.id](std::span<const IssueId> ids) {
    auto known = store.known_issues(instance, {ids.begin(), ids.end()});
    if (known.ok()) return std::move(*known);
    log_error("which issues are known", known.error());
    return std::vector<IssueId>();
  };
  scope.stored = [store = runtime.store.tenant(tenant), instance = connection.id](
                     IssueId issue, domain::RecordKind kind) {
    std::vector<std::string> ids;
    auto records = store.load_issue_records({instance, issue}, kind);
    if (!records.ok()) log_error("what is known of an issue", records.error());
    if (!records.ok()) return ids;
    for (const domain::Record& record : *records) {
      if (!domain::flag_of(record.attributes, domain::kDeleted)) ids.push_back(record.id);
    }
    return ids;
  };
  return scope;
}

Result<FilterHerePtr> filter_for(const Runtime& runtime, store::TenantStore& tenant,
                                 const domain::Connection& connection,
                                 const domain::ChangeSet& changes) {
  if (connection.options.filter_jql.empty()) return FilterHerePtr();
  if (!changes.issues.empty()) {
    TL_TRY(const domain::ChangeSet fresh, find_new_names(tenant, connection.id, changes));
    if (!fresh.empty()) {
      auto stored = tenant.apply(connection.id, fresh, {});
      if (!stored.ok()) return std::move(stored).error();
    }
  }
  return runtime.filters.of(tenant.id(), connection);
}

Result<void> prepare_page(const Runtime& runtime, store::TenantStore& tenant,
                          const connector::Connector& connector,
                          const domain::Connection& connection, connector::PulledPage& page,
                          store::ApplyContext& context) {
  TL_CHECK_OK(note_site(tenant, connection, page));
  TL_TRY(const std::vector<IssueId> stored,
         tenant.known_issues(connection.id, issues_of(page.changes)));
  const std::set<IssueId> known(stored.begin(), stored.end());
  const int64_t left_out =
      admit(page.changes, {.project_keys = connection.project_keys, .known = known});
  context.counts = true;
  context.tally.read = page.issues_read;
  context.tally.refused = count_refused_issues(page.refused);
  context.tally.left_out = left_out + static_cast<int64_t>(page.not_admitted.size());
  context.refused = std::move(page.refused);
  context.normaliser_version = connector.normaliser_version();
  context.lost_sight = std::move(page.lost_sight);
  context.in_filter = std::move(page.in_filter);
  context.left_filter = std::move(page.left_filter);
  TL_TRY(const FilterHerePtr filter, filter_for(runtime, tenant, connection, page.changes));
  if (filter != nullptr) context.filter = filter->judge();
  return {};
}

int64_t count_refused_issues(const std::vector<domain::Refused>& refused) {
  return std::count_if(refused.begin(), refused.end(),
                       [](const domain::Refused& one) { return one.kind == "issue"; });
}

bool changes_fields(const domain::ChangeSet& set, const store::ApplyReport& applied) {
  return applied.records_changed > 0 &&
         std::any_of(set.records.begin(), set.records.end(), [](const domain::Record& record) {
           return record.kind == domain::RecordKind::kField;
         });
}

Result<void> note_site(store::TenantStore& tenant, const domain::Connection& connection,
                       const connector::PulledPage& page) {
  connector::SiteIdentity found;
  found.site_id = page.site_id;
  found.address = page.site_address;
  const bool told = !page.site_id.empty();
  if (told && !connector::is_same_site(connection.site_id, connection.base_url, found,
                                       connection.base_url)) {
    return make_error(
        ErrorCode::kVendorOtherSite,
        fmt::format("At {} answers {} now, and connected was {}. Nothing of it was stored.",
                    connection.base_url, page.site_id, connection.site_id));
  }
  // Deliveries and links name the new address from now on.
  const bool renamed = told && !page.site_url.empty();
  const auto differs = [&](const domain::Connection& c) {
    return (!page.site_version.empty() && c.version != page.site_version) ||
           (told && c.site_id != page.site_id) || (renamed && c.base_url != page.site_url);
  };
  if (!differs(connection)) return {};
  TL_TRY(domain::Connection now, tenant.load_connection(connection.id));
  if (!differs(now)) return {};
  if (!page.site_version.empty()) now.version = page.site_version;
  if (told) now.site_id = page.site_id;
  if (renamed) now.base_url = page.site_url;
  const auto saved = tenant.update_connection(std::move(now));
  // Somebody changed it at the same time, and the next page says it again; or the same server is
  // connected twice from a time when addresses told them apart.
  if (!saved.ok() && saved.error().code != ErrorCode::kConflict) return saved.error();
  return {};
}

}  // namespace tl::sync
