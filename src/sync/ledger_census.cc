#include "sync/ledger_census.h"

#include <algorithm>

#include "base/log.h"

namespace tl::sync {
namespace {

constexpr size_t kMaxSameInstant = 1'000'000;  // issues that changed in one millisecond
constexpr int64_t kMaxOld = 1000;  // closed before the first day, asked for one by one in a census
constexpr size_t kAtOnce = connector::Connector::kMaxIssuesPerFetch;

// Our pairs with from < updated <= to, or of its newest part; `from` becomes where they begin.
Result<std::vector<store::IssueStamp>> list_ours(const LedgerSite& site, const Book& book,
                                                 Instant& from, Instant to, size_t chunk) {
  const std::string& project = book.account.account;
  const store::TenantStore store = site.store();
  TL_TRY(auto ours, store.list_issue_stamps(site.instance, project, from, to, chunk));
  if (ours) return std::move(*ours);
  TL_TRY(Instant middle, store.find_stamp_boundary(site.instance, project, from, to, chunk));
  const bool one_instant = middle >= to;  // a bulk edit: that many changed in one millisecond
  if (one_instant) middle = to - Millis(1);
  from = std::max(from, middle);
  TL_TRY(auto part, store.list_issue_stamps(site.instance, project, from, to,
                                            one_instant ? kMaxSameInstant : chunk));
  if (part) return std::move(*part);
  return make_error(ErrorCode::kInternal, "too many issues of " + book.account.key +
                                              " changed in the same instant to be compared");
}

// Takes those with updated > from off the end of `theirs`, which is sorted by instant.
std::vector<connector::IssueStamp> take_newer(std::vector<connector::IssueStamp>& theirs,
                                              Instant from) {
  const auto first =
      std::find_if(theirs.begin(), theirs.end(),
                   [&](const connector::IssueStamp& stamp) { return stamp.updated > from; });
  std::vector<connector::IssueStamp> newer(first, theirs.end());
  theirs.erase(first, theirs.end());
  return newer;
}

void note_late(BookState& state, IssueId issue) {
  if (std::find(state.late.begin(), state.late.end(), issue) != state.late.end()) return;
  if (state.late.size() >= kMaxLate) {
    state.too_many = true;
  } else {
    state.late.push_back(issue);
  }
}

// What the vendor's answers by id say of candidates; what differs is noted and read again.
Result<void> judge(const LedgerSite& site, Book& book, std::span<const Candidate> candidates) {
  const CensusTimes times{site.now(), book.state.until, site.since};
  TL_TRY(const std::vector<Evidence> all, gather_evidence(site, book.account, candidates));
  std::vector<store::LedgerDifference> differences;
  std::vector<IssueId> unlisted;
  for (const Evidence& evidence : all) {
    const Verdict verdict = decide_verdict(evidence, times);
    if (verdict.finding == Outcome::kEqual) {
      book.state.explained +=
          (evidence.candidate.there ? 1 : 0) - (evidence.candidate.here ? 1 : 0);
    } else if (verdict.finding == Outcome::kLate) {
      note_late(book.state, evidence.candidate.issue);
    } else if (++book.state.found <= Census::kMaxListed) {
      differences.push_back(difference_of(site, book.account, evidence, verdict));
    } else {
      unlisted.push_back(evidence.candidate.issue);
    }
  }
  TL_CHECK_OK(note_differences(site, differences));
  if (unlisted.empty()) return {};
  book.state.too_many = true;
  return site.store().add_refetch(site.instance, unlisted, "differs from the vendor");
}

void note_end(const LedgerSite& site, Book& book) {
  BookState& state = book.state;
  store::LedgerAccount& account = book.account;
  const Instant now = site.now();
  account.census = now;
  account.compared = state.compared;
  account.census_requests = state.requests;
  account.theirs = state.listed;
  state.running = false;
  state.asked = false;
  state.doubts = 0;
  state.place.clear();
  state.bias = state.explained;
  state.learns_bias = true;
  state.late_at = now + kLateLag;
  state.proof = state.until - kProofLag;
  state.wanted = state.too_many;
  if (state.too_many) state.not_before = now + kLateLag;
  state.too_many = false;
}

}  // namespace

Result<void> Census::begin(const LedgerSite& site, Book& book) {
  forget();
  BookState& state = book.state;
  state.running = true;
  state.wanted = false;
  state.until = site.now();
  state.run = site.run;
  state.filter = site.connection.options.filter_jql;
  state.place.clear();
  state.compared = state.listed = state.requests = state.found = state.explained = 0;
  state.too_many = false;
  state.late.clear();
  state.proof.reset();
  old_ = 0;
  // The row is what a restart finds the project by.
  return book.account.census ? save_state(site, book) : save_book(site, book);
}

Result<void> Census::step(const LedgerSite& site, Book& book) {
  if (!is_open(book)) {
    forget();
    TL_CHECK_OK(fetch_page(site, book));
  } else {
    TL_CHECK_OK(confirm(site, book));
  }
  if (is_open(book) && queue_.empty()) return end_page(site, book);
  return {};
}

Result<void> Census::fetch_page(const LedgerSite& site, Book& book) {
  BookState& state = book.state;
  TL_TRY(connector::CensusPage page,
         site.connector.fetch_census_page(site.session, scope_of(site, book, state.until),
                                          state.place));
  if (!page.done && page.next_state == state.place) {
    return make_error(ErrorCode::kInternal, "the census of " + book.account.key + " does not end");
  }
  const BookState before = state;
  if (auto compared = compare_page(site, book, page); !compared.ok()) {
    state = before;
    queue_.clear();
    return compared;
  }
  state.requests += page.requests;
  state.listed += static_cast<int64_t>(page.stamps.size());
  page_size_ = page.page_size;
  next_place_ = std::move(page.next_state);
  last_page_ = page.done;
  open_ = book.account.account;
  return {};
}

Result<void> Census::compare_page(const LedgerSite& site, Book& book,
                                  const connector::CensusPage& page) {
  std::vector<connector::IssueStamp> theirs = page.stamps;
  std::sort(theirs.begin(), theirs.end(),
            [](const auto& a, const auto& b) { return a.updated < b.updated; });
  const bool filtered = !site.connection.options.filter_jql.empty();
  for (Instant to = page.to; to > page.from;) {
    Instant from = page.from;
    TL_TRY(std::vector<store::IssueStamp> ours, list_ours(site, book, from, to, chunk_));
    const Comparison found = compare_stamps(take_newer(theirs, from), std::move(ours));
    book.state.compared += found.equal;
    for (const Candidate& candidate : found.candidates) {
      const bool old = !candidate.there && !filtered && *candidate.stamp < site.since;
      if (old && ++old_ > kMaxOld) {
        --book.state.explained;  // of files, or of an earlier choice; nobody claims them
      } else {
        queue_.push_back(candidate);
      }
    }
    to = from;
  }
  return {};
}

Result<void> Census::confirm(const LedgerSite& site, Book& book) {
  const size_t count = std::min(queue_.size(), kAtOnce);
  const std::vector<Candidate> some(queue_.begin(), queue_.begin() + static_cast<int64_t>(count));
  TL_CHECK_OK(judge(site, book, some));
  queue_.erase(queue_.begin(), queue_.begin() + static_cast<int64_t>(count));
  return {};
}

Result<void> Census::end_page(const LedgerSite& site, Book& book) {
  BookState& state = book.state;
  state.place = next_place_;
  open_.clear();
  if (!last_page_) return save_state(site, book);
  note_end(site, book);
  log_info("census of {}: {} pairs equal, {} differences, {} late, {} requests", book.account.key,
           state.compared, state.found, state.late.size(), state.requests);
  return settle(site, book);
}

Result<void> Census::look_again(const LedgerSite& site, Book& book) {
  std::vector<IssueId>& late = book.state.late;
  const size_t count = std::min(late.size(), kAtOnce);
  std::vector<Candidate> some;
  for (size_t i = 0; i < count; ++i) some.push_back({late[i], false, false, {}});
  late.erase(late.begin(), late.begin() + static_cast<int64_t>(count));
  if (auto judged = judge(site, book, some); !judged.ok()) {
    for (const Candidate& candidate : some) note_late(book.state, candidate.issue);
    return judged;
  }
  // Those that are late again have been put behind the others.
  const bool again = std::any_of(some.begin(), some.end(), [&](const Candidate& candidate) {
    return std::find(late.begin(), late.end(), candidate.issue) != late.end();
  });
  if (again) book.state.late_at = site.now() + kProofLag;
  return settle(site, book);
}

Result<void> settle(const LedgerSite& site, Book& book) {
  store::LedgerAccount& account = book.account;
  store::DifferenceQuery query;
  query.instance = site.instance;
  query.account = account.account;
  query.open_only = true;
  query.limit = 1;
  TL_TRY(const auto open, site.store().list_differences(query));
  TL_TRY(const store::TenantStore::ProjectCount count,
         site.store().count_project(site.instance, account.account));
  account.ours = count.issues;
  account.newest_ours = count.newest;
  if (!open.empty()) {
    account.state = "differs";
    account.detail = book.state.found > Census::kMaxListed
                         ? "Too many differences to list each; they are read again"
                         : "";
  } else if (book.state.late.empty() && !book.state.wanted && book.state.proof) {
    account.proven = std::max(account.proven.value_or(*book.state.proof), *book.state.proof);
    account.state = "proven";
    account.detail.clear();
    book.state.proof.reset();
  } else if (account.state == "differs" || account.state == "cannot" || account.state.empty()) {
    account.state = account.proven ? "proven" : "unproven";
    account.detail.clear();
  }
  TL_CHECK_OK(save_book(site, book));
  site.runtime.events.publish({Event::Kind::kConnection, site.tenant, site.instance, 0});
  return {};
}

}  // namespace tl::sync
