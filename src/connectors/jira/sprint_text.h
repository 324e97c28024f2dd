// The sprint field as old sites write it: Java's toString of an object,
// "com.atlassian.greenhopper.service.sprint.Sprint@1f[id=83,rapidViewId=53,state=CLOSED,name=..]".
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/clock.h"

namespace tl::connectors::jira {

struct SprintText {
  std::string id;     // digits
  std::string board;  // "" unknown
  std::string state;  // "future", "active", "closed", "" unknown
  std::string name;
  std::string goal;
  std::optional<Instant> start;
  std::optional<Instant> end;
  std::optional<Instant> complete;
};

// True for what parse_sprint_text is worth trying on.
[[nodiscard]] bool looks_like_sprint_text(std::string_view text);

// Reads it whatever the order of its keys and whatever commas, brackets and equal signs stand in
// name and goal. Nothing when there is no numeric id. The prefix and brackets may be missing.
[[nodiscard]] std::optional<SprintText> parse_sprint_text(std::string_view text);

}  // namespace tl::connectors::jira
