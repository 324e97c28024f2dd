// Fields that only Throughline knows: rooms above implement them and hand them in. They are known
// of issues in the lens; of an issue in hand they cannot be decided.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/ids.h"
#include "jql/field.h"
#include "lens/version.h"

namespace tl::jql {

// Empty, a number (seconds for durations), or one of names().
using ComputedValue = std::variant<std::monostate, double, std::string_view>;

// A field with its argument looked up. Thread-safe.
class ComputedColumn {
 public:
  virtual ~ComputedColumn() = default;
  // The view lives as long as the column.
  [[nodiscard]] virtual ComputedValue value(const lens::Chunk& chunk, uint32_t row) const = 0;
};

class ComputedField {
 public:
  virtual ~ComputedField() = default;
  [[nodiscard]] virtual std::string_view name() const = 0;   // "cycleTime"; found in any case
  [[nodiscard]] virtual std::string_view about() const = 0;  // one sentence, with the unit
  [[nodiscard]] virtual ValueKind kind() const = 0;          // kDuration, kNumber or kName
  [[nodiscard]] virtual std::vector<std::string> names() const { return {}; }  // of kName
  [[nodiscard]] virtual bool takes_argument() const { return false; }
  [[nodiscard]] virtual std::vector<std::string> arguments() const { return {}; }  // to complete
  // What values follow besides the facts: kMinute for what grows while nothing happens.
  [[nodiscard]] virtual TimeNeed time() const { return TimeNeed::kNone; }
  // nullptr: no instance knows the argument.
  [[nodiscard]] virtual std::unique_ptr<ComputedColumn> open(std::string_view argument) const = 0;
};

// All of them; valid for one pinned version of a lens, which whoever made them holds.
struct ComputedFields {
  std::vector<std::unique_ptr<ComputedField>> all;
  [[nodiscard]] const ComputedField* find(std::string_view name) const;  // any case
};

}  // namespace tl::jql
