// The fields of an issue of a file, each by its name in Jira's REST answers.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <numeric>
#include <tuple>

#include "base/text.h"
#include "base/time_text.h"
#include "jql/file_world.h"

namespace tl::jql {
namespace {

// What a member of "fields" holds.
enum class Shape : uint8_t {
  kNamed,  // {id, name} or a list of such
  kProject,
  kStatus,
  kPerson,  // a person or a list of such
  kText,    // a text or a rich text
  kInstant,
  kDay,
  kNumber,     // also seconds
  kWorkRatio,  // -1 is none
  kLabels,
  kIssue,
  kVotes,
  kWatches,
  kComments,
  kWorklogs,
  kLinks,
  kFiles,
};

struct FieldRow {
  std::string_view name;
  Shape shape;
  FieldId id;
  Noun noun = Noun::kNone;
};

constexpr std::array kRows = {
    FieldRow{"project", Shape::kProject, FieldId::kProject},
    FieldRow{"issuetype", Shape::kNamed, FieldId::kType, Noun::kType},
    FieldRow{"status", Shape::kStatus, FieldId::kStatus},
    FieldRow{"statuscategorychangedate", Shape::kInstant, FieldId::kStatusCategoryChanged},
    FieldRow{"priority", Shape::kNamed, FieldId::kPriority, Noun::kPriority},
    FieldRow{"resolution", Shape::kNamed, FieldId::kResolution, Noun::kResolution},
    FieldRow{"assignee", Shape::kPerson, FieldId::kAssignee},
    FieldRow{"reporter", Shape::kPerson, FieldId::kReporter},
    FieldRow{"creator", Shape::kPerson, FieldId::kCreator},
    FieldRow{"created", Shape::kInstant, FieldId::kCreated},
    FieldRow{"updated", Shape::kInstant, FieldId::kUpdated},
    FieldRow{"resolutiondate", Shape::kInstant, FieldId::kResolved},
    FieldRow{"lastViewed", Shape::kInstant, FieldId::kLastViewed},
    FieldRow{"duedate", Shape::kDay, FieldId::kDue},
    FieldRow{"labels", Shape::kLabels, FieldId::kLabels, Noun::kLabel},
    FieldRow{"components", Shape::kNamed, FieldId::kComponent, Noun::kComponent},
    FieldRow{"fixVersions", Shape::kNamed, FieldId::kFixVersion, Noun::kVersion},
    FieldRow{"versions", Shape::kNamed, FieldId::kAffectedVersion, Noun::kVersion},
    FieldRow{"security", Shape::kNamed, FieldId::kLevel, Noun::kLevel},
    FieldRow{"summary", Shape::kText, FieldId::kSummary},
    FieldRow{"description", Shape::kText, FieldId::kDescription},
    FieldRow{"environment", Shape::kText, FieldId::kEnvironment},
    FieldRow{"timeoriginalestimate", Shape::kNumber, FieldId::kOriginalEstimate},
    FieldRow{"timeestimate", Shape::kNumber, FieldId::kRemainingEstimate},
    FieldRow{"timespent", Shape::kNumber, FieldId::kTimeSpent},
    FieldRow{"workratio", Shape::kWorkRatio, FieldId::kWorkRatio},
    FieldRow{"parent", Shape::kIssue, FieldId::kParent},
    FieldRow{"votes", Shape::kVotes, FieldId::kVotes},
    FieldRow{"watches", Shape::kWatches, FieldId::kWatchers},
    FieldRow{"comment", Shape::kComments, FieldId::kComment},
    FieldRow{"worklog", Shape::kWorklogs, FieldId::kWorklogAuthor},
    FieldRow{"issuelinks", Shape::kLinks, FieldId::kIssueLink},
    FieldRow{"attachment", Shape::kFiles, FieldId::kAttachments},
};

class FieldReader {
 public:
  FieldReader(FileWorld& world, FileIssueFacts& facts) : world_(world), facts_(facts) {}

