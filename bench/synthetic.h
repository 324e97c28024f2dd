// Synthetic Jira for the benchmarks: issues with ordinary histories, the same for the same number.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "base/result.h"
#include "domain/change_set.h"
#include "store/store.h"

namespace tl::bench {

// One page of GET search/jql: `count` issues with ids from `first`, 20 fields and 18 changes each,
// about 19 KB an issue, newest first.
[[nodiscard]] std::string search_page(int64_t first, int64_t count, bool last);

// The same kind of issue as facts: `changes` status changes each.
[[nodiscard]] domain::ChangeSet fact_page(int64_t first, int64_t count, int changes);

// A store in `dir` with a tenant and one connection that does nothing (paused).
struct Bed {
  std::unique_ptr<Clock> clock;
  std::unique_ptr<store::Store> store;
  TenantId tenant;
  InstanceId instance;
};
[[nodiscard]] Result<Bed> make_bed(const std::string& dir);

// "VmRSS" of this process in MiB.
[[nodiscard]] double resident_mib();

}  // namespace tl::bench
