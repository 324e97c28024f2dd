#include "sim/handlers.h"

namespace tl::sim {

namespace {

// Flags, in the order of Route: anonymous, write, body, control.
std::vector<Route> read_routes() {
  return {
      {"GET", "/_edge/tenant_info", get_tenant_info, true},
      {"GET", "/rest/api/*/serverInfo", get_server_info, true},
      {"GET", "/rest/api/*/myself", get_myself},
      {"GET", "/rest/api/*/mypermissions", get_my_permissions, true},
      {"GET", "/rest/api/*/permissions", get_permissions},
      {"POST", "/rest/api/*/permissions/project", post_permissions_project, false, false, true},
      {"GET", "/rest/api/*/field", get_fields},
      {"GET", "/rest/api/*/status", get_statuses},
      {"GET", "/rest/api/*/statuscategory", get_status_categories},
      {"GET", "/rest/api/*/issuetype", get_issue_types},
      {"GET", "/rest/api/*/priority", get_priorities},
      {"GET", "/rest/api/*/resolution", get_resolutions},
      {"GET", "/rest/api/*/project/search", get_project_search, true},
      {"GET", "/rest/api/*/project/{}", get_project},
      {"GET", "/rest/api/*/project/{}/statuses", get_project_statuses},
      {"GET", "/rest/api/*/users/search", get_users_search},
      {"GET", "/rest/api/*/users", get_users_search},
      {"GET", "/rest/api/*/user", get_user},
      {"GET", "/rest/api/*/search/jql", get_search_jql, true},
      {"POST", "/rest/api/*/search/jql", post_search_jql, true, false, true},
      {"POST", "/rest/api/*/search/approximate-count", post_approximate_count, true, false, true},
      {"GET", "/rest/api/*/search", search_gone, true},
      {"POST", "/rest/api/*/search", search_gone, true},
      {"POST", "/rest/api/*/jql/match", post_jql_match, false, false, true},
      {"POST", "/rest/api/*/jql/parse", post_jql_parse, true, false, true},
      {"POST", "/rest/api/*/issue/bulkfetch", post_issue_bulkfetch, false, false, true},
      {"GET", "/rest/api/*/issue/{}", get_issue, true},
      {"GET", "/rest/api/*/issue/{}/transitions", get_transitions},
      {"GET", "/rest/api/*/issue/{}/changelog", get_changelog},
      {"POST", "/rest/api/*/changelog/bulkfetch", post_changelog_bulkfetch, false, false, true},
      {"GET", "/rest/api/*/issue/{}/worklog", get_issue_worklogs},
      {"GET", "/rest/api/*/issue/{}/worklog/{}", get_issue_worklog},
      {"GET", "/rest/api/*/worklog/updated", get_worklog_updated},
      {"GET", "/rest/api/*/worklog/deleted", get_worklog_deleted},
      {"POST", "/rest/api/*/worklog/list", post_worklog_list, false, false, true},
      {"GET", "/rest/api/*/issue/{}/comment", get_comments}};
}

std::vector<Route> write_routes() {
  return {{"POST", "/rest/api/*/issue", post_issue, false, true, true},
          {"PUT", "/rest/api/*/issue/{}", put_issue, false, true, true},
          {"DELETE", "/rest/api/*/issue/{}", delete_issue, false, true},
          {"PUT", "/rest/api/*/issue/{}/assignee", put_assignee, false, true, true},
          {"POST", "/rest/api/*/issue/{}/transitions", post_transition, false, true, true},
          {"POST", "/rest/api/*/issue/{}/worklog", post_issue_worklog, false, true, true},
          {"PUT", "/rest/api/*/issue/{}/worklog/{}", put_issue_worklog, false, true, true},
          {"DELETE", "/rest/api/*/issue/{}/worklog/{}", delete_issue_worklog, false, true},
          {"POST", "/rest/api/*/issue/{}/comment", post_comment, false, true, true},
          {"PUT", "/rest/api/*/issue/{}/comment/{}", put_comment, false, true, true},
          {"DELETE", "/rest/api/*/issue/{}/comment/{}", delete_comment, false, true}};
}

std::vector<Route> other_routes() {
  return {{"GET", "/rest/webhooks/1.0/webhook", get_webhooks},
          {"POST", "/rest/webhooks/1.0/webhook", post_webhook, false, false, true},
          {"GET", "/rest/webhooks/1.0/webhook/{}", get_webhook},
          {"PUT", "/rest/webhooks/1.0/webhook/{}", put_webhook, false, false, true},
          {"DELETE", "/rest/webhooks/1.0/webhook/{}", delete_webhook},
          {"GET", "/rest/agile/1.0/board", get_boards},
          {"GET", "/rest/agile/1.0/board/{}", get_board},
          {"GET", "/rest/agile/1.0/board/{}/configuration", get_board_configuration},
          {"GET", "/rest/agile/1.0/board/{}/sprint", get_board_sprints},
          {"POST", "/rest/agile/1.0/sprint", create_sprint, false, true, true},
          {"GET", "/rest/agile/1.0/sprint/{}", get_sprint},
          {"POST", "/rest/agile/1.0/sprint/{}", post_sprint, false, true, true},
          {"GET", "/rest/agile/1.0/sprint/{}/issue", get_sprint_issues},
          {"POST", "/rest/agile/1.0/sprint/{}/issue", post_sprint_issues, false, true, true},
          {"GET", "/_sim/stats", get_sim_stats, true, false, false, true},
          {"POST", "/_sim/tokens", post_sim_tokens, true, false, true, true},
          {"POST", "/_sim/faults", post_sim_faults, true, false, true, true},
          {"DELETE", "/_sim/faults", delete_sim_faults, true, false, false, true},
          {"POST", "/_sim/webhooks", post_sim_webhooks, true, false, true, true},
          {"GET", "/_sim/webhooks/sent", get_sim_webhooks_sent, true, false, false, true},
          {"POST", "/_sim/live", post_sim_live, true, false, true, true},
          {"POST", "/_sim/move-issue", post_sim_move_issue, true, true, true, true},
          {"GET", "/_sim/truth/issues", get_sim_truth_issues, true, false, false, true}};
}

}  // namespace

const std::vector<Route>& routes() {
  static const std::vector<Route> all = [] {
    auto list = read_routes();
    for (const auto& r : write_routes()) list.push_back(r);
    for (const auto& r : other_routes()) list.push_back(r);
    return list;
  }();
  return all;
}

}  // namespace tl::sim
