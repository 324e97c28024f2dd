// Sprints, versions, links to the outside and typed custom fields.
#include <fmt/format.h>

#include "base/text.h"
#include "base/time_text.h"
#include "sim/adf.h"
#include "sim/render.h"
#include "sim/seeded.h"

namespace tl::sim {

namespace {

constexpr const char* kStates[] = {"future", "active", "closed"};

std::string java_or_null(const std::string& text) { return text.empty() ? "<null>" : text; }

}  // namespace

void Renderer::sprint(JsonWriter& w, const Sprint& sprint, bool agile) const {
  const bool cloud = flavour().cloud();
  w.begin_object().member("id", sprint.id);
  if (agile) w.member("self", fmt::format("{}/rest/agile/1.0/sprint/{}", shapes.base(), sprint.id));
  w.member("state", kStates[static_cast<size_t>(sprint.state)]).member("name", sprint.name);
  const auto date = [&](const char* name, int64_t ms) {
    if (ms == 0) return;
    w.member(name,
             cloud ? format_instant(Instant(ms)) : format_colon_time(ms, kServerOffsetMinutes));
  };
  date("startDate", sprint.start);
  date("endDate", sprint.end);
  date("completeDate", sprint.complete);
  if (agile && cloud) date("createdDate", sprint.created);
  if (agile && flavour().bit == kDc10) date("activatedDate", sprint.activated);
  w.member(agile ? "originBoardId" : "boardId", sprint.board);
  // Goals came with 7.3.
  if (flavour().bit != kServer7) w.member("goal", sprint.goal);
  if (agile && !cloud && flavour().numbers[0] >= 9)
    w.member("synced", false).member("autoStartStop", false);
  w.end_object();
}

std::string Renderer::sprint_string(const Sprint& sprint) const {
  const auto time = [&](int64_t ms) {
    if (ms == 0) return std::string("<null>");
    return flavour().bit == kServer7 ? format_colon_time(ms, kServerOffsetMinutes)
                                     : format_instant(Instant(ms));
  };
  const std::string lower = kStates[static_cast<size_t>(sprint.state)];
  std::string upper = lower;
  for (auto& c : upper) c = static_cast<char>(c - 'a' + 'A');
  const auto head = fmt::format("com.atlassian.greenhopper.service.sprint.Sprint@{:x}",
                                0x10'0000 + sprint.id * 7919);
  switch (flavour().sprint_text) {
    case SprintText::kIdLast:
      return fmt::format(
          "{}[rapidViewId={},state={},name={},startDate={},endDate={},completeDate={},"
          "sequence={},id={}]",
          head, sprint.board, lower, sprint.name, time(sprint.start), time(sprint.end),
          time(sprint.complete), sprint.id, sprint.id);
    case SprintText::kSortedKeys:
      return fmt::format(
          "{}[activatedDate={},autoStartStop=false,completeDate={},endDate={},goal={},id={},"
          "incompleteIssuesDestinationId=<null>,name={},rapidViewId={},sequence={},startDate={},"
          "state={},synced=false]",
          head, time(sprint.activated), time(sprint.complete), time(sprint.end),
          java_or_null(sprint.goal), sprint.id, sprint.name, sprint.board, sprint.id,
          time(sprint.start), upper);
    default:
      return fmt::format(
          "{}[id={},rapidViewId={},state={},name={},startDate={},endDate={},completeDate={},"
          "activatedDate={},sequence={},goal={}]",
          head, sprint.id, sprint.board, upper, sprint.name, time(sprint.start), time(sprint.end),
          time(sprint.complete), time(sprint.activated), sprint.id, sprint.goal);
  }
}

void Renderer::version(JsonWriter& w, const Project& project, const Version& version) const {
  w.begin_object().member("self", fmt::format("{}/version/{}", shapes.api(view), version.id));
  w.member("id", std::to_string(version.id)).member("description", "");
  w.member("name", version.name).member("archived", version.archived);
  w.member("released", version.released);
  if (version.release_ms != 0)
    w.member("releaseDate", format_date(date_of(Instant(version.release_ms))));
  w.member("projectId", project.id).end_object();
}

void Renderer::component(JsonWriter& w, const Project& project, const Component& component) const {
  w.begin_object();
  w.member("self", fmt::format("{}/component/{}", shapes.api(view), component.id));
  w.member("id", std::to_string(component.id)).member("name", component.name);
  w.member("project", project.key).member("projectId", project.id);
  w.member("assigneeType", "PROJECT_DEFAULT").member("isAssigneeTypeValid", false).end_object();
}

void Renderer::remote_link(JsonWriter& w, const Issue& issue, const RemoteLink& link) const {
  w.begin_object().member("id", link.id);
  w.member("self", fmt::format("{}/issue/{}/remotelink/{}", shapes.api(view), issue.id, link.id));
  if (!link.global_id.empty()) w.member("globalId", link.global_id);
  w.key("application").begin_object();
  if (!link.application.empty())
    w.member("type", "com.atlassian.confluence").member("name", link.application);
  w.end_object();
  if (!link.relationship.empty()) w.member("relationship", link.relationship);
  w.key("object").begin_object().member("url", link.url).member("title", link.title);
  w.key("icon").begin_object().end_object().key("status").begin_object();
  if (link.resolved) w.member("resolved", true);
  w.key("icon").begin_object().end_object().end_object().end_object().end_object();
}

void Renderer::option(JsonWriter& w, int id, int child) const {
  const auto* known = find_option(id);
  w.begin_object().member("self", fmt::format("{}/customFieldOption/{}", shapes.api(view), id));
  w.member("value", known == nullptr ? "" : known->value).member("id", std::to_string(id));
  if (!flavour().cloud() && flavour().numbers[0] >= 8) w.member("disabled", false);
  if (child != 0) {
    w.key("child");
    option(w, child);
  }
  w.end_object();
}

void Renderer::team(JsonWriter& w, const Issue& issue) const {
  const auto* team = team_of(issue);
  if (team == nullptr) {
    w.null();
  } else if (!flavour().cloud()) {
    w.value(std::to_string(team->id[35] - '0'));
  } else {
    w.begin_object().member("id", team->id).member("name", team->name).member("title", team->name);
    w.member("avatarUrl", "").member("isVisible", true).member("isVerified", false);
    w.member("isShared", true).end_object();
  }
}

// What a customer asked for; only agents see it.
void Renderer::request_type(JsonWriter& w, const Issue& issue) const {
  const auto& project = world.catalog.projects[static_cast<size_t>(issue.project)];
  if (!project.desk() || !view.agent) {
    w.null();
    return;
  }
  const bool incident = issue.type == ids::kIncident;
  const char* name = incident ? "Report an outage" : "Ask a question";
  w.begin_object().key("requestType").begin_object().member("id", incident ? "51" : "52");
  w.member("name", name)
      .member("description", "")
      .member("issueTypeId", std::to_string(issue.type));
  w.member("serviceDeskId", "1").end_object().key("currentStatus").begin_object();
  w.member("status", world.catalog.word(world.catalog.status(issue.status)->name)).end_object();
  w.key("_links").begin_object();
  w.member("web",
           fmt::format("{}/servicedesk/customer/portal/1/{}", shapes.base(), world.key_of(issue)));
  w.end_object().end_object();
}

void Renderer::typed_field(JsonWriter& w, const Issue& issue, Out field) const {
  const auto text = typed_text(world, issue, field);
  if (text.empty()) {
    w.null();
    return;
  }
  std::vector<int> numbers;
  for (const auto part : split(text, ','))
    numbers.push_back(static_cast<int>(parse_int(part).value_or(0)));
  const auto person = [&](int user) { w.raw(shapes.user(static_cast<UserRef>(user + 1), view)); };
  switch (field) {
    case Out::kSelect:
    case Out::kRadio:
    case Out::kCascade:
      option(w, numbers[0], numbers.size() > 1 ? numbers[1] : 0);
      break;
    case Out::kMultiSelect:
    case Out::kCheckboxes:
      w.begin_array();
      for (const int id : numbers) option(w, id);
      w.end_array();
      break;
    case Out::kUserPicker:
      person(numbers[0]);
      break;
    case Out::kMultiUser:
      w.begin_array();
      for (const int user : numbers) person(user);
      w.end_array();
      break;
    case Out::kDateTime:
      w.value(time(parse_int(text).value_or(0)));
      break;
    case Out::kNumber:
      w.value(std::strtod(text.c_str(), nullptr));
      break;
    case Out::kTextArea:
      w.raw(rich_json(text, view.api));
      break;
    case Out::kLabelPicker:
      w.begin_array();
      for (const auto word : split(text, ' ')) w.value(word);
      w.end_array();
      break;
    case Out::kVersionPicker: {
      const auto& project = world.catalog.projects[static_cast<size_t>(issue.project)];
      const auto found = std::find_if(project.versions.begin(), project.versions.end(),
                                      [&](const Version& v) { return v.id == numbers[0]; });
      if (found == project.versions.end())
        w.null();
      else
        version(w, project, *found);
      break;
    }
    default:
      w.value(text);
      break;
  }
}

}  // namespace tl::sim
