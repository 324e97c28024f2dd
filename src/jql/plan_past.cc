// WAS and CHANGED over the table of changes; the rules are those of past.h.
#include <algorithm>
#include <vector>

#include "jql/evaluate.h"
#include "jql/lens_place.h"
#include "jql/past.h"
#include "jql/plan.h"

namespace tl::jql {
namespace {

using lens::Change;
using lens::Chunk;
using lens::Code;
using lens::Range;

using CodeTable = std::vector<uint8_t>;

// Whether each value of a field fits; by the name that changes wrote first, or by that of now.
CodeTable fitting(const PastValues& wanted, const PlanContext& context, lens::LensField field,
                  bool as_written) {
  const lens::Dictionary& dictionary = context.dictionary();
  const lens::FieldDictionary& values = dictionary.field(field);
  CodeTable table(std::max<size_t>(values.size(), 1), 0);
  table[lens::kNoCode] = wanted.empty ? 1 : 0;
  for (Code code = 1; code < values.size(); ++code) {
    const lens::DictionaryEntry& entry = values.at(code);
    if (entry.instance != context.instance) continue;
    const std::string_view name =
        as_written ? lens::written_name(dictionary, field, code, lens::kNoCode) : entry.name;
    table[code] = fits(wanted, Step::Side{entry.id, name}) ? 1 : 0;
  }
  return table;
}

void both(CodeTable& into, const CodeTable& other) {
  for (size_t i = 0; i < into.size(); ++i) into[i] &= other[i];
}

CodeTable fitting_all(const std::vector<PastValues>& wanted, const PlanContext& context,
                      lens::LensField field) {
  CodeTable table(std::max<size_t>(context.dictionary().field(field).size(), 1), 1);
  for (const PastValues& values : wanted) both(table, fitting(values, context, field, true));
  return table;
}

// By whom: accounts that are in every list.
CodeTable people_of(const PastRules& rules, const PlanContext& context) {
  const lens::FieldDictionary& accounts = context.dictionary().field(lens::LensField::kAccount);
  CodeTable table(std::max<size_t>(accounts.size(), 1), 0);
  for (Code code = 0; code < accounts.size(); ++code) {
    const std::string& id = accounts.at(code).id;
    table[code] = std::all_of(rules.by.begin(), rules.by.end(),
                              [&](const auto& list) {
                                return std::binary_search(list.begin(), list.end(), id);
                              })
                      ? 1
                      : 0;
  }
  return table;
}

// What the leaves of both operators share: rows whose names were written otherwise, and those whose
// history is not complete, are looked at one by one.
class PastLeaf : public Leaf {
 public:
  PastLeaf(const Test& test, const PlanContext& context)
      : test_(test),
        field_(change_field_of(test.history)),
        people_(people_of(test.rules, context)),
        any_by_(test.rules.by.empty()) {}
  void scan(const Block& block, const Bits& active, Answer& out) const final {
    const Chunk& chunk = block.chunk;
    Bits plain = active;
    Bits single;
    fill_bits(block, active, single,
              [&](uint32_t row) { return (chunk.flags[row] & lens::kRowHistoryComplete) == 0; });
    note_named_anew(block, active, single);
    for (uint32_t i = 0; i < block.words; ++i) plain[i] &= ~single[i];
    out.clear(block.words);
    fill_bits(block, plain, out.yes,
              [&](uint32_t row) { return found(chunk, row) != test_.negated; });
    out.decide(block.words);
    each_active(block, single, [&](uint32_t row, uint32_t index) {
      block.row.move({block.part, row});
      out.set(index, decide_test(test_, block.row));
    });
  }
  [[nodiscard]] double cost() const final { return 30; }

 protected:
  [[nodiscard]] virtual bool found(const Chunk& chunk, uint32_t row) const = 0;
  [[nodiscard]] bool fits_by(Code actor) const { return any_by_ || people_[actor] != 0; }
  [[nodiscard]] Range changes(const Chunk& chunk, uint32_t row) const {
    return chunk.changes(row, field_);
  }
  [[nodiscard]] const Test& test() const { return test_; }

 private:
  static void note_named_anew(const Block& block, const Bits& active, Bits& single) {
    const Chunk& chunk = block.chunk;
    if (chunk.written.place.size() == 0) return;
    const uint32_t last = std::min(block.first + block.words * 64, chunk.rows());
    const auto& begin = chunk.change.begin;
    const Range named = chunk.written_in({begin[block.first], begin[last]});
    for (uint32_t i = named.begin; i < named.end; ++i) {
      const auto change = static_cast<uint32_t>(chunk.written.place[i] / 2);
      const auto row = static_cast<uint32_t>(
          std::upper_bound(begin.begin() + block.first, begin.begin() + last, change) -
          begin.begin() - 1);
      const uint32_t index = row - block.first;
      single[index >> 6] |= active[index >> 6] & (uint64_t{1} << (index & 63));
    }
  }

  const Test& test_;
  lens::ChangeField field_;
  CodeTable people_;
  bool any_by_;
};

// A field of one value: each change ends a period and begins one.
class WasLeaf final : public PastLeaf {
 public:
  WasLeaf(const Test& test, const PlanContext& context, const LensPlace& place)
      : PastLeaf(test, context),
        present_(place.codes),
        written_(fitting(test.past, context, place.dictionary, true)),
        named_(fitting(test.past, context, place.dictionary, false)) {}

