#include <fmt/format.h>

#include <algorithm>
#include <functional>

#include "base/text.h"
#include "base/time_text.h"
#include "sim/handlers.h"
#include "sim/search.h"
#include "sim/site.h"

namespace tl::sim {

namespace {

const Project& project_of(const Call& call, const Board& board) {
  return call.world.catalog.projects[static_cast<size_t>(board.project)];
}

void write_board(JsonWriter& w, const Call& call, const Board& board) {
  const auto& project = project_of(call, board);
  const auto& base = call.site.shapes.base();
  w.begin_object().member("id", board.id);
  w.member("self", fmt::format("{}/rest/agile/1.0/board/{}", base, board.id));
  w.member("name", board.name).member("type", board.type);
  if (call.flavour().bit == kServer7) {  // boards had no place yet
    w.end_object();
    return;
  }
  w.key("location").begin_object().member("projectId", project.id);
  w.member("displayName", fmt::format("{} ({})", project.name, project.key));
  w.member("projectName", project.name).member("projectKey", project.key);
  w.member("projectTypeKey", project.desk() ? "service_desk" : "software");
  w.member("avatarURI", fmt::format("{}/secure/projectavatar/{}?size=24x24", base, project.id));
  w.member("name", fmt::format("{} ({})", project.name, project.key)).end_object();
  w.member("isPrivate", false).end_object();
}

const Board* asked_board(const Call& call) {
  const auto id = parse_int(call.parts[0]);
  const auto* board = id ? call.world.catalog.board(static_cast<int>(*id)) : nullptr;
  return board != nullptr && call.site.accounts.can_browse(call.user, board->project) ? board
                                                                                      : nullptr;
}

Response no_board(const Call& call) {
  return refuse(404,
                fmt::format("Board does not exist or you do not have permission to view it: {}",
                            call.parts[0]));
}

bool shows(const Board& board, const Sprint& sprint, const Catalog& catalog) {
  if (sprint.board == board.id) return true;
  for (const auto project : board.also_projects)
    if (catalog.boards[static_cast<size_t>(project)].id == sprint.board) return true;
  return !board.also_projects.empty() &&
         catalog.boards[static_cast<size_t>(board.project)].id == sprint.board;
}

int state_rank(SprintState state) {
  return state == SprintState::kClosed ? 0 : state == SprintState::kActive ? 1 : 2;
}

template <typename List, typename Write>
std::string write_values(const Page& page, const List& list, bool with_total, const Write& write) {
  const auto total = static_cast<int64_t>(list.size());
  const auto end = std::min(total, page.start + page.size);
  JsonWriter w;
  w.begin_object().member("maxResults", page.size).member("startAt", page.start);
  if (with_total) w.member("total", total);
  w.member("isLast", end >= total).key("values").begin_array();
  for (auto i = page.start; i < end; ++i) write(w, *list[static_cast<size_t>(i)]);
  return w.end_array().end_object().take();
}

Sprint* asked_sprint(const Call& call) {
  const auto id = parse_int(call.parts[0]);
  auto* sprint = id ? call.world.sprint(*id) : nullptr;
  if (sprint == nullptr) return nullptr;
  const auto* board = call.world.catalog.board(sprint->board);
  return call.site.accounts.can_browse(call.user, board->project) ? sprint : nullptr;
}

Response no_sprint() { return refuse(404, "Sprint does not exist"); }

Response answer_sprint(const Call& call, const Sprint& sprint) {
  JsonWriter w;
  call.renderer().sprint(w, sprint, true);
  return answer(w.take());
}

// Sets one date of the body. False: not a date.
bool read_sprint_date(const Call& call, const char* name, int64_t& out) {
  const auto text = json_text(call.json(), name);
  if (!text) return true;
  const auto instant = parse_instant(*text);
  if (instant) out = instant->ms;
  return instant.has_value();
}

// The change of state, if one is asked for. "" or the refusal.
std::string change_state(const Call& call, Sprint& sprint, const char*& event) {
  const auto state = json_text(call.json(), "state");
  if (!state) return {};
  if (equals_no_case(*state, "active") && sprint.state != SprintState::kActive) {
    if (sprint.state != SprintState::kFuture) return "A closed sprint cannot be started.";
    if (sprint.start == 0 || sprint.end == 0)
      return "Start date and end date are required to start a sprint.";
    sprint.state = SprintState::kActive;
    sprint.activated = call.now;
    event = "sprint_started";
  } else if (equals_no_case(*state, "closed") && sprint.state != SprintState::kClosed) {
    if (sprint.state != SprintState::kActive) return "Only an active sprint can be closed.";
    sprint.state = SprintState::kClosed;
    sprint.complete = call.now;
    event = "sprint_closed";
  }
  return {};
}

}  // namespace

Response get_boards(Call& call) {
  const auto key = call.query("projectKeyOrId");
  const auto types = call.query_list("type");
  const auto name = call.query("name");
  if (key) {
    const int at = call.world.catalog.project_by_key_or_id(*key);
    if (at < 0 || !call.site.accounts.can_browse(call.user, at))
      return refuse(400, fmt::format("No project could be found with key or id '{}'.", *key));
  }
  std::vector<const Board*> list;
  for (const auto& board : call.world.catalog.boards) {
    if (!call.site.accounts.can_browse(call.user, board.project)) continue;
    const auto& project = project_of(call, board);
    if (key && !equals_no_case(project.key, *key) && std::to_string(project.id) != *key) continue;
    if (!types.empty() && std::find(types.begin(), types.end(), board.type) == types.end())
      continue;
    if (name && to_lower(board.name).find(to_lower(*name)) == std::string::npos) continue;
    list.push_back(&board);
  }
  return answer(write_values(page_of(call, 50, 50), list, true,
                             [&](JsonWriter& w, const Board& b) { write_board(w, call, b); }));
}

Response get_board(Call& call) {
  const auto* board = asked_board(call);
  if (board == nullptr) return no_board(call);
  JsonWriter w;
  write_board(w, call, *board);
  return answer(w.take());
}

Response get_board_configuration(Call& call) {
  const auto* board = asked_board(call);
  if (board == nullptr) return no_board(call);
  const auto& project = project_of(call, *board);
  const auto& base = call.site.shapes.base();
  const bool kanban = board->type == "kanban";
  JsonWriter w;
  w.begin_object().member("id", board->id).member("name", board->name);
  w.member("type", board->type);
  w.member("self", fmt::format("{}/rest/agile/1.0/board/{}/configuration", base, board->id));
  w.key("location").begin_object().member("type", "project").member("key", project.key);
  w.member("id", std::to_string(project.id)).member("name", project.name);
  w.member("self", fmt::format("{}/rest/api/2/project/{}", base, project.id)).end_object();
  w.key("filter").begin_object().member("id", std::to_string(10000 + board->id));
  w.member("self", fmt::format("{}/rest/api/2/filter/{}", base, 10000 + board->id)).end_object();
  if (kanban) w.key("subQuery").begin_object().member("query", "fixVersion is EMPTY").end_object();
  w.key("columnConfig").begin_object().key("columns").begin_array();
  for (const auto id : workflow_statuses(project.workflow)) {
    if (id == ids::kWontDo) continue;  // on no column
    w.begin_object().member("name", call.catalog().word(call.catalog().status(id)->name));
    w.key("statuses").begin_array().begin_object().member("id", std::to_string(id));
    w.member("self", fmt::format("{}/rest/api/2/status/{}", base, id)).end_object().end_array();
    if (kanban && id == ids::kInProgress) w.member("min", 1).member("max", 5);
    w.end_object();
  }
  w.end_array().member("constraintType", "issueCount").end_object();
  if (!kanban) {
    w.key("estimation").begin_object().member("type", "field").key("field").begin_object();
    const auto points = project.second_points ? Out::kPointsTeam : Out::kPoints;
    w.member("fieldId", field_id(points, call.flavour()));
    w.member("displayName",
             call.catalog().word(project.team_managed ? "Story point estimate" : "Story Points"));
    w.end_object().end_object();
  }
  const auto rank = std::string(field_id(Out::kRank, call.flavour())).substr(12);
  w.key("ranking").begin_object();
  w.member("rankCustomFieldId", parse_int(rank).value_or(0)).end_object();
  return answer(w.end_object().take());
}

Response get_board_sprints(Call& call) {
  const auto* board = asked_board(call);
  if (board == nullptr) return no_board(call);
  if (board->type != "scrum") return refuse(400, "The board does not support sprints");
  const auto states = call.query_list("state");
  static constexpr const char* kNames[] = {"future", "active", "closed"};
  for (const auto& state : states)
    if (std::find(std::begin(kNames), std::end(kNames), state) == std::end(kNames))
      return refuse(400, fmt::format("Unknown sprint state: {}", state));
  std::vector<const Sprint*> list;
  for (const auto& sprint : call.world.sprints) {
    if (sprint.deleted || !shows(*board, sprint, call.world.catalog)) continue;
    const auto* name = kNames[static_cast<size_t>(sprint.state)];
    if (states.empty() || std::find(states.begin(), states.end(), name) != states.end())
      list.push_back(&sprint);
  }
  std::sort(list.begin(), list.end(), [](const Sprint* a, const Sprint* b) {
    return std::pair(state_rank(a->state), a->id) < std::pair(state_rank(b->state), b->id);
  });
  const auto renderer = call.renderer();
  // Servers do not count sprints.
  return answer(write_values(page_of(call, 50, 50), list, call.cloud(),
                             [&](JsonWriter& w, const Sprint& s) { renderer.sprint(w, s, true); }));
}

Response get_sprint(Call& call) {
  const auto* sprint = asked_sprint(call);
  return sprint == nullptr ? no_sprint() : answer_sprint(call, *sprint);
}

Response post_sprint(Call& call) {
  auto* sprint = asked_sprint(call);
  if (sprint == nullptr) return no_sprint();
  const auto old = *sprint;
  auto changed = old;
  if (const auto name = json_text(call.json(), "name")) changed.name = *name;
  if (const auto goal = json_text(call.json(), "goal")) changed.goal = *goal;
  if (trim(changed.name).empty()) return refuse_field("name", "Sprint name must not be empty.");
  if (!read_sprint_date(call, "startDate", changed.start) ||
      !read_sprint_date(call, "endDate", changed.end))
    return refuse(400, "Invalid date. Dates must be in ISO 8601 form.");
  if (changed.start != 0 && changed.end != 0 && changed.end <= changed.start)
    return refuse(400, "End date must be after start date.");
  const char* event = "sprint_updated";
  if (const auto error = change_state(call, changed, event); !error.empty())
    return refuse(400, error);
  *sprint = changed;
  ++call.world.version;
  call.site.webhooks.sprint(event, *sprint, &old);
  return answer_sprint(call, *sprint);
}

Response create_sprint(Call& call) {
  const auto board_id = json_int(call.json(), "originBoardId").value_or(0);
  const auto* board = call.world.catalog.board(static_cast<int>(board_id));
  if (board == nullptr || !call.site.accounts.can_browse(call.user, board->project))
    return refuse(404, "Board does not exist or you do not have permission to view it.");
  if (board->type != "scrum") return refuse(400, "The board does not support sprints");
  Sprint sprint;
  sprint.board = board->id;
  sprint.created = call.now;
  sprint.name = json_text(call.json(), "name").value_or("");
  sprint.goal = json_text(call.json(), "goal").value_or("");
  if (trim(sprint.name).empty()) return refuse_field("name", "Sprint name must not be empty.");
  if (!read_sprint_date(call, "startDate", sprint.start) ||
      !read_sprint_date(call, "endDate", sprint.end))
    return refuse(400, "Invalid date. Dates must be in ISO 8601 form.");
  const auto& added = call.world.add_sprint(sprint);
  call.site.webhooks.sprint("sprint_created", added, nullptr);
  auto response = answer_sprint(call, added);
  response.status = 201;
  return response;
}

// Its issues stay, without it.
Response delete_sprint(Call& call) {
  auto* sprint = asked_sprint(call);
  if (sprint == nullptr) return no_sprint();
  const auto id = sprint->id;
  for (auto& issue : call.world.issues) {
    auto list = issue.sprints;
    if (issue.deleted || std::erase(list, id) == 0) continue;
    const auto item = call.world.change(issue, Field::kSprint, call.world.sprint_list(list));
    const auto history = call.world.apply(issue, call.author(), call.now, {item});
    call.site.webhooks.issue_updated(issue, call.author(), history, "issue_updated");
  }
  call.site.webhooks.sprint("sprint_deleted", *sprint, nullptr);
  sprint->deleted = true;
  ++call.world.version;
  return no_content();
}

namespace {

// A page of the issues that `wanted` takes and the query finds.
Response write_issue_page(Call& call, const std::function<bool(const Issue&)>& wanted) {
  const auto jql = call.query("jql").value_or("");
  const auto query = parse_jql(jql, jql_context(call, call.now));
  if (!query.errors.empty()) return refuse(400, query.errors.front());
  std::vector<const Issue*> list;
  for (const auto& issue : call.world.issues) {
    if (issue.deleted || !wanted(issue) || !call.sees(issue)) continue;
    if (query.matches(issue, issue.updated)) list.push_back(&issue);
  }
  const auto page = page_of(call, 50, 100);
  const auto total = static_cast<int64_t>(list.size());
  const auto selection = select_fields(call.query_list("fields"), "*navigable", call.flavour());
  const auto renderer = call.renderer();
  JsonWriter w;
  w.begin_object().member("expand", "schema,names").member("startAt", page.start);
  w.member("maxResults", page.size).member("total", total).key("issues").begin_array();
  for (auto i = page.start; i < std::min(total, page.start + page.size); ++i)
    renderer.issue(w, *list[static_cast<size_t>(i)], selection,
                   call.has_expand("changelog") ? kEmbeddedHistories : 0);
  return answer(w.end_array().end_object().take());
}

}  // namespace

Response get_sprint_issues(Call& call) {
  const auto* sprint = asked_sprint(call);
  if (sprint == nullptr) return no_sprint();
  return write_issue_page(call, [&](const Issue& issue) {
    const auto& in = issue.sprints;
    return std::find(in.begin(), in.end(), sprint->id) != in.end();
  });
}

Response get_board_issues(Call& call) {
  const auto* board = asked_board(call);
  if (board == nullptr) return no_board(call);
  return write_issue_page(call, [&](const Issue& issue) {
    const auto& also = board->also_projects;
    return issue.project == board->project ||
           std::find(also.begin(), also.end(), issue.project) != also.end();
  });
}

Response post_sprint_issues(Call& call) {
  const auto* sprint = asked_sprint(call);
  if (sprint == nullptr) return no_sprint();
  if (sprint->state == SprintState::kClosed)
    return refuse(400, "Issues can only be moved to open or active sprints.");
  const auto element = json_get(call.json(), "issues");
  const auto keys = element ? text_list(*element) : std::nullopt;
  if (!keys || keys->empty()) return refuse(400, "issues must not be empty.");
  if (keys->size() > 50) return refuse(400, "At most 50 issues can be moved at once.");
  std::vector<Issue*> issues;
  for (const auto& key : *keys) {
    auto* issue = call.world.find_issue(key);
    if (issue == nullptr || !call.sees(*issue)) return no_issue();
    issues.push_back(issue);
  }
  for (auto* issue : issues) {
    auto list = issue->sprints;
    std::erase_if(list, [&](int32_t id) {
      const auto* in = call.world.sprint(id);
      return in == nullptr || in->state != SprintState::kClosed;
    });
    list.push_back(sprint->id);
    const auto item = call.world.change(*issue, Field::kSprint, call.world.sprint_list(list));
    const auto history = call.world.apply(*issue, call.author(), call.now, {item});
    call.site.webhooks.issue_updated(*issue, call.author(), history, "issue_updated");
  }
  return no_content();
}

}  // namespace tl::sim
