#include "sim/worklog_input.h"

#include <algorithm>

#include "base/text.h"
#include "base/time_text.h"
#include "sim/adf.h"

namespace tl::sim {

namespace {

constexpr int64_t kMaxSeconds = 100'000'000;

bool has_form(std::string_view text, std::string_view form) {
  if (text.size() != form.size()) return false;
  for (size_t i = 0; i < form.size(); ++i) {
    const bool digit = text[i] >= '0' && text[i] <= '9';
    const bool good = form[i] == '0'   ? digit
                      : form[i] == '+' ? text[i] == '+' || text[i] == '-'
                                       : text[i] == form[i];
    if (!good) return false;
  }
  return true;
}

void read_time(JsonElement body, bool complete, WorklogInput& input) {
  const auto seconds = json_get(body, "timeSpentSeconds");
  const auto text = json_text(body, "timeSpent");
  if (seconds && text) {
    input.refusal = refuse_field("timeLogged",
                                 "Only one of timeSpent and timeSpentSeconds may be "
                                 "given.");
    return;
  }
  if (!seconds && !text) {
    if (complete)
      input.refusal = refuse_field("timeLogged", "You must indicate the time spent working.");
    return;
  }
  std::optional<int32_t> value;
  int64_t number = 0;
  if (text)
    value = parse_spent(*text);
  else if (seconds->get_int64().get(number) == simdjson::SUCCESS && number <= kMaxSeconds)
    value = static_cast<int32_t>(number);
  if (!value || *value < 60)
    input.refusal = refuse_field("timeLogged", "Invalid time duration entered.");
  else
    input.seconds = value;
}

void read_properties(JsonElement body, WorklogInput& input) {
  const auto properties = json_get(body, "properties");
  simdjson::dom::array array;
  if (!properties) return;
  if (properties->get_array().get(array) != simdjson::SUCCESS) {
    input.refusal = refuse(400, "properties must be a list.");
    return;
  }
  for (const auto property : array) {
    const auto key = json_text(property, "key");
    if (!key || key->empty() || key->size() > 255) {
      input.refusal = refuse(400, "A property needs a key of at most 255 characters.");
      return;
    }
  }
  input.properties = simdjson::minify(*properties);
}

}  // namespace

std::optional<int64_t> parse_started(std::string_view text) {
  if (!has_form(text, "0000-00-00T00:00:00.000+0000")) return std::nullopt;
  const auto instant = parse_instant(text);
  if (!instant) return std::nullopt;
  return instant->ms / 1000 * 1000;  // kept to the second
}

std::optional<int32_t> parse_spent(std::string_view text) {
  int64_t sum = 0;
  bool any = false;
  for (const auto part : split(text, ' ')) {
    if (part.empty()) continue;
    const auto number = parse_int(part.substr(0, part.size() - 1));
    static constexpr int64_t kUnits[] = {144'000, 28'800, 3600, 60};
    const auto unit = std::string_view("wdhm").find(part.back());
    if (!number || *number < 0 || *number > 100'000 || unit == std::string_view::npos)
      return std::nullopt;
    sum += *number * kUnits[unit];
    any = true;
  }
  if (!any || sum > kMaxSeconds) return std::nullopt;
  return static_cast<int32_t>(sum);
}

WorklogInput read_worklog(Call& call, bool complete) {
  WorklogInput input;
  const auto body = call.json();
  if (const auto text = json_get(body, "started")) {
    std::string_view value;
    if (text->get_string().get(value) == simdjson::SUCCESS) input.started = parse_started(value);
    if (!input.started) {
      input.refusal = refuse(400,
                             "Invalid date format. Please enter the date in the format "
                             "\"yyyy-MM-dd'T'HH:mm:ss.SSSZ\".");
      return input;
    }
  }
  if (const auto comment = json_get(body, "comment")) {
    std::string stored;
    if (!read_rich(*comment, call.api, stored)) {
      input.refusal = refuse_field("comment", "Comment body is not valid!");
      return input;
    }
    input.comment = std::move(stored);
  }
  read_time(body, complete, input);
  if (!input.refusal) read_properties(body, input);
  return input;
}

Adjusted adjust_estimate(const Call& call, const Issue& issue, int32_t after, int32_t before) {
  const auto how = call.query("adjustEstimate").value_or("auto");
  Adjusted out;
  if (how == "leave") return out;
  if (how == "new" || how == "manual") {
    const char* name = how == "new"                      ? "newEstimate"
                       : call.request.method == "DELETE" ? "increaseBy"
                                                         : "reduceBy";
    const auto text = call.query(name);
    const auto seconds = text ? parse_spent(*text) : std::nullopt;
    if (!seconds) {
      out.refusal = refuse_field(name, "You must supply a valid estimate.");
      return out;
    }
    const int32_t present = std::max(issue.remaining, 0);
    out.remaining = how == "new"                      ? *seconds
                    : call.request.method == "DELETE" ? present + *seconds
                                                      : std::max(0, present - *seconds);
    return out;
  }
  if (how != "auto") {
    out.refusal = refuse(400, "adjustEstimate must be new, leave, manual or auto.");
    return out;
  }
  if (issue.remaining >= 0) out.remaining = std::max(0, issue.remaining - after + before);
  return out;
}

}  // namespace tl::sim
