#include "sim/catalog.h"

namespace tl::sim {

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
                                        {kTeamToDo, "To Do", 2, Style::kTeam},
                                        {kTeamInProgress, "In Progress", 4, Style::kTeam},
                                        {kTeamInReview, "In Review", 4, Style::kTeam},
                                        {kTeamDone, "Done", 3, Style::kTeam},
                                        // Other teams' projects bring their own of the same name.
                                        {10031, "In Progress", 4, Style::kTeam, 10901},
                                        {10032, "In Progress", 4, Style::kTeam, 10902},
                                        {10033, "In Progress", 4, Style::kTeam, 10903},
                                        {10034, "In Progress", 4, Style::kTeam, 10904},
                                        {kWaitSupport, "Waiting for support", 2, Style::kDesk},
                                        {kWaitCustomer, "Waiting for customer", 4, Style::kDesk},
                                        {kEscalated, "Escalated", 4, Style::kDesk},
                                        {kDeskResolved, "Resolved", 3, Style::kDesk},
                                        {kDeskClosed, "Closed", 3, Style::kDesk}};
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
      {kTeamEpic, "Epic", "Holds related work.", 1, Style::kTeam},
      {kTeamStory, "Story", "A goal of a reader.", 0, Style::kTeam},
      {kTeamTask, "Task", "A distinct piece of work.", 0, Style::kTeam},
      {kTeamSubtask, "Subtask", "A part of another item.", -1, Style::kTeam},
      {kTeamBug, "Bug", "A mistake in what is published.", 0, Style::kTeam},
      {kIncident, "Incident", "Something is down.", 0, Style::kDesk},
      {kServiceRequest, "Service Request", "Somebody asks for something.", 0, Style::kDesk}};
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

const std::vector<Named>& security_levels() {
  static const std::vector<Named> list{{ids::kInternal, "Internal", "All who work here."},
                                       {ids::kConfidential, "Confidential", "A few people."}};
  return list;
}

const std::vector<LinkType>& link_types() {
  static const std::vector<LinkType> list{{10000, "Blocks", "is blocked by", "blocks"},
                                          {10001, "Cloners", "is cloned by", "clones"},
                                          {10002, "Duplicate", "is duplicated by", "duplicates"},
                                          {10003, "Relates", "relates to", "relates to"}};
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
  static const std::vector<Edge> desk{{11, "Respond", kWaitSupport, kWaitCustomer, false},
                                      {21, "Customer answered", kWaitCustomer, kWaitSupport, false},
                                      {31, "Escalate", kWaitSupport, kEscalated, false},
                                      {41, "Back to support", kEscalated, kWaitSupport, false},
                                      {51, "Resolve", kWaitSupport, kDeskResolved, true},
                                      {52, "Resolve", kWaitCustomer, kDeskResolved, true},
                                      {61, "Close", kDeskResolved, kDeskClosed, false},
                                      {71, "Reopen", kDeskResolved, kWaitSupport, false},
                                      {72, "Reopen", kDeskClosed, kWaitSupport, false}};
  if (workflow == Workflow::kDesk) return desk;
  return workflow == Workflow::kScrum ? scrum : workflow == Workflow::kKanban ? kanban : team;
}

const std::vector<int>& workflow_statuses(Workflow workflow) {
  using namespace ids;
  static const std::vector<int> scrum{kToDo, kInProgress, kBlocked, kInReview, kDone, kWontDo};
  static const std::vector<int> kanban{kBacklog, kSelected, kInProgress, kBlocked,
                                       kReady,   kDone,     kWontDo};
  static const std::vector<int> team{kTeamToDo, kTeamInProgress, kTeamInReview, kTeamDone};
  static const std::vector<int> desk{kWaitSupport, kWaitCustomer, kEscalated, kDeskResolved,
                                     kDeskClosed};
  if (workflow == Workflow::kDesk) return desk;
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
