#include "sync/ledger_report.h"

#include <algorithm>
#include <map>

#include "sync/ledger_book.h"
#include "sync/ledger_compare.h"
#include "sync/ledger_words.h"
#include "sync/visit.h"

namespace tl::sync {
namespace {

constexpr size_t kPage = 500;
constexpr size_t kMaxPages = 20;  // of differences that are counted one by one
constexpr Millis kWeek = days(7);
// A proof is renewed within 24 hours; a little longer is no reason to doubt it.
constexpr Millis kProofHolds = hours(26);

struct Open {
  int64_t count = 0;
  std::optional<Instant> since;
};

struct Differences {
  std::map<std::string, Open> open;  // by account
  int64_t healed_7d = 0;
};

Result<Differences> count_differences(const store::TenantStore& store, InstanceId instance,
                                      Instant now) {
  Differences found;
  store::DifferenceQuery query;
  query.instance = instance;
  query.limit = kPage;
  for (const bool open_only : {true, false}) {
    query.open_only = open_only;
    query.before = 0;
    for (size_t page = 0; page < kMaxPages; ++page) {
      TL_TRY(const auto differences, store.list_differences(query));
      for (const store::LedgerDifference& one : differences) {
        if (!open_only && one.healed && now - *one.healed < kWeek) ++found.healed_7d;
        if (!open_only) continue;
        Open& open = found.open[one.account];
        ++open.count;
        const Instant since = one.since.value_or(one.found);
        open.since = std::min(open.since.value_or(since), since);
      }
      const bool old = !differences.empty() && now - differences.back().found >= kWeek;
      if (differences.size() < kPage || (!open_only && old)) break;
      query.before = differences.back().id;
    }
  }
  return found;
}

bool is_current(const store::LedgerAccount& account, Instant now) {
  return account.census && now - *account.census < kProofHolds;
}

// What is known of all projects together.
struct Sum {
  std::optional<Instant> complete;
  bool unknown = false;  // one was never proven
  bool old = false;      // a proof is older than a day
  int64_t issues = 0;
};

void add_project(const LedgerRow& row, const std::optional<Instant>& open_since, bool must_see,
                 Instant now, ConnectionLedger& ledger, Sum& sum) {
  const store::LedgerAccount& account = row.account;
  ++ledger.projects;
  sum.issues += account.theirs.value_or(account.ours);
  for (const auto& at : {account.looked, account.census}) {
    if (at) ledger.checked = std::max(ledger.checked.value_or(*at), *at);
  }
  if (account.proven) ++ledger.proven_projects;
  // Of all that the account sees, what it does not see is no part.
  if (account.state == "cannot" && !must_see) return;
  const auto complete = complete_of(account, open_since);
  sum.unknown |= !complete;
  sum.old |= !is_current(account, now);
  if (complete) sum.complete = std::min(sum.complete.value_or(*complete), *complete);
}

std::string state_of(const ConnectionLedger& ledger, const domain::Connection& connection,
                     const std::optional<Progress>& progress, const Sum& sum) {
  if (connection.flavour == kImportFlavour) return "files_only";
  if (connection.state != domain::ConnectionState::kActive) return "stopped";
  if (!progress || !is_final(progress->state)) return "reading";
  if (ledger.open > 0) return "differs";
  if (!ledger.complete_as_of) return "unproven";
  return sum.old ? "nothing_new" : "complete";
}

Result<void> add_site(const store::TenantStore& store, const domain::Connection& connection,
                      Instant now, int64_t issues, ConnectionLedger& ledger) {
  TL_TRY(const std::string text, load_ledger_state(store, connection.id, kSiteAccount));
  const SiteState site = parse_site_state(text);
  ledger.requests_24h = site.requests_24h(now);
  ledger.arrivals = site.arrivals;
  ledger.page_note = render_page_note(site.page_size, issues, connection.flavour);
  TL_TRY(ledger.pulls, store.load_pull_tally(connection.id));
  ledger.alarms = render_alarms(ledger.arrivals, ledger.pulls);
  return {};
}

}  // namespace

Result<ConnectionLedger> load_ledger(const store::TenantStore& store,
                                     const domain::Connection& connection,
                                     const std::optional<Progress>& progress, Instant now,
                                     bool rows) {
  ConnectionLedger ledger;
  ledger.instance = connection.id;
  ledger.connection = connection.public_id;
  ledger.name = connection.name;
  TL_TRY(const store::Tenant tenant, store.load_tenant());
  const WallClock clock{tenant.zone, now};
  TL_TRY(const Differences differences, count_differences(store, connection.id, now));
  ledger.healed_7d = differences.healed_7d;
  TL_TRY(std::vector<store::LedgerAccount> accounts, store.list_ledger_accounts(connection.id));
  Sum sum;
  for (store::LedgerAccount& account : accounts) {
    LedgerRow row{std::move(account), 0, ""};
    const auto open = differences.open.find(row.account.account);
    const bool any = open != differences.open.end();
    if (any) row.open = open->second.count;
    ledger.open += row.open;
    row.text = render_row(row, clock);
    if (row.account.account == store::kWorklogAccount) {
      ledger.worklogs = std::move(row);
    } else if (row.account.account == store::kSampleAccount) {
      ledger.histories = std::move(row);
    } else {
      add_project(row, any ? open->second.since : std::nullopt, !connection.project_keys.empty(),
                  now, ledger, sum);
      if (rows) ledger.rows.push_back(std::move(row));
    }
  }
  if (!sum.unknown) ledger.complete_as_of = sum.complete;
  TL_CHECK_OK(add_site(store, connection, now, sum.issues, ledger));
  ledger.state = state_of(ledger, connection, progress, sum);
  ledger.text = render_connection(ledger, clock);
  return ledger;
}

Result<void> add_ledger(const Runtime& runtime, TenantId tenant, ConnectionStatus& status) {
  TL_TRY(const ConnectionLedger ledger, load_ledger(runtime.store.tenant(tenant), status.connection,
                                                    status.progress, runtime.clock.now(), false));
  status.complete_as_of = ledger.complete_as_of;
  status.ledger_state = ledger.state;
  status.ledger_text = ledger.text;
  status.alarms = ledger.alarms;
  return {};
}

}  // namespace tl::sync
