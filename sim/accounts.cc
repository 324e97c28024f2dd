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
      {"BROWSE_PROJECTS", "Browse Projects", false, false, "BROWSE"},
      {"ADMINISTER_PROJECTS", "Administer Projects", false, true, "PROJECT_ADMIN"},
      {"CREATE_ISSUES", "Create Issues", false, false, "CREATE_ISSUE"},
      {"EDIT_ISSUES", "Edit Issues", false, false, "EDIT_ISSUE"},
      {"DELETE_ISSUES", "Delete Issues", false, true, "DELETE_ISSUE"},
      {"MOVE_ISSUES", "Move Issues", false, false, "MOVE_ISSUE"},
      {"ASSIGN_ISSUES", "Assign Issues", false, false, "ASSIGN_ISSUE"},
      {"ASSIGNABLE_USER", "Assignable User", false, false},
      {"TRANSITION_ISSUES", "Transition Issues", false, false, "TRANSITION_ISSUE"},
      {"RESOLVE_ISSUES", "Resolve Issues", false, false, "RESOLVE_ISSUE"},
      {"CLOSE_ISSUES", "Close Issues", false, false, "CLOSE_ISSUE"},
      {"SCHEDULE_ISSUES", "Schedule Issues", false, false, "SCHEDULE_ISSUE"},
      {"LINK_ISSUES", "Link Issues", false, false, "LINK_ISSUE"},
      {"WORK_ON_ISSUES", "Work On Issues", false, false, "WORK_ISSUE"},
      {"EDIT_OWN_WORKLOGS", "Edit Own Worklogs", false, false, "WORKLOG_EDIT_OWN"},
      {"EDIT_ALL_WORKLOGS", "Edit All Worklogs", false, true, "WORKLOG_EDIT_ALL"},
      {"DELETE_OWN_WORKLOGS", "Delete Own Worklogs", false, false},
      {"DELETE_ALL_WORKLOGS", "Delete All Worklogs", false, true},
      {"ADD_COMMENTS", "Add Comments", false, false, "COMMENT_ISSUE"},
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
  for (const char* login : {"admin", "bot", "reader"}) {
    const auto name = std::string("sim-") + login;
    if (catalog.flavour->cloud()) {
      add(login, Secret::kApiToken, (name + "-token").c_str());
      continue;
    }
    add(login, Secret::kPassword, (name + "-password").c_str());
    add(login, Secret::kPat, (name + "-pat").c_str());  // worth something from 8.14 on
  }
  if (!catalog.flavour->cloud()) return;
  add("bot", Secret::kScoped, "sim-bot-scoped-token");
  add("bot", Secret::kNarrow, "sim-bot-narrow-token");
}

void Accounts::add(const char* login, Secret kind, const char* secret) {
  keys_.push_back({catalog_.user_by_login(login), kind, secret});
}

int Accounts::active_user(int user) const {
  return user >= 0 && catalog_.users[static_cast<size_t>(user)].active ? user : -1;
}

Caller Accounts::sign_in_cloud(const std::string& name, const std::string& secret,
                               bool gateway) const {
  Caller refused;
  refused.kind = Caller::Kind::kRefused;
  const int user = active_user(catalog_.user_by_email(name));
  const std::lock_guard lock(mutex_);
  for (const auto& key : keys_) {
    if (key.user != user || user < 0 || !equal_constant_time(key.secret, secret)) continue;
    const bool scoped = key.kind != Secret::kApiToken;
    if (scoped && !gateway) return refused;
    return {Caller::Kind::kUser, user, scoped, key.kind != Secret::kNarrow};
  }
  return refused;
}

Caller Accounts::sign_in_password(const std::string& name, const std::string& secret) {
  const auto login = to_lower(name);
  const int user = active_user(catalog_.user_by_login(name));
  const std::lock_guard lock(mutex_);
  auto& failures = failures_[login];
  if (failures >= kCaptchaAfter) return {Caller::Kind::kLocked, -1};
  for (const auto& key : keys_) {
    if (key.user != user || user < 0 || key.kind != Secret::kPassword) continue;
    if (!equal_constant_time(key.secret, secret)) continue;
    failures = 0;
    return {Caller::Kind::kUser, user};
  }
  ++failures;
  return {Caller::Kind::kRefused, -1};
}

