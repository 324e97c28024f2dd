// Strict reading of what a caller sends: every problem of a request is collected and answered at
// once, unknown members and parameters are problems too. Values in problems are never repeated.
#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "api/problem.h"
#include "base/json.h"
#include "base/time_text.h"
#include "net/http_message.h"

namespace tl::api {

using Problems = std::vector<FieldProblem>;

// Reads the members of one JSON object. An absent or wrong required member adds a problem and gives
// an empty value, so that reading goes on. The document and `problems` must outlive the reader.
class ObjectReader {
 public:
  // `path` is put before names: "sign_in." for a nested object, "" at the top.
  ObjectReader(JsonElement element, std::string path, Problems& problems);

  // Lengths count characters (code points). A required text must not be blank.
  [[nodiscard]] std::string text(std::string_view name, size_t max_chars);
  [[nodiscard]] std::optional<std::string> optional_text(std::string_view name, size_t max_chars);
  [[nodiscard]] int64_t integer(std::string_view name, int64_t low, int64_t high);
  [[nodiscard]] std::optional<int64_t> optional_integer(std::string_view name, int64_t low,
                                                        int64_t high);
  [[nodiscard]] std::optional<bool> optional_flag(std::string_view name);
  // One of `choices`; the first when absent or wrong.
  [[nodiscard]] std::string choice(std::string_view name,
                                   const std::vector<std::string_view>& choices);
  // "2026-11-20"
  [[nodiscard]] std::optional<CivilDate> date(std::string_view name, bool required);
  // "2026-11-20T14:02:11Z"; nothing when absent.
  [[nodiscard]] std::optional<Instant> optional_instant(std::string_view name);
  [[nodiscard]] std::optional<std::vector<std::string>> optional_texts(std::string_view name,
                                                                       size_t max_items,
                                                                       size_t max_chars);
  // Nothing when absent (a problem when required) or not an object (always a problem).
  [[nodiscard]] std::optional<ObjectReader> object(std::string_view name, bool required);

  [[nodiscard]] bool has(std::string_view name) const;
  // Given as null: for members where null means something.
  [[nodiscard]] bool is_null(std::string_view name);
  void problem(std::string_view name, std::string message);
  // Call last: names every member that was not asked for, and every one given twice.
  void refuse_unknown();

 private:
  std::optional<JsonElement> take(std::string_view name);
  std::optional<JsonElement> take_required(std::string_view name);
  std::optional<std::string> read_text(std::string_view name, JsonElement element,
                                       size_t max_chars);

  JsonElement element_;
  bool is_object_ = false;
  std::string path_;
  Problems* problems_;
  std::set<std::string, std::less<>> known_;
};

// The document of a request body; kInvalidArgument when it is not JSON.
[[nodiscard]] Result<JsonDocument> parse_body(const net::Request& request);

// Reads query parameters. Same manner.
class QueryReader {
 public:
  QueryReader(const net::Request& request, Problems& problems)
      : request_(request), problems_(problems) {}

  // "" counts as absent. Given twice is a problem.
  [[nodiscard]] std::optional<std::string> text(std::string_view name, size_t max_chars);
  [[nodiscard]] std::vector<std::string> texts(std::string_view name, size_t max_items,
                                               size_t max_chars);
  [[nodiscard]] std::optional<int64_t> integer(std::string_view name, int64_t low, int64_t high);
  [[nodiscard]] std::optional<CivilDate> date(std::string_view name);
  [[nodiscard]] std::optional<Instant> instant(std::string_view name);
  // One of `choices`; the first when absent.
  [[nodiscard]] std::string choice(std::string_view name,
                                   const std::vector<std::string_view>& choices);
  // The same, "" when absent.
  [[nodiscard]] std::string optional_choice(std::string_view name,
                                            const std::vector<std::string_view>& choices);
  [[nodiscard]] std::vector<std::string> choices(std::string_view name,
                                                 const std::vector<std::string_view>& choices);
  void problem(std::string_view name, std::string message);
  void refuse_unknown();

 private:
  void check_choice(std::string_view name, std::string_view value,
                    const std::vector<std::string_view>& choices);

  const net::Request& request_;
  Problems& problems_;
  std::set<std::string, std::less<>> known_;
};

// "must be one of a b c"
[[nodiscard]] std::string one_of(const std::vector<std::string_view>& choices);
[[nodiscard]] size_t count_chars(std::string_view utf8);
// Something@domain, without white space or control characters; no more can be known.
[[nodiscard]] bool looks_like_email(std::string_view text);

}  // namespace tl::api
