// Rows: projects, change logs, worklogs, e-mail addresses, boards, rights, clock, limits.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdlib>

#include "base/text.h"
#include "connectors/jira/check_run.h"
#include "connectors/jira/jql_text.h"
#include "connectors/jira/payload.h"

namespace tl::connectors::jira {
namespace {

using connector::CheckState;

constexpr std::array<std::string_view, 5> kPermissions = {
    "BROWSE_PROJECTS", "ADMINISTER", "WORK_ON_ISSUES", "VIEW_DEV_TOOLS", "USER_PICKER"};
constexpr Millis kMaxSkew = seconds(60);
constexpr size_t kMaxNamed = 10;  // project keys named in a row

void note_permissions(CheckRun& run, JsonElement answer) {
  simdjson::dom::object permissions;
  const auto found = json_get(answer, "permissions");
  if (!found || found->get(permissions)) return;
  run.permissions_known = true;
  for (const auto& [key, permission] : permissions) {
    if (flag_member(permission, "havePermission").value_or(false)) {
      run.permissions.insert(std::string(key));
    }
  }
}

// One permission that this site does not know fails the whole call; then each is asked alone.
void ask_permissions(CheckRun& run, const std::vector<std::string_view>& keys) {
  std::string list;
  for (const std::string_view key : keys) list += (list.empty() ? "" : ",") + std::string(key);
  const auto answer =
      run.client().get("mypermissions", "/rest/api/3/mypermissions", {{"permissions", list}});
  if (answer.ok()) return note_permissions(run, answer->root());
  if (run.stopped(answer.error())) return;
  if (answer.error().code != ErrorCode::kVendorRefused || keys.size() < 2) return;
  for (const std::string_view key : keys) {
    if (!run.is_stopped()) ask_permissions(run, {key});
  }
}

std::string named(const std::vector<std::string>& keys) {
  std::string out;
  for (size_t i = 0; i < keys.size() && i < kMaxNamed; ++i) out += (i ? ", " : "") + keys[i];
  if (keys.size() > kMaxNamed) out += fmt::format(" and {} more", keys.size() - kMaxNamed);
  return out;
}

// Each chosen project by itself: unknown and invisible ones are named, the rest go on.
void check_chosen(CheckRun& run, const std::vector<std::string>& keys) {
  std::vector<std::string> hidden;
  for (const std::string& key : keys) {
    const auto answer = run.client().get("project/{key}", "/rest/api/3/project/" + key);
    if (!answer.ok() && run.stopped(answer.error())) return;
    (answer.ok() ? run.visible_keys : hidden).push_back(key);
  }
  const size_t seen = run.visible_keys.size();
  run.report.projects_visible = static_cast<int64_t>(seen);
  const std::string detail =
      fmt::format("{} of {} chosen projects are visible.", seen, keys.size());
  if (hidden.empty()) return run.passed("browse_projects", "Browse projects", detail);
  const std::string no_right = "No right to browse projects " + named(hidden) + ".";
  const std::string remedy =
      "Ask a Jira admin to give the account Browse Projects there, or correct the keys.";
  if (seen == 0) return run.failed("browse_projects", "Browse projects", no_right, remedy);
  run.row(CheckState::kWarning, "browse_projects", "Browse projects", no_right,
          fmt::format("The other {} continue.", seen), remedy);
}

void check_all_projects(CheckRun& run) {
  const auto answer =
      run.client().get("project/search", "/rest/api/3/project/search", {{"maxResults", "1"}});
  if (!answer.ok()) {
    if (!run.stopped(answer.error())) {
      run.failed("browse_projects", "Browse projects", answer.error());
    }
    return;
  }
  const int64_t total = json_int(answer->root(), "total").value_or(0);
  run.report.projects_visible = total;
  if (total > 0) {
    return run.passed("browse_projects", "Browse projects",
                      fmt::format("{} projects are visible.", total));
  }
  run.failed(
      "browse_projects", "Browse projects", "The account sees no project.",
      "Ask a Jira admin to give the account Browse Projects on the projects to be measured.");
}

// The id of any visible issue; "" when there is none.
Result<std::string> fetch_any_issue(CheckRun& run) {
  IssueQuery query;
  query.project_keys = run.visible_keys;
  JsonWriter body;
  body.begin_object().member("jql", render_jql(query)).member("maxResults", 1);
  body.key("fields").begin_array().value("id").end_array().end_object();
  TL_TRY(const Answer answer,
         run.client().post_read("search/jql", "/rest/api/3/search/jql", body.take()));
  simdjson::dom::array issues;
  const auto list = json_get(answer.root(), "issues");
  if (!list || list->get(issues) || issues.size() == 0) return std::string();
  return json_id(*issues.begin(), "id");
}

struct Right {
  std::string_view permission;
  std::string_view id;
  std::string_view title;
  std::string_view effect;
  std::string_view remedy;
};

void check_right(CheckRun& run, const Right& right) {
  if (run.permissions.contains(right.permission)) {
    return run.passed(right.id, right.title, "The account has this right.");
  }
  if (!run.permissions_known) {
    return run.row(CheckState::kWarning, right.id, right.title, "Jira does not tell.",
                   std::string(right.effect), std::string(right.remedy));
  }
  run.row(CheckState::kMissing, right.id, right.title, "The account does not have this right.",
          std::string(right.effect), std::string(right.remedy));
}

void check_clock(CheckRun& run) {
  const auto date = parse_http_date(run.myself_headers.value("Date"));
  if (!date) return run.not_needed("clock", "Clock", "Jira sends no time.");
  const Millis apart(std::llabs((run.client().session().clock.now() - *date).ms));
  const std::string detail = fmt::format("The clocks are {} s apart.", apart.ms / 1000);
  if (apart < kMaxSkew) return run.passed("clock", "Clock", detail);
  run.row(CheckState::kWarning, "clock", "Clock", detail,
          "Times of this server and of Jira cannot be compared well; sign-in by OAuth would fail.",
          "Set the clock of the Throughline server, for example with NTP.");
}

void check_limit(CheckRun& run) {
  const auto left = parse_int(run.myself_headers.value("X-RateLimit-Remaining"));
  const bool near = equals_no_case(run.myself_headers.value("X-RateLimit-NearLimit"), "true");
  if (near || (left && *left == 0)) {
    return run.row(
        CheckState::kWarning, "rate_limit", "Request limit",
        left ? fmt::format("Only {} requests are left.", *left) : "The limit is nearly reached.",
        "The first sync will wait for Jira now and then; nothing is lost.",
        "Other programs that use this account share the limit.");
  }
  run.passed("rate_limit", "Request limit",
             left ? fmt::format("{} requests are left.", *left) : "No limit is near.");
}

}  // namespace

void check_permissions(CheckRun& run) {
  ask_permissions(run, std::vector<std::string_view>(kPermissions.begin(), kPermissions.end()));
}

void check_projects(CheckRun& run) {
  const std::vector<std::string> keys = usable_keys(run.request().project_keys);
  if (keys.empty()) return check_all_projects(run);
  check_chosen(run, keys);
}

void check_histories(CheckRun& run) {
  constexpr std::string_view kTitle = "Read change history";
  if (run.report.projects_visible == 0) return;
  const auto issue = fetch_any_issue(run);
  if (!issue.ok()) {
    if (!run.stopped(issue.error())) run.failed("changelog", kTitle, issue.error());
    return;
  }
  if (issue->empty()) {
    return run.row(CheckState::kWarning, "changelog", kTitle, "There is no issue to try it on.",
                   "Nothing can be shown until there is one.",
                   "Check that the chosen projects hold issues that the account may see.");
  }
  JsonWriter body;
  body.begin_object().key("issueIdsOrKeys").begin_array().value(*issue).end_array();
  body.member("maxResults", 1).end_object();
  const auto answer =
      run.client().post_read("changelog/bulkfetch", "/rest/api/3/changelog/bulkfetch", body.take());
  if (answer.ok()) return run.passed("changelog", kTitle, "Histories can be read.");
  if (!run.stopped(answer.error())) run.failed("changelog", kTitle, answer.error());
}

void check_worklogs(CheckRun& run) {
  const Instant since = run.client().session().clock.now() - days(1);
  const auto answer = run.client().get("worklog/updated", "/rest/api/3/worklog/updated",
                                       {{"since", std::to_string(since.ms)}});
  if (answer.ok()) return run.passed("worklogs", "Read worklogs", "Worklogs can be read.");
  if (run.stopped(answer.error())) return;
  run.row(CheckState::kMissing, "worklogs", "Read worklogs", answer.error().detail,
          "Changed and deleted worklogs are noticed late.",
          "Switch time tracking on in Jira, or ignore this when nobody logs work.");
}

void check_emails(CheckRun& run) {
  constexpr std::string_view kTitle = "See e-mail addresses";
  const std::string effect = "People of Jira and of other systems have to be linked by hand.";
  const std::string remedy =
      "Ask a Jira admin to give the account Browse users and groups, and people to show their "
      "address in their profile.";
  const auto answer = run.client().get("users/search", "/rest/api/3/users/search",
                                       {{"startAt", "0"}, {"maxResults", "50"}});
  if (!answer.ok()) {
    if (run.stopped(answer.error())) return;
    return run.row(CheckState::kMissing, "emails", kTitle, answer.error().detail, effect, remedy);
  }
  int people = 0;
  int visible = 0;
  simdjson::dom::array users;
  if (!answer->root().get(users)) {
    for (const JsonElement user : users) {
      if (json_text(user, "accountType").value_or("atlassian") != "atlassian") continue;
      ++people;
      const auto email = json_text(user, "emailAddress");
      if (email && email->find('@') != std::string_view::npos) ++visible;
    }
  }
  const std::string detail = fmt::format("{} of {} looked at are visible.", visible, people);
  if (visible > 0) return run.passed("emails", kTitle, detail);
  run.row(CheckState::kMissing, "emails", kTitle, detail, effect, remedy);
}

void check_boards(CheckRun& run) {
  const auto answer = run.client().get("board", "/rest/agile/1.0/board", {{"maxResults", "1"}});
  if (answer.ok()) {
    return run.passed("boards", "Boards & sprints", "Boards and sprints can be read.");
  }
  if (run.stopped(answer.error())) return;
  run.row(CheckState::kMissing, "boards", "Boards & sprints", answer.error().detail,
          "Sprints are known from issues only, without boards.",
          "Give the account access to Jira (the product formerly called Jira Software).");
}

void check_rights(CheckRun& run) {
  check_right(run, {"VIEW_DEV_TOOLS", "development_tools", "View development tools",
                    "Links from issues to code made by other apps are not seen.",
                    "Ask a Jira admin to give the account View development tools."});
  if (run.request().webhooks_wanted) {
    check_right(run, {"ADMINISTER", "webhooks", "Manage webhooks",
                      "Without webhook rights Throughline polls every 5 min.",
                      "Ask a Jira admin to give the account Administer Jira, or go on without."});
  } else {
    run.not_needed("webhooks", "Manage webhooks", "Webhooks are not wanted.");
  }
  if (run.request().writes_worklogs) {
    check_right(run, {"WORK_ON_ISSUES", "work_on_issues", "Work on issues",
                      "Time cannot be written to Jira.",
                      "Ask a Jira admin to give the account Work on issues."});
  } else {
    run.not_needed("work_on_issues", "Work on issues", "Nothing is written to Jira.");
  }
}

void check_surroundings(CheckRun& run) {
  check_clock(run);
  check_limit(run);
}

}  // namespace tl::connectors::jira
