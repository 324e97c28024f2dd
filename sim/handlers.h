// All endpoints. A handler runs with the world's lock held as its route says.
#pragma once

#include <string>
#include <vector>

#include "sim/call.h"

namespace tl::sim {

// Flags of a route.
constexpr unsigned kAnonymous = 1;  // Cloud answers without credentials, as if nothing existed
constexpr unsigned kWrites = 2;     // takes the world's lock for writing
constexpr unsigned kBody = 4;       // wants a JSON body
constexpr unsigned kControl = 8;    // /_sim: no credentials, no limits, no faults
constexpr unsigned kAgile = 16;     // scoped tokens need a scope of the agile API
constexpr unsigned kNoScopes = 32;  // scoped tokens are refused
constexpr unsigned kPublic = 64;    // Servers answer it to everybody too

struct Route {
  const char* method;
  const char* path;  // "*" in it is the API version, {} a part
  HandlerFunction handler;
  unsigned flags = 0;
  unsigned flavours = kEvery;

  [[nodiscard]] bool has(unsigned flag) const { return (flags & flag) != 0; }
};

// Those of one flavour, in the order they are tried.
[[nodiscard]] const std::vector<Route>& routes(const Flavour& flavour);

// meta
Response get_tenant_info(Call&);
Response get_server_info(Call&);
Response get_applinks_manifest(Call&);
Response get_myself(Call&);
Response get_my_permissions(Call&);
Response get_all_my_permissions(Call&);
Response get_permissions(Call&);
Response post_permissions_project(Call&);
Response get_fields(Call&);
Response get_statuses(Call&);
Response get_status_categories(Call&);
Response get_issue_types(Call&);
Response get_priorities(Call&);
Response get_resolutions(Call&);
Response get_configuration(Call&);
Response get_security_level(Call&);
Response get_filter(Call&);
Response get_create_types(Call&);
Response get_create_fields(Call&);
Response get_old_create_meta(Call&);
// projects and users
Response get_project_search(Call&);
Response get_projects(Call&);
Response get_project(Call&);
Response get_project_versions(Call&);
Response get_project_version_page(Call&);
Response get_project_components(Call&);
Response get_version(Call&);
Response post_version(Call&);
Response put_version(Call&);
Response delete_version(Call&);
Response get_component(Call&);
Response get_project_statuses(Call&);
Response get_users_search(Call&);
Response get_user(Call&);
Response get_server_user(Call&);
Response get_user_search(Call&);
Response get_server_user_search(Call&);
// service desks
Response get_service_desks(Call&);
Response get_request_types(Call&);
// search
Response get_search_jql(Call&);
Response post_search_jql(Call&);
Response get_offset_search(Call&);
Response post_offset_search(Call&);
Response post_approximate_count(Call&);
Response search_gone(Call&);
Response post_jql_match(Call&);
Response post_jql_parse(Call&);
Response post_issue_bulkfetch(Call&);
// issues
Response get_issue(Call&);
Response post_issue(Call&);
Response put_issue(Call&);
Response delete_issue(Call&);
Response put_assignee(Call&);
Response get_transitions(Call&);
Response post_transition(Call&);
Response get_remote_links(Call&);
Response post_remote_link(Call&);
Response delete_remote_link(Call&);
Response get_link_types(Call&);
Response post_issue_link(Call&);
Response get_issue_link(Call&);
Response delete_issue_link(Call&);
Response get_properties(Call&);
Response get_property(Call&);
Response put_property(Call&);
Response delete_property(Call&);
// changelogs
Response get_changelog(Call&);
Response post_changelog_bulkfetch(Call&);
// worklogs and comments
Response get_issue_worklogs(Call&);
Response get_all_issue_worklogs(Call&);
Response get_issue_worklog(Call&);
Response post_issue_worklog(Call&);
Response put_issue_worklog(Call&);
Response delete_issue_worklog(Call&);
Response get_worklog_updated(Call&);
Response get_worklog_deleted(Call&);
Response post_worklog_list(Call&);
Response get_comments(Call&);
Response get_comment(Call&);
Response post_comment(Call&);
Response put_comment(Call&);
Response delete_comment(Call&);
// admin webhooks
Response get_webhooks(Call&);
Response get_webhook(Call&);
Response post_webhook(Call&);
Response put_webhook(Call&);
Response delete_webhook(Call&);
Response get_jira_webhooks(Call&);
Response get_jira_webhook(Call&);
Response post_jira_webhook(Call&);
Response put_jira_webhook(Call&);
// agile
Response get_boards(Call&);
Response get_board(Call&);
Response get_board_configuration(Call&);
Response get_board_sprints(Call&);
Response get_sprint(Call&);
Response post_sprint(Call&);
Response create_sprint(Call&);
Response delete_sprint(Call&);
Response get_sprint_issues(Call&);
Response get_board_issues(Call&);
Response post_sprint_issues(Call&);
// control
Response get_sim_stats(Call&);
Response post_sim_tokens(Call&);
Response post_sim_faults(Call&);
Response delete_sim_faults(Call&);
Response post_sim_webhooks(Call&);
Response get_sim_webhooks_sent(Call&);
Response post_sim_live(Call&);
Response post_sim_move_issue(Call&);
Response post_sim_delete_issue(Call&);
Response post_sim_edit_sprint(Call&);
Response post_sim_access(Call&);
Response post_sim_flavour(Call&);
Response post_sim_unlock(Call&);
Response post_sim_limits(Call&);
Response post_sim_rename_project(Call&);
Response post_sim_rename_user(Call&);
Response delete_sim_stats(Call&);
Response get_sim_truth_issues(Call&);
Response post_sim_work(Call&);
Response post_sim_bulk_edit(Call&);
Response post_sim_search(Call&);

}  // namespace tl::sim
