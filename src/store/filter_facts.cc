#include "store/filter_facts.h"

#include <algorithm>
#include <map>
#include <vector>

#include "base/log.h"
#include "store/dict.h"
#include "store/history_rows.h"

namespace tl::store {
namespace {

constexpr size_t kChunk = 500;  // issues whose facts are in memory at once

struct Place {
  Session& session;
  TenantId tenant;
  InstanceId instance;
  const IntList& ids;

  [[nodiscard]] Params params() const { return {raw(tenant), raw(instance), &ids}; }
};

std::vector<domain::Issue> load_issues(const Place& at) {
  std::vector<domain::Issue> issues;
  at.session.query("SELECT issue, doc FROM issue_doc WHERE tenant = $1 AND instance = $2 AND " +
                       at.session.in("issue", 3) + " ORDER BY issue",
                   at.params(), [&](const Row& row) {
                     auto attributes = domain::unpack_attributes(row.blob(1));
                     if (!attributes.ok()) return log_error("the filter", attributes.error());
                     issues.push_back({IssueId(row.integer(0)), std::move(*attributes)});
                   });
  return issues;
}

using Histories = std::map<IssueId, std::vector<domain::History>>;
using Worklogs = std::map<IssueId, std::vector<domain::Record>>;

Histories load_histories(const Place& at) {
  HistoryReader reader;
  at.session.query(std::string(kHistoryColumns) + "WHERE tenant = $1 AND instance = $2 AND " +
                       at.session.in("issue", 3) + " ORDER BY issue, history, ordinal",
                   at.params(), [&](const Row& row) { reader.add(row); });
  const IntList values = reader.dict_ids();
  Histories by_issue;
  auto all = reader.take(
      load_dict_full(at.session, "AND " + at.session.in("d.id", 2), {raw(at.tenant), &values}));
  for (domain::History& history : all) by_issue[history.issue].push_back(std::move(history));
  return by_issue;
}

Worklogs load_worklogs(const Place& at) {
  Worklogs by_issue;
  Params params = at.params();
  params.emplace_back(static_cast<int64_t>(domain::RecordKind::kWorklog));
  at.session.query(
      "SELECT id, issue, doc FROM record WHERE tenant = $1 AND instance = $2 AND kind = $4 AND " +
          at.session.in("issue", 3) + " ORDER BY issue, id",
      params, [&](const Row& row) {
        auto attributes = domain::unpack_attributes(row.blob(2));
        if (!attributes.ok()) return log_error("the filter", attributes.error());
        const IssueId issue(row.integer(1));
        by_issue[issue].push_back(
            {domain::RecordKind::kWorklog, row.string(0), issue, std::move(*attributes)});
      });
  return by_issue;
}

void judge_some(const Place& at, const FilterJudge& judge,
                const std::function<void(IssueId, FilterWord)>& fn) {
  const std::vector<domain::Issue> issues = load_issues(at);
  Histories histories;
  Worklogs worklogs;
  if (judge.histories) histories = load_histories(at);
  if (judge.worklogs) worklogs = load_worklogs(at);
  for (const domain::Issue& issue : issues) {
    if (domain::flag_of(issue.attributes, domain::kDeleted)) continue;
    fn(issue.id, judge.decide({issue, histories[issue.id], worklogs[issue.id]}));
  }
}

}  // namespace

void judge_stored(Session& session, TenantId tenant, InstanceId instance, const FilterJudge& judge,
                  const IntList& ids, const std::function<void(IssueId, FilterWord)>& fn) {
  for (size_t first = 0; first < ids.size(); first += kChunk) {
    const auto begin = ids.begin() + static_cast<std::ptrdiff_t>(first);
    const IntList some(begin,
                       begin + static_cast<std::ptrdiff_t>(std::min(kChunk, ids.size() - first)));
    judge_some({session, tenant, instance, some}, judge, fn);
  }
}

}  // namespace tl::store
