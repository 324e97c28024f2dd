// Fields that only Throughline knows, for tests: a duration, one with an argument, two of names.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/text.h"
#include "jql/computed_field.h"

namespace tl::jql {

class ComputedFieldForTest : public ComputedField {
 public:
  ComputedFieldForTest(std::string name, ValueKind kind, std::vector<std::string> names,
                       std::vector<std::string> arguments)
      : name_(std::move(name)),
        kind_(kind),
        names_(std::move(names)),
        arguments_(std::move(arguments)) {}

  [[nodiscard]] std::string_view name() const override { return name_; }
  [[nodiscard]] std::string_view about() const override { return "A field for tests."; }
  [[nodiscard]] ValueKind kind() const override { return kind_; }
  [[nodiscard]] std::vector<std::string> names() const override { return names_; }
  [[nodiscard]] bool takes_argument() const override { return !arguments_.empty(); }
  [[nodiscard]] std::vector<std::string> arguments() const override { return arguments_; }
  [[nodiscard]] TimeNeed time() const override {
    return arguments_.empty() ? TimeNeed::kNone : TimeNeed::kMinute;
  }
  [[nodiscard]] std::unique_ptr<ComputedColumn> open(std::string_view argument) const override {
    class Column : public ComputedColumn {
      [[nodiscard]] ComputedValue value(const lens::Chunk&, uint32_t) const override { return {}; }
    };
    bool known = arguments_.empty();
    for (const std::string& name : arguments_) known = known || equals_no_case(name, argument);
    return known ? std::make_unique<Column>() : nullptr;
  }

 private:
  std::string name_;
  ValueKind kind_;
  std::vector<std::string> names_, arguments_;
};

inline ComputedFields make_computed_for_test() {
  ComputedFields made;
  const auto add = [&](std::string name, ValueKind kind, std::vector<std::string> names,
                       std::vector<std::string> arguments) {
    made.all.push_back(std::make_unique<ComputedFieldForTest>(
        std::move(name), kind, std::move(names), std::move(arguments)));
  };
  add("cycleTime", ValueKind::kDuration, {}, {});
  add("timeInStatus", ValueKind::kDuration, {}, {"Waiting", "Working", "Checking"});
  add("stage", ValueKind::kName, {"To do", "Doing", "Done"}, {});
  add("workCategory", ValueKind::kName, {"feature", "bug", "other"}, {});
  return made;
}

}  // namespace tl::jql
