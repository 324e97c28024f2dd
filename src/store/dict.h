// The tenant's dictionary of values: (field, vendor id, name as written) to a number. Internal.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "base/ids.h"
#include "store/core.h"
#include "store/facts.h"
#include "store/sql.h"

namespace tl::store {

// Numbers for the values of one apply: first need() all, then resolve(), then id().
class DictResolver {
 public:
  void need(std::string_view field, std::string_view vendor_id, std::string_view name);
  // Finds or makes the entries. On the facts writer's thread, in its transaction.
  void resolve(Session& session, DictCache& cache, TenantId tenant);
  // 0 for an empty value. REQUIRES: needed and resolved.
  [[nodiscard]] int64_t id(std::string_view field, std::string_view vendor_id,
                           std::string_view name) const;

 private:
  struct Entry {
    std::string field, vendor_id, name;
    int64_t id = 0;
  };
  using Entries = std::unordered_map<std::string, Entry>;

  void load_known(Session& session, TenantId tenant,
                  const std::unordered_map<std::string, Entry*>& by_digest);
  static void insert_new(Session& session, TenantId tenant,
                         const std::unordered_map<std::string, Entry*>& by_digest);

  Entries entries_;  // by content
};

// Entries with their full texts, by id. `where` is over dict d ("AND ..."), with $1 the tenant.
[[nodiscard]] std::unordered_map<int64_t, DictEntry> load_dict_full(Session& session,
                                                                    std::string_view where,
                                                                    const Params& params);

}  // namespace tl::store
