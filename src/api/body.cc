#include "api/body.h"

#include <algorithm>
#include <utility>

#include "base/text.h"

namespace tl::api {
namespace {

constexpr size_t kMaxInstantChars = 40;
constexpr std::string_view kInstantForm = "must be an instant such as 2026-11-20T14:02:11Z";

}  // namespace

size_t count_chars(std::string_view utf8) {
  return static_cast<size_t>(std::count_if(utf8.begin(), utf8.end(), [](char c) {
    return (static_cast<unsigned char>(c) & 0xC0) != 0x80;
  }));
}

bool looks_like_email(std::string_view text) {
  const size_t at = text.rfind('@');
  if (at == std::string_view::npos || at == 0 || at + 1 == text.size()) return false;
  if (text.size() > 254 || text.find('@') != at) return false;
  return std::none_of(text.begin(), text.end(), [](unsigned char c) {
    return c <= 0x20 || c == 0x7f || c == '<' || c == '>' || c == ',' || c == ';' || c == '"';
  });
}

std::string one_of(const std::vector<std::string_view>& choices) {
  std::string message = "must be one of";
  for (std::string_view choice : choices) message += " " + std::string(choice);
  return message;
}

Result<JsonDocument> parse_body(const net::Request& request) {
  if (trim(request.body).empty()) {
    return make_error(ErrorCode::kInvalidArgument, "The request has no body; JSON is expected.");
  }
  auto document = JsonDocument::parse(request.body);
  if (document.ok()) return document;
  return make_error(ErrorCode::kInvalidArgument, "The body is not JSON.");
}

ObjectReader::ObjectReader(JsonElement element, std::string path, Problems& problems)
    : element_(element),
      is_object_(element.is_object()),
      path_(std::move(path)),
      problems_(&problems) {
  if (!is_object_ && path_.empty()) problem("body", "must be a JSON object");
}

bool ObjectReader::has(std::string_view name) const {
  return is_object_ && element_[name].error() == simdjson::SUCCESS;
}

void ObjectReader::problem(std::string_view name, std::string message) {
  problems_->push_back({path_ + std::string(name), std::move(message)});
}

std::optional<JsonElement> ObjectReader::take(std::string_view name) {
  known_.emplace(name);
  if (!is_object_) return std::nullopt;
  JsonElement element;
  if (element_[name].get(element) != simdjson::SUCCESS) return std::nullopt;
  return element;
}

std::optional<JsonElement> ObjectReader::take_required(std::string_view name) {
  auto element = take(name);
  if (!element && is_object_) problem(name, "is required");
  return element;
}

std::optional<std::string> ObjectReader::read_text(std::string_view name, JsonElement element,
                                                   size_t max_chars) {
  std::string_view text;
  if (element.get(text) != simdjson::SUCCESS) {
    problem(name, "must be a text");
    return std::nullopt;
  }
  if (count_chars(text) > max_chars) {
    problem(name, "must have at most " + std::to_string(max_chars) + " characters");
    return std::nullopt;
  }
  if (text.find('\0') != std::string_view::npos) {
    problem(name, "must not hold the character U+0000");
    return std::nullopt;
  }
  return std::string(text);
}

std::string ObjectReader::text(std::string_view name, size_t max_chars) {
  const auto element = take_required(name);
  if (!element) return {};
  auto text = read_text(name, *element, max_chars);
  if (text && trim(*text).empty()) {
    problem(name, "must not be empty");
    return {};
  }
  return text.value_or("");
}

std::optional<std::string> ObjectReader::optional_text(std::string_view name, size_t max_chars) {
  const auto element = take(name);
  if (!element) return std::nullopt;
  return read_text(name, *element, max_chars);
}

std::optional<int64_t> ObjectReader::optional_integer(std::string_view name, int64_t low,
                                                      int64_t high) {
  const auto element = take(name);
  if (!element) return std::nullopt;
  int64_t number = 0;
  if (element->get(number) != simdjson::SUCCESS) {
    problem(name, "must be a whole number");
    return std::nullopt;
  }
  if (number < low || number > high) {
    problem(name, "must lie between " + std::to_string(low) + " and " + std::to_string(high));
    return std::nullopt;
  }
  return number;
}

int64_t ObjectReader::integer(std::string_view name, int64_t low, int64_t high) {
  if (!take_required(name)) return low;
  return optional_integer(name, low, high).value_or(low);
}

std::optional<bool> ObjectReader::optional_flag(std::string_view name) {
  const auto element = take(name);
  if (!element) return std::nullopt;
  bool flag = false;
  if (element->get(flag) != simdjson::SUCCESS) {
    problem(name, "must be true or false");
    return std::nullopt;
  }
  return flag;
}

std::optional<CivilDate> ObjectReader::date(std::string_view name, bool required) {
  const auto element = required ? take_required(name) : take(name);
  if (!element) return std::nullopt;
  std::string_view text;
  if (element->get(text) != simdjson::SUCCESS) {
    problem(name, "must be a date such as 2026-11-20");
    return std::nullopt;
  }
  auto date = parse_date(text);
  if (!date) problem(name, "must be a date such as 2026-11-20");
  return date;
}

std::string ObjectReader::choice(std::string_view name,
                                 const std::vector<std::string_view>& choices) {
  auto given = optional_text(name, 80);
  if (!given) return std::string(choices.front());
  if (std::find(choices.begin(), choices.end(), *given) != choices.end()) return std::move(*given);
  problem(name, one_of(choices));
  return std::string(choices.front());
}

bool ObjectReader::is_null(std::string_view name) {
  const auto element = take(name);
  return element && element->is_null();
}

std::optional<Instant> ObjectReader::optional_instant(std::string_view name) {
  const auto given = optional_text(name, kMaxInstantChars);
  if (!given) return std::nullopt;
  auto instant = parse_instant(*given);
  if (!instant) problem(name, std::string(kInstantForm));
  return instant;
}

std::optional<std::vector<std::string>> ObjectReader::optional_texts(std::string_view name,
                                                                     size_t max_items,
                                                                     size_t max_chars) {
  const auto element = take(name);
  if (!element) return std::nullopt;
  simdjson::dom::array items;
  if (element->get(items) != simdjson::SUCCESS) {
    problem(name, "must be a list of texts");
    return std::nullopt;
  }
  if (items.size() > max_items) {
    problem(name, "must have at most " + std::to_string(max_items) + " items");
    return std::nullopt;
  }
  std::vector<std::string> texts;
  for (JsonElement item : items) {
    const std::string place = std::string(name) + "[" + std::to_string(texts.size()) + "]";
    auto text = read_text(place, item, max_chars);
    if (text && trim(*text).empty()) problem(place, "must not be empty");
    texts.push_back(std::move(text).value_or(""));
  }
  return texts;
}

std::optional<ObjectReader> ObjectReader::object(std::string_view name, bool required) {
  const auto element = required ? take_required(name) : take(name);
  if (!element) return std::nullopt;
  if (!element->is_object()) {
    problem(name, "must be an object");
    return std::nullopt;
  }
  return ObjectReader(*element, path_ + std::string(name) + ".", *problems_);
}

void ObjectReader::refuse_unknown() {
  simdjson::dom::object members;
  if (!is_object_ || element_.get(members) != simdjson::SUCCESS) return;
  std::set<std::string_view> seen;
  for (const auto& member : members) {
    if (!known_.contains(member.key)) {
      problem(shortened(member.key, 80), "is not known here");
    } else if (!seen.insert(member.key).second) {
      problem(member.key, "is given twice");
    }
  }
}

std::optional<std::string> QueryReader::text(std::string_view name, size_t max_chars) {
  known_.emplace(name);
  const auto values = request_.query_values(name);
  if (values.empty() || values.front().empty()) return std::nullopt;
  if (values.size() > 1) problem(name, "is given twice");
  if (count_chars(values.front()) > max_chars) {
    problem(name, "must have at most " + std::to_string(max_chars) + " characters");
    return std::nullopt;
  }
  return std::string(values.front());
}

std::vector<std::string> QueryReader::texts(std::string_view name, size_t max_items,
                                            size_t max_chars) {
  known_.emplace(name);
  std::vector<std::string> texts;
  for (std::string_view value : request_.query_values(name)) {
    if (value.empty()) continue;
    if (count_chars(value) > max_chars) {
      problem(name, "must have at most " + std::to_string(max_chars) + " characters");
    }
    texts.emplace_back(value);
  }
  if (texts.size() > max_items) {
    problem(name, "may be given at most " + std::to_string(max_items) + " times");
    texts.resize(max_items);
  }
  return texts;
}

std::optional<int64_t> QueryReader::integer(std::string_view name, int64_t low, int64_t high) {
  const auto given = text(name, 20);
  if (!given) return std::nullopt;
  const auto number = parse_int(*given);
  if (!number || *number < low || *number > high) {
    problem(name, "must be a whole number between " + std::to_string(low) + " and " +
                      std::to_string(high));
    return std::nullopt;
  }
  return number;
}

std::optional<CivilDate> QueryReader::date(std::string_view name) {
  const auto given = text(name, 20);
  if (!given) return std::nullopt;
  auto date = parse_date(*given);
  if (!date) problem(name, "must be a date such as 2026-11-20");
  return date;
}

std::optional<Instant> QueryReader::instant(std::string_view name) {
  const auto given = text(name, kMaxInstantChars);
  if (!given) return std::nullopt;
  auto instant = parse_instant(*given);
  if (!instant) problem(name, std::string(kInstantForm));
  return instant;
}

std::string QueryReader::choice(std::string_view name,
                                const std::vector<std::string_view>& choices) {
  std::string given = optional_choice(name, choices);
  return given.empty() ? std::string(choices.front()) : given;
}

std::string QueryReader::optional_choice(std::string_view name,
                                         const std::vector<std::string_view>& choices) {
  const auto given = text(name, 40);
  if (!given) return {};
  check_choice(name, *given, choices);
  return *given;
}

std::vector<std::string> QueryReader::choices(std::string_view name,
                                              const std::vector<std::string_view>& choices) {
  auto given = texts(name, 20, 40);
  for (const std::string& value : given) check_choice(name, value, choices);
  return given;
}

void QueryReader::check_choice(std::string_view name, std::string_view value,
                               const std::vector<std::string_view>& choices) {
  if (std::find(choices.begin(), choices.end(), value) != choices.end()) return;
  problem(name, one_of(choices));
}

void QueryReader::problem(std::string_view name, std::string message) {
  problems_.push_back({std::string(name), std::move(message)});
}

void QueryReader::refuse_unknown() {
  std::set<std::string_view> told;
  for (const auto& [name, value] : request_.query) {
    if (known_.contains(name) || !told.insert(name).second) continue;
    problem(shortened(name, 80), "is not a parameter of this address");
  }
}

}  // namespace tl::api
