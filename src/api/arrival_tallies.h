// What arrived against what became of it, counted now and then: counting looks at every delivery
// that is kept.
#pragma once

#include <chrono>
#include <map>
#include <mutex>
#include <utility>

#include "store/inbox.h"

namespace tl::api {

// Thread-safe. A count is shown again until it is kLeastAge old, or kCostFactor times as old as it
// took to make: so counting is a small share of the work, however much is kept.
class ArrivalTallies {
 public:
  static constexpr std::chrono::seconds kLeastAge{15};
  static constexpr int kCostFactor = 50;

  [[nodiscard]] Result<store::ArrivalTally> load(store::Inbox& inbox, TenantId tenant,
                                                 InstanceId instance);

 private:
  using Time = std::chrono::steady_clock::time_point;
  struct Entry {
    store::ArrivalTally tally;
    Time good_until;
  };
  std::mutex mutex_;
  std::map<std::pair<TenantId, InstanceId>, Entry> entries_;
};

}  // namespace tl::api
