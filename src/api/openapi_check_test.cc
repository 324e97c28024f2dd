// A small validator of answers against the API document: type, required, properties,
// additionalProperties, enum, items, anyOf, $ref, date-time and date.
#include <algorithm>

#include "api/assets.h"
#include "api/world_for_test.h"
#include "base/text.h"
#include "base/time_text.h"

namespace tl::api {
namespace {

const JsonDocument& document() {
  static const JsonDocument kDocument = [] {
    return std::move(JsonDocument::parse(openapi_asset().plain)).value();
  }();
  return kDocument;
}

bool has_type(JsonElement value, std::string_view type) {
  if (type == "null") return value.is_null();
  if (type == "string") return value.is_string();
  if (type == "boolean") return value.is_bool();
  if (type == "integer") return value.is_int64() || value.is_uint64();
  if (type == "number") return value.is_number();
  if (type == "array") return value.is_array();
  return type == "object" && value.is_object();
}

class Checker {
 public:
  void check(JsonElement schema, JsonElement value, const std::string& path) {
    if (const auto ref = json_text(schema, "$ref")) {
      return check(document().root().at_pointer(std::string(ref->substr(1))).value(), value, path);
    }
    if (const auto any = json_get(schema, "anyOf")) return check_any(*any, value, path);
    check_type(schema, value, path);
    if (const auto choices = json_get(schema, "enum")) check_enum(*choices, value, path);
    check_format(schema, value, path);
    if (value.is_object()) check_object(schema, value, path);
    if (value.is_array()) check_items(schema, value, path);
  }
  [[nodiscard]] const std::string& problems() const { return problems_; }

 private:
  void fail(const std::string& path, const std::string& what) {
    problems_ += path + ": " + what + "\n";
  }

  void check_any(JsonElement any, JsonElement value, const std::string& path) {
    for (JsonElement schema : simdjson::dom::array(any)) {
      Checker one;
      one.check(schema, value, path);
      if (one.problems().empty()) return;
    }
    fail(path, "fits none of anyOf");
  }

  void check_type(JsonElement schema, JsonElement value, const std::string& path) {
    const auto type = json_get(schema, "type");
    if (!type) return;
    if (type->is_string()) {
      const std::string_view name = *type;
      if (!has_type(value, name)) fail(path, "is not " + std::string(name));
      return;
    }
    for (JsonElement one : simdjson::dom::array(*type)) {
      if (has_type(value, one)) return;
    }
    fail(path, "is of no listed type");
  }

  void check_enum(JsonElement choices, JsonElement value, const std::string& path) {
    for (JsonElement choice : simdjson::dom::array(choices)) {
      if (simdjson::minify(choice) == simdjson::minify(value)) return;
    }
    fail(path, "is not in the enum: " + simdjson::minify(value));
  }

  void check_format(JsonElement schema, JsonElement value, const std::string& path) {
    const auto format = json_text(schema, "format");
    if (!format || !value.is_string()) return;
    const std::string_view text = value;
    if (*format == "date-time" && !parse_instant(text)) fail(path, "is no date-time");
    if (*format == "date" && !parse_date(text)) fail(path, "is no date");
  }

  void check_object(JsonElement schema, JsonElement value, const std::string& path) {
    if (const auto required = json_get(schema, "required")) {
      for (JsonElement name : simdjson::dom::array(*required)) {
        const std::string_view wanted = name;
        if (!json_has(value, wanted)) fail(path, "lacks " + std::string(wanted));
      }
    }
    const auto properties = json_get(schema, "properties");
    const auto closed = json_bool(schema, "additionalProperties");
    for (const auto& member : simdjson::dom::object(value)) {
      const auto known = properties ? json_get(*properties, member.key) : std::nullopt;
      if (known) {
        check(*known, member.value, path + "/" + std::string(member.key));
      } else if (closed && !*closed) {
        fail(path, "has the undocumented member " + std::string(member.key));
      }
    }
  }

  void check_items(JsonElement schema, JsonElement value, const std::string& path) {
    const auto items = json_get(schema, "items");
    if (!items) return;
    size_t index = 0;
    for (JsonElement item : simdjson::dom::array(value)) {
      check(*items, item, path + "/" + std::to_string(index++));
    }
  }

  static bool json_has(JsonElement object, std::string_view name) {
    return object[name].error() == simdjson::SUCCESS;
  }

  std::string problems_;
};

}  // namespace

std::vector<std::pair<std::string, std::string>> openapi_operations() {
  std::vector<std::pair<std::string, std::string>> operations;
  for (const auto& path : simdjson::dom::object(document().root()["paths"])) {
    for (const auto& operation : simdjson::dom::object(path.value)) {
      std::string method(operation.key);
      std::transform(method.begin(), method.end(), method.begin(),
                     [](unsigned char c) { return std::toupper(c); });
      operations.emplace_back(method, std::string(path.key));
    }
  }
  return operations;
}

std::string check_against_openapi(std::string_view method, std::string_view pattern,
                                  const Answer& answer) {
  const auto path = json_get(document().root()["paths"], pattern);
  const auto operation = path ? json_get(*path, to_lower(method)) : std::nullopt;
  if (!operation) return "";
  Answer read = answer;
  const std::string type(answer.headers.value("Content-Type"));
  Checker checker;
  if (answer.status >= 400) {
    if (type != "application/problem+json") return "an error of type " + type;
    checker.check(document().root().at_pointer("/components/schemas/Problem").value(), read.json(),
                  "");
    return checker.problems();
  }
  if (answer.status == 304 || answer.headers.contains("Content-Encoding")) return "";
  const auto response = json_get((*operation)["responses"], std::to_string(answer.status));
  if (!response) return "undocumented status " + std::to_string(answer.status);
  if (type != "application/json") return "";
  const auto content = json_get(*response, "content");
  const auto json = content ? json_get(*content, "application/json") : std::nullopt;
  if (!json) return "JSON where none is documented";
  checker.check((*json)["schema"], read.json(), "");
  return checker.problems();
}

}  // namespace tl::api
