// JSON in: simdjson's DOM behind a document that owns its buffer. JSON out: a streaming writer.
#pragma once

#include <simdjson.h>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"

namespace tl {

using JsonElement = simdjson::dom::element;

// A parsed document. Elements of it are valid while it lives and is not parsed into again.
class JsonDocument {
 public:
  // Reads `text`. What simdjson refuses for a lone surrogate, a huge number or broken UTF-8 is
  // repaired (U+FFFD, the number as text) and read again; `repaired()` then says so.
  // Limits: kMaxJsonBytes, kMaxJsonDepth (kTooLarge / kUnreadable).
  [[nodiscard]] static Result<JsonDocument> parse(std::string_view text);

  [[nodiscard]] JsonElement root() const { return root_; }
  [[nodiscard]] bool repaired() const { return repaired_; }

 private:
  JsonDocument() = default;
  std::unique_ptr<simdjson::dom::parser> parser_;
  JsonElement root_;
  bool repaired_ = false;
};

constexpr size_t kMaxJsonBytes = 64u << 20;
constexpr size_t kMaxJsonDepth = 256;

// Lenient look-ups: nothing when the member is absent, null or of another type.
[[nodiscard]] std::optional<JsonElement> json_get(JsonElement object, std::string_view key);
[[nodiscard]] std::optional<std::string_view> json_text(JsonElement object, std::string_view key);
[[nodiscard]] std::optional<int64_t> json_int(JsonElement object, std::string_view key);
[[nodiscard]] std::optional<bool> json_bool(JsonElement object, std::string_view key);
// A text or a number as text: Jira writes ids both ways.
[[nodiscard]] std::string json_id(JsonElement object, std::string_view key);

// Makes text that simdjson accepts out of text it refuses for a lone surrogate escape, a number out
// of range or invalid UTF-8. Other errors stay. Pure.
[[nodiscard]] std::string repair_json(std::string_view text);

// Writes compact JSON into a string. Calls must nest as JSON does; commas are its own business.
class JsonWriter {
 public:
  JsonWriter& begin_object();
  JsonWriter& end_object();
  JsonWriter& begin_array();
  JsonWriter& end_array();
  JsonWriter& key(std::string_view name);
  JsonWriter& value(std::string_view text);
  JsonWriter& value(const char* text) { return value(std::string_view(text)); }
  JsonWriter& value(const std::string& text) { return value(std::string_view(text)); }
  JsonWriter& value(int64_t number);
  JsonWriter& value(int number) { return value(static_cast<int64_t>(number)); }
  JsonWriter& value(uint64_t number) { return value(static_cast<int64_t>(number)); }
  JsonWriter& value(double number);  // not finite: null; whole numbers without ".0"
  JsonWriter& value(bool flag);
  JsonWriter& null();
  JsonWriter& raw(std::string_view json);  // trusted JSON text as one value
  template <typename T>
  JsonWriter& member(std::string_view name, const T& v) {
    key(name);
    return value(v);
  }
  template <typename T>
  JsonWriter& member(std::string_view name, const std::optional<T>& v) {
    key(name);
    return v ? value(*v) : null();
  }

  [[nodiscard]] const std::string& text() const { return out_; }
  [[nodiscard]] std::string take() { return std::move(out_); }

 private:
  void separate();
  std::string out_;
  bool comma_ = false;
};

[[nodiscard]] std::string json_quote(std::string_view text);  // with the quotes

}  // namespace tl
