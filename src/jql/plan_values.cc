// Tests of fields without a column of their own, and of computed ones.
#include <algorithm>
#include <bit>
#include <map>
#include <vector>

#include "jql/evaluate.h"
#include "jql/lens_place.h"
#include "jql/many_values.h"
#include "jql/plan.h"

namespace tl::jql {
namespace {

using lens::Chunk;
using lens::Code;

// Whether one value satisfies a test that is not negated, as evaluate() has it.
class ValueTest {
 public:
  explicit ValueTest(const Test& test) : test_(test) {}
  [[nodiscard]] bool number(double value) const {
    switch (test_.compare) {
      case Compare::kLess:
        return !test_.numbers.empty() && value < test_.numbers.front();
      case Compare::kLessEqual:
        return !test_.numbers.empty() && value <= test_.numbers.front();
      case Compare::kGreater:
        return !test_.numbers.empty() && value > test_.numbers.front();
      case Compare::kGreaterEqual:
        return !test_.numbers.empty() && value >= test_.numbers.front();
      default:
        return std::binary_search(test_.numbers.begin(), test_.numbers.end(), value);
    }
  }
  [[nodiscard]] bool instant(int64_t value) const {
    switch (test_.compare) {
      case Compare::kLess:
        return !test_.instants.empty() && value < test_.instants.front();
      case Compare::kLessEqual:
        return !test_.instants.empty() && value <= test_.instants.front();
      case Compare::kGreater:
        return !test_.instants.empty() && value > test_.instants.front();
      case Compare::kGreaterEqual:
        return !test_.instants.empty() && value >= test_.instants.front();
      default:
        return std::binary_search(test_.instants.begin(), test_.instants.end(), value);
    }
  }
  [[nodiscard]] bool name(std::string_view id, std::string_view text) const {
    return std::binary_search(test_.ids.begin(), test_.ids.end(), id) ||
           (!test_.names.empty() &&
            std::binary_search(test_.names.begin(), test_.names.end(), fold(text)));
  }

 private:
  const Test& test_;
};

// Values of the table of values, of one or several fields.
class ExtraLeaf final : public Leaf {
 public:
  ExtraLeaf(const Test& test, const PlanContext& context, std::vector<Code> fields)
      : test_(test),
        many_(test),
        asks_empty_(test.kind == TestKind::kEmpty),
        fields_(std::move(fields)),
        dictionary_(context.dictionary()) {
    const lens::FieldDictionary& options = dictionary_.field(lens::LensField::kOption);
    options_.resize(std::max<size_t>(options.size(), 1), 0);
    if (test.kind != TestKind::kNames) return;
    for (Code code = 1; code < options.size(); ++code) {
      const lens::DictionaryEntry& entry = options.at(code);
      options_[code] =
          entry.instance == context.instance && test_.name(option_id(entry), entry.name) ? 1 : 0;
    }
  }
  void scan(const Block& block, const Bits& active, Answer& out) const override {
    const lens::ValueTable& table = block.chunk.value;
    fill_bits(block, active, out.yes, [&](uint32_t row) {
      bool has = false;
      bool any = false;
      const uint32_t end = table.begin[row + 1];
      for (uint32_t i = table.begin[row]; i < end && !any; ++i) {
        if (std::find(fields_.begin(), fields_.end(), table.field[i]) == fields_.end()) continue;
        has = true;
        any = !asks_empty_ && fits(table.field[i], table.value[i]);
      }
      return many_.answer(has, any);
    });
    out.decide(block.words);
  }
  [[nodiscard]] double cost() const override { return 8; }

 private:
  [[nodiscard]] bool fits(Code field, int64_t value) const {
    switch (dictionary_.at(lens::LensField::kField, field).kind) {
      case lens::ValueKind::kNumber:
        return test_.number(std::bit_cast<double>(value));
      case lens::ValueKind::kSeconds:
        return test_.number(static_cast<double>(value));
      case lens::ValueKind::kInstant:
      case lens::ValueKind::kDate:
        return test_.instant(value);
      default:
        return options_[static_cast<Code>(value)] != 0;
    }
  }

