#include "sync/ledger_worklogs.h"

#include <algorithm>
#include <set>

#include "sync/backfill.h"

namespace tl::sync {
namespace {

constexpr Millis kEvery = hours(6);
constexpr Millis kRecent = hours(24);
constexpr Millis kAfterRefusal = hours(24);
constexpr Millis kWalkWindow = days(30);
constexpr int kWalkPages = 5;  // older pages each time
constexpr size_t kAtOnce = connector::Connector::kMaxWorklogsPerFetch;

struct Stored {
  IssueId issue;
  std::optional<Instant> updated;
  bool deleted = false;
};
using StoredById = std::map<std::string, Stored>;

Result<StoredById> load_stored(const LedgerSite& site, const std::vector<std::string>& ids) {
  StoredById stored;
  TL_CHECK_OK(site.store().read_snapshot([&](store::Snapshot& snapshot) {
    snapshot.load_records(site.instance, domain::RecordKind::kWorklog, ids,
                          [&](InstanceId, const domain::Record& record) {
                            stored[record.id] = {
                                record.issue, domain::instant_of(record.attributes, "updated"),
                                domain::flag_of(record.attributes, domain::kDeleted)};
                          });
  }));
  return stored;
}

store::LedgerDifference difference(const LedgerSite& site, const connector::WorklogStamp& stamp,
                                   IssueId issue, std::string kind) {
  store::LedgerDifference made;
  made.instance = site.instance;
  made.account = store::kWorklogAccount;
  made.subject = "worklog:" + stamp.id;
  made.issue = issue;
  made.kind = std::move(kind);
  // Worklogs come by webhook with the issue's, and by a poll of their own.
  made.cause = "missed_poll";
  made.detail = "Neither a delivery nor a poll brought it";
  made.since = stamp.updated;
  made.found = site.now();
  return made;
}

// What the vendor's own list of deleted worklogs says is applied as it is.
Result<void> apply_deletions(const LedgerSite& site,
                             std::vector<store::LedgerDifference> deletions) {
  if (deletions.empty()) return {};
  domain::ChangeSet set;
  for (store::LedgerDifference& one : deletions) {
    domain::Record record{domain::RecordKind::kWorklog, one.subject.substr(8), one.issue, {}};
    domain::set_attribute(record.attributes, domain::kDeleted, true,
                          {*one.since, 0, domain::SourceRank::kRest, 0});
    set.records.push_back(std::move(record));
    one.cause = "deleted";
    one.detail = "It was deleted in Jira, and the news did not come";
    one.healed = site.now();
    one.how = "its deletion was taken over";
  }
  store::TenantStore store = site.store();
  TL_TRY(const store::ApplyReport applied, store.apply(site.instance, set, {}));
  TL_CHECK_OK(store.add_differences(deletions));
  site.runtime.events.publish(
      {Event::Kind::kFeed, site.tenant, site.instance, applied.feed_position});
  return {};
}

// Of worklogs that are not here: those of issues that are.
Result<std::vector<connector::WorklogPlace>> find_missing(const LedgerSite& site,
                                                          const std::vector<std::string>& ids) {
  std::vector<connector::WorklogPlace> missing;
  for (size_t first = 0; first < ids.size(); first += kAtOnce) {
    const std::span<const std::string> some(ids.data() + first,
                                            std::min(kAtOnce, ids.size() - first));
    TL_TRY(const auto places, site.connector.fetch_worklog_places(site.session, some));
    std::vector<IssueRef> refs;
    for (const connector::WorklogPlace& place : places)
      refs.push_back({site.instance, place.issue});
    TL_TRY(const std::vector<store::IssueRow> rows, site.store().load_issues(refs));
    std::set<IssueId> here;
    for (const store::IssueRow& row : rows) {
      if (!row.deleted && !row.invisible) here.insert(row.ref.issue);
    }
    for (const connector::WorklogPlace& place : places) {
      if (here.contains(place.issue)) missing.push_back(place);
    }
  }
  return missing;
}

}  // namespace

Result<void> WorklogLedger::load(const LedgerSite& site) {
  TL_TRY(const std::string text,
         load_ledger_state(site.store(), site.instance, store::kWorklogAccount));
  state_ = parse_worklog_state(text);
  account_ = {};
  TL_TRY(const auto accounts, site.store().list_ledger_accounts(site.instance));
  for (const store::LedgerAccount& one : accounts) {
    if (one.account == store::kWorklogAccount) account_ = one;
  }
  account_.instance = site.instance;
  account_.account = store::kWorklogAccount;
  if (account_.state.empty()) account_.state = "unproven";
  loaded_ = true;
  return {};
}

Result<void> WorklogLedger::save(const LedgerSite& site) {
  store::TenantStore store = site.store();
  TL_CHECK_OK(store.save_ledger_account(account_));
  return save_ledger_state(store, site.instance, store::kWorklogAccount,
                           render_worklog_state(state_));
}

void WorklogLedger::begin(const LedgerSite& site) {
  const Instant now = site.now();
  const Instant walked = state_.walked;
  state_ = {};
  state_.walked = walked;
  state_.running = true;
  state_.from = now - kRecent;
  state_.to = now - kLateLag;
}

Result<bool> WorklogLedger::step(const LedgerSite& site, bool& found) {
  if (!loaded_) TL_CHECK_OK(load(site));
  if (asked_) state_.due = Instant();
  asked_ = false;
  const Instant now = site.now();
  if (!state_.running) {
    if (now < state_.due) return false;
    begin(site);
  }
  auto read = read_page(site, found);
  if (!read.ok() && is_gap(read.error().code)) {
    state_.running = false;
    state_.due = now + kAfterRefusal;
    account_.state = "cannot";
    account_.detail = read.error().detail;
    TL_CHECK_OK(save(site));
    return false;
  }
  if (!read.ok()) return std::move(read).error();
  TL_CHECK_OK(save(site));
  return state_.running;
}

Result<void> WorklogLedger::read_page(const LedgerSite& site, bool& found) {
  TL_TRY(const connector::WorklogStampPage page,
         site.connector.fetch_worklog_stamps(site.session, state_.from, state_.to));
  TL_CHECK_OK(compare(site, page.stamps, found));
  state_.requests += page.requests;
  state_.compared += static_cast<int64_t>(page.stamps.size());
  ++state_.pages;
  const bool ends = page.done || page.to <= state_.from || page.to >= state_.to;
  state_.from = std::max(state_.from, page.to);
  if (state_.walking) state_.walked = ends ? state_.to : state_.from;
  if (ends || (state_.walking && state_.pages >= kWalkPages)) end_window(site);
  return {};
}

// The recent window is what is claimed; then some pages of the walk.
void WorklogLedger::end_window(const LedgerSite& site) {
  const Instant now = site.now();
  const Instant recent = now - kRecent;
  if (!state_.walking) {
    account_.looked = now;
    account_.census = now;
    account_.state = state_.found > 0 ? "differs" : "proven";
    if (state_.found == 0) account_.proven = state_.to;
    account_.detail.clear();
    state_.walking = true;
    state_.pages = 0;
    state_.from = state_.walked;
  }
  account_.compared = state_.compared;
  account_.census_requests = state_.requests;
  // The walk begins anew when it has come to the recent window.
  if (state_.from < site.since) state_.from = site.since;
  if (state_.walked >= recent) state_.walked = site.since;
  state_.to = std::min(state_.from + kWalkWindow, recent);
  const bool walks_on = state_.pages < kWalkPages && state_.from < state_.to;
  if (walks_on) return;
  state_.running = false;
  state_.due = now + kEvery;
}

Result<void> WorklogLedger::compare(const LedgerSite& site,
                                    const std::vector<connector::WorklogStamp>& stamps,
                                    bool& found) {
  std::map<std::string, connector::WorklogStamp> last;  // deleted ones are final
  std::vector<std::string> ids;
  for (const connector::WorklogStamp& stamp : stamps) {
    const auto [slot, is_new] = last.emplace(stamp.id, stamp);
    if (is_new) ids.push_back(stamp.id);
    const bool wins =
        stamp.deleted || (!slot->second.deleted && stamp.updated > slot->second.updated);
    if (!is_new && wins) slot->second = stamp;
  }
  TL_TRY(const StoredById stored, load_stored(site, ids));
  std::vector<store::LedgerDifference> differences;
  std::vector<store::LedgerDifference> deletions;
  std::vector<std::string> unknown;
  for (const auto& [id, stamp] : last) {
    const auto here = stored.find(id);
    if (here == stored.end()) {
      if (!stamp.deleted) unknown.push_back(id);
    } else if (stamp.deleted) {
      if (!here->second.deleted)
        deletions.push_back(difference(site, stamp, here->second.issue, "extra"));
    } else if (!here->second.deleted && here->second.updated &&
               *here->second.updated < stamp.updated) {
      differences.push_back(difference(site, stamp, here->second.issue, "changed"));
    }
  }
  TL_TRY(const auto missing, find_missing(site, unknown));
  for (const connector::WorklogPlace& place : missing) {
    differences.push_back(difference(site, last.at(place.id), place.issue, "missing"));
  }
  state_.found += static_cast<int64_t>(differences.size());
  found |= !differences.empty();
  TL_CHECK_OK(apply_deletions(site, std::move(deletions)));
  return note_differences(site, differences);
}

}  // namespace tl::sync
