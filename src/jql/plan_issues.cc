// Tests of keys, parents and links: what is named is looked up once, then ids are compared.
#include <algorithm>
#include <unordered_set>
#include <vector>

#include "base/text.h"
#include "jql/evaluate.h"
#include "jql/key_index.h"
#include "jql/lens_place.h"
#include "jql/many_values.h"
#include "jql/plan.h"

namespace tl::jql {
namespace {

using lens::Chunk;
using lens::RowAddress;

// `key = X`, `key in (...)`: the rows themselves.
class KeyLeaf final : public Leaf {
 public:
  KeyLeaf(const Test& test, const PlanContext& context) : negated_(test.negated) {
    for (const std::string& id : test.ids) {
      for (const RowAddress& row : find_issue(context.version, context.instance, id))
        rows_.push_back(row);
    }
    std::sort(rows_.begin(), rows_.end(), earlier);
  }
  void scan(const Block& block, const Bits& active, Answer& out) const override {
    out.clear(block.words);
    const RowAddress first{block.part, block.first};
    for (auto it = std::lower_bound(rows_.begin(), rows_.end(), first, earlier);
         it != rows_.end() && it->part == block.part && it->row < block.first + block.words * 64;
         ++it)
      out.set(it->row - block.first, Truth::kYes);
    for (uint32_t i = 0; i < block.words; ++i)
      out.yes[i] = (negated_ ? ~out.yes[i] : out.yes[i]) & active[i];
    out.decide(block.words);
  }
  [[nodiscard]] double cost() const override { return 0.05; }

 private:
  static bool earlier(const RowAddress& a, const RowAddress& b) {
    return std::pair(a.part, a.row) < std::pair(b.part, b.row);
  }
  bool negated_;
  std::vector<RowAddress> rows_;
};

std::unordered_set<int64_t> ids_of(const Test& test, const PlanContext& context) {
  std::unordered_set<int64_t> ids;
  for (const std::string& id : test.ids) {
    if (const auto number = parse_int(id)) ids.insert(*number);
    for (const RowAddress& row : find_key(context.version, context.instance, id))
      ids.insert(context.version.parts()[row.part].chunk->issue[row.row]);
  }
  return ids;
}

// Rows one by one. REQUIRES: `out` says no of them.
void look_at(const Test& test, const Block& block, const Bits& rows, Answer& out) {
  each_active(block, rows, [&](uint32_t row, uint32_t index) {
    block.row.move({block.part, row});
    out.set(index, decide_test(test, block.row));
  });
}

// `parent = X`, `parent is EMPTY` and their like.
class ParentLeaf final : public Leaf {
 public:
  ParentLeaf(const Test& test, const PlanContext& context, Place place)
      : test_(test), many_(test), place_(place) {
    if (test.kind == TestKind::kKeys) ids_ = ids_of(test, context);
  }
  void scan(const Block& block, const Bits& active, Answer& out) const override {
    const Chunk& chunk = block.chunk;
    Bits single;  // an epic that is known by its key alone
    Bits plain = active;
    fill_bits(block, active, single, [&](uint32_t row) {
      return chunk.parent[row] == 0 &&
             (chunk.flags[row] & (lens::kRowParentElsewhere | lens::kRowEpicLink)) != 0;
    });
    for (uint32_t i = 0; i < block.words; ++i) plain[i] &= ~single[i];
    fill_bits(block, plain, out.yes, [&](uint32_t row) {
      const int64_t parent = chunk.parent[row];
      const bool has = parent != 0 && is_told(chunk.flags[row]);
      return many_.answer(has, has && ids_.contains(parent));
    });
    out.decide(block.words);
    look_at(test_, block, single, out);
  }
  [[nodiscard]] double cost() const override { return 4; }

 private:
  [[nodiscard]] bool is_told(uint8_t flags) const {
    const bool elsewhere = (flags & lens::kRowParentElsewhere) != 0;
    const bool epic = (flags & lens::kRowEpicLink) != 0;
    if (place_ == Place::kParent) return !elsewhere;
    return place_ == Place::kEpicLink ? epic : elsewhere && !epic;
  }
  const Test& test_;
  ManyValues many_;
  std::unordered_set<int64_t> ids_;
  Place place_;
};

// linkedIssues(X), issueLink = X: rows with a link to one of them.
class LinkLeaf final : public Leaf {
 public:
  LinkLeaf(const Test& test, const PlanContext& context)
      : test_(test), ids_(ids_of(test, context)) {
    others_ = test.kind == TestKind::kLinked && test.negated;
  }
  void scan(const Block& block, const Bits& active, Answer& out) const override {
    const lens::LinkTable& links = block.chunk.link;
    const bool all = test_.kind != TestKind::kLinked && (test_.negated || test_.or_empty);
    Bits may;
    fill_bits(block, active, may, [&](uint32_t row) {
      if (all) return true;
      const uint32_t end = links.begin[row + 1];
      for (uint32_t i = links.begin[row]; i < end; ++i) {
        if (ids_.contains(links.other[i])) return true;
      }
      return false;
    });
    for (uint32_t i = 0; i < block.words; ++i) out.yes[i] = others_ ? active[i] & ~may[i] : 0;
    out.decide(block.words);
    look_at(test_, block, may, out);
  }
  [[nodiscard]] double cost() const override { return 5; }

 private:
  const Test& test_;
  std::unordered_set<int64_t> ids_;
  bool others_ = false;
};

}  // namespace

std::unique_ptr<Leaf> plan_issues(const Test& test, PlanContext& context) {
  if (test.kind == TestKind::kLinked) return std::make_unique<LinkLeaf>(test, context);
  const bool keys = test.kind == TestKind::kKeys && test.compare == Compare::kEqual;
  if (!keys && test.kind != TestKind::kEmpty) return nullptr;
  if (keys && test.field.id == FieldId::kKey) return std::make_unique<KeyLeaf>(test, context);
  const std::vector<LensPlace> places =
      find_places(test.field, context.dictionary(), context.instance);
  if (places.size() != 1) return nullptr;
  switch (places.front().place) {
    case Place::kParent:
    case Place::kEpicLink:
    case Place::kParentLink:
      return std::make_unique<ParentLeaf>(test, context, places.front().place);
    case Place::kLinkOther:
      return keys ? std::make_unique<LinkLeaf>(test, context) : nullptr;
    default:
      return nullptr;
  }
}

}  // namespace tl::jql
