#include "sim/accounts.h"

#include "base/hash.h"
#include "base/text.h"

namespace tl::sim {

const std::vector<Permission>& permissions() {
  static const std::vector<Permission> list{
      {"ADMINISTER", "Administer Jira", true, true},
      {"USER_PICKER", "Browse users and groups", true, false},
      {"BULK_CHANGE", "Make bulk changes", true, false},
      {"CREATE_SHARED_OBJECTS", "Share dashboards and filters", true, false},
      {"MANAGE_GROUP_FILTER_SUBSCRIPTIONS", "Manage group filter subscriptions", true, true},
      {"BROWSE_PROJECTS", "Browse Projects", false, false},
      {"ADMINISTER_PROJECTS", "Administer Projects", false, true},
      {"CREATE_ISSUES", "Create Issues", false, false},
      {"EDIT_ISSUES", "Edit Issues", false, false},
      {"DELETE_ISSUES", "Delete Issues", false, true},
      {"MOVE_ISSUES", "Move Issues", false, false},
      {"ASSIGN_ISSUES", "Assign Issues", false, false},
      {"ASSIGNABLE_USER", "Assignable User", false, false},
      {"TRANSITION_ISSUES", "Transition Issues", false, false},
      {"RESOLVE_ISSUES", "Resolve Issues", false, false},
      {"CLOSE_ISSUES", "Close Issues", false, false},
      {"SCHEDULE_ISSUES", "Schedule Issues", false, false},
      {"LINK_ISSUES", "Link Issues", false, false},
      {"WORK_ON_ISSUES", "Work On Issues", false, false},
      {"EDIT_OWN_WORKLOGS", "Edit Own Worklogs", false, false},
      {"EDIT_ALL_WORKLOGS", "Edit All Worklogs", false, true},
      {"DELETE_OWN_WORKLOGS", "Delete Own Worklogs", false, false},
      {"DELETE_ALL_WORKLOGS", "Delete All Worklogs", false, true},
      {"ADD_COMMENTS", "Add Comments", false, false},
      {"EDIT_OWN_COMMENTS", "Edit Own Comments", false, false},
      {"DELETE_OWN_COMMENTS", "Delete Own Comments", false, false},
      {"MANAGE_SPRINTS_PERMISSION", "Manage sprints", false, false},
      {"VIEW_DEV_TOOLS", "View Development Tools", false, false},
      {"VIEW_READONLY_WORKFLOW", "View Read-Only Workflow", false, false}};
  return list;
}

const Permission* find_permission(std::string_view key) {
  for (const auto& p : permissions())
    if (key == p.key) return &p;
  return nullptr;
}

Accounts::Accounts(const Catalog& catalog) : catalog_(catalog) {
  tokens_["admin@sim.example"] = "sim-admin-token";
  tokens_["bot@sim.example"] = "sim-bot-token";
  tokens_["reader@sim.example"] = "sim-reader-token";
}

Caller Accounts::identify(const Request& request) const {
  const auto header = request.header("authorization");
  if (header.empty()) return {};
  const Caller refused{Caller::Kind::kRefused, -1};
  if (!starts_with_no_case(header, "basic ")) return refused;
  const auto text = base64_decode(trim(std::string_view(header).substr(6)));
  if (!text) return refused;
  const auto colon = text->find(':');
  if (colon == std::string::npos) return refused;
  const auto email = to_lower(text->substr(0, colon));
  const std::lock_guard lock(mutex_);
  const auto found = tokens_.find(email);
  if (found == tokens_.end() || found->second.empty() ||
      !equal_constant_time(found->second, text->substr(colon + 1)))
    return refused;
  const int user = catalog_.user_by_email(email);
  if (user < 0 || !catalog_.users[static_cast<size_t>(user)].active) return refused;
  return {Caller::Kind::kUser, user};
}

bool Accounts::set_token(const std::string& email, const std::string& token) {
  if (catalog_.user_by_email(email) < 0) return false;
  const std::lock_guard lock(mutex_);
  tokens_[to_lower(email)] = token;
  return true;
}

bool Accounts::can_browse(int user, int project) const {
  if (user < 0) return false;
  return user != kReaderUser || catalog_.projects[static_cast<size_t>(project)].key != "OPS";
}

std::vector<bool> Accounts::visible_projects(int user) const {
  std::vector<bool> visible;
  for (size_t i = 0; i < catalog_.projects.size(); ++i)
    visible.push_back(can_browse(user, static_cast<int>(i)));
  return visible;
}

bool Accounts::has_permission(int user, const std::string& key, int project) const {
  const auto* permission = find_permission(key);
  if (permission == nullptr || user < 0) return false;
  if (permission->admin_only) return is_admin(user);
  return permission->global || project < 0 || can_browse(user, project);
}

}  // namespace tl::sim
