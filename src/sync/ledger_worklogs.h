// Worklogs of a whole instance: vendors list them by the time of their last change, not by project.
// The last day every six hours, and a walk over older windows, a few pages each time.
#pragma once

#include "sync/ledger_site.h"

namespace tl::sync {

class WorklogLedger {
 public:
  // One page; true when there is more to do at once. `found`: differences were noted.
  Result<bool> step(const LedgerSite& site, bool& found);
  void make_due() { asked_ = true; }  // a person asks

 private:
  Result<void> load(const LedgerSite& site);
  Result<void> save(const LedgerSite& site);
  Result<void> read_page(const LedgerSite& site, bool& found);
  Result<void> compare(const LedgerSite& site, const std::vector<connector::WorklogStamp>& stamps,
                       bool& found);
  void begin(const LedgerSite& site);
  void end_window(const LedgerSite& site);

  bool loaded_ = false;
  bool asked_ = false;
  store::LedgerAccount account_;
  WorklogState state_;
};

}  // namespace tl::sync