  void read(std::string_view name, JsonElement value) {
    if (name.starts_with("customfield_")) return read_custom_field(name, value, world_, facts_);
    const auto* row = std::find_if(kRows.begin(), kRows.end(),
                                   [&](const FieldRow& one) { return one.name == name; });
    if (row == kRows.end()) return;
    note_present(*row);
    if (!value.is_null()) read_row(*row, value);
  }

 private:
  void note_present(const FieldRow& row) {
    world_.present.insert(row.id);
    if (row.shape == Shape::kVotes) world_.present.insert(FieldId::kVoter);
    if (row.shape == Shape::kWatches) world_.present.insert(FieldId::kWatcher);
    if (row.shape == Shape::kLinks) world_.present.insert(FieldId::kIssueLinkType);
    if (row.shape != Shape::kWorklogs) return;
    world_.present.insert(FieldId::kWorklogDate);
    world_.present.insert(FieldId::kWorklogComment);
  }

  std::string_view keep(std::string_view text) { return world_.pool->keep(text); }
  void put(FieldId field, const Value& value) { facts_.system.emplace_back(field, value); }

  // Every element of a list, or the value itself.
  template <typename Visit>
  static void each(JsonElement value, Visit visit) {
    if (!value.is_array()) return visit(value);
    for (const JsonElement one : simdjson::dom::array(value)) visit(one);
  }

  void read_row(const FieldRow& row, JsonElement value) {
    switch (row.shape) {
      case Shape::kNamed:
        return each(value, [&](JsonElement one) { put_named(row, one); });
      case Shape::kProject:
        return put_project(value);
      case Shape::kStatus:
        return put_status(value);
      case Shape::kPerson:
        return each(value, [&](JsonElement one) { put_person(row.id, one); });
      case Shape::kText:
        return put_text(row.id, document_text(value));
      case Shape::kInstant:
        return put_instant(row.id, value);
      case Shape::kDay:
        return put_day(row.id, value);
      case Shape::kNumber:
      case Shape::kWorkRatio:
        return put_number(row, value);
      case Shape::kLabels:
        return each(value, [&](JsonElement one) { put_label(row, one); });
      case Shape::kIssue:
        return put_issue(row.id, value);
      default:
        return read_list(row, value);
    }
  }

  void read_list(const FieldRow& row, JsonElement value) {
    switch (row.shape) {
      case Shape::kVotes:
        return put_counted(value, "votes", "voters", FieldId::kVotes, FieldId::kVoter);
      case Shape::kWatches:
        return put_counted(value, "watchCount", "watchers", FieldId::kWatchers, FieldId::kWatcher);
      case Shape::kComments:
        return each_of(value, "comments", [&](JsonElement one) { put_comment(one); });
      case Shape::kWorklogs:
        return each_of(value, "worklogs", [&](JsonElement one) { put_worklog(one); });
      case Shape::kLinks:
        return each(value, [&](JsonElement one) { put_link(one); });
      default:
        return each(value, [&](JsonElement one) { put_text(row.id, json_id(one, "filename")); });
    }
  }

  template <typename Visit>
  static void each_of(JsonElement value, std::string_view member, Visit visit) {
    const auto list = json_get(value, member);
    if (list && list->is_array()) each(*list, visit);
  }

  void put_named(const FieldRow& row, JsonElement value) {
    Named named;
    const std::string id = json_id(value, "id"), name = json_id(value, "name");
    if (id.empty() && name.empty()) return;
    named.id = id;
    named.name = name;
    if (row.noun == Noun::kType) {
      named.level = json_bool(value, "subtask").value_or(false) ? -1 : 0;
      if (const auto level = json_int(value, "hierarchyLevel")) named.level = int(*level);
    }
    world_.add(row.noun, named);
    put(row.id, {keep(id.empty() ? "name:" + name : id), keep(name)});
  }

