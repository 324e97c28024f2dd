#include <fmt/format.h>

#include <optional>

#include "base/text.h"
#include "base/time_text.h"
#include "sim/adf.h"
#include "sim/render.h"

namespace tl::sim {

namespace {

struct FieldMeta {
  const char* name;
  const char* type;
  const char* id;  // nullptr: histories carry none
};

FieldMeta meta(Field field) {
  switch (field) {
    case Field::kStatus:
      return {"status", "jira", "status"};
    case Field::kResolution:
      return {"resolution", "jira", "resolution"};
    case Field::kAssignee:
      return {"assignee", "jira", "assignee"};
    case Field::kReporter:
      return {"reporter", "jira", "reporter"};
    case Field::kPriority:
      return {"priority", "jira", "priority"};
    case Field::kSummary:
      return {"summary", "jira", "summary"};
    case Field::kDescription:
      return {"description", "jira", "description"};
    case Field::kLabels:
      return {"labels", "jira", "labels"};
    case Field::kSprint:
      return {"Sprint", "custom", kSprintField};
    case Field::kPoints:
      return {"Story Points", "custom", kPointsField};
    case Field::kPointsTeam:
      return {"Story point estimate", "custom", kPointsTeamField};
    case Field::kRank:
      return {"Rank", "custom", kRankField};
    case Field::kFlagged:
      return {"Flagged", "custom", kFlaggedField};
    case Field::kLink:
      return {"Link", "jira", nullptr};
    case Field::kParent:
      return {"IssueParentAssociation", "jira", nullptr};
    case Field::kComponent:
      return {"Component", "jira", "components"};
    case Field::kFixVersion:
      return {"Fix Version", "jira", "fixVersions"};
    case Field::kIssueType:
      return {"issuetype", "jira", "issuetype"};
    case Field::kProject:
      return {"project", "jira", "project"};
    case Field::kKey:
      return {"Key", "jira", nullptr};
    case Field::kTimeSpent:
      return {"timespent", "jira", "timespent"};
    case Field::kTimeEstimate:
      return {"timeestimate", "jira", "timeestimate"};
    case Field::kWorklogId:
      return {"WorklogId", "jira", nullptr};
    case Field::kDueDate:
      return {"duedate", "jira", "duedate"};
  }
  return {"", "jira", nullptr};
}

// One side of a change: value and words; nothing is null.
struct Side {
  std::optional<std::string> value;
  std::optional<std::string> words;
};

Side named(int id, const char* name) {
  if (id == 0 || name == nullptr) return {};
  return {std::to_string(id), name};
}

Side sprint_side(const World& world, int32_t list) {
  const auto ids = world.text(list, TextKind::kLine);
  std::string names;
  for (const auto part : split(ids, ',')) {
    const auto id = parse_int(trim(part));
    const auto* sprint = id ? world.sprint(*id) : nullptr;
    if (sprint == nullptr) continue;
    if (!names.empty()) names += ", ";
    names += sprint->name;
  }
  return {ids, names};
}

Side link_side(const World& world, int32_t ref) {
  if (ref == 0) return {};
  const auto text = world.text(ref, TextKind::kLine);
  const auto bar = text.find('|');
  return {text.substr(0, bar), text.substr(bar + 1)};
}

template <typename List>
const char* name_in(const List& list, int id) {
  for (const auto& item : list)
    if (item.id == id) return item.name.c_str();
  return nullptr;
}

Side part_side(const World& world, Field field, int id) {
  for (const auto& project : world.catalog.projects) {
    const char* name = field == Field::kComponent ? name_in(project.components, id)
                                                  : name_in(project.versions, id);
    if (name != nullptr) return named(id, name);
  }
  return {};
}

Side user_side(const World& world, int32_t user) {
  if (user == 0) return {};
  const auto& known = world.catalog.users[static_cast<size_t>(user - 1)];
  return {known.account_id, known.name};
}

Side plain_side(const World& world, Field field, int32_t v, bool is_to) {
  const auto& catalog = world.catalog;
  switch (field) {
    case Field::kSummary:
      return v == 0 ? Side{} : Side{std::nullopt, world.text(v, TextKind::kLine)};
    case Field::kDescription:
      if (v == 0) return {};
      return {std::nullopt, plain_text(world.text(v, TextKind::kParagraphs))};
    case Field::kLabels:
      return {std::nullopt, world.text(v, TextKind::kLine)};
    case Field::kPoints:
    case Field::kPointsTeam:
      return v == kNoPoints ? Side{} : Side{std::nullopt, points_text(v)};
    case Field::kRank:
      return {"", is_to ? "Ranked higher" : ""};
    case Field::kFlagged:
      return v == 0 ? Side{"", ""} : Side{fmt::format("[{}]", ids::kFlagOption), "Impediment"};
    case Field::kKey:
      return {std::nullopt, world.text(v, TextKind::kLine)};
    case Field::kParent: {
      const auto* parent = world.issue_by_id(v);
      if (v == 0) return {};
      return {std::to_string(v), parent == nullptr ? std::string() : world.key_of(*parent)};
    }
    case Field::kProject: {
      const int at = catalog.project_by_key_or_id(std::to_string(v));
      return named(v, at < 0 ? "" : catalog.projects[static_cast<size_t>(at)].name.c_str());
    }
    case Field::kTimeSpent:
    case Field::kTimeEstimate:
    case Field::kWorklogId:
      if (v == 0 && field != Field::kTimeEstimate) return {};
      return {std::to_string(v), std::to_string(v)};
    case Field::kDueDate: {
      if (v == 0) return {};
      const auto day = format_date(CivilDate{v});
      return {day, day + " 00:00:00.0"};
    }
    default:
      return {};
  }
}

Side side(const World& world, Field field, int32_t v, bool is_to) {
  const auto name_of = [&](const Named* item) { return item == nullptr ? nullptr : item->name; };
  switch (field) {
    case Field::kStatus: {
      const auto* status = world.catalog.status(v);
      return named(v, status == nullptr ? nullptr : status->name);
    }
    case Field::kIssueType: {
      const auto* type = world.catalog.type(v);
      return named(v, type == nullptr ? nullptr : type->name);
    }
    case Field::kResolution:
      return named(v, name_of(find_named(resolutions(), v)));
    case Field::kPriority:
      return named(v, name_of(find_named(priorities(), v)));
    case Field::kAssignee:
    case Field::kReporter:
      return user_side(world, v);
    case Field::kSprint:
      return sprint_side(world, v);
    case Field::kLink:
      return link_side(world, v);
    case Field::kComponent:
    case Field::kFixVersion:
      return part_side(world, field, v);
    default:
      return plain_side(world, field, v, is_to);
  }
}

}  // namespace

void Renderer::item(JsonWriter& w, const ChangeItem& change) const {
  const auto m = meta(change.field);
  const auto from = side(world, change.field, change.from, false);
  const auto to = side(world, change.field, change.to, true);
  w.begin_object().member("field", m.name).member("fieldtype", m.type);
  if (m.id != nullptr) w.member("fieldId", m.id);
  w.member("from", from.value).member("fromString", from.words);
  w.member("to", to.value).member("toString", to.words).end_object();
}

void Renderer::items(JsonWriter& w, const Issue& issue, const History& history) const {
  w.begin_array();
  for (size_t i = 0; i < history.item_count; ++i) item(w, issue.items[history.first_item + i]);
  w.end_array();
}

void Renderer::history(JsonWriter& w, const Issue& issue, const History& history,
                       bool epoch_created) const {
  w.begin_object().member("id", std::to_string(history.id));
  if (history.author != 0) w.key("author").raw(shapes.user(history.author, view));
  if (epoch_created)
    w.member("created", history.created);
  else
    w.member("created", time(history.created));
  w.key("items");
  items(w, issue, history);
  w.end_object();
}

void Renderer::worklog(JsonWriter& w, const Issue& issue, const Worklog& worklog,
                       bool with_properties) const {
  w.begin_object();
  w.member("self", fmt::format("{}/issue/{}/worklog/{}", shapes.api(view), issue.id, worklog.id));
  w.key("author").raw(shapes.user(worklog.author, view));
  w.key("updateAuthor").raw(shapes.user(worklog.update_author, view));
  const auto text = world.text(worklog.comment, TextKind::kRemark);
  if (!text.empty()) w.key("comment").raw(rich_json(text, view.api));
  w.member("created", time(worklog.created)).member("updated", time(worklog.updated));
  w.member("started", time(worklog.started)).member("timeSpent", format_spent(worklog.seconds));
  w.member("timeSpentSeconds", worklog.seconds).member("id", std::to_string(worklog.id));
  w.member("issueId", std::to_string(issue.id));
  if (with_properties) {
    const auto properties = world.text(worklog.properties, TextKind::kLine);
    w.key("properties").raw(properties.empty() ? "[]" : properties);
  }
  w.end_object();
}

void Renderer::comment(JsonWriter& w, const Issue& issue, const Comment& comment) const {
  w.begin_object();
  w.member("self", fmt::format("{}/issue/{}/comment/{}", shapes.api(view), issue.id, comment.id));
  w.member("id", std::to_string(comment.id)).key("author").raw(shapes.user(comment.author, view));
  w.key("body").raw(rich_json(world.text(comment.body, TextKind::kRemark), view.api));
  w.key("updateAuthor").raw(shapes.user(comment.update_author, view));
  w.member("created", time(comment.created)).member("updated", time(comment.updated));
  w.member("jsdPublic", true).end_object();
}

void Renderer::sprint(JsonWriter& w, const Sprint& sprint, bool agile) const {
  static constexpr const char* kStates[] = {"future", "active", "closed"};
  w.begin_object().member("id", sprint.id);
  if (agile) w.member("self", fmt::format("{}/rest/agile/1.0/sprint/{}", shapes.base(), sprint.id));
  w.member("state", kStates[static_cast<size_t>(sprint.state)]).member("name", sprint.name);
  const auto date = [&](const char* name, int64_t ms) {
    if (ms != 0) w.member(name, format_instant(Instant(ms)));
  };
  date("startDate", sprint.start);
  date("endDate", sprint.end);
  date("completeDate", sprint.complete);
  if (agile) date("createdDate", sprint.created);
  w.member(agile ? "originBoardId" : "boardId", sprint.board);
  w.member("goal", sprint.goal).end_object();
}

}  // namespace tl::sim
