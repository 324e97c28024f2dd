// Questions about the filter of a connection over what is stored; see ApplyContext::filter.
#include <fmt/format.h>

#include <set>

#include "store/core.h"
#include "store/filter_facts.h"
#include "store/tenant_store.h"

namespace tl::store {
namespace {

IntList load_ids(Session& session, std::string_view sql, const Params& params) {
  IntList ids;
  session.query(sql, params, [&](const Row& row) { ids.push_back(row.integer(0)); });
  return ids;
}

std::set<int64_t> load_left(Session& session, TenantId tenant, InstanceId instance,
                            const IntList& ids) {
  const IntList left =
      load_ids(session,
               "SELECT issue FROM filter_exit WHERE tenant = $1 AND instance = $2 AND " +
                   session.in("issue", 3),
               {raw(tenant), raw(instance), &ids});
  return {left.begin(), left.end()};
}

FilterLook look(Session& session, TenantId tenant, InstanceId instance, const FilterJudge& judge,
                const IntList& ids) {
  FilterLook found;
  if (ids.empty()) return found;
  const std::set<int64_t> left = load_left(session, tenant, instance, ids);
  judge_stored(session, tenant, instance, judge, ids, [&](IssueId issue, FilterWord word) {
    ++found.looked;
    if (word == FilterWord::kIn) ++found.in;
    if (word == FilterWord::kUndecided) ++found.undecided;
    const bool marked = left.contains(raw(issue));
    const bool wrong = word == (marked ? FilterWord::kIn : FilterWord::kOut);
    if (wrong) found.changed.push_back(issue);
  });
  found.last = IssueId(ids.back());
  return found;
}

}  // namespace

Result<FilterLook> TenantStore::look_filter(InstanceId instance, const FilterJudge& judge,
                                            IssueId after, size_t limit) const {
  return core_->facts().read_snapshot([&](Session& session) {
    const IntList ids =
        load_ids(session,
                 "SELECT issue FROM issue WHERE tenant = $1 AND instance = $2 AND issue > $3"
                 " ORDER BY issue LIMIT $4",
                 {raw(tenant_), raw(instance), raw(after), static_cast<int64_t>(limit)});
    FilterLook found = look(session, tenant_, instance, judge, ids);
    found.done = ids.size() < limit;
    return found;
  });
}

Result<FilterLook> TenantStore::look_filter(InstanceId instance, const FilterJudge& judge,
                                            const std::vector<IssueId>& issues) const {
  IntList ids;
  for (const IssueId issue : std::set(issues.begin(), issues.end())) ids.push_back(raw(issue));
  return core_->facts().read_snapshot(
      [&](Session& session) { return look(session, tenant_, instance, judge, ids); });
}

Result<std::vector<IssueId>> TenantStore::list_dated_issues(InstanceId instance,
                                                            const std::vector<DatedSpan>& spans,
                                                            size_t limit) const {
  return core_->facts().read([&](Session& session) {
    std::set<int64_t> ids;
    for (const DatedSpan& span : spans) {
      const IntList some = load_ids(
          session,
          fmt::format("SELECT issue FROM issue WHERE tenant = $1 AND instance = $2 AND {0} >= $3"
                      " AND {0} <= $4 LIMIT $5",
                      span.created ? "created" : "updated"),
          {raw(tenant_), raw(instance), span.from.ms, span.to.ms, static_cast<int64_t>(limit)});
      ids.insert(some.begin(), some.end());
    }
    std::vector<IssueId> issues;
    for (const int64_t id : ids) {
      if (issues.size() < limit) issues.emplace_back(id);
    }
    return issues;
  });
}

Result<std::vector<LeftIssue>> TenantStore::list_left_filter(InstanceId instance, IssueId after,
                                                             size_t limit) const {
  return core_->facts().read([&](Session& session) {
    std::vector<LeftIssue> left;
    session.query(
        "SELECT issue, since FROM filter_exit WHERE tenant = $1 AND instance = $2 AND issue > $3"
        " ORDER BY issue LIMIT $4",
        {raw(tenant_), raw(instance), raw(after), static_cast<int64_t>(limit)},
        [&](const Row& row) {
          left.push_back({IssueId(row.integer(0)), Instant(row.integer(1))});
        });
    return left;
  });
}

CatalogueVersion TenantStore::catalogue_version(InstanceId instance) const {
  return core_->catalogues().of(tenant_, instance);
}

void CatalogueVersions::note(
    TenantId tenant, InstanceId instance,
    const std::vector<std::pair<domain::RecordKind, std::string>>& changed) {
  using enum domain::RecordKind;
  CatalogueVersion growth;
  for (const auto& [kind, id] : changed) {
    if (kind == kWorklog || kind == kComment || kind == kRemoteLink) continue;
    ++(kind == kAccount ? growth.people : growth.others);
  }
  if (growth == CatalogueVersion{}) return;
  std::lock_guard lock(mutex_);
  CatalogueVersion& version = versions_[{tenant, instance}];
  version.people += growth.people;
  version.others += growth.others;
}

CatalogueVersion CatalogueVersions::of(TenantId tenant, InstanceId instance) const {
  std::lock_guard lock(mutex_);
  const auto found = versions_.find({tenant, instance});
  return found == versions_.end() ? CatalogueVersion() : found->second;
}

}  // namespace tl::store
