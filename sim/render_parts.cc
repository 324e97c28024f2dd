#include <fmt/format.h>

#include <iterator>
#include <optional>

#include "base/text.h"
#include "base/time_text.h"
#include "sim/adf.h"
#include "sim/render.h"
#include "sim/seeded.h"

namespace tl::sim {

namespace {

struct FieldMeta {
  Field field;
  const char* name;  // English
  Out out;           // its id; kCount: histories carry none
};

constexpr FieldMeta kMeta[] = {{Field::kStatus, "status", Out::kStatus},
                               {Field::kResolution, "resolution", Out::kResolution},
                               {Field::kAssignee, "assignee", Out::kAssignee},
                               {Field::kReporter, "reporter", Out::kReporter},
                               {Field::kPriority, "priority", Out::kPriority},
                               {Field::kSummary, "summary", Out::kSummary},
                               {Field::kDescription, "description", Out::kDescription},
                               {Field::kLabels, "labels", Out::kLabels},
                               {Field::kSprint, "Sprint", Out::kSprint},
                               {Field::kPoints, "Story Points", Out::kPoints},
                               {Field::kPointsTeam, "Story point estimate", Out::kPointsTeam},
                               {Field::kRank, "Rank", Out::kRank},
                               {Field::kFlagged, "Flagged", Out::kFlagged},
                               {Field::kLink, "Link", Out::kCount},
                               {Field::kParent, "IssueParentAssociation", Out::kCount},
                               {Field::kComponent, "Component", Out::kComponents},
                               {Field::kFixVersion, "Fix Version", Out::kFixVersions},
                               {Field::kIssueType, "issuetype", Out::kIssueType},
                               {Field::kProject, "project", Out::kProject},
                               {Field::kKey, "Key", Out::kCount},
                               {Field::kTimeSpent, "timespent", Out::kTimeSpent},
                               {Field::kTimeEstimate, "timeestimate", Out::kTimeEstimate},
                               {Field::kWorklogId, "WorklogId", Out::kCount},
                               {Field::kDueDate, "duedate", Out::kDueDate},
                               {Field::kSecurity, "security", Out::kSecurity},
                               {Field::kEpicLink, "Epic Link", Out::kEpicLink},
                               {Field::kRemoteLink, "RemoteIssueLink", Out::kCount},
                               {Field::kCustom, "", Out::kCount}};
static_assert(std::size(kMeta) == kFields);

const FieldMeta& meta(Field field) { return kMeta[static_cast<size_t>(field)]; }

// "out|text" of one side of a typed field.
std::pair<Out, std::string> typed_side(const World& world, int32_t ref) {
  const auto line = world.text(ref, TextKind::kLine);
  const auto bar = line.find('|');
  return {static_cast<Out>(parse_int(line.substr(0, bar)).value_or(0)), line.substr(bar + 1)};
}

// One side of a change: value and words; nothing is null.
struct Side {
  std::optional<std::string> value;
  std::optional<std::string> words;
};

Side named(const World& world, int id, const char* name) {
  if (id == 0 || name == nullptr) return {};
  return {std::to_string(id), world.catalog.word(name)};
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
  // "KEY|verb|KEY": the sentence is in the site's language.
  const auto verb = text.substr(bar + 1);
  const auto& catalog = world.catalog;
  return {text.substr(0, bar), fmt::format("{} {} {}", catalog.word("This issue"),
                                           catalog.word(verb), text.substr(0, bar))};
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
    if (name != nullptr) return named(world, id, name);
  }
  return {};
}

Side user_side(const World& world, int32_t user) {
  if (user == 0) return {};
  const auto& known = world.catalog.users[static_cast<size_t>(user - 1)];
  return {world.catalog.flavour->cloud() ? known.account_id : known.key, known.name};
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
      return {"", is_to ? catalog.word("Ranked higher") : ""};
    case Field::kFlagged:
      return v == 0 ? Side{"", ""}
                    : Side{fmt::format("[{}]", ids::kFlagOption), catalog.word("Impediment")};
    case Field::kKey:
      return {std::nullopt, world.text(v, TextKind::kLine)};
    case Field::kRemoteLink:
      return v == 0 ? Side{} : Side{std::nullopt, world.text(v, TextKind::kLine)};
    case Field::kCustom: {
      const auto [out, text] = typed_side(world, v);
      if (text.empty()) return {};
      const auto value = typed_value(catalog, out, text);
      return {value.empty() ? std::nullopt : std::optional(value), typed_words(catalog, out, text)};
    }
    case Field::kParent:
    case Field::kEpicLink: {
      const auto* parent = world.issue_by_id(v);
      if (v == 0) return {};
      return {std::to_string(v), parent == nullptr ? std::string() : world.key_of(*parent)};
    }
    case Field::kProject: {
      const int at = catalog.project_by_key_or_id(std::to_string(v));
      return named(world, v, at < 0 ? "" : catalog.projects[static_cast<size_t>(at)].name.c_str());
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
      return named(world, v, status == nullptr ? nullptr : status->name);
    }
    case Field::kIssueType: {
      const auto* type = world.catalog.type(v);
      return named(world, v, type == nullptr ? nullptr : type->name);
    }
    case Field::kResolution:
      return named(world, v, name_of(find_named(resolutions(), v)));
    case Field::kSecurity:
      return named(world, v, name_of(find_named(security_levels(), v)));
    case Field::kPriority:
      return named(world, v, name_of(find_named(priorities(), v)));
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

Out typed_out(const ChangeItem& item, const World& world) {
  return typed_side(world, item.to).first;
}

const char* history_field_name(const ChangeItem& item, const World& world) {
  if (item.field == Field::kCustom) return field_info(typed_out(item, world)).name;
  // Servers keep the second field under the name of the first.
  if (item.field == Field::kPointsTeam && !world.catalog.flavour->cloud()) return "Story Points";
  return meta(item.field).name;
}

const char* history_field_id(Field field, const Flavour& flavour) {
  const auto out = meta(field).out;
  return out == Out::kCount ? nullptr : field_id(out, flavour);
}

void Renderer::item(JsonWriter& w, const ChangeItem& change) const {
  const auto from = side(world, change.field, change.from, false);
  const auto to = side(world, change.field, change.to, true);
  const char* id = change.field == Field::kCustom ? field_id(typed_out(change, world), flavour())
                                                  : history_field_id(change.field, flavour());
  const bool custom = id != nullptr && std::string_view(id).starts_with("customfield_");
  // System fields keep their English names in the oldest histories, where no id would tell them.
  const std::string name = history_field_name(change, world);
  const bool translate = custom || flavour().field_ids;
  w.begin_object().member("field", translate ? world.catalog.word(name) : name);
  w.member("fieldtype", custom ? "custom" : "jira");
  if (id != nullptr && flavour().field_ids) w.member("fieldId", id);
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
  const auto& project = world.catalog.projects[static_cast<size_t>(issue.project)];
  if (flavour().cloud() || project.desk())
    w.member("jsdPublic", !project.desk() || comment.id % 3 != 0);
  w.end_object();
}

}  // namespace tl::sim
