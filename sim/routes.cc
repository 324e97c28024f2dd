// Which flavour has which routes. What is not listed for a flavour does not exist there.
#include "sim/handlers.h"

namespace tl::sim {

namespace {

constexpr unsigned kSince8 = kServer8 | kDc9 | kDc10;
constexpr unsigned kBefore9 = kServer7 | kServer8;
constexpr unsigned kBefore10 = kServer7 | kServer8 | kDc9;
constexpr unsigned kChange = kWrites | kBody;

const std::vector<Route> kMeta{
    {"GET", "/_edge/tenant_info", get_tenant_info, kAnonymous, kCloud},
    {"GET", "/rest/api/*/serverInfo", get_server_info, kAnonymous | kPublic},
    {"GET", "/rest/applinks/1.0/manifest", get_applinks_manifest, kPublic, kServers},
    {"GET", "/rest/applinks/latest/manifest", get_applinks_manifest, kPublic, kServers},
    {"GET", "/rest/api/*/myself", get_myself},
    {"GET", "/rest/api/*/mypermissions", get_my_permissions, kAnonymous, kCloud},
    {"GET", "/rest/api/*/mypermissions", get_all_my_permissions, kPublic, kServers},
    {"GET", "/rest/api/*/permissions", get_permissions},
    {"POST", "/rest/api/*/permissions/project", post_permissions_project, kBody, kCloud},
    {"GET", "/rest/api/*/configuration", get_configuration},
    {"GET", "/rest/api/*/field", get_fields},
    {"GET", "/rest/api/*/status", get_statuses},
    {"GET", "/rest/api/*/statuscategory", get_status_categories},
    {"GET", "/rest/api/*/issuetype", get_issue_types},
    {"GET", "/rest/api/*/priority", get_priorities},
    {"GET", "/rest/api/*/resolution", get_resolutions},
    {"GET", "/rest/api/*/securitylevel/{}", get_security_level},
    {"GET", "/rest/api/*/filter/{}", get_filter},
    {"GET", "/rest/api/*/issueLinkType", get_link_types},
    {"GET", "/rest/api/*/issue/createmeta", get_old_create_meta, 0, kCloud | kBefore9},
    {"GET", "/rest/api/*/issue/createmeta/{}/issuetypes", get_create_types, 0, kCloud | kSince8},
    {"GET", "/rest/api/*/issue/createmeta/{}/issuetypes/{}", get_create_fields, 0,
     kCloud | kSince8}};

const std::vector<Route> kProjects{
    {"GET", "/rest/api/*/project/search", get_project_search, kAnonymous, kCloud},
    {"GET", "/rest/api/*/project", get_projects},
    {"GET", "/rest/api/*/project/{}", get_project},
    {"GET", "/rest/api/*/project/{}/statuses", get_project_statuses},
    {"GET", "/rest/api/*/project/{}/versions", get_project_versions},
    {"GET", "/rest/api/*/project/{}/version", get_project_version_page},
    {"GET", "/rest/api/*/project/{}/components", get_project_components},
    {"GET", "/rest/api/*/version/{}", get_version},
    {"POST", "/rest/api/*/version", post_version, kChange},
    {"PUT", "/rest/api/*/version/{}", put_version, kChange},
    {"DELETE", "/rest/api/*/version/{}", delete_version, kWrites},
    {"GET", "/rest/api/*/component/{}", get_component},
    {"GET", "/rest/api/*/users/search", get_users_search, 0, kCloud},
    {"GET", "/rest/api/*/users", get_users_search, 0, kCloud},
    {"GET", "/rest/api/*/user", get_user, 0, kCloud},
    {"GET", "/rest/api/*/user", get_server_user, 0, kServers},
    {"GET", "/rest/api/*/user/search", get_user_search, 0, kCloud},
    {"GET", "/rest/api/*/user/search", get_server_user_search, 0, kServers},
    {"GET", "/rest/servicedeskapi/servicedesk", get_service_desks},
    {"GET", "/rest/servicedeskapi/servicedesk/{}/requesttype", get_request_types}};

const std::vector<Route> kSearch{
    {"GET", "/rest/api/*/search/jql", get_search_jql, kAnonymous, kCloud},
    {"POST", "/rest/api/*/search/jql", post_search_jql, kAnonymous | kBody, kCloud},
    {"POST", "/rest/api/*/search/approximate-count", post_approximate_count, kAnonymous | kBody,
     kCloud},
    {"GET", "/rest/api/*/search", search_gone, kAnonymous, kCloud},
    {"POST", "/rest/api/*/search", search_gone, kAnonymous, kCloud},
    {"GET", "/rest/api/*/search", get_offset_search, 0, kServers},
    {"POST", "/rest/api/*/search", post_offset_search, kBody, kServers},
    {"POST", "/rest/api/*/jql/match", post_jql_match, kBody, kCloud},
    {"POST", "/rest/api/*/jql/parse", post_jql_parse, kAnonymous | kBody, kCloud},
    {"POST", "/rest/api/*/issue/bulkfetch", post_issue_bulkfetch, kBody, kCloud},
    {"POST", "/rest/api/*/changelog/bulkfetch", post_changelog_bulkfetch, kBody, kCloud}};

const std::vector<Route> kIssues{
    {"GET", "/rest/api/*/issue/{}", get_issue, kAnonymous},
    {"POST", "/rest/api/*/issue", post_issue, kChange},
    {"PUT", "/rest/api/*/issue/{}", put_issue, kChange},
    {"DELETE", "/rest/api/*/issue/{}", delete_issue, kWrites},
    {"PUT", "/rest/api/*/issue/{}/assignee", put_assignee, kChange},
    {"GET", "/rest/api/*/issue/{}/transitions", get_transitions},
    {"POST", "/rest/api/*/issue/{}/transitions", post_transition, kChange},
    {"GET", "/rest/api/*/issue/{}/changelog", get_changelog, 0, kCloud},
    {"GET", "/rest/api/*/issue/{}/remotelink", get_remote_links},
    {"POST", "/rest/api/*/issue/{}/remotelink", post_remote_link, kChange},
    {"DELETE", "/rest/api/*/issue/{}/remotelink/{}", delete_remote_link, kWrites},
    {"POST", "/rest/api/*/issueLink", post_issue_link, kChange},
    {"GET", "/rest/api/*/issueLink/{}", get_issue_link},
    {"DELETE", "/rest/api/*/issueLink/{}", delete_issue_link, kWrites},
    {"GET", "/rest/api/*/issue/{}/properties", get_properties},
    {"GET", "/rest/api/*/issue/{}/properties/{}", get_property},
    {"PUT", "/rest/api/*/issue/{}/properties/{}", put_property, kWrites},
    {"DELETE", "/rest/api/*/issue/{}/properties/{}", delete_property, kWrites}};

const std::vector<Route> kParts{
    {"GET", "/rest/api/*/issue/{}/worklog", get_issue_worklogs, 0, kCloud},
    {"GET", "/rest/api/*/issue/{}/worklog", get_all_issue_worklogs, 0, kServers},
    {"GET", "/rest/api/*/issue/{}/worklog/{}", get_issue_worklog},
    {"POST", "/rest/api/*/issue/{}/worklog", post_issue_worklog, kChange},
    {"PUT", "/rest/api/*/issue/{}/worklog/{}", put_issue_worklog, kChange},
    {"DELETE", "/rest/api/*/issue/{}/worklog/{}", delete_issue_worklog, kWrites},
    {"GET", "/rest/api/*/worklog/updated", get_worklog_updated},
    {"GET", "/rest/api/*/worklog/deleted", get_worklog_deleted},
    {"POST", "/rest/api/*/worklog/list", post_worklog_list, kBody},
    {"GET", "/rest/api/*/issue/{}/comment", get_comments},
    {"GET", "/rest/api/*/issue/{}/comment/{}", get_comment},
    {"POST", "/rest/api/*/issue/{}/comment", post_comment, kChange},
    {"PUT", "/rest/api/*/issue/{}/comment/{}", put_comment, kChange},
    {"DELETE", "/rest/api/*/issue/{}/comment/{}", delete_comment, kWrites}};

constexpr unsigned kOldHooks = kCloud | kBefore10;

const std::vector<Route> kHooks{
    {"GET", "/rest/webhooks/1.0/webhook", get_webhooks, kNoScopes, kOldHooks},
    {"POST", "/rest/webhooks/1.0/webhook", post_webhook, kNoScopes | kBody, kOldHooks},
    {"GET", "/rest/webhooks/1.0/webhook/{}", get_webhook, kNoScopes, kOldHooks},
    {"PUT", "/rest/webhooks/1.0/webhook/{}", put_webhook, kNoScopes | kBody, kOldHooks},
    {"DELETE", "/rest/webhooks/1.0/webhook/{}", delete_webhook, kNoScopes, kOldHooks},
    {"GET", "/rest/jira-webhook/1.0/webhooks", get_jira_webhooks, 0, kDc10},
    {"POST", "/rest/jira-webhook/1.0/webhooks", post_jira_webhook, kBody, kDc10},
    {"GET", "/rest/jira-webhook/1.0/webhooks/{}", get_jira_webhook, 0, kDc10},
    {"PUT", "/rest/jira-webhook/1.0/webhooks/{}", put_jira_webhook, kBody, kDc10},
    {"DELETE", "/rest/jira-webhook/1.0/webhooks/{}", delete_webhook, 0, kDc10}};

const std::vector<Route> kBoards{
    {"GET", "/rest/agile/1.0/board", get_boards, kAgile},
    {"GET", "/rest/agile/1.0/board/{}", get_board, kAgile},
    {"GET", "/rest/agile/1.0/board/{}/configuration", get_board_configuration, kAgile},
    {"GET", "/rest/agile/1.0/board/{}/sprint", get_board_sprints, kAgile},
    {"GET", "/rest/agile/1.0/board/{}/issue", get_board_issues, kAgile},
    {"POST", "/rest/agile/1.0/sprint", create_sprint, kAgile | kChange},
    {"GET", "/rest/agile/1.0/sprint/{}", get_sprint, kAgile},
    {"POST", "/rest/agile/1.0/sprint/{}", post_sprint, kAgile | kChange},
    {"DELETE", "/rest/agile/1.0/sprint/{}", delete_sprint, kAgile | kWrites},
    {"GET", "/rest/agile/1.0/sprint/{}/issue", get_sprint_issues, kAgile},
    {"POST", "/rest/agile/1.0/sprint/{}/issue", post_sprint_issues, kAgile | kChange}};

const std::vector<Route> kSim{
    {"GET", "/_sim/stats", get_sim_stats, kControl},
    {"DELETE", "/_sim/stats", delete_sim_stats, kControl},
    {"POST", "/_sim/tokens", post_sim_tokens, kControl | kBody},
    {"POST", "/_sim/unlock", post_sim_unlock, kControl},
    {"POST", "/_sim/access", post_sim_access, kControl | kChange},
    {"POST", "/_sim/flavour", post_sim_flavour, kControl | kChange},
    {"POST", "/_sim/limits", post_sim_limits, kControl | kBody},
    {"POST", "/_sim/faults", post_sim_faults, kControl | kBody},
    {"DELETE", "/_sim/faults", delete_sim_faults, kControl},
    {"POST", "/_sim/webhooks", post_sim_webhooks, kControl | kBody},
    {"GET", "/_sim/webhooks/sent", get_sim_webhooks_sent, kControl},
    {"POST", "/_sim/live", post_sim_live, kControl | kBody},
    {"POST", "/_sim/move-issue", post_sim_move_issue, kControl | kChange},
    {"POST", "/_sim/delete-issue", post_sim_delete_issue, kControl | kChange},
    {"POST", "/_sim/edit-sprint", post_sim_edit_sprint, kControl | kChange},
    {"POST", "/_sim/rename-project", post_sim_rename_project, kControl | kChange},
    {"POST", "/_sim/rename-user", post_sim_rename_user, kControl | kChange},
    {"POST", "/_sim/work", post_sim_work, kControl | kChange},
    {"POST", "/_sim/bulk-edit", post_sim_bulk_edit, kControl | kChange},
    {"POST", "/_sim/search", post_sim_search, kControl | kChange},
    {"GET", "/_sim/truth/issues", get_sim_truth_issues, kControl}};

std::vector<Route> routes_of(unsigned bit) {
  std::vector<Route> out;
  for (const auto* list :
       {&kMeta, &kProjects, &kSearch, &kIssues, &kParts, &kHooks, &kBoards, &kSim})
    for (const auto& route : *list)
      if ((route.flavours & bit) != 0) out.push_back(route);
  return out;
}

}  // namespace

const std::vector<Route>& routes(const Flavour& flavour) {
  static const std::vector<std::vector<Route>> all = [] {
    std::vector<std::vector<Route>> lists;
    for (const auto& f : flavours()) lists.push_back(routes_of(f.bit));
    return lists;
  }();
  return all[static_cast<size_t>(&flavour - flavours().data())];
}

}  // namespace tl::sim
