#include "sim/catalog.h"

namespace tl::sim {

namespace {
constexpr const char* kCustom = "com.atlassian.jira.plugin.system.customfieldtypes:";
}

const std::vector<Category>& categories() {
  static const std::vector<Category> list{{1, "undefined", "medium-gray", "No Category"},
                                          {2, "new", "blue-gray", "To Do"},
                                          {4, "indeterminate", "yellow", "In Progress"},
                                          {3, "done", "green", "Done"}};
  return list;
}

const Category& category(int id) {
  for (const auto& c : categories())
    if (c.id == id) return c;
  return categories().front();
}

const std::vector<Status>& statuses() {
  using namespace ids;
  static const std::vector<Status> list{{kInProgress, "In Progress", 4},
                                        {kToDo, "To Do", 2},
                                        {kDone, "Done", 3},
                                        {kInReview, "In Review", 4},
                                        {kBlocked, "Blocked", 4},
                                        {kReady, "Ready for Release", 4},
                                        {kWontDo, "Won't Do", 3},
                                        {kBacklog, "Backlog", 2},
                                        {kSelected, "Selected for Development", 2},
                                        {kTeamToDo, "To Do", 2, true},
                                        {kTeamInProgress, "In Progress", 4, true},
                                        {kTeamInReview, "In Review", 4, true},
                                        {kTeamDone, "Done", 3, true}};
  return list;
}

const std::vector<IssueType>& issue_types() {
  using namespace ids;
  static const std::vector<IssueType> list{
      {kEpic, "Epic", "A big piece of work that holds others.", 1},
      {kStory, "Story", "Something a customer can do afterwards.", 0},
      {kTask, "Task", "A small, distinct piece of work.", 0},
      {kSubtask, "Sub-task", "A part of a larger piece of work.", -1},
      {kBug, "Bug", "Something that does not work as it should.", 0},
      {kTeamEpic, "Epic", "Holds related work.", 1, true},
      {kTeamStory, "Story", "A goal of a reader.", 0, true},
      {kTeamTask, "Task", "A distinct piece of work.", 0, true},
      {kTeamSubtask, "Subtask", "A part of another item.", -1, true},
      {kTeamBug, "Bug", "A mistake in what is published.", 0, true}};
  return list;
}

const std::vector<Named>& priorities() {
  static const std::vector<Named> list{{1, "Highest", "Stops everything else."},
                                       {2, "High", "Hurts soon."},
                                       {3, "Medium", "Ordinary work."},
                                       {4, "Low", "Can wait."},
                                       {5, "Lowest", "Nice to have."}};
  return list;
}

const std::vector<Named>& resolutions() {
  static const std::vector<Named> list{
      {ids::kResolutionDone, "Done", "The work is complete."},
      {ids::kResolutionWontDo, "Won't Do", "It will not be done."},
      {ids::kResolutionDuplicate, "Duplicate", "Another issue covers it."},
      {ids::kResolutionCannotReproduce, "Cannot Reproduce", "It could not be made to happen."}};
  return list;
}

const std::vector<LinkType>& link_types() {
  static const std::vector<LinkType> list{{10000, "Blocks", "is blocked by", "blocks"},
                                          {10001, "Cloners", "is cloned by", "clones"},
                                          {10002, "Duplicate", "is duplicated by", "duplicates"},
                                          {10003, "Relates", "relates to", "relates to"}};
  return list;
}

static std::vector<FieldInfo> system_fields() {
  return {
      {"statuscategorychangedate",
       "Status Category Changed",
       false,
       "datetime",
       nullptr,
       "statuscategorychangedate",
       {"statusCategoryChangedDate"}},
      {"issuetype", "Issue Type", false, "issuetype", nullptr, "issuetype", {"issuetype", "type"}},
      {"parent", "Parent", false, "issuelink", nullptr, "parent", {"parent"}},
      {"timespent", "Time Spent", false, "number", nullptr, "timespent", {"timespent"}},
      {"project", "Project", false, "project", nullptr, "project", {"project"}},
      {"fixVersions", "Fix versions", false, "array", "version", "fixVersions", {"fixVersion"}},
      {"resolution", "Resolution", false, "resolution", nullptr, "resolution", {"resolution"}},
      {"resolutiondate",
       "Resolved",
       false,
       "datetime",
       nullptr,
       "resolutiondate",
       {"resolutiondate", "resolved"}},
      {"created", "Created", false, "datetime", nullptr, "created", {"created", "createdDate"}},
      {"priority", "Priority", false, "priority", nullptr, "priority", {"priority"}},
      {"labels", "Labels", false, "array", "string", "labels", {"labels"}},
      {"timeestimate",
       "Remaining Estimate",
       false,
       "number",
       nullptr,
       "timeestimate",
       {"remainingEstimate", "timeestimate"}},
      {"timeoriginalestimate",
       "Original estimate",
       false,
       "number",
       nullptr,
       "timeoriginalestimate",
       {"originalEstimate", "timeoriginalestimate"}},
      {"issuelinks", "Linked Issues", false, "array", "issuelinks", "issuelinks", {"issueLink"}},
      {"assignee", "Assignee", false, "user", nullptr, "assignee", {"assignee"}},
      {"updated", "Updated", false, "datetime", nullptr, "updated", {"updated", "updatedDate"}},
      {"status", "Status", false, "status", nullptr, "status", {"status"}},
      {"components", "Components", false, "array", "component", "components", {"component"}},
      {"description", "Description", false, "string", nullptr, "description", {"description"}},
      {"summary", "Summary", false, "string", nullptr, "summary", {"summary"}},
      {"creator", "Creator", false, "user", nullptr, "creator", {"creator"}},
      {"subtasks", "Sub-tasks", false, "array", "issuelinks", "subtasks", {"subtasks"}},
      {"reporter", "Reporter", false, "user", nullptr, "reporter", {"reporter"}},
      {"duedate", "Due date", false, "date", nullptr, "duedate", {"due", "duedate"}},
      {"comment", "Comment", false, "comments-page", nullptr, "comment", {"comment"}},
      {"worklog", "Log Work", false, "array", "worklog", "worklog", {}},
      {"timetracking", "Time tracking", false, "timetracking", nullptr, "timetracking", {}}};
}

const std::vector<FieldInfo>& fields() {
  static const std::string float_type = std::string(kCustom) + "float";
  static const std::string team_type = std::string(kCustom) + "atlassian-team";
  static const std::string boxes_type = std::string(kCustom) + "multicheckboxes";
  static const std::string date_type = std::string(kCustom) + "datepicker";
  static const std::vector<FieldInfo> list = [] {
    auto all = system_fields();
    all.push_back({"customfield_10001", "Team", true, "team", nullptr, team_type.c_str(), {}});
    all.push_back({"customfield_10011",
                   "Epic Name",
                   true,
                   "string",
                   nullptr,
                   "com.pyxis.greenhopper.jira:gh-epic-label",
                   {}});
    all.push_back({kEpicLinkField,
                   "Epic Link",
                   true,
                   "any",
                   nullptr,
                   "com.pyxis.greenhopper.jira:gh-epic-link",
                   {}});
    all.push_back(
        {"customfield_10015", "Start date", true, "date", nullptr, date_type.c_str(), {}});
    all.push_back({kPointsTeamField,
                   "Story point estimate",
                   true,
                   "number",
                   nullptr,
                   "com.pyxis.greenhopper.jira:jsw-story-points",
                   {}});
    all.push_back(
        {kRankField, "Rank", true, "any", nullptr, "com.pyxis.greenhopper.jira:gh-lexo-rank", {}});
    all.push_back({kSprintField,
                   "Sprint",
                   true,
                   "array",
                   "json",
                   "com.pyxis.greenhopper.jira:gh-sprint",
                   {}});
    all.push_back({kFlaggedField, "Flagged", true, "array", "option", boxes_type.c_str(), {}});
    all.push_back({kPointsField, "Story Points", true, "number", nullptr, float_type.c_str(), {}});
    return all;
  }();
  return list;
}

const std::vector<Edge>& edges(Workflow workflow) {
  using namespace ids;
  static const std::vector<Edge> scrum{{11, "Start progress", kToDo, kInProgress, false},
                                       {21, "Send to review", kInProgress, kInReview, false},
                                       {31, "Approve", kInReview, kDone, true},
                                       {41, "Ask for changes", kInReview, kInProgress, false},
                                       {51, "Block", kInProgress, kBlocked, false},
                                       {61, "Unblock", kBlocked, kInProgress, false},
                                       {71, "Reopen", kDone, kToDo, false},
                                       {72, "Take back up", kWontDo, kToDo, false},
                                       {81, "Reject", kToDo, kWontDo, true},
                                       {82, "Abandon", kInProgress, kWontDo, true},
                                       {91, "Stop progress", kInProgress, kToDo, false}};
  static const std::vector<Edge> kanban{{11, "Select", kBacklog, kSelected, false},
                                        {12, "Back to backlog", kSelected, kBacklog, false},
                                        {21, "Start", kSelected, kInProgress, false},
                                        {31, "Hold", kInProgress, kBlocked, false},
                                        {32, "Go on", kBlocked, kInProgress, false},
                                        {41, "Stage", kInProgress, kReady, false},
                                        {42, "Release", kReady, kDone, true},
                                        {51, "Reopen", kDone, kInProgress, false},
                                        {61, "Close at once", kBacklog, kDone, true},
                                        {62, "Reject", kBacklog, kWontDo, true},
                                        {63, "Reconsider", kWontDo, kBacklog, false}};
  static const std::vector<Edge> team{{11, "To Do", 0, kTeamToDo, false},
                                      {21, "In Progress", 0, kTeamInProgress, false},
                                      {31, "In Review", 0, kTeamInReview, false},
                                      {41, "Done", 0, kTeamDone, false}};
  return workflow == Workflow::kScrum ? scrum : workflow == Workflow::kKanban ? kanban : team;
}

const std::vector<int>& workflow_statuses(Workflow workflow) {
  using namespace ids;
  static const std::vector<int> scrum{kToDo, kInProgress, kBlocked, kInReview, kDone, kWontDo};
  static const std::vector<int> kanban{kBacklog, kSelected, kInProgress, kBlocked,
                                       kReady,   kDone,     kWontDo};
  static const std::vector<int> team{kTeamToDo, kTeamInProgress, kTeamInReview, kTeamDone};
  return workflow == Workflow::kScrum ? scrum : workflow == Workflow::kKanban ? kanban : team;
}

int initial_status(Workflow workflow) { return workflow_statuses(workflow).front(); }

const Named* find_named(const std::vector<Named>& list, int id) {
  for (const auto& item : list)
    if (item.id == id) return &item;
  return nullptr;
}

bool is_done(int status_id) {
  for (const auto& s : statuses())
    if (s.id == status_id) return s.category == 3;
  return false;
}

}  // namespace tl::sim
