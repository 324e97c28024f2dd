// Pieces of reports for a terminal: what every number says about itself, and some tables.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/json.h"

namespace tl::app {

[[nodiscard]] int64_t int_at(JsonElement json, std::string_view name);  // 0 when absent
[[nodiscard]] std::optional<double> number_at(JsonElement json, std::string_view name);
[[nodiscard]] std::string number_text(JsonElement json, std::string_view name);  // "-" when absent

// Durations of an answer, in its unit.
class Clockface {
 public:
  explicit Clockface(JsonElement answer);
  [[nodiscard]] std::string text(int64_t seconds) const;
  // Of a member; "-" when it is null.
  [[nodiscard]] std::string duration(JsonElement json, std::string_view name) const;
  // The same in calendar time whatever the unit: ages.
  [[nodiscard]] static std::string days(JsonElement json, std::string_view name);

 private:
  bool working_ = false;
  int64_t working_day_ = 0;
};

// Title, window, filters, n; then a blank line.
[[nodiscard]] std::string head_lines(JsonElement answer);
// What was left out, and notes.
[[nodiscard]] std::string foot_lines(JsonElement answer);
[[nodiscard]] std::string percentile_lines(JsonElement answer, const Clockface& clock);

[[nodiscard]] std::string table_of_items(JsonElement answer, const Clockface& clock);
[[nodiscard]] std::string table_of_sprint(JsonElement answer, const Clockface& clock);
[[nodiscard]] std::string table_of_sprints(JsonElement answer, const Clockface& clock);
[[nodiscard]] std::string table_of_quality(JsonElement answer, const Clockface& clock);

}  // namespace tl::app
