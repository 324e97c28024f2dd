// A small validator of answers against the API document: type, required, properties,
// additionalProperties, unevaluatedProperties, enum, minimum, maximum, items, anyOf, allOf, $ref,
// date-time and date. And the proof that the document promises nothing that no test has seen: every
// status of every operation is answered by some test of this program, but for those that
// testdata/unanswered.txt names with a reason.
#include <algorithm>
#include <fstream>
#include <map>
#include <mutex>
#include <set>
#include <sstream>

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
    if (const auto all = json_get(schema, "allOf")) check_all(schema, *all, value, path);
    check_type(schema, value, path);
    if (const auto choices = json_get(schema, "enum")) check_enum(*choices, value, path);
    check_format(schema, value, path);
    check_range(schema, value, path);
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

  // Each part by itself; members that no part knows are refused where the whole says so.
  void check_all(JsonElement schema, JsonElement all, JsonElement value, const std::string& path) {
    std::set<std::string_view> known;
    for (JsonElement part : simdjson::dom::array(all)) {
      check(part, value, path);
      note_properties(part, known);
    }
    if (json_bool(schema, "unevaluatedProperties").value_or(true) || !value.is_object()) return;
    for (const auto& member : simdjson::dom::object(value)) {
      if (!known.contains(member.key))
        fail(path, "has the undocumented member " + std::string(member.key));
    }
  }

  static void note_properties(JsonElement part, std::set<std::string_view>& known) {
    if (const auto ref = json_text(part, "$ref"))
      part = document().root().at_pointer(std::string(ref->substr(1))).value();
    const auto properties = json_get(part, "properties");
    if (!properties) return;
    for (const auto& member : simdjson::dom::object(*properties)) known.insert(member.key);
  }

  void check_range(JsonElement schema, JsonElement value, const std::string& path) {
    double number = 0;
    if (!value.is_number() || value.get(number) != simdjson::SUCCESS) return;
    const auto bound = [&](std::string_view name) -> std::optional<double> {
      const auto found = json_get(schema, name);
      double read = 0;
      if (!found || found->get(read) != simdjson::SUCCESS) return std::nullopt;
      return read;
    };
    if (number < bound("minimum").value_or(number)) fail(path, "is below its minimum");
    if (number > bound("maximum").value_or(number)) fail(path, "is above its maximum");
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

// "GET /api/v1/issues 200"
using Promise = std::string;

Promise promise_of(std::string_view method, std::string_view pattern, std::string_view status) {
  return std::string(method) + " " + std::string(pattern) + " " + std::string(status);
}

class Seen {
 public:
  void add(Promise promise) {
    const std::lock_guard lock(mutex_);
    promises_.insert(std::move(promise));
  }
  [[nodiscard]] std::set<Promise> all() const {
    const std::lock_guard lock(mutex_);
    return promises_;
  }

 private:
  mutable std::mutex mutex_;
  std::set<Promise> promises_;
};

Seen& seen() {
  static Seen kSeen;
  return kSeen;
}

std::set<Promise> documented_promises() {
  std::set<Promise> promises;
  for (const auto& [method, pattern] : openapi_operations()) {
    const JsonElement operation = document().root()["paths"][pattern][to_lower(method)];
    for (const auto& response : simdjson::dom::object(operation["responses"]))
      promises.insert(promise_of(method, pattern, response.key));
  }
  return promises;
}

// Lines "METHOD PATTERN STATUS reason"; a reason is needed.
std::map<Promise, std::string> unanswered() {
  std::map<Promise, std::string> reasons;
  std::ifstream file(std::string(TL_SOURCE_DIR) + "/src/api/testdata/unanswered.txt");
  EXPECT_TRUE(file.is_open());
  for (std::string line; std::getline(file, line);) {
    if (line.empty() || line.front() == '#') continue;
    std::istringstream words(line);
    std::string method, pattern, status, reason;
    words >> method >> pattern >> status;
    std::getline(words >> std::ws, reason);
    EXPECT_FALSE(reason.empty()) << line;
    reasons[promise_of(method, pattern, status)] = reason;
  }
  return reasons;
}

// Runs after all tests of the program.
class PromisesAreSeen : public testing::Environment {
 public:
  void TearDown() override {
    if (GTEST_FLAG_GET(filter) != "*" || std::getenv("GTEST_TOTAL_SHARDS") != nullptr) return;
    const std::set<Promise> documented = documented_promises();
    const std::set<Promise> answered = seen().all();
    const std::map<Promise, std::string> excused = unanswered();
    for (const Promise& promise : documented) {
      if (excused.contains(promise))
        EXPECT_FALSE(answered.contains(promise)) << promise << " is answered: no excuse is needed";
      else
        EXPECT_TRUE(answered.contains(promise)) << promise << " is documented, and no test has it";
    }
    for (const auto& [promise, reason] : excused)
      EXPECT_TRUE(documented.contains(promise)) << promise << " is not documented";
  }
};

[[maybe_unused]] const auto* const kPromises =
    testing::AddGlobalTestEnvironment(new PromisesAreSeen);

// A response of an operation, where it stands itself or by reference.
std::optional<JsonElement> find_response(JsonElement operation, int status) {
  const auto found = json_get(operation["responses"], std::to_string(status));
  const auto ref = found ? json_text(*found, "$ref") : std::nullopt;
  if (!ref) return found;
  return document().root().at_pointer(std::string(ref->substr(1))).value();
}

std::string check_problem(Answer& answer, std::string_view type) {
  if (type != "application/problem+json") return "an error of type " + std::string(type);
  Checker checker;
  checker.check(document().root().at_pointer("/components/schemas/Problem").value(), answer.json(),
                "");
  return checker.problems();
}

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

bool openapi_documents(const std::string& method, const std::string& pattern, int status) {
  const JsonElement operation = document().root()["paths"][pattern][to_lower(method)];
  return json_get(operation["responses"], std::to_string(status)).has_value();
}

std::string check_against_openapi(std::string_view method, std::string_view pattern,
                                  const Answer& answer) {
  const auto path = json_get(document().root()["paths"], pattern);
  const auto operation = path ? json_get(*path, to_lower(method)) : std::nullopt;
  if (!operation) return "";
  seen().add(promise_of(method, pattern, std::to_string(answer.status)));
  Answer read = answer;
  const std::string type(answer.headers.value("Content-Type"));
  const auto response = find_response(*operation, answer.status);
  if (!response && answer.status < 500)
    return "undocumented status " + std::to_string(answer.status);
  if (answer.status >= 400) return check_problem(read, type);
  if (answer.status == 304) return answer.body.empty() ? "" : "304 with a body";
  if (answer.headers.contains("Content-Encoding")) return "";
  const auto content = json_get(*response, "content");
  if (!content) return answer.body.empty() ? "" : "a body where none is documented";
  const auto media = json_get(*content, type.substr(0, type.find(';')));
  if (!media) return "the undocumented type " + type;
  const auto schema = json_get(*media, "schema");
  if (type != "application/json" || !schema) return "";
  Checker checker;
  checker.check(*schema, read.json(), "");
  return checker.problems();
}

}  // namespace tl::api
