#include "sim/jql_values.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "base/text.h"
#include "base/time_text.h"
#include "sim/fields.h"

namespace tl::sim {

namespace {

constexpr int64_t kDay = 86'400'000;

struct FieldName {
  const char* name;
  JqlField field;
};

constexpr FieldName kFieldNames[] = {{"project", JqlField::kProject},
                                     {"key", JqlField::kIssue},
                                     {"issuekey", JqlField::kIssue},
                                     {"issue", JqlField::kIssue},
                                     {"id", JqlField::kIssue},
                                     {"type", JqlField::kType},
                                     {"issuetype", JqlField::kType},
                                     {"status", JqlField::kStatus},
                                     {"statuscategory", JqlField::kCategory},
                                     {"assignee", JqlField::kAssignee},
                                     {"reporter", JqlField::kReporter},
                                     {"creator", JqlField::kCreator},
                                     {"priority", JqlField::kPriority},
                                     {"resolution", JqlField::kResolution},
                                     {"labels", JqlField::kLabels},
                                     {"label", JqlField::kLabels},
                                     {"sprint", JqlField::kSprint},
                                     {"parent", JqlField::kParent},
                                     {"epic link", JqlField::kParent},
                                     {"component", JqlField::kComponent},
                                     {"fixversion", JqlField::kFixVersion},
                                     {"level", JqlField::kLevel},
                                     {"summary", JqlField::kText},
                                     {"text", JqlField::kText},
                                     {"created", JqlField::kCreated},
                                     {"createddate", JqlField::kCreated},
                                     {"updated", JqlField::kUpdated},
                                     {"updateddate", JqlField::kUpdated},
                                     {"resolved", JqlField::kResolved},
                                     {"resolutiondate", JqlField::kResolved},
                                     {"due", JqlField::kDue},
                                     {"duedate", JqlField::kDue}};

std::string missing(std::string_view value, std::string_view field) {
  return fmt::format("The value '{}' does not exist for the field '{}'.", value, field);
}

// Names are taken as the site shows them and as they were before it was translated.
template <typename List>
void add_named(const Catalog& catalog, const List& list, const std::string& text,
               std::vector<int64_t>& out) {
  const auto id = parse_int(text);
  for (const auto& item : list)
    if (equals_no_case(item.name, text) || (id && item.id == *id) ||
        equals_no_case(catalog.word(item.name), text))
      out.push_back(item.id);
}

void add_category(const Catalog& catalog, const std::string& text, std::vector<int64_t>& out) {
  const auto id = parse_int(text);
  for (const auto& c : categories())
    if (equals_no_case(c.name, text) || equals_no_case(c.key, text) || (id && c.id == *id) ||
        equals_no_case(catalog.word(c.name), text))
      out.push_back(c.id);
}

std::string add_issue(const std::string& text, std::string_view field, const JqlContext& context,
                      std::vector<int64_t>& out) {
  auto& world = const_cast<World&>(*context.world);  // NOLINT: the look-up changes nothing
  const auto* issue = world.find_issue(text);
  if (issue == nullptr || !context.visible[static_cast<size_t>(issue->project)])
    return fmt::format("An issue with key '{}' does not exist for field '{}'.", text, field);
  out.push_back(issue->id);
  return {};
}

void add_user(const std::string& text, const JqlContext& context, std::vector<int64_t>& out) {
  const auto& catalog = context.world->catalog;
  int user = catalog.find_user(text);
  for (size_t i = 0; user < 0 && i < catalog.users.size(); ++i)
    if (equals_no_case(trim(catalog.users[i].name), text)) user = static_cast<int>(i);
  out.push_back(user + 1 == 0 ? -1 : user + 1);
}

std::string add_sprint(const std::string& text, const JqlContext& context,
                       std::vector<int64_t>& out) {
  const auto before = out.size();
  const auto id = parse_int(text);
  for (const auto& s : context.world->sprints)
    if (equals_no_case(s.name, text) || (id && s.id == *id)) out.push_back(s.id);
  if (out.size() > before) return {};
  return fmt::format("Sprint with {} '{}' does not exist or you do not have permission to view it.",
                     id ? "id" : "name", text);
}

void add_project_parts(JqlField field, const std::string& text, const JqlContext& context,
                       std::vector<int64_t>& out) {
  for (const auto& project : context.world->catalog.projects) {
    if (field == JqlField::kComponent)
      add_named(context.world->catalog, project.components, text, out);
    else
      add_named(context.world->catalog, project.versions, text, out);
  }
}

std::string resolve_date(std::string_view field, const std::string& text, const JqlContext& context,
                         std::vector<int64_t>& out) {
  int64_t at = 0;
  if (!parse_jql_date(text, context.now_ms, context.offset_minutes, at))
    return fmt::format(
        "Date value '{}' for field '{}' is invalid. Valid formats include: 'yyyy/MM/dd HH:mm', "
        "'yyyy-MM-dd HH:mm', 'yyyy/MM/dd', 'yyyy-MM-dd', or a period format e.g. '-5d', '4w 2d'.",
        text, field);
  out.push_back(at);
  return {};
}

bool parse_period(std::string_view text, int64_t& out) {
  bool negative = false;
  if (!text.empty() && (text[0] == '-' || text[0] == '+')) {
    negative = text[0] == '-';
    text.remove_prefix(1);
  }
  int64_t sum = 0;
  bool any = false;
  for (const auto part : split(text, ' ')) {
    if (part.empty()) continue;
    const auto number = parse_int(part.substr(0, part.size() - 1));
    const auto unit = std::string_view("wdhm").find(part.back());
    if (!number || *number < 0 || *number > 10'000'000 || unit == std::string_view::npos)
      return false;
    static constexpr int64_t kUnits[] = {7 * kDay, kDay, 3'600'000, 60'000};
    sum += *number * kUnits[unit];
    any = true;
  }
  out = negative ? -sum : sum;
  return any;
}

}  // namespace

std::optional<JqlField> jql_field(std::string_view name, const Catalog& catalog) {
  if (name.starts_with("cf[") && name.ends_with("]")) {
    const auto id = "customfield_" + std::string(name.substr(3, name.size() - 4));
    const auto field = field_by_id(id, *catalog.flavour);
    if (field == Out::kSprint) return JqlField::kSprint;
    if (field == Out::kEpicLink) return JqlField::kParent;
    return std::nullopt;
  }
  for (const auto& entry : kFieldNames)
    if (equals_no_case(entry.name, name)) return entry.field;
  return std::nullopt;
}

std::optional<JqlOrder::By> jql_order_field(std::string_view name) {
  using By = JqlOrder::By;
  static const std::vector<std::pair<std::string_view, By>> names{{"created", By::kCreated},
                                                                  {"updated", By::kUpdated},
                                                                  {"key", By::kKey},
                                                                  {"issuekey", By::kKey},
                                                                  {"id", By::kId},
                                                                  {"rank", By::kRank},
                                                                  {"resolved", By::kResolved},
                                                                  {"priority", By::kPriority},
                                                                  {"resolutiondate", By::kResolved},
                                                                  {"createddate", By::kCreated},
                                                                  {"updateddate", By::kUpdated}};
  for (const auto& [known, by] : names)
    if (equals_no_case(known, name)) return by;
  return std::nullopt;
}

bool is_date_field(JqlField field) { return field >= JqlField::kCreated; }

bool parse_jql_date(std::string_view text, int64_t now_ms, int offset_minutes, int64_t& out) {
  text = trim(text);
  if (const auto number = parse_int(text); number && text.size() > 4) {
    out = *number;
    return true;
  }
  if (parse_period(text, out)) {
    out += now_ms;
    return true;
  }
  std::string date(text.substr(0, 10));
  std::replace(date.begin(), date.end(), '/', '-');
  const auto day = parse_date(date);
  if (!day) return false;
  int64_t minutes = 0;
  if (text.size() > 10) {
    const auto rest = trim(text.substr(10));
    const auto colon = rest.find(':');
    if (colon == std::string_view::npos || rest.size() > 5) return false;
    const auto hour = parse_int(rest.substr(0, colon));
    const auto minute = parse_int(rest.substr(colon + 1));
    if (!hour || !minute || *hour < 0 || *hour > 23 || *minute < 0 || *minute > 59) return false;
    minutes = *hour * 60 + *minute;
  }
  out = day->days * kDay + (minutes - offset_minutes) * 60'000;
  return true;
}

std::string resolve_jql_value(JqlField field, std::string_view field_name, const std::string& text,
                              const JqlContext& context, std::vector<int64_t>& out) {
  if (is_date_field(field)) return resolve_date(field_name, text, context, out);
  const auto& world = *context.world;
  const auto before = out.size();
  switch (field) {
    case JqlField::kProject: {
      int at = world.catalog.project_by_key_or_id(text);
      for (size_t i = 0; at < 0 && i < world.catalog.projects.size(); ++i)
        if (equals_no_case(world.catalog.projects[i].name, text)) at = static_cast<int>(i);
      if (at >= 0 && context.visible[static_cast<size_t>(at)]) out.push_back(at);
      break;
    }
    case JqlField::kIssue:
    case JqlField::kParent:
      return add_issue(text, field_name, context, out);
    case JqlField::kType:
      add_named(world.catalog, issue_types(), text, out);
      break;
    case JqlField::kStatus:
      add_named(world.catalog, statuses(), text, out);
      break;
    case JqlField::kCategory:
      add_category(world.catalog, text, out);
      break;
    case JqlField::kPriority:
      add_named(world.catalog, priorities(), text, out);
      break;
    case JqlField::kResolution:
      if (equals_no_case(text, "Unresolved")) {
        out.push_back(0);
        return {};
      }
      add_named(world.catalog, resolutions(), text, out);
      break;
    case JqlField::kAssignee:
    case JqlField::kReporter:
    case JqlField::kCreator:
      add_user(text, context, out);
      return {};
    case JqlField::kLabels:
      out.push_back(world.find_interned(text));
      return {};
    case JqlField::kLevel:
      add_named(world.catalog, security_levels(), text, out);
      break;
    case JqlField::kSprint:
      return add_sprint(text, context, out);
    case JqlField::kComponent:
    case JqlField::kFixVersion:
      add_project_parts(field, text, context, out);
      break;
    default:
      break;
  }
  return out.size() > before ? std::string() : missing(text, field_name);
}

std::string resolve_jql_function(JqlField field, const std::string& name, const JqlContext& context,
                                 std::vector<int64_t>& out) {
  const auto lower = to_lower(name);
  if (is_date_field(field)) {
    const int64_t shift = int64_t{context.offset_minutes} * 60'000;
    const int64_t day = (context.now_ms + shift) / kDay * kDay - shift;
    if (lower == "now") out.push_back(context.now_ms);
    if (lower == "startofday") out.push_back(day);
    if (lower == "endofday") out.push_back(day + kDay - 1);
  } else if (lower == "currentuser") {
    out.push_back(context.user + 1);
  } else if (field == JqlField::kSprint) {
    const auto wanted = lower == "opensprints"     ? SprintState::kActive
                        : lower == "closedsprints" ? SprintState::kClosed
                                                   : SprintState::kFuture;
    for (const auto& s : context.world->sprints)
      if (s.state == wanted && !s.deleted) out.push_back(s.id);
    if (out.empty()) out.push_back(-1);
  }
  if (!out.empty()) return {};
  return fmt::format("Unable to find JQL function '{}()'.", name);
}

}  // namespace tl::sim
