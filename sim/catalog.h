// What an organisation consists of apart from its issues: people, projects, workflows, boards.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "sim/flavour.h"
#include "sim/language.h"

namespace tl::sim {

struct Category {
  int id;
  const char* key;
  const char* color;
  const char* name;
};

// Whose statuses and types these are. Names repeat between styles, ids do not.
enum class Style { kCompany, kTeam, kDesk };

struct Status {
  int id;
  const char* name;
  int category;  // id
  Style style = Style::kCompany;
  int elsewhere = 0;  // scoped to this project id, which nobody here sees
};

struct IssueType {
  int id;
  const char* name;
  const char* description;
  int level;  // 1 epic, 0 standard, -1 sub-task
  Style style = Style::kCompany;
};

struct Named {
  int id;
  const char* name;
  const char* description;
};

struct LinkType {
  int id;
  const char* name;
  const char* inward;
  const char* outward;
};

// One way from one status to another.
struct Edge {
  int id;
  const char* name;
  int from;     // status id; 0: from every status
  int to;       // status id
  bool screen;  // offers the field "resolution"
};

enum class Workflow { kScrum, kKanban, kTeam, kDesk };

struct User {
  std::string account_id;
  std::string name;   // as displayed
  std::string login;  // Server: can change
  std::string key;    // Server: stays, and differs from the login after a renaming
  std::string email;
  std::string zone;  // IANA name; only zones without summer time are used
  int offset_minutes = 0;
  bool active = true;
  bool app = false;
  bool email_hidden = false;
  bool customer = false;  // of a service desk only
  bool deleted = false;   // Server: nothing is left but the login
};

struct Version {
  int id;
  std::string name;
  bool released;
  int64_t release_ms;
  bool archived = false;
};

struct Component {
  int id;
  std::string name;
};

struct Project {
  int id = 0;
  std::string key;
  std::string name;
  std::string description;
  Workflow workflow = Workflow::kScrum;
  bool team_managed = false;
  bool second_points = false;  // estimates in the other of the two story-point fields
  int lead = 0;                // position of a user
  std::vector<Component> components;
  std::vector<Version> versions;
  std::vector<std::string> old_keys;  // they keep leading here

  [[nodiscard]] bool desk() const { return workflow == Workflow::kDesk; }
  [[nodiscard]] Style style() const {
    return desk() ? Style::kDesk : team_managed ? Style::kTeam : Style::kCompany;
  }
};

struct Board {
  int id;
  std::string name;
  std::string type;                // scrum, kanban, simple
  int project;                     // position
  std::vector<int> also_projects;  // whose sprints are shown as well
};

struct Catalog {
  std::vector<User> users;
  std::vector<Project> projects;
  std::vector<Board> boards;
  int team_project = -1;  // position of the team-managed project, -1 none
  int desk_project = -1;  // position of the first service desk
  int staff = 0;          // so many users work here; customers come behind them
  const Flavour* flavour = &cloud_flavour();
  Language language = Language::kEnglish;

  // A name as this site shows it.
  [[nodiscard]] std::string word(std::string_view english) const {
    return translated(language, english);
  }

  [[nodiscard]] const Status* status(int id) const;
  [[nodiscard]] const IssueType* type(int id) const;
  [[nodiscard]] int project_by_key_or_id(std::string_view text) const;  // -1 none
  [[nodiscard]] int user_by_account(std::string_view account) const;    // -1 none
  [[nodiscard]] int user_by_email(std::string_view email) const;        // -1 none
  [[nodiscard]] int user_by_login(std::string_view login) const;        // -1 none
  [[nodiscard]] int user_by_key(std::string_view key) const;            // -1 none
  // By whatever names a user: account id, e-mail, login or key.
  [[nodiscard]] int find_user(std::string_view text) const;  // -1 none
  [[nodiscard]] const Board* board(int id) const;
};

[[nodiscard]] const std::vector<Category>& categories();
[[nodiscard]] const Category& category(int id);
[[nodiscard]] const std::vector<Status>& statuses();
[[nodiscard]] const std::vector<IssueType>& issue_types();
[[nodiscard]] const std::vector<Named>& priorities();
[[nodiscard]] const std::vector<Named>& resolutions();
[[nodiscard]] const std::vector<LinkType>& link_types();
[[nodiscard]] const std::vector<Edge>& edges(Workflow workflow);
[[nodiscard]] const std::vector<int>& workflow_statuses(Workflow workflow);
[[nodiscard]] int initial_status(Workflow workflow);
[[nodiscard]] const Named* find_named(const std::vector<Named>& list, int id);
[[nodiscard]] bool is_done(int status);  // its category is done

namespace ids {
constexpr int kToDo = 10000, kBacklog = 10007, kSelected = 10010, kInProgress = 3,
              kInReview = 10003;
constexpr int kBlocked = 10004, kReady = 10005, kDone = 10001, kWontDo = 10006;
constexpr int kTeamToDo = 10020, kTeamInProgress = 10021, kTeamInReview = 10022, kTeamDone = 10023;
constexpr int kEpic = 10000, kStory = 10001, kTask = 10002, kSubtask = 10003, kBug = 10004;
constexpr int kTeamEpic = 10010, kTeamStory = 10011, kTeamTask = 10012, kTeamSubtask = 10013;
constexpr int kTeamBug = 10014;
constexpr int kResolutionDone = 10000, kResolutionWontDo = 10001, kResolutionDuplicate = 10002;
constexpr int kResolutionCannotReproduce = 10003;
constexpr int kFlagOption = 10019;
constexpr int kWaitSupport = 10040, kWaitCustomer = 10041, kEscalated = 10042;
constexpr int kDeskResolved = 10043, kDeskClosed = 10044;
constexpr int kIncident = 10020, kServiceRequest = 10021;
constexpr int kInternal = 10000, kConfidential = 10001;  // security levels
}  // namespace ids

// Position 0, 1 and 2 of the users are the accounts of the well-known tokens: admin, bot, reader.
constexpr int kAdminUser = 0;
constexpr int kBotUser = 1;
constexpr int kReaderUser = 2;
constexpr int kAppUser = 3;       // an automation app
constexpr int kInactiveUser = 4;  // has left
constexpr int kFirstPerson = 4;

struct CatalogOptions {
  uint64_t seed = 1;
  int projects = 4;
  int64_t now_ms = 0;  // this and `days` place the versions' dates
  int days = 180;
  const Flavour* flavour = &cloud_flavour();
  Language language = Language::kEnglish;
};

// Makes people, projects and boards.
[[nodiscard]] Catalog make_catalog(const CatalogOptions& options);

[[nodiscard]] const std::vector<Named>& security_levels();

}  // namespace tl::sim
