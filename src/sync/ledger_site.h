// What the parts of the ledger share: the site of one step, and what was found out about issues.
#pragma once

#include <span>
#include <vector>

#include "sync/ledger_book.h"
#include "sync/ledger_compare.h"
#include "sync/runtime.h"

namespace tl::sync {

struct LedgerSite {
  Runtime& runtime;
  TenantId tenant;
  InstanceId instance;
  const connector::Connector& connector;
  const domain::Connection& connection;
  const connector::Session& session;
  std::string run;    // the last backfill
  Instant since;      // closed issues that did not change since were not asked for by it
  Millis poll_every;  // of the safety polls

  [[nodiscard]] store::TenantStore store() const { return runtime.store.tenant(tenant); }
  [[nodiscard]] Instant now() const { return runtime.clock.now(); }
};

// One project.
struct Book {
  store::LedgerAccount account;
  BookState state;
  std::string saved;  // the state as it was last written
};

[[nodiscard]] connector::CensusScope scope_of(const LedgerSite& site, const Book& book,
                                              Instant until);
Result<void> save_book(const LedgerSite& site, Book& book);
// Only what is remembered between steps, when what is shown did not change.
Result<void> save_state(const LedgerSite& site, Book& book);

// Asks the vendor for the issues by id and looks at what is here. At most kMaxIssuesPerFetch.
Result<std::vector<Evidence>> gather_evidence(const LedgerSite& site,
                                              const store::LedgerAccount& account,
                                              std::span<const Candidate> candidates);

// Remembers what differs and has it read again.
Result<void> note_differences(const LedgerSite& site,
                              const std::vector<store::LedgerDifference>& differences);

[[nodiscard]] store::LedgerDifference difference_of(const LedgerSite& site,
                                                    const store::LedgerAccount& account,
                                                    const Evidence& evidence,
                                                    const Verdict& verdict);

// True for errors of one question, which must not stop the rest of a connection.
[[nodiscard]] bool concerns_question_only(const Error& error);

}  // namespace tl::sync
