// All endpoints. A handler runs with the world's lock held as its route says.
#pragma once

#include <string>
#include <vector>

#include "sim/call.h"

namespace tl::sim {

struct Route {
  const char* method;
  const char* path;  // "*" in it is the API version, {} a part
  HandlerFunction handler;
  bool anonymous = false;  // answers without credentials, as if nothing existed
  bool write = false;      // takes the world's lock for writing
  bool body = false;       // wants a JSON body
  bool control = false;    // /_sim: no credentials, no limits, no faults
};

[[nodiscard]] const std::vector<Route>& routes();

// meta
Response get_tenant_info(Call&);
Response get_server_info(Call&);
Response get_myself(Call&);
Response get_my_permissions(Call&);
Response get_permissions(Call&);
Response post_permissions_project(Call&);
Response get_fields(Call&);
Response get_statuses(Call&);
Response get_status_categories(Call&);
Response get_issue_types(Call&);
Response get_priorities(Call&);
Response get_resolutions(Call&);
// projects and users
Response get_project_search(Call&);
Response get_project(Call&);
Response get_project_statuses(Call&);
Response get_users_search(Call&);
Response get_user(Call&);
// search
Response get_search_jql(Call&);
Response post_search_jql(Call&);
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
// changelogs
Response get_changelog(Call&);
Response post_changelog_bulkfetch(Call&);
// worklogs and comments
Response get_issue_worklogs(Call&);
Response get_issue_worklog(Call&);
Response post_issue_worklog(Call&);
Response put_issue_worklog(Call&);
Response delete_issue_worklog(Call&);
Response get_worklog_updated(Call&);
Response get_worklog_deleted(Call&);
Response post_worklog_list(Call&);
Response get_comments(Call&);
Response post_comment(Call&);
Response put_comment(Call&);
Response delete_comment(Call&);
// admin webhooks
Response get_webhooks(Call&);
Response get_webhook(Call&);
Response post_webhook(Call&);
Response put_webhook(Call&);
Response delete_webhook(Call&);
// agile
Response get_boards(Call&);
Response get_board(Call&);
Response get_board_configuration(Call&);
Response get_board_sprints(Call&);
Response get_sprint(Call&);
Response post_sprint(Call&);
Response create_sprint(Call&);
Response get_sprint_issues(Call&);
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
Response get_sim_truth_issues(Call&);

}  // namespace tl::sim
