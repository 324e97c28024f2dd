#include "sim/search.h"

#include <algorithm>

#include "sim/site.h"

namespace tl::sim {

namespace {
constexpr size_t kCachedSearches = 8;

int64_t sort_key(const Issue& issue, JqlOrder::By by, int64_t updated) {
  switch (by) {
    case JqlOrder::By::kCreated:
      return issue.created;
    case JqlOrder::By::kUpdated:
      return updated;
    case JqlOrder::By::kResolved:
      return issue.resolved;
    case JqlOrder::By::kRank:
      return issue.rank;
    case JqlOrder::By::kPriority:
      return -issue.priority;
    case JqlOrder::By::kId:
      return issue.id;
    case JqlOrder::By::kKey:
      return issue.number;
  }
  return 0;
}

// The place of each project when its keys are sorted.
std::vector<int64_t> project_ranks(const World& world) {
  const auto& projects = world.catalog.projects;
  std::vector<int64_t> ranks;
  for (const auto& project : projects)
    ranks.push_back(std::count_if(projects.begin(), projects.end(),
                                  [&](const Project& p) { return p.key < project.key; }));
  return ranks;
}

FoundRow make_row(const Issue& issue, const JqlQuery& query, int64_t updated,
                  const std::vector<int64_t>& ranks) {
  FoundRow row{{}, issue.id};
  size_t at = 0;
  for (const auto& order : query.order) {
    if (at + 2 >= kSortKeys) break;
    const int64_t sign = order.descending ? -1 : 1;
    if (order.by == JqlOrder::By::kKey)
      row.keys[at++] = sign * ranks[static_cast<size_t>(issue.project)];
    row.keys[at++] = sign * sort_key(issue, order.by, updated);
  }
  // Without an order Jira gives the newest first.
  row.keys[kSortKeys - 1] = query.order.empty() ? -issue.id : issue.id;
  return row;
}

}  // namespace

std::shared_ptr<const FoundRows> SearchCache::find(const std::string& key, uint64_t version) {
  const std::lock_guard lock(mutex_);
  for (const auto& entry : entries_)
    if (entry.key == key && entry.version == version) return entry.rows;
  return nullptr;
}

void SearchCache::keep(const std::string& key, uint64_t version,
                       std::shared_ptr<const FoundRows> rows) {
  const std::lock_guard lock(mutex_);
  std::erase_if(entries_, [&](const Entry& e) { return e.key == key || e.version != version; });
  if (entries_.size() >= kCachedSearches) entries_.erase(entries_.begin());
  entries_.push_back({key, version, std::move(rows)});
}

JqlContext jql_context(const Call& call, int64_t now_ms) {
  return {&call.world, now_ms, call.user, call.view().offset_minutes,
          call.site.accounts.visible_projects(call.user)};
}

int64_t indexed_updated(const Issue& issue, int64_t now_ms, int64_t lag_ms) {
  const int64_t known = now_ms - lag_ms;
  if (lag_ms <= 0 || issue.updated <= known) return issue.updated;
  if (issue.created > known) return -1;
  int64_t updated = issue.created;
  for (auto it = issue.histories.rbegin(); it != issue.histories.rend(); ++it) {
    if (it->created > known) continue;
    updated = it->created;
    break;
  }
  for (const auto& comment : issue.comments)
    if (comment.updated <= known) updated = std::max(updated, comment.updated);
  for (const auto& worklog : issue.worklogs)
    if (worklog.updated <= known) updated = std::max(updated, worklog.updated);
  return updated;
}

FoundRows search_issues(const Call& call, const JqlQuery& query,
                        const std::vector<int32_t>& reconcile) {
  const auto sight = call.site.accounts.sight(call.user);
  const auto ranks = project_ranks(call.world);
  const auto lag = call.site.options.search_lag_ms;
  FoundRows rows;
  for (const auto& issue : call.world.issues) {
    if (issue.deleted || !sight.sees(issue)) continue;
    auto updated = issue.updated;
    if (lag > 0 && std::find(reconcile.begin(), reconcile.end(), issue.id) == reconcile.end())
      updated = indexed_updated(issue, call.now, lag);
    if (updated < 0 || !query.matches(issue, updated)) continue;
    rows.push_back(make_row(issue, query, updated, ranks));
  }
  std::sort(rows.begin(), rows.end(),
            [](const FoundRow& a, const FoundRow& b) { return a.keys < b.keys; });
  return rows;
}

}  // namespace tl::sim
