// The ledger of one connection: shows, project by project, that what is here equals what is at the
// vendor, and has healed what does not. A part of the worker: it works in bounded steps between
// effects, re-reads and polls, which never wait for it, and only when the past has been read.
//
// Each round of polls up to kLooksPerRound projects are looked at (at most three requests each),
// the longest not looked at first: 412 projects are all seen in 7 rounds, so within 105 minutes
// with webhooks (a round each 15 minutes) and within 35 without (each 5). Each project has a full
// census after the past was read and within every 24 hours. Worklogs and whole histories have their
// own pace. All together makes at most kRequestsPerHour, unless a person asks for a census.
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "sync/ledger_census.h"
#include "sync/ledger_heal.h"
#include "sync/ledger_sample.h"
#include "sync/ledger_worklogs.h"

namespace tl::sync {

class Ledger {
 public:
  explicit Ledger(size_t chunk = Census::kChunk) : census_(chunk) {}

  static constexpr size_t kLooksPerRound = 60;
  static constexpr int64_t kRequestsPerHour = 3600;
  static constexpr size_t kMaxProjects = 20'000;

  // One bounded step; true when there is more to do at once. Errors that concern one question only
  // are kept at the project and are not returned.
  Result<bool> step(const LedgerSite& site);
  // A person wants a census of these projects now (keys; empty: of all).
  void want_proof(const std::vector<std::string>& project_keys);
  // Requests that the last steps made.
  void note_requests(Instant now, int64_t count) { site_state_.note_requests(now, count); }

 private:
  using Books = std::map<std::string, Book>;  // by the vendor's project id
  Result<void> prepare(const LedgerSite& site);
  Result<void> load_books(const LedgerSite& site);
  Result<void> drop_book(const LedgerSite& site, const std::string& account);
  void follow_run(const LedgerSite& site, Book& book);
  Result<void> take_wishes(const LedgerSite& site);
  Result<void> tally(const LedgerSite& site);
  Result<void> save_site(const LedgerSite& site);
  Result<bool> act(const LedgerSite& site);
  Result<bool> go_on(const LedgerSite& site);  // with what is under way
  Result<bool> begin_census(const LedgerSite& site);
  Result<bool> look_at_next(const LedgerSite& site);
  Result<bool> look_beside(const LedgerSite& site);  // worklogs, histories
  Result<bool> run(const LedgerSite& site, Book& book, Result<void> done);
  Result<void> ask_for_each(const LedgerSite& site, const Book& book);
  [[nodiscard]] Book* find_late(Instant now);
  [[nodiscard]] Book* find_running(Instant now);
  [[nodiscard]] Book* find_due(Instant now);
  [[nodiscard]] Book* find_unlooked(const LedgerSite& site);
  [[nodiscard]] bool may_spend(Instant now, bool asked) const;

  Books books_;
  bool loaded_ = false;
  Instant projects_read_;
  std::set<std::string> wished_;
  bool wished_all_ = false;
  Instant round_;                 // of looks
  size_t looked_ = 0;             // in this round
  std::set<std::string> passed_;  // of this round: something was pending
  Instant rests_until_;           // the vendor stumbled
  SiteState site_state_;
  Instant site_saved_;
  bool complained_ = false;
  Census census_;
  Healer healer_;
  WorklogLedger worklogs_;
  HistorySample sample_;
};

}  // namespace tl::sync
