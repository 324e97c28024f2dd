#include "sync/admission.h"

#include <algorithm>
#include <map>

#include "base/text.h"

namespace tl::sync {
namespace {

bool in_projects(const domain::Issue& issue, const std::vector<std::string>& project_keys) {
  if (project_keys.empty()) return true;
  const std::string key = domain::ref_of(issue.attributes, "project").name;
  return std::any_of(project_keys.begin(), project_keys.end(),
                     [&](const std::string& wanted) { return equals_no_case(wanted, key); });
}

bool hangs_on_issue(const domain::Record& record) {
  using enum domain::RecordKind;
  return record.kind == kWorklog || record.kind == kComment || record.kind == kRemoteLink;
}

enum class Verdict : uint8_t { kAdmitted, kAsked, kLeftOut };

Verdict decide(const domain::Issue& issue, const Admission& admission) {
  if (admission.known.contains(issue.id)) return Verdict::kAdmitted;
  if (!in_projects(issue, admission.project_keys)) return Verdict::kLeftOut;
  if (!admission.ask_filter) return Verdict::kAdmitted;
  // Nothing is to be asked about an issue that is gone.
  if (domain::flag_of(issue.attributes, domain::kDeleted)) return Verdict::kLeftOut;
  return admission.decided_here ? Verdict::kAdmitted : Verdict::kAsked;
}

// Issues of which nothing but a worklog, a comment or a history came: nobody named their project,
// so the vendor is asked about them too.
void ask_about_hangers(const domain::ChangeSet& set, const Admission& admission,
                       std::map<IssueId, Verdict>& verdicts) {
  for (const IssueId issue : issues_of(set)) {
    if (!admission.known.contains(issue)) verdicts.emplace(issue, Verdict::kAsked);
  }
}

}  // namespace

std::vector<IssueId> issues_of(const domain::ChangeSet& set) {
  std::set<IssueId> named(set.refetch.begin(), set.refetch.end());
  for (const domain::Issue& issue : set.issues) named.insert(issue.id);
  for (const domain::History& history : set.histories) named.insert(history.issue);
  for (const domain::Record& record : set.records) {
    if (hangs_on_issue(record)) named.insert(record.issue);
  }
  named.erase(IssueId());
  return {named.begin(), named.end()};
}

int64_t admit(domain::ChangeSet& set, const Admission& admission) {
  std::map<IssueId, Verdict> verdicts;
  for (const domain::Issue& issue : set.issues) {
    const Verdict verdict = decide(issue, admission);
    const auto [slot, is_new] = verdicts.emplace(issue.id, verdict);
    if (!is_new) slot->second = std::min(slot->second, verdict);
  }
  const auto admitted = [&](IssueId issue) {
    if (!issue) return admission.project_keys.empty() && !admission.ask_filter;
    const auto verdict = verdicts.find(issue);
    if (verdict != verdicts.end()) return verdict->second == Verdict::kAdmitted;
    return admission.known.contains(issue);
  };
  if (admission.ask_unknown) ask_about_hangers(set, admission, verdicts);
  const auto before = set.issues.size();
  std::erase_if(set.issues, [&](const domain::Issue& issue) { return !admitted(issue.id); });
  std::erase_if(set.histories,
                [&](const domain::History& history) { return !admitted(history.issue); });
  std::erase_if(set.records, [&](const domain::Record& record) {
    return hangs_on_issue(record) && !admitted(record.issue);
  });
  std::erase_if(set.refetch, [&](IssueId issue) { return !admitted(issue); });
  for (const auto& [issue, verdict] : verdicts) {
    if (verdict == Verdict::kAsked) set.refetch.push_back(issue);
  }
  return static_cast<int64_t>(before - set.issues.size());
}

}  // namespace tl::sync
