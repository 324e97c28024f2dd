// The changelog of an issue of a file: changes of the fields whose past can be asked, and who did
// something when.
#include <algorithm>
#include <optional>
#include <tuple>

#include "base/text.h"
#include "base/time_text.h"
#include "domain/membership.h"
#include "jql/file_world.h"
#include "lens/member_turns.h"

namespace tl::jql {
namespace {

struct RawItem {
  HistoryField field;
  Step step;
  int64_t history = 0;
  size_t place = 0;
};

std::optional<HistoryField> history_field(std::string_view id, std::string_view name) {
  const std::string field = to_lower(id.empty() ? name : id);
  if (field == "status") return HistoryField::kStatus;
  if (field == "assignee") return HistoryField::kAssignee;
  if (field == "reporter") return HistoryField::kReporter;
  if (field == "priority") return HistoryField::kPriority;
  if (field == "resolution") return HistoryField::kResolution;
  if (field == "fixversions" || field == "fix version" || field == "fixversion")
    return HistoryField::kFixVersion;
  return std::nullopt;
}

Noun noun_of(HistoryField field) {
  switch (field) {
    case HistoryField::kStatus:
      return Noun::kStatus;
    case HistoryField::kAssignee:
    case HistoryField::kReporter:
      return Noun::kUser;
    case HistoryField::kPriority:
      return Noun::kPriority;
    case HistoryField::kResolution:
      return Noun::kResolution;
    case HistoryField::kFixVersion:
      return Noun::kVersion;
  }
  return Noun::kNone;
}

Step::Side side_of(JsonElement item, std::string_view id, std::string_view text, Noun noun,
                   FileWorld& world) {
  Step::Side side{world.pool->keep(json_id(item, id)), world.pool->keep(json_id(item, text))};
  // A change of several versions at once has no single name.
  if (side.id.find(',') == std::string_view::npos) world.add_former(noun, side.id, side.text);
  return side;
}

void read_items(JsonElement history, FileWorld& world, FileIssueFacts& facts,
                std::vector<RawItem>& out) {
  const auto at = parse_instant(json_text(history, "created").value_or(std::string_view()));
  if (!at) return;
  RawItem raw;
  raw.history = parse_int(json_id(history, "id")).value_or(0);
  raw.step.at = at->ms;
  if (const auto author = json_get(history, "author"); author && author->is_object()) {
    raw.step.by = world.pool->keep(person_id(*author));
    raw.step.by_text = world.pool->keep(json_id(*author, "displayName"));
    world.add(Noun::kUser, person_named(*author));
  }
  facts.acts.push_back({raw.step.at, raw.step.by});
  const auto items = json_get(history, "items");
  if (!items || !items->is_array()) return;
  for (const JsonElement item : simdjson::dom::array(*items)) {
    const auto field = history_field(json_id(item, "fieldId"), json_id(item, "field"));
    if (!field) continue;
    raw.field = *field;
    raw.step.from = side_of(item, "from", "fromString", noun_of(*field), world);
    raw.step.to = side_of(item, "to", "toString", noun_of(*field), world);
    raw.place = out.size();
    out.push_back(raw);
  }
}

domain::Present present_versions(const FileIssueFacts& facts) {
  domain::Present present;
  present.members.emplace();
  for (const auto& [field, value] : facts.system) {
    if (field == FieldId::kFixVersion)
      present.members->push_back({std::string(value.id), std::string(value.text)});
  }
  return present;
}

// Versions come and go one by one, or as whole lists: the rule of the lens says which.
void add_versions(std::vector<Step> raw, FileWorld& world, FileIssueFacts& facts) {
  std::vector<domain::StayItem> items;
  for (const Step& step : raw) {
    items.push_back({Instant(step.at), step.from.id, step.from.text, step.to.id, step.to.text});
  }
  const Instant created = facts.created == INT64_MIN ? Instant() : Instant(facts.created);
  auto& out = facts.steps[static_cast<size_t>(HistoryField::kFixVersion)];
  for (const lens::MemberTurn& turn :
       lens::decide_member_turns(items, false, present_versions(facts), created)) {
    Step step;
    step.at = turn.at;
    (turn.entered ? step.to : step.from) = {world.pool->keep(turn.id),
                                            world.pool->keep(turn.written)};
    if (turn.item != lens::kNoItem)
      step.by = raw[turn.item].by, step.by_text = raw[turn.item].by_text;
    out.push_back(step);
  }
}

}  // namespace

void read_file_history(JsonElement issue, FileWorld& world, FileIssueFacts& facts) {
  const auto log = json_get(issue, "changelog");
  if (!log || !log->is_object()) return;
  const auto list = json_get(*log, "histories");
  if (!list || !list->is_array()) return;
  std::vector<RawItem> raw;
  int64_t count = 0;
  for (const JsonElement history : simdjson::dom::array(*list)) {
    read_items(history, world, facts, raw);
    ++count;
  }
  facts.history_known = json_int(*log, "total").value_or(count) <= count;
  facts.acts_known = facts.history_known;
  std::sort(raw.begin(), raw.end(), [](const RawItem& a, const RawItem& b) {
    return std::tie(a.step.at, a.history, a.place) < std::tie(b.step.at, b.history, b.place);
  });
  std::vector<Step> versions;
  for (const RawItem& one : raw) {
    if (one.field == HistoryField::kFixVersion)
      versions.push_back(one.step);
    else
      facts.steps[static_cast<size_t>(one.field)].push_back(one.step);
  }
  if (!versions.empty()) add_versions(std::move(versions), world, facts);
}

}  // namespace tl::jql
