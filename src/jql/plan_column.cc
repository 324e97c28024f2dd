// Tests of fields that are a column or a table of codes.
#include <algorithm>
#include <vector>

#include "jql/evaluate.h"
#include "jql/lens_place.h"
#include "jql/plan.h"

namespace tl::jql {
namespace {

using lens::Chunk;
using lens::Code;

// An issue that holds one value and nothing else: what a test says of a value says it of the code.
class OneValue final : public IssueView {
 public:
  std::optional<Value> value;
  [[nodiscard]] std::string_view key() const override { return {}; }
  [[nodiscard]] int64_t id() const override { return 0; }
  bool values(const BoundField&, Values& out) const override {
    out.clear();
    if (value) out.all.push_back(*value);
    return true;
  }
  bool steps(HistoryField, std::vector<Step>&) const override { return false; }
  [[nodiscard]] int64_t created() const override { return INT64_MIN; }
  bool links(std::vector<LinkSeen>&, Values&) const override { return false; }
  bool acts(std::vector<Act>&) const override { return false; }
};

// A bit a code: the test holds of it.
class CodeSet {
 public:
  explicit CodeSet(size_t codes) : words_(codes / 64 + 1) {}
  [[nodiscard]] bool holds(Code code) const { return (words_[code >> 6] >> (code & 63) & 1) != 0; }
  void set(Code code, bool value) {
    const uint64_t bit = uint64_t{1} << (code & 63);
    words_[code >> 6] = value ? words_[code >> 6] | bit : words_[code >> 6] & ~bit;
  }
  void negate() {
    for (uint64_t& word : words_) word = ~word;
  }
  void join(const CodeSet& other, bool all) {
    for (size_t i = 0; i < words_.size(); ++i)
      words_[i] = all ? words_[i] & other.words_[i] : words_[i] | other.words_[i];
  }

 private:
  std::vector<uint64_t> words_;
};

// Codes of which one value satisfies the test without its NOT. REQUIRES: kNames or kEmpty.
CodeSet fitting_codes(const Test& test, PlanContext& context, lens::LensField field) {
  const lens::FieldDictionary& values = context.dictionary().field(field);
  CodeSet codes(values.size());
  if (test.kind == TestKind::kEmpty) return codes;
  for (const std::string& id : test.ids) {
    if (const Code code = values.find(context.instance, id)) codes.set(code, true);
  }
  for (const std::string& name : test.names) {
    for (const Code code : context.codes_named(field, name)) codes.set(code, true);
  }
  return codes;
}

bool holds_of_nothing(const Test& test) { return decide_test(test, OneValue()) == Truth::kYes; }

class CodeLeaf final : public Leaf {
 public:
  CodeLeaf(lens::CodeColumn Chunk::* column, CodeSet codes)
      : column_(column), codes_(std::move(codes)) {}
  void scan(const Block& block, const Bits& active, Answer& out) const override {
    const lens::CodeColumn& column = block.chunk.*column_;
    fill_bits(block, active, out.yes, [&](uint32_t row) { return codes_.holds(column[row]); });
    out.decide(block.words);
  }
  [[nodiscard]] double cost() const override { return 1; }
  [[nodiscard]] bool decides_all() const override { return true; }
  bool join(const Leaf& other, bool all) override {
    const auto* same = dynamic_cast<const CodeLeaf*>(&other);
    if (same == nullptr || same->column_ != column_) return false;
    codes_.join(same->codes_, all);
    return true;
  }

