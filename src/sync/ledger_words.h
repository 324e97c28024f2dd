// The sentences of the ledger. They claim what was shown, and no more. Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sync/ledger_view.h"

namespace tl::sync {

// "12:04", or "20 Nov 12:04" when that was not today; in the zone of the tenant.
struct WallClock {
  std::string zone;
  Instant now;
  [[nodiscard]] std::string show(Instant instant) const;
};

[[nodiscard]] std::string counted(int64_t n);  // "4,212"

// Everything that changed in the project up to here is here; nothing when that was never shown.
// `open_since`: the oldest stamp of an open difference.
[[nodiscard]] std::optional<Instant> complete_of(const store::LedgerAccount& account,
                                                 std::optional<Instant> open_since);

// The text of a row: a project, "$worklogs" or "$histories".
[[nodiscard]] std::string render_row(const LedgerRow& row, const WallClock& clock);
// The text of a connection. REQUIRES: all of it but `text` is set.
[[nodiscard]] std::string render_connection(const ConnectionLedger& ledger, const WallClock& clock);

// Conservation: a sentence for each count that should be equal and is not.
[[nodiscard]] std::vector<std::string> render_alarms(const store::ArrivalTally& arrivals,
                                                     const store::PullTally& pulls);
// "" when the site's pages are large enough. `issues`: of all projects.
[[nodiscard]] std::string render_page_note(int64_t page_size, int64_t issues,
                                           std::string_view flavour);

}  // namespace tl::sync
