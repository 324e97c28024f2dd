#include "sync/filters.h"

#include <array>
#include <iterator>
#include <set>

#include "base/time_text.h"
#include "base/zone.h"
#include "sync/filter_bind.h"

namespace tl::sync {
namespace {

using domain::RecordKind;

constexpr int64_t kMinute = 60'000;
constexpr std::array kNamed = {
    RecordKind::kProject,    RecordKind::kStatus,   RecordKind::kIssueType, RecordKind::kPriority,
    RecordKind::kResolution, RecordKind::kField,    RecordKind::kBoard,     RecordKind::kSprint,
    RecordKind::kVersion,    RecordKind::kComponent};

Result<void> load_kind(const store::TenantStore& tenant, InstanceId instance, RecordKind kind,
                       std::vector<domain::Record>& records) {
  TL_TRY(std::vector<domain::Record> some, tenant.load_records(instance, kind));
  std::move(some.begin(), some.end(), std::back_inserter(records));
  return {};
}

}  // namespace

Result<FilterHerePtr> FiltersHere::of(TenantId tenant, const domain::Connection& connection) {
  if (connection.options.filter_jql.empty()) return FilterHerePtr();
  std::optional<Entry> known;
  {
    std::lock_guard lock(mutex_);
    const auto found = entries_.find(connection.id);
    if (found != entries_.end()) known = found->second;
  }
  if (known && is_current(*known, tenant, connection)) return known->filter;
  TL_TRY(Entry made, make(tenant, connection, connection.options.filter_jql));
  FilterHerePtr filter = made.filter;
  std::lock_guard lock(mutex_);
  entries_.insert_or_assign(connection.id, std::move(made));
  return filter;
}

Result<FilterHerePtr> FiltersHere::look(TenantId tenant, const domain::Connection& connection,
                                        std::string_view jql) {
  TL_TRY(Entry made, make(tenant, connection, jql));
  return std::move(made.filter);
}

bool FiltersHere::is_current(const Entry& entry, TenantId tenant,
                             const domain::Connection& connection) {
  const domain::ConnectionOptions& options = connection.options;
  const bool same =
      entry.filter->jql() == options.filter_jql && entry.account_id == connection.account_id &&
      entry.cloud == (connection.flavour == "cloud") &&
      entry.descriptions == options.descriptions && entry.custom_fields == options.custom_fields &&
      entry.slot == slot_of(*entry.filter, entry.zone);
  if (!same) return false;
  const store::CatalogueVersion now = store_.tenant(tenant).catalogue_version(connection.id);
  if (now.others != entry.version.others) return false;
  if (now.people == entry.version.people) return true;
  if (entry.filter->names_people()) return false;
  const auto zone = load_zone(tenant, connection);
  if (!zone.ok() || *zone != entry.zone) return false;
  std::lock_guard lock(mutex_);
  const auto found = entries_.find(connection.id);
  if (found != entries_.end() && found->second.filter == entry.filter) {
    found->second.version.people = now.people;
  }
  return true;
}

Result<FiltersHere::Entry> FiltersHere::make(TenantId tenant, const domain::Connection& connection,
                                             std::string_view jql) {
  const store::TenantStore store = store_.tenant(tenant);
  Entry entry;
  entry.version = store.catalogue_version(connection.id);  // before what it counts is read
  entry.account_id = connection.account_id;
  entry.cloud = connection.flavour == "cloud";
  entry.descriptions = connection.options.descriptions;
  entry.custom_fields = connection.options.custom_fields;
  TL_TRY(entry.zone, load_zone(tenant, connection));
  jql::CatalogueFacts facts;
  facts.instance = connection.id;
  facts.cloud = entry.cloud;
  facts.descriptions = entry.descriptions;
  TL_TRY(facts.fields, store.load_field_catalogue(connection.id));
  for (const RecordKind kind : kNamed) {
    TL_CHECK_OK(load_kind(store, connection.id, kind, facts.records));
  }
  const FilterGround ground{connection, entry.zone, clock_.now()};
  FilterHere::Parts parts = bind_filter(jql, ground, facts);
  if (parts.names_people) {
    // There can be very many of them, and few filters name one.
    TL_CHECK_OK(load_kind(store, connection.id, RecordKind::kAccount, facts.records));
    parts = bind_filter(jql, ground, std::move(facts));
  }
  entry.filter = std::make_shared<const FilterHere>(std::move(parts));
  entry.slot = slot_of(*entry.filter, entry.zone);
  return entry;
}

// As the vendor shows it to us; "" it does not.
Result<std::string> FiltersHere::load_zone(TenantId tenant, const domain::Connection& connection) {
  if (connection.account_id.empty()) return std::string();
  TL_TRY(const std::optional<domain::Record> account,
         store_.tenant(tenant).load_record(connection.id, RecordKind::kAccount,
                                           connection.account_id));
  if (!account) return std::string();
  std::string zone = domain::text_of(account->attributes, "zone");
  return zone_exists(zone) ? zone : std::string();
}

// Changes when a filter that hangs on time is to be read anew.
int64_t FiltersHere::slot_of(const FilterHere& filter, std::string_view zone) const {
  const Instant now = clock_.now();
  switch (filter.time()) {
    case jql::TimeNeed::kNone:
      return 0;
    case jql::TimeNeed::kMinute:
      return now.ms / kMinute;
    case jql::TimeNeed::kDay: {
      const auto date = date_in_zone(zone.empty() ? "UTC" : zone, now);
      return date ? date->days : 0;
    }
  }
  return 0;
}

Result<domain::ChangeSet> find_new_names(const store::TenantStore& tenant, InstanceId instance,
                                         const domain::ChangeSet& set) {
  // Fields come by their own list alone, and whoever applies it looks for them in its report.
  static const std::set<RecordKind> named = [] {
    std::set<RecordKind> kinds(kNamed.begin(), kNamed.end());
    kinds.erase(RecordKind::kField);
    return kinds;
  }();
  domain::ChangeSet fresh;
  for (const domain::Record& record : set.records) {
    if (!named.contains(record.kind)) continue;
    TL_TRY(const std::optional<domain::Record> known,
           tenant.load_record(instance, record.kind, record.id));
    if (!known) fresh.records.push_back(record);
  }
  return fresh;
}

}  // namespace tl::sync
