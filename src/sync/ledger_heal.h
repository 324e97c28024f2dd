// Follows what was found to differ until it is equal, and says how.
#pragma once

#include <map>
#include <set>
#include <string>

#include "sync/ledger_site.h"

namespace tl::sync {

class Healer {
 public:
  // Something was found: it is looked at with the next step.
  void wake() { asleep_until_ = Instant(); }
  // Looks at up to one hundred open differences whose issues were read again. True when there was
  // something to look at. `healed`: accounts with differences that are over now.
  Result<bool> step(const LedgerSite& site, std::set<std::string>& healed);

 private:
  Result<std::vector<store::LedgerDifference>> due(const LedgerSite& site);
  Result<void> look_at_issues(const LedgerSite& site,
                              const std::vector<store::LedgerDifference>& open,
                              std::set<std::string>& healed);
  Result<void> look_at_worklogs(const LedgerSite& site,
                                const std::vector<store::LedgerDifference>& open,
                                std::set<std::string>& healed);
  Result<void> close(const LedgerSite& site, const store::LedgerDifference& difference,
                     std::string_view how, std::set<std::string>& healed);

  std::map<int64_t, Instant> tried_;  // by id of the difference
  Instant asleep_until_;
};

}  // namespace tl::sync
