// The full census of a project: pages of the vendor's (id, updated) against ours, in bounded
// memory. What differs is asked for by id, in hundreds, before it is called a difference.
#pragma once

#include <deque>
#include <string>

#include "sync/ledger_site.h"

namespace tl::sync {

class Census {
 public:
  // Pairs of one window that are held at once.
  static constexpr size_t kChunk = 20'000;
  explicit Census(size_t chunk = kChunk) : chunk_(chunk) {}
  // Differences of one census that are listed one by one; more are read again all the same.
  static constexpr int64_t kMaxListed = 2000;

  // Begins a census of the book; what was under way of it is forgotten.
  Result<void> begin(const LedgerSite& site, Book& book);
  // Candidates of a page are waiting to be asked for.
  [[nodiscard]] bool is_open(const Book& book) const { return open_ == book.account.account; }
  [[nodiscard]] bool is_open() const { return !open_.empty(); }
  [[nodiscard]] const std::string& open_account() const { return open_; }
  // One page, or one hundred of its candidates. REQUIRES: book.state.running.
  Result<void> step(const LedgerSite& site, Book& book);
  // Issues that were too young when they were compared, once more: one hundred.
  Result<void> look_again(const LedgerSite& site, Book& book);
  // Issues that an answer of this site may hold, as the last page said; 0: none was asked for yet.
  [[nodiscard]] int64_t page_size() const { return page_size_; }
  void forget() { open_.clear(), queue_.clear(); }

 private:
  Result<void> fetch_page(const LedgerSite& site, Book& book);
  Result<void> compare_page(const LedgerSite& site, Book& book, const connector::CensusPage& page);
  Result<void> confirm(const LedgerSite& site, Book& book);
  Result<void> end_page(const LedgerSite& site, Book& book);

  const size_t chunk_;
  std::string open_;  // account whose page is being confirmed; "" none
  std::deque<Candidate> queue_;
  std::string next_place_;
  bool last_page_ = false;
  int64_t page_size_ = 0;
  int64_t old_ = 0;  // asked for although they closed before the first day
};

// Claims what may be claimed when nothing is open any more: nothing late, no open difference.
Result<void> settle(const LedgerSite& site, Book& book);

}  // namespace tl::sync