  void put_project(JsonElement value) {
    Named named;
    const std::string id = json_id(value, "id"), key = json_id(value, "key"),
                      name = json_id(value, "name"), type = json_id(value, "projectTypeKey");
    std::string category;
    if (const auto of = json_get(value, "projectCategory"); of && of->is_object())
      category = json_id(*of, "name");
    named.id = id, named.key = key, named.name = name, named.type = type;
    named.category = category;
    world_.add(Noun::kProject, named);
    put(FieldId::kProject, {keep(id), keep(key)});
  }

  void put_status(JsonElement value) {
    Named named;
    const std::string id = json_id(value, "id"), name = json_id(value, "name");
    std::string category;
    if (const auto of = json_get(value, "statusCategory"); of && of->is_object()) {
      category = json_id(*of, "key");
      put(FieldId::kStatusCategory, {keep(category), keep(json_id(*of, "name"))});
    }
    named.id = id, named.name = name, named.category = category;
    world_.add(Noun::kStatus, named);
    put(FieldId::kStatus, {keep(id), keep(name)});
  }

  void put_person(FieldId field, JsonElement person) {
    if (!person.is_object()) return;
    const Value value = person_value(person, world_);
    if (!value.id.empty()) put(field, value);
  }

  void put_text(FieldId field, const std::string& text) {
    if (trim(text).empty()) return;
    put(field, {{}, keep(text)});
  }

  static std::optional<int64_t> instant_in(JsonElement value) {
    std::string_view text;
    if (value.get(text) != simdjson::SUCCESS) return std::nullopt;
    const auto instant = parse_instant(text);
    return instant ? std::optional(instant->ms) : std::nullopt;
  }

  void put_at(FieldId field, int64_t at) {
    Value value;
    value.at = at;
    put(field, value);
  }

  void put_instant(FieldId field, JsonElement value) {
    const auto at = instant_in(value);
    if (!at) return;
    if (field == FieldId::kCreated) facts_.created = *at;
    put_at(field, *at);
  }

  void put_day(FieldId field, JsonElement value) {
    std::string_view text;
    if (value.get(text) != simdjson::SUCCESS) return;
    if (const auto date = parse_date(text)) put_at(field, date->days);
  }

  void put_number(const FieldRow& row, JsonElement value) {
    const auto number = number_of_json(value);
    if (!number || (row.shape == Shape::kWorkRatio && *number < 0)) return;
    Value made;
    made.number = *number;
    put(row.id, made);
  }

  void put_label(const FieldRow& row, JsonElement value) {
    std::string_view text;
    if (value.get(text) != simdjson::SUCCESS || text.empty()) return;
    Named named;
    named.id = named.name = text;
    world_.add(row.noun, named);
    put(row.id, {keep(text), keep(text)});
  }

  void put_issue(FieldId field, JsonElement value) {
    const std::string id = json_id(value, "id"), key = json_id(value, "key");
    if (!id.empty() || !key.empty()) put(field, {keep(id), keep(key)});
  }

  void put_counted(JsonElement value, std::string_view count, std::string_view list,
                   FieldId count_field, FieldId list_field) {
    Value number;
    if (const auto told = json_int(value, count)) number.number = static_cast<double>(*told);
    put(count_field, number);
    each_of(value, list, [&](JsonElement one) { put_person(list_field, one); });
  }

  void add_act(JsonElement value, std::string_view at, std::string_view person) {
    const auto when = parse_instant(json_text(value, at).value_or(std::string_view()));
    const auto who = json_get(value, person);
    if (when && who && who->is_object())
      facts_.acts.push_back({when->ms, person_value(*who, world_).id});
  }

  void put_comment(JsonElement comment) {
    if (const auto body = json_get(comment, "body"))
      put_text(FieldId::kComment, document_text(*body));
    add_act(comment, "created", "author");
    if (json_text(comment, "updated") != json_text(comment, "created"))
      add_act(comment, "updated", "updateAuthor");
  }

