#include "connectors/jira/sprint_text.h"

#include <algorithm>
#include <array>
#include <vector>

#include "base/text.h"
#include "base/time_text.h"

namespace tl::connectors::jira {
namespace {

constexpr std::array<std::string_view, 14> kKeys = {"id",       "rapidViewId",
                                                    "state",    "name",
                                                    "goal",     "startDate",
                                                    "endDate",  "completeDate",
                                                    "sequence", "activatedDate",
                                                    "closed",   "autoStartStop",
                                                    "synced",   "incompleteIssuesDestinationId"};

struct Part {
  std::string_view key;
  size_t key_at = 0;       // where the key begins
  size_t value_at = 0;     // after "="
  std::string_view value;  // up to the next part; "<null>" is empty
};

// The content between the first "[" after the class name and the last "]".
std::string_view content_of(std::string_view text) {
  const size_t open = text.find('[');
  const size_t equals = text.find('=');
  if (open != std::string_view::npos && open < equals) {
    text.remove_prefix(open + 1);
    const size_t close = text.rfind(']');
    if (close != std::string_view::npos) text = text.substr(0, close);
  }
  return text;
}

// Every place where a known key stands at the beginning or after a comma. A text inside a name may
// look like one ("x,goal=y"); of two parts with one key the parser decides below.
std::vector<Part> parts_of(std::string_view content) {
  std::vector<Part> parts;
  size_t at = 0;
  while (at < content.size()) {
    const std::string_view rest = content.substr(at);
    for (const std::string_view key : kKeys) {
      if (rest.size() > key.size() && rest.starts_with(key) && rest[key.size()] == '=') {
        parts.push_back(Part{key, at, at + key.size() + 1, {}});
        break;
      }
    }
    const size_t comma = content.find(',', at);
    if (comma == std::string_view::npos) break;
    at = comma + 1;
  }
  return parts;
}

std::string_view value_of(std::string_view content, const std::vector<Part>& parts, size_t i) {
  const size_t end = i + 1 < parts.size() ? parts[i + 1].key_at - 1 : content.size();
  const std::string_view value = content.substr(parts[i].value_at, end - parts[i].value_at);
  return value == "<null>" ? std::string_view() : value;
}

void set_values(std::string_view content, std::vector<Part>& parts) {
  for (size_t i = 0; i < parts.size(); ++i) parts[i].value = value_of(content, parts, i);
}

bool is_number(std::string_view text) {
  return !text.empty() && text.size() <= 18 &&
         std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

bool is_free_text(std::string_view key) { return key == "name" || key == "goal"; }

// Whether `value` can be what the vendor writes for `key`. Keys that people cannot write to hold
// closed forms, which tells an imitation inside a name or goal from the real thing.
bool fits(std::string_view key, std::string_view value) {
  if (is_free_text(key)) return true;
  if (key == "id") return is_number(value);
  if (value.empty()) return true;
  if (key == "rapidViewId" || key == "sequence" || key == "incompleteIssuesDestinationId") {
    return is_number(value);
  }
  if (key.ends_with("Date")) return parse_instant(value).has_value();
  return value.find_first_of(" ,=[]") == std::string_view::npos;
}

// Leaves out parts that are really text of a name or goal: those that do not fit their key, and
// repeated keys after the first.
// Then only names and goals grow to the next part that is left.
std::vector<Part> real_parts(std::string_view content) {
  std::vector<Part> parts = parts_of(content);
  set_values(content, parts);
  std::vector<Part> kept;
  for (const Part& part : parts) {
    const bool repeated = std::any_of(kept.begin(), kept.end(), [&](const Part& other) {
      return other.key == part.key && !is_free_text(part.key);
    });
    if (!repeated && fits(part.key, part.value)) kept.push_back(part);
  }
  // "name=a,goal=b,goal=c": nobody can tell where the name ends; the last goal is the real one.
  const std::vector<Part> all = kept;
  std::erase_if(kept, [&](const Part& part) {
    return is_free_text(part.key) && std::any_of(all.begin(), all.end(), [&](const Part& other) {
             return other.key == part.key &&
                    (part.key == "name" ? other.key_at < part.key_at : other.key_at > part.key_at);
           });
  });
  for (size_t i = 0; i < kept.size(); ++i) {
    if (is_free_text(kept[i].key)) kept[i].value = value_of(content, kept, i);
  }
  return kept;
}

void assign(SprintText& sprint, std::string_view key, std::string_view value) {
  if (key == "id") sprint.id = value;
  if (key == "rapidViewId") sprint.board = value;
  if (key == "state") sprint.state = to_lower(value);
  if (key == "closed" && sprint.state.empty() && value == "true") sprint.state = "closed";
  if (key == "name") sprint.name = storable_text(value);
  if (key == "goal") sprint.goal = storable_text(value);
  if (key == "startDate") sprint.start = parse_instant(value);
  if (key == "endDate") sprint.end = parse_instant(value);
  if (key == "completeDate") sprint.complete = parse_instant(value);
}

}  // namespace

bool looks_like_sprint_text(std::string_view text) {
  if (text.starts_with("com.atlassian.greenhopper.service.sprint.Sprint@")) return true;
  return text.find("rapidViewId=") != std::string_view::npos &&
         text.find("state=") != std::string_view::npos;
}

std::optional<SprintText> parse_sprint_text(std::string_view text) {
  SprintText sprint;
  for (const Part& part : real_parts(content_of(text))) assign(sprint, part.key, part.value);
  if (sprint.id.empty()) return std::nullopt;
  return sprint;
}

}  // namespace tl::connectors::jira
