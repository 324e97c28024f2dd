#include "connectors/jira/field_value.h"

#include <array>

#include "base/time_text.h"
#include "connectors/jira/nouns.h"
#include "connectors/jira/payload.h"
#include "connectors/jira/sprint_text.h"

namespace tl::connectors::jira {
namespace {

using domain::FieldInfo;
using domain::FieldRole;
using domain::Ref;
using domain::Refs;
using domain::Value;

bool is_user(JsonElement object) {
  return json_get(object, "accountId").has_value() || json_get(object, "displayName").has_value();
}

// Texts that apps compute: development summaries and time in status.
bool is_computed_text(std::string_view text) {
  return text == "{}" || text.starts_with("{summaryBean=") ||
         text.starts_with("PullRequestOverallDetails{") || text.starts_with("{pullrequest=") ||
         text.find("_*:*_") != std::string_view::npos;
}

bool is_computed_field(const FieldInfo& field) {
  return field.role == FieldRole::kDevelopment || field.role == FieldRole::kTimeInStatus ||
         field.role == FieldRole::kSla || field.role == FieldRole::kApprovals;
}

// Objects that are nouns of their own, by the type that the field's schema says.
struct TypedReader {
  std::string_view type;
  Ref (*read)(JsonElement, Facts&);
};

constexpr std::array kTyped = {
    TypedReader{"user", read_user},         TypedReader{"version", read_version},
    TypedReader{"project", read_project},   TypedReader{"component", read_component},
    TypedReader{"priority", read_priority}, TypedReader{"resolution", read_resolution},
};

std::string_view type_of(const FieldInfo* field) {
  if (field == nullptr) return "";
  return field->type == "array" ? field->items : field->type;
}

std::string id_of_ref(JsonElement object) {
  for (const std::string_view key : {"id", "groupId"}) {
    std::string id = clean_text(json_id(object, key));
    if (!id.empty()) return id;
  }
  return {};
}

// {"id":"10001","value":"Blue"}, with "child" for cascading ones; {"id","name"}; a user; a sprint;
// {"requestType":{..}}. An empty id: nothing that can be named.
Ref read_ref(const FieldInfo* field, JsonElement object, Facts& facts) {
  const std::string_view type = type_of(field);
  for (const TypedReader& typed : kTyped) {
    if (typed.type == type) return typed.read(object, facts);
  }
  if (is_user(object)) return read_user(object, facts);
  if (looks_like_sprint(object)) return read_sprint(object, true, facts);
  if (const auto request = json_get(object, "requestType")) {
    return read_ref(nullptr, *request, facts);
  }
  Ref ref{id_of_ref(object), ""};
  for (const std::string_view key : {"value", "name", "title", "key"}) {
    if (auto text = text_member(object, key)) {
      ref.name = std::move(*text);
      break;
    }
  }
  if (ref.id.empty()) ref.id = ref.name;
  if (const auto child = json_get(object, "child")) {
    const Ref below = read_ref(nullptr, *child, facts);
    if (!below.id.empty()) ref = Ref{ref.id + ":" + below.id, ref.name + " > " + below.name};
  }
  return ref;
}

Ref read_list_item(const FieldInfo* field, JsonElement item, Facts& facts) {
  if (item.is_object()) return read_ref(field, item, facts);
  std::string_view text;
  if (!item.get(text) && looks_like_sprint_text(text)) return read_sprint_text(text, facts);
  const std::string word = id_of(item);
  return Ref{word, word};
}

std::optional<Value> read_list(const FieldInfo* field, JsonElement list, Facts& facts) {
  Refs refs;
  for (const JsonElement item : simdjson::dom::array(list)) {
    if (is_rich_text(item)) continue;
    Ref ref = read_list_item(field, item, facts);
    if (!ref.id.empty()) refs.push_back(std::move(ref));
  }
  return Value(std::move(refs));
}

std::optional<Value> read_text(const FieldInfo* field, std::string_view text) {
  if (is_computed_text(text) || looks_like_prose(text)) return std::nullopt;
  if (field != nullptr && field->type == "datetime") {
    if (const auto instant = parse_instant(text)) return Value(*instant);
  }
  if (field != nullptr && field->type == "date") {
    if (const auto date = parse_date(text)) return Value(*date);
  }
  return Value(clean_text(text));
}

std::optional<Value> read_scalar(const FieldInfo* field, JsonElement value) {
  if (field != nullptr && field->type == "number") {
    if (const auto number = number_of(value)) return Value(*number);
  }
  std::string_view text;
  if (!value.get(text)) return read_text(field, text);
  bool flag = false;
  if (!value.get(flag)) return Value(flag);
  double number = 0;
  if (!value.get(number)) return Value(number);
  return std::nullopt;
}

}  // namespace

bool is_rich_text_field(const FieldInfo& field) {
  return field.schema_custom.ends_with(":textarea") || field.type == "doc";
}

bool is_unwanted_field(const FieldInfo& field) {
  return is_rich_text_field(field) || is_computed_field(field);
}

std::optional<Value> read_field_value(const FieldInfo* field, JsonElement value, Facts& facts) {
  if (field != nullptr && is_unwanted_field(*field)) return std::nullopt;
  if (value.is_null()) return Value(std::monostate{});
  if (value.is_array()) return read_list(field, value, facts);
  if (!value.is_object()) return read_scalar(field, value);
  if (is_rich_text(value)) return std::nullopt;
  if (const auto rating = json_get(value, "rating")) {  // of a customer
    if (const auto number = number_of(*rating)) return Value(*number);
  }
  Ref ref = read_ref(field, value, facts);
  if (ref.id.empty()) return std::nullopt;
  return Value(std::move(ref));
}

}  // namespace tl::connectors::jira
