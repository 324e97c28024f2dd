// The ledger as the api sees it: project by project, that what is here equals what is at the
// vendor, when that was last shown, and what was found and healed (product.md S13).
//
// Three claims, from weak to strong, and never more than was shown:
//   nothing_new  the vendor's count and newest change say nothing that is not here
//   proven       every (id, instant of the last change) was compared: equal up to `proven`
//   histories    a rotating sample of whole histories was equal
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/ids.h"
#include "store/inbox.h"
#include "store/ledger.h"

namespace tl::sync {

struct LedgerRow {
  store::LedgerAccount account;
  int64_t open = 0;  // differences
  std::string text;  // for a person: "4,212 here, 4,212 in Jira; proven equal at 12:04 minus 2 min"
};

// What one connection can say.
struct ConnectionLedger {
  InstanceId instance;
  std::string connection;  // public id
  std::string name;
  std::string state;  // "complete", "nothing_new", "unproven", "differs", "reading", "stopped",
                      // "files_only"
  std::string text;   // "Complete as of 12:04"
  // Everything that changed at the vendor up to here is here: the least `proven` of its projects,
  // kept current by looks that found nothing new. Nothing while a project was never proven.
  std::optional<Instant> complete_as_of;
  std::optional<Instant> checked;  // the last look or census of any project
  int64_t projects = 0;
  int64_t proven_projects = 0;
  int64_t open = 0;  // differences
  int64_t healed_7d = 0;
  int64_t requests_24h = 0;     // made by the ledger
  std::vector<LedgerRow> rows;  // projects by key
  std::optional<LedgerRow> worklogs;
  std::optional<LedgerRow> histories;
  // Conservation (invariant 4). An alarm is a sentence for a person.
  store::ArrivalTally arrivals;
  store::PullTally pulls;
  std::vector<std::string> alarms;
  std::string page_note;  // a low page size and what it costs; "" none
};

struct LedgerReport {
  Instant at;
  // The least of all connections that sync; nothing when one of them cannot say.
  std::optional<Instant> complete_as_of;
  std::vector<ConnectionLedger> connections;
};

struct DifferencePage {
  std::vector<store::LedgerDifference> items;
  int64_t next_before = 0;  // 0: the last page
};

}  // namespace tl::sync
