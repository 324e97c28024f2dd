#include <fmt/format.h>

#include <algorithm>

#include "base/time_text.h"
#include "sim/adf.h"
#include "sim/render.h"

namespace tl::sim {

namespace {

const char* const kExpand = "renderedFields,names,schema,operations,editmeta,changelog";

template <typename List>
std::string name_in(const List& list, int id) {
  for (const auto& item : list)
    if (item.id == id) return item.name;
  return {};
}

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
  if (histories > 0) {
    const auto total = issue.histories.size();
    const auto given = std::min(histories, total);
    w.key("changelog").begin_object().member("startAt", 0);
    w.member("maxResults", static_cast<int64_t>(given));
    w.member("total", static_cast<int64_t>(total)).key("histories").begin_array();
    for (size_t i = 0; i < given; ++i) history(w, issue, issue.histories[total - 1 - i]);
    w.end_array().end_object();
  }
  if (!selection.none()) {
    w.key("fields");
    fields(w, issue, selection);
  }
  w.end_object();
}

void Renderer::fields(JsonWriter& w, const Issue& issue, const FieldSelection& selection) const {
  w.begin_object();
  for (size_t i = 0; i < static_cast<size_t>(Out::kCount); ++i) {
    const auto out = static_cast<Out>(i);
    if (!selection.has(out)) continue;
    if (out == Out::kParent && issue.parent == 0) continue;  // absent, not null
    w.key(out_name(out));
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
    case Out::kFixVersions:
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

void Renderer::custom_field(JsonWriter& w, const Issue& issue, Out field) const {
  const bool team = world.catalog.projects[static_cast<size_t>(issue.project)].team_managed;
  switch (field) {
    case Out::kEpicLink: {
      const auto* parent = issue.parent == 0 || team ? nullptr : world.issue_by_id(issue.parent);
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
      if (team != (field == Out::kPointsTeam) || issue.points == kNoPoints)
        w.null();
      else
        w.value(issue.points / 100.0);
      break;
    case Out::kRank:
      w.value(rank_text(issue.rank));
      break;
    case Out::kFlagged:
      if (!issue.flagged) {
        w.null();
        break;
      }
      w.begin_array().begin_object();
      w.member("self", fmt::format("{}/customFieldOption/{}", shapes.api(view), ids::kFlagOption));
      w.member("value", "Impediment").member("id", std::to_string(ids::kFlagOption));
      w.end_object().end_array();
      break;
    case Out::kSprint:
      if (issue.sprints.empty()) {
        w.null();
        break;
      }
      w.begin_array();
      for (const auto id : issue.sprints)
        if (const auto* found = world.sprint(id)) sprint(w, *found, false);
      w.end_array();
      break;
    default:
      w.null();
      break;
  }
}

void Renderer::links(JsonWriter& w, const Issue& issue) const {
  for (const auto& link : issue.links) {
    const auto* other = world.issue_by_id(link.other);
    if (other == nullptr || !sees(*other)) continue;
    const auto& type = link_types()[link.type];
    w.begin_object().member("id", std::to_string(link.id));
    w.member("self", fmt::format("{}/issueLink/{}", shapes.api(view), link.id));
    w.key("type").begin_object().member("id", std::to_string(type.id)).member("name", type.name);
    w.member("inward", type.inward).member("outward", type.outward);
    w.member("self", fmt::format("{}/issueLinkType/{}", shapes.api(view), type.id)).end_object();
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
  if (field == Out::kComponents) {
    for (const auto id : issue.components) {
      w.begin_object().member("self", fmt::format("{}/component/{}", shapes.api(view), id));
      w.member("id", std::to_string(id)).member("name", name_in(project.components, id));
      w.end_object();
    }
  }
  if (field == Out::kFixVersions) {
    for (const auto& v : project.versions) {
      const auto& all = issue.fix_versions;
      if (std::find(all.begin(), all.end(), v.id) == all.end()) continue;
      w.begin_object().member("self", fmt::format("{}/version/{}", shapes.api(view), v.id));
      w.member("id", std::to_string(v.id)).member("description", "").member("name", v.name);
      w.member("archived", false).member("released", v.released);
      w.member("releaseDate", format_date(date_of(Instant(v.release_ms)))).end_object();
    }
  }
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
