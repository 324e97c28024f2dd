#include "sync/ledger_heal.h"

#include <algorithm>

namespace tl::sync {
namespace {

constexpr size_t kAtOnce = connector::Connector::kMaxIssuesPerFetch;
constexpr size_t kPage = 500;
constexpr size_t kMaxPages = 10;
constexpr Millis kTryAgain = hours(1);  // what one reading did not heal
constexpr Millis kLookAgain = minutes(5);

bool is_worklog(const store::LedgerDifference& difference) {
  return difference.subject.starts_with("worklog:");
}

}  // namespace

Result<std::vector<store::LedgerDifference>> Healer::due(const LedgerSite& site) {
  std::vector<store::LedgerDifference> chosen;
  const Instant now = site.now();
  store::DifferenceQuery query;
  query.instance = site.instance;
  query.open_only = true;
  query.limit = kPage;
  std::map<int64_t, Instant> still_open;
  for (size_t page = 0; page < kMaxPages; ++page) {
    TL_TRY(const auto open, site.store().list_differences(query));
    for (const store::LedgerDifference& one : open) {
      const auto tried = tried_.find(one.id);
      if (tried != tried_.end()) still_open.insert(*tried);
      const bool wait = tried != tried_.end() && now - tried->second < kTryAgain;
      if (!wait && chosen.size() < kAtOnce) chosen.push_back(one);
    }
    if (open.size() < kPage) {
      tried_ = std::move(still_open);
      break;
    }
    query.before = open.back().id;
  }
  return chosen;
}

Result<bool> Healer::step(const LedgerSite& site, std::set<std::string>& healed) {
  const Instant now = site.now();
  if (now < asleep_until_) return false;
  TL_TRY(const std::vector<store::LedgerDifference> open, due(site));
  if (open.empty()) {
    asleep_until_ = now + kLookAgain;
    return false;
  }
  std::vector<store::LedgerDifference> issues;
  std::vector<store::LedgerDifference> worklogs;
  for (const store::LedgerDifference& one : open)
    (is_worklog(one) ? worklogs : issues).push_back(one);
  TL_CHECK_OK(look_at_issues(site, issues, healed));
  TL_CHECK_OK(look_at_worklogs(site, worklogs, healed));
  return true;
}

Result<void> Healer::close(const LedgerSite& site, const store::LedgerDifference& difference,
                           std::string_view how, std::set<std::string>& healed) {
  TL_CHECK_OK(site.store().heal_differences({difference.id}, site.now(), how));
  healed.insert(difference.account);
  tried_.erase(difference.id);
  return {};
}

Result<void> Healer::look_at_issues(const LedgerSite& site,
                                    const std::vector<store::LedgerDifference>& open,
                                    std::set<std::string>& healed) {
  if (open.empty()) return {};
  std::vector<Candidate> candidates;
  for (const store::LedgerDifference& one : open)
    candidates.push_back({one.issue, false, false, {}});
  store::LedgerAccount any;
  TL_TRY(const std::vector<Evidence> all, gather_evidence(site, any, candidates));
  std::vector<IssueId> again;
  std::vector<store::LedgerDifference> better;  // of which more is known now
  for (size_t i = 0; i < open.size(); ++i) {
    store::LedgerDifference one = open[i];
    const auto how = decide_healed(all[i]);
    if (how && all[i].deleted && one.cause == "lost_access") {
      one.cause = "deleted";
      TL_CHECK_OK(site.store().add_differences({one}));
    }
    if (how) {
      TL_CHECK_OK(close(site, one, *how, healed));
      continue;
    }
    if (tried_.contains(one.id)) again.push_back(one.issue);
    tried_[one.id] = site.now();
    if (all[i].refused.empty() || one.cause == "our_fault") continue;
    one.cause = "our_fault";
    one.detail = "It came and could not be read: " + all[i].refused;
    better.push_back(std::move(one));
  }
  if (!better.empty()) TL_CHECK_OK(site.store().add_differences(better));
  if (again.empty()) return {};
  return site.store().add_refetch(site.instance, again, "still differs from the vendor");
}

Result<void> Healer::look_at_worklogs(const LedgerSite& site,
                                      const std::vector<store::LedgerDifference>& open,
                                      std::set<std::string>& healed) {
  std::vector<IssueId> again;
  for (const store::LedgerDifference& one : open) {
    const std::string id = one.subject.substr(one.subject.find(':') + 1);
    TL_TRY(const auto record,
           site.store().load_record(site.instance, domain::RecordKind::kWorklog, id));
    const bool gone = record && domain::flag_of(record->attributes, domain::kDeleted);
    const auto updated =
        record ? domain::instant_of(record->attributes, "updated") : std::optional<Instant>();
    const bool current = updated && (!one.since || *updated >= *one.since);
    if (one.kind == "extra" ? gone : gone || current) {
      TL_CHECK_OK(close(site, one, gone ? "its deletion is known now" : "read again", healed));
      continue;
    }
    if (tried_.contains(one.id) && one.issue) again.push_back(one.issue);
    tried_[one.id] = site.now();
  }
  if (again.empty()) return {};
  return site.store().add_refetch(site.instance, again, "a worklog still differs");
}

}  // namespace tl::sync
