#include "api/cursor.h"

#include <algorithm>

#include "base/hash.h"
#include "base/json.h"
#include "base/text.h"

namespace tl::api {
namespace {

constexpr int kVersion = 1;
constexpr size_t kMaxCursorBytes = 16'384;

std::string query_mark(std::string_view query) { return std::to_string(stable_hash(query)); }

Error bad_cursor(std::string_view why) {
  return make_error(ErrorCode::kInvalidArgument,
                    "cursor: " + std::string(why) + " Begin again without a cursor.");
}

}  // namespace

std::string base64url_encode(std::string_view bytes) {
  std::string text = base64_encode(bytes);
  std::replace(text.begin(), text.end(), '+', '-');
  std::replace(text.begin(), text.end(), '/', '_');
  while (!text.empty() && text.back() == '=') text.pop_back();
  return text;
}

std::optional<std::string> base64url_decode(std::string_view text) {
  if (text.find_first_of("+/=") != std::string_view::npos) return std::nullopt;
  std::string padded(text);
  std::replace(padded.begin(), padded.end(), '-', '+');
  std::replace(padded.begin(), padded.end(), '_', '/');
  while (padded.size() % 4 != 0) padded += '=';
  auto bytes = base64_decode(padded);
  // One way to write each value only: no stray bits or characters at the end.
  if (!bytes || base64url_encode(*bytes) != text) return std::nullopt;
  return bytes;
}

std::string render_cursor(const std::vector<std::string>& values, std::string_view query) {
  JsonWriter out;
  out.begin_array().value(kVersion).value(query_mark(query));
  for (const std::string& value : values) out.value(value);
  out.end_array();
  return base64url_encode(out.text());
}

Result<std::vector<std::string>> parse_cursor(std::string_view cursor, std::string_view query,
                                              size_t count) {
  if (cursor.size() > kMaxCursorBytes) return bad_cursor("It is too long.");
  const auto bytes = base64url_decode(cursor);
  if (!bytes) return bad_cursor("It cannot be read.");
  auto document = JsonDocument::parse(*bytes);
  simdjson::dom::array items;
  if (!document.ok() || document->root().get(items) != simdjson::SUCCESS || items.size() < 2) {
    return bad_cursor("It cannot be read.");
  }
  int64_t version = 0;
  std::string_view mark;
  if (items.at(0).get(version) != simdjson::SUCCESS || version != kVersion) {
    return bad_cursor("It is of another version.");
  }
  if (items.at(1).get(mark) != simdjson::SUCCESS || mark != query_mark(query)) {
    return bad_cursor("It belongs to another query.");
  }
  std::vector<std::string> values;
  for (size_t i = 2; i < items.size(); ++i) {
    std::string_view value;
    if (items.at(i).get(value) != simdjson::SUCCESS) return bad_cursor("It cannot be read.");
    values.emplace_back(value);
  }
  if (values.size() != count) return bad_cursor("It cannot be read.");
  return values;
}

std::string render_place(int64_t before, std::string_view query) {
  return before == 0 ? "" : render_cursor({std::to_string(before)}, query);
}

int64_t read_place(std::string_view cursor, std::string_view query, QueryReader& reader) {
  const auto values = parse_cursor(cursor, query, 1);
  const auto before = values.ok() ? parse_int(values->front()) : std::nullopt;
  if (before && *before > 0) return *before;
  reader.problem("cursor", "is none of this list; begin again without it");
  return 0;
}

}  // namespace tl::api
