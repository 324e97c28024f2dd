#include "connectors/jira/payload.h"

#include <cmath>
#include <cstdlib>

#include "base/text.h"
#include "base/time_text.h"

namespace tl::connectors::jira {
namespace {

constexpr size_t kLongestLine = 255;  // Jira's limit of single-line text fields

}  // namespace

std::string clean_text(std::string_view text) {
  if (text.find('\0') == std::string_view::npos) return std::string(text);
  return storable_text(text);
}

std::optional<std::string> text_member(JsonElement object, std::string_view key) {
  const auto text = json_text(object, key);
  if (!text) return std::nullopt;
  return clean_text(*text);
}

std::optional<Instant> instant_of(JsonElement value) {
  std::string_view text;
  if (!value.get(text)) {
    if (auto instant = parse_instant(text)) return instant;
    if (const auto number = parse_int(text)) return instant_from_number(*number);
    return std::nullopt;
  }
  int64_t number = 0;
  if (!value.get(number)) return instant_from_number(number);
  double real = 0;
  if (value.is_double() && !value.get(real) && std::abs(real) < 1e15) {
    return instant_from_number(static_cast<int64_t>(real));
  }
  return std::nullopt;
}

std::optional<Instant> instant_member(JsonElement object, std::string_view key) {
  const auto value = json_get(object, key);
  return value ? instant_of(*value) : std::nullopt;
}

std::optional<bool> flag_member(JsonElement object, std::string_view key) {
  if (const auto flag = json_bool(object, key)) return flag;
  const auto text = json_text(object, key);
  if (text && equals_no_case(*text, "true")) return true;
  if (text && equals_no_case(*text, "false")) return false;
  return std::nullopt;
}

std::optional<double> number_of(JsonElement value) {
  double number = 0;
  if (!value.get(number)) return number;
  std::string_view text;
  if (value.get(text) || text.empty() || text.size() > 40) return std::nullopt;
  if (text.find_first_not_of("0123456789+-.eE") != std::string_view::npos) return std::nullopt;
  const std::string copy(text);
  char* end = nullptr;
  number = std::strtod(copy.c_str(), &end);
  if (end != copy.c_str() + copy.size() || !std::isfinite(number)) return std::nullopt;
  return number;
}

std::string id_of(JsonElement value) {
  std::string_view text;
  if (!value.get(text)) return clean_text(text);
  int64_t number = 0;
  if (!value.get(number)) return std::to_string(number);
  return {};
}

IssueId issue_id_of(std::string_view text) {
  const auto number = parse_int(text);
  return number && *number > 0 ? IssueId(*number) : IssueId();
}

IssueId issue_id_member(JsonElement object, std::string_view key) {
  const auto value = json_get(object, key);
  return value ? issue_id_of(id_of(*value)) : IssueId();
}

IssueId issue_id_in_comment_url(std::string_view url) {
  constexpr std::string_view kBefore = "/issue/";
  const size_t begin = url.find(kBefore);
  const size_t end = url.find("/comment/");
  if (begin == std::string_view::npos || end == std::string_view::npos) return {};
  const size_t first = begin + kBefore.size();
  return end > first ? issue_id_of(url.substr(first, end - first)) : IssueId();
}

std::string_view issue_in_url(std::string_view url) {
  constexpr std::string_view kBefore = "/issue/";
  const size_t begin = url.find(kBefore);
  if (begin == std::string_view::npos) return {};
  const std::string_view rest = url.substr(begin + kBefore.size());
  return rest.substr(0, rest.find_first_of("/?#"));
}

IssueId issue_id_in_url(std::string_view url) { return issue_id_of(issue_in_url(url)); }

bool is_rich_text(JsonElement value) {
  if (json_text(value, "type") != "doc" || !json_get(value, "content")) return false;
  for (const std::string_view key : {"id", "key", "fields", "webhookEvent", "values"}) {
    if (json_get(value, key)) return false;  // some noun that imitates it
  }
  return true;
}

bool looks_like_prose(std::string_view text) {
  return text.size() > kLongestLine || text.find('\n') != std::string_view::npos;
}

}  // namespace tl::connectors::jira
