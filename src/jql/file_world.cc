#include "jql/file_world.h"

#include <fmt/format.h>

#include "base/text.h"
#include "jql/text_query.h"

namespace tl::jql {
namespace {

constexpr std::string_view kSprintKey = "com.pyxis.greenhopper.jira:gh-sprint";
constexpr std::string_view kEpicKey = "com.pyxis.greenhopper.jira:gh-epic-link";
constexpr std::string_view kParentKey = "com.atlassian.jpo:jpo-custom-field-parent";

Result<void> unreadable(std::string_view member, std::string_view what) {
  return make_error(ErrorCode::kUnreadable, fmt::format("{}: {}.", member, what));
}

template <typename Visit>
Result<void> each_object(std::string_view member, JsonElement value, Visit visit) {
  if (value.is_null()) return {};
  if (!value.is_array()) return unreadable(member, "expected a list");
  size_t index = 0;
  for (const JsonElement one : simdjson::dom::array(value)) {
    if (!one.is_object())
      return unreadable(fmt::format("{}[{}]", member, index), "expected an object");
    visit(one, index++);
  }
  return {};
}

Named named_of(std::string_view id, std::string_view name) {
  Named named;
  named.id = id;
  named.name = name;
  return named;
}

int level_of(JsonElement type, std::string_view name) {
  if (const auto level = json_int(type, "hierarchyLevel")) return static_cast<int>(*level);
  if (json_bool(type, "subtask").value_or(false)) return -1;
  return equals_folded(name, "epic") ? 1 : 0;
}

// The category's name is its id: those of a file need not be unique.
void add_project_category(JsonElement project, Named& named, FileWorld& world) {
  const auto category = json_get(project, "projectCategory");
  if (!category || !category->is_object()) return;
  named.category = world.pool->keep(text_of_json(*category, "name"));
  if (!named.category.empty())
    world.add(Noun::kProjectCategory, named_of(named.category, named.category));
}

void add_parts(JsonElement project, std::string_view member, Noun noun, std::string_view project_id,
               FileWorld& world) {
  const auto list = json_get(project, member);
  if (!list || !list->is_array()) return;
  double place = 0;
  for (const JsonElement part : simdjson::dom::array(*list)) {
    const std::string id = json_id(part, "id"), name = text_of_json(part, "name");
    std::string lead;
    if (const auto person = json_get(part, "lead")) lead = person_id(*person);
    Named named = named_of(id, name);
    named.project = project_id;
    named.lead = lead;
    named.released = json_bool(part, "released").value_or(false);
    named.archived = json_bool(part, "archived").value_or(false);
    if (noun == Noun::kVersion) named.rank = place++;
    world.add(noun, named);
  }
}

void add_project(JsonElement project, FileWorld& world) {
  const std::string id = json_id(project, "id"), key = text_of_json(project, "key");
  const std::string name = text_of_json(project, "name");
  const std::string type = text_of_json(project, "projectTypeKey");
  std::string lead;
  if (const auto person = json_get(project, "lead"); person && person->is_object()) {
    lead = person_id(*person);
    world.add(Noun::kUser, person_named(*person));
  }
  Named named = named_of(id, name);
  named.key = key;
  named.lead = lead;
  named.type = type;
  add_project_category(project, named, world);
  world.add(Noun::kProject, named);
  if (!type.empty()) world.add(Noun::kProjectType, named_of(type, type));
  add_parts(project, "components", Noun::kComponent, id, world);
  add_parts(project, "versions", Noun::kVersion, id, world);
}

void add_status(JsonElement status, FileWorld& world) {
  const std::string id = json_id(status, "id"), name = text_of_json(status, "name");
  std::string category;
  if (const auto of = json_get(status, "statusCategory"); of && of->is_object()) {
    category = text_of_json(*of, "key");
    const std::string shown = text_of_json(*of, "name");
    world.add(Noun::kStatusCategory, named_of(category, shown));
  }
  Named named = named_of(id, name);
  named.category = category;
  world.add(Noun::kStatus, named);
}

void add_ranked(Noun noun, JsonElement one, double rank, FileWorld& world) {
  const std::string id = json_id(one, "id"), name = text_of_json(one, "name");
  Named named = named_of(id, name);
  named.rank = rank;
  world.add(noun, named);
}

void add_sprint(JsonElement sprint, FileWorld& world) {
  const std::string id = json_id(sprint, "id"), name = text_of_json(sprint, "name");
  const std::string state = to_lower(text_of_json(sprint, "state"));
  Named named = named_of(id, name);
  named.state = state;
  world.add(Noun::kSprint, named);
}

void add_type(JsonElement type, FileWorld& world) {
  const std::string id = json_id(type, "id"), name = text_of_json(type, "name");
  Named named = named_of(id, name);
  named.level = level_of(type, name);
  world.add(Noun::kType, named);
}

void add_field(JsonElement field, FileWorld& world) {
  domain::FieldInfo info;
  info.id = json_id(field, "id");
  info.name = text_of_json(field, "name");
  info.type = text_of_json(field, "type");
  if (const auto schema = json_get(field, "schema"); schema && schema->is_object()) {
    info.type = text_of_json(*schema, "type");
    info.items = text_of_json(*schema, "items");
    info.schema_custom = text_of_json(*schema, "custom");
  }
  const std::string type = to_lower(info.type);
  if (info.schema_custom.empty() && type == "sprint") info.schema_custom = kSprintKey;
  if (info.schema_custom.empty() && type == "epiclink") info.schema_custom = kEpicKey;
  if (info.schema_custom.empty() && type == "parentlink") info.schema_custom = kParentKey;
  if (!info.id.empty()) world.fields.add(std::move(info));
}

void add_groups(JsonElement groups, FileWorld& world) {
  for (const auto& [name, members] : simdjson::dom::object(groups)) {
    FileGroup group{world.pool->keep(name), {}};
    world.add(Noun::kGroup, named_of(group.name, group.name));
    if (members.is_array()) {
      for (const JsonElement one : simdjson::dom::array(members)) {
        std::string_view id;
        if (one.get(id) == simdjson::SUCCESS)
          group.members.push_back(world.pool->keep(id));
        else
          group.members.push_back(world.pool->keep(person_id(one)));
      }
    }
    world.groups.push_back(std::move(group));
  }
}

void add_filter(JsonElement filter, FileWorld& world) {
  TextPool& pool = *world.pool;
  const FileFilter made{pool.keep(json_id(filter, "id")), pool.keep(text_of_json(filter, "name")),
                        pool.keep(text_of_json(filter, "jql"))};
  world.filters.push_back(made);
  world.add(Noun::kFilter, named_of(made.id, made.name));
}

}  // namespace

std::string text_of_json(JsonElement object, std::string_view key) { return json_id(object, key); }

std::string person_id(JsonElement person) {
  for (const std::string_view key : {"accountId", "key", "name"}) {
    std::string id = json_id(person, key);
    if (!id.empty()) return id;
  }
  return {};
}

std::string_view json_view(JsonElement object, std::string_view key) {
  return json_text(object, key).value_or(std::string_view());
}

Named person_named(JsonElement person) {
  Named named;
  for (const std::string_view key : {"name", "key", "accountId"}) {
    const std::string_view id = json_view(person, key);
    if (id.empty()) continue;
    named.id = id;
    if (key == "name") named.key = id;
  }
  named.name = json_view(person, "displayName");
  named.email = json_view(person, "emailAddress");
  if (named.name.empty()) named.name = named.id;
  return named;
}

void FileWorld::add(Noun noun, Named named) {
  if (named.id.empty() && named.name.empty()) return;
  for (std::string_view* text :
       {&named.id, &named.name, &named.key, &named.email, &named.project, &named.category,
        &named.state, &named.lead, &named.type, &named.inward, &named.outward})
    *text = pool->keep(*text);
  const std::string_view id = named.id.empty() ? named.name : named.id;
  if (!known.emplace(std::pair(noun, id), nouns[noun].size()).second) return;
  nouns[noun].push_back(named);
}

void FileWorld::add_former(Noun noun, std::string_view id, std::string_view name) {
  if (id.empty() || name.empty()) return;
  const auto found = known.find(std::pair(noun, id));
  if (found != known.end() && nouns[noun][found->second].name == name) return;
  const std::string_view mark =
      pool->keep(fmt::format("{}\n{}\n{}", static_cast<int>(noun), id, name));
  if (!former.insert(mark).second) return;
  Named named = named_of(pool->keep(id), pool->keep(name));
  named.gone = true;
  nouns[noun].push_back(named);
}

Result<void> read_catalogue_member(std::string_view member, JsonElement value, FileWorld& world) {
  const auto each = [&](auto add) {
    return each_object(member, value, [&](JsonElement one, size_t place) { add(one, place); });
  };
  if (member == "users")
    return each([&](JsonElement one, size_t) { world.add(Noun::kUser, person_named(one)); });
  if (member == "groups") {
    if (!value.is_object()) return unreadable(member, "expected an object of lists");
    add_groups(value, world);
    return {};
  }
  if (member == "priorities")
    return each([&](JsonElement one, size_t place) {
      add_ranked(Noun::kPriority, one, -static_cast<double>(place), world);
    });
  if (member == "resolutions")
    return each([&](JsonElement one, size_t place) {
      add_ranked(Noun::kResolution, one, static_cast<double>(place), world);
    });
  if (member == "statuses") return each([&](JsonElement one, size_t) { add_status(one, world); });
  if (member == "issuetypes") return each([&](JsonElement one, size_t) { add_type(one, world); });
  if (member == "sprints") return each([&](JsonElement one, size_t) { add_sprint(one, world); });
  if (member == "fields") return each([&](JsonElement one, size_t) { add_field(one, world); });
  if (member == "filters") return each([&](JsonElement one, size_t) { add_filter(one, world); });
  if (member == "projects") return each([&](JsonElement one, size_t) { add_project(one, world); });
  return {};  // what we do not know is no error
}

}  // namespace tl::jql
