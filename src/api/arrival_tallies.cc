#include "api/arrival_tallies.h"

#include <algorithm>

namespace tl::api {

Result<store::ArrivalTally> ArrivalTallies::load(store::Inbox& inbox, TenantId tenant,
                                                 InstanceId instance) {
  using Clock = std::chrono::steady_clock;
  // Held while counting: who asks meanwhile would only count the same.
  const std::lock_guard lock(mutex_);
  const Time begin = Clock::now();
  const auto known = entries_.find({tenant, instance});
  if (known != entries_.end() && begin < known->second.good_until) return known->second.tally;
  TL_TRY(const store::ArrivalTally tally, inbox.tally(tenant, instance));
  const Time end = Clock::now();
  const auto age = std::max<Clock::duration>(kLeastAge, (end - begin) * kCostFactor);
  std::erase_if(entries_, [&](const auto& entry) { return entry.second.good_until + age < end; });
  entries_[{tenant, instance}] = {tally, end + age};
  return tally;
}

}  // namespace tl::api
