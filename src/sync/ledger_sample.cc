#include "sync/ledger_sample.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "sync/scope.h"

namespace tl::sync {
namespace {

constexpr Millis kEvery = hours(1);
constexpr int64_t kRoundHours = 90 * 24;  // all issues are to be seen once in so long
constexpr int64_t kFewest = 10;
constexpr int64_t kMost = connector::Connector::kMaxIssuesPerFetch;

// What one reading changed although the vendor says that nothing happened.
struct Changed {
  std::set<IssueId> histories;
  std::map<IssueId, std::vector<std::string>> attributes;
  std::set<IssueId> records;
};

bool hangs_on_issue(domain::RecordKind kind) {
  return kind == domain::RecordKind::kWorklog || kind == domain::RecordKind::kComment ||
         kind == domain::RecordKind::kRemoteLink;
}

std::string words(const std::vector<std::string>& names) {
  std::string text;
  for (const std::string& name : names) text += (text.empty() ? "" : ", ") + name;
  return text;
}

Changed find_changed(const std::vector<store::IssueRow>& before,
                     const std::vector<store::IssueRow>& after, const domain::ChangeSet& set,
                     const store::ApplyReport& applied) {
  Changed changed;
  for (const auto& [issue, history] : applied.changed_histories) changed.histories.insert(issue);
  for (const store::IssueRow& now : after) {
    for (const store::IssueRow& then : before) {
      if (then.ref != now.ref) continue;
      auto names = differing_attributes(then.attributes, now.attributes);
      if (!names.empty()) changed.attributes[now.ref.issue] = std::move(names);
    }
  }
  const std::set<std::pair<domain::RecordKind, std::string>> records(
      applied.changed_records.begin(), applied.changed_records.end());
  for (const domain::Record& record : set.records) {
    if (hangs_on_issue(record.kind) && records.contains({record.kind, record.id})) {
      changed.records.insert(record.issue);
    }
  }
  return changed;
}

// Nothing when the reading of the issue was equal.
std::optional<store::LedgerDifference> describe(const LedgerSite& site, const store::IssueRow& row,
                                                const Changed& changed) {
  const IssueId issue = row.ref.issue;
  const bool histories = changed.histories.contains(issue);
  const auto attributes = changed.attributes.find(issue);
  const bool records = changed.records.contains(issue);
  if (!histories && attributes == changed.attributes.end() && !records) return std::nullopt;
  store::LedgerDifference difference;
  difference.instance = site.instance;
  difference.account = store::kSampleAccount;
  difference.subject = "histories:" + std::to_string(issue.value);
  difference.issue = issue;
  difference.key = row.key;
  difference.kind = "content";
  difference.cause = !histories && site.connection.webhooks_wanted ? "missed_webhook" : "our_fault";
  difference.since = domain::instant_of(row.attributes, "updated");
  difference.found = site.now();
  difference.healed = site.now();
  difference.how = "read again";
  difference.detail = "Without a change of its stamp it was not here as it is in Jira:";
  if (histories) difference.detail += " history;";
  if (attributes != changed.attributes.end()) {
    difference.detail += " " + words(attributes->second) + ";";
  }
  if (records) difference.detail += " worklogs, comments or links;";
  difference.detail.pop_back();
  return difference;
}

// One that the vendor does not show any more; nobody had said so.
store::LedgerDifference describe_gone(const LedgerSite& site, const store::IssueRow& row) {
  store::LedgerDifference difference;
  difference.instance = site.instance;
  difference.account = domain::ref_of(row.attributes, "project").id;
  if (difference.account.empty()) difference.account = store::kSampleAccount;
  difference.subject = "issue:" + std::to_string(row.ref.issue.value);
  difference.issue = row.ref.issue;
  difference.key = row.key;
  difference.kind = "extra";
  difference.cause = "lost_access";
  difference.found = site.now();
  difference.healed = site.now();
  difference.how = "kept as no longer visible";
  difference.detail = "Asked for by id, it was not shown: deleted, or out of sight.";
  return difference;
}

}  // namespace

Result<void> HistorySample::load(const LedgerSite& site) {
  TL_TRY(const std::string text,
         load_ledger_state(site.store(), site.instance, store::kSampleAccount));
  state_ = parse_sample_state(text);
  if (text.empty()) state_.due = site.now() + kEvery;  // all of it was read a moment ago
  account_ = {};
  TL_TRY(const auto accounts, site.store().list_ledger_accounts(site.instance));
  for (const store::LedgerAccount& one : accounts) {
    if (one.account == store::kSampleAccount) account_ = one;
  }
  account_.instance = site.instance;
  account_.account = store::kSampleAccount;
  if (account_.state.empty()) account_.state = "unproven";
  loaded_ = true;
  return {};
}

Result<void> HistorySample::save(const LedgerSite& site) {
  store::TenantStore store = site.store();
  TL_CHECK_OK(store.save_ledger_account(account_));
  return save_ledger_state(store, site.instance, store::kSampleAccount,
                           render_sample_state(state_));
}

Result<std::vector<store::IssueRow>> HistorySample::choose(const LedgerSite& site) {
  const store::TenantStore store = site.store();
  TL_TRY(const store::IssueCounts counts, store.count_issues(site.instance));
  account_.ours = counts.present;
  const auto size = static_cast<size_t>(std::clamp(counts.present / kRoundHours, kFewest, kMost));
  TL_TRY(std::vector<IssueId> ids, store.list_issue_ids(site.instance, state_.after, size));
  if (ids.empty()) {
    state_ = {};
    TL_TRY(ids, store.list_issue_ids(site.instance, state_.after, size));
  }
  if (ids.empty()) return std::vector<store::IssueRow>();
  if (!state_.after) state_.round_began = site.now();
  std::vector<IssueRef> refs;
  for (const IssueId id : ids) refs.push_back({site.instance, id});
  TL_TRY(std::vector<store::IssueRow> rows, store.load_issues(refs));
  std::erase_if(rows, [](const store::IssueRow& row) { return row.deleted || row.invisible; });
  state_.after = ids.back();
  return rows;
}

Result<bool> HistorySample::step(const LedgerSite& site) {
  if (!loaded_) TL_CHECK_OK(load(site));
  if (asked_) state_.due = Instant();
  asked_ = false;
  if (site.now() < state_.due) return false;
  const SampleState before = state_;
  TL_TRY(const std::vector<store::IssueRow> rows, choose(site));
  if (auto compared = compare(site, rows); !compared.ok()) {
    state_ = before;  // the same ones next time
    state_.due = site.now() + kEvery;
    return std::move(compared).error();
  }
  state_.due = site.now() + kEvery;
  TL_CHECK_OK(save(site));
  return !rows.empty();
}

Result<void> HistorySample::compare(const LedgerSite& site,
                                    const std::vector<store::IssueRow>& rows) {
  if (rows.empty()) return {};
  store::TenantStore store = site.store();
  std::vector<IssueId> ids;
  std::vector<IssueRef> refs;
  for (const store::IssueRow& row : rows) {
    ids.push_back(row.ref.issue);
    refs.push_back(row.ref);
  }
  TL_TRY(const domain::FieldCatalogue fields, store.load_field_catalogue(site.instance));
  const connector::PullScope scope = make_scope(site.runtime, site.tenant, site.connection, fields);
  TL_TRY(connector::PulledPage page, site.connector.fetch_issues(site.session, ids, scope));
  page.changes.refetch.clear();
  store::ApplyContext context;
  TL_CHECK_OK(prepare_page(site.runtime, store, site.connector, site.connection, page, context));
  TL_TRY(const store::ApplyReport applied, store.apply(site.instance, page.changes, context));
  TL_TRY(const std::vector<store::IssueRow> after, store.load_issues(refs));
  const Changed changed = find_changed(rows, after, page.changes, applied);
  std::vector<store::LedgerDifference> differences;
  std::vector<store::LedgerDifference> gone;
  int64_t compared = 0;
  for (const store::IssueRow& row : rows) {
    const auto now = std::find_if(after.begin(), after.end(),
                                  [&](const store::IssueRow& one) { return one.ref == row.ref; });
    if (now == after.end() || now->deleted) continue;
    if (now->invisible) {
      gone.push_back(describe_gone(site, row));
      continue;
    }
    // It changed since the last poll; that is news and no difference.
    if (domain::instant_of(now->attributes, "updated") !=
        domain::instant_of(row.attributes, "updated")) {
      continue;
    }
    ++compared;
    if (auto difference = describe(site, row, changed)) differences.push_back(*difference);
  }
  if (!differences.empty()) TL_CHECK_OK(store.add_differences(differences));
  if (!gone.empty()) TL_CHECK_OK(store.add_differences(gone));
  note(site, compared, static_cast<int64_t>(differences.size()));
  site.runtime.events.publish(
      {Event::Kind::kFeed, site.tenant, site.instance, applied.feed_position});
  return {};
}

void HistorySample::note(const LedgerSite& site, int64_t compared, int64_t differing) {
  state_.round += compared;
  state_.found += differing;
  account_.census = site.now();
  account_.looked = site.now();
  account_.compared = state_.round;
  account_.state = differing > 0 ? "differs" : "proven";
  if (differing == 0) account_.proven = site.now() - kProofLag;
  account_.detail =
      fmt::format("{} of {} in this round, since {}; {} were not as in Jira", state_.round,
                  account_.ours, format_date(date_of(state_.round_began)), state_.found);
}

}  // namespace tl::sync
