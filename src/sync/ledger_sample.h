// Whole histories: some issues each hour, in the order of their ids, are read whole and compared
// with what is here. A census shows that nothing changed; this shows that what came was kept.
#pragma once

#include "sync/ledger_site.h"

namespace tl::sync {

class HistorySample {
 public:
  // Reads a few issues when it is time; true when it did.
  Result<bool> step(const LedgerSite& site);

  void make_due() { asked_ = true; }  // a person asks

 private:
  Result<void> load(const LedgerSite& site);
  Result<void> save(const LedgerSite& site);
  Result<std::vector<store::IssueRow>> choose(const LedgerSite& site);
  Result<void> compare(const LedgerSite& site, const std::vector<store::IssueRow>& rows);
  void note(const LedgerSite& site, int64_t compared, int64_t differing);

  bool loaded_ = false;
  bool asked_ = false;
  store::LedgerAccount account_;
  SampleState state_;
};

}  // namespace tl::sync
