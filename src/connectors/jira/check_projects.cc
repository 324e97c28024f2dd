// Rows: projects, those of Jira Service Management, the filter, change history, comments.
#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "connectors/jira/check_run.h"
#include "connectors/jira/filter.h"
#include "connectors/jira/issue_fetch.h"
#include "connectors/jira/jql_text.h"
#include "connectors/jira/parallel.h"
#include "connectors/jira/payload.h"
#include "connectors/jira/projects.h"

namespace tl::connectors::jira {
namespace {

using connector::CheckState;

constexpr std::string_view kServiceType = "service_desk";
constexpr size_t kMaxServiceProjects = 20;  // looked at one by one
constexpr std::string_view kBrowse = "Browse projects";

void note_service(CheckRun& run, const connector::ProjectInfo& project) {
  if (project.type == kServiceType) run.service_keys.push_back(project.key);
}

// Each chosen project by itself: unknown and invisible ones are named, the rest go on.
void check_chosen(CheckRun& run, const std::vector<std::string>& keys) {
  std::vector<std::string> hidden;
  for (size_t first = 0; first < keys.size(); first += 100) {
    const std::span<const std::string> some(keys.data() + first,
                                            std::min<size_t>(100, keys.size() - first));
    const auto verdicts = fetch_key_check(run.client(), some);
    if (!verdicts.ok()) {
      if (!run.stopped(verdicts.error())) run.failed("browse_projects", kBrowse, verdicts.error());
      return;
    }
    for (const connector::KeyVerdict& verdict : *verdicts) {
      (verdict.visible ? run.visible_keys : hidden).push_back(verdict.key);
      if (verdict.visible) note_service(run, verdict.project);
    }
  }
  const size_t seen = run.visible_keys.size();
  run.report.projects_visible = static_cast<int64_t>(seen);
  const std::string detail =
      fmt::format("{} of {} chosen projects are visible.", seen, keys.size());
  if (hidden.empty()) return run.passed("browse_projects", kBrowse, detail);
  const std::string no_right = "No right to browse projects " + named(hidden) + ".";
  const std::string remedy =
      "Ask a Jira admin to give the account Browse Projects there, or correct the keys.";
  if (seen == 0) return run.failed("browse_projects", kBrowse, no_right, remedy);
  run.row(CheckState::kWarning, "browse_projects", kBrowse, detail + " " + no_right,
          fmt::format("The other {} continue.", seen), remedy);
}

void check_all_projects(CheckRun& run) {
  connector::ProjectQuery query;
  query.limit = 100;
  const auto page = fetch_project_page(run.client(), query);
  if (!page.ok()) {
    if (!run.stopped(page.error())) run.failed("browse_projects", kBrowse, page.error());
    return;
  }
  for (const connector::ProjectInfo& project : page->projects) note_service(run, project);
  const int64_t total = page->total.value_or(static_cast<int64_t>(page->projects.size()));
  run.report.projects_visible = total;
  if (total > 0) {
    return run.passed("browse_projects", kBrowse, fmt::format("{} projects are visible.", total));
  }
  run.failed(
      "browse_projects", kBrowse, "The account sees no project.",
      "Ask a Jira admin to give the account Browse Projects on the projects to be measured.");
}

// The role of the people who work on requests, as the project calls it.
std::string agent_role(CheckRun& run, const std::string& key) {
  const auto answer =
      run.client().get("project/{key}/role", run.client().api("/project/" + key + "/role"));
  simdjson::dom::object roles;
  if (answer.ok() && !answer->root().get(roles)) {
    for (const auto& [name, address] : roles) {
      const std::string lower = to_lower(name);
      if (lower.find("service desk team") != std::string::npos ||
          lower.find("agent") != std::string::npos) {
        return clean_text(name);
      }
    }
  }
  return "Service Desk Team";
}

std::string service_group(CheckRun& run) {
  return run.client().can().cloud_id ? "jira-servicemanagement-users" : "jira-servicedesk-users";
}

// "HELP: role Service Desk Team"; "" when nothing is missing there.
std::string missing_in(CheckRun& run, const std::string& key) {
  const auto all = fetch_permissions(run, key);
  if (!all || run.is_stopped()) return {};
  const bool browses = all->held.contains("BROWSE_PROJECTS");
  const bool serves =
      all->held.contains("SERVICEDESK_AGENT") || !all->known.contains("SERVICEDESK_AGENT");
  if (browses && serves) return {};
  std::string missing;
  if (run.serves_known && !run.serves) missing = "group " + service_group(run);
  if (!missing.empty()) missing += " and ";
  return key + ": " + missing + "role " + agent_role(run, key);
}

std::string letter(CheckRun& run, const std::vector<std::string>& missing) {
  const connector::SiteIdentity& identity = run.report.identity;
  std::string text = fmt::format("Send this to a Jira admin: Please let the account {} ({}) read ",
                                 identity.account_name, identity.account_id);
  text += "the requests of these service projects. ";
  if (run.serves_known && !run.serves) {
    text += fmt::format("Add it to the group {} (User management, Groups). ", service_group(run));
  }
  return text + "In each project, under Project settings, People, add it with the role named: " +
         named(missing) + ".";
}

// The id of any visible issue; "" when there is none.
Result<std::string> fetch_any_issue(CheckRun& run) {
  IssueQuery query;
  query.project_keys = run.visible_keys;
  SearchRequest request;
  request.jql = render_jql(query);
  request.rows = 1;
  request.marks_only = true;
  TL_TRY(const IssuePage page, fetch_search_page(run.client(), request, {}));
  if (page.marks.empty()) return std::string();
  return std::to_string(page.marks.front().id.value);
}

// Reads the history of the issue by the way that the backfill will use.
Result<void> read_history_of(CheckRun& run, const std::string& issue) {
  const Client& client = run.client();
  if (!client.can().bulk_changelog) {
    TL_CHECK_OK(client.get("issue/{id}", client.api("/issue/" + issue),
                           {{"expand", "changelog"}, {"fields", "updated"}}));
    return {};
  }
  JsonWriter body;
  body.begin_object().key("issueIdsOrKeys").begin_array().value(issue).end_array();
  body.member("maxResults", 1).end_object();
  const auto bulk =
      client.post_read("changelog/bulkfetch", client.api("/changelog/bulkfetch"), body.take());
  if (bulk.ok()) return {};
  TL_CHECK_OK(client.get("issue/{id}/changelog", client.api("/issue/" + issue + "/changelog"),
                         {{"maxResults", "1"}}));
  return {};
}

}  // namespace

void check_projects(CheckRun& run) {
  const std::vector<std::string> keys = usable_keys(run.request().project_keys);
  if (keys.empty()) return check_all_projects(run);
  check_chosen(run, keys);
}

void check_service_projects(CheckRun& run) {
  if (run.service_keys.empty()) return;
  constexpr std::string_view kTitle = "Service projects";
  if (run.service_keys.size() > kMaxServiceProjects) {
    run.service_keys.resize(kMaxServiceProjects);
  }
  std::vector<std::string> missing;
  for (const std::string& key : run.service_keys) {
    std::string what = missing_in(run, key);
    if (run.is_stopped()) return;
    if (!what.empty()) missing.push_back(std::move(what));
  }
  if (missing.empty()) {
    return run.passed("service_projects", kTitle,
                      fmt::format("{} projects of Jira Service Management can be read.",
                                  run.service_keys.size()));
  }
  run.row(CheckState::kMissing, "service_projects", kTitle,
          "Not enough rights: " + named(missing) + ".",
          "Requests and internal comments of these projects may be missing.", letter(run, missing));
}

void check_filter(CheckRun& run) {
  if (run.request().filter_jql.empty()) return;
  constexpr std::string_view kTitle = "Issue filter";
  connector::FilterQuery query{run.request().filter_jql, run.visible_keys};
  const auto check = fetch_filter_check(run.client(), query);
  if (!check.ok()) {
    if (run.stopped(check.error())) return;
    return run.row(CheckState::kWarning, "filter", kTitle, check.error().detail,
                   "Whether the filter is valid is not known.", "Check it again later.");
  }
  if (!check->valid) {
    std::string remedy = "Correct the filter.";
    if (!check->suggestion.empty()) remedy += " Did you mean \"" + check->suggestion + "\"?";
    return run.failed("filter", kTitle, check->error, std::move(remedy));
  }
  std::string detail = "The filter is valid.";
  if (check->matches && check->of) {
    detail = fmt::format("{} of {} issues match.", *check->matches, *check->of);
  }
  if (!check->samples.empty()) return run.passed("filter", kTitle, std::move(detail));
  run.row(CheckState::kWarning, "filter", kTitle, "The filter is valid, but matches nothing.",
          "No issue would be stored.", "Check the filter, unless issues will match later.");
}

void check_histories(CheckRun& run) {
  constexpr std::string_view kTitle = "Read change history";
  auto issue = fetch_any_issue(run);
  if (!issue.ok()) {
    if (!run.stopped(issue.error())) run.failed("changelog", kTitle, issue.error());
    return;
  }
  if (issue->empty()) {
    return run.row(CheckState::kWarning, "changelog", kTitle, "There is no issue to try it with.",
                   "The first sync will find nothing.", "Check the choice of projects.");
  }
  run.any_issue = std::move(*issue);
  const auto read = read_history_of(run, run.any_issue);
  if (read.ok()) return run.passed("changelog", kTitle, "Change histories can be read.");
  if (!run.stopped(read.error())) run.failed("changelog", kTitle, read.error());
}

void check_comments(CheckRun& run) {
  constexpr std::string_view kTitle = "Count comments";
  if (run.any_issue.empty()) return;
  const Client& client = run.client();
  const auto answer =
      client.get("issue/{id}/comment", client.api("/issue/" + run.any_issue + "/comment"),
                 {{"maxResults", "1"}});
  if (answer.ok()) {
    return run.passed("comments", kTitle, "Comments can be counted; their texts are not stored.");
  }
  if (run.stopped(answer.error())) return;
  run.row(CheckState::kMissing, "comments", kTitle, answer.error().detail,
          "Comments are not counted.", "Ask a Jira admin why the account may not see comments.");
}

}  // namespace tl::connectors::jira
