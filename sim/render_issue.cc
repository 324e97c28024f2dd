#include <fmt/format.h>

#include <algorithm>

#include "base/time_text.h"
#include "sim/adf.h"
#include "sim/render.h"

namespace tl::sim {

namespace {

const char* const kExpand = "renderedFields,names,schema,operations,editmeta,changelog";

}  // namespace

std::string points_text(int32_t points) {
  if (points == kNoPoints) return {};
  if (points % 100 == 0) return std::to_string(points / 100);
  return fmt::format("{:g}", points / 100.0);
}

std::string rank_text(int32_t rank) { return fmt::format("0|i{:06x}:", rank); }

int64_t spent_seconds(const Issue& issue) {
  int64_t sum = 0;
  for (const auto& worklog : issue.worklogs) sum += worklog.seconds;
  return sum;
}

void Renderer::issue(JsonWriter& w, const Issue& issue, const FieldSelection& selection,
                     size_t histories) const {
  w.begin_object().member("expand", kExpand).member("id", std::to_string(issue.id));
  w.member("self", fmt::format("{}/issue/{}", shapes.api(view), issue.id));
  w.member("key", world.key_of(issue));
  if (histories > 0) changelog(w, issue, histories);
  if (!selection.none()) {
    w.key("fields");
    fields(w, issue, selection);
  }
  w.end_object();
}

void Renderer::changelog(JsonWriter& w, const Issue& issue, size_t histories) const {
  const auto total = issue.histories.size();
  const bool newest_first = flavour().cloud();
  const auto given = newest_first ? std::min(histories, total) : total;
  w.key("changelog").begin_object().member("startAt", 0);
  w.member("maxResults", static_cast<int64_t>(given));
  w.member("total", static_cast<int64_t>(total)).key("histories").begin_array();
  for (size_t i = 0; i < given; ++i)
    history(w, issue, issue.histories[newest_first ? total - 1 - i : i]);
  w.end_array().end_object();
}

// Servers know the parent of a sub-task only; an epic is reached by the epic link.
bool Renderer::has_parent(const Issue& issue) const {
  if (issue.parent == 0) return false;
  return flavour().cloud() || world.catalog.type(issue.type)->level == -1;
}

void Renderer::fields(JsonWriter& w, const Issue& issue, const FieldSelection& selection) const {
  w.begin_object();
  for (size_t i = 0; i < static_cast<size_t>(Out::kCount); ++i) {
    const auto out = static_cast<Out>(i);
    if (!selection.has(out)) continue;
    if (out == Out::kParent && !has_parent(issue)) continue;  // absent, not null
    w.key(field_id(out, flavour()));
    field(w, issue, out);
  }
  w.end_object();
}

void Renderer::time_or_null(JsonWriter& w, int64_t ms) const {
  if (ms == 0)
    w.null();
  else
    w.value(time(ms));
}

void Renderer::thin_issue(JsonWriter& w, const Issue& issue) const {
  w.begin_object().member("id", std::to_string(issue.id)).member("key", world.key_of(issue));
  w.member("self", fmt::format("{}/issue/{}", shapes.api(view), issue.id));
  w.key("fields").begin_object().member("summary", world.text(issue.summary, TextKind::kLine));
  w.key("status").raw(shapes.status(issue.status, view));
  w.key("priority").raw(shapes.priority(issue.priority, view));
  w.key("issuetype").raw(shapes.type(issue.type, view)).end_object().end_object();
}

void Renderer::field(JsonWriter& w, const Issue& issue, Out field) const {
  switch (field) {
    case Out::kIssueType:
      w.raw(shapes.type(issue.type, view));
      break;
    case Out::kProject:
      w.raw(shapes.project(issue.project, view));
      break;
    case Out::kResolution:
      w.raw(shapes.resolution(issue.resolution, view));
      break;
    case Out::kPriority:
      w.raw(shapes.priority(issue.priority, view));
      break;
    case Out::kAssignee:
      w.raw(shapes.user(issue.assignee, view));
      break;
    case Out::kReporter:
      w.raw(shapes.user(issue.reporter, view));
      break;
    case Out::kCreator:
      w.raw(shapes.user(issue.creator, view));
      break;
    case Out::kStatus:
      w.raw(shapes.status(issue.status, view));
      break;
    case Out::kSummary:
      w.value(world.text(issue.summary, TextKind::kLine));
      break;
    case Out::kDescription:
      w.raw(rich_json(world.text(issue.description, TextKind::kParagraphs), view.api));
      break;
    case Out::kParent: {
      const auto* parent = world.issue_by_id(issue.parent);
      if (parent == nullptr)
        w.null();
      else
        thin_issue(w, *parent);
      break;
    }
    case Out::kSecurity:
      w.raw(shapes.security(issue.security, view));
      break;
    case Out::kFixVersions:
    case Out::kVersions:
    case Out::kLabels:
    case Out::kLinks:
    case Out::kComponents:
    case Out::kSubtasks:
      list_field(w, issue, field);
      break;
    case Out::kComment:
    case Out::kWorklog:
      page_field(w, issue, field);
      break;
    default:
      time_field(w, issue, field);
      break;
  }
}

void Renderer::time_field(JsonWriter& w, const Issue& issue, Out field) const {
  const auto number = [&](int64_t value, bool known) {
    if (known)
      w.value(value);
    else
      w.null();
  };
  switch (field) {
    case Out::kCategoryDate:
      w.value(time(issue.category_changed));
      break;
    case Out::kResolutionDate:
      time_or_null(w, issue.resolved);
      break;
    case Out::kCreated:
      w.value(time(issue.created));
      break;
    case Out::kUpdated:
      w.value(time(issue.updated));
      break;
    case Out::kTimeSpent:
    case Out::kAggregateSpent:
      number(spent_seconds(issue), !issue.worklogs.empty());
      break;
    case Out::kTimeEstimate:
      number(issue.remaining, issue.remaining >= 0);
      break;
    case Out::kOriginalEstimate:
      number(issue.original_estimate, issue.original_estimate >= 0);
      break;
    case Out::kTimeTracking:
      tracking(w, issue);
      break;
    case Out::kDueDate:
      if (issue.due_day == 0)
        w.null();
      else
        w.value(format_date(CivilDate{issue.due_day}));
      break;
    default:
      custom_field(w, issue, field);
      break;
  }
}

void Renderer::tracking(JsonWriter& w, const Issue& issue) const {
  w.begin_object();
  if (issue.original_estimate >= 0) {
    w.member("originalEstimate", format_spent(issue.original_estimate));
    w.member("originalEstimateSeconds", issue.original_estimate);
  }
  if (issue.remaining >= 0) {
    w.member("remainingEstimate", format_spent(issue.remaining));
    w.member("remainingEstimateSeconds", issue.remaining);
  }
  if (!issue.worklogs.empty()) {
    w.member("timeSpent", format_spent(spent_seconds(issue)));
    w.member("timeSpentSeconds", spent_seconds(issue));
  }
  w.end_object();
}

void Renderer::sprints(JsonWriter& w, const Issue& issue) const {
  if (issue.sprints.empty()) {
    w.null();
    return;
  }
  w.begin_array();
  for (const auto id : issue.sprints) {
    const auto* found = world.sprint(id);
    if (found == nullptr) continue;
    if (flavour().sprint_text == SprintText::kObject)
      sprint(w, *found, false);
    else
      w.value(sprint_string(*found));
  }
  w.end_array();
}

void Renderer::custom_field(JsonWriter& w, const Issue& issue, Out field) const {
  const auto& project = world.catalog.projects[static_cast<size_t>(issue.project)];
  switch (field) {
    case Out::kEpicLink: {
      const auto* parent =
          issue.parent == 0 || project.team_managed ? nullptr : world.issue_by_id(issue.parent);
      if (parent == nullptr || parent->type != ids::kEpic)
        w.null();
      else
        w.value(world.key_of(*parent));
      break;
    }
    case Out::kEpicName:
      if (issue.type == ids::kEpic)
        w.value(world.text(issue.summary, TextKind::kLine));
      else
        w.null();
      break;
    case Out::kPoints:
    case Out::kPointsTeam:
      if (project.second_points != (field == Out::kPointsTeam) || issue.points == kNoPoints)
        w.null();
      else
        w.value(issue.points / 100.0);
      break;
    case Out::kStartDate:
      if (issue.id % 4 == 1)
        w.value(format_date(date_of(Instant(issue.created + 259'200'000))));
      else
        w.null();
      break;
    case Out::kTeam:
      team(w, issue);
      break;
    case Out::kRequestType:
      request_type(w, issue);
      break;
    default:
      if (field >= kFirstTyped && field <= kLastTyped)
        typed_field(w, issue, field);
      else
        agile_field(w, issue, field);
      break;
  }
}

void Renderer::agile_field(JsonWriter& w, const Issue& issue, Out field) const {
  if (field == Out::kRank) {
    w.value(rank_text(issue.rank));
  } else if (field == Out::kSprint) {
    sprints(w, issue);
  } else if (field == Out::kFlagged && issue.flagged) {
    w.begin_array().begin_object();
    w.member("self", fmt::format("{}/customFieldOption/{}", shapes.api(view), ids::kFlagOption));
    w.member("value", world.catalog.word("Impediment"));
    w.member("id", std::to_string(ids::kFlagOption)).end_object().end_array();
  } else {
    w.null();
  }
}

void Renderer::links(JsonWriter& w, const Issue& issue) const {
  for (const auto& link : issue.links) {
    const auto* other = world.issue_by_id(link.other);
    if (other == nullptr || !sees(*other)) continue;
    w.begin_object().member("id", std::to_string(link.id));
    w.member("self", fmt::format("{}/issueLink/{}", shapes.api(view), link.id));
    w.key("type").raw(shapes.link_type(link.type, view));
    w.key(link.outward ? "outwardIssue" : "inwardIssue");
    thin_issue(w, *other);
    w.end_object();
  }
}

void Renderer::list_field(JsonWriter& w, const Issue& issue, Out field) const {
  const auto& project = world.catalog.projects[static_cast<size_t>(issue.project)];
  w.begin_array();
  if (field == Out::kLabels)
    for (const auto label : issue.labels) w.value(world.text(label, TextKind::kLine));
  if (field == Out::kLinks) links(w, issue);
  if (field == Out::kSubtasks) {
    for (const auto id : world.children_of(issue.id)) {
      const auto* child = world.issue_by_id(id);
      const auto* type = child == nullptr ? nullptr : world.catalog.type(child->type);
      if (type != nullptr && type->level == -1) thin_issue(w, *child);
    }
  }
  const auto listed = [](const std::vector<int32_t>& list, int id) {
    return std::find(list.begin(), list.end(), id) != list.end();
  };
  if (field == Out::kComponents) {
    for (const auto& c : project.components)
      if (listed(issue.components, c.id)) component(w, project, c);
  }
  if (field == Out::kFixVersions) {
    for (const auto& v : project.versions)
      if (listed(issue.fix_versions, v.id)) version(w, project, v);
  }
  // Every second bug names the version it was found in.
  if (field == Out::kVersions && issue.id % 2 == 0 && !project.versions.empty() &&
      (issue.type == ids::kBug || issue.type == ids::kTeamBug))
    version(w, project, project.versions[static_cast<size_t>(issue.id) % project.versions.size()]);
  w.end_array();
}

void Renderer::page_field(JsonWriter& w, const Issue& issue, Out field) const {
  w.begin_object();
  if (field == Out::kComment) {
    w.key("comments").begin_array();
    for (const auto& c : issue.comments) comment(w, issue, c);
    const auto count = static_cast<int64_t>(issue.comments.size());
    w.end_array().member("self", fmt::format("{}/issue/{}/comment", shapes.api(view), issue.id));
    w.member("maxResults", count).member("total", count).member("startAt", 0);
  } else {
    w.member("startAt", 0).member("maxResults", static_cast<int64_t>(kEmbeddedWorklogs));
    w.member("total", static_cast<int64_t>(issue.worklogs.size())).key("worklogs").begin_array();
    for (size_t i = 0; i < std::min(kEmbeddedWorklogs, issue.worklogs.size()); ++i)
      worklog(w, issue, issue.worklogs[i]);
    w.end_array();
  }
  w.end_object();
}

}  // namespace tl::sim