  void put_worklog(JsonElement worklog) {
    if (const auto author = json_get(worklog, "author"))
      put_person(FieldId::kWorklogAuthor, *author);
    if (const auto started = json_get(worklog, "started"))
      put_instant(FieldId::kWorklogDate, *started);
    if (const auto body = json_get(worklog, "comment"))
      put_text(FieldId::kWorklogComment, document_text(*body));
    add_act(worklog, json_get(worklog, "created") ? "created" : "started", "author");
  }

  void put_link(JsonElement link) {
    const auto type = json_get(link, "type");
    if (!type || !type->is_object()) return;
    const std::string id = json_id(*type, "id"), name = json_id(*type, "name");
    const std::string inward = json_id(*type, "inward"), outward = json_id(*type, "outward");
    Named named;
    named.id = id, named.name = name, named.inward = inward, named.outward = outward;
    world_.add(Noun::kLinkType, named);
    for (const bool out : {true, false}) {
      const auto other = json_get(link, out ? "outwardIssue" : "inwardIssue");
      if (!other || !other->is_object()) continue;
      const Value issue{keep(json_id(*other, "id")), keep(json_id(*other, "key"))};
      facts_.links.push_back(
          {issue.text, issue.id, keep(out ? outward : inward), keep(out ? inward : outward)});
      put(FieldId::kIssueLink, issue);
      put(FieldId::kIssueLinkType, {keep(id), keep(name)});
      put(FieldId::kIssueLinkType,
          {keep((out ? "out:" : "in:") + id), keep(out ? outward : inward)});
    }
  }

  FileWorld& world_;
  FileIssueFacts& facts_;
};

void sort_values(FileIssueFacts& facts) {
  // The vendor's order is kept within a field.
  const auto sort = [](auto& entries) {
    std::vector<size_t> order(entries.size());
    std::iota(order.begin(), order.end(), size_t{0});
    std::sort(order.begin(), order.end(), [&](size_t a, size_t b) {
      return std::tie(entries[a].first, a) < std::tie(entries[b].first, b);
    });
    std::decay_t<decltype(entries)> sorted;
    sorted.reserve(entries.size());
    for (const size_t place : order) sorted.push_back(entries[place]);
    entries = std::move(sorted);
  };
  sort(facts.system);
  sort(facts.custom);
}

}  // namespace

Result<std::unique_ptr<FileIssue>> read_file_issue(JsonElement issue, const std::string& place,
                                                   FileWorld& world) {
  if (!issue.is_object())
    return make_error(ErrorCode::kUnreadable, fmt::format("{}: expected an object.", place));
  FileIssueFacts facts;
  facts.key = world.pool->keep(json_id(issue, "key"));
  if (facts.key.empty())
    return make_error(ErrorCode::kUnreadable, fmt::format("{}: the issue has no \"key\".", place));
  const std::string id = json_id(issue, "id");
  facts.id = parse_int(id).value_or(0);
  if (!world.issues.insert(facts.key).second) {
    return make_error(ErrorCode::kUnreadable,
                      fmt::format("{}: the key {} is there twice.", place, facts.key));
  }
  if (!id.empty()) world.issues.insert(world.pool->keep(id));
  const auto fields = json_get(issue, "fields");
  if (!fields || !fields->is_object()) {
    return make_error(ErrorCode::kUnreadable,
                      fmt::format("{}: the issue has no \"fields\".", place));
  }
  FieldReader reader(world, facts);
  for (const auto& [name, value] : simdjson::dom::object(*fields)) reader.read(name, value);
  if (const auto properties = json_get(issue, "properties");
      properties && properties->is_object()) {
    read_properties(*properties, world, facts);
  }
  sort_values(facts);
  read_file_history(issue, world, facts);
  for (const auto& [field, value] : facts.system) {
    if (field == FieldId::kCreator && facts.created != INT64_MIN)
      facts.acts.push_back({facts.created, value.id});
  }
  return std::make_unique<FileIssue>(world.pool, std::move(facts));
}

}  // namespace tl::jql