  ValueTest test_;
  ManyValues many_;
  bool asks_empty_;
  std::vector<Code> fields_;
  const lens::Dictionary& dictionary_;
  std::vector<uint8_t> options_;  // by code, of kNames: 1 where the test holds
};

class PointsLeaf final : public Leaf {
 public:
  PointsLeaf(const Test& test, const PlanContext& context, LensPlace place)
      : test_(test), many_(test), place_(std::move(place)), dictionary_(context.dictionary()) {
    empty_kind_ = test.kind == TestKind::kEmpty;
  }
  void scan(const Block& block, const Bits& active, Answer& out) const override {
    fill_bits(block, active, out.yes, [&](uint32_t row) {
      const auto points = points_of(place_, dictionary_, block.chunk, row);
      return many_.answer(points.has_value(), points && !empty_kind_ && test_.number(*points));
    });
    out.decide(block.words);
  }
  [[nodiscard]] double cost() const override { return 40; }

 private:
  ValueTest test_;
  ManyValues many_;
  LensPlace place_;
  const lens::Dictionary& dictionary_;
  bool empty_kind_ = false;
};

class ComputedLeaf final : public Leaf {
 public:
  explicit ComputedLeaf(const Test& test)
      : test_(test), many_(test), kind_(test.kind), column_(*test.field.computed) {}
  void scan(const Block& block, const Bits& active, Answer& out) const override {
    fill_bits(block, active, out.yes, [&](uint32_t row) {
      const ComputedValue value = column_.value(block.chunk, row);
      const bool has = !std::holds_alternative<std::monostate>(value);
      bool any = false;
      if (const auto* number = std::get_if<double>(&value); number && kind_ == TestKind::kNumbers)
        any = test_.number(*number);
      if (const auto* name = std::get_if<std::string_view>(&value);
          name && kind_ == TestKind::kNames)
        any = test_.name(*name, *name);
      return many_.answer(has, any);
    });
    out.decide(block.words);
  }
  [[nodiscard]] double cost() const override { return 60; }

 private:
  ValueTest test_;
  ManyValues many_;
  TestKind kind_;
  const ComputedColumn& column_;
};

// The test asks of the values what their kind can answer; else rows are looked at one by one.
bool suits(TestKind test, lens::ValueKind kind) {
  switch (kind) {
    case lens::ValueKind::kNumber:
    case lens::ValueKind::kSeconds:
      return test == TestKind::kNumbers || test == TestKind::kEmpty;
    case lens::ValueKind::kInstant:
    case lens::ValueKind::kDate:
      return test == TestKind::kInstants || test == TestKind::kEmpty;
    case lens::ValueKind::kOption:
      return test == TestKind::kNames || test == TestKind::kEmpty;
    default:
      return false;
  }
}

std::unique_ptr<Leaf> plan_extra(const Test& test, PlanContext& context,
                                 const std::vector<LensPlace>& places) {
  std::vector<Code> fields;
  for (const LensPlace& place : places) {
    if (place.place != Place::kExtra) return nullptr;
    if (place.field == lens::kNoCode) continue;
    if (!suits(test.kind, context.dictionary().at(lens::LensField::kField, place.field).kind))
      return nullptr;
    fields.push_back(place.field);
  }
  return std::make_unique<ExtraLeaf>(test, context, std::move(fields));
}

}  // namespace

std::unique_ptr<Leaf> plan_values(const Test& test, PlanContext& context) {
  const bool asks = test.kind == TestKind::kNumbers || test.kind == TestKind::kInstants ||
                    test.kind == TestKind::kNames || test.kind == TestKind::kEmpty;
  if (!asks || test.width != 0) return nullptr;
  const bool timed = test.kind == TestKind::kInstants;
  if (test.field.id == FieldId::kComputed)
    return test.field.computed && !timed ? std::make_unique<ComputedLeaf>(test) : nullptr;
  const std::vector<LensPlace> places =
      find_places(test.field, context.dictionary(), context.instance);
  if (places.empty()) return nullptr;
  if (places.size() == 1 && places.front().place == Place::kPoints &&
      (test.kind == TestKind::kNumbers || test.kind == TestKind::kEmpty))
    return std::make_unique<PointsLeaf>(test, context, places.front());
  return plan_extra(test, context, places);
}

}  // namespace tl::jql
