#include "sync/admission.h"

#include <algorithm>
#include <map>

#include "base/text.h"

namespace tl::sync {
namespace {

bool in_projects(const domain::Issue& issue, const std::vector<std::string>& project_keys) {
  const std::string key = domain::ref_of(issue.attributes, "project").name;
  return std::any_of(project_keys.begin(), project_keys.end(),
                     [&](const std::string& wanted) { return equals_no_case(wanted, key); });
}

}  // namespace

int64_t admit(domain::ChangeSet& set, const std::vector<std::string>& project_keys,
              const IsKnown& is_known) {
  std::map<IssueId, bool> verdicts;
  for (const domain::Issue& issue : set.issues) {
    if (project_keys.empty() || in_projects(issue, project_keys)) verdicts[issue.id] = true;
  }
  const auto admitted = [&](IssueId issue) {
    if (!issue) return project_keys.empty();
    const auto [verdict, fresh] = verdicts.try_emplace(issue, false);
    if (fresh) verdict->second = is_known(issue);
    return verdict->second;
  };
  const auto before = set.issues.size();
  std::erase_if(set.issues, [&](const domain::Issue& issue) { return !admitted(issue.id); });
  std::erase_if(set.histories,
                [&](const domain::History& history) { return !admitted(history.issue); });
  std::erase_if(set.records, [&](const domain::Record& record) {
    const bool of_issue =
        record.kind == domain::RecordKind::kWorklog || record.kind == domain::RecordKind::kComment;
    return of_issue && !admitted(record.issue);
  });
  std::erase_if(set.refetch, [&](IssueId issue) { return !admitted(issue); });
  return static_cast<int64_t>(before - set.issues.size());
}

}  // namespace tl::sync
