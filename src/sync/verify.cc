#include "sync/verify.h"

#include <fmt/format.h>

#include <algorithm>
#include <random>
#include <set>

#include "base/text.h"

namespace tl::sync {
namespace {

constexpr Millis kFresh = minutes(20);  // a safety poll comes at least every 15
constexpr size_t kMaxProjects = 20;
constexpr size_t kNewestOfProject = 10;
constexpr int kRandomTries = 60;
constexpr size_t kMaxNamed = 5;

bool is_comparable(const store::IssueRow& row) { return !row.deleted && !row.invisible; }

// The newest issues of the greatest projects, one of each in turn.
Result<std::vector<store::IssueRow>> newest_in_turn(const store::TenantStore& tenant,
                                                    InstanceId instance, size_t wanted) {
  TL_TRY(const auto counts, tenant.count_issues_by_project(instance));
  std::vector<std::pair<int64_t, std::string>> projects;
  for (const auto& [project, count] : counts) projects.emplace_back(-count, project);
  std::sort(projects.begin(), projects.end());
  projects.resize(std::min(projects.size(), kMaxProjects));
  std::vector<std::vector<store::IssueRow>> newest;
  for (const auto& [count, project] : projects) {
    store::IssueQuery query;
    query.instance = instance;
    query.project_id = project;
    query.limit = kNewestOfProject;
    TL_TRY(store::IssuePage page, tenant.list_issues(query));
    newest.push_back(std::move(page.rows));
  }
  std::vector<store::IssueRow> chosen;
  for (size_t turn = 0; turn < kNewestOfProject && chosen.size() < wanted; ++turn) {
    for (const auto& rows : newest) {
      if (turn >= rows.size() || chosen.size() == wanted) continue;
      if (is_comparable(rows[turn])) chosen.push_back(rows[turn]);
    }
  }
  return chosen;
}

}  // namespace

Result<std::vector<store::IssueRow>> choose_sample(const store::TenantStore& tenant,
                                                   InstanceId instance) {
  TL_TRY(std::vector<store::IssueRow> sample, newest_in_turn(tenant, instance, kSampleSize / 2));
  TL_TRY(const auto range, tenant.issue_id_range(instance));
  if (!range) return sample;
  std::set<IssueId> chosen;
  for (const store::IssueRow& row : sample) chosen.insert(row.ref.issue);
  std::random_device seed;
  std::mt19937_64 random(seed());
  std::uniform_int_distribution<int64_t> place(range->first.value - 1, range->second.value - 1);
  for (int tries = 0; tries < kRandomTries && sample.size() < kSampleSize; ++tries) {
    TL_TRY(const auto ids, tenant.list_issue_ids(instance, IssueId(place(random)), 1));
    if (ids.empty() || !chosen.insert(ids.front()).second) continue;
    TL_TRY(store::IssueRow row, tenant.load_issue({instance, ids.front()}));
    if (is_comparable(row)) sample.push_back(std::move(row));
  }
  return sample;
}

VerifySample compare_status(const store::IssueRow& here, const connector::LiveIssue* live) {
  const domain::Ref status = domain::ref_of(here.attributes, "status");
  VerifySample sample;
  sample.issue = here.ref.issue;
  sample.key = live == nullptr || live->key.empty() ? here.key : live->key;
  sample.here = status.name;
  if (live == nullptr) return sample;
  sample.there = live->status.name;
  sample.equal =
      live->status.id.empty() ? status.name == live->status.name : status.id == live->status.id;
  return sample;
}

bool is_fresh(const connector::LiveIssue& live, Instant now) { return now - live.updated < kFresh; }

VerifyRow count_row(const domain::Connection& connection, bool reading,
                    const std::map<std::string, int64_t>& here,
                    const std::vector<connector::KeyVerdict>& visible) {
  VerifyRow row{"issues", "Issues here and at Jira", "passed", "", ""};
  int64_t stored = 0;
  int64_t there = 0;
  std::vector<std::string> odd;
  for (const connector::KeyVerdict& verdict : visible) {
    const auto found = here.find(verdict.key);
    const int64_t mine = found == here.end() ? 0 : found->second;
    stored += mine;
    there += verdict.project.issues.value_or(mine);
    if (!verdict.visible) {
      odd.push_back(verdict.key + " is not visible");
    } else if (mine == 0 && verdict.project.issues.value_or(0) > 0) {
      odd.push_back(fmt::format("{}: none here, {} at Jira", verdict.key, *verdict.project.issues));
    }
  }
  row.detail =
      fmt::format("{} here, {} visible at Jira in {} projects.", stored, there, visible.size());
  if (stored < there) {
    row.detail += fmt::format(
        " Issues that were closed more than {} days before the connection are left out by choice.",
        connection.backfill_days);
  }
  if (!odd.empty() && !reading) {
    row.state = "warning";
    const size_t more = odd.size() > kMaxNamed ? odd.size() - kMaxNamed : 0;
    odd.resize(odd.size() - more);
    for (const std::string& text : odd) row.detail += " " + text + ".";
    if (more > 0) row.detail += fmt::format(" And {} more.", more);
    row.remedy =
        "Check Browse Projects of the account, the filter, and the backfill of the project.";
  }
  if (reading) {
    row.state = "pending";
    row.remedy = "Wait until the past is read.";
  }
  return row;
}

}  // namespace tl::sync
