#include "api/jql_shelf.h"

#include <utility>

#include "base/text.h"
#include "domain/record.h"

namespace tl::api {
namespace {

using domain::RecordKind;

// More changes than these, and everything is read again.
constexpr size_t kMaxRowsLookedAt = 2000;

}  // namespace

Result<void> JqlShelf::catch_up(const store::TenantStore& store, Tenant& tenant, int64_t position) {
  if (tenant.position >= position) return {};
  if (!tenant.instances.empty()) {
    TL_TRY(const auto page, store.load_feed(tenant.position, kMaxRowsLookedAt));
    const bool all = page.gap || page.rows.size() >= kMaxRowsLookedAt;
    if (all) tenant.instances.clear();
    for (const store::FeedRow& row : page.rows) {
      if (row.kind != store::FeedKind::kRecord) continue;
      const auto found = tenant.instances.find(row.instance);
      if (found == tenant.instances.end()) continue;
      if (row.record_kind == RecordKind::kField) found->second.fields.reset();
      if (row.record_kind == RecordKind::kAccount) found->second.accounts.reset();
    }
  }
  tenant.position = position;
  return {};
}

Result<JqlShelf::Fields> JqlShelf::fields(const store::TenantStore& store, TenantId tenant,
                                          InstanceId instance, int64_t position) {
  const std::lock_guard lock(mutex_);
  Tenant& kept = tenants_[tenant];
  TL_CHECK_OK(catch_up(store, kept, position));
  Fields& fields = kept.instances[instance].fields;
  if (fields == nullptr) {
    TL_TRY(auto loaded, store.load_field_catalogue(instance));
    fields = std::make_shared<const domain::FieldCatalogue>(std::move(loaded));
  }
  return fields;
}

Result<std::string> JqlShelf::account(const store::TenantStore& store, TenantId tenant,
                                      InstanceId instance, int64_t position,
                                      std::string_view email) {
  const std::lock_guard lock(mutex_);
  Tenant& kept = tenants_[tenant];
  TL_CHECK_OK(catch_up(store, kept, position));
  auto& accounts = kept.instances[instance].accounts;
  if (accounts == nullptr) {
    TL_TRY(const auto records, store.load_records(instance, RecordKind::kAccount));
    Accounts found;
    for (const domain::Record& record : records) {
      const std::string known = domain::text_of(record.attributes, "email");
      if (!known.empty()) found.emplace(to_lower(known), record.id);
    }
    accounts = std::make_shared<const Accounts>(std::move(found));
  }
  const auto found = accounts->find(to_lower(email));
  return found == accounts->end() ? std::string() : found->second;
}

}  // namespace tl::api
