#include "sync/ledger_site.h"

#include <algorithm>

#include "base/text.h"
#include "sync/backfill.h"

namespace tl::sync {
namespace {

constexpr size_t kMaxRefused = 500;    // that are looked through for a cause
constexpr size_t kMaxDeliveries = 20;  // of one issue
constexpr Millis kClocksApart = minutes(5);

std::string project_part(std::string_view key) {
  const auto dash = key.rfind('-');
  return std::string(dash == std::string_view::npos ? key : key.substr(0, dash));
}

bool is_chosen(const domain::Connection& connection, std::string_view project_key) {
  const auto& keys = connection.project_keys;
  return keys.empty() || std::any_of(keys.begin(), keys.end(), [&](const std::string& key) {
           return equals_no_case(key, project_key);
         });
}

Result<bool> had_hook(const LedgerSite& site, Instant when) {
  if (!site.connection.webhooks_wanted || site.runtime.public_url().empty()) return false;
  TL_TRY(const std::vector<store::WebhookHook> hooks, site.store().list_hooks(site.instance));
  return std::any_of(hooks.begin(), hooks.end(), [&](const store::WebhookHook& hook) {
    const bool serves = hook.state == "registered" || hook.state == "replacing";
    return serves && hook.created <= when;
  });
}

// How the change should have come, and what became of it.
Result<void> look_for_arrival(const LedgerSite& site, Evidence& evidence) {
  const Instant when = evidence.live ? evidence.live->updated : site.now();
  TL_TRY(evidence.hooks_live, had_hook(site, when));
  store::ArrivalQuery query;
  query.tenant = site.tenant;
  query.instance = site.instance;
  query.issue = evidence.candidate.issue;
  query.from = when - kClocksApart;
  query.limit = kMaxDeliveries;
  TL_TRY(const std::vector<store::StoredArrival> arrivals, site.runtime.store.inbox().list(query));
  for (const store::StoredArrival& stored : arrivals) {
    if (stored.arrival.state == store::ArrivalState::kWaiting) evidence.delivery_waits = true;
    if (stored.arrival.state == store::ArrivalState::kDone) evidence.delivery_accepted = true;
    if (stored.arrival.state == store::ArrivalState::kRefused) {
      evidence.refused = stored.arrival.detail.empty() ? "a delivery" : stored.arrival.detail;
    }
  }
  TL_TRY(const auto refused, site.store().list_refused(site.instance, kMaxRefused));
  const std::string id = std::to_string(evidence.candidate.issue.value);
  for (const store::RefusedItem& item : refused) {
    if (item.item.kind == "issue" && item.item.id == id) evidence.refused = item.item.reason;
  }
  return {};
}

void note_here(const store::IssueRow& row, const store::LedgerAccount& account,
               Evidence& evidence) {
  evidence.known = true;
  evidence.deleted = row.deleted;
  evidence.invisible = row.invisible;
  evidence.key = row.key;
  evidence.here = domain::instant_of(row.attributes, "updated");
  evidence.of_project = domain::ref_of(row.attributes, "project").id == account.account;
}

void note_live(const LedgerSite& site, const store::LedgerAccount& account,
               const connector::LiveIssue& live, Evidence& evidence) {
  evidence.live = live;
  const std::string project = project_part(live.key);
  // A project that was renamed a moment ago has another key here; the vendor lists it by its id.
  evidence.live_of_project = evidence.candidate.there || equals_no_case(project, account.key);
  evidence.live_chosen = evidence.live_of_project || is_chosen(site.connection, project);
}

bool seems_equal(const Evidence& e) {
  if (!e.live) return !e.known || e.deleted || e.invisible;
  return e.known && !e.deleted && !e.invisible && e.here == e.live->updated;
}

}  // namespace

connector::CensusScope scope_of(const LedgerSite& site, const Book& book, Instant until) {
  connector::CensusScope scope;
  scope.project_id = book.account.account;
  scope.project_key = book.account.key;
  scope.filter_jql = site.connection.options.filter_jql;
  scope.since = site.since;
  scope.until = until;
  return scope;
}

Result<void> save_book(const LedgerSite& site, Book& book) {
  TL_CHECK_OK(site.store().save_ledger_account(book.account));
  return save_state(site, book);
}

Result<void> save_state(const LedgerSite& site, Book& book) {
  std::string text = render_book(book.state);
  if (text == book.saved) return {};
  store::TenantStore store = site.store();
  TL_CHECK_OK(save_ledger_state(store, site.instance, book.account.account, text));
  book.saved = std::move(text);
  return {};
}

Result<std::vector<Evidence>> gather_evidence(const LedgerSite& site,
                                              const store::LedgerAccount& account,
                                              std::span<const Candidate> candidates) {
  std::vector<IssueId> ids;
  std::vector<IssueRef> refs;
  for (const Candidate& candidate : candidates) {
    ids.push_back(candidate.issue);
    refs.push_back({site.instance, candidate.issue});
  }
  TL_TRY(const auto live, site.connector.fetch_live(site.session, ids));
  TL_TRY(const auto rows, site.store().load_issues(refs));
  std::vector<Evidence> all;
  for (const Candidate& candidate : candidates) {
    Evidence evidence;
    evidence.candidate = candidate;
    evidence.filtered = !site.connection.options.filter_jql.empty();
    for (const store::IssueRow& row : rows) {
      if (row.ref.issue == candidate.issue) note_here(row, account, evidence);
    }
    for (const connector::LiveIssue& one : live) {
      if (one.id == candidate.issue) note_live(site, account, one, evidence);
    }
    if (!seems_equal(evidence)) TL_CHECK_OK(look_for_arrival(site, evidence));
    all.push_back(std::move(evidence));
  }
  return all;
}

Result<void> note_differences(const LedgerSite& site,
                              const std::vector<store::LedgerDifference>& differences) {
  if (differences.empty()) return {};
  store::TenantStore store = site.store();
  TL_CHECK_OK(store.add_differences(differences));
  std::vector<IssueId> issues;
  for (const store::LedgerDifference& difference : differences) {
    if (difference.issue) issues.push_back(difference.issue);
  }
  TL_CHECK_OK(store.add_refetch(site.instance, issues, "differs from the vendor"));
  site.runtime.events.publish({Event::Kind::kConnection, site.tenant, site.instance, 0});
  return {};
}

store::LedgerDifference difference_of(const LedgerSite& site, const store::LedgerAccount& account,
                                      const Evidence& evidence, const Verdict& verdict) {
  store::LedgerDifference difference;
  difference.instance = site.instance;
  difference.account = account.account;
  difference.subject = "issue:" + std::to_string(evidence.candidate.issue.value);
  difference.issue = evidence.candidate.issue;
  difference.key = evidence.live ? evidence.live->key : evidence.key;
  difference.kind = verdict.kind;
  difference.cause = verdict.cause;
  difference.since = verdict.since;
  difference.found = site.now();
  difference.detail = verdict.detail;
  return difference;
}

bool concerns_question_only(const Error& error) {
  switch (error.code) {
    case ErrorCode::kVendorUnavailable:
    case ErrorCode::kTimedOut:
    case ErrorCode::kUnreadable:
    case ErrorCode::kTooLarge:
    case ErrorCode::kInternal:
      return true;
    default:
      return is_gap(error.code);
  }
}

}  // namespace tl::sync
