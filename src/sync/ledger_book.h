// What the ledger remembers between its steps and over a restart, as the text of pull cursors:
// "ledger:PROJECT" of each project, "ledger:$worklogs", "ledger:$histories", and "ledger:$site" of
// the whole connection.
#pragma once

#include <deque>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "store/inbox.h"
#include "store/ledger.h"
#include "store/tenant_store.h"

namespace tl::sync {

inline constexpr std::string_view kLedgerCursors = "ledger:";
inline constexpr std::string_view kSiteAccount = "$site";
inline constexpr size_t kMaxLate = 1000;  // issues to be looked at again; above: another census

// Of one project.
struct BookState {
  std::string run;           // the backfill that is compared with
  std::string filter;        // of the connection, when it was last compared
  bool wanted = false;       // a census is to begin as soon as may be
  bool asked = false;        // by a person: whatever the budget says
  int doubts = 0;            // looks in a row that differed
  int64_t bias = 0;          // see LookInput
  bool learns_bias = false;  // the next look that agrees on the newest change says it
  Instant not_before;        // after a refusal of the vendor
  // A census under way.
  bool running = false;
  Instant until;
  std::string place;  // the connector's
  int64_t compared = 0;
  int64_t listed = 0;  // by the vendor
  int64_t requests = 0;
  int64_t found = 0;      // differences
  int64_t explained = 0;  // listed there only, less listed here only, and rightly so
  bool too_many = false;
  // After it: what was too young, and what is claimed when nothing is open any more.
  std::vector<IssueId> late;
  Instant late_at;
  std::optional<Instant> proof;
  bool operator==(const BookState&) const = default;
};
[[nodiscard]] std::string render_book(const BookState& state);
[[nodiscard]] BookState parse_book(std::string_view json);  // unreadable: as at first

struct WorklogState {
  bool running = false;
  Instant from;  // of the present window, where it goes on
  Instant to;
  bool walking = false;  // an older window
  Instant walked;        // where the walk over older windows is
  Instant due;
  int64_t compared = 0;
  int64_t found = 0;
  int64_t requests = 0;
  int pages = 0;
};
[[nodiscard]] std::string render_worklog_state(const WorklogState& state);
[[nodiscard]] WorklogState parse_worklog_state(std::string_view json);

struct SampleState {
  IssueId after;
  Instant due;
  Instant round_began;
  int64_t round = 0;  // histories compared in this round over all issues
  int64_t found = 0;  // in this round
};
[[nodiscard]] std::string render_sample_state(const SampleState& state);
[[nodiscard]] SampleState parse_sample_state(std::string_view json);

// Of the connection.
struct SiteState {
  int64_t page_size = 0;                             // as the last census met it
  std::deque<std::pair<int64_t, int64_t>> requests;  // hour since 1970, how many
  std::optional<Instant> tallied;
  store::ArrivalTally arrivals;

  void note_requests(Instant now, int64_t count);
  [[nodiscard]] int64_t requests_24h(Instant now) const;
  [[nodiscard]] int64_t requests_this_hour(Instant now) const;
};
[[nodiscard]] std::string render_site_state(const SiteState& state);
[[nodiscard]] SiteState parse_site_state(std::string_view json);

// The text of a ledger's cursor; "" none.
[[nodiscard]] Result<std::string> load_ledger_state(const store::TenantStore& tenant,
                                                    InstanceId instance, std::string_view account);
[[nodiscard]] Result<void> save_ledger_state(store::TenantStore& tenant, InstanceId instance,
                                             std::string_view account, std::string state);

}  // namespace tl::sync
