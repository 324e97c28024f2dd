#include "sync/ledger.h"

#include <algorithm>

#include "base/log.h"
#include "base/text.h"
#include "sync/backfill.h"
#include "sync/ledger_look.h"
#include "sync/ledger_words.h"

namespace tl::sync {
namespace {

constexpr Millis kProjectsEvery = minutes(10);
constexpr Millis kTallyEvery = hours(1);
constexpr Millis kSaveSiteEvery = minutes(1);
constexpr Millis kAfterStumble = minutes(15);  // of one project
constexpr Millis kAfterRefusal = hours(1);
constexpr Millis kRest = minutes(1);
constexpr size_t kHealedKept = 2000;
constexpr size_t kAskedAtOnce = 2000;  // issues of a project that is out of sight

bool is_project(const store::LedgerAccount& account) { return !account.account.starts_with('$'); }

std::vector<std::string> chosen_without(const domain::Connection& connection,
                                        const std::set<std::string>& known) {
  std::vector<std::string> missing;
  for (const std::string& key : connection.project_keys) {
    const bool found = std::any_of(known.begin(), known.end(), [&](const std::string& one) {
      return equals_no_case(one, key);
    });
    if (!found) missing.push_back(key);
  }
  return missing;
}

}  // namespace

void Ledger::want_proof(const std::vector<std::string>& project_keys) {
  wished_all_ |= project_keys.empty();
  for (const std::string& key : project_keys) wished_.insert(to_lower(key));
}

Result<bool> Ledger::step(const LedgerSite& site) {
  TL_CHECK_OK(prepare(site));
  const Instant now = site.now();
  if (now < rests_until_) return false;
  auto acted = act(site);
  const bool idle = acted.ok() && !*acted;
  if (idle || site.now() - site_saved_ >= kSaveSiteEvery) TL_CHECK_OK(save_site(site));
  return acted;
}

Result<void> Ledger::prepare(const LedgerSite& site) {
  if (!loaded_) {
    TL_TRY(const std::string text, load_ledger_state(site.store(), site.instance, kSiteAccount));
    site_state_ = parse_site_state(text);
    site_state_.tallied.reset();  // once after each start
  }
  const Instant now = site.now();
  const bool wishes = wished_all_ || !wished_.empty();
  if (!loaded_ || wishes || now - projects_read_ >= kProjectsEvery) TL_CHECK_OK(load_books(site));
  loaded_ = true;
  if (wishes) TL_CHECK_OK(take_wishes(site));
  if (!site_state_.tallied || now - *site_state_.tallied >= kTallyEvery) TL_CHECK_OK(tally(site));
  return {};
}

// The projects of the connection, as its catalogue knows them now.
Result<void> Ledger::load_books(const LedgerSite& site) {
  store::TenantStore store = site.store();
  TL_TRY(const auto accounts, store.list_ledger_accounts(site.instance));
  TL_TRY(const auto projects, store.load_records(site.instance, domain::RecordKind::kProject));
  Books books;
  std::set<std::string> keys;
  const auto add = [&](const std::string& id, const std::string& key) -> Book& {
    auto& book = books[id];
    if (const auto known = books_.find(id); known != books_.end()) book = std::move(known->second);
    book.account.instance = site.instance;
    book.account.account = id;
    book.account.key = key;
    if (book.account.state.empty()) book.account.state = "unproven";
    return book;
  };
  for (const store::LedgerAccount& account : accounts) {
    if (loaded_ || !is_project(account)) continue;
    Book book{account, {}, {}};
    TL_TRY(const std::string text, load_ledger_state(store, site.instance, account.account));
    book.state = parse_book(text);
    book.saved = text;
    books_.emplace(account.account, std::move(book));
  }
  for (const domain::Record& project : projects) {
    const std::string key = domain::text_of(project.attributes, "key");
    const bool gone = domain::flag_of(project.attributes, domain::kDeleted);
    if (gone || key.empty() || books.size() >= kMaxProjects) continue;
    const auto& chosen = site.connection.project_keys;
    const bool wanted = chosen.empty() || std::any_of(chosen.begin(), chosen.end(), [&](auto& one) {
                          return equals_no_case(one, key);
                        });
    if (!wanted) continue;
    follow_run(site, add(project.id, key));
    keys.insert(key);
  }
  for (const std::string& key : chosen_without(site.connection, keys)) {
    Book& book = add("key:" + key, key);
    book.account.state = "cannot";
    book.account.detail = "Jira does not show this project to the account";
    TL_CHECK_OK(store.save_ledger_account(book.account));
  }
  for (const store::LedgerAccount& account : accounts) {
    if (is_project(account) && !books.contains(account.account)) {
      TL_CHECK_OK(drop_book(site, account.account));
    }
  }
  books_ = std::move(books);
  projects_read_ = site.now();
  return {};
}

// A project that is not asked for any more.
Result<void> Ledger::drop_book(const LedgerSite& site, const std::string& account) {
  store::TenantStore store = site.store();
  if (census_.open_account() == account) census_.forget();
  store::DifferenceQuery query;
  query.instance = site.instance;
  query.account = account;
  query.open_only = true;
  query.limit = 500;
  TL_TRY(const auto open, store.list_differences(query));
  std::vector<int64_t> ids;
  for (const store::LedgerDifference& one : open) ids.push_back(one.id);
  if (!ids.empty()) {
    TL_CHECK_OK(store.heal_differences(ids, site.now(), "the project is not asked for any more"));
  }
  TL_CHECK_OK(store.delete_ledger_account(site.instance, account));
  return store.delete_cursor(site.instance, std::string(kLedgerCursors) + account);
}

// After another backfill another past is compared; another filter makes former proofs void.
void Ledger::follow_run(const LedgerSite& site, Book& book) {
  if (book.state.run == site.run) return;
  if (book.state.filter != site.connection.options.filter_jql) {
    book.account.proven.reset();
    book.account.state = "unproven";
  }
  if (census_.is_open(book)) census_.forget();
  book.state.running = false;
  book.state.wanted = true;
  book.state.late.clear();
  book.state.proof.reset();
}

Result<void> Ledger::take_wishes(const LedgerSite& site) {
  for (auto& [id, book] : books_) {
    if (!wished_all_ && !wished_.contains(to_lower(book.account.key))) continue;
    book.state.asked = true;
    book.state.wanted = !book.state.running;
    book.state.not_before = Instant();
    TL_CHECK_OK(save_state(site, book));
  }
  if (wished_all_) {
    worklogs_.make_due();
    sample_.make_due();
  }
  wished_.clear();
  wished_all_ = false;
  rests_until_ = Instant();
  return {};
}

// Conservation: counts the inbox, once an hour. A difference is looked at twice, since arrivals
// come between two counts of a database that cannot see both at once.
Result<void> Ledger::tally(const LedgerSite& site) {
  store::Inbox& inbox = site.runtime.store.inbox();
  TL_TRY(site_state_.arrivals, inbox.tally(site.tenant, site.instance));
  if (!site_state_.arrivals.balanced()) {
    TL_TRY(site_state_.arrivals, inbox.tally(site.tenant, site.instance));
  }
  site_state_.tallied = site.now();
  TL_TRY(const store::PullTally pulls, site.store().load_pull_tally(site.instance));
  const auto alarms = render_alarms(site_state_.arrivals, pulls);
  for (const std::string& alarm : alarms) log_warning("{}: {}", site.connection.name, alarm);
  if (!alarms.empty() || complained_) {
    site.runtime.events.publish({Event::Kind::kConnection, site.tenant, site.instance, 0});
  }
  complained_ = !alarms.empty();
  TL_CHECK_OK(site.store().prune_differences(site.instance, kHealedKept));
  return save_site(site);
}

Result<void> Ledger::save_site(const LedgerSite& site) {
  site_saved_ = site.now();
  store::TenantStore store = site.store();
  return save_ledger_state(store, site.instance, kSiteAccount, render_site_state(site_state_));
}

Result<bool> Ledger::act(const LedgerSite& site) {
  TL_TRY(const bool went_on, go_on(site));
  if (went_on) return true;
  TL_TRY(const bool began, begin_census(site));
  if (began) return true;
  TL_TRY(const bool looked, look_at_next(site));
  if (looked) return true;
  return look_beside(site);
}

// What a step of a project gave. Errors of one question are kept with it.
Result<bool> Ledger::run(const LedgerSite& site, Book& book, Result<void> done) {
  if (done.ok()) return true;
  if (!concerns_question_only(done.error())) return std::move(done).error();
  log_error("the ledger of " + book.account.key, done.error());
  const bool refused = is_gap(done.error().code);
  book.state.not_before = site.now() + (refused ? kAfterRefusal : kAfterStumble);
  book.account.detail = done.error().detail;
  if (refused) {
    book.account.state = "cannot";
    book.state.running = false;
    if (census_.is_open(book)) census_.forget();
    if (done.error().code == ErrorCode::kVendorNotFound) TL_CHECK_OK(ask_for_each(site, book));
  } else {
    rests_until_ = site.now() + kRest;
  }
  TL_CHECK_OK(save_book(site, book));
  return refused;
}

// A project that nobody sees any more: its issues are asked for by id, some each time, so that each
// is known as out of sight; a list that is empty says nothing of them.
Result<void> Ledger::ask_for_each(const LedgerSite& site, const Book& book) {
  const std::string& project = book.account.account;
  const store::TenantStore store = site.store();
  Instant from(INT64_MIN);
  TL_TRY(auto some,
         store.list_issue_stamps(site.instance, project, from, site.now(), kAskedAtOnce));
  if (!some) {
    TL_TRY(from, store.find_stamp_boundary(site.instance, project, from, site.now(), kAskedAtOnce));
    TL_TRY(some, store.list_issue_stamps(site.instance, project, from, site.now(), kAskedAtOnce));
  }
  if (!some || some->empty()) return {};
  std::vector<IssueId> issues;
  for (const store::IssueStamp& stamp : *some) issues.push_back(stamp.issue);
  return site.store().add_refetch(site.instance, issues, "its project is out of sight");
}

Result<bool> Ledger::go_on(const LedgerSite& site) {
  const Instant now = site.now();
  if (census_.is_open()) {
    const auto open = books_.find(census_.open_account());
    if (open != books_.end() && now >= open->second.state.not_before) {
      const int64_t found = open->second.state.found;
      auto done = census_.step(site, open->second);
      if (open->second.state.found > found) healer_.wake();
      return run(site, open->second, std::move(done));
    }
  }
  std::set<std::string> healed;
  auto healing = healer_.step(site, healed);
  if (!healing.ok() && !concerns_question_only(healing.error())) return std::move(healing).error();
  if (!healing.ok()) log_error("the ledger", healing.error());
  for (const std::string& account : healed) {
    const auto book = books_.find(account);
    if (book != books_.end()) TL_CHECK_OK(settle(site, book->second));
  }
  if (healing.ok() && *healing) return true;
  if (Book* running = find_running(now); running != nullptr) {
    const bool spends = may_spend(now, running->state.asked);
    if (!spends) return false;
    auto done = census_.step(site, *running);
    if (census_.page_size() > 0) site_state_.page_size = census_.page_size();
    return run(site, *running, std::move(done));
  }
  if (Book* late = find_late(now); late != nullptr) {
    const int64_t found = late->state.found;
    auto done = census_.look_again(site, *late);
    if (late->state.found > found) healer_.wake();
    return run(site, *late, std::move(done));
  }
  return false;
}

Result<bool> Ledger::begin_census(const LedgerSite& site) {
  const Instant now = site.now();
  Book* due = find_due(now);
  if (due == nullptr || !may_spend(now, due->state.asked)) return false;
  TL_CHECK_OK(census_.begin(site, *due));
  return true;
}

Result<bool> Ledger::look_at_next(const LedgerSite& site) {
  const Instant now = site.now();
  const Millis round(site.poll_every.ms - site.poll_every.ms / 5);
  if (now - round_ >= round) {
    round_ = now;
    looked_ = 0;
    passed_.clear();
  }
  if (looked_ >= kLooksPerRound || !may_spend(now, false)) return false;
  Book* next = find_unlooked(site);
  if (next == nullptr) return false;
  ++looked_;
  passed_.insert(next->account.account);
  auto seen = look(site, *next);
  if (seen.ok() && !*seen) {
    looked_ = kLooksPerRound;  // something is pending, and that holds for all
    return false;
  }
  return run(site, *next, seen.ok() ? Result<void>() : std::move(seen).error());
}

Result<bool> Ledger::look_beside(const LedgerSite& site) {
  const Instant now = site.now();
  if (!may_spend(now, false)) return false;
  bool found = false;
  auto worklogs = worklogs_.step(site, found);
  if (found) healer_.wake();
  const bool over = worklogs.ok() && !*worklogs && !found;
  auto done = over ? sample_.step(site) : worklogs.ok() ? Result<bool>(true) : std::move(worklogs);
  if (done.ok() || !concerns_question_only(done.error())) return done;
  log_error("the ledger", done.error());
  rests_until_ = now + kRest;
  return false;
}

Book* Ledger::find_running(Instant now) {
  for (auto& [id, book] : books_) {
    if (book.state.running && now >= book.state.not_before) return &book;
  }
  return nullptr;
}

Book* Ledger::find_late(Instant now) {
  for (auto& [id, book] : books_) {
    const BookState& state = book.state;
    const bool late = !state.running && !state.late.empty() && now >= state.late_at;
    if (late && now >= state.not_before) return &book;
  }
  return nullptr;
}

// Those a person asked for, then wanted ones, then by age.
Book* Ledger::find_due(Instant now) {
  Book* best = nullptr;
  const auto rank = [&](const Book& book) {
    if (book.state.asked) return 0;
    return book.state.wanted || !book.account.census ? 1 : 2;
  };
  for (auto& [id, book] : books_) {
    if (book.account.account.starts_with("key:") || book.state.running) continue;
    if (now < book.state.not_before) continue;
    const bool due = book.state.wanted || !book.account.census ||
                     now >= next_census(book.account.account, *book.account.census);
    if (!due) continue;
    const auto age = [](const Book& one) { return one.account.census.value_or(Instant()); };
    const bool better = best == nullptr || rank(book) < rank(*best) ||
                        (rank(book) == rank(*best) && age(book) < age(*best));
    if (better) best = &book;
  }
  return best;
}

// The one that nobody looked at for longest.
Book* Ledger::find_unlooked(const LedgerSite& site) {
  Book* best = nullptr;
  const Instant now = site.now();
  const auto seen = [](const Book& book) {
    return std::max(book.account.looked.value_or(Instant()),
                    book.account.census.value_or(Instant()));
  };
  for (auto& [id, book] : books_) {
    const bool skip = id.starts_with("key:") || book.state.running || passed_.contains(id) ||
                      now < book.state.not_before;
    if (skip || now - seen(book) < Millis(site.poll_every.ms / 2)) continue;
    if (best == nullptr || seen(book) < seen(*best)) best = &book;
  }
  return best;
}

bool Ledger::may_spend(Instant now, bool asked) const {
  return asked || site_state_.requests_this_hour(now) < kRequestsPerHour;
}

}  // namespace tl::sync