 private:
  [[nodiscard]] bool fits_period(int64_t from, int64_t to, Code actor) const {
    const PastRules& rules = test().rules;
    for (const int64_t after : rules.after) {
      if (to <= after) return false;
    }
    for (const int64_t before : rules.before) {
      if (from >= before) return false;
    }
    for (const PastRules::Window& window : rules.during) {
      if (from > window.to || to <= window.from) return false;
    }
    return fits_by(actor);
  }
  [[nodiscard]] bool found(const Chunk& chunk, uint32_t row) const override {
    const Code present = (chunk.*present_)[row];
    const Range range = changes(chunk, row);
    const lens::ChangeTable& change = chunk.change;
    const int64_t created = chunk.created[row];
    if (range.empty())
      return named_[present] != 0 && fits_period(created, INT64_MAX, chunk.creator[row]);
    if (written_[change.from[range.begin]] != 0 &&
        fits_period(created, change.at[range.begin], chunk.creator[row]))
      return true;
    for (uint32_t i = range.begin; i < range.end; ++i) {
      if (written_[change.to[i]] == 0) continue;
      const int64_t to = i + 1 < range.end ? change.at[i + 1] : INT64_MAX;
      if (fits_period(change.at[i], to, change.actor[i])) return true;
    }
    const uint32_t last = range.end - 1;  // what no change tells of
    return change.to[last] != present && named_[present] != 0 &&
           fits_period(change.at[last], INT64_MAX, lens::kNoCode);
  }

  lens::CodeColumn Chunk::* present_;
  CodeTable written_, named_;
};

class ChangedLeaf final : public PastLeaf {
 public:
  ChangedLeaf(const Test& test, const PlanContext& context)
      : PastLeaf(test, context),
        from_(fitting_all(test.rules.from, context, dictionary_of(test))),
        to_(fitting_all(test.rules.to, context, dictionary_of(test))) {}

 private:
  static lens::LensField dictionary_of(const Test& test) {
    return lens::dictionary_of(change_field_of(test.history));
  }
  [[nodiscard]] bool fits_at(int64_t at) const {
    const PastRules& rules = test().rules;
    for (const int64_t after : rules.after) {
      if (at <= after) return false;
    }
    for (const int64_t before : rules.before) {
      if (at >= before) return false;
    }
    for (const PastRules::Window& window : rules.during) {
      if (at < window.from || at > window.to) return false;
    }
    return true;
  }
  [[nodiscard]] bool found(const Chunk& chunk, uint32_t row) const override {
    const Range range = changes(chunk, row);
    const lens::ChangeTable& change = chunk.change;
    for (uint32_t i = range.begin; i < range.end; ++i) {
      if (to_[change.to[i]] != 0 && from_[change.from[i]] != 0 && fits_at(change.at[i]) &&
          fits_by(change.actor[i]))
        return true;
    }
    return false;
  }

  CodeTable from_, to_;
};

// Who did something to an issue, as far as the lens knows: comments and what it does not keep are
// missing, so nobody is known to have done nothing.
class UpdatedLeaf final : public Leaf {
 public:
  UpdatedLeaf(const Test& test, const PlanContext& context)
      : negated_(test.negated),
        from_(test.instants.empty() ? INT64_MIN : test.instants[0]),
        to_(test.instants.size() < 2 ? INT64_MAX : test.instants[1]),
        people_(context.dictionary().field(lens::LensField::kAccount).size()) {
    for (const std::string& id : test.ids)
      people_[context.dictionary().field(lens::LensField::kAccount).find(context.instance, id)] = 1;
    people_[lens::kNoCode] = 0;
  }
  void scan(const Block& block, const Bits& active, Answer& out) const override {
    Bits found;
    fill_bits(block, active, found, [&](uint32_t row) { return did(block.chunk, row); });
    for (uint32_t i = 0; i < block.words; ++i) {
      out.yes[i] = negated_ ? 0 : found[i];
      out.can[i] = negated_ ? active[i] & ~found[i] : active[i];
    }
  }
  [[nodiscard]] double cost() const override { return 40; }

 private:
  [[nodiscard]] bool fits(int64_t at, Code who) const {
    return people_[who] != 0 && at != lens::kNoInstant && at >= from_ && at <= to_;
  }
  [[nodiscard]] bool did(const Chunk& chunk, uint32_t row) const {
    if (fits(chunk.created[row], chunk.creator[row])) return true;
    for (uint32_t i = chunk.change.begin[row]; i < chunk.change.begin[row + 1]; ++i) {
      if (fits(chunk.change.at[i], chunk.change.actor[i])) return true;
    }
    for (uint32_t i = chunk.worklog.begin[row]; i < chunk.worklog.begin[row + 1]; ++i) {
      if (fits(chunk.worklog.started[i], chunk.worklog.author[i])) return true;
    }
    return false;
  }

  bool negated_;
  int64_t from_, to_;
  CodeTable people_;
};

}  // namespace

std::unique_ptr<Leaf> plan_past(const Test& test, PlanContext& context) {
  if (test.kind == TestKind::kUpdatedBy) return std::make_unique<UpdatedLeaf>(test, context);
  if (test.kind == TestKind::kChanged) return std::make_unique<ChangedLeaf>(test, context);
  if (test.kind != TestKind::kWas || test.history == HistoryField::kFixVersion) return nullptr;
  BoundField field;
  field.id = field_of(test.history);
  const std::vector<LensPlace> places = find_places(field, context.dictionary(), context.instance);
  return std::make_unique<WasLeaf>(test, context, places.front());
}

}  // namespace tl::jql