 private:
  lens::CodeColumn Chunk::* column_;
  CodeSet codes_;
};

std::unique_ptr<Leaf> plan_codes(const Test& test, PlanContext& context, const LensPlace& place) {
  CodeSet codes = fitting_codes(test, context, place.dictionary);
  if (test.negated) codes.negate();
  codes.set(lens::kNoCode, holds_of_nothing(test));
  return std::make_unique<CodeLeaf>(place.codes, std::move(codes));
}

// A field of many values. `codes`: one of them satisfies the test without its NOT.
class MemberLeaf final : public Leaf {
 public:
  MemberLeaf(lens::ChangeField field, CodeSet codes, bool negated, bool of_nothing)
      : field_(static_cast<uint8_t>(static_cast<uint8_t>(field) + 1)),
        codes_(std::move(codes)),
        negated_(negated),
        of_nothing_(of_nothing) {}
  void scan(const Block& block, const Bits& active, Answer& out) const override {
    const lens::MemberTable& members = block.chunk.member;
    fill_bits(block, active, out.yes, [&](uint32_t row) {
      bool has = false;
      const uint32_t end = members.begin[row + 1];
      for (uint32_t i = members.begin[row]; i < end; ++i) {
        if (members.field[i] != field_) continue;
        has = true;
        if (codes_.holds(members.code[i])) return !negated_;
      }
      return has ? negated_ : of_nothing_;
    });
    out.decide(block.words);
  }
  [[nodiscard]] double cost() const override { return 6; }
  [[nodiscard]] bool decides_all() const override { return true; }
  bool join(const Leaf& other, bool all) override {
    const auto* same = dynamic_cast<const MemberLeaf*>(&other);
    if (same == nullptr || same->field_ != field_ || all || negated_ || same->negated_)
      return false;
    codes_.join(same->codes_, false);
    of_nothing_ = of_nothing_ || same->of_nothing_;
    return true;
  }

 private:
  uint8_t field_;
  CodeSet codes_;
  bool negated_;
  bool of_nothing_;
};

class InstantLeaf final : public Leaf {
 public:
  InstantLeaf(lens::InstantColumn Chunk::* column, const Test& test)
      : column_(column), test_(test) {
    empty_ = holds_of_nothing(test);
    set_bounds();
  }
  void scan(const Block& block, const Bits& active, Answer& out) const override {
    const lens::InstantColumn& column = block.chunk.*column_;
    fill_bits(block, active, out.yes, [&](uint32_t row) {
      const int64_t at = column[row];
      return at == lens::kNoInstant ? empty_ : fits(at);
    });
    out.decide(block.words);
  }
  [[nodiscard]] double cost() const override { return bounds_ ? 1.2 : 5; }
  [[nodiscard]] bool decides_all() const override { return true; }

 private:
  // An order is a range; a list of instants is looked through.
  void set_bounds() {
    if (test_.kind == TestKind::kEmpty) {
      bounds_ = true;
      if (!test_.negated) low_ = 1, high_ = 0;  // what has a value is not empty
      return;
    }
    if (test_.negated || test_.instants.empty()) return;
    const int64_t with = test_.instants.front();
    bounds_ = test_.compare != Compare::kEqual && test_.compare != Compare::kNotEqual;
    if (test_.compare == Compare::kLess) high_ = with - 1;
    if (test_.compare == Compare::kLessEqual) high_ = with;
    if (test_.compare == Compare::kGreater) low_ = with + 1;
    if (test_.compare == Compare::kGreaterEqual) low_ = with;
  }
  [[nodiscard]] bool fits(int64_t at) const {
    if (bounds_) return at >= low_ && at <= high_;
    OneValue one;
    one.value = Value{{}, {}, 0, at};
    return decide_test(test_, one) == Truth::kYes;
  }

  lens::InstantColumn Chunk::* column_;
  const Test& test_;
  bool empty_ = false;
  bool bounds_ = false;
  int64_t low_ = INT64_MIN, high_ = INT64_MAX;
};

}  // namespace

std::unique_ptr<Leaf> plan_column(const Test& test, PlanContext& context) {
  const std::vector<LensPlace> places =
      find_places(test.field, context.dictionary(), context.instance);
  if (places.size() != 1) return nullptr;
  const LensPlace& place = places.front();
  const bool named = test.kind == TestKind::kNames || test.kind == TestKind::kEmpty;
  const bool timed = test.kind == TestKind::kInstants || test.kind == TestKind::kEmpty;
  if (place.place == Place::kCode && named) return plan_codes(test, context, place);
  if (place.place == Place::kMember && named)
    return std::make_unique<MemberLeaf>(place.member,
                                        fitting_codes(test, context, place.dictionary),
                                        test.negated, holds_of_nothing(test));
  if (place.place == Place::kInstant && timed)
    return std::make_unique<InstantLeaf>(place.instants, test);
  if (place.place == Place::kDay && timed) return std::make_unique<InstantLeaf>(&Chunk::due, test);
  return nullptr;
}

}  // namespace tl::jql
