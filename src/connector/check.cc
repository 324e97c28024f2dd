#include "connector/check.h"

#include <fmt/format.h>

namespace tl::connector {

std::string_view to_text(CheckState state) {
  switch (state) {
    case CheckState::kPassed:
      return "passed";
    case CheckState::kMissing:
      return "missing";
    case CheckState::kNotNeeded:
      return "not_needed";
    case CheckState::kWarning:
      return "warning";
    case CheckState::kFailed:
      return "failed";
  }
  return "unknown";
}

std::string CheckReport::text() const {
  std::string out;
  for (const CheckRow& row : rows) {
    out += fmt::format("[{}] {}", to_text(row.state), row.title);
    if (!row.detail.empty()) out += ": " + row.detail;
    out += '\n';
    if (!row.effect.empty()) out += "    Effect: " + row.effect + '\n';
    if (!row.remedy.empty()) out += "    Remedy: " + row.remedy + '\n';
  }
  return out;
}

}  // namespace tl::connector
