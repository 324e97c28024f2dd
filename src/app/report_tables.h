// Answers with numbers as text for a terminal.
#pragma once

#include <string>
#include <string_view>

#include "base/json.h"

namespace tl::app {

// `which`: the metric ("cycle-time", "throughput", ...), "items", "sprint", "sprints", "quality".
[[nodiscard]] std::string render_report(std::string_view which, JsonElement answer);

}  // namespace tl::app
