// The filters of all connections, kept until what they were made of changes: the text, the account,
// the records that names are looked up in, the minute or day that a date hangs on.
#pragma once

#include <map>
#include <mutex>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "domain/change_set.h"
#include "store/store.h"
#include "sync/filter_here.h"

namespace tl::sync {

// Thread-safe.
class FiltersHere {
 public:
  // Both must outlive it.
  FiltersHere(store::Store& store, const Clock& clock) : store_(store), clock_(clock) {}

  // nullptr when the connection has no filter.
  [[nodiscard]] Result<FilterHerePtr> of(TenantId tenant, const domain::Connection& connection);
  // The same for another text; it is not kept.
  [[nodiscard]] Result<FilterHerePtr> look(TenantId tenant, const domain::Connection& connection,
                                           std::string_view jql);

 private:
  struct Entry {
    FilterHerePtr filter;
    std::string account_id;
    bool cloud = false;
    bool descriptions = false;
    std::vector<std::string> custom_fields;
    std::string zone;
    store::CatalogueVersion version;
    int64_t slot = 0;
  };
  [[nodiscard]] bool is_current(const Entry& entry, TenantId tenant,
                                const domain::Connection& connection);
  [[nodiscard]] Result<Entry> make(TenantId tenant, const domain::Connection& connection,
                                   std::string_view jql);
  [[nodiscard]] Result<std::string> load_zone(TenantId tenant,
                                              const domain::Connection& connection);
  [[nodiscard]] int64_t slot_of(const FilterHere& filter, std::string_view zone) const;

  store::Store& store_;
  const Clock& clock_;
  std::mutex mutex_;
  std::map<InstanceId, Entry> entries_;
};

// Records of the set that names are looked up in and that are not stored yet or are others now:
// they are stored before its issues are judged. Empty when there are none.
[[nodiscard]] Result<domain::ChangeSet> find_new_names(const store::TenantStore& tenant,
                                                       InstanceId instance,
                                                       const domain::ChangeSet& set);

}  // namespace tl::sync