Caller Accounts::sign_in_bearer(const std::string& token) const {
  const std::lock_guard lock(mutex_);
  for (const auto& key : keys_)
    if (key.kind == Secret::kPat && equal_constant_time(key.secret, token) &&
        active_user(key.user) >= 0)
      return {Caller::Kind::kUser, key.user};
  return {Caller::Kind::kRefused, -1};
}

Caller Accounts::identify(const Request& request, bool gateway) {
  const auto header = request.header("authorization");
  if (header.empty()) return {};
  const Caller refused{Caller::Kind::kRefused, -1};
  const bool cloud = catalog_.flavour->cloud();
  if (starts_with_no_case(header, "bearer ")) {
    const std::string token(trim(std::string_view(header).substr(7)));
    const bool taken = !cloud && catalog_.flavour->tokens && !token.empty();
    return taken ? sign_in_bearer(token) : refused;
  }
  if (!starts_with_no_case(header, "basic ")) return refused;
  const auto text = base64_decode(trim(std::string_view(header).substr(6)));
  if (!text) return refused;
  const auto colon = text->find(':');
  if (colon == std::string::npos || colon + 1 == text->size()) return refused;
  const auto name = text->substr(0, colon);
  const auto secret = text->substr(colon + 1);
  return cloud ? sign_in_cloud(name, secret, gateway) : sign_in_password(name, secret);
}

bool Accounts::set_secret(const std::string& who, Secret kind, const std::string& secret) {
  const int user = catalog_.find_user(who);
  if (user < 0) return false;
  const std::lock_guard lock(mutex_);
  std::erase_if(keys_, [&](const Key& key) { return key.user == user && key.kind == kind; });
  if (!secret.empty()) keys_.push_back({user, kind, secret});
  return true;
}

bool Accounts::set_token(const std::string& who, const std::string& token) {
  const auto& flavour = *catalog_.flavour;
  return set_secret(who,
                    flavour.cloud()  ? Secret::kApiToken
                    : flavour.tokens ? Secret::kPat
                                     : Secret::kPassword,
                    token);
}

void Accounts::unlock(const std::string& login) {
  const std::lock_guard lock(mutex_);
  if (login.empty())
    failures_.clear();
  else
    failures_.erase(to_lower(login));
}

std::optional<bool> Accounts::override_of(int user, int what) const {
  if (!any_access_) return std::nullopt;
  const std::lock_guard lock(mutex_);
  const auto found = access_.find({user, what});
  return found == access_.end() ? std::nullopt : std::optional(found->second);
}

void Accounts::set_access(int user, int project, bool visible) {
  const std::lock_guard lock(mutex_);
  access_[{user, project}] = visible;
  any_access_ = true;
}

void Accounts::set_level_access(int user, int level, bool visible) {
  set_access(user, -level, visible);
}

bool Accounts::can_browse(int user, int project) const {
  if (user < 0) return false;
  if (const auto set = override_of(user, project)) return *set;
  return user != kReaderUser || catalog_.projects[static_cast<size_t>(project)].key != "OPS";
}

bool Accounts::can_see_level(int user, int level) const {
  if (level == 0) return true;
  if (user < 0) return false;
  if (const auto set = override_of(user, -level)) return *set;
  return user != kReaderUser || level != ids::kConfidential;
}

std::vector<bool> Accounts::visible_projects(int user) const {
  std::vector<bool> visible;
  for (size_t i = 0; i < catalog_.projects.size(); ++i)
    visible.push_back(can_browse(user, static_cast<int>(i)));
  return visible;
}

Sight Accounts::sight(int user) const {
  Sight sight{visible_projects(user), {}};
  for (const auto& level : security_levels()) sight.levels.push_back(can_see_level(user, level.id));
  return sight;
}

bool Accounts::has_permission(int user, const std::string& key, int project) const {
  const auto* permission = find_permission(key);
  if (permission == nullptr || user < 0) return false;
  if (permission->admin_only) return is_admin(user);
  return permission->global || project < 0 || can_browse(user, project);
}

}  // namespace tl::sim
