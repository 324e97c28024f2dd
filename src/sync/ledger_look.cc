#include "sync/ledger_look.h"

#include <fmt/format.h>

namespace tl::sync {
namespace {

constexpr int kDoubts = 2;  // looks in a row that differ before a census is made
// A count that the vendor itself calls approximate asks for no more than one census in so long.
constexpr Millis kApproximateEvery = hours(6);

Result<bool> is_pending(const LedgerSite& site) {
  TL_TRY(const int64_t arrivals,
         site.runtime.store.inbox().count_waiting(site.tenant, site.instance));
  if (arrivals > 0) return true;
  TL_TRY(const int64_t refetch, site.store().count_refetch(site.instance));
  return refetch > 0;
}

void note_agreement(const LedgerSite& site, const LookInput& in, Book& book) {
  store::LedgerAccount& account = book.account;
  account.looked = in.now;
  account.theirs = in.look.count;
  account.ours = in.ours;
  account.newest_ours = in.newest_ours;
  account.newest_theirs.reset();
  if (in.look.newest) account.newest_theirs = in.look.newest->updated;
  book.state.doubts = 0;
  const bool same_run = book.state.run == site.run;
  if (account.proven && same_run && account.state != "differs") account.state = "nothing_new";
  if (account.state == "cannot" || account.state.empty()) account.state = "unproven";
  account.detail.clear();
}

void note_doubt(const LookInput& in, Book& book) {
  BookState& state = book.state;
  ++state.doubts;
  book.account.detail =
      fmt::format("Jira counts {} issues and {} are here; it is looked at again",
                  in.look.count ? std::to_string(*in.look.count) : "the same", in.ours);
  if (state.doubts < kDoubts) return;
  const bool only_count = !in.look.exact && newest_agrees(in);
  const bool soon = book.account.census && in.now - *book.account.census < kApproximateEvery;
  if (only_count && soon) return;
  state.wanted = true;
}

}  // namespace

Result<bool> look(const LedgerSite& site, Book& book) {
  TL_TRY(const bool pending, is_pending(site));
  if (pending) return false;
  const Instant begun = site.now();
  TL_TRY(connector::QuickLook seen,
         site.connector.fetch_quick_look(site.session, scope_of(site, book, begun)));
  TL_TRY(const store::TenantStore::ProjectCount count,
         site.store().count_project(site.instance, book.account.account));
  book.account.look_requests = seen.requests;
  LookInput in{seen, count.issues, count.newest, book.state.bias, begun};
  if (book.state.learns_bias && seen.count && newest_agrees(in)) {
    // A count that is approximate may be off by the same number for long.
    if (!seen.exact) book.state.bias = in.bias = *seen.count - count.issues;
    book.state.learns_bias = false;
  }
  const LookResult result = decide_look(in);
  if (result == LookResult::kAgrees) note_agreement(site, in, book);
  if (result == LookResult::kDiffers) note_doubt(in, book);
  TL_CHECK_OK(save_book(site, book));
  return true;
}

}  // namespace tl::sync
