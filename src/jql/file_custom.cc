// Custom fields and entity properties of an issue of a file: values whose shape is known by
// looking.
#include <fmt/format.h>

#include "base/text.h"
#include "base/time_text.h"
#include "jql/file_world.h"

namespace tl::jql {
namespace {

constexpr size_t kMaxDocument = 64;  // levels of a rich text, of a property

// The words of a rich text (Atlassian's document format); blocks on lines of their own.
void append_document(JsonElement node, size_t depth, std::string& out) {
  if (depth > kMaxDocument || !node.is_object()) return;
  out += json_text(node, "text").value_or(std::string_view());
  const auto content = json_get(node, "content");
  if (!content || !content->is_array()) return;
  for (const JsonElement child : simdjson::dom::array(*content))
    append_document(child, depth + 1, out);
  out += '\n';
}

class CustomReader {
 public:
  CustomReader(std::string_view field, FileWorld& world, FileIssueFacts& facts)
      : field_(field), role_(world.fields.role(field)), world_(world), facts_(facts) {}

  void read(JsonElement value) {
    if (value.is_null()) return note_shape(0);
    if (!value.is_array()) return put(value, false, 0);
    note_shape(0);
    for (const JsonElement one : simdjson::dom::array(value)) put(one, true, 0);
  }

 private:
  void note_shape(unsigned shape) {
    const auto found = world_.shapes.find(field_);
    if (found == world_.shapes.end())
      world_.shapes.emplace(std::string(field_), shape);
    else
      found->second |= shape;
  }

  std::string_view keep(std::string_view text) { return world_.pool->keep(text); }

  void put_value(const Value& value, unsigned shape) {
    note_shape(shape);
    facts_.custom.emplace_back(keep(field_), value);
    const auto system = [&](domain::FieldRole role, FieldId field) {
      if (role_ == role) facts_.system.emplace_back(field, value);
    };
    system(domain::FieldRole::kSprint, FieldId::kSprint);
    system(domain::FieldRole::kEpicLink, FieldId::kEpicLink);
    system(domain::FieldRole::kParentLink, FieldId::kParentLink);
    system(domain::FieldRole::kRank, FieldId::kRank);
  }

  void put(JsonElement one, bool many, size_t depth) {
    std::string_view text;
    bool flag = false;
    if (one.is_object()) return put_object(one, depth);
    if (one.is_number()) {
      Value value;
      value.number = number_of_json(one).value_or(0);
      value.id = value.text = keep(fmt::format("{}", value.number));
      return put_value(value, kShapeNumber);
    }
    if (one.get(flag) == simdjson::SUCCESS) {
      const std::string_view word = flag ? "true" : "false";
      return put_value({word, word}, kShapeName);
    }
    if (one.get(text) == simdjson::SUCCESS && !text.empty()) put_text(text, many);
  }

  void put_text(std::string_view text, bool many) {
    if (role_ == domain::FieldRole::kEpicLink || role_ == domain::FieldRole::kParentLink)
      return put_value({{}, keep(text)}, kShapeIssue);
    Value value{keep(text), keep(text)};
    unsigned shape = many ? kShapeName : kShapeText;
    if (const auto date = parse_date(text)) {
      value.at = date->days;
      shape = kShapeDay;
    } else if (const auto instant = parse_instant(text)) {
      value.at = instant->ms;
      shape = kShapeInstant;
    }
    put_value(value, shape);
  }

  void put_object(JsonElement one, size_t depth) {
    if (json_get(one, "accountId") || json_get(one, "displayName"))
      return put_value(person_value(one, world_), kShapeName);
    const std::string id = json_id(one, "id"), key = json_id(one, "key");
    std::string name;
    for (const std::string_view member : {"value", "name", "title"}) {
      if (name.empty()) name = json_id(one, member);
    }
    if (name.empty() && !key.empty()) return put_value({keep(id), keep(key)}, kShapeIssue);
    if (name.empty() && json_get(one, "content"))
      return put_value({{}, keep(document_text(one))}, kShapeText);
    if (id.empty() && name.empty()) return;
    if (role_ == domain::FieldRole::kSprint) add_sprint_seen(one, id, name);
    put_value({keep(id.empty() ? name : id), keep(name.empty() ? id : name)}, kShapeName);
    if (const auto child = json_get(one, "child"); child && depth == 0)
      put(*child, false, depth + 1);
  }

  void add_sprint_seen(JsonElement sprint, std::string_view id, std::string_view name) {
    Named named;
    const std::string state = to_lower(json_id(sprint, "state"));
    named.id = id, named.name = name, named.state = state;
    world_.add(Noun::kSprint, named);
  }

  std::string_view field_;
  domain::FieldRole role_;
  FileWorld& world_;
  FileIssueFacts& facts_;
};

void add_property(std::string_view key, const std::string& path, JsonElement value, size_t depth,
                  FileWorld& world, FileIssueFacts& facts) {
  if (depth > kMaxDocument) return;
  if (value.is_object()) {
    for (const auto& [name, child] : simdjson::dom::object(value)) {
      const std::string deeper =
          path.empty() ? std::string(name) : fmt::format("{}.{}", path, name);
      add_property(key, deeper, child, depth + 1, world, facts);
    }
    return;
  }
  if (value.is_array()) {
    for (const JsonElement child : simdjson::dom::array(value))
      add_property(key, path, child, depth + 1, world, facts);
    return;
  }
  FilePropertyValue one{world.pool->keep(key), world.pool->keep(path), {}};
  std::string_view text;
  bool flag = false;
  if (value.is_number()) {
    one.value.number = number_of_json(value).value_or(0);
    one.value.id = "number";
    one.value.text = world.pool->keep(fmt::format("{}", one.value.number));
  } else if (value.get(flag) == simdjson::SUCCESS) {
    one.value.text = flag ? "true" : "false";
  } else if (value.get(text) == simdjson::SUCCESS) {
    one.value.text = world.pool->keep(text);
    if (const auto date = parse_date(text)) one.value.at = date->days;
    if (const auto instant = parse_instant(text)) one.value.at = instant->ms;
  }
  if (!one.value.text.empty()) facts.properties.push_back(one);
}

}  // namespace

std::optional<double> number_of_json(JsonElement value) {
  double number = 0;
  if (value.get(number) == simdjson::SUCCESS) return number;
  std::string_view text;
  if (value.get(text) == simdjson::SUCCESS) return parse_number(text);
  return std::nullopt;
}

std::string document_text(JsonElement value) {
  std::string_view text;
  if (value.get(text) == simdjson::SUCCESS) return std::string(text);
  std::string out;
  append_document(value, 0, out);
  return out;
}

Value person_value(JsonElement person, FileWorld& world) {
  world.add(Noun::kUser, person_named(person));
  const std::string id = person_id(person), name = json_id(person, "displayName");
  return {world.pool->keep(id), world.pool->keep(name.empty() ? id : name)};
}

void read_custom_field(std::string_view field, JsonElement value, FileWorld& world,
                       FileIssueFacts& facts) {
  CustomReader(field, world, facts).read(value);
}

void read_properties(JsonElement properties, FileWorld& world, FileIssueFacts& facts) {
  world.present.insert(FieldId::kProperty);
  for (const auto& [key, value] : simdjson::dom::object(properties))
    add_property(key, "", value, 0, world, facts);
}

}  // namespace tl::jql
